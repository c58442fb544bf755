"""The rules of the floor as data: `desk/floor.yaml` of the pack."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qiao.desk.foresight import Level
from qiao.desk.routing.rules import Id
from qiao.language import Feeling
from qiao.policy import InBoth, Intent, PackFolder, Section

FILE = "desk/floor.yaml"
Strength = Annotated[int, Field(ge=1, le=3)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Break(_Part):
    """Why somebody is away from her desk; after so many minutes her leader sees that it lasts too long."""

    name: InBoth
    minutes: Annotated[int, Field(ge=1, le=480)] | None = None


class Alerts(_Part):
    """Which feelings leaders are told of at once, each with the least strength that counts; and of which risk."""

    danger: Mapping[Feeling, Strength]
    upset: Mapping[Feeling, Strength]
    risk: Literal[Level.WATCH, Level.HIGH] | None = None
    """From which risk of a complaint on; not said is never."""


class FloorRules(_Part):
    """The section `floor` of a pack."""

    breaks: Annotated[Mapping[Id, Break], Field(min_length=1)]
    wrap_up_s: Annotated[int, Field(ge=0, le=600)] = 0
    """How long she writes up a conversation after its end and is offered nothing; 0 is not at all."""
    back_within_s: Annotated[int, Field(ge=0, le=3_600)] = 120
    """Whose browser fell silent and is back within this is what she was before; later she signs on herself."""
    answer_within_s: Annotated[int, Field(ge=1, le=3_600)] = 60
    """A customer in somebody's hands shall have an answer within this."""
    alerts: Alerts

    @property
    def back_within(self) -> timedelta:
        return timedelta(seconds=self.back_within_s)


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> FloorRules | None:
    """What the file says; every problem is named on `folder`."""
    _ = intents
    found = folder.model(FILE, FloorRules)
    return found[1] if found is not None else None


FLOOR = Section("floor", _read)
"""The section of the pack in which the rules of the floor stand: `pack.section(FLOOR)`."""
