"""Calls back, as the lender's own call centre books them."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.backoffice.contract.operation import Shape
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests.lender.kinds import DATE, FLAG, ID, TEXT
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_HOURS = (10, 14, 16)
_DAYS = 3
_LONG = timedelta(hours=2)
_NOTICE = timedelta(hours=1)


def _windows(now: datetime) -> list[tuple[datetime, datetime]]:
    today = now.astimezone(SHANGHAI).date()
    starts = [
        datetime.combine(today + timedelta(days=ahead), time(hour), SHANGHAI)
        for ahead in range(_DAYS)
        for hour in _HOURS
    ]
    return [(start, start + _LONG) for start in starts if start - now >= _NOTICE]


@register.read("callbacks.windows", {"id": TEXT, "day": DATE, "from": TEXT, "to": TEXT}, many=True, level="A0")
async def windows(asking: Asking) -> Sequence[Row]:
    return [
        {"id": start.isoformat(), "day": start.date().isoformat(), "from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}
        for start, end in _windows(asking.now)
    ]


@register.read("callbacks.contact", {"has_registered": FLAG}, level="A0")
async def contact(asking: Asking) -> Sequence[Row]:
    return [{"has_registered": asking.reference is not None}]


def _booked(answers: Sequence[Shape]) -> Row:
    made = cast("cu.Callback", answers[0])
    return {"id": made.id, "window": f"{made.starts_at.astimezone(SHANGHAI):%m-%d %H:%M}"}


@register.remote(
    "backoffice.callbacks.book",
    {"id": ID, "window": TEXT},
    takes="topic window",
    optional="number",
    done=_booked,
    uses=(c.BOOK_CALLBACK,),
)
def book(asking: Asking) -> Sequence[Order]:
    starts_at = datetime.fromisoformat(asking.text("window"))
    body = cu.CallbackOrder(
        topic=asking.text("topic")[:40],
        starts_at=starts_at,
        ends_at=starts_at + _LONG,
        number=asking.text_or_none("number"),
    )
    return [Order(c.BOOK_CALLBACK, asking.customer, body)]


@register.read("callbacks.read", {"id": ID, "state": TEXT, "window": TEXT}, takes="id", level="A0")
async def callback(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.CALLBACK, asking.text("id"))
    return [{"id": found.id, "state": found.state, "window": f"{found.starts_at.astimezone(SHANGHAI):%m-%d %H:%M}"}]


@register.fact("desk.open_callback_same_topic")
async def is_booked(asking: Asking) -> bool:
    """The lender refuses a second call on the same topic by itself."""
    _ = asking
    return False
