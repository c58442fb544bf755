"""The key ring: master keys outside the database, one wrapped data key per customer inside it.

Envelope encryption with AES-256-GCM (NIST SP 800-38D). What is sealed is bound to its table, column, row and
version, so a ciphertext moved elsewhere does not open. Destroying a customer's key makes everything sealed under
it unreadable. Blind indexes are HMAC-SHA-256 under a key of their own per column (HKDF, RFC 5869). Master keys can
be replaced while the service runs: see `rotation`.
"""

from qiao.foundation.keys.masters import (
    KeyFileDamaged,
    KeyFileUnsafe,
    MasterKeys,
    MasterKeyUnknown,
    SealBroken,
)
from qiao.foundation.keys.masters_file import FileMasters, add_master, drop_masters
from qiao.foundation.keys.ring import (
    CustomerKey,
    FileSealer,
    KeyDestroyed,
    KeyId,
    KeyRing,
    MasterKeyForeign,
    check_master,
    read_key_ring,
)
from qiao.foundation.keys.rotation import Wrapping, rewrap, wrapping

__all__ = [
    "CustomerKey",
    "FileMasters",
    "FileSealer",
    "KeyDestroyed",
    "KeyFileDamaged",
    "KeyFileUnsafe",
    "KeyId",
    "KeyRing",
    "MasterKeyForeign",
    "MasterKeyUnknown",
    "MasterKeys",
    "SealBroken",
    "Wrapping",
    "add_master",
    "check_master",
    "drop_masters",
    "read_key_ring",
    "rewrap",
    "wrapping",
]
