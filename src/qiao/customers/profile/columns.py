"""The tags over everybody at once: the expressions of the pack as columns, judged as for one customer.

Loaded only by whoever asks for columns. Beside the events (`lifecycle.columns`) there is a table of people: `customer`,
of each trait `trait_<id>` (text, a whole number or a date; null where it is not known), and of each consent that tags
ask for `consent_<id>`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from operator import or_

import ibis

from qiao.customers.lifecycle import columns as life
from qiao.customers.lifecycle.columns import OWN, Codes, Column, Marked, Table, days_since
from qiao.customers.profile.book import ProfileBook
from qiao.customers.profile.definition import Bounds, Expression, TagRule, TraitKind
from qiao.customers.profile.judging import leaves

TRAIT, CONSENT, MASK = "trait_", "consent_", "tags_"
_IN_A_MASK = 62  # Bits of a signed number of 64, with none that makes it negative.
_TYPES: Mapping[TraitKind, str] = {"code": "string", "whole": "int64", "date": "date"}
_Window = tuple[tuple[str, ...], int]


@dataclass(frozen=True)
class Everybody:
    """A pack's rules, compiled for tables of these types of events."""

    book: ProfileBook
    codes: Codes

    @cached_property
    def windows(self) -> Mapping[_Window, str]:
        """Of each number of events within days that tags ask for, the column that has it."""
        asked = [one for rule in self.book.tags.values() for one in leaves(rule.when) if one.events]
        found = dict.fromkeys((one.events, one.within) for one in asked if one.within is not None)
        return {window: f"count_{number}" for number, window in enumerate(found)}

    @cached_property
    def places(self) -> Mapping[str, tuple[str, int]]:
        """Of each tag the column of bits in which it is, and its bit."""
        return {
            name: (f"{MASK}{number // _IN_A_MASK}", number % _IN_A_MASK) for number, name in enumerate(self.book.tags)
        }

    def statement(self, day: date) -> str:
        """The statement of the embedded engine that settles the tables `events` and `people`."""
        # Narrow types, as files have them: what is packed from them is widened first.
        events = {"customer": "int64", "loan": "int16", "place": "int32", "type": "int16", "day": "int32"}
        dates = dict.fromkeys(sorted(self.codes.dates()), "int32")
        traits = {TRAIT + name: _TYPES[kind] for name, kind in self.book.kinds.items()}
        asked = {CONSENT + rule.consent: "boolean" for rule in self.book.tags.values() if rule.consent is not None}
        tables = (
            ibis.table({**events, **dates}, name="events"),
            ibis.table({"customer": "int64", **traits, **asked}, name="people"),
        )
        return str(ibis.to_sql(self.settled(*tables, day), dialect="duckdb"))

    def settled(self, events: Table, people: Table, day: date) -> Table:
        """Where each customer stands on `day`, and her tags: `customer`, `stage`, `loans`, and bits of tags."""
        stands = life.lives(people, events, self.codes, day)
        known = life.beside(stands, self._counted(events, day)) if self.windows else stands
        masks = {name: self._mask(known, name, day) for name in dict.fromkeys(name for name, _ in self.places.values())}
        return known.select("customer", "stage", "loans", **masks)

    def _counted(self, events: Table, day: date) -> Table:
        """How many events each customer has in each window, of whom has any at all."""
        asked = {name: self._is_in(events, window, day) for window, name in self.windows.items()}
        some = events.filter(reduce(or_, asked.values()))
        return some.group_by("customer").aggregate(
            **{name: some.count(where=self._is_in(some, window, day)) for window, name in self.windows.items()}
        )

    def _is_in(self, events: Table, window: _Window, day: date) -> Column:
        types, within = window
        asked = events.type.isin([self.codes.type[name] for name in types])
        return asked & (events.day > days_since(day) - within)

    def _has(self, table: Table, rule: TagRule, day: date) -> Column:
        fits = self._fits(table, rule.when, day)
        return table[CONSENT + rule.consent] & fits if rule.consent is not None else fits

    def _mask(self, table: Table, mask: str, day: date) -> Column:
        bits = [
            self._has(table, self.book.tags[tag], day).ifelse(1 << bit, 0)
            for tag, (name, bit) in self.places.items()
            if name == mask
        ]
        return reduce(or_, bits)

    def _fits(self, table: Table, one: Expression, day: date) -> Column:
        """Whether it fits; null, which counts as no, may come of what is not known."""
        if one.not_ is not None:
            return ~self._fits(table, one.not_, day).fill_null(False)
        if one.all:
            return life.all_of([self._fits(table, each, day) for each in one.all])
        if one.any:
            return reduce(or_, (self._fits(table, each, day) for each in one.any))
        if one.trait is not None:
            return self._trait(table[TRAIT + one.trait], one, day)
        if one.mark is not None:
            return self._mark(table, one.mark, one, day)
        if one.events and one.within is not None:
            low, _ = one.between or (None, None)
            number = table[self.windows[one.events, one.within]]
            # Of whom has none there is no row, which matters only where none at all fits too.
            number = number if low is not None and low > 0 else number.fill_null(0)
            return life.all_of([*_between(number, one.between)])
        if one.loans:
            bits = sum(self.codes.loan_bit[group] for group in one.loans)
            return (table.loans & bits) != 0
        stages = self.codes.machines.customer.file.stages
        wanted = [self.codes.stage[stage.id] for stage in stages if stage.id in one.stage or stage.group in one.group]
        return table.stage.isin(wanted)

    def _trait(self, column: Column, one: Expression, day: date) -> Column:
        found = [
            *([column.isin(one.is_)] if one.is_ else []),
            *_between(column, one.between),
            *_days(column, one.days, day),
        ]
        fits = life.all_of(found or [column.notnull()])
        return column.isnull() | fits if one.or_unknown else fits

    def _mark(self, table: Table, mark: str, one: Expression, day: date) -> Column:
        marked = Marked(table, OWN, self.codes.machines.customer, self.codes, days_since(day))
        found = [
            *([marked.is_one_of(mark, one.is_)] if one.is_ else []),
            *life.within(marked.last_on(mark), marked.today, one.days),
        ]
        fits = life.all_of(found or [marked.of(mark).notnull()])
        return marked.of(mark).isnull() | fits if one.or_unknown else fits


def _between(number: Column, bounds: Bounds | None) -> Iterator[Column]:
    low, high = bounds or (None, None)
    if low is not None:
        yield number >= low
    if high is not None:
        yield number <= high


def _days(column: Column, bounds: Bounds | None, day: date) -> Iterator[Column]:
    low, high = bounds or (None, None)
    if low is not None:
        yield column <= ibis.literal(day - timedelta(days=low))
    if high is not None:
        yield column >= ibis.literal(day - timedelta(days=high))


def everybody_of(book: ProfileBook) -> Everybody:
    """Every type of event, the lender's and those of the house, gets a number by its place in the pack."""
    types = (*dict.fromkeys(type_ for type_, _ in book.life.shapes), *book.shapes)
    return Everybody(book, Codes(book.life.machines, types))


def tags_of(everybody: Everybody, masks: Mapping[str, int]) -> frozenset[str]:
    """The tags in a row of bits."""
    return frozenset(tag for tag, (name, bit) in everybody.places.items() if masks[name] >> bit & 1)
