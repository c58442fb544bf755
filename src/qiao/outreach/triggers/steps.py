"""Which step of a journey is next, and when: pure. And who is held out, so that what it does can be measured."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from qiao.foundation.business_calendar import SHANGHAI, business_date
from qiao.outreach.triggers.definition import Step, Trigger, span
from qiao.outreach.triggers.occasions import Ended, Known, Occasion, why_ended


@dataclass(frozen=True, slots=True)
class Wait:
    """The step with this number, counted from 0, is due then."""

    step: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """It is due, and of use until then: the governor is to be asked."""

    step: int
    good_until: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    reason: Ended


@dataclass(frozen=True, slots=True)
class Over:
    """No step is left."""


Next = Wait | Ask | Stop | Over


def next_step(trigger: Trigger, occasion: Occasion, known: Known, step: int, now: datetime) -> Next:
    """What follows for a journey that has come to this step. What is too late, or not of this stage, is left out."""
    ended = why_ended(trigger, occasion, known)
    if ended is not None:
        return Stop(ended)
    for number in range(step, len(trigger.steps)):
        one = trigger.steps[number]
        due_at = moment(one, occasion)
        if now < due_at:
            return Wait(number, due_at)
        good_until = due_at + span(trigger.good_for)
        if now < good_until and (not one.stages or known.stage(occasion.loan) in one.stages):
            return Ask(number, good_until)
    return Over()


def moment(step: Step, occasion: Occasion) -> datetime:
    """When a step is due. An hour that is over on its day is that of the next, but where a date was named."""
    if step.days is not None:
        day = date.fromisoformat(occasion.name) + timedelta(days=step.days)
        return _at(day, step)
    earliest = occasion.at + span(step.after)
    if step.clock is None:
        return earliest
    found = _at(business_date(earliest), step)
    return found if found >= earliest else _at(business_date(earliest) + timedelta(days=1), step)


def is_held_out(trigger: Trigger, customer_id: UUID) -> bool:
    """Whether she is one of those who never get it: the same answer for ever, and another for another trigger."""
    digest = hashlib.sha256(f"{trigger.id}:{customer_id.hex}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < trigger.hold_out


def _at(day: date, step: Step) -> datetime:
    assert step.clock is not None, "a date wants an hour"
    return datetime.combine(day, step.clock, SHANGHAI).astimezone(UTC)
