"""What flows can read and have done at the desk: calls back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import call_backs
from qiao.desk.call_backs import Booking
from qiao.desk.model import CallBackRow
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests import Asking, FactType, Place, Register, Row

_register = Register()
_ID, _TEXT, _DATE, _FLAG = FactType.ID, FactType.TEXT, FactType.DATE, FactType.FLAG


@_register.read("callbacks.windows", {"id": _TEXT, "day": _DATE, "begins": _TEXT, "ends": _TEXT}, many=True, level="A0")
async def windows(asking: Asking) -> Sequence[Row]:
    return [
        {"id": start.isoformat(), "day": start.date().isoformat(), "begins": f"{start:%H:%M}", "ends": f"{end:%H:%M}"}
        for start, end in call_backs.windows(asking.now)
    ]


@_register.read("callbacks.contact", {"has_registered": _FLAG}, level="A0")
async def contact(asking: Asking) -> Sequence[Row]:
    """Whether the lender knows her, and with that a number of hers."""
    return [{"has_registered": asking.reference is not None}]


@_register.read("callbacks.standing", {"open_callback_same_topic": _FLAG}, takes="topic", level="A0")
async def standing(asking: Asking) -> Sequence[Row]:
    async with asking.database.reading() as session:
        booked = await call_backs.booked_on(session, asking.customer_id, asking.text("topic"))
    return [{"open_callback_same_topic": booked is not None}]


@_register.read("callbacks.read", {"id": _ID, "state": _TEXT, "window": _TEXT}, takes="id", level="A0")
async def call_back(asking: Asking) -> Sequence[Row]:
    async with asking.database.reading() as session:
        row = await call_backs.call_back(session, asking.customer_id, UUID(asking.text("id")))
    return [{"id": str(row.id), "state": row.state, "window": _window(row)}] if row is not None else []


@_register.house(
    "house.callbacks.book", {"id": _ID, "number": _TEXT, "window": _TEXT}, takes="topic window", optional="number"
)
async def book(session: AsyncSession, asking: Asking, place: Place) -> Row:
    booking = Booking(
        place.request_id,
        place.customer_id,
        place.conversation_id,
        place.contact_id,
        asking.text("topic"),
        asking.text_or_none("number"),
        datetime.fromisoformat(asking.text("window")),
    )
    known = asking.reference is not None
    row = await call_backs.book(session, place.ring, place.data_key, booking, is_known=known, now=asking.now)
    return {"id": str(row.id), "number": row.booked_as, "window": _window(row)}


def _window(row: CallBackRow) -> str:
    return f"{row.starts_at.astimezone(SHANGHAI):%m-%d %H:%M}"


REQUESTS = _register.registry()
