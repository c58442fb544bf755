"""What flows can read and have done here: complaints, and stopping calls."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, customers, desk
from qiao.cases import actions, queries, rules, verifying
from qiao.cases.actions import Complaining
from qiao.cases.model import RUNNING, Subject
from qiao.cases.protection import pause_calls
from qiao.cases.queries import Complaint, ComplaintNotFound
from qiao.cases.verifying import Decided
from qiao.foundation.business_calendar import business_date
from qiao.policy import InBoth
from qiao.requests import Asking, FactType, Place, Register, Row, Value

_register = Register()
_ID, _TEXT, _DATE, _COUNT, _FLAG = FactType.ID, FactType.TEXT, FactType.DATE, FactType.COUNT, FactType.FLAG
_COMPLAINT = {
    "id": _ID,
    "number": _TEXT,
    "subject": _TEXT,
    "state": _TEXT,
    "stands": _TEXT,
    "opened_on": _DATE,
    "due_on": _DATE,
    "is_open": _FLAG,
}
_DECIDED = {"id": _ID, "number": _TEXT, "subject": _TEXT, "decided_on": _DATE, "until": _DATE, "answer_on": _DATE}


@_register.read("complaints.mine", _COMPLAINT, many=True)
async def mine(asking: Asking) -> Sequence[Row]:
    async with asking.database.reading() as session:
        found = await queries.complaints_of(session, asking.customer_id)
    return [_row(one, asking.language) for one in found]


@_register.read("complaints.open", _COMPLAINT, many=True)
async def still_open(asking: Asking) -> Sequence[Row]:
    async with asking.database.reading() as session:
        found = await queries.complaints_of(session, asking.customer_id, only_open=True)
    return [_row(one, asking.language) for one in found]


@_register.fact("customer.complaints")
async def open_subjects(asking: Asking) -> Value:
    async with asking.database.reading() as session:
        found = await queries.complaints_of(session, asking.customer_id, only_open=True)
    return tuple(sorted({one.subject.value for one in found}))


@_register.read("complaints.read", _COMPLAINT, takes="id", level="A0")
async def one(asking: Asking) -> Sequence[Row]:
    """One of her own; a visitor's own too, so that what she has just put on record can be proved."""
    async with asking.database.reading() as session:
        try:
            found = await queries.complaint(session, asking.customer_id, UUID(asking.text("id")))
        except ComplaintNotFound:
            return []
    return [_row(found, asking.language)]


@_register.read("complaints.protection", {"pauses_calls": _FLAG}, takes="subject", level="A0")
async def protection(asking: Asking) -> Sequence[Row]:
    """Whether calls about debts pause with a complaint about this."""
    return [{"pauses_calls": rules.pauses_calls(_subject(asking), is_known=asking.reference is not None)}]


@_register.house(
    "house.complaints.register",
    {"id": _ID, "number": _TEXT, "due_on": _DATE},
    takes="",
    optional="subject facts demand number",
)
async def register(session: AsyncSession, asking: Asking, place: Place) -> Row:
    subject = _subject(asking)
    complaining = Complaining(
        subject, asking.text_or_none("facts"), asking.text_or_none("demand"), asking.text_or_none("number")
    )
    contact = (await conversations.contacts(session, {place.contact_id}))[place.contact_id]
    served_by = await desk.served_by(session, place.conversation_id)
    row = await actions.register(
        session, place, complaining, channel=contact.channel, served_by=served_by, now=asking.now
    )
    if asking.reference is not None and rules.pauses_calls(subject, is_known=True):
        until = asking.now + timedelta(days=rules.PAUSE_DAYS)
        await pause_calls(
            session, place, asking.reference, case=row.id, reason=f"complaint {row.number}", until=until, now=asking.now
        )
    return {"id": str(row.id), "number": row.number, "due_on": business_date(row.due_at).isoformat()}


