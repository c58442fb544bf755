"""The section `profile` of a pack, read and checked: every problem with its file, its line and what to do."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from qiao.customers.lifecycle import LIFECYCLE, LifecycleBook
from qiao.customers.lifecycle.definition import EventShape
from qiao.customers.profile.definition import Expression, TagRule, TagsFile, TraitKind, TraitRule, TraitsFile
from qiao.customers.profile.judging import leaves
from qiao.customers.profile.knowing import Remembering, Types
from qiao.customers.standing import STANDING, Kind, StandingBook
from qiao.policy import InBoth, Intent, PackFolder, Section, YamlFile

TRAITS, TAGS = "profile/traits.yaml", "profile/tags.yaml"
OF_LIFE = ("loans", "overdue_notes")
"""The fields of the table of rights by which staff may know where a customer stands."""
_Wrong = tuple[tuple[str | int, ...], str, str]
Part = TypeVar("Part")


@dataclass(frozen=True)
class ProfileBook:
    """The traits and tags of a pack, over the lifecycle they ask about."""

    life: LifecycleBook
    shapes: Mapping[str, EventShape]
    """What happens in the house, by its type."""
    traits: Mapping[str, TraitRule]
    kinds: Mapping[str, TraitKind]
    tags: Mapping[str, TagRule]
    fewest: int

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen signs that name these rules and the machines below them."""
        written = "".join(one.model_dump_json() for one in (*self.traits.values(), *self.tags.values()))
        return hashlib.sha256(f"{self.life.fingerprint}{written}".encode()).hexdigest()[:16]

    @cached_property
    def remembering(self) -> Remembering:
        counted: dict[Types, int] = {}
        for rule in self.tags.values():
            for one in leaves(rule.when):
                if one.events and one.within is not None:
                    counted[one.events] = max(one.within, counted.get(one.events, 0))
        return Remembering(self.traits, self.kinds, counted)

    def fields_of(self, expression: Expression) -> frozenset[str]:
        """The fields of the table of rights of which an expression tells something."""
        return frozenset(field for one in leaves(expression) for field in self._fields(one))

    def names_of(self, one: Expression) -> list[InBoth]:
        """What a condition asks about is called; fewer where the pack has no names for all of it."""
        machines = self.life.machines
        if one.trait is not None:
            return [self.traits[one.trait].name]
        if one.tag is not None:
            return [self.tags[one.tag].name]
        if one.stage:
            return [machines.customer.stages[name].name for name in one.stage]
        groups = machines.loan.file.groups if one.loans else machines.customer.file.groups
        found = [groups.get(name) for name in one.loans or one.group] or [
            self._event_name(type_) for type_ in one.events or self._marking(one)
        ]
        return [name for name in found if name is not None]

    def _event_name(self, type_: str) -> InBoth | None:
        return self.shapes[type_].name if type_ in self.shapes else self.life.name_of(type_)

    def _marking(self, one: Expression) -> Iterable[str]:
        """The events by which a mark gets one of the values that are asked for."""
        rule = self.life.machines.customer.file.marks.get(one.mark or "")
        return [type_ for type_, value in rule.values.items() if not one.is_ or value in one.is_] if rule else []

    def source_of(self, trait: TraitRule) -> str:
        """`lender`, or `house` where it is made of what happened here."""
        return "house" if set(trait.of) <= set(self.shapes) else "lender"

    def _fields(self, one: Expression) -> Iterable[str]:
        if one.trait is not None:
            return (self.traits[one.trait].field,)
        if one.tag is not None:
            return self.fields_of(self.tags[one.tag].when)
        if one.events:
            return () if set(one.events) <= set(self.shapes) else ("loans",)
        return OF_LIFE


def read_book(folder: PackFolder, intents: Mapping[str, Intent]) -> ProfileBook | None:
    """What the files say; every problem is named on `folder`."""
    life, standing = _below(folder, intents, LIFECYCLE), _below(folder, intents, STANDING)
    traits, tags = folder.model(TRAITS, TraitsFile), folder.model(TAGS, TagsFile)
    if life is None or standing is None or traits is None or tags is None:
        return None
    shapes = {one.type: one for one in (*life.shapes.values(), *traits[1].events)}
    kinds: dict[str, TraitKind] = {}
    _named(folder, traits[0], _wrong_traits(traits[1], shapes, standing, kinds))
    if len(kinds) == len(traits[1].traits):
        book = ProfileBook(
            life,
            {one.type: one for one in traits[1].events},
            {one.id: one for one in traits[1].traits},
            kinds,
            {one.id: one for one in tags[1].tags},
            tags[1].fewest,
        )
        _named(folder, tags[0], _wrong_tags(tags[1], book, shapes, standing))
        return book
    return None


