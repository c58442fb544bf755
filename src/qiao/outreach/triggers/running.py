"""A journey on its way: its next step is put to the governor, what was permitted is handed over, what failed goes on by
the next channel. Whatever is done is done with the person's record held, after asking whether there is anything to say
still: so nothing leaves after a payment that has come in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.foundation import jobs
from qiao.outreach import deciding
from qiao.outreach import queries as touches
from qiao.outreach.deciding import Wanted
from qiao.outreach.rules import Verdict
from qiao.outreach.terms import Code, Gate, State
from qiao.outreach.triggers import queries
from qiao.outreach.triggers.beginning import JOURNEY_JOB, begin, come_back
from qiao.outreach.triggers.carrying import conversation_of, hand_over
from qiao.outreach.triggers.definition import Trigger, span
from qiao.outreach.triggers.model import JourneyRow, JourneyState
from qiao.outreach.triggers.occasions import Ended, Known, Occasion, why_ended
from qiao.outreach.triggers.parts import Journeys
from qiao.outreach.triggers.steps import Ask, Over, Stop, Wait, next_step

_OF_THE_CHANNEL = frozenset({Gate.OPT_OUT, Gate.LAW})
"""Where she allows one way and not another, another may be open."""


async def awaken(session: AsyncSession, journeys: Journeys, customer_id: UUID, *, now: datetime) -> None:
    """Something of her life has become another: what begins, begins, and what is over stops."""
    known = await queries.known(session, journeys.life, customer_id, now=now)
    if known is None:
        return
    there = await queries.begun(session, customer_id)
    for row in there:
        if row.ended_at is None and _ended_by(journeys, row, known) is not None:
            await look(session, journeys, row.id, now=now)
    for journey_id in await begin(session, journeys.book.triggers.values(), customer_id, known, there, now=now):
        await look(session, journeys, journey_id, now=now)


async def look(session: AsyncSession, journeys: Journeys, journey_id: UUID, *, now: datetime) -> None:
    """Stop a journey that is over; go on with one whose time has come. Raises JourneyNotFound."""
    row = await queries.locked(session, journey_id)
    if row.ended_at is not None:
        return
    found = await _standing(session, journeys, row, now=now)
    if isinstance(found, Ended):
        await _stop(session, journeys, row, found, now=now)
    elif row.state == JourneyState.WAITING and row.next_at is not None and row.next_at <= now:
        await _go_on(session, journeys, found, now=now)


async def heard_verdict(session: AsyncSession, journeys: Journeys, touch_id: UUID, *, now: datetime) -> None:
    """The governor has decided about a touch: it is handed over, or the journey goes on without it."""
    place = Place.read((await touches.touch(session, touch_id)).once)
    if place is None:
        return
    row = await queries.locked(session, place.journey_id)
    if row.touch_id != touch_id or row.state not in {JourneyState.ASKED, JourneyState.HELD}:
        return
    touch = await touches.touch(session, touch_id)
    found = await _standing(session, journeys, row, now=now)
    if isinstance(found, Ended):
        await _stop(session, journeys, row, found, now=now)
    elif touch.state == State.PERMITTED:
        await _carry(session, journeys, found, now=now)
    elif touch.state == State.DROPPED:
        _leave_step(row)
        await _go_on(session, journeys, found, now=now)


async def heard_outcome(
    session: AsyncSession, journeys: Journeys, touch_id: UUID, *, has_arrived: bool, now: datetime
) -> None:
    """A carrier says what became of a message: one that did not arrive takes no place, and another way is tried."""
    place = Place.read((await touches.touch(session, touch_id)).once)
    if place is None:
        return
    row = await queries.locked(session, place.journey_id)
    if has_arrived:
        row.has_arrived = row.has_arrived or row.touch_id == touch_id
        return
    await deciding.give_back(session, touch_id, now=now)
    if row.touch_id != touch_id or row.state not in {JourneyState.WAITING, JourneyState.DONE}:
        return
    found = await _standing(session, journeys, row, now=now)
    if isinstance(found, Ended):
        return
    if place.channel + 1 < len(found.trigger.steps[place.step].channels):
        row.step, row.channel, row.ended_at = place.step, place.channel + 1, None
        await _go_on(session, journeys, found, now=now)


async def fail_touch(session: AsyncSession, journeys: Journeys, touch_id: UUID, *, now: datetime) -> None:
    """As `fail`, of the journey whose newest touch this is."""
    place = Place.read((await touches.touch(session, touch_id)).once)
    if place is not None and (await queries.locked(session, place.journey_id)).touch_id == touch_id:
        await fail(session, journeys, place.journey_id, now=now)


async def fail(session: AsyncSession, journeys: Journeys, journey_id: UUID, *, now: datetime) -> None:
    """It could not be looked at, however often it was tried: nothing leaves. Raises JourneyNotFound."""
    row = await queries.locked(session, journey_id)
    if row.ended_at is None:
        if row.touch_id is not None:
            await deciding.give_up(session, journeys.governor, row.touch_id, now=now)
        _end(row, JourneyState.FAILED, Code.NOT_JUDGED, now=now)


@dataclass(frozen=True, slots=True)
class _Journey:
    """A journey with all that decides what is next, read with the person's record held."""

    row: JourneyRow
    trigger: Trigger
    occasion: Occasion
    known: Known


