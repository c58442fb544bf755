"""That two records were joined or parted, for the list of what a customer has had to do with the house."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Dealing, DealingKind, Look, Stretch, Teller
from qiao.customers.merges.model import MergeRow

if TYPE_CHECKING:
    from datetime import datetime

_AT = cast("ColumnElement[datetime]", MergeRow.merged_at.expression)  # Of those that were joined, it is there.


async def _joined(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
    if not look.shows("transcript"):
        return []
    rows = (
        await session.scalars(
            select(MergeRow)
            .where(
                MergeRow.merged_at.is_not(None),
                or_(MergeRow.merged_id.in_(stretch.customer_ids), MergeRow.into_id.in_(stretch.customer_ids)),
                stretch.covers(_AT, MergeRow.id.expression),
            )
            .order_by(MergeRow.merged_at.desc(), MergeRow.id.desc())
            .limit(stretch.limit)
        )
    ).all()
    names = await access.staff_names(session, {one for row in rows for one in (row.proposed_by, row.decided_by) if one})
    return [
        Dealing(
            DealingKind.MERGE,
            row.id,
            row.merged_at,
            about=row.words,
            state=row.state,
            by=tuple(names[one] for one in (row.proposed_by, row.decided_by) if one is not None and one in names),
            ended_at=row.closed_at,
        )
        for row in rows
        if row.merged_at is not None
    ]


MERGES_TELLER = Teller(DealingKind.MERGE, ("transcript",), _joined)
"""Tells when she was found to be one person with another record, by whom, and whether that still holds."""
