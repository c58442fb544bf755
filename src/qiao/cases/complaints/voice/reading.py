"""Which complaints are hers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.cases.complaints import reading
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.model import ComplaintRow
from qiao.cases.queries import ComplaintNotFound, made_by
from qiao.conversations import ChannelSession
from qiao.foundation.keys import KeyDestroyed, KeyId


async def hers(
    session: AsyncSession, handling: Handling, live: ChannelSession, complaint_id: UUID, *, lock: bool = False
) -> Opened:
    """One of hers, also one made before she signed in. Raises ComplaintNotFound, for somebody else's too."""
    found = await reading.opened(session, handling, complaint_id, lock=lock)
    is_hers = select(ComplaintRow.id).where(ComplaintRow.id == complaint_id, made_by(await _selves(session, live)))
    if await session.scalar(is_hers) is None:
        raise ComplaintNotFound
    try:
        await handling.ring.load(session, KeyId(found.row.key_id))
    except KeyDestroyed:
        raise ComplaintNotFound from None
    return found


async def all_of(session: AsyncSession, live: ChannelSession) -> Sequence[ComplaintRow]:
    """The newest first."""
    query = select(ComplaintRow).where(made_by(await _selves(session, live)))
    return (await session.scalars(query.order_by(ComplaintRow.id.desc()))).all()


async def _selves(session: AsyncSession, live: ChannelSession) -> set[UUID]:
    return {live.customer_id, *await conversations.visitors_before(session, live.customer_id)}
