"""Money that comes in: paying now, a payment that is not seen, and stopping the automatic deduction."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import payments as p
from qiao.backoffice.contract.operation import Shape
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests.lender.kinds import DATE, FLAG, ID, MOMENT, MONEY, TEXT
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_APART = timedelta(days=3)
"""How far the day a customer remembers may lie from the bank's."""
_WITH_THE_BANK = {p.PaymentState.PROCESSING}


def _payment(answers: Sequence[Shape]) -> Row:
    made = cast("p.Payment", answers[0])
    return {"id": made.id, "amount": made.amount_fen}


@register.remote(
    "backoffice.payments.repay",
    {"id": ID, "amount": MONEY},
    takes="loan amount method",
    optional="card",
    done=_payment,
    uses=(c.REPAY,),
)
def repay(asking: Asking) -> Sequence[Order]:
    """From a bound card, or by the lender's own cashier page."""
    by_card = asking.text("method") == "card"
    body = p.RepaymentOrder(
        amount_fen=asking.whole("amount"),
        method="card" if by_card else "link",
        card_id=asking.text("card") if by_card else None,
    )
    return [Order(c.REPAY, asking.text("loan"), body)]


@register.read("payments.read", {"id": ID, "state": TEXT, "amount": MONEY}, takes="id")
async def payment(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.PAYMENT, asking.text("id"))
    return [{"id": found.id, "state": found.state.value, "amount": found.amount_fen}]


@register.read(
    "payments.found",
    {"is_posted": FLAG, "posted_at": MOMENT, "is_processing": FLAG, "is_received": FLAG},
    takes="loan amount day",
)
async def found(asking: Asking) -> Sequence[Row]:
    """Whether a payment of this amount, made about that day, is known."""
    day, amount = asking.day("day"), asking.whole("amount")
    known = (await asking.lender.read(c.PAYMENTS, asking.text("loan"), p.PaymentsQuery(since=day - _APART))).items
    same = [
        one
        for one in known
        if one.amount_fen == amount and abs(one.created_at.astimezone(SHANGHAI).date() - day) <= _APART
    ]
    posted = next((one for one in same if one.state is p.PaymentState.POSTED), None)
    at = posted and (posted.finished_at or posted.created_at)
    return [
        {
            "is_posted": posted is not None,
            "posted_at": at.isoformat() if at else None,
            "is_processing": any(one.state in _WITH_THE_BANK for one in same),
            "is_received": any(one.state is p.PaymentState.RECEIVED for one in same),
        }
    ]


def _claim(answers: Sequence[Shape]) -> Row:
    made = cast("p.PaymentClaim", answers[0])
    return {"id": made.id, "is_matched": made.state == "matched"}


@register.remote(
    "backoffice.claims.make", {"id": ID, "is_matched": FLAG}, takes="loan amount day", done=_claim, uses=(c.CLAIM,)
)
def claim(asking: Asking) -> Sequence[Order]:
    """The day a customer remembers is taken at noon, and never later than now."""
    noon = datetime.combine(asking.day("day"), time(12), SHANGHAI)
    body = p.ClaimOrder(paid_at=min(noon, asking.now.astimezone(SHANGHAI)), amount_fen=asking.whole("amount"))
    return [Order(c.CLAIM, asking.text("loan"), body)]


@register.read("claims.read", {"id": ID, "state": TEXT, "amount": MONEY}, takes="id")
async def claimed(asking: Asking) -> Sequence[Row]:
    claim_read = await asking.lender.read(c.CLAIM_READ, asking.text("id"))
    return [{"id": claim_read.id, "state": claim_read.state, "amount": claim_read.amount_fen}]


@register.read("deduct-holds.standing", {"is_held": FLAG, "until": DATE}, takes="loan")
async def standing_hold(asking: Asking) -> Sequence[Row]:
    """A stop of the automatic deduction of a loan that runs now."""
    holds = (await asking.lender.read(c.HOLDS, asking.customer)).items
    now = [
        one
        for one in holds
        if one.kind is p.HoldKind.DEDUCT
        and one.loan_id == asking.text("loan")
        and one.released_at is None
        and one.ends_at > asking.now
    ]
    return [{"is_held": bool(now), "until": _last_day(now[0]) if now else None}]


def _last_day(hold: p.Hold) -> str:
    """The last day on which nothing is deducted; a hold ends at the midnight after it."""
    return (hold.ends_at.astimezone(SHANGHAI) - timedelta(seconds=1)).date().isoformat()


def _held(answers: Sequence[Shape]) -> Row:
    made = cast("p.Hold", answers[0])
    return {"id": made.id, "until": _last_day(made)}


@register.remote(
    "backoffice.holds.deduct", {"id": ID, "until": DATE}, takes="loan until", done=_held, uses=(c.HOLD_DEDUCTION,)
)
def stop_deduction(asking: Asking) -> Sequence[Order]:
    return [Order(c.HOLD_DEDUCTION, asking.text("loan"), p.DeductHoldOrder(until=asking.day("until")))]


@register.read("deduct-holds.read", {"id": ID, "kind": TEXT, "until": DATE}, takes="id")
async def hold(asking: Asking) -> Sequence[Row]:
    held = await asking.lender.read(c.HOLD, asking.text("id"))
    return [{"id": held.id, "kind": held.kind.value, "until": _last_day(held)}]
