"""Everybody at once, and what was ordered for somebody: for whoever plays customers against this lender.

Like the admin acts it is no part of the contract, and unsigned: identifying values stand here in clear.
"""

from collections.abc import Mapping
from typing import Any

from qiao.backoffice.contract.customers import Consent
from qiao.backoffice.contract.loans import Application
from qiao.backoffice.contract.payments import BankFault, Payment, PaymentState
from qiao.backoffice.contract.service import Case, Ticket
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.lender import Lender
from qiao.backoffice.sandbox.records import CardRecord, CustomerRecord, LoanRecord, ProductRecord


def roll(lender: Lender) -> dict[str, Any]:
    """Every customer with her cards, loans as of now, applications, consents and what is open about her."""
    products = {one.id: one.product for one in lender.store.all(ProductRecord)}
    faults: dict[str, list[str]] = {}
    for fault in lender.store.all(BankFault):
        for loan_id in fault.loan_ids:
            faults.setdefault(loan_id, []).append(fault.kind)
    return {
        "now": lender.now.isoformat(),
        "products": [one.model_dump(mode="json") for one in products.values()],
        "customers": [_person(lender, one, faults) for one in lender.store.all(CustomerRecord)],
    }


def _person(lender: Lender, customer: CustomerRecord, faults: Mapping[str, list[str]]) -> dict[str, Any]:
    kinds = (("cards", CardRecord), ("applications", Application), ("consents", Consent))
    open_work = [one for one in lender.of_customer(Ticket, customer.id) if one.state == "open"]
    open_cases = [one for one in lender.of_customer(Case, customer.id) if one.state == "registered"]
    return {
        **customer.model_dump(mode="json"),
        **{
            name: [one.model_dump(mode="json") for one in lender.of_customer(kind, customer.id)] for name, kind in kinds
        },
        "loans": [_loan(lender, one, faults) for one in lender.of_customer(LoanRecord, customer.id)],
        "open_work": [one.kind for one in (*open_work, *open_cases)],
    }


def _loan(lender: Lender, loan: LoanRecord, faults: Mapping[str, list[str]]) -> dict[str, Any]:
    posted = [one for one in lender.of_loan(Payment, loan.id) if one.state is PaymentState.POSTED]
    return {
        **book.shown(lender, loan).model_dump(mode="json"),
        "card_id": loan.card_id,
        "faults": faults.get(loan.id, []),
        "left_over_fen": sum(one.left_over_fen - one.refunded_fen for one in posted),
        "posted": [
            {"id": one.id, "amount_fen": one.amount_fen, "at": one.created_at.isoformat()} for one in posted
        ],
    }  # fmt: skip


def writes(lender: Lender, customer_id: str) -> list[dict[str, Any]]:
    """Every write that took effect and whose answer names the customer or one of her loans, in order."""
    lender.need(CustomerRecord, customer_id)
    hers = {customer_id, *(one.id for one in lender.of_customer(LoanRecord, customer_id))}
    return [
        {"operation": operation, "answer": answer, "at": at.isoformat()}
        for operation, answer, at in lender.store.done()
        if hers & _named(answer)
    ]


def _named(answer: Mapping[str, Any]) -> set[str]:
    return {answer.get("customer_id") or "", answer.get("loan_id") or "", *answer.get("loan_ids", ())} - {""}
