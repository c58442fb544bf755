"""Who may do what to a complaint as it stands, and why not: pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from qiao.access import Post
from qiao.cases.complaints.case import Case
from qiao.cases.complaints.clocks import Clock, readings
from qiao.cases.complaints.kinds import OWED, Asked, Kind, RedressState
from qiao.cases.complaints.terms import HIGHER, LEADER, Terms
from qiao.foundation.business_calendar import business_date, start_of
from qiao.foundation.deadlines import DeadlineState

LEVELS = {Post.TEAM_LEADER: LEADER, Post.COMPLIANCE: HIGHER}
READERS = frozenset({Post.COMPLAINT_OFFICER, *LEVELS})
BY_STAFF = (
    Kind.TAKEN,
    Kind.CONTACTED,
    Kind.FACT_ASKED,
    Kind.OPINION_ASKED,
    Kind.OPINION_GIVEN,
    Kind.NOTED,
    Kind.CLASSIFIED,
    Kind.LINKED,
    Kind.JOINED,
    Kind.CARRIED_ON,
    Kind.PAUSED,
    Kind.RESUMED,
    Kind.EXTENSION_ASKED,
    Kind.DECISION_PROPOSED,
    Kind.AGREED,
    Kind.REFUSED,
    Kind.DELIVERED,
    Kind.REDRESS_ORDERED,
    Kind.REDRESS_PAID,
    Kind.HANDED_ON,
    Kind.WITHDRAWN,
    Kind.REOPENED,
    Kind.VERIFICATION_ASKED,
)
_OVER_AGAIN = frozenset({Kind.REOPENED, Kind.VERIFICATION_ASKED})
_OF_REDRESS = {
    Kind.REDRESS_ORDERED: frozenset({RedressState.REFUSED}),
    # What nobody knows of is not ordered again, but somebody may find out at the lender.
    Kind.REDRESS_PAID: frozenset(OWED),
}
"""In which states of the payment she may do it."""
_ANSWERS = frozenset({Kind.AGREED, Kind.REFUSED})
_OF_HER_ALONE = frozenset({Kind.CONTACTED, Kind.FACT_ASKED, Kind.NOTED, Kind.CARRIED_ON, Kind.WITHDRAWN})
"""What is done about one complainant of a joint complaint, whichever of them leads."""


class Because(StrEnum):
    """Why something cannot be done now; people read a sentence for each."""

    OVER = "over"
    NOT_OVER = "not_over"
    NOT_AN_OFFICER = "not_an_officer"
    HAS_HANDLER = "has_handler"
    NOT_YOURS = "not_yours"
    HAD_A_HAND = "had_a_hand"
    ASKED_ALREADY = "asked_already"
    NOTHING_ASKED = "nothing_asked"
    OWN_ASK = "own_ask"
    POST_TOO_LOW = "post_too_low"
    PAUSED = "paused"
    NOT_PAUSED = "not_paused"
    NOT_AGREED = "not_agreed"
    AGREED_ALREADY = "agreed_already"
    TOO_LATE = "too_late"
    NO_MORE_EXTENSIONS = "no_more_extensions"
    NO_OPINION_ASKED = "no_opinion_asked"
    NOT_DECIDED = "not_decided"
    NOT_CLASSIFIED = "not_classified"
    WITHDRAWN = "withdrawn"
    RATED_ALREADY = "rated_already"
    ENOUGH_TODAY = "enough_today"
    FOLLOWS = "follows"
    IS_VERIFICATION = "is_verification"
    ITSELF = "itself"
    LEADS = "leads"
    """Others follow it."""
    SAME_PERSON = "same_person"
    CLOCK_MOVED = "clock_moved"
    DUE_SOONER = "due_sooner"
    NOTHING_OWED = "nothing_owed"
    NO_LENDER = "no_lender"
    NO_ACCOUNT = "no_account"
    """She has none at the lender."""
    HEIRS = "heirs"
    """Heirs go on with it, and the account was that of whoever died."""
    SEVERAL = "several"
    """The sum is that of all of a joint complaint."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts: `level` is how high her post is where something is agreed to, 0 for those who agree to nothing."""

    id: UUID
    handles: bool
    level: int

    @classmethod
    def of(cls, staff_id: UUID, post: Post) -> "Who":
        return cls(staff_id, post is Post.COMPLAINT_OFFICER, LEVELS.get(post, 0))


def possible(case: Case, who: Who, terms: Terms, *, now: datetime) -> list[Kind]:
    """What she may do now, in the order in which it is offered."""
    return [kind for kind in BY_STAFF if why_not(case, kind, who, terms, now=now) is None]


def why_not(case: Case, kind: Kind, who: Who, terms: Terms, *, now: datetime) -> Because | None:
    """What stands in the way of it, or None."""
    if kind in _OVER_AGAIN:
        return begins_anew(case, kind, terms, now=now)
    if kind in _OF_REDRESS:
        return _redresses(case, kind, who)
    if kind is Kind.CARRIED_ON and case.handler == who.id:
        return None
    if case.is_over:
        return None if kind is Kind.NOTED and case.wants_call and case.handler == who.id else Because.OVER
    if case.leading is not None and kind not in _OF_HER_ALONE:
        return Because.FOLLOWS
    if kind in _ANSWERS:
        return _answers(case, kind, who, terms, now=now)
    if kind is Kind.TAKEN:
        return _takes(case, who)
    if kind is Kind.HANDED_ON and who.level:
        return None
    if case.handler != who.id:
        return Because.NOT_YOURS
    return _handles(case, kind, terms, now=now)


def level_of(redress_fen: int, terms: Terms) -> int:
    """How high the post has to be that agrees to a decision with this redress."""
    return LEADER if redress_fen <= terms.small_redress_fen else HIGHER


