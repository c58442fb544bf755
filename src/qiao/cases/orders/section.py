"""Which work orders a pack knows: `orders/handling.yaml`, and a file for each type beside it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field

from qiao.cases.complaints.section import FILE as DEPARTMENTS_FILE
from qiao.policy import LANGUAGES, InBoth, Intent, PackFolder, Section

FOLDER = "orders"
COMMON = f"{FOLDER}/handling.yaml"
TABLES_FILE = "rules/tables.yaml"
OPINION = "opinion"
"""The type by which a complaint asks a department for its opinion."""
PLACE = re.compile(r"\{(\w+)\}")
Id = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,23}$")]
Figure = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,47}$")]


class Unit(StrEnum):
    HOURS = "hours"
    WORKING_DAYS = "working_days"


class FieldKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    AMOUNT = "amount"
    """In fen."""
    PHONE = "phone"


class Does(StrEnum):
    REMIND = "remind"
    WARN = "warn"
    ESCALATE = "escalate"


class Tells(StrEnum):
    """Whoever has it, or its department while nobody has it; who leads her; and who leads the service that asked."""

    OWNER = "owner"
    LEADER = "leader"
    SERVICE = "service"


_SEALED = frozenset({FieldKind.TEXT, FieldKind.PHONE})
"""What may hold words or numbers of hers."""
_KIND_OF = {Unit.HOURS: "count", Unit.WORKING_DAYS: "days"}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PauseReason(_Part):
    """Why an order waits, and whether its clock waits with it."""

    name: InBoth
    stops_clock: bool


class FormField(_Part):
    """Something that is asked when an order is opened. Sealed is what only whoever works on it reads."""

    id: Id
    name: InBoth
    kind: FieldKind
    required: bool = False
    sealed: bool = False
    options: Mapping[Id, InBoth] = {}


class ClockRule(_Part):
    figure: Figure
    counts: Unit


class StepRule(_Part):
    """What is done when the share of the time that the figure `at` names is over, in percent."""

    at: Figure
    does: Does
    tells: Annotated[tuple[Tells, ...], Field(min_length=1)]


class Type(_Part):
    """One kind of work order. `subject` is filled from the form, `description` offered to whoever writes."""

    name: InBoth
    department: Id
    clock: ClockRule
    priority: Annotated[int, Field(ge=0, le=3)] = 1
    pauses: tuple[Id, ...] = ()
    fields: tuple[FormField, ...] = ()
    subject: InBoth
    description: InBoth
    tasks: tuple[InBoth, ...] = ()
    steps: tuple[StepRule, ...] = ()


class _Common(_Part):
    pause_reasons: Mapping[Id, PauseReason]
    similar_days: Figure
    """Names the figure: within how many days two orders of one customer and type are likely one matter."""
    told: InBoth
    """How the customer is told something of an order; `{words}` are what was written to her."""
    steps: tuple[StepRule, ...]
    """Those of the types that name none of their own."""


class OrderRules(_Part):
    """The section `orders` of a pack."""

    types: Mapping[str, Type]
    pause_reasons: Mapping[str, PauseReason]
    similar_days: str
    told: InBoth


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> OrderRules | None:
    """What the files say; every problem is named on `folder`."""
    _ = intents
    found = folder.model(COMMON, _Common)
    if found is None:
        return None
    file, common = found
    figures = _figures(folder)
    if figures.get(common.similar_days) != "days":
        folder.problem(file.path, file.line(("similar_days",)), *_no_figure(common.similar_days, "days"))
    for place, what, remedy in _wrong_steps(common.steps, figures):
        folder.problem(file.path, file.line(place), what, remedy)
    for language in LANGUAGES:
        if "{words}" not in common.told.in_language(language):
            line = file.line(("told", language))
            folder.problem(file.path, line, "what the customer is told has no {words}", "put {words} where they stand")
    types: dict[str, Type] = {}
    departments = _departments(folder)
    for path in sorted((folder.path / FOLDER).glob("*.yaml")):
        if path.name == COMMON.rpartition("/")[2]:
            continue
        one = folder.model(f"{FOLDER}/{path.name}", Type)
        if one is None:
            continue
        file, of_type = one
        for place, what, remedy in _wrong(of_type, figures, departments, frozenset(common.pause_reasons)):
            folder.problem(file.path, file.line(place), what, remedy)
        types[path.stem] = of_type if of_type.steps else of_type.model_copy(update={"steps": common.steps})
    if OPINION not in types:
        folder.problem(folder.path / COMMON, 1, f"there is no type {OPINION}", f"write {FOLDER}/{OPINION}.yaml")
    return OrderRules(
        types=types, pause_reasons=common.pause_reasons, similar_days=common.similar_days, told=common.told
    )


_Wrong = tuple[tuple[str | int, ...], str, str]


def _wrong(
    one: Type, figures: Mapping[str, str], departments: frozenset[str], reasons: frozenset[str]
) -> Iterator[_Wrong]:
    if one.department not in departments:
        yield ("department",), f"no department {one.department}", f"one of {sorted(departments)}, {DEPARTMENTS_FILE}"
    if figures.get(one.clock.figure) != (kind := _KIND_OF[one.clock.counts]):
        yield ("clock", "figure"), *_no_figure(one.clock.figure, kind)
    yield from _wrong_steps(one.steps, figures)
    for place, reason in enumerate(one.pauses):
        if reason not in reasons:
            yield ("pauses", place), f"no pause reason {reason}", f"one of {sorted(reasons)}, {COMMON}"
    yield from _wrong_form(one)


def _wrong_steps(steps: Iterable[StepRule], figures: Mapping[str, str]) -> Iterator[_Wrong]:
    for place, step in enumerate(steps):
        if figures.get(step.at) != "count":
            yield ("steps", place, "at"), *_no_figure(step.at, "count")


def _wrong_form(one: Type) -> Iterator[_Wrong]:
    seen: set[str] = set()
    for place, asked in enumerate(one.fields):
        if asked.id in seen:
            yield ("fields", place, "id"), f"{asked.id} stands twice", "name every field once"
        seen.add(asked.id)
        if asked.kind in _SEALED and not asked.sealed:
            yield ("fields", place), f"{asked.id} may hold what she said, in clear", "write sealed: true"
        if (asked.kind is FieldKind.CHOICE) != bool(asked.options):
            yield ("fields", place), f"{asked.id}: options are for a choice, and a choice needs them", "correct kind"
    plain = {asked.id for asked in one.fields if not asked.sealed}
    for language in LANGUAGES:
        for name in PLACE.findall(one.subject.in_language(language)):
            if name not in plain:
                what = f"the subject, which lists show, would hold {{{name}}}"
                yield ("subject", language), what, f"one of the fields that are not sealed: {sorted(plain)}"


def _no_figure(name: str, kind: str) -> tuple[str, str]:
    return f"{TABLES_FILE} has no figure {name} of kind {kind}", f"add it there with its day and source, kind: {kind}"


def _figures(folder: PackFolder) -> dict[str, str]:
    """The kinds of the dated figures by name; what is wrong in their file is told by those whose file it is."""
    file = folder.yaml(folder.path / TABLES_FILE)
    tables = _mapping(file.data if file else None)
    return {name: str(_mapping(table).get("kind")) for name, table in tables.items()}


def _departments(folder: PackFolder) -> frozenset[str]:
    file = folder.yaml(folder.path / DEPARTMENTS_FILE)
    return frozenset(_mapping(_mapping(file.data if file else None).get("departments")))


def _mapping(data: object) -> dict[str, Any]:
    return cast("dict[str, Any]", data) if isinstance(data, dict) else {}


ORDERS = Section("orders", _read)
"""The section of the pack in which work orders stand: `pack.section(ORDERS)`."""
