"""The shapes of `outreach/governor.yaml`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from qiao.outreach.terms import Code, Gate, Kind, Medium, Subject, Then
from qiao.policy import InBoth

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
_HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Those(Part):
    """Which touches a rule is about: all of these must be so; what is left out is not asked."""

    kinds: tuple[Kind, ...] | None = None
    channels: tuple[Id, ...] | None = None
    debts: Literal[True] | None = None
    """Those alone that are about what somebody owes: reminders and collection."""

    def covers(self, kind: Kind, channel: str, *, about_debt: bool) -> bool:
        return (
            (self.kinds is None or kind in self.kinds)
            and (self.channels is None or channel in self.channels)
            and (self.debts is None or about_debt)
        )


class _Dated(Part):
    since: date = Field(alias="from")
    source: Annotated[str, Field(min_length=1)]
    certainty: Literal["A", "B", "C"]


class Figure(_Dated):
    """A number that holds from a day on."""

    value: Annotated[int, Field(ge=0, le=10_000)]


class Hours(_Dated):
    """Hours of Beijing that hold from a day on, such as 21:00-08:00."""

    value: Annotated[str, Field(pattern=_HOURS)]


Figures = Annotated[tuple[Figure, ...], Field(min_length=1)]


class ChannelRule(Part):
    """A way to reach somebody. `consent`: under which channel of the consents she says yes or no to it."""

    name: InBoth
    medium: Medium
    consent: Id


class ConsentRule(Part):
    """Whose consent a touch hangs on. `needed`: unless she gave it; else: unless she took it back."""

    id: Id
    name: InBoth
    about: Annotated[tuple[Those, ...], Field(alias="for", min_length=1)]
    purpose: Id
    needed: bool
    source: Annotated[str, Field(min_length=1)]
    certainty: Literal["A", "B", "C"]


class FlagRule(Part):
    """What a flag stops for good; nothing where `about` is empty."""

    about: Annotated[tuple[Those, ...], Field(alias="for")]
    gate: Gate


class HoldRule(Part):
    """What a hold stops; nothing where `about` is empty. `hold`: until it ends, where it has an end."""

    about: Annotated[tuple[Those, ...], Field(alias="for")]
    then: Then


class QuietRule(Part):
    """Hours in which these are not sent."""

    id: Id
    name: InBoth
    about: Annotated[tuple[Those, ...], Field(alias="for", min_length=1)]
    hours: Annotated[tuple[Hours, ...], Field(min_length=1)]
    then: Then


class HerHours(Part):
    """The touches to which the hours she has named herself apply."""

    about: Annotated[tuple[Those, ...], Field(alias="for", min_length=1)]
    then: Then


class CapRule(Part):
    """How many of these there may be within so many days of Beijing: the day itself and those before it.

    `connected`: only calls that came through count; one that is under way does, until it is known.
    """

    id: Id
    name: InBoth
    about: Annotated[tuple[Those, ...], Field(alias="for", min_length=1)]
    per: Subject = Subject.CUSTOMER
    connected: bool = False
    days: Annotated[int, Field(ge=1, le=31)] = 1
    most: Figures
    then: Then


class MergeRule(Part):
    """Within how many minutes two touches about the same are one; what becomes of the second, by its kind."""

    minutes: Figures
    then: Mapping[Kind, Then]


class PriorityRule(Part):
    """How many minutes a touch waits for a more pressing one that is due and has not been judged."""

    minutes: Figures


class Reporter(Part):
    """Somebody else who reaches our customers. `system`: the webhook whose secret signs its reports."""

    name: InBoth
    system: UUID


class SilenceRule(Part):
    """What is not sent while there is a complaint, something overdue, or hardship; nor while nobody knows."""

    complaint: Annotated[tuple[Those, ...], Field(min_length=1)]
    overdue: Annotated[tuple[Those, ...], Field(min_length=1)]
    hardship: Annotated[tuple[Those, ...], Field(min_length=1)]

    def each(self) -> tuple[tuple[Code, tuple[Those, ...]], ...]:
        return (Code.COMPLAINT, self.complaint), (Code.OVERDUE, self.overdue), (Code.HARDSHIP, self.hardship)


class SituationRule(Part):
    """In which stages a loan is overdue, and what says that she is in hardship: stages of loans, and flags."""

    overdue: Annotated[frozenset[Id], Field(min_length=1)]
    hardship: Annotated[frozenset[Id], Field(min_length=1)]
    hardship_flags: frozenset[Id]


class GovernorFile(Part):
    channels: Annotated[Mapping[Id, ChannelRule], Field(min_length=1)]
    consents: tuple[ConsentRule, ...]
    flags: Mapping[Id, FlagRule]
    holds: Mapping[Id, HoldRule]
    silence: SilenceRule
    situations: SituationRule
    quiet: tuple[QuietRule, ...]
    her_hours: HerHours
    caps: tuple[CapRule, ...]
    merge: MergeRule
    priority: PriorityRule
    reporters: Mapping[Id, Reporter] = {}
    words: Mapping[Code, InBoth]


def covered(about: Sequence[Those], kind: Kind, channel: str, *, about_debt: bool) -> bool:
    """Whether one of these speaks of such a touch."""
    return any(one.covers(kind, channel, about_debt=about_debt) for one in about)
