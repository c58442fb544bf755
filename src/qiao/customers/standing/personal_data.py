"""What holds of a person, for her rights: told to her in full, and deleted with her."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.standing.actions import number_place
from qiao.customers.standing.model import StandingChangeRow, StandingProposalRow
from qiao.customers.standing.rules import NO_CALLS
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing

TABLES = frozenset({"standing_changes", "standing_proposals"})


async def export(session: AsyncSession, ring: KeyRing, customer_id: UUID) -> dict[str, list[Any]]:
    """Every change about her, and what is proposed; who of the staff did so is not hers to know."""
    changes = await session.scalars(
        select(StandingChangeRow).where(StandingChangeRow.customer_id == customer_id).order_by(StandingChangeRow.id)
    )
    proposed = await session.scalars(
        select(StandingProposalRow)
        .where(StandingProposalRow.customer_id == customer_id)
        .order_by(StandingProposalRow.id)
    )
    return {
        "standing_changes": [await _change(session, ring, row) for row in changes],
        "standing_proposals": [{"change": row.change, "at": row.proposed_at.isoformat()} for row in proposed],
    }


async def erase(session: AsyncSession, customer_id: UUID) -> dict[str, int]:
    """Everything goes but the wish that a number be called no more, of which its index stays."""
    of_number = (StandingChangeRow.name == NO_CALLS) & (StandingChangeRow.scope != "")
    hers = StandingChangeRow.customer_id == customer_id
    await session.execute(update(StandingChangeRow).where(hers, of_number).values(number=None, key_id=None))
    changes = await session.execute(delete(StandingChangeRow).where(hers, ~of_number))
    proposed = await session.execute(delete(StandingProposalRow).where(StandingProposalRow.customer_id == customer_id))
    return {"standing_changes": rows_changed(changes), "standing_proposals": rows_changed(proposed)}


async def _change(session: AsyncSession, ring: KeyRing, row: StandingChangeRow) -> dict[str, Any]:
    number = await _opened(session, ring, row)
    return {
        "kind": row.kind,
        "name": row.name,
        "about": number if number is not None else row.scope,
        "act": row.act,
        "value": row.value,
        "from": row.from_at.isoformat(),
        "until": row.until.isoformat() if row.until is not None else None,
        "by": row.source,
        "reason": row.reason,
        "text_version": row.version,
    }


async def _opened(session: AsyncSession, ring: KeyRing, row: StandingChangeRow) -> str | None:
    """The number it is about; None where it is about none, and where her erasing has made it unreadable."""
    if row.number is None or row.key_id is None:
        return None
    key_id = KeyId(row.key_id)
    try:
        await ring.load(session, key_id)
    except KeyDestroyed:
        return None
    return ring.open(key_id, row.number, bound_to=number_place(row.id)).decode()
