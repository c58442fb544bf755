"""The shapes of a flow file: what is asked, read, decided, confirmed and done to accept one request."""

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qiao.policy import InBoth, Lane
from qiao.policy.rules import Level

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
Path = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
Scalar = bool | int | str
PLACE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\}")
"""A place in a text that a value fills: `{loan}`, `{quote.total}`."""
DONE = "done."
"""Before the fields of an effect's own answer."""
DAY_BOUND = re.compile(r"today(?:([+-])(\d{1,4}))?")


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @cached_property
    def digest(self) -> str:
        """Changes exactly when this part of the pack changes."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


class SlotType(StrEnum):
    """What a slot holds. Amounts are fen, dates ISO dates, periods `from..to`, days those of a month, 1 to 31.

    A file is a picture or PDF that the customer sends, held by its id: it stays where her files are.
    """

    AMOUNT = "amount"
    DATE = "date"
    PERIOD = "period"
    COUNT = "count"
    DAY = "day"
    PHONE = "phone"
    CARD_TAIL = "card_tail"
    CARD_NUMBER = "card_number"
    ID_NUMBER = "id_number"
    BANK = "bank"
    EMAIL = "email"
    REGION = "region"
    REASON = "reason"
    PICK = "pick"
    PICKS = "picks"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    FILE = "file"


class Choice(Part):
    """One of a closed list; `words` are other ways of saying it, in any language."""

    id: Id
    name: InBoth
    words: tuple[str, ...] = ()


class OfRead(Part):
    """Options out of the rows of a read: which field tells them apart, and how a row is written.

    `others` is said where something is named that does not stand among them: why it cannot be chosen.
    """

    read: Id
    id: Id
    label: InBoth
    others: InBoth | None = None


class Check(Part):
    """What a value must satisfy. A bound is a figure, `today+7` for dates, or a fact; `read` must find `field` true."""

    least: Scalar | None = None
    most: Scalar | None = None
    longest: int | None = Field(default=None, ge=1, le=2_000)
    read: Id | None = None
    field: Id | None = None


ON_FILE = "on_file"
"""The value of a slot that stands for what the lender holds; effects get no value then, and use theirs."""


class Slot(Part):
    """Something that must be known. `default` is assumed without asking, and stands on the card to be corrected.

    `on_file`: a fact that shows, masked, what the lender holds; it is offered, and taken where she says so.
    """

    type: SlotType
    name: InBoth
    question: InBoth
    why: InBoth
    expects: InBoth
    required: bool = True
    options: OfRead | tuple[Choice, ...] | None = None
    default: Scalar | None = None
    on_file: Path | None = None
    check: Check = Check()
    sensitive: bool = False
    remember: bool = False


OTHER = "other"
"""Under this code stand the words for every code that has none of its own."""


class Read(Part):
    """A question to a system: its name in the catalogue, its arguments, and how long its answer counts.

    `words` says, by field and code, what the codes of a system are called for people.
    """

    name: str
    with_: dict[Id, Scalar] = Field(default_factory=dict[str, Scalar], alias="with")
    words: dict[Id, dict[str, InBoth]] = Field(default_factory=dict[str, dict[str, InBoth]])
    fresh_minutes: int = Field(default=10, ge=1, le=24 * 60)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class _Step(Part):
    id: Id
    next: Id | None = None


class AskStep(_Step):
    """Know a slot. `none` is where to go when there is nothing to choose from."""

    do: Literal["ask"]
    slot: Id
    none: Id | None = None
    when: Path | None = None
    is_: tuple[Scalar, ...] = Field(default=(), alias="is")


class ReadStep(_Step):
    """Know facts. `none` is where to go when there are none."""

    do: Literal["read"]
    read: Id
    none: Id | None = None


class ProveStep(_Step):
    """Have it proved that the phone number in a slot is hers: a code goes there, and never through the conversation.

    Without a slot a face is to be proven. `read` is asked whether it is (`is_proven`), a number for itself alone.
    """

    do: Literal["prove"]
    read: Id
    slot: Id | None = None


class BranchStep(_Step):
    """Go elsewhere when a fact or slot is one of these."""

    do: Literal["branch"]
    of: Path
    is_: tuple[Scalar, ...] = Field(alias="is", min_length=1)
    then: Id


class RulesStep(_Step):
    """The one verdict about this request, with everything that is known."""

    do: Literal["rules"]


class ConfirmStep(_Step):
    do: Literal["confirm"]


class PerformStep(_Step):
    """Have the effect carried out; afterwards the receipt."""

    do: Literal["perform"]


Step = Annotated[
    AskStep | ReadStep | ProveStep | BranchStep | RulesStep | ConfirmStep | PerformStep, Field(discriminator="do")
]


class Line(Part):
    """A line of a card; left out while `when` is unknown or false."""

    label: InBoth
    value: InBoth
    when: Path | None = None


class Rows(Part):
    """A line for each row of a read."""

    of: Id
    label: InBoth
    value: InBoth
    most: int = Field(default=6, ge=1, le=36)


class Card(Part):
    title: InBoth
    lines: tuple[Line, ...] = ()
    rows: Rows | None = None
    note: InBoth | None = None


class Confirm(Part):
    """The card before an effect: exactly what will happen, and what the customer agrees to."""

    title: InBoth
    lines: tuple[Line, ...] = Field(min_length=1)
    consent: InBoth


class Effect(Part):
    """An entry of the effect catalogue. `target`: what makes two of these on one day the same request."""

    name: str
    with_: dict[Id, Scalar] = Field(alias="with")
    target: tuple[Id, ...] = ()


class Verify(Part):
    """How the effect is proved: a read, and the values that its fields must have (one of several, or a place)."""

    read: str
    with_: dict[Id, Scalar] = Field(alias="with")
    expect: dict[Id, Scalar | tuple[Scalar, ...]] = Field(min_length=1)


class ReceiptForm(Part):
    """What is said when it is done. `hand_over`: a person takes over then, and this is said.

    `held`: it is put on record at the lender, where a person looks at it before anything changes.
    """

    text: InBoth
    within: InBoth
    hand_over: InBoth | None = None
    state: Literal["completed", "held"] = "completed"


class OtherReceipt(ReceiptForm):
    """What is said instead when a flag of the effect's own answer is set."""

    when: Path


