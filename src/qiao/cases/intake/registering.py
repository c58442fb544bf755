"""An officer puts a complaint on record that reached the house by letter, by telephone, or from an authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, customers, desk
from qiao.access import Staff, audit
from qiao.cases.actions import Complaining, Origin, put_on_record
from qiao.cases.complaints import Handling
from qiao.cases.complaints.linking import known_under
from qiao.cases.complaints.reading import concerns, require_reader
from qiao.cases.complaints.repeats import records_of, running_of
from qiao.cases.model import ComplaintRow, Relation, Source, Subject
from qiao.cases.protection import hold_back
from qiao.cases.rules import end_of, names_a_person, pauses_calls
from qiao.foundation.business_calendar import business_date, start_of
from qiao.foundation.errors import Conflict, Invalid
from qiao.foundation.keys import KeyId
from qiao.policy.rules import UnknownFigure


class ReceivedDayWrong(Invalid):
    """A complaint was received today or before, on a day for which the pack has figures (`because`)."""


class AnswerDayWrong(Invalid):
    """Nobody wants an answer before the complaint was received."""


class LikelyKnown(Conflict):
    """She has `complaints` of this subject that run. Another one is registered with `is_another`."""


class Channel(StrEnum):
    """By which way it reached the house."""

    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"
    EMAIL = "email"
    WEB = "web"
    APP = "app"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class New:
    """What an officer knows of it. `client_key`, if there is one, and each number of a source stand for one complaint.

    `customer_id`: whom it concerns, where the house knows her. `about`: the staff complained about.
    """

    client_key: str | None
    source: Source
    complaining: Complaining
    channel: Channel = Channel.OTHER
    relation: Relation = Relation.SELF
    customer_id: UUID | None = None
    received_on: date | None = None
    references: Sequence[str] = ()
    answer_by: date | None = None
    about: Sequence[UUID] = ()
    is_another: bool = False
    first_look_at: datetime | None = None
    """When its clocks are looked at first, where that need not be at once."""


@dataclass(frozen=True, slots=True)
class Registered:
    """`is_new`: no, where the same was registered before."""

    row: ComplaintRow
    is_new: bool

    def wire(self) -> dict[str, Any]:
        return {
            "id": str(self.row.id),
            "number": self.row.number,
            "due_on": business_date(self.row.due_at).isoformat(),
            "is_new": self.is_new,
        }


async def register(session: AsyncSession, handling: Handling, staff: Staff, new: New, *, now: datetime) -> Registered:
    """Put it on record, once for its key and for each of its numbers.

    Raises ComplaintsNotForThisPost, ReceivedDayWrong, AnswerDayWrong, CustomerNotFound, StaffNotFound or LikelyKnown.
    """
    require_reader(handling, staff)
    before = await _known(session, _key(staff, new), _references(new))
    if before is not None:
        return Registered(before, is_new=False)
    return Registered(await register_unknown(session, handling, staff, new, now=now), is_new=True)


async def register_unknown(
    session: AsyncSession, handling: Handling, staff: Staff, new: New, *, now: datetime
) -> ComplaintRow:
    """Put on record what is known not to be there yet. Raises as `register` does, and IntegrityError where it is."""
    received_at = received(handling, new.received_on, now=now)
    if new.answer_by is not None and new.answer_by < business_date(received_at):
        raise AnswerDayWrong
    about = await _about(session, new)
    if not new.is_another:
        await _require_unlike(session, handling, staff, new)
    customer_id, data_key = await _whom(session, handling, new, now=now)
    origin = Origin(
        new.channel,
        received_at,
        source=new.source,
        relation=new.relation,
        registered_by=staff.id,
        client_key=_key(staff, new),
        references=_references(new),
        answer_by=end_of(new.answer_by) if new.answer_by else None,
        is_somebody_new=new.customer_id is None,
        first_look_at=new.first_look_at,
    )
    row = await put_on_record(
        session, handling.ring, customer_id, new.complaining, origin, key_id=data_key, about=about, now=now
    )
    await _protect(session, handling, row, staff, now=now)
    record = audit.Record(
        f"staff:{staff.id}",
        audit.Action.COMPLAINT_HANDLED,
        post=staff.post,
        customer_id=customer_id,
        purpose="complaint",
        detail={"complaint": str(row.id), "act": "opened", "source": row.source},
    )
    await audit.record(session, record, now=now)
    return row


def _key(staff: Staff, new: New) -> str | None:
    return f"{staff.id}:{new.client_key}" if new.client_key else None


def _references(new: New) -> list[tuple[Source, str]]:
    return [(new.source, one) for one in dict.fromkeys(new.references)]


def received(handling: Handling, on: date | None, *, now: datetime) -> datetime:
    """When its clock began: today that is now, on an earlier day its beginning, for the hour is not known.

    Raises ReceivedDayWrong.
    """
    if on is None or on == business_date(now):
        return now
    if on > business_date(now):
        raise ReceivedDayWrong(because="future")
    try:
        handling.terms(start_of(on))
    except UnknownFigure:
        raise ReceivedDayWrong(because="too_long_ago") from None
    return start_of(on)


async def _known(
    session: AsyncSession, key: str | None, references: Sequence[tuple[Source, str]]
) -> ComplaintRow | None:
    same = await session.scalar(select(ComplaintRow).where(ComplaintRow.client_key == key)) if key else None
    return same or next(iter((await known_under(session, references)).values()), None)


async def _about(session: AsyncSession, new: New) -> list[UUID]:
    """Those who are named, and where it is about how she was served, whoever served her."""
    named = {(await access.find_staff(session, one)).id for one in new.about}
    if names_a_person(new.complaining.subject) and new.customer_id is not None:
        person = await customers.person_of(session, new.customer_id)
        named |= {*await desk.served_customer(session, person.records)}
    return sorted(named)


async def _require_unlike(session: AsyncSession, handling: Handling, staff: Staff, new: New) -> None:
    """Raises LikelyKnown, or CustomerNotFound."""
    if new.customer_id is not None:
        await customers.find(session, new.customer_id)
    records = await records_of(session, handling.ring, new.customer_id, new.complaining.number)
    alike = [
        row
        for row in await running_of(session, records, new.complaining.subject)
        if not await concerns(session, handling, row, staff.id)
    ]
    if alike:
        shown = [
            {"id": str(row.id), "number": row.number, "opened_at": row.opened_at.isoformat(), "phase": row.phase}
            for row in alike
        ]
        raise LikelyKnown(complaints=shown)


async def _whom(session: AsyncSession, handling: Handling, new: New, *, now: datetime) -> tuple[UUID, KeyId]:
    """Whom it concerns, and her key: a record for somebody nobody here knows, found again by the number she gives."""
    if new.customer_id is not None:
        return new.customer_id, await customers.data_key(session, handling.ring, new.customer_id, now=now)
    said = new.complaining
    return await customers.new_somebody(
        session, handling.ring, name=said.name, phone=said.number, source=customers.WITH_A_COMPLAINT, now=now
    )


async def _protect(
    session: AsyncSession, handling: Handling, row: ComplaintRow, staff: Staff, *, now: datetime
) -> None:
    """Calls about debts pause with a complaint about them, as they do where she makes it herself."""
    reference = await customers.open_reference(session, handling.ring, row.customer_id)
    if reference is None or not pauses_calls(Subject(row.subject), is_known=True):
        return
    days = handling.book.figure("calls_paused_days", business_date(now))
    assert isinstance(days, int), "days are whole numbers"
    await hold_back(
        session,
        handling.ring,
        row.customer_id,
        reference,
        case=row.id,
        by=customers.By(customers.Source.STAFF, f"agent:{staff.id}"),
        reason=f"complaint {row.number}",
        until=now + timedelta(days=days),
        at_lender=handling.sends_word,
        now=now,
    )
