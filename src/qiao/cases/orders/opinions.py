"""A complaint asks a department for its opinion by a work order, and the answer is told in the complaint's history.

The department sees what it was asked, and nothing else of the complaint.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Staff
from qiao.cases import complaints
from qiao.cases.model import RUNNING, ComplaintRow
from qiao.cases.orders.opening import open_opinion
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened


@dataclass(frozen=True, slots=True)
class OpinionOrders:
    """Fulfils `complaints.OpinionDesk`."""

    ordering: Ordering

    async def ask(
        self, session: AsyncSession, complaint: ComplaintRow, asked: complaints.Question, *, by: Staff, now: datetime
    ) -> UUID:
        return (await open_opinion(session, self.ordering, complaint, asked, by=by, now=now)).id


async def give(session: AsyncSession, ordering: Ordering, found: Opened, words: str, *, by: str, now: datetime) -> None:
    """Tell the complaint that asked by this order; nothing where none did, or where it is over by now."""
    row = found.row
    if row.complaint_id is None:
        return
    query = select(ComplaintRow).where(ComplaintRow.id == row.complaint_id).with_for_update()
    complaint = await session.scalar(query)
    if complaint is None or complaint.state not in RUNNING:
        return
    await complaints.add_act(
        session,
        ordering.ring,
        complaint,
        complaints.Kind.OPINION_GIVEN,
        by=by,
        now=now,
        # Whoever it was handed on to answers for the department that was asked.
        facts={"department": found.acts[0].facts["department"], "order": str(row.id)},
        words={"words": words},
    )
