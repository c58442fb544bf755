"""Loans: what stands, what a settlement or a change would cost, and ordering it."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract.operation import Shape
from qiao.requests.lender.kinds import COUNT, DATE, FLAG, ID, MOMENT, MONEY, TEXT
from qiao.requests.lender.names import called
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_SIGNS_SHOWN = 4
_PRINCIPAL_AT_THE_END = frozenset({"interest_only", "bullet"})
"""Methods under which no instalment repays principal, so that none can fall away by paying early."""
_LOAN = {
    "id": ID,
    "product": TEXT,
    "number": TEXT,
    "state": TEXT,
    "disbursed_on": DATE,
    "principal": MONEY,
    "outstanding": MONEY,
    "due_day": COUNT,
    "next_due_on": DATE,
    "next_due": MONEY,
    "due_now": MONEY,
    "overdue": MONEY,
    "days_past_due": COUNT,
    "is_overdue": FLAG,
    "in_flight": FLAG,
    "allows_prepayment": FLAG,
    "can_be_shortened": FLAG,
    "allows_due_day_change": FLAG,
    "cooling_days": COUNT,
}
_SETTLED_LOAN = {
    **{key: _LOAN[key] for key in ("id", "product", "number", "state", "disbursed_on", "principal")},
    "settled_on": DATE,
}
_TAKEN_LOAN = {**_SETTLED_LOAN, "outstanding": MONEY, "due_now": MONEY, "is_settled": FLAG}
_LATE_LOAN = {**_LOAN, "penalty": MONEY}


async def products(asking: Asking) -> dict[str, ln.Product]:
    """The lender's products by their codes."""
    return {one.code: one for one in (await asking.lender.read(c.PRODUCTS)).items}


def loan_number(loan_id: str) -> str:
    """A loan as people call it: by the last signs of its number."""
    return loan_id[-_SIGNS_SHOWN:]


def loan_row(loan: ln.Loan, product: ln.Product | None) -> Row:
    """A loan as flows know it."""
    return {
        "id": loan.id,
        "product": called(product.name if product else loan.product_code),
        "number": loan_number(loan.id),
        "state": loan.state.value,
        "disbursed_on": loan.disbursed_on.isoformat() if loan.disbursed_on else None,
        "principal": loan.principal_fen,
        "outstanding": loan.outstanding_principal_fen,
        "due_day": loan.due_day,
        "next_due_on": loan.next_due_on.isoformat() if loan.next_due_on else None,
        "next_due": loan.next_due_fen,
        "due_now": loan.due_now_fen,
        "overdue": loan.overdue_fen,
        "days_past_due": loan.days_past_due,
        "is_overdue": loan.days_past_due > 0,
        "in_flight": loan.payment_in_flight,
        "allows_prepayment": product.allows_prepayment if product else False,
        "can_be_shortened": product is not None and product.method not in _PRINCIPAL_AT_THE_END,
        "allows_due_day_change": product.allows_due_day_change if product else False,
        "settled_on": loan.settled_on.isoformat() if loan.settled_on else None,
        "is_settled": loan.state in ln.FINISHED,
        "penalty": loan.penalty_fen,
        "cooling_days": product.cooling_days if product else 0,
    }


async def loans_in(asking: Asking, states: frozenset[ln.LoanState]) -> list[Row]:
    """The customer's loans in one of these states, the oldest first."""
    by_code = await products(asking)
    loans = (await asking.lender.read(c.LOANS, asking.customer)).items
    standing = sorted((one for one in loans if one.state in states), key=lambda one: (str(one.disbursed_on), one.id))
    return [loan_row(one, by_code.get(one.product_code)) for one in standing]


@register.read("loans.repaying", _LOAN, many=True)
async def repaying(asking: Asking) -> Sequence[Row]:
    return await loans_in(asking, ln.REPAYING)


@register.read("loans.settled", _SETTLED_LOAN, many=True)
async def settled(asking: Asking) -> Sequence[Row]:
    return await loans_in(asking, ln.FINISHED)


@register.read("loans.late", _LATE_LOAN, many=True)
async def late(asking: Asking) -> Sequence[Row]:
    return [row for row in await loans_in(asking, ln.REPAYING) if row["is_overdue"]]


@register.read("loans.taken", _TAKEN_LOAN, many=True)
async def taken(asking: Asking) -> Sequence[Row]:
    """Every loan that was paid out, whatever became of it."""
    return await loans_in(asking, ln.DISBURSED)


@register.read(
    "loans.schedule",
    {"number": COUNT, "due_on": DATE, "open": MONEY, "principal": MONEY, "interest": MONEY, "penalty": MONEY},
    takes="loan",
    many=True,
)
async def schedule(asking: Asking) -> Sequence[Row]:
    """The instalments that are still open."""
    plan = await asking.lender.read(c.SCHEDULE, asking.text("loan"))
    return [
        {
            "number": line.number,
            "due_on": line.due_on.isoformat(),
            "open": line.open_fen,
            "principal": line.principal_fen,
            "interest": line.interest_fen,
            "penalty": line.penalty_fen,
        }
        for line in plan.lines
        if line.open_fen
    ]


@register.read(
    "quotes.make",
    {
        "id": ID,
        "settle_on": DATE,
        "principal": MONEY,
        "interest": MONEY,
        "penalty": MONEY,
        "fee": MONEY,
        "total": MONEY,
        "saved": MONEY,
        "valid_until": MOMENT,
    },
    takes="loan day",
)
async def quote(asking: Asking) -> Sequence[Row]:
    made = await asking.make(c.QUOTE, asking.text("loan"), ln.QuoteOrder(settle_on=asking.day("day")))
    return [
        {
            "id": made.id,
            "settle_on": made.settle_on.isoformat(),
            "principal": made.principal_fen,
            "interest": made.interest_fen,
            "penalty": made.penalty_fen,
            "fee": made.fee_fen,
            "total": made.total_fen,
            "saved": made.saved_interest_fen,
            "valid_until": made.valid_until.isoformat(),
        }
    ]


