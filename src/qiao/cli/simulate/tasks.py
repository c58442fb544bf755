"""What a simulated customer is to do: the files under `tasks/`, and any folder given with `--tasks`.

One file holds one request: what may be asked in it and how a customer recognises that, how she words it, and the
tasks. A task takes everything it does not say itself from its file. Placeholders such as `{loan.id}` are filled from
the customer and loan that are cast for the task (`props.py` lists them).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from qiao.cli.simulate.personas import PERSONAS
from qiao.cli.simulate.props import PLACEHOLDERS, placeholders
from qiao.policy.yaml_lines import YamlBroken, YamlFile, read_yaml

HERE = Path(__file__).with_name("tasks")

Kind = Literal[
    "happy", "missing_slot", "correction", "ineligible", "over_limit", "wrong_identity", "third_party",
    "code_failure", "fault", "double_submit", "topic_switch", "emotional", "injection",
]  # fmt: skip
End = Literal[
    "completed", "held", "pending", "shown", "answered", "refused", "handed_over", "cancelled", "unproven", "gave_up",
]  # fmt: skip
"""How it may end for her. What ends in words (`answered`, `refused`, `cancelled`) is known by `says`; `unproven`: she
stands before a proof of identity that she cannot or will not give; `gave_up`: she got nowhere, as she should."""
Level = Literal["A0", "A1", "A2", "A3"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Slot(_Strict):
    """Something she may be asked. The first of `press` that a button's label holds is pressed; else `say` is said."""

    asks: tuple[str, ...] = Field(min_length=1, description="Words by which she recognises the question.")
    say: tuple[str, ...] = Field(min_length=1, description="Her answers, one of which she uses.")
    press: tuple[str, ...] = ()
    on_card: tuple[str, ...] = Field(
        default=(),
        description="What she looks for on the confirm card; without one of these she says her answer first.",
    )
    needed: bool = Field(default=True, description="Whether an honest customer has to be asked for it.")


class LoanWanted(_Strict):
    """The loan a task is about. What is not said may be anything."""

    states: tuple[str, ...] = Field(min_length=1)
    products: tuple[str, ...] | None = None
    prepayable: bool | None = None
    last_bill: bool | None = Field(default=None, description="Whether the bill of now is the last of the loan.")
    paid_times_least: int = 0
    due_day_movable: bool | None = None
    in_flight: bool | None = False
    overdue: bool | None = None
    penalty: bool | None = None
    fault: str | None = Field(default=None, description="Kind of a proven fault of a bank that touched it.")
    left_over: bool | None = Field(default=False, description="Whether something was paid twice.")
    due_in_days_least: int | None = None
    due_in_days_most: int | None = None
    outstanding_least_yuan: int | None = None
    disbursed_days_most: int | None = None
    disbursed_days_least: int | None = None
    only: bool = Field(default=False, description="No other loan of hers is in one of these states.")


class ApplicationWanted(_Strict):
    states: tuple[str, ...] = Field(min_length=1)
    missing_documents: bool | None = None


class CustomerWanted(_Strict):
    """Who plays the part: somebody ordinary, unless the task says otherwise; null stands for anybody."""

    vulnerable: bool | None = False
    frozen: bool | None = False
    open_work: bool | None = Field(default=False, description="An open ticket or case.")
    sim_changed: bool | None = False
    face_passes: bool | None = True
    limit: tuple[str, ...] | None = ("active", "none", "frozen", "expired")
    has_limit_yuan: int | None = None
    has_email: bool | None = None
    cards_least: int = 0
    cards_most: int | None = None
    card_pays: bool | None = Field(default=True, description="Whether her first card pays, where she has one.")
    owes: bool | None = Field(default=None, description="Whether any loan of hers is being repaid.")
    has_settled: bool | None = Field(default=None, description="Whether any loan of hers is paid off.")
    in_flight: bool | None = Field(default=False, description="A payment of any loan is on its way.")
    left_over: bool | None = False
    stages: tuple[str, ...] | None = None
    region: str | None = None
    consents_marketing: bool | None = None


