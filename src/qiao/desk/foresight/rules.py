"""What makes a complaint likely, and how much each of it weighs, as data: `desk/risk.yaml` of the pack."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qiao.desk.composing.checks import Written
from qiao.policy import InBoth


class Factor(StrEnum):
    """Something that makes a complaint likelier, with what its amount counts."""

    COMPLAINS = "complains"
    """Messages of hers in which she complains, or wishes to."""
    REGULATOR = "regulator"
    """Messages that bring up an authority or a public hotline."""
    MEDIA = "media"
    """Messages that bring up making it public."""
    COURT = "court"
    """Messages that bring up a court or a lawyer against the house."""
    FEELS = "feels"
    """The strongest ill feeling of her last three messages, 1 to 3."""
    RISING = "rising"
    """By how much the last of them is stronger than the first."""
    AGAIN = "again"
    """Earlier contacts about the same matter within `again_within_h`."""
    BROKEN = "broken"
    """Calls and answers she was promised within `broken_within_days` and has not had in time."""
    MONEY = "money"
    """The largest sum she disputes, in whole yuan."""
    WAITS = "waits"
    """Minutes she has waited for an answer, or for a person."""
    COMPLAINED = "complained"
    """Complaints of hers within `complained_within_days` that are over."""
    OPEN_COMPLAINT = "open_complaint"
    """Complaints of hers that are not."""


THREATS = (Factor.REGULATOR, Factor.MEDIA, Factor.COURT)
"""What she may turn to; each is found by its phrases."""


class Level(StrEnum):
    NONE = "none"
    WATCH = "watch"
    HIGH = "high"


Points = Annotated[int, Field(ge=1, le=1_000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Step(_Part):
    """From this amount on it weighs so much; `why` says so to staff, with `{n}` for the amount."""

    at_least: Annotated[int, Field(ge=1)]
    weight: Points
    why: InBoth


class RiskRules(_Part):
    """The section `risk` of a pack. Weights are added; `watch_from` and `high_from` are where a level begins.

    `heard`: so many of her last messages of the contact are read. `threats` and `disputes`: phrases in the notation of
    `desk/checks.yaml`, without classes; a threat counts not after one of `denials` in the same clause, and a sum counts
    in a message that speaks of one of `disputes`.
    """

    watch_from: Points
    high_from: Points
    heard: Annotated[int, Field(ge=1, le=40)]
    again_within_h: Annotated[int, Field(ge=1, le=720)]
    broken_within_days: Annotated[int, Field(ge=1, le=365)]
    complained_within_days: Annotated[int, Field(ge=1, le=365)]
    threats: Mapping[Factor, Written]
    denials: Written
    disputes: Written
    factors: Mapping[Factor, Annotated[tuple[Step, ...], Field(min_length=1)]]

    @model_validator(mode="after")
    def _high_is_above_watch(self) -> Self:
        if self.high_from <= self.watch_from:
            raise ValueError("high_from is not above watch_from")
        return self

    @property
    def again_within(self) -> timedelta:
        return timedelta(hours=self.again_within_h)

    @property
    def broken_within(self) -> timedelta:
        return timedelta(days=self.broken_within_days)

    @property
    def complained_within(self) -> timedelta:
        return timedelta(days=self.complained_within_days)
