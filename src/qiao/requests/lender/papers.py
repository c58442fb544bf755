"""Documents and invoices: which loans and months they can be had for."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract import payments as p
from qiao.backoffice.contract.operation import Shape
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests.lender.kinds import DATE, EMAIL, FLAG, ID, MONEY, TEXT
from qiao.requests.lender.loans import loans_in
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_MONTHS_SHOWN = 12


@register.read(
    "loans.disbursed",
    {"id": ID, "product": TEXT, "number": TEXT, "state": TEXT, "disbursed_on": DATE, "principal": MONEY},
    many=True,
)
async def disbursed(asking: Asking) -> Sequence[Row]:
    """Every loan whose money went out, settled ones too."""
    return await loans_in(asking, ln.DISBURSED)


@register.read(
    "statements.range",
    {"since": DATE, "until": DATE, "is_whole": FLAG},
    takes="loan period",
)
async def statement_range(asking: Asking) -> Sequence[Row]:
    """The days of a statement: those of `period` (`from..to`), or all since the money went out. Never after today."""
    today = asking.now.astimezone(SHANGHAI).date()
    period = asking.text_or_none("period")
    if period is not None:
        since, _, until = period.partition("..")
        last = min(date.fromisoformat(until), today)
        return [{"since": since, "until": last.isoformat(), "is_whole": False}]
    loan = await asking.lender.read(c.LOAN, asking.text("loan"))
    return [{"since": (loan.disbursed_on or today).isoformat(), "until": today.isoformat(), "is_whole": True}]


@register.read("invoices.months", {"id": ID, "month": TEXT, "amount": MONEY}, takes="loan", many=True)
async def invoice_months(asking: Asking) -> Sequence[Row]:
    """The months in which interest was received, the latest first, and how much."""
    entries = (await asking.lender.read(c.LEDGER, asking.text("loan"))).items
    received: dict[str, int] = defaultdict(int)
    for one in entries:
        if one.kind == ln.LedgerKind.PAYMENT:
            received[f"{one.on:%Y-%m}"] += one.interest_fen + one.penalty_fen
    latest = sorted((month for month, amount in received.items() if amount > 0), reverse=True)[:_MONTHS_SHOWN]
    return [{"id": month, "month": month, "amount": received[month]} for month in latest]


def _invoice(answers: Sequence[Shape]) -> Row:
    made = cast("p.InvoiceRequest", answers[0])
    return {"id": made.id, "amount": made.amount_fen, "email": made.email}


@register.remote(
    "backoffice.invoices.request",
    {"id": ID, "amount": MONEY, "email": EMAIL},
    takes="loan month title",
    optional="email",
    done=_invoice,
    uses=(c.REQUEST_INVOICE,),
)
def request_invoice(asking: Asking) -> Sequence[Order]:
    body = p.InvoiceOrder(period=asking.text("month"), title=asking.text("title"), email=asking.text_or_none("email"))
    return [Order(c.REQUEST_INVOICE, asking.text("loan"), body)]


@register.read("invoices.read", {"id": ID, "state": TEXT, "amount": MONEY}, takes="id")
async def invoice(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.INVOICE, asking.text("id"))
    return [{"id": found.id, "state": found.state, "amount": found.amount_fen}]