class Receipt(ReceiptForm):
    """What is said when it is done; `instead`: the first whose flag is set takes its place."""

    instead: tuple[OtherReceipt, ...] = ()

    def form_for(self, done: Mapping[str, object]) -> ReceiptForm:
        """The form that tells what the effect's answer says."""
        return next((one for one in self.instead if done.get(one.when.removeprefix(DONE)) is True), self)


class News(Part):
    """What is told when the lender says what became of the thing a request made there; the first that fits is told.

    `is` names facts of the event and the values they must have; `state` is what a request that was held is then.
    """

    event: str
    is_: dict[Id, Scalar | tuple[Scalar, ...]] = Field(
        default_factory=dict[str, Scalar | tuple[Scalar, ...]], alias="is"
    )
    text: InBoth
    offers: tuple[Id, ...] = Field(default=(), max_length=3)
    state: Literal["completed", "refused"] | None = None

    def fits(self, event: str, facts: Mapping[str, object]) -> bool:
        return event == self.event and all(
            facts.get(name) in (wanted if isinstance(wanted, tuple) else (wanted,)) for name, wanted in self.is_.items()
        )


class End(Part):
    """How a flow ends without an effect. `lane`: where whoever is handed over waits, if not in that of the flow."""

    state: Literal["shown", "refused", "handed_over"]
    text: InBoth | None = None
    card: Card | None = None
    lane: Lane | None = None
    alternative: Id | None = None
    offers: tuple[Id, ...] = Field(default=(), max_length=3)


class Flow(Part):
    """`flows/<id>.yaml`.

    `number` is the row of the lender's table of requests; what stands in no row has 100 and the number of its intent.
    `lane` is where somebody waits who goes to a person out of it.
    """

    id: Id
    number: int = Field(ge=1)
    intents: tuple[Id, ...] = Field(min_length=1)
    kind: Literal["read", "write"]
    level: Level
    name: InBoth
    lane: Lane = Lane.NORMAL
    silence_minutes: int = Field(default=30, ge=1, le=24 * 60)
    kept_hours: int = Field(default=72, ge=1, le=24 * 30)
    slots: dict[Id, Slot] = Field(default_factory=dict[str, Slot])
    reads: dict[Id, Read] = Field(default_factory=dict[str, Read])
    steps: tuple[Step, ...] = Field(min_length=1)
    ends: dict[Id, End] = Field(default_factory=dict[str, End])
    confirm: Confirm | None = None
    effect: Effect | None = None
    verify: Verify | None = None
    receipt: Receipt | None = None
    news: tuple[News, ...] = ()

    @cached_property
    def order(self) -> dict[str, str | None]:
        """The step or end after each step; None after the last one."""
        after = [*(step.id for step in self.steps[1:]), None]
        return {step.id: step.next or following for step, following in zip(self.steps, after, strict=True)}

    @cached_property
    def by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The slots in the order in which they are asked."""
        return tuple(dict.fromkeys(step.slot for step in self.steps if isinstance(step, AskStep)))