@_register.house("house.complaints.withdraw", {"id": _ID, "number": _TEXT}, takes="complaint")
async def withdraw(session: AsyncSession, asking: Asking, place: Place) -> Row:
    row = await actions.withdraw(session, place, UUID(asking.text("complaint")), now=asking.now)
    return {"id": str(row.id), "number": row.number}


@_register.read("complaints.verifiable", _DECIDED, many=True)
async def verifiable(asking: Asking) -> Sequence[Row]:
    """Whose decision she can have verified today."""
    async with asking.database.reading() as session:
        found = await verifying.decided_of(session, asking.customer_id)
    return [_decided_row(one, asking) for one in found if one.is_open(asking.now)]


@_register.read("complaints.past_verifying", {**_DECIDED, "ask_days": _COUNT})
async def past_verifying(asking: Asking) -> Sequence[Row]:
    """The one decided last of those that can be verified no more."""
    async with asking.database.reading() as session:
        found = await verifying.decided_of(session, asking.customer_id)
    past = [one for one in found if not one.is_open(asking.now)]
    return [{**_decided_row(one, asking), "ask_days": rules.VERIFICATION_ASK_DAYS} for one in past[:1]]


@_register.house(
    "house.complaints.verify", {"id": _ID, "number": _TEXT, "due_on": _DATE}, takes="complaint", optional="reason"
)
async def verify(session: AsyncSession, asking: Asking, place: Place) -> Row:
    said = asking.text_or_none("reason")
    row = await verifying.ask(session, place, UUID(asking.text("complaint")), said, now=asking.now)
    return {"id": str(row.id), "number": row.number, "due_on": business_date(row.due_at).isoformat()}


@_register.house("house.calls.stop", {"id": _ID}, takes="", optional="number")
async def stop_calls(session: AsyncSession, asking: Asking, place: Place) -> Row:
    stop_id = await actions.stop_calls(session, place, phone=asking.text_or_none("number"), now=asking.now)
    if asking.reference is not None:
        until = asking.now + timedelta(days=rules.PAUSE_DAYS)
        # Said again, the wish is the one that stands, and the pause a new one.
        asked, reason = place.request_id, "asked not to be called"
        await pause_calls(session, place, asking.reference, case=asked, reason=reason, until=until, now=asking.now)
    return {"id": str(stop_id)}


@_register.read("calls.stopped", {"id": _ID, "holds": _FLAG}, takes="id", level="A0")
async def stopped(asking: Asking) -> Sequence[Row]:
    async with asking.database.reading() as session:
        standing = await customers.preferences_at(session, asking.customer_id, asking.now)
    wish = asking.text("id")
    return [{"id": wish, "holds": any(str(one.id) == wish for one in standing)}]


def _subject(asking: Asking) -> Subject:
    return Subject(asking.text_or_none("subject") or Subject.OTHER)


def _row(complaint: Complaint, language: str) -> Row:
    return {
        "id": str(complaint.id),
        "number": complaint.number,
        "subject": _in(rules.SUBJECTS[complaint.subject], language),
        "state": complaint.state.value,
        "stands": _in(rules.STATES[complaint.state], language),
        "opened_on": business_date(complaint.opened_at).isoformat(),
        "due_on": business_date(complaint.due_at).isoformat(),
        "is_open": complaint.state in RUNNING,
    }


def _decided_row(decided: Decided, asking: Asking) -> Row:
    return {
        "id": str(decided.id),
        "number": decided.number,
        "subject": _in(rules.SUBJECTS[decided.subject], asking.language),
        "decided_on": decided.decided_on.isoformat(),
        "until": decided.until.isoformat(),
        "answer_on": (business_date(asking.now) + timedelta(days=rules.VERIFICATION_DAYS)).isoformat(),
    }


def _in(text: InBoth, language: str) -> str:
    return text.zh if language.startswith("zh") else text.en


REQUESTS = _register.registry()
