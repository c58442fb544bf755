"""What would have left on a day, had these triggers been on: looked at customer by customer, and nothing is changed.

What is told of a day is what had happened by each moment of it; standing is that of the moment, places under caps are
those that were really taken. Places that the touches of the dry run would take are not counted against each other, and
what a trigger says of coming back (`again`) is not asked.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import lifecycle
from qiao.customers.lifecycle import LifecycleBook, Told, day_of
from qiao.foundation.business_calendar import start_of
from qiao.foundation.ids import new_id
from qiao.outreach.facts import candidate_of, facts_of
from qiao.outreach.model import TouchRow
from qiao.outreach.parts import Governor
from qiao.outreach.rules import Verdict, judge
from qiao.outreach.terms import HOUSE, State
from qiao.outreach.triggers.book import TriggerBook
from qiao.outreach.triggers.definition import Trigger, span
from qiao.outreach.triggers.occasions import Known, Occasion, occasions, why_ended
from qiao.outreach.triggers.steps import is_held_out, moment

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Would:
    """A message that would have been wanted on that day. `verdict`: None for somebody who is held out."""

    customer_id: UUID
    trigger: str
    loan: str
    step: int
    at: datetime
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    day: date

    @property
    def begin(self) -> datetime:
        return start_of(self.day)

    @property
    def end(self) -> datetime:
        return start_of(self.day + timedelta(days=1))

    def has(self, at: datetime) -> bool:
        return self.begin <= at < self.end


@dataclass(frozen=True)
class Past:
    """A customer's log, and what was known of her at moments of it, each worked out once."""

    log: Sequence[Told]
    life: LifecycleBook
    _known: dict[datetime, Known | None] = field(default_factory=dict[datetime, Known | None], repr=False)

    def known_at(self, at: datetime) -> Known | None:
        """What had happened by then."""
        if at not in self._known:
            until = [told for told in self.log if told.at <= at]
            state, _ = self.life.machines.fold(until, day_of(at))
            self._known[at] = Known(until, state) if state is not None else None
        return self._known[at]


async def would_leave(
    session: AsyncSession, governor: Governor, book: TriggerBook, life: LifecycleBook, day: date
) -> AsyncIterator[Would]:
    """Every message that would have been wanted on that day of Beijing, with what the governor would have said."""
    last: UUID | None = None
    while ids := await lifecycle.after(session, last, limit=_AT_ONCE):
        last = ids[-1]
        for customer_id in ids:
            past = Past(await lifecycle.log_of(session, customer_id), life)
            for trigger in book.triggers.values():
                for number, occasion, at in wanted_on(trigger, past, day):
                    would = Would(customer_id, trigger.id, occasion.loan, number, at)
                    if not is_held_out(trigger, customer_id):
                        would = replace(would, verdict=await _verdict(session, governor, trigger, would))
                    yield would


def wanted_on(trigger: Trigger, past: Past, day: date) -> Iterator[tuple[int, Occasion, datetime]]:
    """The steps that were due on that day and had something to say still at their moment: pure."""
    on = _Day(day)
    found: dict[Occasion, None] = {}
    for at in (on.begin, *(told.at for told in past.log if on.has(told.at))):
        known = past.known_at(at)
        if known is not None:
            found |= dict.fromkeys(occasions(trigger, known, at))
    for occasion in found:
        for number, step in enumerate(trigger.steps):
            at = moment(step, occasion)
            known = past.known_at(at) if on.has(at) else None
            if known is None or why_ended(trigger, occasion, known) is not None:
                continue
            if not step.stages or known.stage(occasion.loan) in step.stages:
                yield number, occasion, at


async def _verdict(session: AsyncSession, governor: Governor, trigger: Trigger, would: Would) -> Verdict:
    person, at = await customers.person_of(session, would.customer_id), would.at
    row = TouchRow(
        id=new_id(),
        customer_id=would.customer_id,
        source=HOUSE,
        kind=trigger.kind,
        channel=trigger.steps[would.step].channels[0],
        topic=f"{trigger.topic}:{would.loan}",
        is_about_debt=trigger.about_debt,
        loan=would.loan or None,
        asked_at=at,
        good_until=at + span(trigger.good_for),
        state=State.HELD,
    )
    facts = await facts_of(session, governor, row, person, now=at)
    return judge(candidate_of(row), facts, governor.rules, at)
