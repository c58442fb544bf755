"""The key ring: a master key outside the database, one wrapped data key per customer inside it.

Envelope encryption with AES-256-GCM (NIST SP 800-38D). What is sealed is bound to its table, column, row and
version, so a ciphertext moved elsewhere does not open. Destroying a customer's key makes everything sealed under
it unreadable. Blind indexes are HMAC-SHA-256 under a key of their own per column (HKDF, RFC 5869).
"""

import hashlib
import hmac
import os
import stat
from collections import OrderedDict
from datetime import datetime
from pathlib import Path
from typing import NewType
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import LargeBinary, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.errors import NotFound, Unavailable
from qiao.foundation.ids import new_id

KeyId = NewType("KeyId", UUID)
_FORMAT = b"\x01"
_NONCE_BYTES = 12
_KEY_BYTES = 32
_CACHED_KEYS = 50_000


class KeyFileUnsafe(Unavailable):
    """The key file may be read by others; make it readable by its owner alone (chmod 600)."""


class KeyFileDamaged(Unavailable):
    """The key file does not hold a 32-byte key in hexadecimal."""


class KeyDestroyed(NotFound):
    """The key that sealed this is gone, and with it what it sealed."""


class SealBroken(Unavailable):
    """A sealed value was altered, moved, or belongs to another deployment."""


class MasterKeyForeign(Unavailable):
    """The master key at hand is not the one that this database's customer keys were sealed with."""


class CustomerKey(Base):
    """One customer's data key, wrapped by the master key; `wrapped` is empty once it was destroyed."""

    __tablename__ = "customer_keys"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    master_id: Mapped[str] = mapped_column(String(16))
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    destroyed_at: Mapped[datetime | None] = mapped_column(Moment)


class KeyRing:
    """Seals and opens. One per process; holds unwrapped data keys in memory, the newest 50,000."""

    def __init__(self, master: bytes) -> None:
        self._master = AESGCM(master)
        self.master_id = hashlib.sha256(b"qiao key id" + master).hexdigest()[:16]
        self._index_root = _derived(master, b"blind index")
        self._token_key = _derived(master, b"tokens")
        self._open_keys: OrderedDict[UUID, AESGCM] = OrderedDict()

    async def create(self, session: AsyncSession, owner_id: UUID, *, now: datetime) -> KeyId:
        """A new data key for `owner_id`, kept wrapped in this transaction."""
        key_id, data_key = new_id(), AESGCM.generate_key(bit_length=256)
        wrapped = self._sealed_by(self._master, data_key, key_id.bytes)
        session.add(
            CustomerKey(id=key_id, owner_id=owner_id, master_id=self.master_id, wrapped=wrapped, created_at=now)
        )
        return KeyId(key_id)

    async def load(self, session: AsyncSession, key_id: KeyId) -> None:
        """Make `key_id` ready for `seal` and `open`. Raises KeyDestroyed, or SealBroken under a foreign master key."""
        if key_id in self._open_keys:
            self._open_keys.move_to_end(key_id)
            return
        wrapped = await session.scalar(select(CustomerKey.wrapped).where(CustomerKey.id == key_id))
        if wrapped is None:
            raise KeyDestroyed
        self._remember(key_id, AESGCM(self._opened_by(self._master, wrapped, key_id.bytes)))

    async def destroy(self, session: AsyncSession, owner_id: UUID, *, now: datetime) -> None:
        """Destroy every key of `owner_id`; nothing sealed under them opens again."""
        for key in await session.scalars(select(CustomerKey).where(CustomerKey.owner_id == owner_id)):
            key.wrapped, key.destroyed_at = None, now
            self._open_keys.pop(key.id, None)

    def seal(self, key_id: KeyId, plain: bytes, *, bound_to: str) -> bytes:
        """Ciphertext of `plain` under a loaded key, bound to its place (`table.column:row:version`)."""
        return self._sealed_by(self._open_keys[key_id], plain, bound_to.encode())

    def open(self, key_id: KeyId, sealed: bytes, *, bound_to: str) -> bytes:
        """The plain value again. Raises SealBroken when it was altered or moved."""
        return self._opened_by(self._open_keys[key_id], sealed, bound_to.encode())

    def blind_index(self, column: str, value: str) -> str:
        """A searchable fingerprint of `value` for `column`: equal values, equal fingerprints, nothing more."""
        key = hmac.digest(self._index_root, column.encode(), "sha256")
        return hmac.digest(key, value.encode(), "sha256").hex()[:40]

    def seal_file(self, plain: bytes, aad: bytes) -> bytes:
        return self._sealed_by(self._master, plain, b"file:" + aad)

    def open_file(self, sealed: bytes, aad: bytes) -> bytes:
        return self._opened_by(self._master, sealed, b"file:" + aad)

    def token_digest(self, token: str) -> str:
        """What is stored of a session token: useless without the master key."""
        return hmac.digest(self._token_key, token.encode(), "sha256").hex()

    def _remember(self, key_id: UUID, key: AESGCM) -> None:
        self._open_keys[key_id] = key
        if len(self._open_keys) > _CACHED_KEYS:
            self._open_keys.popitem(last=False)

    @staticmethod
    def _sealed_by(key: AESGCM, plain: bytes, aad: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + key.encrypt(nonce, plain, aad)

    @staticmethod
    def _opened_by(key: AESGCM, sealed: bytes, aad: bytes) -> bytes:
        if sealed[:1] != _FORMAT:
            raise SealBroken
        try:
            return key.decrypt(sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :], aad)
        except InvalidTag:
            raise SealBroken from None


async def check_master(session: AsyncSession, ring: KeyRing) -> None:
    """Whether `ring` opens what this database holds sealed. Raises MasterKeyForeign."""
    wrapped = select(CustomerKey.id).where(CustomerKey.wrapped.is_not(None))
    foreign = await session.scalar(wrapped.where(CustomerKey.master_id != ring.master_id).limit(1))
    newest = await session.scalar(wrapped.order_by(CustomerKey.id.desc()).limit(1))
    try:
        if newest is not None:
            await ring.load(session, KeyId(newest))
    except SealBroken:
        foreign = newest
    if foreign is not None:
        raise MasterKeyForeign(at_hand=ring.master_id)


def read_key_ring(path: Path, *, create: bool) -> KeyRing:
    """The key ring of a deployment. With `create`, a missing key file is made, readable by its owner alone.

    Raises KeyFileUnsafe or KeyFileDamaged; FileNotFoundError without `create`.
    """
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(AESGCM.generate_key(bit_length=256).hex())
            file.flush()
            os.fsync(file.fileno())
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileUnsafe(path=str(path))
    try:
        master = bytes.fromhex(path.read_text().strip())
    except ValueError:
        raise KeyFileDamaged(path=str(path)) from None
    if len(master) != _KEY_BYTES:
        raise KeyFileDamaged(path=str(path))
    return KeyRing(master)


def _derived(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"qiao " + purpose).derive(master)
