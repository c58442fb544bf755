"""Who has a customer in hand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.grants import Holding, Scope
from qiao.access.model import HoldingRow


@dataclass(frozen=True, slots=True)
class Held:
    """What is in hand of a customer, the purpose it was taken for, and the fields put on record when it was taken.

    `beside`: another has it in hand, and she only looks on.
    """

    holding: Holding
    contact_id: UUID
    purpose: str
    seen: frozenset[str] = frozenset()
    beside: bool = False


async def held(
    session: AsyncSession, customer_id: UUID, *, by: UUID, team: Iterable[UUID], now: datetime
) -> Held | None:
    """Her own open contact before one of her team's, and that before her own that is over."""
    mates = [*team]
    rows = await session.scalars(
        select(HoldingRow)
        .where(
            HoldingRow.customer_id == customer_id,
            or_(HoldingRow.staff_id == by, HoldingRow.staff_id.in_(mates) & ~HoldingRow.beside),
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
            row.beside,
        )
        for row in rows
    ]
    return min(
        found,
        key=lambda one: (not one.holding.is_open(now), one.holding.scope is not Scope.OWN),
        default=None,
    )


async def in_hands_of(
    session: AsyncSession, customer_ids: Collection[UUID], *, now: datetime
) -> dict[UUID, frozenset[UUID]]:
    """The members of staff who have each of the customers in hand now; who is in nobody's is left out."""
    rows = await session.execute(
        select(HoldingRow.customer_id, HoldingRow.staff_id).where(
            HoldingRow.customer_id.in_(customer_ids),
            HoldingRow.from_at <= now,
            or_(HoldingRow.to_at.is_(None), HoldingRow.to_at > now),
        )
    )
    hands: dict[UUID, set[UUID]] = {}
    for customer_id, staff_id in rows:
        hands.setdefault(customer_id, set()).add(staff_id)
    return {customer_id: frozenset(staff) for customer_id, staff in hands.items()}


async def still_held(
    session: AsyncSession, customer_ids: Collection[UUID], *, by: UUID, team: Iterable[UUID], now: datetime
) -> frozenset[UUID]:
    """Those of the customers who are in her hands or in those of her team now."""
    rows = await session.execute(
        select(HoldingRow.customer_id)
        .where(
            HoldingRow.customer_id.in_(customer_ids),
            or_(HoldingRow.staff_id == by, HoldingRow.staff_id.in_([*team]) & ~HoldingRow.beside),
            HoldingRow.from_at <= now,
            or_(HoldingRow.to_at.is_(None), HoldingRow.to_at > now),
        )
        .distinct()
    )
    return frozenset(row.customer_id for row in rows)