class Cast(_Strict):
    customer: CustomerWanted = CustomerWanted()
    loan: LoanWanted | None = None
    application: ApplicationWanted | None = None


class Write(_Strict):
    """A write in the lender's books. `having`: fields of what was made, `a|b` for one of several values."""

    operation: str
    times: int = Field(default=1, ge=0)
    having: Mapping[str, str] = {}


class Expected(_Strict):
    end: tuple[End, ...] = Field(min_length=1)
    writes: tuple[Write, ...] = ()
    may_write: tuple[str, ...] = Field(default=(), description="Further operations that are no surprise.")
    says: tuple[str, ...] = Field(default=(), description="The robot says at least one of these.")
    shows: tuple[str, ...] = Field(default=(), description="The robot shows each of these; numbers without commas.")
    receipts: int | None = Field(
        default=None, description="As many different receipts, where the house keeps the books."
    )
    card: tuple[str, ...] = Field(
        default=(), description="The last confirm card holds each of these, or she was misled."
    )
    never: tuple[str, ...] = Field(default=(), description="Said by the robot, each is a violation.")
    without_card: tuple[str, ...] = Field(default=(), description="Writes that protect her and need no card.")


class Correction(_Strict):
    """A change of mind, said once `after` a slot was answered, or at the `confirm` card."""

    after: str
    say: tuple[str, ...] = Field(min_length=1)
    slots: Mapping[str, Slot] = Field(default={}, description="What she says from then on.")


class Aside(_Strict):
    """Another question in between, in the place of the answer to `instead_of` (a slot, or `confirm`)."""

    instead_of: str
    say: tuple[str, ...] = Field(min_length=1)


class Fault(_Strict):
    """What goes wrong at the lender while she is there. Tasks with faults play alone."""

    operation: str
    kind: Literal["slow", "error", "timeout_after", "duplicate", "down"]
    times: int | None = Field(default=None, ge=1)
    delay_ms: int | None = Field(default=None, ge=0)


class Task(_Strict):
    """One task, whole."""

    id: str = Field(pattern=r"^[a-z0-9_]+(-[a-z0-9_]+)+$")
    row: str
    number: int
    level: Level
    called: tuple[str, ...]
    kind: Kind
    persona: str = "plain"
    language: Literal["zh", "en"] = "zh"
    signed_in: bool = True
    proves: Literal["well", "wrongly_once", "wrongly", "never"] = "well"
    opens: tuple[str, ...] = Field(min_length=1)
    again: tuple[str, ...] = ()
    slots: Mapping[str, Slot] = {}
    cast: Cast = Cast()
    corrections: tuple[Correction, ...] = ()
    asides: tuple[Aside, ...] = ()
    decides: Literal["yes", "no", "yes_twice"] = "yes"
    then: tuple[str, ...] = Field(default=(), description="Said after the receipt, to see that nothing is done twice.")
    faults: tuple[Fault, ...] = ()
    expected: Expected
    most_turns: int = Field(default=14, ge=2, le=40)

    @model_validator(mode="after")
    def _holds_together(self) -> "Task":
        if self.persona not in PERSONAS:
            raise ValueError(f"no persona {self.persona!r}; there are {', '.join(PERSONAS)}")
        points = {*self.slots, "confirm"}
        for name in (*(one.after for one in self.corrections), *(one.instead_of for one in self.asides)):
            if name not in points:
                raise ValueError(f"{name!r} is no slot of this task and not 'confirm'")
        unknown = placeholders(self.model_dump_json()) - PLACEHOLDERS
        if unknown:
            raise ValueError(f"unknown placeholders {', '.join(sorted(unknown))}")
        if not self.expected.says and {"answered", "refused", "cancelled"} & set(self.expected.end):
            raise ValueError("what ends in words needs `says`, by which it is known")
        return self

    @property
    def can_be_handed_over(self) -> bool:
        """Whether an honest customer is asked something on the way to an effect, and a person may stand in between."""
        return (
            self.signed_in
            and bool(self.slots)
            and not self.faults
            and (self.proves, self.decides) == ("well", "yes")
            and self.kind in {"happy", "missing_slot", "correction", "emotional"}
            and "completed" in self.expected.end
        )

    @property
    def slots_needed(self) -> int:
        return sum(slot.needed for slot in self.slots.values())


