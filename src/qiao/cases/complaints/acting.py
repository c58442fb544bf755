"""What staff do to a complaint: one door, which looks first whether it may be done now, and by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Post, Staff, audit
from qiao.cases.complaints import reading, redress, settling, together
from qiao.cases.complaints.holding import hands
from qiao.cases.complaints.kinds import FOLLOW_UP, Asked, Kind
from qiao.cases.complaints.linking import link
from qiao.cases.complaints.notices import told_with
from qiao.cases.complaints.parts import Handling, Question
from qiao.cases.complaints.proposing import Draft, drafted, proposed, require_complete
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.rules import Because, Who, may_take_over, possible, why_not
from qiao.cases.complaints.speaking import carried_on
from qiao.cases.complaints.terms import HIGHER, LEADER
from qiao.cases.complaints.together import Copied
from qiao.cases.complaints.wishes import Wish, require
from qiao.cases.complaints.writing import add_act
from qiao.cases.rules import end_of
from qiao.foundation.errors import Conflict, Invalid
from qiao.foundation.keys import KeyDestroyed, KeyId

_QUIET = frozenset({Kind.NOTED, Kind.OPINION_ASKED, Kind.OPINION_GIVEN, Kind.CLASSIFIED, Kind.LINKED})
"""What is of no interest to anybody but those who handle it."""


class ActNotPossible(Conflict):
    """This cannot be done with the complaint as it stands; `because` says why, `instead` what can be done."""


class ComplainantErased(Conflict):
    """She had her data erased: what was said is unreadable, and there is nobody to tell."""


class HandlerNotPossible(Conflict):
    """It cannot be given into these hands: a complaint officer who had no hand in it, and whom it is not about."""


class PauseReasonUnknown(Invalid):
    """A clock stands still for one of the reasons of the pack."""


class DepartmentUnknown(Invalid):
    """An opinion is asked of one of the departments of the pack, and comes from one that was asked."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    words: Mapping[str, str] = field(default_factory=dict[str, str])


async def act(
    session: AsyncSession, handling: Handling, staff: Staff, complaint_id: UUID, wish: Wish, *, now: datetime
) -> Opened:
    """Do it, put it on record, and tell the complainant where it is for her to know.

    Raises ComplaintsNotForThisPost, ComplaintNotFound, ActNotPossible, ActIncomplete, ComplainantErased,
    HandlerNotPossible, PauseReasonUnknown, DepartmentUnknown, OutcomeUnknown, LetterIncomplete, ReferenceOfAnother,
    ClassUnknown, RecordNotHers or CustomerNotFound.
    """
    found = await reading.for_staff(session, handling, staff, complaint_id, lock=True)
    require_possible(found, staff, wish.kind, now=now)
    require(wish)
    try:
        await handling.ring.load(session, KeyId(found.row.key_id))
    except KeyDestroyed:
        raise ComplainantErased from None
    row, by = found.row, f"staff:{staff.id}"
    prepared = await _prepared(session, handling, found, staff, wish, now=now)
    told, notice = await told_with(session, handling, found, wish, now=now)
    words = {**({"words": wish.words} if wish.words else {}), **prepared.words}
    facts = {**prepared.facts, **told}
    await add_act(session, handling.ring, row, wish.kind, by=by, now=now, facts=facts, words={**words, **notice})
    after = await settling.settle(session, handling, row, now=now)
    await hands(session, found, after, now=now)
    if wish.kind is Kind.DELIVERED:
        after = await redress.begin(session, handling, after, now=now)
    await together.follow(session, handling, found, Copied(wish, by, prepared.facts, words), now=now)
    if wish.kind not in _QUIET:
        await settling.moved(session, row, wish.kind, actor=f"agent:{staff.id}", now=now)
    record = audit.Record(
        by,
        audit.Action.COMPLAINT_HANDLED,
        post=staff.post,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        purpose="complaint",
        detail={"complaint": str(row.id), "act": wish.kind.value},
    )
    await audit.record(session, record, now=now)
    return after


async def draft(
    session: AsyncSession, handling: Handling, staff: Staff, complaint_id: UUID, wish: Wish, *, now: datetime
) -> Draft:
    """How a decision that she may propose now would be written; nothing is done.

    Raises ComplaintsNotForThisPost, ComplaintNotFound, ActNotPossible or OutcomeUnknown.
    """
    found = await reading.for_staff(session, handling, staff, complaint_id)
    require_possible(found, staff, wish.kind, now=now)
    return await drafted(session, handling, found, wish)


def require_possible(found: Opened, staff: Staff, kind: Kind, *, now: datetime) -> None:
    """Raises ActNotPossible."""
    who = Who.of(staff.id, staff.post)
    because = why_not(found.case, kind, who, found.terms, now=now)
    if because is not None:
        instead = [one.value for one in possible(found.case, who, found.terms, now=now)]
        raise ActNotPossible(act=kind.value, because=because.value, instead=instead)


