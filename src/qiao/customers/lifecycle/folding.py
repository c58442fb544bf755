"""A customer's way through her stages, pure: event by event, and by days on which nothing happens.

`fold` is what everything else has to agree with: all her events in order, and then the days up to a date. `step` and
`pass_to` take one event or some days more, so that a state that is kept need not be folded anew. An event that comes
late, before one that was taken, is the one case in which the state has to be folded from her whole log.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from qiao.customers.lifecycle.machine import Facts, Groups, Machine, Marks, begin_of, day_of

Order = tuple[datetime, int, str]
CUSTOMER = ""
"""Stands for the customer's own machine, where a loan is named."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the lender told it. `number` orders what is of one moment, where the lender numbers its events."""

    event_id: str
    type: str
    version: int
    reference: str
    at: datetime
    loan: str | None = None
    number: int = 0
    facts: Facts = field(default_factory=dict[str, object])

    @property
    def order(self) -> Order:
        """Its place in history: by when it happened, not by when it was told."""
        return self.at, self.number, self.event_id


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one machine stands: its marks, the stage, and since which moment it is that."""

    stage: str
    since: datetime
    marks: Marks


@dataclass(frozen=True, slots=True)
class Move:
    """From one stage to another. `event_id` is None where only time has passed; `loan` is empty for the customer's."""

    loan: str
    before: str | None
    after: str
    at: datetime
    event_id: str | None
    is_allowed: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """Where a customer and her loans stand at the end of `day`, after the event `last`."""

    own: Placed
    loans: Mapping[str, Placed]
    day: date
    last: Order
    next_on: date | None

    def can_take(self, told: Told) -> bool:
        """Whether the event is later than everything that made this state."""
        return told.order > self.last and day_of(told.at) >= self.day


@dataclass(frozen=True)
class Machines:
    """The two machines of a pack, joined by the customer."""

    customer: Machine
    loan: Machine

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen signs that name these machines. What groups are called decides nothing."""
        written = "".join(one.file.model_dump_json(exclude={"groups"}) for one in (self.customer, self.loan))
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    def of(self, loan: str) -> Machine:
        return self.loan if loan else self.customer

    def fold(self, events: Iterable[Told], day: date) -> tuple[State | None, list[Move]]:
        """The state on `day` and the whole way there; None without events. The events may be in any order."""
        state: State | None = None
        moves: list[Move] = []
        for told in sorted({one.event_id: one for one in events}.values(), key=lambda one: one.order):
            state, made = self.step(state, told)
            moves += made
        if state is None:
            return None, moves
        state, made = self.pass_to(state, day)
        return state, moves + made

    def step(self, state: State | None, told: Told) -> tuple[State, list[Move]]:
        """One event more, and the days up to it."""
        day, moves = day_of(told.at), list[Move]()
        if state is not None:
            state, moves = self.pass_to(state, day)
        loans = dict(state.loans) if state is not None else {}
        if told.loan:
            loans[told.loan], made = self._placed(told.loan, loans.get(told.loan), frozenset(), told)
            moves += made
        own, made = self._placed(CUSTOMER, state.own if state is not None else None, self._groups(loans), told)
        after = State(own, loans, day, told.order, None)
        return replace(after, next_on=self._next_on(after)), moves + made

    def pass_to(self, state: State, day: date) -> tuple[State, list[Move]]:
        """Let the days pass up to `day`; a day before the state's own changes nothing."""
        moves: list[Move] = []
        while state.next_on is not None and state.next_on <= day:
            state, made = self._turned(state, state.next_on)
            moves += made
        return (replace(state, day=day) if day > state.day else state), moves

    def _turned(self, state: State, day: date) -> tuple[State, list[Move]]:
        """On `day` some stage is another than the day before."""
        at, moves, loans = begin_of(day), list[Move](), dict(state.loans)
        for loan, placed in loans.items():
            loans[loan], made = self._aged(loan, placed, frozenset(), day, at)
            moves += made
        own, made = self._aged(CUSTOMER, state.own, self._groups(loans), day, at)
        after = replace(state, own=own, loans=loans, day=day)
        return replace(after, next_on=self._next_on(after)), moves + made

    def _placed(self, loan: str, before: Placed | None, groups: Groups, told: Told) -> tuple[Placed, list[Move]]:
        machine, day = self.of(loan), day_of(told.at)
        marks = machine.told(before.marks if before is not None else {}, told.type, told.facts, told.at)
        stage = machine.stage(marks, groups, day)
        if before is not None and before.stage == stage:
            return replace(before, marks=marks), []
        days_there = (day - day_of(before.since)).days if before is not None else 0
        allowed = machine.is_allowed(before.stage if before is not None else None, stage, days_there=days_there)
        move = Move(loan, before.stage if before is not None else None, stage, told.at, told.event_id, allowed)
        return Placed(stage, told.at, marks), [move]

    def _aged(self, loan: str, placed: Placed, groups: Groups, day: date, at: datetime) -> tuple[Placed, list[Move]]:
        stage = self.of(loan).stage(placed.marks, groups, day)
        if stage == placed.stage:
            return placed, []
        return Placed(stage, at, placed.marks), [Move(loan, placed.stage, stage, at, None)]

    def _groups(self, loans: Mapping[str, Placed]) -> Groups:
        return frozenset(self.loan.stages[one.stage].group for one in loans.values())

    def _next_on(self, state: State) -> date | None:
        """The first day on which the customer or a loan of hers stands elsewhere by itself."""
        own = self.customer.next_change(state.own.marks, self._groups(state.loans), state.day)
        loans = [self.loan.next_change(one.marks, frozenset(), state.day) for one in state.loans.values()]
        return min((one for one in (own, *loans) if one is not None), default=None)
