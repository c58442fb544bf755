"""Beginning journeys: whatever has come to hold of a customer, each occasion once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation import jobs
from qiao.foundation.database import insert_into
from qiao.foundation.ids import new_id
from qiao.outreach.triggers.definition import Trigger, span
from qiao.outreach.triggers.model import JourneyRow, JourneyState
from qiao.outreach.triggers.occasions import Known, Occasion, occasions
from qiao.outreach.triggers.steps import Ask, Over, Stop, Wait, is_held_out, next_step

JOURNEY_JOB = "outreach.journey"


async def begin(
    session: AsyncSession,
    triggers: Iterable[Trigger],
    customer_id: UUID,
    known: Known,
    there: Sequence[JourneyRow],
    *,
    now: datetime,
) -> list[UUID]:
    """Begin what holds of her now and is not among those that are `there`; those are returned that are due at once."""
    due_now: list[UUID] = []
    for trigger, occasion, due in beginnings(triggers, known, there, now=now):
        out = is_held_out(trigger, customer_id)
        row_id = new_id()
        values = {
            "id": row_id,
            "trigger": trigger.id,
            "customer_id": customer_id,
            "loan": occasion.loan,
            "occasion": occasion.name,
            "since_at": occasion.at,
            "since_number": occasion.since[1],
            "since_event": occasion.since[2],
            "state": JourneyState.HELD_OUT if out else JourneyState.WAITING,
            "step": due.step,
            "channel": 0,
            "next_at": None if out else due.until if isinstance(due, Wait) else now,
            "has_arrived": False,
            "begun_at": now,
            "ended_at": now if out else None,
        }
        statement = insert_into(session, JourneyRow).values(**values)
        made = await session.scalar(
            statement.on_conflict_do_nothing(index_elements=["customer_id", "trigger", "loan", "occasion"]).returning(
                JourneyRow.id
            )
        )
        if made is None or out:
            continue
        if isinstance(due, Ask):
            due_now.append(row_id)
        else:
            await come_back(session, row_id, customer_id, due.until)
    return due_now


def beginnings(
    triggers: Iterable[Trigger], known: Known, there: Sequence[JourneyRow], *, now: datetime
) -> Iterator[tuple[Trigger, Occasion, Wait | Ask]]:
    """What would begin of one record, beside the journeys that have begun before, and its first step."""
    begun = {(row.trigger, row.loan, row.occasion) for row in there}
    since = [(row.trigger, row.loan, row.since_at) for row in there]
    for trigger in triggers:
        for occasion in occasions(trigger, known, now):
            if (trigger.id, occasion.loan, occasion.name) in begun or _is_again(trigger, occasion, since):
                continue
            due = next_step(trigger, occasion, known, 0, now)
            if not isinstance(due, Stop | Over):
                since.append((trigger.id, occasion.loan, occasion.at))
                yield trigger, occasion, due


async def come_back(session: AsyncSession, journey_id: UUID, customer_id: UUID, due_at: datetime) -> None:
    """Look at a journey again then; of one person one after the other."""
    await jobs.ensure(
        session,
        kind=JOURNEY_JOB,
        key=journey_id.hex,
        lane=f"{JOURNEY_JOB}:{customer_id.hex}",
        due_at=due_at,
        payload={"journey": str(journey_id)},
    )


def _is_again(trigger: Trigger, occasion: Occasion, since: Sequence[tuple[str, str, datetime]]) -> bool:
    if trigger.again is None:
        return False
    within = span(trigger.again)
    return any(
        (name, loan) == (trigger.id, occasion.loan) and abs(at - occasion.at) < within for name, loan, at in since
    )
