"""The shapes of a pack's files."""

import re
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qiao.language import Feeling, SignalName

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
OUT_OF_SCOPE = "out_of_scope"
FACT = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class InBoth(_Part):
    """A text in both languages."""

    zh: Filled
    en: Filled

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


class IntentType(StrEnum):
    """What kind of wish an intent is."""

    ENQUIRY = "F"
    REQUEST = "R"
    COMPLAINT = "C"
    META = "E"
    EMERGENCY = "U"


class Intent(_Part):
    """Something customers want."""

    id: Identifier
    number: int = Field(ge=1)
    node: Annotated[str, StringConstraints(pattern=r"^N[0-9]$")]
    types: tuple[IntentType, ...] = Field(min_length=1, max_length=2)
    level: Literal["A0", "A1", "A2", "A3"]
    name: InBoth
    about: Filled
    near: tuple[Identifier, ...] = ()
    signal: SignalName | None = None
    """What every utterance of the intent carries."""

    @property
    def type(self) -> IntentType:
        return self.types[0]


class Group(_Part):
    id: Identifier
    zh: Filled
    en: Filled


class IntentFile(_Part):
    group: Group
    intents: tuple[Intent, ...] = Field(min_length=1)


class Article(_Part):
    """An answer."""

    intents: tuple[Identifier, ...] = Field(min_length=1)
    title: InBoth
    answer: InBoth
    next: tuple[Identifier, ...] = Field(default=(), max_length=3)
    reviewed_on: date


class Lender(_Part):
    """Whose service this is, and the facts its texts quote."""

    brand: InBoth
    facts: dict[Identifier, InBoth]


class HumanHours(_Part):
    """When people are on duty, every day, Beijing time."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    from_: time = Field(alias="from")
    to: time


class Term(_Part):
    """A number of days with the rule behind it: how long something is kept, or within what time it is answered."""

    days: int = Field(ge=1, le=36_525)
    basis: InBoth
    source: Filled
    certainty: Literal["A", "B", "C"]


class Manifest(_Part):
    """`pack.yaml`."""

    name: Identifier
    version: Filled
    languages: tuple[Language, ...] = Field(min_length=1)
    aliases: dict[Identifier, tuple[Filled, ...]] = Field(default_factory=dict[Identifier, tuple[Filled, ...]])
    tiles: tuple[Identifier, ...] = Field(default=(), max_length=8)
    human_hours: HumanHours


ACKNOWLEDGED = (
    Feeling.CONFUSED,
    Feeling.ANXIOUS_WORRIED,
    Feeling.IMPATIENT,
    Feeling.DISAPPOINTED,
    Feeling.FRUSTRATED,
    Feeling.ANGRY,
    Feeling.INSULTING,
    Feeling.AGGRIEVED_UNFAIR,
    Feeling.ASHAMED_DISTRESS,
    Feeling.REGULATOR_THREAT,
    Feeling.SARCASTIC,
)
"""The feelings the robot acknowledges in a sentence of their own, the text `feeling_<label>`, before it goes on."""

TEXTS_NEEDED: dict[str, frozenset[str]] = {
    "greeting": frozenset(),
    "robot_identity": frozenset(),
    "clarify": frozenset(),
    "clarify_again": frozenset(),
    "not_understood": frozenset(),
    "redirect": frozenset(),
    "several": frozenset(),
    "several_also": frozenset(),
    "small_talk": frozenset(),
    "opening": frozenset(),
    "thanks_reply": frozenset(),
    "venting_reply": frozenset(),
    "file_received": frozenset(),
    "handing_over": frozenset(),
    "queue_place": frozenset({"place", "wait"}),
    "queue_next": frozenset(),
    "queue_off_hours": frozenset({"opens_at"}),
    "queue_unknown": frozenset(),
    "under_a_minute": frozenset(),
    "minutes": frozenset({"n"}),
    "minutes_between": frozenset({"least", "most"}),
    "queue_left": frozenset({"minutes"}),
    "queue_left_for_call": frozenset({"minutes"}),
    "queue_none": frozenset(),
    "robot_meanwhile": frozenset(),
    "robot_could_help": frozenset(),
    "button_stay": frozenset(),
    "button_robot": frozenset(),
    "calls_own": frozenset({"calls"}),
    "calls_none": frozenset(),
    "call_when": frozenset(),
    "call_not_changed": frozenset(),
    "button_call_cancel": frozenset({"number"}),
    "button_call_move": frozenset({"number"}),
    "unsolved_ask": frozenset(),
    "button_human": frozenset(),
    "button_complaint": frozenset(),
    "button_unsolved": frozenset(),
    "button_full": frozenset(),
    "button_begin": frozenset(),
    **{f"feeling_{feeling}": frozenset[str]() for feeling in ACKNOWLEDGED},
    "desperate_care": frozenset(),
    "grief_care": frozenset(),
    "harassed_care": frozenset(),
    "confused_to_person": frozenset(),
    "insulted_to_person": frozenset(),
    "upset_to_person": frozenset(),
    "taken_over": frozenset({"agent"}),
    "agent_back": frozenset({"agent"}),
    "taken_over_matter": frozenset({"agent", "matter"}),
    "taken_over_request": frozenset({"agent", "request"}),
    "taken_over_given": frozenset({"agent", "request", "given"}),
    "not_the_customer": frozenset(),
    "the_customer_again": frozenset(),
    "aside_promised": frozenset({"agent", "time"}),
    "aside_passed_on": frozenset(),
    "aside_late": frozenset({"time"}),
    "colleague_joined": frozenset({"colleague", "agent"}),
    "colleague_left": frozenset({"colleague", "agent"}),
    "opening_matter": frozenset({"matter"}),
    "handed_back": frozenset(),
    "call_back_done": frozenset({"number"}),
    "call_back_cancelled": frozenset({"number"}),
    "call_back_rebooked": frozenset({"number", "window"}),
    "call_back_unreached": frozenset({"number", "tries"}),
    "call_back_wrong_number": frozenset({"number"}),
    "call_back_broken": frozenset({"number"}),
    "button_call_again": frozenset(),
    "identity_checked": frozenset({"reason"}),
    "contact_closed": frozenset(),
    "idle_notice": frozenset(),
    "rating_invite": frozenset(),
    "rating_thanks": frozenset(),
    "self_harm_care": frozenset(),
    "threat_care": frozenset(),
    "disaster_care": frozenset(),
    "bereavement_care": frozenset(),
    "complaint_entry": frozenset(),
    "hold_ending": frozenset({"number", "until", "days"}),
    "hold_ended": frozenset({"number", "until", "days"}),
    "button_need_again": frozenset(),
    "button_unaffected": frozenset(),
    "unaffected_noted": frozenset(),
    "robot_label": frozenset(),
    "human_label": frozenset(),
    "system_label": frozenset(),
    "source_label": frozenset(),
}
"""The texts the program says, each with the variables it fills in."""
