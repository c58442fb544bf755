"""Taking a file in: checked, sealed and on the disk before the row that names it is written."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.conversations.files import queries
from qiao.conversations.files.cabinet import Cabinet
from qiao.conversations.files.names import safe_names
from qiao.conversations.locked import lock
from qiao.conversations.model import ReceivedFileRow
from qiao.conversations.queries import ChannelSession
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict, TooMany
from qiao.foundation.files import ScannerAway, StoredFile
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId, KeyRing

RETENTION = "conversation"
_A_DAY = timedelta(hours=24)


class TooManyFiles(TooMany):
    """More files than are taken from one customer within 24 hours."""


class FileChanged(Conflict):
    """Another file was uploaded under this id before; use a new one."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What came: under which id of the sender's, called what, said to be of which type, and the bytes."""

    client_id: str
    name: str
    declared: str
    content: bytes


async def take_in(
    cabinet: Cabinet, database: Database, ring: KeyRing, live: ChannelSession, upload: Upload, *, now: datetime
) -> ReceivedFileRow:
    """Keep a file that a channel session uploads; it is seen by nobody until a message of the session's sends it.

    The same upload again is answered like the first time and kept once; one in quarantine is examined again. Raises
    TooManyFiles, FileChanged, and what `FileStore.put` raises.
    """
    async with database.transaction() as session:
        await _require_room(session, cabinet, live, upload.client_id, now=now)
        key_id = await customers.data_key(session, ring, live.customer_id, now=now)
    sealer = ring.file_sealer(key_id)
    stored = await asyncio.to_thread(
        cabinet.store.put,
        upload.content,
        name=upload.name,
        declared=upload.declared,
        limits=cabinet.limits,
        sealer=sealer,
        scope=live.customer_id.hex,
        retention=RETENTION,
    )
    async with database.transaction() as session:
        await lock(session, live.conversation_id)
        earlier = await queries.by_client(session, live.id, upload.client_id)
        if earlier is None:
            return _keep(session, live, upload, stored, sealed_by=(ring, key_id), now=now)
        if earlier.stored_id != stored.id:
            raise FileChanged
        earlier.finding = _finding(stored)
        return earlier


async def _require_room(
    session: AsyncSession, cabinet: Cabinet, live: ChannelSession, client_id: str, *, now: datetime
) -> None:
    if await queries.by_client(session, live.id, client_id) is not None:
        return
    if await queries.taken_since(session, live.conversation_id, now - _A_DAY) >= cabinet.a_day:
        raise TooManyFiles(limit=cabinet.a_day)


def _keep(
    session: AsyncSession,
    live: ChannelSession,
    upload: Upload,
    stored: StoredFile,
    *,
    sealed_by: tuple[KeyRing, KeyId],
    now: datetime,
) -> ReceivedFileRow:
    file_id, (ring, key_id) = new_id(), sealed_by
    masked, given = safe_names(upload.name, stored.kind)
    row = ReceivedFileRow(
        id=file_id,
        conversation_id=live.conversation_id,
        customer_id=live.customer_id,
        session_id=live.id,
        client_id=upload.client_id,
        stored_id=stored.id,
        kind=stored.kind.value,
        size_bytes=stored.size_bytes,
        name=masked,
        sealed_name=ring.seal(key_id, given.encode(), bound_to=name_place(file_id)),
        key_id=key_id,
        finding=_finding(stored),
        received_at=now,
    )
    session.add(row)
    return row


def _finding(stored: StoredFile) -> str | None:
    return (stored.finding.what or "unknown")[:80] if stored.is_quarantined else None


def name_place(file_id: object) -> str:
    """What the sealed name of a file is bound to."""
    return f"received_files.name:{file_id}:1"


def _state(row: ReceivedFileRow) -> str:
    if row.finding is None:
        return "ready"
    return "unexamined" if row.finding == ScannerAway.__name__ else "harmful"


def wire(row: ReceivedFileRow) -> dict[str, Any]:
    """What its sender is told: how it is named and whether it can be sent."""
    return {
        "file": str(row.id),
        "name": row.name,
        "size_bytes": row.size_bytes,
        "type": row.kind,
        "state": _state(row),
    }