@dataclass(frozen=True, slots=True)
class Place:
    """Of which journey, step and channel a touch is: what makes the same wish known again."""

    journey_id: UUID
    step: int
    channel: int

    def written(self) -> str:
        return f"journey:{self.journey_id}:{self.step}:{self.channel}"

    @classmethod
    def read(cls, once: str) -> "Place | None":
        """None for a touch of no journey."""
        match once.split(":"):
            case ["journey", journey_id, step, channel]:
                return cls(UUID(journey_id), int(step), int(channel))
            case _:
                return None


async def _standing(session: AsyncSession, journeys: Journeys, row: JourneyRow, *, now: datetime) -> _Journey | Ended:
    """The journey with what is known now; or why there is nothing to say any more."""
    known = await queries.known(session, journeys.life, row.customer_id, now=now)
    if known is None:
        return Ended.UNKNOWN
    ended = _ended_by(journeys, row, known)
    if ended is not None:
        return ended
    return _Journey(row, journeys.book.triggers[row.trigger], _occasion(row, known), known)


def _ended_by(journeys: Journeys, row: JourneyRow, known: Known) -> Ended | None:
    trigger = journeys.book.triggers.get(row.trigger)
    return why_ended(trigger, _occasion(row, known), known) if trigger is not None else Ended.UNKNOWN


def _occasion(row: JourneyRow, known: Known) -> Occasion:
    since = (row.since_at, row.since_number, row.since_event)
    facts = next((one.facts for one in known.log if one.event_id == row.occasion), {})
    return Occasion(row.trigger, row.loan, row.occasion, since, facts)


async def _go_on(session: AsyncSession, journeys: Journeys, journey: _Journey, *, now: datetime) -> None:
    """To the next moment at which something is to be waited for: a time, the governor, or nothing any more."""
    row = journey.row
    while True:
        if row.channel and await _is_enough(session, row, journey.trigger):
            _leave_step(row)
        due = next_step(journey.trigger, journey.occasion, journey.known, row.step, now)
        match due:
            case Stop(reason):
                await _stop(session, journeys, row, reason, now=now)
            case Over():
                _end(row, JourneyState.DONE, None, now=now)
            case Wait(step, until):
                await _wait(session, row, step, 0, until)
            case Ask(step, good_until):
                if step != row.step:
                    row.step, row.channel = step, 0
                if not await _ask(session, journeys, journey, good_until, now=now):
                    continue
            case _:
                assert_never(due)
        await session.flush()
        return


