"""The section `triggers` of a pack, read and checked: every problem with its file, its line and what to do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from qiao.customers.lifecycle.definition import EventsFile, EventShape
from qiao.outreach.elsewhere import ids, mapping
from qiao.outreach.section import FILE as GOVERNOR_FILE
from qiao.outreach.terms import Kind
from qiao.outreach.triggers.definition import Step, Trigger, TriggersFile
from qiao.policy import FACT, Intent, PackFolder, Section

FILE = "outreach/triggers.yaml"
CARRIED = frozenset({"app", "sms"})
"""The channels by which the house can send something itself."""
_EVENTS, _CUSTOMER, _LOAN = "lifecycle/events.yaml", "lifecycle/customer.yaml", "lifecycle/loan.yaml"
_LENDER = "lender.yaml"
_VARIABLE = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
DATE = "date"
"""In the texts of a trigger with a date: that date."""
_Wrong = tuple[tuple[str | int, ...], str, str]


@dataclass(frozen=True)
class TriggerBook:
    """What the house does by itself."""

    triggers: Mapping[str, Trigger]

    @cached_property
    def heard(self) -> frozenset[str]:
        """The types of event that begin a journey or end one."""
        return frozenset(type_ for one in self.triggers.values() for type_ in (*one.when.events, *one.stop))

    @cached_property
    def dates(self) -> frozenset[str]:
        """The names of the dates from which a journey is reckoned."""
        return frozenset(one.when.date for one in self.triggers.values() if one.when.date is not None)

    @cached_property
    def waking(self) -> frozenset[str]:
        """The stages that begin a journey, or in which one with a date goes on: who comes there is looked at."""
        of_dates = [stage for one in self.triggers.values() if one.when.date is not None for stage in one.while_]
        return frozenset(stage for one in self.triggers.values() for stage in one.when.stages).union(of_dates)


@dataclass(frozen=True, slots=True)
class _Around:
    """What else the pack says, as far as its own sections let it stand."""

    shapes: Mapping[str, EventShape]
    loan_stages: frozenset[str]
    own_stages: frozenset[str]
    channels: frozenset[str]
    facts: frozenset[str]
    folder: PackFolder

    def has_flow(self, flow: str) -> bool:
        return (self.folder.path / "flows" / f"{flow}.yaml").is_file()


def read_book(folder: PackFolder, intents: Mapping[str, Intent]) -> TriggerBook | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found, told = folder.model(FILE, TriggersFile), folder.yaml(folder.path / _EVENTS)
    if found is None or told is None:
        return None
    file, parsed = found
    try:
        events = EventsFile.model_validate(told.data).events
    except ValueError:
        return None
    around = _Around(
        {one.type: one for one in events},
        ids(mapping(folder, _LOAN).get("stages")),
        ids(mapping(folder, _CUSTOMER).get("stages")),
        frozenset(mapping(folder, GOVERNOR_FILE).get("channels") or ()),
        frozenset(mapping(folder, _LENDER).get("facts") or ()),
        folder,
    )
    seen: set[str] = set()
    for index, trigger in enumerate(parsed.triggers):
        at = ("triggers", index)
        if trigger.id in seen:
            folder.problem(file.path, file.line((*at, "id")), f"{trigger.id} stands twice", "rename one")
        seen.add(trigger.id)
        for place, what, remedy in (*_wrong(trigger, around), *_wrong_steps(trigger, around)):
            folder.problem(file.path, file.line((*at, *place)), f"{trigger.id}: {what}", remedy)
    return TriggerBook({one.id: one for one in parsed.triggers})


def _wrong(trigger: Trigger, around: _Around) -> Iterator[_Wrong]:
    when = trigger.when
    ways = [bool(when.events), bool(when.stages), when.date is not None]
    if ways.count(True) != 1:
        yield ("when",), "it begins by none or several of events, stages and a date", "name one of them"
    if (when.facts or when.counts) and not when.events:
        yield ("when",), "facts and counts are of events", "name events, or take them out"
    for type_ in (*when.events, *trigger.stop):
        if type_ not in around.shapes:
            yield ("when",), f"{type_} cannot be told", f"add it to {_EVENTS}, or correct it"
        elif trigger.is_of_loan and type_ in when.events and not around.shapes[type_].loan:
            yield ("per",), f"{type_} is about no loan", "write per: customer"
    for name in when.facts:
        if any(name not in around.shapes[one].facts for one in when.events if one in around.shapes):
            yield ("when", "facts", name), f"not each of its events has a fact {name}", f"see {_EVENTS}"
    stages = around.loan_stages if trigger.is_of_loan else around.own_stages
    for name in {*when.stages, *trigger.while_, *(one for step in trigger.steps for one in step.stages)} - stages:
        yield ("when",), f"{name} is no stage there", f"see {_LOAN if trigger.is_of_loan else _CUSTOMER}"
    if when.date is not None:
        if not trigger.is_of_loan:
            yield ("per",), "dates are of loans", "write per: loan"
        if not any(one.facts[when.date].kind == "date" for one in around.shapes.values() if when.date in one.facts):
            yield ("when", "date"), f"no event tells a date {when.date}", f"see {_EVENTS}"


def _wrong_steps(trigger: Trigger, around: _Around) -> Iterator[_Wrong]:
    given = _given(trigger, around)
    for index, step in enumerate(trigger.steps):
        at = ("steps", index)
        if (step.days is not None) != (trigger.when.date is not None):
            yield at, "days count from a date, and a date wants days", "give days where the trigger has a date"
        if step.days is not None and step.at is None:
            yield at, "a day wants an hour", 'add at, such as "09:30"'
        for channel in step.channels:
            if channel not in around.channels or channel not in CARRIED:
                yield (*at, "channels"), f"nothing can be sent by {channel}", f"one of {sorted(CARRIED)}"
        if step.opens is not None and not around.has_flow(step.opens):
            yield (*at, "opens"), f"there is no flow {step.opens}", "see the folder flows"
        for fact in sorted({*FACT.findall(step.text.zh), *FACT.findall(step.text.en)} - around.facts):
            yield (*at, "text"), f"{{{{{fact}}}}} is no fact of the lender", f"add it to {_LENDER}, or correct it"
        for said in (step.text.zh, step.text.en):
            for name in sorted(set(_VARIABLE.findall(said)) - given):
                yield (*at, "text"), f"{{{name}}} is not always told", f"one of {sorted(given)}, or none"
        yield from _wrong_marketing(trigger, step, at)


def _wrong_marketing(trigger: Trigger, step: Step, at: tuple[str | int, ...]) -> Iterator[_Wrong]:
    # 通信短信息服务管理规定: what is sold by SMS tells how to have no more of it.
    if trigger.kind is Kind.MARKETING and "sms" in step.channels and "退订" not in step.text.zh:
        yield (*at, "text"), "marketing by SMS does not say how to stop it", "add 拒收请回复T or 退订"


def _given(trigger: Trigger, around: _Around) -> frozenset[str]:
    """What a text can name: facts that each of its events always tells, or its date."""
    if trigger.when.date is not None:
        return frozenset({DATE})
    facts = [
        {name for name, fact in around.shapes[one].facts.items() if fact.required and not fact.can_be_none}
        for one in trigger.when.events
        if one in around.shapes
    ]
    return frozenset(set[str].intersection(*facts)) if facts else frozenset()


TRIGGERS = Section("triggers", read_book)
"""The section of the pack in which triggers stand: `pack.section(TRIGGERS)`."""