def _below(folder: PackFolder, intents: Mapping[str, Intent], section: Section[Part]) -> Part | None:
    """What another section reads; it names its own problems itself."""
    known = len(folder.problems)
    found = section.read(folder, intents)
    del folder.problems[known:]
    return found


def _named(folder: PackFolder, file: YamlFile, wrong: Iterable[_Wrong]) -> None:
    for place, what, remedy in wrong:
        folder.problem(file.path, file.line(place), what, remedy)


def _wrong_traits(
    file: TraitsFile, shapes: Mapping[str, EventShape], standing: StandingBook, kinds: dict[str, TraitKind]
) -> Iterator[_Wrong]:
    """Fills `kinds` with those of the traits that are right."""
    for index, one in enumerate(file.traits):
        at = ("traits", index)
        if one.id in kinds:
            yield (*at, "id"), f"{one.id} stands twice", "take one out"
        yield from _wrong_name((*at, "id"), one.id, standing)
        if one.consent is not None and one.consent not in standing.rules[Kind.CONSENT]:
            yield (*at, "consent"), f"there is no consent {one.consent}", "take one of standing.yaml"
        unknown = [name for name in one.of if name not in shapes]
        if unknown:
            yield (*at, "of"), f"{', '.join(unknown)} is never told", "name it in events, or correct it"
            continue
        facts = [shapes[name].facts.get(one.last) for name in one.of] if one.last is not None else []
        found: set[TraitKind] = {fact.kind for fact in facts if fact is not None}
        if one.last is not None and (len(found) != 1 or None in facts):
            yield (*at, "last"), f"not each of these events has the fact {one.last}, of one kind", "correct it"
            continue
        made: TraitKind = "whole" if one.count else "date"
        kinds[one.id] = found.pop() if found else made


def _wrong_name(at: tuple[str | int, ...], name: str, standing: StandingBook) -> Iterator[_Wrong]:
    """Flags are set by named posts and by nobody else, so nothing that is computed may look like one."""
    if name in standing.rules[Kind.FLAG]:
        yield at, f"{name} is a flag, which people set", "give it another name"


def _wrong_tags(
    file: TagsFile, book: ProfileBook, shapes: Mapping[str, EventShape], standing: StandingBook
) -> Iterator[_Wrong]:
    seen: set[str] = set()
    for index, rule in enumerate(file.tags):
        at = ("tags", index)
        if rule.id in seen:
            yield (*at, "id"), f"{rule.id} stands twice", "take one out"
        seen.add(rule.id)
        yield from _wrong_name((*at, "id"), rule.id, standing)
        if rule.consent is not None and rule.consent not in standing.rules[Kind.CONSENT]:
            yield (*at, "consent"), f"there is no consent {rule.consent}", "take one of standing.yaml"
        for one in leaves(rule.when):
            for what in _wrong_condition(one, rule, book, shapes):
                yield (*at, "when"), what, "correct the condition"


def _wrong_condition(
    one: Expression, rule: TagRule, book: ProfileBook, shapes: Mapping[str, EventShape]
) -> Iterator[str]:
    machines = book.life.machines
    stages, loans = machines.customer.file.stages, machines.loan.file.stages
    if one.tag is not None:
        yield "a tag is not made of tags"
    for name, known in (
        (one.stage, {stage.id for stage in stages}),
        (one.group, {stage.group for stage in stages}),
        (one.loans, {stage.group for stage in loans}),
        (one.events, set(shapes)),
    ):
        yield from (f"there is no {other}" for other in set(name) - known)
    if one.mark is not None:
        mark = machines.customer.file.marks.get(one.mark)
        if mark is None or not mark.values or one.between is not None:
            yield f"{one.mark} is no mark of a word, or is not asked for a word or days"
        yield from (f"{one.mark} is never {word}" for word in set(one.is_) - set(mark.values.values() if mark else ()))
    if one.trait is not None:
        yield from _wrong_trait(one, rule, book)


def _wrong_trait(one: Expression, rule: TagRule, book: ProfileBook) -> Iterator[str]:
    trait = book.traits.get(one.trait or "")
    if trait is None:
        yield f"there is no trait {one.trait}"
        return
    fits = {"code": bool(one.is_), "whole": one.between is not None, "date": one.days is not None}
    if not fits[book.kinds[trait.id]] or sum(fits.values()) != 1:
        yield f"{trait.id} is a {book.kinds[trait.id]}: ask for is, between or days, in this order of kinds"
    if trait.consent is not None and rule.consent != trait.consent:
        yield f"{trait.id} is known by the consent {trait.consent}, which this tag does not ask for"


PROFILE = Section("profile", read_book)
"""The section of the pack in which profiles stand: `pack.section(PROFILE)`."""