async def _ask(
    session: AsyncSession, journeys: Journeys, journey: _Journey, good_until: datetime, *, now: datetime
) -> bool:
    """Put the step to the governor; false where it was dropped at once, and the journey stands at what comes next."""
    row, trigger = journey.row, journey.trigger
    wanted = Wanted(
        once=Place(row.id, row.step, row.channel).written(),
        customer_id=row.customer_id,
        trigger=trigger.id,
        kind=trigger.kind,
        channel=trigger.steps[row.step].channels[row.channel],
        topic=f"{trigger.topic}:{row.loan}" if row.loan else trigger.topic,
        is_about_debt=trigger.about_debt,
        loan=row.loan or None,
        good_until=good_until,
    )
    decided = await deciding.decide_touch(session, journeys.governor, wanted, now=now)
    row.touch_id, row.seq, row.has_arrived, row.next_at = decided.touch_id, None, False, None
    if decided.state == State.DROPPED:
        if decided.verdict is not None and _is_of_the_channel(decided.verdict):
            row.channel += 1
        else:
            _leave_step(row)
        return False
    row.state = JourneyState.ASKED if decided.state == State.PERMITTED else JourneyState.HELD
    return True


async def _carry(session: AsyncSession, journeys: Journeys, journey: _Journey, *, now: datetime) -> None:
    """Hand over what was permitted, if it may leave still, in this transaction; else by another channel."""
    row, touch_id = journey.row, journey.row.touch_id
    assert touch_id is not None, "it was asked for"
    step = journey.trigger.steps[row.step]
    if not await deciding.take_up(session, journeys.governor, touch_id, now=now):
        # It was decided about anew, which is announced, and heard in its turn.
        row.state = JourneyState.HELD
        return
    handed = await hand_over(session, journeys, row, step, journey.occasion, now=now)
    if handed is None:
        await deciding.give_back(session, touch_id, now=now)
        row.channel += 1
    elif step.escalate is not None and row.channel + 1 < len(step.channels):
        row.seq = handed.seq
        await _wait(session, row, row.step, row.channel + 1, now + span(step.escalate))
        return
    else:
        row.seq = handed.seq
        _leave_step(row)
    await _go_on(session, journeys, journey, now=now)


async def _is_enough(session: AsyncSession, row: JourneyRow, trigger: Trigger) -> bool:
    """Whether no further channel of this step is tried: none is left, or she has what went by the one before."""
    if row.channel >= len(trigger.steps[row.step].channels) or row.has_arrived:
        return True
    if row.seq is None:
        return False
    conversation_id = await conversation_of(session, row.customer_id)
    if conversation_id is None:
        return False
    return (await conversations.marks(session, conversation_id))["customer"]["read"] >= row.seq


def _leave_step(row: JourneyRow) -> None:
    row.step, row.channel = row.step + 1, 0


async def _wait(session: AsyncSession, row: JourneyRow, step: int, channel: int, until: datetime) -> None:
    row.state, row.step, row.channel, row.next_at = JourneyState.WAITING, step, channel, until
    await session.flush()
    await come_back(session, row.id, row.customer_id, until)


async def _stop(session: AsyncSession, journeys: Journeys, row: JourneyRow, reason: Ended, *, now: datetime) -> None:
    if row.touch_id is not None and row.state in {JourneyState.ASKED, JourneyState.HELD}:
        await deciding.call_off(session, journeys.governor, row.touch_id, now=now)
    await jobs.cancel(session, kind=JOURNEY_JOB, key=row.id.hex)
    _end(row, JourneyState.STOPPED, reason, now=now)
    await session.flush()


def _end(row: JourneyRow, state: JourneyState, reason: str | None, *, now: datetime) -> None:
    row.state, row.reason, row.next_at, row.ended_at = state, reason, None, now


def _is_of_the_channel(verdict: Verdict) -> bool:
    return all(one.gate in _OF_THE_CHANNEL for one in verdict.reasons)
