"""Money that goes out: where it is, having it traced, and giving a loan back in its first days."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract import service as s
from qiao.backoffice.contract.operation import Shape
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests.lender.kinds import DATE, FLAG, ID, MOMENT, MONEY, TEXT
from qiao.requests.lender.loans import loan_row, products
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_LATELY = timedelta(days=60)
"""How long after disbursement somebody may still look for the money."""
_WAITING = frozenset({ln.LoanState.APPROVED, ln.LoanState.CONTRACT_SIGNED, ln.LoanState.FUNDING_QUEUED})
_GOING_OUT = _WAITING | {ln.LoanState.DISBURSING, ln.LoanState.DISBURSE_FAILED}
_PAID_OUT = {
    "id": ID,
    "product": TEXT,
    "number": TEXT,
    "principal": MONEY,
    "disbursed_on": DATE,
    "tail": TEXT,
    "trace_no": TEXT,
    "sent_at": MOMENT,
    "receipt_at": MOMENT,
    "bank_receipt_confirmed": FLAG,
    "is_waiting": FLAG,
    "is_under_way": FLAG,
    "has_failed": FLAG,
}


def _is_looked_for(loan: ln.Loan, asking: Asking) -> bool:
    today = asking.now.astimezone(SHANGHAI).date()
    lately = loan.disbursed_on is not None and today - loan.disbursed_on <= _LATELY
    return loan.state in _GOING_OUT or (loan.state in ln.REPAYING and lately)


@register.read("disbursements.list", _PAID_OUT, many=True)
async def disbursements(asking: Asking) -> Sequence[Row]:
    """Loans on their way out and those paid out lately, the latest first, each with where its money is."""
    by_code = await products(asking)
    loans = [one for one in (await asking.lender.read(c.LOANS, asking.customer)).items if _is_looked_for(one, asking)]
    loans.sort(key=lambda one: (one.disbursed_on is None, str(one.disbursed_on), one.id), reverse=True)
    return [
        {
            **loan_row(one, by_code.get(one.product_code)),
            **_where_it_is(await asking.lender.read(c.DISBURSEMENT, one.id)),
        }
        for one in loans
    ]


def _where_it_is(found: ln.Disbursement) -> Row:
    has_arrived, has_failed = found.bank_receipt_at is not None, found.state is ln.LoanState.DISBURSE_FAILED
    is_waiting = found.state in _WAITING
    return {
        "tail": found.card_tail,
        "trace_no": found.trace_no,
        "sent_at": found.sent_at.isoformat() if found.sent_at else None,
        "receipt_at": found.bank_receipt_at.isoformat() if found.bank_receipt_at else None,
        "bank_receipt_confirmed": has_arrived,
        "is_waiting": is_waiting,
        "is_under_way": not (has_arrived or has_failed or is_waiting),
        "has_failed": has_failed,
    }


@register.read("disbursements.traced", {"is_open": FLAG, "due_at": MOMENT}, takes="loan")
async def traced(asking: Asking) -> Sequence[Row]:
    """Whether somebody is looking for the money already."""
    query = s.TicketsQuery(kind=s.TicketKind.DISBURSEMENT)
    tickets = (await asking.lender.read(c.TICKETS, asking.customer, query)).items
    standing = [one for one in tickets if one.loan_id == asking.text("loan") and one.state == "open"]
    return [{"is_open": bool(standing), "due_at": standing[0].due_at.isoformat() if standing else None}]


def _ticket(answers: Sequence[Shape]) -> Row:
    made = cast("s.Ticket", answers[0])
    return {"id": made.id, "due_at": made.due_at.isoformat()}


@register.remote(
    "backoffice.disbursements.trace",
    {"id": ID, "due_at": MOMENT},
    takes="loan",
    optional="trace_no",
    done=_ticket,
    uses=(c.OPEN_TICKET,),
)
def trace(asking: Asking) -> Sequence[Order]:
    body = s.TicketOrder(
        kind=s.TicketKind.DISBURSEMENT,
        loan_id=asking.text("loan"),
        subject="显示已放款，客户未收到",
        trace_no=asking.text_or_none("trace_no"),
    )
    return [Order(c.OPEN_TICKET, asking.customer, body)]


@register.read("disbursements.trace", {"id": ID, "kind": TEXT, "state": TEXT}, takes="id")
async def ticket(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.TICKET, asking.text("id"))
    return [{"id": found.id, "kind": found.kind.value, "state": found.state}]


@register.read("cancellations.preview", {"total": MONEY, "principal": MONEY, "interest": MONEY}, takes="loan")
async def cancellation_preview(asking: Asking) -> Sequence[Row]:
    """What gives the loan back today: a settlement without its fee."""
    today = asking.now.astimezone(SHANGHAI).date()
    made = await asking.make(c.QUOTE, asking.text("loan"), ln.QuoteOrder(settle_on=today))
    return [
        {
            "total": made.total_fen - made.fee_fen,
            "principal": made.principal_fen,
            "interest": made.interest_fen + made.penalty_fen,
        }
    ]


def _cancelled(answers: Sequence[Shape]) -> Row:
    made = cast("ln.LoanCancellation", answers[0])
    return {"id": made.id, "total": made.total_fen}


@register.remote(
    "backoffice.loans.cancel", {"id": ID, "total": MONEY}, takes="loan card", done=_cancelled, uses=(c.CANCEL_LOAN,)
)
def give_back(asking: Asking) -> Sequence[Order]:
    return [Order(c.CANCEL_LOAN, asking.text("loan"), ln.CardOrder(card_id=asking.text("card")))]


@register.read("cancellations.read", {"id": ID, "state": TEXT, "total": MONEY}, takes="id")
async def cancellation(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.LOAN_CANCELLATION, asking.text("id"))
    return [{"id": found.id, "state": found.state.value, "total": found.total_fen}]