def may_take_over(case: Case, staff_id: UUID) -> Because | None:
    """Whether it can be given into these hands."""
    return Because.HAD_A_HAND if staff_id in case.barred else None


def _takes(case: Case, who: Who) -> Because | None:
    if not who.handles:
        return Because.NOT_AN_OFFICER
    if case.handler is not None:
        return Because.HAS_HANDLER
    return may_take_over(case, who.id)


def _answers(case: Case, kind: Kind, who: Who, terms: Terms, *, now: datetime) -> Because | None:
    if case.ask is None:
        return Because.NOTHING_ASKED
    if who.id in {case.ask.by, case.handler}:
        return Because.OWN_ASK
    if who.id in case.barred:
        return Because.HAD_A_HAND
    if who.level < case.ask.level:
        return Because.POST_TOO_LOW
    is_late = case.ask.what is Asked.EXTENSION and _is_late(case, terms, now=now)
    return Because.TOO_LATE if is_late and kind is Kind.AGREED else None


def _handles(case: Case, kind: Kind, terms: Terms, *, now: datetime) -> Because | None:
    match kind:
        case Kind.PAUSED if case.pause is not None:
            return Because.PAUSED
        case Kind.PAUSED if _is_late(case, terms, now=now):
            return Because.TOO_LATE
        case Kind.RESUMED if case.pause is None:
            return Because.NOT_PAUSED
        case Kind.OPINION_GIVEN if not case.opinions:
            return Because.NO_OPINION_ASKED
        case Kind.JOINED:
            return _takes_in(case, terms, now=now)
        case Kind.PARTED if case.ask is not None:
            return Because.ASKED_ALREADY
        case Kind.PARTED if case.is_agreed:
            return Because.AGREED_ALREADY
        case Kind.EXTENSION_ASKED:
            return _asks_for_time(case, terms, now=now)
        case Kind.DECISION_PROPOSED:
            return _proposes(case)
        case Kind.DELIVERED if not case.is_agreed:
            return Because.NOT_AGREED
        case _:
            return None


def _asks_for_time(case: Case, terms: Terms, *, now: datetime) -> Because | None:
    if case.ask is not None:
        return Because.ASKED_ALREADY
    if case.is_verification or terms.more_days(case.extensions) <= 0:
        return Because.NO_MORE_EXTENSIONS
    return Because.TOO_LATE if _is_late(case, terms, now=now) else None


def _redresses(case: Case, kind: Kind, who: Who) -> Because | None:
    """What was decided and not paid is looked after by whoever decided it, or by those who agree to decisions."""
    if not any(one.state in _OF_REDRESS[kind] for one in case.redresses):
        return Because.NOTHING_OWED
    return None if case.handler == who.id or who.level else Because.NOT_YOURS


def _takes_in(case: Case, terms: Terms, *, now: datetime) -> Because | None:
    """Whoever comes too late for its decision, or for its days, has a complaint of her own."""
    if case.ask is not None:
        return Because.ASKED_ALREADY
    if case.is_agreed:
        return Because.AGREED_ALREADY
    if case.is_verification:
        return Because.IS_VERIFICATION
    return Because.TOO_LATE if _is_late(case, terms, now=now) else None


def may_follow(leading: Case, hers: Case, who: Who, *, terms: Terms, her_terms: Terms, now: datetime) -> Because | None:
    """Whether a complaint that was made apart can join one that `who` handles and that takes others in.

    It keeps its clocks. So that none is late before the leading one, which all wait for, the one that is due first
    leads, and what moves the clocks from then on moves both.
    """
    if leading.pause is not None:
        return Because.PAUSED
    if hers.is_over:
        return Because.OVER
    if hers.leading is not None:
        return Because.FOLLOWS
    if hers.handler not in {None, who.id}:
        return Because.HAS_HANDLER
    if hers.pause is not None or hers.extensions:
        return Because.CLOCK_MOVED
    # It is handed on with the leading one, of which alone is asked who had no hand in it.
    because = Because.HAD_A_HAND if hers.barred else _takes_in(hers, her_terms, now=now)
    if because is None and _legal_end(hers, her_terms, now=now) < _legal_end(leading, terms, now=now):
        return Because.DUE_SOONER
    return because


def _proposes(case: Case) -> Because | None:
    if case.ask is not None:
        return Because.ASKED_ALREADY
    if case.pause is not None:
        return Because.PAUSED
    if case.is_agreed:
        return Because.AGREED_ALREADY
    return Because.NOT_CLASSIFIED if case.classes is None else None


def begins_anew(case: Case, kind: Kind, terms: Terms, *, now: datetime) -> Because | None:
    if case.ended_at is None:
        return Because.NOT_OVER
    if kind is Kind.REOPENED:
        return None
    if case.ended_by is not Kind.DELIVERED or case.is_verification:
        return Because.NOT_DECIDED
    return Because.TOO_LATE if now >= start_of(last_day_to_ask(case.ended_at, terms) + timedelta(days=1)) else None


def last_day_to_ask(decided_at: datetime, terms: Terms) -> date:
    """In Shanghai, to have a decision verified."""
    return business_date(decided_at) + timedelta(days=terms.verification_ask_days)


def _legal_end(case: Case, terms: Terms, *, now: datetime) -> datetime:
    return next(one.due_at for one in readings(case, terms, now=now) if one.clock is Clock.LEGAL)


def _is_late(case: Case, terms: Terms, *, now: datetime) -> bool:
    return any(
        one.clock is Clock.LEGAL and one.state is DeadlineState.OVERDUE for one in readings(case, terms, now=now)
    )
