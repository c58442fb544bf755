"""What the key ring needs from wherever master keys are kept: a file by default, a key management service by port."""

import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qiao.foundation.errors import Unavailable

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class KeyFileUnsafe(Unavailable):
    """The key file may be read by others; make it readable by its owner alone (chmod 600)."""


class KeyFileDamaged(Unavailable):
    """The key file does not hold 32-byte keys in hexadecimal."""


class SealBroken(Unavailable):
    """A sealed value was altered, moved, or belongs to another deployment."""


class MasterKeyUnknown(SealBroken):
    """What is to be opened was wrapped under a master key that is not at hand."""


class MasterKeys(Protocol):
    """Wraps and unwraps data keys. The keys themselves never leave it; `derive` gives stable keys for other uses."""

    @property
    def current(self) -> str:
        """The id of the master key that wraps what is new."""
        ...

    @property
    def known(self) -> frozenset[str]:
        """The ids of every master key that can still unwrap."""
        ...

    async def wrap(self, data_key: bytes, *, bound_to: bytes) -> bytes:
        """`data_key` wrapped under the current master key."""
        ...

    async def unwrap(self, master_id: str, wrapped: bytes, *, bound_to: bytes) -> bytes:
        """The data key again. Raises MasterKeyUnknown, or SealBroken."""
        ...

    def derive(self, purpose: bytes) -> bytes:
        """32 bytes for one purpose, the same for the life of the deployment, whatever the current master key is."""
        ...


def sealed_by(key: AESGCM, plain: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + key.encrypt(nonce, plain, aad)


def opened_by(key: AESGCM, sealed: bytes, aad: bytes) -> bytes:
    """Raises SealBroken."""
    if sealed[:1] != FORMAT:
        raise SealBroken
    try:
        return key.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], aad)
    except InvalidTag:
        raise SealBroken from None
