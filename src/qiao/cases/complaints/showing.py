"""A complaint as staff see it: how it stands, and its words for whoever has it in hand, by a look on record."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.access import Holding, Look, Scope, Staff, audit
from qiao.access.views.queries import Held
from qiao.cases.complaints import reading
from qiao.cases.complaints.case import Case
from qiao.cases.complaints.clocks import Reading, readings
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.linking import references_of
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.repeats import opened_earlier
from qiao.cases.complaints.rules import Who, possible, why_not
from qiao.cases.complaints.speaking import details_now, masked_names
from qiao.cases.complaints.together import members
from qiao.cases.model import ComplaintActRow, ComplaintRow, Source, Subject
from qiao.cases.queries import ComplaintNotFound
from qiao.cases.rules import SUBJECTS
from qiao.foundation.http import Parts
from qiao.language import identifiers

FIELD = "complaint_file"
SHOWN = (FIELD, "phone", "name")
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


async def looked_at(
    parts: Parts, handling: Handling, staff: Staff, complaint_id: UUID, *, source: str, now: datetime
) -> tuple[Opened, Look | None]:
    """One complaint by a look; that somebody asked for what is not there for her is on record, too.

    Raises ComplaintsNotForThisPost or ComplaintNotFound.
    """
    try:
        async with parts.database.transaction() as session:
            found = await reading.for_staff(session, handling, staff, complaint_id)
            return found, await look(session, handling, staff, found, source=source, now=now)
    except ComplaintNotFound:
        refusal = audit.Record(
            f"staff:{staff.id}",
            audit.Action.DENIED,
            post=staff.post,
            source=source,
            detail={"because": "no_holding", "complaint": str(complaint_id)},
        )
        async with parts.database.transaction() as session:
            await audit.record(session, refusal, now=now)
        raise


def is_whole(look: Look | None) -> bool:
    """Whether it shows the file itself, not only that there is one."""
    return look is not None and look.shows(FIELD) and look.form_of(FIELD) is None


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
        "from": row.source,
        "outside_due_at": row.outside_due_at.isoformat() if row.outside_due_at else None,
        "is_repeated": row.earlier_id is not None,
        "wants_call": row.wants_call,
        "redress": row.redress,
    }


async def wire(
    session: AsyncSession, handling: Handling, staff: Staff, found: Opened, look: Look | None, *, now: datetime
) -> dict[str, Any]:
    """The protocol's `Complaint`: how it stands and what she may do; the history with its words as the look shows."""
    case, row, shows = found.case, found.row, is_whole(look)
    people = {one for act in found.acts for one in _people(act)} | ({row.handler_id} if row.handler_id else set())
    names = await access.staff_names(session, people)
    words = await reading.words_of(session, handling.ring, found.acts) if shows else {}
    details = await details_now(session, handling.ring, found) if shows else {}
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
        "conversation": str(row.conversation_id) if shows and row.conversation_id else None,
        "facts": _masked(details.get("facts")),
        "demand": _masked(details.get("demand")),
        "phone": _phone(look, number) if look is not None and number else None,
        **(await _brought(session, handling, found, look, details) if shows else _NOT_SHOWN),
        "leading": await _leading(session, found),
        "may_part": why_not(case, Kind.PARTED, Who.of(staff.id, staff.post), found.terms, now=now) is None,
        "members": [_member_wire(one) for one in await members(session, row.id)],
        "history": [_act_wire(act, words.get(act.id, {}), names, look) for act in found.acts] if shows else [],
    }


_NOT_SHOWN: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(("brought", "classes", "suggested", "earlier", "redresses"))
)


async def _brought(
    session: AsyncSession, handling: Handling, found: Opened, look: Look | None, details: Mapping[str, str | None]
) -> dict[str, Any]:
    """Who brought it and from where, how it is classified or might be, and which one it repeats."""
    row, earlier = found.row, await opened_earlier(session, found.row)
    name = details.get("name") if look is not None and look.shows_mask("name") else None
    return {
        "brought": {
            "relation": row.relation,
            "channel": row.channel,
            "name": masked_names(name) if name else None,
            "proof": _masked(details.get("proof")),
            "broker": _masked(details.get("broker")),
            "handed_over_by": _masked(details.get("handed_over_by")),
            "registered_at": row.registered_at.isoformat(),
            "references": [
                {"source": one.source, "reference": one.reference} for one in await references_of(session, row.id)
            ],
        },
        "redresses": [
            {"amount_fen": one.amount_fen, "state": one.state.value, "because": one.because}
            for one in found.case.redresses
        ],
        "classes": found.case.classes,
        "suggested": await _suggested(session, handling, row),
        "earlier": {"id": str(earlier.id), "number": earlier.number, "state": earlier.state} if earlier else None,
    }


async def _suggested(session: AsyncSession, handling: Handling, row: ComplaintRow) -> dict[str, str]:
    contacts = await conversations.contacts(session, {row.contact_id}) if row.contact_id else {}
    intent = next((one.subject for one in contacts.values()), None)
    return handling.classes.suggested(
        subject=Subject(row.subject), intent=intent, channel=row.channel, source=Source(row.source)
    )


async def _leading(session: AsyncSession, found: Opened) -> dict[str, str] | None:
    """The one that it follows, or followed until it ended."""
    leading = await session.get(ComplaintRow, found.case.leading) if found.case.leading else None
    return _member_wire(leading) if leading is not None else None


def _member_wire(row: ComplaintRow) -> dict[str, str]:
    return {"id": str(row.id), "number": row.number, "state": row.state}


def _legal_figure(case: Case) -> str:
    """The figure from which the days of the law's clock are."""
    if case.is_verification:
        return "verification_days"
    return ("days", "extended_days", "extended_again_days")[min(case.extensions, 2)]


def _clock_wire(one: Reading) -> dict[str, Any]:
    return {"clock": one.clock.value, "state": one.state.value, "due_at": one.due_at.isoformat(), "days": one.days}


def _act_wire(
    act: ComplaintActRow, words: Mapping[str, str], names: Mapping[UUID, str], look: Look | None
) -> dict[str, Any]:
    who = next(iter(_by(act)), None)
    hides = look is None or not look.shows_mask("name")
    told = {
        name: (None if hides else masked_names(text)) if name == "names" else _masked(text)
        for name, text in words.items()
    }
    return {
        "seq": act.seq,
        "kind": act.kind,
        "at": act.at.isoformat(),
        "by": act.by.partition(":")[0],
        "staff": _person(who, names),
        "facts": act.facts,
        "words": told,
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
