"""A complaint as staff see it: how it stands, and its words for whoever has it in hand, by a look on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, customers
from qiao.access import Holding, Look, Scope, Staff
from qiao.access.views.queries import Held
from qiao.cases.complaints import reading
from qiao.cases.complaints.clocks import Reading, readings
from qiao.cases.complaints.history import Case, Kind
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.rules import Who, possible
from qiao.cases.model import ComplaintActRow, ComplaintRow, Subject
from qiao.cases.rules import SUBJECTS
from qiao.language import identifiers

SHOWN = ("complaint_file", "phone")
_FIELD = "complaint_file"
_MATTER = "complaint_register"
"""The intent whose matter a complaint is, whatever its contact was about."""


def in_hand(found: Opened, staff: Staff) -> Held | None:
    """What she has of it: she handles it, or it waits for her to agree."""
    case, who = found.case, Who.of(staff.id, staff.post)
    if case.handler != staff.id and not _is_asked(case, who):
        return None
    return Held(Holding(Scope.OWN, found.row.opened_at, None), found.row.id, "complaint")


def _is_asked(case: Case, who: Who) -> bool:
    ask = case.ask
    return ask is not None and ask.by != who.id and who.level >= ask.level and who.id not in case.barred


async def look(
    session: AsyncSession, handling: Handling, staff: Staff, found: Opened, *, source: str | None, now: datetime
) -> Look | None:
    """Decide by the table of rights and put on record; None for what is not in her hands. Raises AuditUnavailable."""
    held = in_hand(found, staff)
    if held is None:
        return None
    row = found.row
    about = access.About(row.customer_id, row.contact_id, _MATTER)
    seen = await handling.views.look(session, staff, about, now=now, purpose="complaint", in_hand=held)
    detail = {"complaint": str(row.id)}
    return await handling.views.record(session, seen, SHOWN, now=now, source=source, detail=detail)


def item_wire(row: ComplaintRow, names: Mapping[UUID, str]) -> dict[str, Any]:
    """The protocol's `ComplaintItem`: nothing of what it says, nor of whom it is."""
    subject = SUBJECTS[Subject(row.subject)]
    return {
        "id": str(row.id),
        "number": row.number,
        "subject": {"zh": subject.zh, "en": subject.en},
        "state": row.state,
        "phase": row.phase,
        "pressing": row.pressing,
        "opened_at": row.opened_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "house_due_at": row.house_due_at.isoformat() if row.house_due_at else None,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "handler": _person(row.handler_id, names),
        "has_conflict": row.has_conflict,
    }


async def wire(
    session: AsyncSession, handling: Handling, staff: Staff, found: Opened, look: Look | None, *, now: datetime
) -> dict[str, Any]:
    """The protocol's `Complaint`: how it stands and what she may do; the history with its words as the look shows."""
    case, row, shows = found.case, found.row, look is not None and look.shows(_FIELD) and look.form_of(_FIELD) is None
    people = {one for act in found.acts for one in _people(act)} | ({row.handler_id} if row.handler_id else set())
    names = await access.staff_names(session, people)
    words = await reading.words_of(session, handling.ring, found.acts) if shows else {}
    details = await reading.details_of(session, handling.ring, row) if shows else {}
    acts = possible(case, Who.of(staff.id, staff.post), found.terms, now=now)
    officers = await reading.officers_for(session, handling, found) if Kind.HANDED_ON in acts else {}
    number = details.get("number")
    return {
        **item_wire(row, names),
        "clocks": [_clock_wire(one) for one in readings(case, found.terms, now=now)],
        "extensions": case.extensions,
        "is_verification": case.is_verification,
        "pause": case.pause,
        "opinions": sorted(case.opinions),
        "ask": {"what": case.ask.what.value, "level": case.ask.level} if case.ask else None,
        "acts": [one.value for one in acts],
        "officers": [_person(id_, officers) for id_ in officers],
        "source": handling.source(_legal_figure(case), row.opened_at),
        "shown": shows,
        "conversation": str(row.conversation_id) if shows else None,
        "facts": _masked(details.get("facts")),
        "demand": _masked(details.get("demand")),
        "phone": _phone(look, number) if look is not None and number else None,
        "history": [_act_wire(act, words.get(act.id, {}), names) for act in found.acts] if shows else [],
    }


def _legal_figure(case: Case) -> str:
    """The figure from which the days of the law's clock are."""
    if case.is_verification:
        return "verification_days"
    return ("days", "extended_days", "extended_again_days")[min(case.extensions, 2)]


def _clock_wire(one: Reading) -> dict[str, Any]:
    return {"clock": one.clock.value, "state": one.state.value, "due_at": one.due_at.isoformat(), "days": one.days}


def _act_wire(act: ComplaintActRow, words: Mapping[str, str], names: Mapping[UUID, str]) -> dict[str, Any]:
    who = next(iter(_by(act)), None)
    return {
        "seq": act.seq,
        "kind": act.kind,
        "at": act.at.isoformat(),
        "by": act.by.partition(":")[0],
        "staff": _person(who, names),
        "facts": act.facts,
        "words": {name: _masked(text) for name, text in words.items()},
    }


def _by(act: ComplaintActRow) -> set[UUID]:
    who, _, staff = act.by.partition(":")
    return {UUID(staff)} if who == "staff" else set()


def _people(act: ComplaintActRow) -> set[UUID]:
    to: object = act.facts.get("to")
    return _by(act) | ({UUID(to)} if isinstance(to, str) else set())


def _person(staff_id: UUID | None, names: Mapping[UUID, str]) -> dict[str, str] | None:
    return {"id": str(staff_id), "name": names.get(staff_id, "")} if staff_id is not None else None


def _masked(text: str | None) -> str | None:
    """What people write may name anybody: identifiers in it are masked for everybody."""
    return identifiers.mask(text).text if text else None


def _phone(look: Look, number: str) -> str | None:
    return customers.mask(customers.CustomerField.PHONE, number) if look.shows_mask("phone") else None
