"""Touches that others made, as they report them: collectors, vendors, systems of the lender. They count as ours do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.foundation import events
from qiao.foundation.business_calendar import business_date
from qiao.foundation.errors import Conflict, Invalid
from qiao.foundation.ids import new_id
from qiao.outreach import counting, queries
from qiao.outreach.book import Cap
from qiao.outreach.counting import Place
from qiao.outreach.deciding import ChannelUnknown
from qiao.outreach.events import TOUCH_REPORTED
from qiao.outreach.model import TouchRow
from qiao.outreach.parts import Governor
from qiao.outreach.terms import Kind, Medium, State

_CLOCKS_APART = timedelta(minutes=5)


class NotYetHappened(Invalid):
    """What is reported has happened: `at` lies in the future."""


class CallIncomplete(Invalid):
    """A call is reported with the number that was dialled and whether somebody answered."""


class ReportedOtherwise(Conflict):
    """Under this delivery another touch was reported."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody else did. `reference`: what the lender calls her. `number`: in clear, of a call; it is not kept."""

    once: str
    source: str
    reporter: str
    reference: str
    kind: Kind
    channel: str
    at: datetime
    topic: str = ""
    is_about_debt: bool = False
    loan: str | None = None
    number: str | None = None
    is_connected: bool | None = None


async def report(session: AsyncSession, governor: Governor, told: Report, *, now: datetime) -> UUID:
    """Put it on record and count it, once; returns its id. Whom nobody here knows is known from then on.

    Raises ChannelUnknown, NotYetHappened, CallIncomplete or ReportedOtherwise.
    """
    medium = governor.rules.medium(told.channel)
    if medium is None:
        raise ChannelUnknown(channel=told.channel[:40])
    if told.at > now + _CLOCKS_APART:
        raise NotYetHappened
    if medium is Medium.CALL and (told.number is None or told.is_connected is None):
        raise CallIncomplete
    whose, _ = await customers.identify(session, governor.ring, reference=told.reference, name=None, now=now)
    person = await customers.lock_person(session, whose)
    row = _row(governor, told, whose, now=now)
    there = await queries.known(session, told.once)
    if there is not None:
        if _same(there) != _same(row):
            raise ReportedOtherwise
        return there.id
    places = _places(governor, row, person.id)
    row.places = [one.written() for one in places]
    session.add(row)
    await session.flush()
    await counting.count_report(session, places)
    await events.publish(session, _reported(row, told, now))
    return row.id


def _row(governor: Governor, told: Report, whose: UUID, *, now: datetime) -> TouchRow:
    return TouchRow(
        id=new_id(),
        once=told.once,
        customer_id=whose,
        source=told.source,
        trigger=told.reporter,
        kind=told.kind,
        channel=told.channel,
        topic=told.topic,
        is_about_debt=told.is_about_debt,
        loan=told.loan,
        number=customers.number_index(governor.ring, told.number) if told.number is not None else None,
        asked_at=told.at,
        state=State.SENT,
        decided_at=now,
        left_at=told.at,
        is_connected=told.is_connected,
        places=[],
    )


def _same(row: TouchRow) -> tuple[object, ...]:
    return row.kind, row.channel, row.is_about_debt, row.number, row.left_at, row.is_connected, row.loan, row.topic


def _places(governor: Governor, row: TouchRow, customer_id: UUID) -> dict[Place, Cap]:
    """Under the caps of the day on which it happened; a call that did not come through is no connected one."""
    day = business_date(row.asked_at)
    found: dict[Place, Cap] = {}
    for cap in governor.rules.on(day).caps_of(Kind(row.kind), row.channel, about_debt=row.is_about_debt):
        subject = counting.subject_of(cap, customer_id, row.number)
        if subject is not None and (row.is_connected or not cap.rule.connected):
            found |= dict.fromkeys(counting.places(cap, subject, day), cap)
    return found


def _reported(row: TouchRow, told: Report, now: datetime) -> events.Event:
    return events.Event(
        type=TOUCH_REPORTED,
        actor=told.source,
        occurred_at=now,
        subject=f"customer:{row.customer_id}",
        customer_id=row.customer_id,
        cause=f"touch:{row.id}",
        payload={
            "touch": str(row.id),
            "reporter": told.reporter,
            "kind": row.kind,
            "channel": row.channel,
            "is_connected": row.is_connected,
            "at": told.at.isoformat(),
        },
    )
