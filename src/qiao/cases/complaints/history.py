"""What became of a complaint: a pure fold over the acts of its history, from which state and clocks follow.

A complaint ends in two ways alone: its decision is delivered, or it is taken back. It may begin anew: reopened, or
verified because she asks for it, which others do than those who had a hand in the decision.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from qiao.cases.complaints.case import Act, Ask, Case, Redress
from qiao.cases.complaints.kinds import FOLLOW_UP, Asked, Kind, RedressState
from qiao.cases.complaints.terms import Terms
from qiao.cases.model import Relation
from qiao.foundation.deadlines import DayKind, Extended, Paused, Resumed, Started, Stopped


def fold(acts: Iterable[Act], terms: Terms) -> Case:
    """Where a complaint with this history stands, by the figures of the day on which it was made."""
    case = Case()
    for act in acts:
        case = _after(case, act, terms)
    return case


def _after(case: Case, act: Act, terms: Terms) -> Case:
    if act.kind in BEGINNINGS:
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
        answer_by=_answer_by(act),
        classes=case.classes,
        barred=case.barred | case.hands if is_verification else case.barred,
        relation=case.relation or _relation(act),
        complainant=case.complainant,
        redresses=case.redresses,
        legal=(Started(act.at, days, DayKind.CALENDAR),),
        house=(Started(act.at, terms.house_days, DayKind.CALENDAR),),
    )


def _answer_by(act: Act) -> datetime | None:
    said: str | None = act.facts.get("answer_by")
    return datetime.fromisoformat(said) if said else None


def _linked(case: Case, act: Act) -> Case:
    wanted = [one for one in (case.answer_by, _answer_by(act)) if one is not None]
    return replace(case, answer_by=min(wanted, default=None))


def _relation(act: Act) -> Relation | None:
    said: str | None = act.facts.get("relation")
    return Relation(said) if said else None


def _carried_on(case: Case, act: Act) -> Case:
    """What heirs have taken on stays theirs, whoever speaks for them."""
    relation = _relation(act)
    if relation is not Relation.HEIR:
        return replace(case, relation=case.relation if case.relation is Relation.HEIR else relation)
    record: str | None = act.facts.get("record")
    return replace(case, relation=relation, complainant=UUID(record) if record else None)


def _led_by(case: Case, act: Act) -> Case:
    """Whoever joins is answered on the clocks of the complaint she joins, which began before hers.

    What was made apart keeps its own.
    """
    leading: str | None = act.facts["leading"]
    is_apart: bool = act.facts.get("apart", case.keeps_clock)
    speaks: bool = act.facts.get("speaks", case.speaks)
    case = replace(case, leading=UUID(leading) if leading else None, keeps_clock=is_apart, speaks=speaks)
    if "begun_at" not in act.facts:
        return case
    begun_at = datetime.fromisoformat(act.facts["begun_at"])
    legal, house = (Started(begun_at, act.facts[name], DayKind.CALENDAR) for name in ("days", "house_days"))
    return replace(case, legal=(legal,), house=(house,))


def _classified(case: Case, act: Act) -> Case:
    return replace(case, classes=act.facts["classes"])


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


def _rated(case: Case, act: Act) -> Case:
    return replace(case, rating=act.facts["score"], wants_call=act.facts["follow_up"])


def _redressed(case: Case, act: Act) -> Case:
    """Each act names the round whose decision it is about: a later one may have begun."""
    facts = act.facts
    one = Redress(facts["round"], facts["amount_fen"], _REDRESS[act.kind], facts.get("effect"), facts.get("because"))
    others = (each for each in case.redresses if each.round != one.round)
    return replace(case, redresses=(*others, one))


def _noted(case: Case, act: Act) -> Case:
    return replace(case, wants_call=False) if act.facts.get("reason") == FOLLOW_UP else case


def _raised(case: Case, act: Act) -> Case:
    stage = (act.facts["clock"], act.facts["stage"], act.facts["days"])
    return replace(case, raised=case.raised | {stage})


_REDRESS = {
    Kind.REDRESS_ORDERED: RedressState.ORDERED,
    Kind.REDRESS_PAID: RedressState.PAID,
    Kind.REDRESS_REFUSED: RedressState.REFUSED,
    Kind.REDRESS_STUCK: RedressState.STUCK,
}
BEGINNINGS = frozenset({Kind.OPENED, Kind.REOPENED, Kind.VERIFICATION_ASKED})
_CHANGES: Mapping[Kind, Callable[[Case, Act], Case]] = {
    Kind.TAKEN: _handed,
    Kind.HANDED_ON: _handed,
    Kind.LINKED: _linked,
    Kind.CARRIED_ON: _carried_on,
    Kind.LED_BY: _led_by,
    Kind.CLASSIFIED: _classified,
    Kind.CONTACTED: _contacted,
    Kind.NOTED: _noted,
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
    **dict.fromkeys(_REDRESS, _redressed),
    Kind.RATED: _rated,
    Kind.WARNED: _raised,
    Kind.ESCALATED: _raised,
    Kind.BREACHED: _raised,
}
"""What each act changes; others, as that she was told something, change nothing."""
