"""Applications: where they stand, what is missing, another time for the review call, and taking one back."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract.operation import Nothing, Shape
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests.lender.kinds import COUNT, DATE, FLAG, ID, MOMENT, MONEY, TEXT
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_OPEN = frozenset({ln.LoanState.SUBMITTED, ln.LoanState.RISK_REVIEW, ln.LoanState.MANUAL_REVIEW})
_APPLICATION = {
    "id": ID,
    "node": TEXT,
    "amount": MONEY,
    "submitted_on": DATE,
    "expected_by": MOMENT,
    "open": FLAG,
    "missing": TEXT,
    "lacks_documents": FLAG,
    "call_window": TEXT,
    "waits_for_call": FLAG,
    "reschedules": COUNT,
    "reapply_from": DATE,
}
_HOURS = (9, 11, 14, 16, 18)
_DAYS = 3
_LONG = timedelta(hours=2)
_NOTICE = timedelta(hours=1)


def _row(one: ln.Application) -> Row:
    return {
        "id": one.id,
        "node": one.node,
        "amount": one.amount_fen,
        "submitted_on": one.submitted_at.astimezone(SHANGHAI).date().isoformat(),
        "expected_by": one.expected_by.isoformat() if one.expected_by else None,
        "open": one.state in _OPEN,
        "missing": one.missing_documents or None,
        "lacks_documents": bool(one.missing_documents),
        "call_window": _said(one.review_call_window) if one.review_call_window else None,
        "waits_for_call": one.state is ln.LoanState.MANUAL_REVIEW,
        "reschedules": one.reschedules,
        "reapply_from": one.reapply_from.isoformat() if one.reapply_from else None,
    }


def _said(window: str) -> str:
    """`2026-11-24T09:00+08:00/2026-11-24T11:00+08:00` as people read it."""
    first, _, last = window.partition("/")
    start, end = datetime.fromisoformat(first), datetime.fromisoformat(last)
    return f"{start:%m-%d %H:%M}-{end:%H:%M}"


async def _all(asking: Asking) -> list[ln.Application]:
    """Every application of hers, the latest first."""
    found = (await asking.lender.read(c.APPLICATIONS, asking.customer)).items
    return sorted(found, key=lambda one: one.submitted_at, reverse=True)


@register.read("applications.list", _APPLICATION, many=True)
async def applications(asking: Asking) -> Sequence[Row]:
    return [_row(one) for one in await _all(asking)]


@register.read("applications.open", _APPLICATION, many=True)
async def open_applications(asking: Asking) -> Sequence[Row]:
    return [_row(one) for one in await _all(asking) if one.state in _OPEN]


@register.read("applications.read", {"id": ID, "node": TEXT, "state": TEXT, "call_window": TEXT}, takes="id")
async def application(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.APPLICATION, asking.text("id"))
    return [{**_row(found), "state": found.state.value}]


def _changed(answers: Sequence[Shape]) -> Row:
    made = cast("ln.Application", answers[0])
    return {"id": made.id, "call_window": _said(made.review_call_window) if made.review_call_window else None}


@register.remote(
    "backoffice.applications.cancel",
    {"id": ID, "call_window": TEXT},
    takes="application",
    done=_changed,
    uses=(c.CANCEL_APPLICATION,),
)
def cancel(asking: Asking) -> Sequence[Order]:
    return [Order(c.CANCEL_APPLICATION, asking.text("application"), Nothing())]


@register.read("review-calls.windows", {"id": TEXT, "day": DATE, "from": TEXT, "to": TEXT}, many=True)
async def windows(asking: Asking) -> Sequence[Row]:
    """When reviewers can call, within the hours the lender names."""
    today = asking.now.astimezone(SHANGHAI).date()
    starts = [_at(today + timedelta(days=ahead), hour) for ahead in range(_DAYS) for hour in _HOURS]
    return [
        {
            "id": start.isoformat(timespec="minutes"),
            "day": start.date().isoformat(),
            "from": f"{start:%H:%M}",
            "to": f"{start + _LONG:%H:%M}",
        }
        for start in starts
        if start - asking.now >= _NOTICE
    ]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


@register.remote(
    "backoffice.applications.move-call",
    {"id": ID, "call_window": TEXT},
    takes="application window",
    done=_changed,
    uses=(c.MOVE_REVIEW_CALL,),
)
def move_call(asking: Asking) -> Sequence[Order]:
    starts_at = datetime.fromisoformat(asking.text("window"))
    body = ln.ReviewCallOrder(starts_at=starts_at, ends_at=starts_at + _LONG)
    return [Order(c.MOVE_REVIEW_CALL, asking.text("application"), body)]


@register.read("review-calls.read", {"id": ID, "window": TEXT}, takes="id")
async def review_call(asking: Asking) -> Sequence[Row]:
    """The time that was agreed, as the windows are named."""
    found = await asking.lender.read(c.APPLICATION, asking.text("id"))
    return [{"id": found.id, "window": (found.review_call_window or "").partition("/")[0]}]
