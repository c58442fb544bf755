"""An uploaded file is sent once, in a message or to a case, and by the session that uploaded it alone."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations import content as contents
from qiao.conversations.files import queries
from qiao.conversations.model import ReceivedFileRow
from qiao.conversations.queries import ChannelSession
from qiao.foundation.errors import Conflict
from qiao.foundation.files import FileNotFound, FileQuarantined


class FileAlreadySent(Conflict):
    """The file was sent already."""


async def to_send(session: AsyncSession, live: ChannelSession, file_id: UUID) -> ReceivedFileRow:
    """The file, which this session uploaded into the conversation it speaks in.

    Raises FileNotFound, also for what another session uploaded; FileQuarantined or FileAlreadySent.
    """
    row = await queries.of_session(session, file_id, live.id)
    if row is None or row.conversation_id != live.conversation_id:
        raise FileNotFound
    if row.finding is not None:
        raise FileQuarantined
    if row.message_id is not None or row.case_id is not None:
        raise FileAlreadySent
    return row


async def send_to_case(session: AsyncSession, live: ChannelSession, file_id: UUID, case_id: UUID) -> contents.File:
    """Add it to a case of hers instead of saying it in the conversation. Raises as `to_send`."""
    row = await to_send(session, live, file_id)
    row.case_id = case_id
    return sent_content(row)


async def carry_over(session: AsyncSession, contact_id: UUID, *, to: UUID, customer_id: UUID) -> list[contents.File]:
    """The files of a contact go where the contact goes on; they stay sealed under the key they came under."""
    rows = await queries.in_messages_of(session, contact_id)
    for row in rows:
        row.conversation_id, row.customer_id = to, customer_id
    return [sent_content(row) for row in rows]


def sent_content(row: ReceivedFileRow) -> contents.File:
    """What the message says of it: all of it as the house found it, nothing as the sender told it."""
    return contents.File(file=str(row.id), name=row.name, size_bytes=row.size_bytes, type=row.kind)
