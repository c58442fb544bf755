"""Every decision is told under the number of the thing that a write made, so that whoever asked for it can be found."""

from typing import Any

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.contract.payments import BankFault
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.records import CustomerRecord
from tests.backoffice.conftest import Teller


def told_of(teller: Teller, resource_id: str) -> list[tuple[str, dict[str, Any]]]:
    """What the feed says of a thing, oldest first."""
    return [(one.type, one.facts) for one in teller.lender.store.events(0, 100_000) if one.resource_id == resource_id]


async def test_the_end_of_a_loan_names_the_order_that_ended_it(teller: Teller) -> None:
    loan = teller.running()
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=teller.lender.today.isoformat())
    order = await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=teller.card(loan.customer_id).id)
    await teller.settle_payments()
    assert told_of(teller, order.id)[-1] == ("loan.settled", {"how": "early"})


@pytest.mark.parametrize(
    ("behaviour", "last"),
    [
        ("pays", ("prepayment.done", {"amount_fen": 100_000})),
        ("insufficient_funds", ("prepayment.failed", {"failure_code": "insufficient_funds"})),
    ],
)
async def test_a_prepayment_is_done_or_fails_under_its_number(
    teller: Teller, behaviour: str, last: tuple[str, dict[str, Any]]
) -> None:
    loan = teller.running()
    card = teller.card(loan.customer_id)
    await teller.play(f"customers/{loan.customer_id}/script", card_behaviour=behaviour)
    made = await teller.ask(ops.PREPAY, loan.id, amount_fen=100_000, mode="shorten", card_id=card.id)
    await teller.settle_payments()
    assert told_of(teller, made.id) == [last]


@pytest.mark.parametrize(("approved", "state"), [(True, "granted"), (False, "refused")])
async def test_what_is_decided_about_a_case_is_so_for_its_waiver(teller: Teller, *, approved: bool, state: str) -> None:
    faults = {loan_id for one in teller.lender.store.all(BankFault) for loan_id in one.loan_ids}
    loan = teller.loan(
        lambda one: (
            one.state is LoanState.OVERDUE_1_30
            and one.id not in faults
            and any(line.penalty_fen for line in book.owed(one, teller.lender.today))
        )
    )
    made = await teller.ask(ops.WAIVE, loan.id, reason="测试")
    assert (made.state, made.case_id is not None) == ("registered", True)
    await teller.play(f"cases/{made.case_id}/decision", approved=approved)
    assert (await teller.ask(ops.WAIVER, made.id)).state == state
    type_, facts = told_of(teller, made.id)[-1]
    assert (type_, facts.get("by_person")) == (f"waiver.{state}", True if approved else None)


async def test_a_dispute_and_a_claim_are_answered_under_their_numbers(teller: Teller) -> None:
    loan = teller.running()
    dispute = await teller.ask(ops.DISPUTE, loan.id, what="测试")
    await teller.play(f"disputes/{dispute.id}/answer", answer="已更正")
    shown = await teller.ask(ops.DISPUTE_READ, dispute.id)
    assert (shown.state, shown.answer) == ("answered", "已更正")
    assert told_of(teller, dispute.id)[-1] == ("dispute.answered", {})
    again = await teller.client.post(f"/sandbox/disputes/{dispute.id}/answer", json={"answer": "再答"})
    assert again.json()["error"] == "DisputeAnswered"

    claim = await teller.ask(ops.CLAIM, loan.id, amount_fen=12_345, paid_at=teller.lender.now.isoformat())
    assert claim.ticket_id is not None
    await teller.play(f"tickets/{claim.ticket_id}/answer", answer="已入账")
    assert told_of(teller, claim.id)[-1] == ("claim.answered", {})


async def test_a_closure_that_lapses_is_told_apart_from_one_taken_back(teller: Teller) -> None:
    free = [
        one for one in teller.lender.store.all(CustomerRecord) if not one.is_frozen and one.stage == "credit_granted"
    ]
    ids = [one.id for one in free if not (await teller.ask(ops.CLOSURE_CHECK, one.id)).blockers]
    taken_back, lapsing = [await teller.ask(ops.CLOSE_ACCOUNT, one) for one in ids[:2]]
    await teller.ask(ops.CANCEL_CLOSURE, taken_back.id)
    await teller.ask(ops.OPEN_TICKET, lapsing.customer_id, kind="complaint", subject="测试", facts="测试")
    await teller.advance(days=16)
    assert told_of(teller, taken_back.id)[-1] == ("closure.cancelled", {"lapsed": False})
    assert told_of(teller, lapsing.id)[-1] == ("closure.cancelled", {"lapsed": True})
