"""Sealing and opening under a customer's data key, blind indexes, token digests."""

import hmac
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, NewType
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, String, Uuid, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.errors import NotFound, Unavailable
from qiao.foundation.ids import new_id
from qiao.foundation.keys.masters import MasterKeys, SealBroken, opened_by, sealed_by
from qiao.foundation.keys.masters_file import FileMasters, create_key_file
from qiao.foundation.retention import OnErase, Retention, by_column
from qiao.foundation.statements import store

KeyId = NewType("KeyId", UUID)
_CACHED_KEYS = 50_000
_BELIEVED_S = 60.0  # A key that another process destroyed opens nothing here for longer than this.


class KeyDestroyed(NotFound):
    """The key that sealed this is gone, and with it what it sealed."""


class MasterKeyForeign(Unavailable):
    """The master key at hand is not the one that this database's customer keys were sealed with."""


class CustomerKey(Base):
    """One customer's data key, wrapped by the master key; `wrapped` is empty once it was destroyed."""

    __tablename__ = "customer_keys"
    __retention__: ClassVar[Retention] = Retention(
        kind="key",
        since="destroyed_at",
        whose=by_column("owner_id"),
        on_erase=OnErase.SHRED,
        why="the key itself is destroyed at once; that it was, and when, is proof of the erasure",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    master_id: Mapped[str] = mapped_column(String(16))
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    destroyed_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, slots=True)
class FileSealer:
    """Seals and opens files under the key of one customer, in any thread, for as long as it is held."""

    _cipher: AESGCM

    def seal(self, plain: bytes, aad: bytes, /) -> bytes:
        return sealed_by(self._cipher, plain, b"file:" + aad)

    def open(self, sealed: bytes, aad: bytes, /) -> bytes:
        """Raises SealBroken when these are not the bytes that were sealed with this `aad`."""
        return opened_by(self._cipher, sealed, b"file:" + aad)


@dataclass(slots=True)
class _OpenKey:
    cipher: AESGCM
    looked_at_s: float


class KeyRing:
    """Seals and opens. One per process; holds unwrapped data keys in memory, the newest 50,000."""

    def __init__(self, masters: MasterKeys) -> None:
        self._masters = masters
        self._files = AESGCM(masters.derive(b"files"))
        self._index_root = masters.derive(b"blind index")
        self._token_key = masters.derive(b"tokens")
        self._open_keys: OrderedDict[UUID, _OpenKey] = OrderedDict()

    @property
    def master_id(self) -> str:
        """The id of the current master key."""
        return self._masters.current

    @property
    def master_ids(self) -> frozenset[str]:
        """The ids of every master key at hand."""
        return self._masters.known

    def derive(self, purpose: bytes) -> bytes:
        """A stable 32-byte key for one purpose of the house, such as the MAC of the audit trail."""
        return self._masters.derive(purpose)

    async def create(self, session: AsyncSession, owner_id: UUID, *, now: datetime) -> KeyId:
        """A new data key for `owner_id`, kept wrapped in this transaction and ready at once."""
        key_id, data_key = new_id(), AESGCM.generate_key(bit_length=256)
        wrapped = await self._masters.wrap(data_key, bound_to=key_id.bytes)
        await store(
            session,
            CustomerKey,
            id=key_id,
            owner_id=owner_id,
            master_id=self.master_id,
            wrapped=wrapped,
            created_at=now,
        )
        self._remember(key_id, _OpenKey(AESGCM(data_key), time.monotonic()))
        return KeyId(key_id)

    async def load(self, session: AsyncSession, key_id: KeyId) -> None:
        """Make `key_id` ready for `seal` and `open`. Raises KeyDestroyed, or SealBroken under a foreign master key."""
        known = self._open_keys.get(key_id)
        now_s = time.monotonic()
        if known is not None and now_s - known.looked_at_s < _BELIEVED_S:
            self._open_keys.move_to_end(key_id)
            return
        query = select(CustomerKey.master_id, CustomerKey.wrapped).where(CustomerKey.id == key_id)
        found = (await session.execute(query)).one_or_none()
        if found is None or found.wrapped is None:
            self._open_keys.pop(key_id, None)
            raise KeyDestroyed
        if known is not None:
            known.looked_at_s = now_s
            return
        data_key = await self._masters.unwrap(found.master_id, found.wrapped, bound_to=key_id.bytes)
        self._remember(key_id, _OpenKey(AESGCM(data_key), now_s))

    async def rewrapped(self, key_id: UUID, master_id: str, wrapped: bytes) -> bytes:
        """A data key wrapped under the current master key instead of `master_id`. Raises SealBroken."""
        data_key = await self._masters.unwrap(master_id, wrapped, bound_to=key_id.bytes)
        return await self._masters.wrap(data_key, bound_to=key_id.bytes)

    async def destroy(self, session: AsyncSession, owner_id: UUID, *, now: datetime) -> None:
        """Destroy every key of `owner_id`; nothing sealed under them opens again."""
        for key in await session.scalars(select(CustomerKey).where(CustomerKey.owner_id == owner_id)):
            key.wrapped, key.destroyed_at = None, now
            self._open_keys.pop(key.id, None)

    def seal(self, key_id: KeyId, plain: bytes, *, bound_to: str) -> bytes:
        """Ciphertext of `plain` under a loaded key, bound to its place (`table.column:row:version`)."""
        return sealed_by(self._open_keys[key_id].cipher, plain, bound_to.encode())

    def open(self, key_id: KeyId, sealed: bytes, *, bound_to: str) -> bytes:
        """The plain value again. Raises SealBroken when it was altered or moved."""
        return opened_by(self._open_keys[key_id].cipher, sealed, bound_to.encode())

    def blind_index(self, column: str, value: str) -> str:
        """A searchable fingerprint of `value` for `column`: equal values, equal fingerprints, nothing more."""
        key = hmac.digest(self._index_root, column.encode(), "sha256")
        return hmac.digest(key, value.encode(), "sha256").hex()[:40]

    def file_sealer(self, key_id: KeyId) -> FileSealer:
        """For the files of the customer whose loaded key this is."""
        return FileSealer(self._open_keys[key_id].cipher)

    def seal_file(self, plain: bytes, aad: bytes) -> bytes:
        return sealed_by(self._files, plain, b"file:" + aad)

    def open_file(self, sealed: bytes, aad: bytes) -> bytes:
        return opened_by(self._files, sealed, b"file:" + aad)

    def token_digest(self, token: str) -> str:
        """What is stored of a session token: useless without the master key."""
        return hmac.digest(self._token_key, token.encode(), "sha256").hex()

    def _remember(self, key_id: UUID, key: _OpenKey) -> None:
        self._open_keys[key_id] = key
        if len(self._open_keys) > _CACHED_KEYS:
            self._open_keys.popitem(last=False)


async def check_master(session: AsyncSession, ring: KeyRing) -> None:
    """Whether `ring` opens what this database holds sealed. Raises MasterKeyForeign."""
    wrapped = select(CustomerKey.id).where(CustomerKey.wrapped.is_not(None))
    foreign = await session.scalar(wrapped.where(CustomerKey.master_id.not_in(ring.master_ids)).limit(1))
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
        create_key_file(path)
    return KeyRing(FileMasters(path))
