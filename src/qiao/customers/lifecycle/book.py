"""The section `lifecycle` of a pack, read and checked: every problem with its file, its line and what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from qiao.customers.lifecycle.definition import EventsFile, EventShape, MachineFile, MarkRule, StageRule
from qiao.customers.lifecycle.folding import Machines
from qiao.customers.lifecycle.machine import Machine
from qiao.policy import InBoth, Intent, PackFolder, Section, YamlFile

EVENTS, CUSTOMER, LOAN = "lifecycle/events.yaml", "lifecycle/customer.yaml", "lifecycle/loan.yaml"
_Wrong = tuple[tuple[str | int, ...], str, str]


@dataclass(frozen=True, slots=True)
class LifecycleBook:
    """What can be told, and the machines that make stages of it."""

    shapes: Mapping[tuple[str, int], EventShape]
    most_ahead: timedelta
    machines: Machines

    def name_of(self, type_: str) -> InBoth | None:
        """What a type of event is called, by its newest version that has a name."""
        versions = sorted((version for known, version in self.shapes if known == type_), reverse=True)
        return next((name for one in versions if (name := self.shapes[type_, one].name) is not None), None)

    @property
    def fingerprint(self) -> str:
        """Names these machines: what others made of the same events may be something else."""
        return self.machines.fingerprint


def read_book(folder: PackFolder, intents: Mapping[str, Intent]) -> LifecycleBook | None:
    """What the files say; every problem is named on `folder`."""
    _ = intents
    told, loan, customer = (
        folder.model(EVENTS, EventsFile), folder.model(LOAN, MachineFile), folder.model(CUSTOMER, MachineFile),
    )  # fmt: skip
    if told is None or loan is None or customer is None:
        return None
    events = told[1].events
    _named(folder, told[0], _wrong_events(events))
    of_loans = {stage.group for stage in loan[1].stages}
    for (file, machine), heard, groups in (
        (loan, [one for one in events if one.loan], frozenset[str]()),
        (customer, events, frozenset(of_loans)),
    ):
        _named(folder, file, _wrong_marks(machine, heard))
        _named(folder, file, _wrong_stages(machine, groups))
    return LifecycleBook(
        {(one.type, one.version): one for one in events},
        timedelta(seconds=told[1].most_ahead_s),
        Machines(Machine(customer[1]), Machine(loan[1])),
    )


def _named(folder: PackFolder, file: YamlFile, wrong: Iterable[_Wrong]) -> None:
    for place, what, remedy in wrong:
        folder.problem(file.path, file.line(place), what, remedy)


def _wrong_events(events: Iterable[EventShape]) -> Iterator[_Wrong]:
    seen: set[tuple[str, int]] = set()
    for index, one in enumerate(events):
        if (one.type, one.version) in seen:
            yield ("events", index), f"{one.type} {one.version} stands twice", "give the new one the next version"
        seen.add((one.type, one.version))
        if one.version > 1 and (one.type, one.version - 1) not in seen:
            yield ("events", index, "version"), f"{one.type} has no version {one.version - 1} before", "count from 1"


def _wrong_marks(machine: MachineFile, heard: Iterable[EventShape]) -> Iterator[_Wrong]:
    types = {one.type for one in heard}
    dates = {name for one in heard for name, fact in one.facts.items() if fact.kind == "date"}
    for name, rule in machine.marks.items():
        at = ("marks", name)
        if bool(rule.values) == (rule.date is not None):
            yield at, f"{name} remembers neither or both of a value and a date", "give it values, or a date"
        for type_ in rule.values:
            if type_ not in types:
                yield (*at, "values", type_), f"{type_} cannot be told of this", f"add it to {EVENTS}, or correct it"
        if rule.date is not None and rule.date not in dates:
            yield (*at, "date"), f"no event has a date {rule.date}", f"name a fact of {EVENTS} that is a date"
        for other, values in rule.stands_still.items():
            yield from _wrong_values((*at, "stands_still", other), machine.marks, other, values)


def _wrong_values(
    at: tuple[str | int, ...], marks: Mapping[str, MarkRule], name: str, values: Iterable[str]
) -> Iterator[_Wrong]:
    rule = marks.get(name)
    if rule is None:
        yield at, f"there is no mark {name}", f"one of {', '.join(marks)}"
        return
    for value in values:
        if value not in rule.values.values():
            yield at, f"{name} is never {value}", "take one of its values"


def _wrong_stages(machine: MachineFile, groups: frozenset[str]) -> Iterator[_Wrong]:
    ids, own_groups = {one.id for one in machine.stages}, {one.group for one in machine.stages}
    known = ids | {f"@{one}" for one in own_groups}
    seen: set[str] = set()
    for name in machine.groups.keys() - own_groups:
        yield ("groups", name), f"no stage is in a group {name}", "take it out, or correct it"
    for index, stage in enumerate(machine.stages):
        at = ("stages", index)
        if stage.id in seen:
            yield (*at, "id"), f"{stage.id} stands twice", "take one out"
        seen.add(stage.id)
        is_last, always = index == len(machine.stages) - 1, not stage.when and not stage.loans
        if always and not is_last:
            yield at, f"{stage.id} always fits, so what follows never comes", "give it a condition, or put it last"
        if is_last and not always:
            yield at, f"{stage.id} is the last and does not always fit", "end with a stage without conditions"
        for name in set(stage.loans) - groups:
            yield (*at, "loans"), f"no loan is in a group {name}", "take a group of the machine of loans"
        yield from _wrong_conditions(at, machine, stage)
        for name in {*stage.to, *stage.after_days} - known:
            yield (*at, "to"), f"{stage.id} leads to {name}, which there is not", "take a stage, or a @group"
    yield from _unreached(machine)


def _wrong_conditions(at: tuple[str | int, ...], machine: MachineFile, stage: StageRule) -> Iterator[_Wrong]:
    for name, condition in stage.when.items():
        yield from _wrong_values((*at, "when", name), machine.marks, name, condition.is_)
        low, high = condition.days or (None, None)
        if low is not None and high is not None and low > high:
            yield (*at, "when", name), f"no day lies between {low} and {high}", "put the smaller number first"


def _unreached(machine: MachineFile) -> Iterator[_Wrong]:
    """Stages into which nothing leads. The last is where everything begins, and time leads along a group."""
    led = {name for stage in machine.stages for name in stage.to}
    for index, stage in enumerate(machine.stages[:-1]):
        if stage.id not in led and f"@{stage.group}" not in led:
            yield ("stages", index, "id"), f"no stage leads to {stage.id}", "name it in `to` of those before it"


LIFECYCLE = Section("lifecycle", read_book)
"""The section of the pack in which lifecycles stand: `pack.section(LIFECYCLE)`."""
