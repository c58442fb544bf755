"""Where a complaint stands by its history: what was done, what waits for agreement, and what follows from both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from qiao.cases.complaints.kinds import OWED, Asked, Kind, Phase, RedressState
from qiao.cases.model import Relation
from qiao.foundation.deadlines import Fact


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the history. `by` is `staff:ID`, `customer` or `house`."""

    kind: Kind
    at: datetime
    by: str
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def staff(self) -> UUID | None:
        who, _, found = self.by.partition(":")
        return UUID(found) if who == "staff" else None


@dataclass(frozen=True, slots=True)
class Ask:
    """What waits for somebody's agreement: `level` is the least post that may give it, `by` who asked."""

    what: Asked
    level: int
    by: UUID | None
    days: int = 0


@dataclass(frozen=True, slots=True)
class Redress:
    """What the decision of one round gives her, in fen. `effect`: of the log of effects, where it was ordered."""

    round: int
    amount_fen: int
    state: RedressState
    effect: str | None
    because: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """Where a complaint stands. `hands`: who handled or agreed in this round; `barred`: who did in what is verified."""

    round: int = 0
    is_verification: bool = False
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: Kind | None = None
    handler: UUID | None = None
    hands: frozenset[UUID] = frozenset()
    barred: frozenset[UUID] = frozenset()
    ask: Ask | None = None
    is_agreed: bool = False
    extensions: int = 0
    opinions: frozenset[str] = frozenset()
    pause: str | None = None
    law_stands: bool = False
    """Whether the pause stops the law's clock, too."""
    contacted_at: datetime | None = None
    answer_by: datetime | None = None
    """The last second in time for whoever handed it over."""
    classes: Mapping[str, Any] | None = None
    """As it was classified last, over all rounds."""
    legal: tuple[Fact, ...] = ()
    house: tuple[Fact, ...] = ()
    rating: int | None = None
    """What she thinks of the handling, from 1 to 5."""
    wants_call: bool = False
    """Whether she rated it so low that she is called, and nobody has noted that call."""
    relation: Relation | None = None
    """What whoever complains is to the person whom it concerns; None in a history that does not say it."""
    complainant: UUID | None = None
    """The record of the heir who goes on with it, where she has one here."""
    leading: UUID | None = None
    """The complaint that this one follows, or followed until it ended."""
    keeps_clock: bool = False
    """Whether it was made apart and joined later: then it is answered on its own clocks, which end no sooner."""
    speaks: bool = False
    """Whether she speaks for the others of a joint complaint that she follows."""
    raised: frozenset[tuple[str, str, int]] = frozenset()
    """The clock, the stage and the days allowed of what was told to leaders in this round."""

    redresses: tuple[Redress, ...] = ()
    """Of all rounds, at most one each; what changed last is the last."""

    @property
    def redress(self) -> RedressState | None:
        """What presses most of them; None where no decision gives anything."""
        states = {one.state for one in self.redresses}
        return next((one for one in (*OWED, RedressState.ORDERED, RedressState.PAID) if one in states), None)

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def phase(self) -> Phase:
        if self.ended_by is not None:
            return Phase.DECIDED if self.ended_by is Kind.DELIVERED else Phase.WITHDRAWN
        if self.ask is not None:
            return Phase.ASKED
        if self.pause is not None:
            return Phase.PAUSED
        if self.is_agreed:
            return Phase.AGREED
        return Phase.WORKING if self.handler is not None else Phase.NEW
