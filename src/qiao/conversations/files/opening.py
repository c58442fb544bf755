"""Reading a file for somebody who may; whether she may is decided, and on record, before this is called."""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations.files import queries
from qiao.conversations.files.cabinet import Cabinet
from qiao.conversations.model import ReceivedFileRow
from qiao.foundation.database import Database
from qiao.foundation.files import FileId, FileNotFound
from qiao.foundation.keys import FileSealer, KeyId, KeyRing


async def sent_in(session: AsyncSession, conversation_id: UUID, file_id: UUID) -> ReceivedFileRow:
    """A file that was sent in this conversation. Raises FileNotFound for every other."""
    row = await queries.sent(session, conversation_id, file_id)
    if row is None:
        raise FileNotFound
    return row


async def sent_to(session: AsyncSession, case_id: UUID, file_id: UUID) -> ReceivedFileRow:
    """A file that was sent to this case. Raises FileNotFound for every other."""
    row = await queries.of_case(session, case_id, file_id)
    if row is None:
        raise FileNotFound
    return row


async def contents(cabinet: Cabinet, database: Database, ring: KeyRing, row: ReceivedFileRow) -> bytes:
    """The bytes. Raises FileNotFound, FileQuarantined, FileDamaged, FilesUnavailable, or KeyDestroyed."""
    async with database.reading() as session:
        await ring.load(session, KeyId(row.key_id))
    sealer = ring.file_sealer(KeyId(row.key_id))
    return await asyncio.to_thread(_read, cabinet, FileId(row.stored_id), sealer)


def _read(cabinet: Cabinet, stored_id: FileId, sealer: FileSealer) -> bytes:
    return b"".join(cabinet.store.read(stored_id, sealer=sealer))
