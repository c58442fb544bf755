"""The promised calls of a customer, for the list of what she has had to do with the house."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Dealing, DealingKind, Look, Stretch, Teller
from qiao.desk.model import CallBackRow


async def _calls(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
    if not look.shows("transcript"):
        return []
    rows = await session.scalars(
        select(CallBackRow)
        .where(
            CallBackRow.customer_id.in_(stretch.customer_ids),
            stretch.covers(CallBackRow.booked_at.expression, CallBackRow.id.expression),
        )
        .order_by(CallBackRow.booked_at.desc(), CallBackRow.id.desc())
        .limit(stretch.limit)
    )
    return [
        Dealing(
            DealingKind.CALL,
            row.id,
            row.booked_at,
            about=row.topic or None,
            number=row.booked_as,
            state=row.state,
            contact_id=row.contact_id,
            due_at=row.starts_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]


CALLS_TELLER = Teller(DealingKind.CALL, ("transcript",), _calls)
"""Tells which calls she was promised, for when, and whether they were made."""
