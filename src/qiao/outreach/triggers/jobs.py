"""Background work of journeys: what they hear, and their own times."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from qiao.backoffice import EFFECT_REFUSED, EFFECT_STUCK, EFFECT_VERIFIED
from qiao.customers.lifecycle import LIFE_TOLD, STAGE_CHANGED
from qiao.delivery import DELIVERY_ARRIVED, DELIVERY_FAILED
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.events import Subscriptions
from qiao.outreach.events import TOUCH_DECIDED
from qiao.outreach.terms import Ruling
from qiao.outreach.triggers.carrying import CAUSE, of_a_touch
from qiao.outreach.triggers.parts import Journeys
from qiao.outreach.triggers.running import awaken, fail, fail_touch, heard_outcome, heard_verdict, look

ROOM: Final = "outreach"
_OF_LIVES = frozenset({LIFE_TOLD, STAGE_CHANGED})
_LATER = timedelta(minutes=5)
_ARRIVED = frozenset({DELIVERY_ARRIVED, EFFECT_VERIFIED})
_LOST = frozenset({DELIVERY_FAILED, EFFECT_REFUSED, EFFECT_STUCK})


def subscribe(subscriptions: Subscriptions, journeys: Journeys) -> None:
    """What begins, ends and carries journeys; nothing else is heard."""
    book = journeys.book

    def concerns(facts: Mapping[str, Any]) -> bool:
        return not book.heard.isdisjoint(facts["types"]) or not book.dates.isdisjoint(facts["facts"])

    subscriptions.add(ROOM, LIFE_TOLD, when=concerns)
    subscriptions.add(ROOM, STAGE_CHANGED, when=lambda facts: facts["after"] in book.waking)
    subscriptions.add(
        ROOM, TOUCH_DECIDED, when=lambda facts: facts["trigger"] in book.triggers and facts["ruling"] != Ruling.HOLD
    )
    for event_type in (*_ARRIVED, *_LOST):
        subscriptions.add(ROOM, event_type, when=of_a_touch)


def event_handler(journeys: Journeys, clock: Clock) -> jobs.Handler:
    """The subscriber of what is told of lives, of the governor's decisions, and of what became of messages."""

    async def hear(job: jobs.Job) -> None:
        facts, type_, now = job.payload["facts"], job.payload["type"], clock.now()
        async with job.transaction() as session:
            if type_ == TOUCH_DECIDED:
                await heard_verdict(session, journeys, UUID(facts["touch"]), now=now)
            elif type_ in _OF_LIVES:
                told = await events.read_event(session, UUID(job.payload["event"]))
                assert told.customer_id is not None, "lives are of customers"
                await awaken(session, journeys, told.customer_id, now=now)
            else:
                touch_id = UUID(str(facts["for"]).removeprefix(CAUSE))
                await heard_outcome(session, journeys, touch_id, has_arrived=type_ in _ARRIVED, now=now)

    return hear


def unheard_handler(journeys: Journeys, clock: Clock) -> jobs.Handler:
    """After many failures: what may leave does not, and lives are looked at again in a while."""

    async def unheard(job: jobs.Job) -> None:
        facts, type_, now = job.payload["facts"], job.payload["type"], clock.now()
        async with job.transaction() as session:
            if type_ == TOUCH_DECIDED:
                await fail_touch(session, journeys, UUID(facts["touch"]), now=now)
            elif type_ in _OF_LIVES:
                await jobs.schedule(
                    session, kind=job.kind, key=job.key, lane=job.lane, due_at=now + _LATER, payload=job.payload
                )

    return unheard


def journey_handler(journeys: Journeys, clock: Clock) -> jobs.Handler:
    """A journey's time has come."""

    async def go_on(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await look(session, journeys, UUID(job.payload["journey"]), now=clock.now())

    return go_on


def failed_handler(journeys: Journeys, clock: Clock) -> jobs.Handler:
    """What could not be looked at after many tries does not leave."""

    async def failed(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await fail(session, journeys, UUID(job.payload["journey"]), now=clock.now())

    return failed
