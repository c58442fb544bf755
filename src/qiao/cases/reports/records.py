"""A complaint as reports count it, without a word of it: a pure reading of its history up to a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from qiao.cases.complaints.case import Act, Case
from qiao.cases.complaints.history import fold
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.terms import Terms
from qiao.cases.model import Source, Subject
from qiao.foundation.business_calendar import BusinessCalendar, business_date
from qiao.foundation.deadlines import Fact, standing

_CALENDAR = BusinessCalendar()
_NO_WARNING = timedelta(0)
_ENDINGS = frozenset({Kind.DELIVERED, Kind.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in the row of a complaint."""

    id: UUID
    number: str
    customer_id: UUID
    subject: Subject
    source: Source
    opened_at: datetime
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Round:
    """From an opening, a reopening or the asking for a verification to its end, if it has one yet.

    `late_at` and `house_late_at` are the first moments that are too late, by the law and by the house.
    """

    begun_at: datetime
    ended_at: datetime | None
    is_decided: bool
    is_verification: bool
    late_at: datetime
    house_late_at: datetime
    contact_late_at: datetime
    contacted_at: datetime | None
    """Or when it ended without anybody having had to be contacted."""
    extensions: int
    outcome: str | None
    redress_fen: int

    @property
    def result(self) -> tuple[str | None, int]:
        return self.outcome, self.redress_fen


@dataclass(frozen=True, slots=True)
class Record:
    """One complaint. `classes` are those it has now; everything else is as it stood at the moment of the report."""

    kept: Kept
    rounds: tuple[Round, ...]
    classes: Mapping[str, Any]
    rating: int | None

    @property
    def opened_on(self) -> date:
        return business_date(self.kept.opened_at)

    @property
    def first(self) -> Round:
        return self.rounds[0]

    @property
    def last(self) -> Round:
        return self.rounds[-1]

    @property
    def is_open(self) -> bool:
        return self.last.ended_at is None

    def code(self, dimension: str) -> str | None:
        """How it is classified, or what it is about and from whom."""
        match dimension:
            case "subject":
                return self.kept.subject
            case "source":
                return self.kept.source
            case _:
                return self.classes.get(dimension)


def record_of(kept: Kept, acts: Sequence[Act], terms: Terms, *, at: datetime) -> Record | None:
    """Where it stood at that moment; None for one whose history had not begun by then."""
    until = [act for act in acts if act.at < at]
    rounds: list[Round] = []
    for place, act in enumerate(until, start=1):
        if act.kind in _ENDINGS:
            rounds.append(_round(fold(until[:place], terms), until[:place], terms, at=at))
    whole = fold(until, terms)
    if whole.begun_at is not None and not whole.is_over:
        rounds.append(_round(whole, until, terms, at=at))
    if not rounds:
        return None
    rated = [act.facts["score"] for act in until if act.kind is Kind.RATED]
    now = next((act.facts["classes"] for act in reversed(acts) if act.kind is Kind.CLASSIFIED), {})
    return Record(kept, tuple(rounds), now, rated[-1] if rated else None)


def _round(case: Case, acts: Sequence[Act], terms: Terms, *, at: datetime) -> Round:
    assert case.begun_at is not None, "a history begins with its opening"
    decided = next((act.facts for act in reversed(acts) if act.kind is Kind.DECISION_PROPOSED), None)
    is_decided = case.ended_by is Kind.DELIVERED and decided is not None
    return Round(
        begun_at=case.begun_at,
        ended_at=case.ended_at,
        is_decided=is_decided,
        is_verification=case.is_verification,
        late_at=_late_at(case.legal, at=at),
        house_late_at=_late_at(case.house, at=at),
        contact_late_at=case.begun_at + timedelta(hours=terms.contact_hours),
        contacted_at=case.contacted_at or case.ended_at,
        extensions=case.extensions,
        outcome=decided["outcome"] if decided and is_decided else None,
        redress_fen=decided["redress_fen"] if decided and is_decided else 0,
    )


def _late_at(facts: Sequence[Fact], *, at: datetime) -> datetime:
    return standing(facts, now=at, calendar=_CALENDAR, due_soon=_NO_WARNING).due_at
