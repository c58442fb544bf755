"""What outreach holds about a person, for her rights (`access.PersonalDataHolder`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.foundation.database import rows_changed
from qiao.foundation.ids import new_id
from qiao.outreach import queries
from qiao.outreach.model import TouchDecisionRow, TouchRow
from qiao.outreach.triggers.model import JourneyRow, JourneyState
from qiao.outreach.triggers.occasions import Ended
from qiao.outreach.triggers.queries import begun as journeys


class OutreachHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "outreach"
    tables = frozenset({"touches", "touch_decisions", "journeys"})

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        rows = (await session.scalars(select(TouchRow).where(TouchRow.customer_id == customer_id))).all()
        decided = await queries.decisions_of(session, [row.id for row in rows])
        return {
            "touches": [_touch(row) for row in rows],
            "touch_decisions": [_decision(one) for row in rows for one in decided.get(row.id, [])],
            "journeys": [_journey(row) for row in await journeys(session, customer_id)],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """What was wanted may not leave any more by itself: she is nobody the governor knows."""
        begun = await journeys(session, customer_id)
        for row in begun:
            row.loan = f"erased:{new_id()}" if row.loan else ""
            if row.ended_at is None:
                row.state, row.reason, row.next_at, row.ended_at = JourneyState.STOPPED, Ended.ERASED, None, now
        await session.flush()
        blanked = await session.execute(
            update(TouchRow).where(TouchRow.customer_id == customer_id).values(loan=None, number=None)
        )
        return Erased(
            {"touches": rows_changed(blanked), "journeys": len(begun)},
            (Kept("touch_decisions", "that the rules on touches were kept, by names of rules under a pseudonym"),),
        )


def _touch(row: TouchRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "kind": row.kind,
        "channel": row.channel,
        "about": row.topic,
        "loan": row.loan,
        "asked_at": row.asked_at.isoformat(),
        "left_at": row.left_at.isoformat() if row.left_at else None,
        "state": row.state,
        "by": row.source,
    }


def _decision(row: TouchDecisionRow) -> dict[str, Any]:
    return {
        "touch": str(row.touch_id),
        "at": row.at.isoformat(),
        "ruling": row.ruling,
        "until": row.until.isoformat() if row.until else None,
        "reasons": [one["rule"] for one in row.reasons],
    }


def _journey(row: JourneyRow) -> dict[str, Any]:
    return {
        "trigger": row.trigger,
        "loan": row.loan or None,
        "begun_at": row.begun_at.isoformat(),
        "state": row.state,
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
    }
