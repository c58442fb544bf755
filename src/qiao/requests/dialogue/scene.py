"""What a frame knows, looked up by the paths that flows use: `amount`, `loan.outstanding`, `quote.total`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from qiao.foundation import regions
from qiao.policy import InBoth
from qiao.requests.dialogue.state import By, Fetched, Filled, Frame
from qiao.requests.flows.book import SLOT_FACTS, FlowBook, picks_from
from qiao.requests.flows.catalogue import FactType
from qiao.requests.flows.definition import ON_FILE, OTHER, PLACE, Choice, Flow, Scalar, Slot, SlotType
from qiao.requests.flows.words import Words, filled, plain, written
from qiao.requests.values import Value

Row = Mapping[str, Value | None]


def digest_of(value: object) -> str:
    """Short, and the same for the same content wherever it is made."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Scene:
    """A frame, its flow, and now."""

    book: FlowBook
    flow: Flow
    frame: Frame
    now: datetime

    def slot(self, name: str) -> Value | None:
        held = self.frame.slots.get(name)
        return held.value if held else None

    def fetched(self, alias: str) -> Fetched | None:
        """The answer to a read, if it answers today's question and is still fresh."""
        got = self.frame.facts.get(alias)
        read = self.flow.reads[alias]
        if got is None or got.asked != digest_of(self.arguments(read.with_)):
            return None
        return got if self.now - got.at < timedelta(minutes=read.fresh_minutes) else None

    def rows(self, alias: str) -> tuple[Row, ...]:
        got = self.frame.facts.get(alias)
        return got.rows if got else ()

    def picked(self, name: str) -> Row | None:
        """The row that a slot's value stands for."""
        options = picks_from(self.flow.slots[name])
        if options is None:
            return None
        return next((row for row in self.rows(options.read) if row.get(options.id) == self.slot(name)), None)

    def is_offered(self, name: str) -> bool:
        """Whether what a slot holds still stands among its options."""
        options, value = picks_from(self.flow.slots[name]), self.slot(name)
        assert options is not None
        ids = {row.get(options.id) for row in self.rows(options.read)}
        return ids.issuperset(value if isinstance(value, tuple) else (value,))

    def value(self, path: str) -> Value | None:
        name, _, part = path.partition(".")
        if name in self.flow.slots:
            return (self.picked(name) or {}).get(part) if part else self.slot(name)
        rows = self.rows(name) if name in self.flow.reads else ()
        return rows[0].get(part) if rows else None

    def written(self, path: str) -> Words:
        name, _, part = path.partition(".")
        if name in self.flow.slots and not part:
            return self.slot_written(name)
        options = picks_from(self.flow.slots[name]) if name in self.flow.slots else None
        return self.field_written(options.read if options else name, part, self.value(path))

    def field_written(self, alias: str, field: str, value: Value | None) -> Words:
        """A field of a read for people: a code by the flow's words for it."""
        words = self.flow.reads[alias].words.get(field)
        if words is None or value is None:
            return written(value, self.book.read_of(self.flow, alias).gives[field])
        codes = [str(one) for one in (value if isinstance(value, tuple) else (value,))]
        return _listed([plain(words.get(one) or words[OTHER]) for one in codes])

    def slot_written(self, name: str) -> Words:
        """A slot for people: an option by its label, a sensitive text not at all."""
        slot, value = self.flow.slots[name], self.slot(name)
        if value is None:
            return written(None, FactType.TEXT)
        if value == ON_FILE and slot.on_file is not None:
            return self.written(slot.on_file)
        options = picks_from(slot)
        if options is not None:
            chosen = value if isinstance(value, tuple) else (value,)
            rows = [row for row in self.rows(options.read) if row.get(options.id) in chosen]
            return _listed([self.label(name, row) for row in rows])
        choices = {choice.id: plain(choice.name) for choice in choices_of(slot)}
        if choices:
            names = [choices[one] for one in (value if isinstance(value, tuple) else (value,)) if one in choices]
            return _listed(names)
        if slot.type is SlotType.REGION:
            place = regions.full_name(str(value))
            return Words(place, place)
        kind = SLOT_FACTS.get(slot.type, FactType.TEXT)
        if slot.sensitive and kind is FactType.TEXT:
            return Words("（已填写，不显示）", "(given, not shown)")
        return written(value, kind)

    def label(self, name: str, row: Row) -> Words:
        """An option out of a read; the places of its label are the fields of the row."""
        options = picks_from(self.flow.slots[name])
        assert options is not None
        return filled(options.label, lambda field: self.field_written(options.read, field, row.get(field)))

    def filled(self, text: InBoth) -> Words:
        """A text of the flow with its places filled."""
        return filled(text, self.written)

    def arguments(self, with_: Mapping[str, Scalar]) -> dict[str, Value | None]:
        return {name: self.argument(value) for name, value in with_.items()}

    def argument(self, value: Scalar) -> Value | None:
        """A literal, or what a place holds."""
        place = PLACE.fullmatch(value) if isinstance(value, str) else None
        if place is None:
            return value
        slot, found = self.flow.slots.get(place[1]), self.value(place[1])
        return None if found == ON_FILE and slot is not None and slot.on_file is not None else found

    def for_rules(self) -> dict[str, Value]:
        """Everything that is known, by path; what was given for a slot under `request`."""
        known: dict[str, Value] = {f"request.{name}": held.value for name, held in self.frame.slots.items()}
        for name in self.flow.slots:
            known |= _with_prefix(name, self.picked(name) or {})
        for alias in self.flow.reads:
            if not self.book.read_of(self.flow, alias).many and (rows := self.rows(alias)):
                known |= _with_prefix(alias, rows[0])
        return known | self.frame.policy


def choices_of(slot: Slot) -> tuple[Choice, ...]:
    return slot.options if isinstance(slot.options, tuple) else ()


def given(slot: Slot, value: Value, by: By) -> Filled:
    """A value as it is held for a slot."""
    return Filled(value=value, by=by, digest=slot.digest, sensitive=slot.sensitive)


def holds(filled_: Filled, slot: Slot) -> bool:
    """Whether a value was given for this very definition of the slot."""
    return filled_.digest == slot.digest


def _listed(names: list[Words]) -> Words:
    return Words("、".join(one.zh for one in names), ", ".join(one.en for one in names))


def _with_prefix(name: str, row: Row) -> dict[str, Value]:
    return {f"{name}.{field}": value for field, value in row.items() if value is not None}
