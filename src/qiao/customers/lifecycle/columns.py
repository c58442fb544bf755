"""The machines over everybody at once: one grouping that finds the last of each mark, and one chain of cases.

The expressions are Ibis's, so an engine runs them where the events lie. Loaded only by whoever asks for columns. Null
is no, as it is to `CASE`: asking each time whether something is known would cost as much again.

A table of events has these columns: `customer` and `loan` (whole numbers; 0 is no loan, and a loan's number is its own
among the customer's), `place` (whole, from 1: the event's place in the customer's history, the later the larger),
`type` (its number by `Codes`), `day` (days since 1970-01-01, in Beijing), and for each date that a mark remembers a
column of that name: days since 1970-01-01, 0 where it is told as none, null where it is not told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_
from typing import Any

import ibis

from qiao.customers.lifecycle.definition import Condition, MarkRule, StageRule
from qiao.customers.lifecycle.folding import Machines
from qiao.customers.lifecycle.machine import Machine

Table = Any
Column = Any
"""Ibis's own: its types say of a column neither what is in it nor what can be done with it."""
EPOCH = date(1970, 1, 1)
OWN, OF_LOAN = "own_", "loan_"
# A mark is one number, so that the last of them is the largest: place, day and type, of 31, 16 and 8 bits.
_DAY_AT, _PLACE_AT, _TYPE_MASK, _DAY_MASK = 8, 24, (1 << 8) - 1, (1 << 16) - 1
_DATE_PLACE_AT = 16


def days_since(day: date) -> int:
    """The day as events carry it."""
    return (day - EPOCH).days


@dataclass(frozen=True)
class Codes:
    """Types of events, stages and groups of loans as numbers: each by its place in the pack."""

    machines: Machines
    types: tuple[str, ...]

    @cached_property
    def type(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.types)}

    @cached_property
    def stage(self) -> Mapping[str, int]:
        return {stage.id: number for number, stage in enumerate(self.machines.customer.file.stages)}

    @cached_property
    def loan_bit(self) -> Mapping[str, int]:
        """Of a group of loans, the bit that says that a loan of hers is in it."""
        groups = dict.fromkeys(stage.group for stage in self.machines.loan.file.stages)
        return {name: 1 << number for number, name in enumerate(groups)}

    def dates(self) -> frozenset[str]:
        """The dates that marks remember."""
        rules = (*self.machines.customer.file.marks.values(), *self.machines.loan.file.marks.values())
        return frozenset(rule.date for rule in rules if rule.date is not None)


@dataclass(frozen=True)
class Marked:
    """A table that has the marks of a machine, each in a column named by `prefix`, on a day."""

    table: Table
    prefix: str
    machine: Machine
    codes: Codes
    today: int

    def stage(self, numbers: Mapping[str, int]) -> Column:
        """The number of the first stage that fits; the last of them always does."""
        *some, last = self.machine.file.stages
        if not some:
            return ibis.literal(numbers[last.id])
        return ibis.cases(*((self._fits_all(one), numbers[one.id]) for one in some), else_=numbers[last.id])

    def is_one_of(self, mark: str, words: Iterable[str]) -> Column:
        """Whether a mark is one of these words; null where it was never told."""
        wanted = set(words)
        values = self.machine.file.marks[mark].values
        return (self.of(mark) & _TYPE_MASK).isin([self.codes.type[name] for name in values if values[name] in wanted])

    def last_on(self, mark: str) -> Column:
        """The day of the event that a word is from; null where it was never told."""
        return (self.of(mark) >> _DAY_AT) & _DAY_MASK

    def of(self, mark: str) -> Column:
        return self.table[self.prefix + mark]

    def _fits_all(self, stage: StageRule) -> Column:
        conditions = [self._fits(name, condition) for name, condition in stage.when.items()]
        if stage.loans:
            bits = sum(self.codes.loan_bit[group] for group in stage.loans)
            conditions.append((self.table.loans & bits) != 0)
        return all_of(conditions)

    def _fits(self, mark: str, condition: Condition) -> Column:
        rule = self.machine.file.marks[mark]
        base = self.last_on(mark) if rule.date is None else self.of(mark) & _DAY_MASK
        known = self.of(mark).notnull() if rule.date is None else self.of(mark).notnull() & (base != 0)
        found = [] if rule.date is None else [base != 0]
        if condition.is_:
            found.append(self.is_one_of(mark, condition.is_))
        found += within(base, self._counted(rule), condition.days)
        fits = all_of(found or [known])
        return ~known | fits if condition.or_unknown else fits

    def _counted(self, rule: MarkRule) -> Column:
        """Up to which day is counted: no further than since when it stands still."""
        counted = ibis.literal(self.today)
        for name, words in rule.stands_still.items():
            until = ibis.least(counted, self.last_on(name))
            counted = self.is_one_of(name, words).ifelse(until, counted)
        return counted


def lives(people: Table, events: Table, codes: Codes, day: date) -> Table:
    """The table of people, by `customer`, with where each stands on `day`, which is no earlier than her last event.

    Further columns: `stage` and `loans` (see `Codes`), and of each mark of hers `own_<mark>` (see `Marked`).
    """
    machine = codes.machines.customer
    heard = events.filter(_is_one_of(events, machine.hears, codes))
    own = heard.group_by("customer").aggregate(
        **{OWN + name: _last(heard, rule, codes) for name, rule in machine.file.marks.items()}
    )
    known = beside(beside(people, own), _loans(events, codes, day))
    known = known.mutate(loans=known.loans.fill_null(0))
    return known.mutate(stage=Marked(known, OWN, machine, codes, days_since(day)).stage(codes.stage))


def beside(people: Table, known: Table) -> Table:
    """The columns of `known`, by customer, beside those of everybody; null where nothing is known of her."""
    return people.left_join(known, "customer").drop("customer_right")


def within(days: Column, today: Column | int, bounds: tuple[int | None, int | None] | None) -> list[Column]:
    """What it takes for a day to lie so many days before today; nothing, where there is no bound."""
    low, high = bounds or (None, None)
    return [
        *([days <= today - low] if low is not None else []),
        *([days >= today - high] if high is not None else []),
    ]


def all_of(conditions: list[Column]) -> Column:
    """All of them; without any it fits."""
    return reduce(and_, conditions) if conditions else ibis.literal(True)


def _loans(events: Table, codes: Codes, day: date) -> Table:
    """Of each customer who has loans, in which groups they are: `customer` and `loans`."""
    machine = codes.machines.loan
    told = events.filter(events.loan != 0)
    each = told.group_by("customer", "loan").aggregate(
        **{OF_LOAN + name: _last(told, rule, codes) for name, rule in machine.file.marks.items()}
    )
    bits = {stage.id: codes.loan_bit[stage.group] for stage in machine.file.stages}
    placed = each.select("customer", group=Marked(each, OF_LOAN, machine, codes, days_since(day)).stage(bits))
    return placed.group_by("customer").aggregate(loans=placed.group.bit_or())


def _last(events: Table, rule: MarkRule, codes: Codes) -> Column:
    place = events.place.cast("int64")
    if rule.date is not None:
        told = events[rule.date]
        return ((place << _DATE_PLACE_AT) | told.cast("int64")).max(where=told.notnull())
    packed = (place << _PLACE_AT) | (events.day.cast("int64") << _DAY_AT) | events.type.cast("int64")
    return packed.max(where=_is_one_of(events, rule.values, codes))


def _is_one_of(events: Table, types: Iterable[str], codes: Codes) -> Column:
    return events.type.isin(sorted(codes.type[name] for name in types))
