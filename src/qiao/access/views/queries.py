"""Who has a customer in hand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.grants import Holding, Scope
from qiao.access.model import HoldingRow


@dataclass(frozen=True, slots=True)
class Held:
    """What is in hand of a customer, the purpose it was taken for, and the fields put on record when it was taken."""

    holding: Holding
    contact_id: UUID
    purpose: str
    seen: frozenset[str] = frozenset()


async def held(
    session: AsyncSession, customer_id: UUID, *, by: UUID, team: Iterable[UUID], now: datetime
) -> Held | None:
    """Her own open contact before one of her team's, and that before her own that is over."""
    mates = [*team]
    rows = await session.scalars(
        select(HoldingRow)
        .where(
            HoldingRow.customer_id == customer_id,
            HoldingRow.staff_id.in_([by, *mates]),
            HoldingRow.from_at <= now,
            # Of what is over only her own is told her; it stays on record for years, so the latest is enough.
            or_(HoldingRow.to_at.is_(None), HoldingRow.to_at > now, HoldingRow.staff_id == by),
        )
        .order_by(HoldingRow.from_at.desc(), HoldingRow.id.desc())
        .limit(len(mates) + 20)
    )
    found = [
        Held(
            Holding(Scope.OWN if row.staff_id == by else Scope.TEAM, row.from_at, row.to_at),
            row.contact_id,
            row.purpose,
            frozenset((row.seen or "").split()) if row.staff_id == by else frozenset(),
        )
        for row in rows
    ]
    return min(
        found,
        key=lambda one: (not one.holding.is_open(now), one.holding.scope is not Scope.OWN),
        default=None,
    )
