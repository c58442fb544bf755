"""Files that colleagues add to a work order: checked and sealed as those of customers are, and opened on record."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Staff, audit
from qiao.cases.orders import reading
from qiao.cases.orders.acting import OrderActNotPossible, OrderErased
from qiao.cases.orders.history import Kind
from qiao.cases.orders.model import WorkOrderFileRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened
from qiao.cases.orders.rules import why_not
from qiao.cases.orders.writing import add_act
from qiao.conversations import files
from qiao.foundation.database import Database
from qiao.foundation.errors import TooMany
from qiao.foundation.files import FileId, FileNotFound, FileQuarantined, StoredFile
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyDestroyed, KeyId

MOST: Final = 20
"""Of one order: so many papers a matter has, and a mistake of a program has more."""
_RETENTION = "work_order"


class TooManyOrderFiles(TooMany):
    """An order holds no more than `limit` files."""


class OrderFileChanged(files.FileChanged):
    """Another file was added under this id before; use a new one."""


@dataclass(frozen=True, slots=True)
class Adding:
    """Where files go, and what comes: `client_id` again is the same file, told as it was the first time."""

    cabinet: files.Cabinet
    database: Database
    upload: files.Upload


async def add(ordering: Ordering, staff: Staff, order_id: UUID, adding: Adding, *, now: datetime) -> WorkOrderFileRow:
    """Keep a file with an order that runs and that she sees. What is found harmful is not kept.

    Raises OrdersNotForThisPost, OrderNotFound, OrderActNotPossible, OrderErased, TooManyOrderFiles, OrderFileChanged,
    FileQuarantined, and what `FileStore.put` raises.
    """
    upload, cabinet = adding.upload, adding.cabinet
    async with adding.database.transaction() as session:
        found = await _open_for(session, ordering, staff, order_id, upload, now=now)
    key_id = KeyId(found.row.key_id)
    stored = await asyncio.to_thread(
        cabinet.store.put,
        upload.content,
        name=upload.name,
        declared=upload.declared,
        limits=cabinet.limits,
        sealer=ordering.ring.file_sealer(key_id),
        scope=order_id.hex,
        retention=_RETENTION,
    )
    if stored.is_quarantined:
        await asyncio.to_thread(cabinet.store.delete, stored.id)
        raise FileQuarantined
    async with adding.database.transaction() as session:
        found = await _open_for(session, ordering, staff, order_id, upload, now=now)
        earlier = await _by_client(session, order_id, upload.client_id)
        if earlier is not None:
            if earlier.stored_id != stored.id:
                raise OrderFileChanged
            return earlier
        return await _keep(session, ordering, staff, found, (upload, stored), now=now)


async def _open_for(
    session: AsyncSession, ordering: Ordering, staff: Staff, order_id: UUID, upload: files.Upload, *, now: datetime
) -> Opened:
    one = await reading.viewer(session, ordering, staff, now=now)
    found = await reading.for_viewer(session, ordering, one, order_id, lock=True)
    because = why_not(found.order, Kind.FILE_ADDED, await reading.part_of(session, one, found.row))
    if because is not None:
        raise OrderActNotPossible(act=Kind.FILE_ADDED.value, because=because.value, instead=[])
    try:
        await ordering.ring.load(session, KeyId(found.row.key_id))
    except KeyDestroyed:
        raise OrderErased from None
    count = select(func.count()).where(WorkOrderFileRow.order_id == order_id)
    is_new = await _by_client(session, order_id, upload.client_id) is None
    if is_new and (await session.scalar(count) or 0) >= MOST:
        raise TooManyOrderFiles(limit=MOST)
    return found


async def _keep(
    session: AsyncSession,
    ordering: Ordering,
    staff: Staff,
    found: Opened,
    came: tuple[files.Upload, StoredFile],
    *,
    now: datetime,
) -> WorkOrderFileRow:
    upload, stored = came
    row = WorkOrderFileRow(
        id=new_id(),
        order_id=found.row.id,
        customer_id=found.row.customer_id,
        client_id=upload.client_id,
        stored_id=stored.id,
        kind=stored.kind.value,
        size_bytes=stored.size_bytes,
        name=files.safe_names(upload.name, stored.kind)[0],
        added_by=staff.id,
        added_at=now,
    )
    session.add(row)
    facts = {"file": str(row.id)}
    await add_act(session, ordering.ring, found.row, Kind.FILE_ADDED, by=f"staff:{staff.id}", now=now, facts=facts)
    return row


async def opened(
    session: AsyncSession,
    ordering: Ordering,
    staff: Staff,
    order_id: UUID,
    file_id: UUID,
    *,
    source: str,
    now: datetime,
) -> tuple[Opened, WorkOrderFileRow]:
    """A file of an order that she sees; that she opened it is on record. Raises OrderNotFound or FileNotFound."""
    one = await reading.viewer(session, ordering, staff, now=now)
    found = await reading.for_viewer(session, ordering, one, order_id)
    query = select(WorkOrderFileRow).where(WorkOrderFileRow.id == file_id, WorkOrderFileRow.order_id == order_id)
    row = await session.scalar(query)
    if row is None:
        raise FileNotFound
    look = audit.Record(
        f"staff:{staff.id}",
        audit.Action.VIEWED,
        post=staff.post,
        customer_id=row.customer_id,
        contact_id=found.row.contact_id,
        source=source,
        detail={"order": str(order_id), "file": str(file_id)},
    )
    await audit.record(session, look, now=now)
    return found, row


async def contents(
    cabinet: files.Cabinet, database: Database, ordering: Ordering, found: Opened, row: WorkOrderFileRow
) -> bytes:
    """Raises FileNotFound, FileDamaged, FilesUnavailable, or OrderErased."""
    key_id = KeyId(found.row.key_id)
    try:
        async with database.reading() as session:
            await ordering.ring.load(session, key_id)
    except KeyDestroyed:
        raise OrderErased from None
    sealer = ordering.ring.file_sealer(key_id)
    return await asyncio.to_thread(lambda: b"".join(cabinet.store.read(FileId(row.stored_id), sealer=sealer)))


async def of_order(session: AsyncSession, order_id: UUID) -> Sequence[WorkOrderFileRow]:
    """In the order in which they were added."""
    query = select(WorkOrderFileRow).where(WorkOrderFileRow.order_id == order_id)
    return (await session.scalars(query.order_by(WorkOrderFileRow.id))).all()


async def named_files(session: AsyncSession, stored_ids: Iterable[str]) -> set[str]:
    """Those of these addresses that some order still names."""
    query = select(WorkOrderFileRow.stored_id).where(WorkOrderFileRow.stored_id.in_(list(stored_ids)))
    return set((await session.scalars(query)).all())


def wire(row: WorkOrderFileRow) -> dict[str, Any]:
    """The protocol's `OrderFile`."""
    return {"id": str(row.id), "name": row.name, "size_bytes": row.size_bytes, "type": row.kind}


async def _by_client(session: AsyncSession, order_id: UUID, client_id: str) -> WorkOrderFileRow | None:
    query = select(WorkOrderFileRow).where(WorkOrderFileRow.order_id == order_id)
    return await session.scalar(query.where(WorkOrderFileRow.client_id == client_id))