class TasksInvalid(ValueError):
    """The files hold no tasks that can be played; one line for each complaint, `file:line: what`."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = tuple(complaints)


def read_tasks(*folders: Path) -> tuple[Task, ...]:
    """All tasks of the folders, in the order of rows. Raises TasksInvalid."""
    tasks: list[Task] = []
    complaints: list[str] = []
    for file in (file for folder in folders for file in sorted(folder.glob("*.yaml"))):
        try:
            tasks.extend(_tasks_in(read_yaml(file), complaints))
        except YamlBroken as trouble:
            complaints.append(f"{file}:{trouble.line}: {trouble}")
    seen: set[str] = set()
    for task in tasks:
        if task.id in seen:
            complaints.append(f"the task {task.id} stands twice")
        seen.add(task.id)
    if not tasks and not complaints:
        complaints.append(f"no *.yaml with tasks in {', '.join(str(one) for one in folders)}")
    if complaints:
        raise TasksInvalid(complaints)
    return tuple(sorted(tasks, key=lambda task: (task.number, task.row)))


_OF_FILE = ("row", "number", "level", "called")
_DEFAULTS = ("opens", "again", "slots", "cast", "expected")


def _tasks_in(file: YamlFile, complaints: list[str]) -> Iterator[Task]:
    if not isinstance(file.data, dict):
        complaints.append(f"{file.path}:1: not a mapping")
        return
    data = cast("dict[str, Any]", file.data)
    known = {*_OF_FILE, *_DEFAULTS, "opens_en", "tasks"}
    complaints.extend(f"{file.path}:{file.line((key,))}: {key!r} is not known here" for key in data if key not in known)
    lines: object = data.get("tasks")
    if not isinstance(lines, list) or not lines:
        complaints.append(f"{file.path}:{file.line(('tasks',))}: no tasks")
        return
    for index, line in enumerate(cast("list[object]", lines)):
        if not isinstance(line, dict):
            complaints.append(f"{file.path}:{file.line(('tasks', index))}: not a mapping")
            continue
        try:
            yield Task.model_validate(_whole(data, cast("dict[str, Any]", line)))
        except ValidationError as trouble:
            for one in trouble.errors():
                inner = tuple(part for part in one["loc"] if isinstance(part, (str, int)))
                own = bool(inner) and inner[0] in line
                place = ("tasks", index, *inner) if own or not inner or inner[0] not in data else inner
                where = ".".join(str(part) for part in inner) or str(line.get("id", index))
                complaints.append(f"{file.path}:{file.line(place)}: {where}: {one['msg']}")


def _whole(data: Mapping[str, Any], line: Mapping[str, Any]) -> dict[str, Any]:
    """A task's own words over those of its file. Slots, cast and expectations are laid over each other by key."""
    whole = {key: data[key] for key in (*_OF_FILE, *_DEFAULTS) if key in data}
    if line.get("language") == "en" and "opens_en" in data:
        whole["opens"] = data["opens_en"]
    for key, value in line.items():
        whole[key] = _laid_over(whole.get(key), value) if key in {"slots", "cast", "expected"} else value
    whole["id"] = f"{data.get('row')}-{line.get('id')}"
    return whole


def _laid_over(below: object, above: object) -> object:
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    laid = dict(cast("dict[str, Any]", below))
    for key, value in cast("dict[str, Any]", above).items():
        laid[key] = _laid_over(laid.get(key), value) if isinstance(value, dict) else value
    # A slot, loan or application that is null in the task is not there.
    return {key: value for key, value in laid.items() if value is not None or key in _MAY_BE_NULL}


_MAY_BE_NULL = {
    *CustomerWanted.model_fields, "in_flight", "left_over", "prepayable", "last_bill", "due_day_movable", "overdue",
    "penalty", "products", "receipts",
}  # fmt: skip
