"""Putting a conversation aside with a sentence to the customer."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.conversations import content
from qiao.desk import events, in_hands, owed, saying
from qiao.desk.announcing import announce_item, tell_floor
from qiao.desk.aside_rules import AsideRules, Until
from qiao.desk.asides.keeping import look_again, moment_in_words
from qiao.desk.assigning import route
from qiao.desk.model import AsideRow
from qiao.desk.moves import announce
from qiao.desk.parts import Desk
from qiao.desk.rules import next_opening
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Conflict, Invalid
from qiao.foundation.ids import new_id
from qiao.policy import Lane

_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")


class AsideReasonUnknown(Invalid):
    """Things are put aside for one of the reasons of the pack."""


class NothingToWaitFor(Invalid):
    """Say until when it is put aside, or until what happens."""


class PromiseTooSoon(Invalid):
    """Promise a moment that is at least so many `minutes` away."""


class PromiseTooFar(Invalid):
    """Promise a moment within so many `days`."""


class PromiseOutsideHours(Invalid):
    """Promise a moment at which people are on duty, between `opens` and `closes`."""


class TimeNotSaid(Invalid):
    """The customer has to read the promised moment: write `time` in the sentence, and no other."""


class AlreadyAside(Conflict):
    """It is put aside already; take it back first."""


class LifeCannotWait(Conflict):
    """Somebody's life may be at risk here: stay with her, or hand her on to whoever can."""


class TooManyAside(Conflict):
    """So many as you may have (`at_most`) are aside; answer one of them first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Why it is put aside and what brings it back; `until` is what the customer is promised."""

    reason: str
    until: datetime | None
    events: frozenset[Until]


async def put_aside(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    plan: Plan,
    text: str,
    *,
    by: access.Staff,
    client_id: str,
    confirmed: Collection[str] = (),
    now: datetime,
) -> AsideRow:
    """Tell the customer, and keep it for her until then; the same again is answered like the first time.

    Raises NotYours, AsideReasonUnknown, NothingToWaitFor, PromiseTooSoon, PromiseTooFar, PromiseOutsideHours,
    TimeNotSaid, AlreadyAside, LifeCannotWait, TooManyAside, MustNotBeSaid or NeedsConfirming.
    """
    item = await in_hands.in_hand(session, conversation_id, by)
    findings = saying.check(desk.checker, text, confirmed=confirmed)
    state = await conversations.state(session, conversation_id)
    author = conversations.Author(conversations.AuthorKind.AGENT, by.id, by.name)
    said = await conversations.say(
        session,
        desk.ring,
        conversation_id,
        content.Text(text=text),
        owner=state.owner,
        author=author,
        client_id=client_id,
        now=now,
    )
    if said.seq <= state.seq:
        earlier = await owed.of_message(session, said.id)
        if earlier is None:
            raise conversations.ContentChanged
        return earlier
    check(desk, plan, text, now=now)
    if item.is_aside:
        raise AlreadyAside
    if item.lane == Lane.LIFE:
        raise LifeCannotWait
    if await owed.count_aside(session, by.id) >= desk.asides.at_most:
        raise TooManyAside(at_most=desk.asides.at_most)
    if findings:
        await saying.record(session, state, said, findings, by=by, now=now)
    actor = f"agent:{by.id}"
    await owed.answered(session, item, by=actor, now=now)
    row = AsideRow(
        id=new_id(),
        item_id=item.id,
        conversation_id=conversation_id,
        contact_id=item.contact_id,
        customer_id=item.customer_id,
        agent_id=by.id,
        reason=plan.reason,
        events=sorted(plan.events),
        message_id=said.id,
        set_at=now,
        promised_at=plan.until,
        returns_at=_returns_at(desk.asides, plan.until, now=now),
        weight=item.weight,
    )
    session.add(row)
    item.is_aside, item.aside_id, item.due_at, item.weight = True, row.id, plan.until, desk.asides.fills
    item.version += 1
    await session.flush()
    if plan.until is not None:
        when = await moment_in_words(session, conversation_id, plan.until)
        await announce(session, desk, conversation_id, "aside_promised", agent=by.name, time=when, now=now)
    await owed.tell(session, row, events.ASIDE_SET, "set", actor=actor, now=now)
    await look_again(session, row, at=row.returns_at)
    await announce_item(session, item)
    tell_floor(session)
    await route(session, desk, now=now)
    return row


def check(desk: Desk, plan: Plan, text: str, *, now: datetime) -> None:
    """Whether this can be promised. Raises as `put_aside`."""
    rules, hours = desk.asides, desk.pack.manifest.human_hours
    if plan.reason not in rules.reasons:
        raise AsideReasonUnknown
    if plan.until is None:
        if not plan.events:
            raise NothingToWaitFor
        if times := _times_in(text):
            raise TimeNotSaid(time=", ".join(sorted(times)))
        return
    if plan.until < now + timedelta(minutes=rules.soonest_min):
        raise PromiseTooSoon(minutes=rules.soonest_min)
    if plan.until > now + timedelta(days=rules.furthest_days):
        raise PromiseTooFar(days=rules.furthest_days)
    local = plan.until.astimezone(SHANGHAI)
    # At the very end of the hours somebody is still here to keep it.
    is_open, _ = next_opening(plan.until, hours.from_, hours.to)
    if not is_open and local.time() != hours.to:
        raise PromiseOutsideHours(opens=f"{hours.from_:%H:%M}", closes=f"{hours.to:%H:%M}")
    if _times_in(text) != {f"{local:%H:%M}"}:
        raise TimeNotSaid(time=f"{local:%H:%M}")


def _times_in(text: str) -> set[str]:
    """The moments of a day that a sentence names."""
    return {f"{int(hour):02}:{minute}" for hour, minute in _CLOCK.findall(text)}


def _returns_at(rules: AsideRules, until: datetime | None, *, now: datetime) -> datetime:
    """Back with time to keep the promise; of a short one half of it."""
    if until is None:
        return now + timedelta(hours=rules.without_time_h)
    return until - min(timedelta(minutes=rules.back_min), (until - now) / 2)
