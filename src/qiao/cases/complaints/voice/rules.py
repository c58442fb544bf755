"""What the complainant may do now, and why not: pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from qiao.cases.complaints.case import Act, Case
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.rules import Because, begins_anew
from qiao.cases.complaints.terms import Terms

BY_HER: Final = (Kind.FACTS_ADDED, Kind.RATED, Kind.VERIFICATION_ASKED, Kind.WITHDRAWN)
_A_DAY = timedelta(hours=24)


def possible(case: Case, acts: Sequence[Act], terms: Terms, *, now: datetime) -> list[Kind]:
    """In the order in which it is offered."""
    return [kind for kind in BY_HER if why_not(case, acts, kind, terms, now=now) is None]


def why_not(case: Case, acts: Sequence[Act], kind: Kind, terms: Terms, *, now: datetime) -> Because | None:
    """What stands in the way of it, or None."""
    match kind:
        case Kind.WITHDRAWN:
            return Because.OVER if case.is_over else None
        case Kind.RATED if case.ended_by is not Kind.DELIVERED:
            return Because.NOT_DECIDED
        case Kind.RATED:
            return Because.RATED_ALREADY if case.rating is not None else None
        case Kind.VERIFICATION_ASKED:
            return begins_anew(case, kind, terms, now=now)
        case _ if case.ended_by is Kind.WITHDRAWN:
            return Because.WITHDRAWN
        case _:
            added = sum(act.kind is Kind.FACTS_ADDED and act.at > now - _A_DAY for act in acts)
            return Because.ENOUGH_TODAY if added >= terms.facts_a_day else None
