"""What the lender told of a person's life, for her rights: told to her in full; what is left can name no loan."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle.model import (
    LifecycleAlertRow,
    LifecycleEventRow,
    LifecycleLoanRow,
    LifecycleStateRow,
    ShelvedEventRow,
)
from qiao.foundation.database import rows_changed
from qiao.foundation.ids import new_id

TABLES = frozenset({
    "lifecycle_events", "lifecycle_states", "lifecycle_loans", "lifecycle_alerts", "lifecycle_shelf",
})  # fmt: skip
_OF_LOANS = (LifecycleEventRow, LifecycleLoanRow, LifecycleAlertRow)


async def export(session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
    """Every event about her, and where she and her loans stand. What could not be read is told by its reason."""
    told = await session.scalars(
        select(LifecycleEventRow).where(LifecycleEventRow.customer_id == customer_id).order_by(LifecycleEventRow.at)
    )
    own = await session.scalars(select(LifecycleStateRow).where(LifecycleStateRow.customer_id == customer_id))
    loans = await session.scalars(
        select(LifecycleLoanRow).where(LifecycleLoanRow.customer_id == customer_id).order_by(LifecycleLoanRow.loan)
    )
    alerts = await session.scalars(select(LifecycleAlertRow).where(LifecycleAlertRow.customer_id == customer_id))
    shelf = await session.scalars(select(ShelvedEventRow).where(ShelvedEventRow.customer_id == customer_id))
    return {
        "lifecycle_events": [
            {"type": row.type, "loan": row.loan or None, "at": row.at.isoformat(), "facts": row.facts} for row in told
        ],
        "lifecycle_states": [{"stage": row.stage, "since": row.since.isoformat()} for row in own],
        "lifecycle_loans": [{"loan": row.loan, "stage": row.stage, "since": row.since.isoformat()} for row in loans],
        "lifecycle_alerts": [{"before": row.before, "after": row.after, "at": row.at.isoformat()} for row in alerts],
        "lifecycle_shelf": [{"event": row.event_id, "reason": row.reason} for row in shelf],
    }


async def erase(session: AsyncSession, customer_id: UUID) -> dict[str, int]:
    """Her loans get numbers that nobody can read, the same in every table, so that stages still follow from events."""
    numbers = union(*(select(one.loan).where(one.customer_id == customer_id) for one in _OF_LOANS))
    changed: dict[str, int] = {}
    for loan in [one for one in await session.scalars(numbers) if one]:
        unreadable = f"erased:{new_id()}"
        for table in _OF_LOANS:
            result = await session.execute(
                update(table).where(table.customer_id == customer_id, table.loan == loan).values(loan=unreadable)
            )
            changed[table.__tablename__] = changed.get(table.__tablename__, 0) + rows_changed(result)
    shelf = await session.execute(delete(ShelvedEventRow).where(ShelvedEventRow.customer_id == customer_id))
    return {**changed, "lifecycle_shelf": rows_changed(shelf)}
