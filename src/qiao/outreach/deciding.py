"""The one gate for every unasked touch: judged, its places taken, and the decision kept, all in one transaction.

Whoever decides about a person holds her record until the transaction ends, so that two touches of hers never judge
past each other; places under caps over numbers, which persons share, are held by the database alone
(`counting.reserve`).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import Person
from qiao.foundation import jobs
from qiao.foundation.business_calendar import business_date
from qiao.foundation.errors import Invalid
from qiao.foundation.ids import new_id
from qiao.outreach import counting, queries, switching
from qiao.outreach.book import GovernorRules
from qiao.outreach.facts import candidate_of, caps_of, facts_of, used_elsewhere
from qiao.outreach.keeping import JUDGE_JOB, free, keep, locked, places, wake
from qiao.outreach.model import TouchRow
from qiao.outreach.parts import Governor
from qiao.outreach.rules import Reason, Verdict, judge
from qiao.outreach.terms import HOUSE, Code, Gate, Kind, Ruling, State, Then

_WAITING = frozenset({State.HELD, State.PERMITTED})


class ChannelUnknown(Invalid):
    """The pack knows no such channel."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A touch that is wanted. The same `once` is the same touch, however often it is wanted.

    `topic` names what it is about, with the thing itself (`complaint:T123`): two about the same are one for a while.
    `loan`: where it is about one. `number`: in clear, of a call; it is not kept. `good_until`: when it is of no use.
    """

    once: str
    customer_id: UUID
    trigger: str
    kind: Kind
    channel: str
    topic: str
    is_about_debt: bool = False
    loan: str | None = None
    number: str | None = None
    good_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """Where a touch stands after it was decided about. `verdict`: None where nothing new was decided."""

    touch_id: UUID
    state: State
    until: datetime | None = None
    verdict: Verdict | None = None


async def decide_touch(session: AsyncSession, governor: Governor, wanted: Wanted, *, now: datetime) -> Decided:
    """Whether it may leave now. One that is held is judged again by itself; one that may leave is announced, and has
    to be taken up (`take_up`) before it does.

    Raises ChannelUnknown, and CustomerNotFound for whom nobody knows.
    """
    if wanted.channel not in governor.rules.file.channels:
        raise ChannelUnknown(channel=wanted.channel[:40])
    await customers.find(session, wanted.customer_id)
    person = await customers.lock_person(session, wanted.customer_id)
    there = await queries.known(session, wanted.once)
    if there is not None:
        return _as_it_stands(there)
    row = TouchRow(
        id=new_id(),
        once=wanted.once,
        customer_id=wanted.customer_id,
        source=HOUSE,
        trigger=wanted.trigger,
        kind=wanted.kind,
        channel=wanted.channel,
        topic=wanted.topic,
        is_about_debt=wanted.is_about_debt,
        loan=wanted.loan,
        number=customers.number_index(governor.ring, wanted.number) if wanted.number is not None else None,
        asked_at=now,
        good_until=wanted.good_until,
        state=State.HELD,
        decided_at=now,
        places=[],
    )
    session.add(row)
    await session.flush()
    return await _decide(session, governor, row, person, now=now)


async def judge_again(session: AsyncSession, governor: Governor, touch_id: UUID, *, now: datetime) -> Decided:
    """Of one that was held, when its time has come; of any other nothing changes. Raises TouchNotFound."""
    row, person = await locked(session, touch_id)
    if row.state != State.HELD:
        return _as_it_stands(row)
    return await _decide(session, governor, row, person, now=now)


async def take_up(session: AsyncSession, governor: Governor, touch_id: UUID, *, now: datetime) -> bool:
    """Whether a permitted touch may leave still: asked in the transaction that hands it to whoever carries it.

    It is judged once more, because time has passed since: what was taken back, held or called off meanwhile does not
    leave. True at most once for each touch. Raises TouchNotFound.
    """
    row, person = await locked(session, touch_id)
    if row.state != State.PERMITTED:
        return False
    await free(session, row, places(row))
    row.state = State.HELD
    await session.flush()
    verdict = await _verdict(session, governor, row, person, was_permitted=True, now=now)
    if verdict.ruling is not Ruling.SEND:
        await keep(session, governor, row, verdict, now=now)
        await wake(session, row, person, now=now)
        return False
    row.state, row.left_at = State.SENT, now
    await session.flush()
    return True


async def settle(session: AsyncSession, touch_id: UUID, *, is_connected: bool, now: datetime) -> None:
    """Whether a call that was made came through; one that did not frees the places of calls that did.

    Raises TouchNotFound.
    """
    row, person = await locked(session, touch_id)
    if row.state != State.SENT or row.is_connected is not None:
        return
    row.is_connected = is_connected
    if not is_connected:
        await free(session, row, [one for one in places(row) if one.is_connected])
        await wake(session, row, person, now=now)
    await session.flush()


async def give_back(session: AsyncSession, touch_id: UUID, *, now: datetime) -> bool:
    """A touch that was to leave surely did not: nobody was reached or rung, and its places are free again.

    False for one that had not been permitted. Raises TouchNotFound.
    """
    row, person = await locked(session, touch_id)
    if row.state not in {State.PERMITTED, State.SENT}:
        return False
    await free(session, row, places(row))
    row.state, row.left_at = State.NOT_USED, None
    await wake(session, row, person, now=now)
    return True


async def call_off(session: AsyncSession, governor: Governor, touch_id: UUID, *, now: datetime) -> bool:
    """It is not needed any more, such as a reminder of what was paid. False where it has left, or was dropped.

    Whoever calls it off before it is taken up can be sure that it does not leave. Raises TouchNotFound.
    """
    return await _drop(session, governor, touch_id, Code.CALLED_OFF, now=now)


async def give_up(session: AsyncSession, governor: Governor, touch_id: UUID, *, now: datetime) -> bool:
    """It could not be judged, however often it was tried: unknown means no. Raises TouchNotFound."""
    return await _drop(session, governor, touch_id, Code.NOT_JUDGED, now=now)


async def _drop(session: AsyncSession, governor: Governor, touch_id: UUID, code: Code, *, now: datetime) -> bool:
    row, person = await locked(session, touch_id)
    if row.state not in _WAITING:
        return False
    had_left = row.state == State.PERMITTED
    await free(session, row, places(row))
    await jobs.cancel(session, kind=JUDGE_JOB, key=row.id.hex)
    reason = Reason(Gate.TIME, code, Then.DROP, is_unknown=code is Code.NOT_JUDGED)
    await keep(session, governor, row, Verdict(Ruling.DROP, (reason,)), now=now)
    if had_left:
        await wake(session, row, person, now=now)
    return True


async def _decide(
    session: AsyncSession, governor: Governor, row: TouchRow, person: Person, *, now: datetime
) -> Decided:
    verdict = await _verdict(session, governor, row, person, now=now)
    await keep(session, governor, row, verdict, now=now)
    return Decided(row.id, State(row.state), row.due_at, verdict)


async def _verdict(
    session: AsyncSession,
    governor: Governor,
    row: TouchRow,
    person: Person,
    *,
    was_permitted: bool = False,
    now: datetime,
) -> Verdict:
    """The judgement; where it is to leave, its places are taken."""
    facts = await facts_of(session, governor, row, person, now=now)
    facts = replace(facts, is_paused=await switching.is_paused(session, row.trigger))
    if was_permitted:
        # What came after it waits because of it; it does not wait for what came after.
        facts = replace(facts, newer_of_topic_at=None)
    verdict = judge(candidate_of(row), facts, governor.rules, now)
    if verdict.ruling is not Ruling.SEND:
        return verdict
    full = await _reserve(session, governor.rules, row, person, now=now)
    if full is None:
        return verdict
    # Somebody else dialled the same number meanwhile.
    caps = {one.rule.id: one for one in caps_of(governor.rules, row, now=now)}
    facts = replace(facts, used={**facts.used, full: max(caps[full].most, facts.used.get(full, 0))})
    return judge(candidate_of(row), facts, governor.rules, now)


async def _reserve(
    session: AsyncSession, rules: GovernorRules, row: TouchRow, person: Person, *, now: datetime
) -> str | None:
    """Take a place under each of its caps, or none; returns one that is full."""
    caps = caps_of(rules, row, now=now)
    elsewhere = await used_elsewhere(session, caps, person, now=now)
    wanted: list[counting.Wanted] = []
    for cap in caps:
        subject = counting.subject_of(cap, person.id, row.number)
        assert subject is not None, "a touch without a number does not pass a cap on numbers"
        taken = counting.places(cap, subject, business_date(now))
        wanted.append(counting.Wanted(cap, taken, elsewhere.get(cap.rule.id, 0)))
    full = await counting.reserve(session, wanted)
    if full is None:
        row.places = [place.written() for one in wanted for place in one.places]
    return full


def _as_it_stands(row: TouchRow) -> Decided:
    return Decided(row.id, State(row.state), row.due_at)
