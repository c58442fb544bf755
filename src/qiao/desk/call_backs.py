"""Calls that people are promised: when they may be, booking one, and finding it again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import CustomerField
from qiao.desk import looking_again
from qiao.desk.events import CALL_BACK_BOOKED
from qiao.desk.model import CallBackRow, CallBackState
from qiao.desk.parts import CALL_JOB
from qiao.foundation import events
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id, short_number
from qiao.foundation.keys import KeyId, KeyRing

LENGTH = timedelta(hours=2)
"""How long the window is in which the call comes."""
_STARTS = (time(10), time(14), time(16))
_DAYS = 3
_NOTICE = timedelta(hours=1)
_LONGEST_TOPIC = 200
_BESIDE_WORDS = re.compile(r"[\W_]+")


class NowhereToCall(Conflict):
    """Somebody whom the lender does not know has given no number."""


@dataclass(frozen=True, slots=True)
class Booking:
    """Who wants to be called, about what, and from when on. `number` is None for the one on file at the lender."""

    request_id: UUID
    customer_id: UUID
    conversation_id: UUID
    contact_id: UUID
    topic: str
    number: str | None
    starts_at: datetime


def windows(now: datetime) -> list[tuple[datetime, datetime]]:
    """The windows of the next days, the soonest first; none that is less than an hour away."""
    today = now.astimezone(SHANGHAI).date()
    starts = [
        datetime.combine(today + timedelta(days=ahead), start, SHANGHAI) for ahead in range(_DAYS) for start in _STARTS
    ]
    return [(start, start + LENGTH) for start in starts if start - now >= _NOTICE]


async def book(
    session: AsyncSession, ring: KeyRing, data_key: KeyId, booking: Booking, *, is_known: bool, now: datetime
) -> CallBackRow:
    """Promise a call. On a topic on which she is to be called already it is that call: nobody is called twice.

    `is_known`: the lender has a number of hers. Raises NowhereToCall.
    """
    if booking.number is None and not is_known:
        raise NowhereToCall
    standing = await booked_on(session, booking.customer_id, booking.topic)
    if standing is not None:
        return standing
    call_id = new_id()
    sealed = None
    if booking.number is not None:
        await ring.load(session, data_key)
        sealed = ring.seal(data_key, booking.number.encode(), bound_to=number_place(call_id))
    row = CallBackRow(
        id=call_id,
        booked_as=short_number("B", call_id),
        customer_id=booking.customer_id,
        conversation_id=booking.conversation_id,
        contact_id=booking.contact_id,
        request_id=booking.request_id,
        topic=booking.topic[:_LONGEST_TOPIC],
        number=sealed,
        key_id=data_key if sealed is not None else None,
        masked_number=customers.mask(CustomerField.PHONE, booking.number) if booking.number is not None else None,
        starts_at=booking.starts_at,
        ends_at=booking.starts_at + LENGTH,
        state=CallBackState.BOOKED,
        booked_at=now,
    )
    session.add(row)
    await session.flush()
    await look_again(session, row, at=row.starts_at)
    await events.publish(
        session,
        events.Event(
            type=CALL_BACK_BOOKED,
            actor=f"customer:{row.customer_id}",
            occurred_at=now,
            payload={"number": row.booked_as, "starts_at": row.starts_at.isoformat()},
            subject=row.conversation_id.hex,
            customer_id=row.customer_id,
            conversation_id=row.conversation_id,
            contact_id=row.contact_id,
        ),
    )
    return row


async def look_again(session: AsyncSession, row: CallBackRow, *, at: datetime) -> None:
    """Have it looked at then, whether something has to be done to keep it."""
    await looking_again.look_again(session, CALL_JOB, "call", row.id, at=at)


async def rebook(session: AsyncSession, row: CallBackRow, starts_at: datetime) -> None:
    """Promise the same call for another window; its tries begin anew."""
    row.starts_at, row.ends_at = starts_at, starts_at + LENGTH
    row.tries, row.next_try_at, row.reminded_at = 0, None, None
    await session.flush()
    await look_again(session, row, at=row.starts_at)


async def booked_on(session: AsyncSession, customer_id: UUID, topic: str) -> CallBackRow | None:
    """The call she is promised on this topic, however it was spaced and punctuated."""
    return next((row for row in await _booked(session, customer_id) if _same(row.topic) == _same(topic)), None)


async def call_back(session: AsyncSession, customer_id: UUID, call_id: UUID) -> CallBackRow | None:
    """One call of this customer's."""
    return await session.scalar(
        select(CallBackRow).where(CallBackRow.id == call_id, CallBackRow.customer_id == customer_id)
    )


def number_place(call_id: UUID) -> str:
    """What a sealed number is bound to."""
    return f"call_backs.number:{call_id}"


def _same(topic: str) -> str:
    return _BESIDE_WORDS.sub("", topic[:_LONGEST_TOPIC]).casefold()


async def _booked(session: AsyncSession, customer_id: UUID) -> Sequence[CallBackRow]:
    query = select(CallBackRow).where(CallBackRow.customer_id == customer_id, CallBackRow.state == CallBackState.BOOKED)
    return list(await session.scalars(query.order_by(CallBackRow.starts_at, CallBackRow.id)))