async def _prepared(
    session: AsyncSession, handling: Handling, found: Opened, staff: Staff, wish: Wish, *, now: datetime
) -> _Prepared:
    case, terms, rules = found.case, found.terms, handling.rules
    match wish.kind:
        case Kind.TAKEN | Kind.HANDED_ON:
            to = staff.id if wish.kind is Kind.TAKEN else await _new_handler(session, handling, found, wish)
            return _Prepared({"to": str(to)})
        case Kind.NOTED if case.wants_call:
            return _Prepared({"reason": FOLLOW_UP})
        case Kind.OPINION_ASKED | Kind.OPINION_GIVEN:
            return await _of_department(session, handling, found, staff, wish, now=now)
        case Kind.PAUSED:
            if wish.reason is None or wish.reason not in rules.pause_reasons:
                raise PauseReasonUnknown(reasons=sorted(rules.pause_reasons))
            stops = rules.pause_reasons[wish.reason].stops_the_law
            return _Prepared({"reason": wish.reason, "stops_the_law": stops})
        case Kind.LINKED | Kind.CLASSIFIED | Kind.CARRIED_ON:
            return await _described(session, handling, found, wish, now=now)
        case Kind.REDRESS_ORDERED | Kind.REDRESS_PAID:
            return _Prepared(await _redressed(session, handling, found, wish.kind, now=now))
        case Kind.EXTENSION_ASKED:
            level = HIGHER if case.extensions else LEADER
            return _Prepared({"level": level, "days": terms.more_days(case.extensions)})
        case Kind.DECISION_PROPOSED:
            return _Prepared(*await proposed(session, handling, found, wish))
        case Kind.AGREED | Kind.REFUSED:
            assert case.ask is not None, "only what was asked is answered"
            if case.ask.what is Asked.DECISION and wish.kind is Kind.AGREED:
                await require_complete(session, handling, found)
            return _Prepared({"what": case.ask.what.value})
        case _:
            return _Prepared()


async def _redressed(
    session: AsyncSession, handling: Handling, found: Opened, kind: Kind, *, now: datetime
) -> Mapping[str, Any]:
    """Raises ActNotPossible where there is nobody whom the lender could pay."""
    owed = redress.owed(found)
    if kind is Kind.REDRESS_PAID:
        return {"round": owed.round, "amount_fen": owed.amount_fen}
    because = await redress.why_not(session, handling, found)
    if because is not None:
        raise ActNotPossible(act=kind.value, because=because.value, instead=[Kind.REDRESS_PAID.value])
    return await redress.order(session, handling, found, owed.round, owed.amount_fen, now=now)


async def _of_department(
    session: AsyncSession, handling: Handling, found: Opened, staff: Staff, wish: Wish, *, now: datetime
) -> _Prepared:
    """What is asked goes to the department as a work order. Raises DepartmentUnknown."""
    is_question = wish.kind is Kind.OPINION_ASKED
    known = handling.rules.departments if is_question else found.case.opinions
    if wish.department is None or wish.department not in known:
        raise DepartmentUnknown(departments=sorted(known))
    facts = {"department": wish.department}
    if is_question:
        question = Question(wish.department, wish.words or "")
        facts["order"] = str(await handling.opinions.ask(session, found.row, question, by=staff, now=now))
    return _Prepared(facts)


async def _described(
    session: AsyncSession, handling: Handling, found: Opened, wish: Wish, *, now: datetime
) -> _Prepared:
    """Raises ReferenceOfAnother, ClassUnknown, RecordNotHers or CustomerNotFound."""
    if wish.kind is Kind.CARRIED_ON:
        assert wish.people is not None, "it was required"
        return _Prepared(*await carried_on(session, found, wish.people))
    if wish.kind is Kind.CLASSIFIED:
        assert wish.classes is not None, "it was required"
        return _Prepared({"classes": handling.classes.checked(wish.classes)})
    assert wish.source is not None, "it was required"
    assert wish.reference is not None, "it was required"
    await link(session, found.row, wish.source, wish.reference.strip(), now=now)
    by = {"answer_by": end_of(wish.answer_by).isoformat()} if wish.answer_by else {}
    return _Prepared({"source": wish.source.value, "reference": wish.reference.strip(), **by})


async def _new_handler(session: AsyncSession, handling: Handling, found: Opened, wish: Wish) -> UUID:
    """Raises HandlerNotPossible."""
    assert wish.to is not None, "it was required"
    try:
        to = await access.find_staff(session, wish.to)
    except access.StaffNotFound:
        raise HandlerNotPossible from None
    if to.post is not Post.COMPLAINT_OFFICER:
        raise HandlerNotPossible(because=Because.NOT_AN_OFFICER.value)
    if await reading.concerns(session, handling, found.row, to.id):
        raise HandlerNotPossible
    if (because := may_take_over(found.case, to.id)) is not None:
        raise HandlerNotPossible(because=because.value)
    return to.id
