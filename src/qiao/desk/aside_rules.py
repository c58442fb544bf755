"""The rules of putting aside as data: `desk/asides.yaml` of the pack."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from qiao.desk.composing.phrases import both
from qiao.desk.routing.rules import Id
from qiao.policy import LANGUAGES, InBoth, Intent, PackFolder, Section

FILE = "desk/asides.yaml"
_TIME = "{time}"


class Until(StrEnum):
    """What brings a conversation back before its time."""

    CUSTOMER = "customer"
    """She writes, and not only that it is fine."""
    REQUEST = "request"
    """A request of hers is accepted or decided, here or by the lender."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Part):
    """Why something is put aside, and what the customer is told; with `{time}` in it a moment is promised."""

    name: InBoth
    text: InBoth
    until: frozenset[Until] = frozenset()

    @property
    def promises_a_time(self) -> bool:
        return _TIME in self.text.zh


class AsideRules(_Part):
    """The section `asides` of a pack."""

    at_most: Annotated[int, Field(ge=1, le=50)]
    fills: Annotated[int, Field(ge=0, le=10)] = 0
    """Units of her hands that one fills while it is aside."""
    back_min: Annotated[int, Field(ge=0, le=240)]
    warn_min: Annotated[int, Field(ge=1, le=240)]
    soonest_min: Annotated[int, Field(ge=1, le=1_440)]
    furthest_days: Annotated[int, Field(ge=1, le=30)]
    without_time_h: Annotated[int, Field(ge=1, le=72)]
    reasons: Annotated[Mapping[Id, Reason], Field(min_length=1)]
    nods: frozenset[str] = frozenset()

    def wire(self) -> dict[str, Any]:
        """What she may choose from."""
        return {
            "reasons": [
                {
                    "id": name,
                    "name": both(one.name),
                    "text": both(one.text),
                    "has_time": one.promises_a_time,
                    "until": sorted(one.until),
                }
                for name, one in self.reasons.items()
            ],
            "soonest_min": self.soonest_min,
            "furthest_days": self.furthest_days,
            "without_time_h": self.without_time_h,
        }


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> AsideRules | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, AsideRules)
    if found is None:
        return None
    file, rules = found
    if rules.warn_min >= rules.soonest_min:
        what = "leaders would be told of a promise as soon as it is made"
        folder.problem(file.path, file.line(("warn_min",)), what, "make it shorter than soonest_min")
    for name, one in rules.reasons.items():
        line = file.line(("reasons", name))
        if len({_TIME in one.text.in_language(language) for language in LANGUAGES}) > 1:
            folder.problem(file.path, line, f"{name} promises a time in one language only", "say {time} in both")
        if not one.promises_a_time and not one.until:
            folder.problem(file.path, line, f"{name} waits for nothing", "say {time} or until")
    return rules


ASIDES = Section("asides", _read)
"""The section of the pack in which the rules of putting aside stand: `pack.section(ASIDES)`."""
