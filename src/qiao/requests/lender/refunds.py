"""Money that goes back: what was deducted twice or overpaid, and penalty interest that is waived."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.contract import payments as p
from qiao.backoffice.contract import service as s
from qiao.backoffice.contract.operation import Shape
from qiao.foundation.business_calendar import SHANGHAI
from qiao.requests.lender.kinds import COUNT, DATE, FLAG, ID, MONEY, TEXT
from qiao.requests.lender.loans import loan_row, products
from qiao.requests.lender.names import called
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()


@register.read(
    "refunds.due",
    {
        "id": ID,
        "other": ID,
        "loan": ID,
        "card": ID,
        "product": TEXT,
        "number": TEXT,
        "bank": TEXT,
        "tail": TEXT,
        "came_by_card": FLAG,
        "amount": MONEY,
        "paid_on": DATE,
        "payments": COUNT,
    },
    many=True,
)
async def refunds_due(asking: Asking) -> Sequence[Row]:
    """Payments of which something is left over; with `other`, the posted payment of the same sum that it repeats."""
    by_code = await products(asking)
    cards = {one.id: one for one in (await asking.lender.read(c.CARDS, asking.customer)).items}
    rows: list[Row] = []
    for loan in (await asking.lender.read(c.LOANS, asking.customer)).items:
        if loan.state not in ln.DISBURSED:
            continue
        query = p.PaymentsQuery(state=p.PaymentState.POSTED)
        posted = (await asking.lender.read(c.PAYMENTS, loan.id, query)).items
        shown = loan_row(loan, by_code.get(loan.product_code))
        rows += [
            {"loan": loan.id, "product": shown["product"], "number": shown["number"], **_left_over(one, posted, cards)}
            for one in posted
            if one.left_over_fen > one.refunded_fen
        ]
    return rows


def _left_over(one: p.Payment, posted: Sequence[p.Payment], cards: dict[str, p.Card]) -> Row:
    same = [other for other in posted if other.id != one.id and other.amount_fen == one.amount_fen]
    same.sort(key=lambda other: abs(other.created_at - one.created_at))
    card = cards.get(one.card_id or "")
    return {
        "id": one.id,
        "other": same[0].id if same else None,
        "card": card.id if card else None,
        "bank": called(card.bank) if card else None,
        "tail": card.tail if card else None,
        "came_by_card": card is not None,
        "amount": one.left_over_fen - one.refunded_fen,
        "paid_on": one.created_at.astimezone(SHANGHAI).date().isoformat(),
        "payments": 2 if same else 1,
    }


def _refund(answers: Sequence[Shape]) -> Row:
    made = cast("p.Refund", answers[0])
    return {"id": made.id, "amount": made.amount_fen}


@register.remote(
    "backoffice.refunds.order",
    {"id": ID, "amount": MONEY},
    takes="loan payment card",
    optional="other",
    done=_refund,
    uses=(c.REFUND,),
)
def refund(asking: Asking) -> Sequence[Order]:
    payments = (asking.text_or_none("other"), asking.text("payment"))
    body = p.RefundOrder(payment_ids=tuple(one for one in payments if one), card_id=asking.text("card"))
    return [Order(c.REFUND, asking.text("loan"), body)]


@register.read("refunds.read", {"id": ID, "state": TEXT, "amount": MONEY}, takes="id")
async def refunded(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.REFUND_READ, asking.text("id"))
    return [{"id": found.id, "state": found.state, "amount": found.amount_fen}]


@register.read(
    "waivers.preview", {"amount": MONEY, "cause": TEXT, "is_fault": FLAG, "needs_decision": FLAG}, takes="loan"
)
async def waiver_preview(asking: Asking) -> Sequence[Row]:
    """The penalty interest of a loan, and whether a proven fault made it late; else people decide."""
    loan_id = asking.text("loan")
    loan = await asking.lender.read(c.LOAN, loan_id)
    faults = (await asking.lender.read(c.BANK_FAULTS, "", p.BankQuery())).items
    is_fault = any(loan_id in one.loan_ids for one in faults)
    return [
        {
            "amount": loan.penalty_fen,
            "cause": "bank_fault" if is_fault else "other",
            "is_fault": is_fault,
            "needs_decision": not is_fault,
        }
    ]


def _waiver(answers: Sequence[Shape]) -> Row:
    made = cast("s.Waiver", answers[0])
    return {"id": made.id, "amount": made.amount_fen, "is_granted": made.state == "granted"}


@register.remote(
    "backoffice.waivers.ask",
    {"id": ID, "amount": MONEY, "is_granted": FLAG},
    takes="loan reason",
    done=_waiver,
    uses=(c.WAIVE,),
)
def ask_waiver(asking: Asking) -> Sequence[Order]:
    """The lender grants at once what its records prove, and registers everything else."""
    return [Order(c.WAIVE, asking.text("loan"), s.WaiverOrder(reason=asking.text("reason")))]


@register.read("waivers.read", {"id": ID, "state": TEXT}, takes="id")
async def waiver(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.WAIVER, asking.text("id"))
    return [{"id": found.id, "state": found.state}]
