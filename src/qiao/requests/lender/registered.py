"""What is registered for a department: disputes at the credit bureau, refunds of fees, rights of the person."""

from collections.abc import Sequence
from typing import cast

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import service as s
from qiao.backoffice.contract.operation import Shape
from qiao.foundation.money import Money
from qiao.requests.lender.kinds import DATE, FLAG, ID, MOMENT, TEXT
from qiao.requests.lender.registry import Asking, Order, Register, Row

register = Register()

_RIGHTS = {
    "access": "查询个人信息",
    "copy": "复制个人信息",
    "delete": "删除个人信息",
    "explain": "说明自动化决策",
    "review": "由人工复核自动化决策",
}
"""What the department reads, by the right that is asked for."""
_FEES = {
    "membership": "会员费",
    "fast_review": "加速审核费",
    "benefits": "权益包费用",
    "other": "其他增值服务费",
}


_WRONG = {
    "not_updated": "已还清，记录未更新",
    "overdue": "逾期记录不对",
    "amount": "金额或日期不对",
    "other": "其他",
}


def _dispute(answers: Sequence[Shape]) -> Row:
    made = cast("s.BureauDispute", answers[0])
    return {"id": made.id, "answer_by": made.answer_by.isoformat()}


@register.remote(
    "backoffice.disputes.register",
    {"id": ID, "answer_by": DATE},
    takes="loan wrong",
    optional="detail",
    done=_dispute,
    uses=(c.DISPUTE,),
)
def register_dispute(asking: Asking) -> Sequence[Order]:
    said = (_WRONG[asking.text("wrong")], asking.text_or_none("detail"))
    body = s.DisputeOrder(what="：".join(one for one in said if one)[:400])
    return [Order(c.DISPUTE, asking.text("loan"), body)]


@register.read("disputes.read", {"id": ID, "state": TEXT, "answer_by": DATE}, takes="id")
async def dispute(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.DISPUTE_READ, asking.text("id"))
    return [{"id": found.id, "state": found.state, "answer_by": found.answer_by.isoformat()}]


def _open_ticket(answers: Sequence[Shape]) -> Row:
    made = cast("s.Ticket", answers[0])
    return {"id": made.id, "due_at": made.due_at.isoformat()}


@register.read("registered.open", {"is_open": FLAG, "opened_at": MOMENT, "due_at": MOMENT}, takes="kind subject")
async def open_ticket(asking: Asking) -> Sequence[Row]:
    """Whether the same is registered already and not yet answered; `subject` is a right or a fee."""
    kind = s.TicketKind(asking.text("kind"))
    tickets = (await asking.lender.read(c.TICKETS, asking.customer, s.TicketsQuery(kind=kind))).items
    wanted = _subject(asking)
    found = next((one for one in tickets if one.state == "open" and one.subject == wanted), None)
    if found is None:
        return [{"is_open": False, "opened_at": None, "due_at": None}]
    return [{"is_open": True, "opened_at": found.opened_at.isoformat(), "due_at": found.due_at.isoformat()}]


def _subject(asking: Asking) -> str:
    names = {s.TicketKind.DATA_RIGHTS: _RIGHTS, s.TicketKind.FEE_REFUND: _FEES}[s.TicketKind(asking.text("kind"))]
    return names[asking.text("subject")]


@register.remote(
    "backoffice.registered.open",
    {"id": ID, "due_at": MOMENT},
    takes="kind subject",
    optional="about amount paid_on",
    done=_open_ticket,
    uses=(c.OPEN_TICKET,),
)
def register_ticket(asking: Asking) -> Sequence[Order]:
    """For the department that the lender names for the kind; what is known stands in its facts, a line each."""
    amount, paid_on = asking.whole_or_none("amount"), asking.text_or_none("paid_on")
    facts = [
        asking.text_or_none("about"),
        f"金额 {Money(amount).in_yuan()} 元" if amount is not None else None,
        f"付款日 {paid_on}" if paid_on is not None else None,
    ]
    body = s.TicketOrder(
        kind=s.TicketKind(asking.text("kind")),
        subject=_subject(asking),
        facts="\n".join(one for one in facts if one)[:2000],
    )
    return [Order(c.OPEN_TICKET, asking.customer, body)]


@register.read("registered.read", {"id": ID, "kind": TEXT, "state": TEXT}, takes="id")
async def ticket(asking: Asking) -> Sequence[Row]:
    found = await asking.lender.read(c.TICKET, asking.text("id"))
    return [{"id": found.id, "kind": found.kind.value, "state": found.state}]


@register.read("cases.standing", {"is_open": FLAG, "decide_by": DATE}, takes="kind loans")
async def standing_case(asking: Asking) -> Sequence[Row]:
    """Whether the same need is registered already for one of these loans, and not yet decided."""
    kind, loans = s.CaseKind(asking.text("kind")), set(asking.texts("loans"))
    cases = (await asking.lender.read(c.CASES, asking.customer)).items
    found = next(
        (one for one in cases if one.kind is kind and one.state == "registered" and loans & set(one.loan_ids)), None
    )
    return [{"is_open": found is not None, "decide_by": found.decide_by.isoformat() if found else None}]