def _settlement(answers: Sequence[Shape]) -> Row:
    made = cast("ln.SettlementOrder", answers[0])
    return {"id": made.id, "total": made.total_fen, "settle_on": made.settle_on.isoformat()}


@register.remote(
    "backoffice.settlements.order",
    {"id": ID, "total": MONEY, "settle_on": DATE},
    takes="loan quote card",
    done=_settlement,
    uses=(c.SETTLE,),
)
def settle(asking: Asking) -> Sequence[Order]:
    body = ln.SettlementOrderRequest(quote_id=asking.text("quote"), card_id=asking.text("card"))
    return [Order(c.SETTLE, asking.text("loan"), body)]


@register.read("settlements.read", {"id": ID, "state": TEXT, "total": MONEY}, takes="id")
async def settlement(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.SETTLEMENT, asking.text("id"))
    return [{"id": found.id, "state": found.state.value, "total": found.total_fen}]


@register.read(
    "prepayments.preview",
    {
        "interest_now": MONEY,
        "principal_part": MONEY,
        "cost_before": MONEY,
        "cost_after": MONEY,
        "saved": MONEY,
        "next_due_on": DATE,
        "next_due": MONEY,
        "last_due_on": DATE,
    },
    takes="loan amount mode",
)
async def prepayment_preview(asking: Asking) -> Sequence[Row]:
    query = ln.PrepaymentQuery(amount_fen=asking.whole("amount"), mode=_mode(asking))
    would = await asking.lender.read(c.PREPAYMENT_PREVIEW, asking.text("loan"), query)
    return [
        {
            "interest_now": would.interest_now_fen,
            "principal_part": would.principal_part_fen,
            "cost_before": would.total_cost_before_fen,
            "cost_after": would.total_cost_after_fen,
            "saved": would.total_cost_before_fen - would.total_cost_after_fen,
            "next_due_on": would.next_due_on.isoformat(),
            "next_due": would.next_due_fen,
            "last_due_on": would.last_due_on.isoformat(),
        }
    ]


def _mode(asking: Asking) -> ln.PrepaymentMode:
    """Where nothing can be chosen, the term stays."""
    return ln.PrepaymentMode(asking.text_or_none("mode") or ln.PrepaymentMode.KEEP_TERM)


def _prepayment(answers: Sequence[Shape]) -> Row:
    made = cast("ln.Prepayment", answers[0])
    return {"id": made.id, "amount": made.amount_fen}


@register.remote(
    "backoffice.prepayments.order",
    {"id": ID, "amount": MONEY},
    takes="loan amount card",
    optional="mode",
    done=_prepayment,
    uses=(c.PREPAY,),
)
def prepay(asking: Asking) -> Sequence[Order]:
    body = ln.PrepaymentOrder(
        amount_fen=asking.whole("amount"),
        mode=_mode(asking),
        card_id=asking.text("card"),
    )
    return [Order(c.PREPAY, asking.text("loan"), body)]


@register.read("prepayments.read", {"id": ID, "state": TEXT, "amount": MONEY}, takes="id")
async def prepayment(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.PREPAYMENT, asking.text("id"))
    return [{"id": found.id, "state": found.state.value, "amount": found.amount_fen}]


@register.read(
    "due-days.preview",
    {"next_due_on": DATE, "next_due": MONEY, "cost_before": MONEY, "cost_after": MONEY, "costs_more": MONEY},
    takes="loan day",
)
async def due_day_preview(asking: Asking) -> Sequence[Row]:
    would = await asking.lender.read(
        c.DUE_DAY_PREVIEW, asking.text("loan"), ln.DueDayQuery(new_day=asking.whole("day"))
    )
    return [
        {
            "next_due_on": would.next_due_on.isoformat(),
            "next_due": would.next_due_fen,
            "cost_before": would.total_cost_before_fen,
            "cost_after": would.total_cost_after_fen,
            "costs_more": would.total_cost_after_fen - would.total_cost_before_fen,
        }
    ]


def _due_day(answers: Sequence[Shape]) -> Row:
    made = cast("ln.DueDayChange", answers[0])
    return {"id": made.id, "new_day": made.new_day, "next_due_on": made.next_due_on.isoformat()}


@register.remote(
    "backoffice.due-days.change",
    {"id": ID, "new_day": COUNT, "next_due_on": DATE},
    takes="loan day",
    done=_due_day,
    uses=(c.CHANGE_DUE_DAY,),
)
def change_due_day(asking: Asking) -> Sequence[Order]:
    return [Order(c.CHANGE_DUE_DAY, asking.text("loan"), ln.DueDayQuery(new_day=asking.whole("day")))]


@register.read("due-day-changes.read", {"id": ID, "new_day": COUNT, "next_due_on": DATE}, takes="id")
async def due_day_change(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.DUE_DAY_CHANGE, asking.text("id"))
    return [{"id": found.id, "new_day": found.new_day, "next_due_on": found.next_due_on.isoformat()}]


@register.fact("loan.owed")
async def owed(asking: Asking) -> int:
    """All that ends the loan today, interest and penalty included."""
    loan = asking.text("loan")
    made = await asking.make(c.QUOTE, loan, ln.QuoteOrder(settle_on=asking.now.date()))
    return made.total_fen
