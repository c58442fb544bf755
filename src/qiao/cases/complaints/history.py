"""What became of a complaint: a pure fold over the acts of its history, from which state and clocks follow.

A complaint ends in two ways alone: its decision is delivered, or it is taken back. It may begin anew: reopened, or
verified because she asks for it, which others do than those who had a hand in the decision.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from qiao.cases.complaints.terms import Terms
from qiao.foundation.deadlines import DayKind, Extended, Fact, Paused, Resumed, Started, Stopped


class Kind(StrEnum):
    """What was done."""

    OPENED = "opened"
    TAKEN = "taken"
    HANDED_ON = "handed_on"
    CONTACTED = "contacted"
    NOTED = "noted"
    FACT_ASKED = "fact_asked"
    OPINION_ASKED = "opinion_asked"
    OPINION_GIVEN = "opinion_given"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENSION_ASKED = "extension_asked"
    DECISION_PROPOSED = "decision_proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    TOLD = "told"
    """She was told something by the house; the facts say what, and in which message."""
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    VERIFICATION_ASKED = "verification_asked"
    WARNED = "warned"
    ESCALATED = "escalated"
    BREACHED = "breached"


class Phase(StrEnum):
    """How far the handling has come, for those who handle."""

    NEW = "new"
    WORKING = "working"
    PAUSED = "paused"
    ASKED = "asked"
    """Somebody else has to agree to an extension or a decision."""
    AGREED = "agreed"
    """The decision may be delivered."""
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Asked(StrEnum):
    """What somebody else has to agree to."""

    EXTENSION = "extension"
    DECISION = "decision"


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
    legal: tuple[Fact, ...] = ()
    house: tuple[Fact, ...] = ()
    raised: frozenset[tuple[str, str, int]] = frozenset()
    """The clock, the stage and the days allowed of what was told to leaders in this round."""

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


def fold(acts: Iterable[Act], terms: Terms) -> Case:
    """Where a complaint with this history stands, by the figures of the day on which it was made."""
    case = Case()
    for act in acts:
        case = _after(case, act, terms)
    return case


def _after(case: Case, act: Act, terms: Terms) -> Case:
    if act.kind in _BEGINNINGS:
        return _begun(case, act, terms)
    change = _CHANGES.get(act.kind)
    return change(case, act) if change is not None else case


def _begun(case: Case, act: Act, terms: Terms) -> Case:
    is_verification = act.kind is Kind.VERIFICATION_ASKED
    days = terms.verification_days if is_verification else terms.days
    return Case(
        round=case.round + 1,
        is_verification=is_verification,
        begun_at=act.at,
        barred=case.barred | case.hands if is_verification else case.barred,
        legal=(Started(act.at, days, DayKind.CALENDAR),),
        house=(Started(act.at, terms.house_days, DayKind.CALENDAR),),
    )


def _paused(case: Case, act: Act) -> Case:
    reason: str = act.facts["reason"]
    stop = Paused(act.at, reason)
    law_stands: bool = act.facts["stops_the_law"]
    legal = (*case.legal, stop) if law_stands else case.legal
    return replace(case, pause=reason, law_stands=law_stands, legal=legal, house=(*case.house, stop))


def _resumed(case: Case, act: Act) -> Case:
    runs = Resumed(act.at)
    legal = (*case.legal, runs) if case.law_stands else case.legal
    return replace(case, pause=None, law_stands=False, legal=legal, house=(*case.house, runs))


def _agreed(case: Case, act: Act) -> Case:
    ask = case.ask
    hands = case.hands | {act.staff} if act.staff is not None else case.hands
    if ask is None or ask.what is Asked.DECISION:
        return replace(case, ask=None, is_agreed=ask is not None, hands=hands)
    more = Extended(act.at, ask.days, "agreed")
    return replace(
        case,
        ask=None,
        hands=hands,
        extensions=case.extensions + 1,
        legal=(*case.legal, more),
        house=(*case.house, more),
    )


def _ended(case: Case, act: Act) -> Case:
    stop = Stopped(act.at)
    return replace(
        case,
        ended_at=act.at,
        ended_by=act.kind,
        ask=None,
        pause=None,
        law_stands=False,
        is_agreed=False,
        legal=(*case.legal, stop),
        house=(*case.house, stop),
    )


def _handed(case: Case, act: Act) -> Case:
    handler = UUID(act.facts["to"])
    return replace(case, handler=handler, hands=case.hands | {handler})


def _contacted(case: Case, act: Act) -> Case:
    return replace(case, contacted_at=case.contacted_at or act.at)


def _opinion_asked(case: Case, act: Act) -> Case:
    return replace(case, opinions=case.opinions | {act.facts["department"]})


def _opinion_given(case: Case, act: Act) -> Case:
    return replace(case, opinions=case.opinions - {act.facts["department"]})


def _asked(case: Case, act: Act) -> Case:
    if act.kind is Kind.DECISION_PROPOSED:
        return replace(case, ask=Ask(Asked.DECISION, act.facts["level"], act.staff), is_agreed=False)
    return replace(case, ask=Ask(Asked.EXTENSION, act.facts["level"], act.staff, act.facts["days"]))


def _refused(case: Case, act: Act) -> Case:
    _ = act
    return replace(case, ask=None)


def _raised(case: Case, act: Act) -> Case:
    stage = (act.facts["clock"], act.facts["stage"], act.facts["days"])
    return replace(case, raised=case.raised | {stage})


_BEGINNINGS = frozenset({Kind.OPENED, Kind.REOPENED, Kind.VERIFICATION_ASKED})
_CHANGES: Mapping[Kind, Callable[[Case, Act], Case]] = {
    Kind.TAKEN: _handed,
    Kind.HANDED_ON: _handed,
    Kind.CONTACTED: _contacted,
    Kind.FACT_ASKED: _contacted,
    Kind.OPINION_ASKED: _opinion_asked,
    Kind.OPINION_GIVEN: _opinion_given,
    Kind.PAUSED: _paused,
    Kind.RESUMED: _resumed,
    Kind.EXTENSION_ASKED: _asked,
    Kind.DECISION_PROPOSED: _asked,
    Kind.AGREED: _agreed,
    Kind.REFUSED: _refused,
    Kind.DELIVERED: _ended,
    Kind.WITHDRAWN: _ended,
    Kind.WARNED: _raised,
    Kind.ESCALATED: _raised,
    Kind.BREACHED: _raised,
}
"""What each act changes; a note, and that she was told something, change nothing."""
