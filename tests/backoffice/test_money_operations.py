"""Payments, claims, refunds, holds, cards, invoices: done, refused, and read back."""

from datetime import timedelta

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.contract.payments import BankFault, HoldKind, Payment, PaymentState
from qiao.backoffice.sandbox import book, people
from qiao.backoffice.sandbox.records import LoanRecord
from tests.backoffice.conftest import Teller
from tests.backoffice.test_lender import assert_books_balance


async def test_what_is_late_is_paid_once(teller: Teller) -> None:
    loan = teller.late()
    card = teller.card(loan.customer_id)
    shown = await teller.ask(ops.LOAN, loan.id)
    above = shown.due_now_fen + 1
    assert await teller.refused(ops.REPAY, loan.id, amount_fen=above, card_id=card.id) == "AmountAbovePayable"
    paid = await teller.ask(ops.REPAY, loan.id, amount_fen=shown.overdue_fen, card_id=card.id)
    assert paid.state is PaymentState.PROCESSING
    assert await teller.refused(ops.REPAY, loan.id, amount_fen=100, card_id=card.id) == "PaymentInFlight"
    await teller.settle_payments()
    assert (await teller.ask(ops.PAYMENT, paid.id)).state is PaymentState.POSTED
    after = await teller.ask(ops.LOAN, loan.id)
    assert (after.days_past_due, after.overdue_fen, after.penalty_fen) == (0, 0, 0)
    assert after.state not in {LoanState.OVERDUE_1_30, LoanState.GRACE}
    assert_books_balance(teller.lender)


async def test_an_empty_card_pays_nothing(teller: Teller) -> None:
    loan = teller.late()
    before = await teller.ask(ops.LOAN, loan.id)
    card = teller.card(loan.customer_id, pays=False)
    paid = await teller.ask(ops.REPAY, loan.id, amount_fen=before.overdue_fen, card_id=card.id)
    await teller.settle_payments()
    failed = await teller.ask(ops.PAYMENT, paid.id)
    assert (failed.state, failed.failure_code) == (PaymentState.FAILED, "insufficient_funds")
    assert (await teller.ask(ops.LOAN, loan.id)).overdue_fen == before.overdue_fen


async def test_somebody_elses_card_is_no_card(teller: Teller) -> None:
    loan, other = teller.late(), teller.running()
    card = teller.card(other.customer_id)
    assert await teller.refused(ops.REPAY, loan.id, amount_fen=100, card_id=card.id) == "CardNotUsable"
    assert await teller.refused(ops.REPAY, loan.id, amount_fen=100) == "CardNotUsable"
    assert (await teller.ask(ops.REPAY, loan.id, amount_fen=100, method="link")).card_id is None


async def test_a_payment_the_bank_has_is_matched_and_posted(teller: Teller) -> None:
    await teller.advance(hours=1)
    loan = teller.loan(lambda one: any(
        each.state is PaymentState.RECEIVED for each in teller.lender.of_loan(Payment, one.id)
    ))  # fmt: skip
    waiting = (await teller.ask(ops.PAYMENTS, loan.id, state="received")).items[0]
    claim = await teller.ask(ops.CLAIM, loan.id, paid_at=waiting.created_at.isoformat(), amount_fen=waiting.amount_fen)
    assert (claim.state, claim.payment_id, claim.ticket_id) == ("matched", waiting.id, None)
    assert (await teller.ask(ops.PAYMENT, waiting.id)).state is PaymentState.POSTED
    assert claim == await teller.ask(ops.CLAIM_READ, claim.id)
    await teller.advance(days=2)
    assert_books_balance(teller.lender)
    posted = [one for one in (await teller.ask(ops.LEDGER, loan.id)).items if one.reference == waiting.id]
    assert len(posted) == 1


async def test_a_payment_nobody_knows_becomes_a_ticket_and_a_hold(teller: Teller) -> None:
    loan = teller.late()
    paid_at = (teller.lender.now - timedelta(hours=5)).isoformat()
    claim = await teller.ask(ops.CLAIM, loan.id, paid_at=paid_at, amount_fen=12_345)
    assert claim.state == "ticket"
    ticket = await teller.ask(ops.TICKET, claim.ticket_id or "")
    assert (ticket.kind, ticket.department, ticket.loan_id) == ("payment", "payment", loan.id)
    assert ticket.due_at.date() == teller.lender.today + timedelta(days=1)
    hold = await teller.ask(ops.HOLD, claim.hold_id or "")
    assert (hold.kind, hold.ends_at - hold.starts_at) == (HoldKind.DUNNING, timedelta(days=2))
    await teller.advance(days=2, minutes=1)
    assert (await teller.ask(ops.HOLD, hold.id)).released_at == hold.ends_at
    future = (teller.lender.now + timedelta(hours=1)).isoformat()
    assert await teller.refused(ops.CLAIM, loan.id, paid_at=future, amount_fen=1) == "PaidInFuture"


def doubled(teller: Teller) -> tuple[LoanRecord, list[Payment]]:
    fault = next(one for one in teller.lender.store.all(BankFault) if one.kind == "double_deduction")
    loan = teller.lender.need(LoanRecord, fault.loan_ids[0])
    return loan, teller.lender.of_loan(Payment, loan.id)[-2:]


async def test_a_redress_goes_to_her_own_card_some_time_later_or_nowhere(teller: Teller) -> None:
    loan = teller.running()
    card = teller.card(loan.customer_id)
    made = await teller.ask(ops.REDRESS, loan.customer_id, amount_fen=30_000, complaint="T1")
    assert (made.card_id, made.state) == (card.id, "processing")
    await teller.advance(hours=3)
    assert (await teller.ask(ops.REDRESS_READ, made.id)).state == "paid"
    await teller.ask(ops.FREEZE, loan.customer_id, reason="other")
    assert await teller.refused(ops.REDRESS, loan.customer_id, amount_fen=1, complaint="T1") == "AccountFrozen"


async def test_a_double_deduction_is_refunded_once(teller: Teller) -> None:
    loan, payments = doubled(teller)
    ids = [one.id for one in payments]
    card = payments[1].card_id
    made = await teller.ask(ops.REFUND, loan.id, payment_ids=ids, card_id=card)
    assert made.amount_fen == payments[1].amount_fen
    assert await teller.refused(ops.REFUND, loan.id, payment_ids=ids, card_id=card) == "AlreadyRefunded"
    await teller.advance(hours=3)
    assert (await teller.ask(ops.REFUND_READ, made.id)).state == ("paid" if made.amount_fen <= 500_000 else "review")
    assert (await teller.ask(ops.PAYMENT, ids[1])).refunded_fen == made.amount_fen


def _new_payments(teller: Teller, loan: LoanRecord, before: int) -> list[Payment]:
    return list(teller.lender.of_loan(Payment, loan.id))[before:]


@pytest.mark.parametrize("kind", ["repayment", "prepayment", "settlement"])
async def test_a_bank_that_deducts_double_does_so_once(teller: Teller, kind: str) -> None:
    loan, earlier = doubled(teller)
    before, card = len(list(teller.lender.of_loan(Payment, loan.id))), earlier[1].card_id
    today = teller.lender.today.isoformat()
    if kind == "repayment":
        await teller.ask(ops.REPAY, loan.id, amount_fen=100, card_id=card)
    elif kind == "prepayment":
        await teller.ask(ops.PREPAY, loan.id, amount_fen=100_000, mode="keep_term", card_id=card)
    else:
        quote = await teller.ask(ops.QUOTE, loan.id, settle_on=today)
        await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card)
    await teller.settle_payments()
    await teller.advance(days=1)
    assert [one.state for one in _new_payments(teller, loan, before)] == [PaymentState.POSTED] * 2
    assert_books_balance(teller.lender)


async def test_what_is_posted_stays_posted_whatever_the_card_does_later(teller: Teller) -> None:
    await teller.advance(hours=1)
    loan = teller.loan(lambda one: any(
        each.state is PaymentState.RECEIVED for each in teller.lender.of_loan(Payment, one.id)
    ))  # fmt: skip
    waiting = (await teller.ask(ops.PAYMENTS, loan.id, state="received")).items[0]
    await teller.ask(ops.CLAIM, loan.id, paid_at=waiting.created_at.isoformat(), amount_fen=waiting.amount_fen)
    await teller.play(f"customers/{loan.customer_id}/script", card_behaviour="card_closed")
    await teller.advance(days=2)
    assert (await teller.ask(ops.PAYMENT, waiting.id)).state is PaymentState.POSTED


async def test_a_refund_needs_its_proof_and_its_card(teller: Teller) -> None:
    loan, payments = doubled(teller)
    single = [payments[0].id]
    assert await teller.refused(ops.REFUND, loan.id, payment_ids=single, card_id=payments[0].card_id) == "NotProven"
    ids = [one.id for one in payments]
    assert await teller.refused(ops.REFUND, loan.id, payment_ids=ids, card_id="K999999") == "CardNotUsable"
    other = teller.running()
    assert await teller.refused(ops.REFUND, other.id, payment_ids=ids, card_id=payments[0].card_id) == "NotProven"


async def test_a_large_refund_is_for_a_person(teller: Teller) -> None:
    loan, payments = doubled(teller)
    with teller.lender.store.transaction():
        for one in payments:
            left = 600_000 if one is payments[1] else 0
            teller.lender.change(one, amount_fen=600_000, left_over_fen=left)
    made = await teller.ask(ops.REFUND, loan.id, payment_ids=[one.id for one in payments], card_id=payments[1].card_id)
    await teller.advance(days=1)
    assert (await teller.ask(ops.REFUND_READ, made.id)).state == "review"


async def test_a_deduction_can_wait_a_week_once(teller: Teller) -> None:
    loan = teller.running(quiet_days=0)
    line = book.running_line(loan, teller.lender.today)
    assert line is not None
    await teller.advance(days=(line.due_on - teller.lender.today).days - 1)
    until = line.due_on + timedelta(days=2)
    too_late = (teller.lender.today + timedelta(days=8)).isoformat()
    assert await teller.refused(ops.HOLD_DEDUCTION, loan.id, until=too_late) == "DateOutsideWindow"
    hold = await teller.ask(ops.HOLD_DEDUCTION, loan.id, until=until.isoformat())
    assert hold in (await teller.ask(ops.HOLDS, loan.customer_id)).items
    assert await teller.refused(ops.HOLD_DEDUCTION, loan.id, until=until.isoformat()) == "HeldThisPeriod"
    await teller.advance(days=2, hours=12)
    assert (await teller.ask(ops.LOAN, loan.id)).state is LoanState.GRACE
    await teller.advance(days=2)
    assert (await teller.ask(ops.LOAN, loan.id)).days_past_due == 0


async def test_todays_deduction_is_with_the_bank_from_six_on(teller: Teller) -> None:
    loan = teller.running()
    await teller.advance(hours=6)
    today = teller.lender.today.isoformat()
    assert await teller.refused(ops.HOLD_DEDUCTION, loan.id, until=today) == "AfterCutOff"


async def test_a_hold_is_released_by_asking_unless_it_protects(teller: Teller) -> None:
    customer = teller.running().customer_id
    until = (teller.lender.now + timedelta(days=3)).isoformat()
    hold = await teller.ask(ops.HOLD_DUNNING, customer, until=until, reason="stop calling")
    released = await teller.ask(ops.RELEASE_HOLD, hold.id)
    assert released.released_at == teller.lender.now
    assert await teller.refused(ops.RELEASE_HOLD, hold.id) == "HoldNotReleasable"
    away = (teller.lender.now + timedelta(days=91)).isoformat()
    assert await teller.refused(ops.HOLD_DUNNING, customer, until=away, reason="x") == "DateOutsideWindow"


async def test_a_card_of_ones_own_becomes_the_default(teller: Teller) -> None:
    customer = teller.customer(teller.running())
    number = people.card_number(777_777)
    order = {
        "number": number, "bank": people.BANKS[0], "holder_name": customer.name, "id_number": customer.id_number,
        "reserved_phone": customer.phone,
    }  # fmt: skip
    card = await teller.ask(ops.BIND_CARD, customer.id, **order)
    assert card == await teller.ask(ops.CARD, card.id)
    assert [one.id for one in (await teller.ask(ops.CARDS, customer.id)).items if one.is_default] == [card.id]
    assert number not in card.model_dump_json()
    refusals = {
        "CardBound": {},
        "BankNotServed": {"bank": "某某银行"},
        "CardNotValid": {"number": number[:-1] + str((int(number[-1]) + 1) % 10)},
        "NotSameName": {"number": people.card_number(777_778), "holder_name": "测试他人"},
        "ElementsDiffer": {"number": people.card_number(777_778), "reserved_phone": "15499999999"},
    }
    for code, other in refusals.items():
        assert await teller.refused(ops.BIND_CARD, customer.id, **{**order, **other}) == code
    for index in (778, 779):
        await teller.ask(ops.BIND_CARD, customer.id, **{**order, "number": people.card_number(index)})
    more = {**order, "number": people.card_number(780)}
    assert await teller.refused(ops.BIND_CARD, customer.id, **more) == "TooManyToday"


async def test_the_last_card_stays_while_something_is_owed(teller: Teller) -> None:
    loan = teller.running()
    cards = (await teller.ask(ops.CARDS, loan.customer_id)).items
    for card in cards[:-1]:
        assert (await teller.ask(ops.UNBIND_CARD, card.id)).state == "unbound"
    assert await teller.refused(ops.UNBIND_CARD, cards[-1].id) == "LastCard"
    assert (await teller.ask(ops.CARD, cards[-1].id)).is_default
    assert (await teller.ask(ops.MAKE_DEFAULT, cards[-1].id)).is_default


async def test_cards_stay_while_a_deduction_is_on_its_way(teller: Teller) -> None:
    loan = teller.loan(lambda one: book.in_flight(teller.lender, one.id))
    card = (await teller.ask(ops.CARDS, loan.customer_id)).items[0]
    assert await teller.refused(ops.UNBIND_CARD, card.id) == "PaymentInFlight"


async def test_an_invoice_is_for_interest_received_in_ones_own_name(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.CURRENT and len(one.ledger) > 2)
    entry = loan.ledger[-1]
    period = f"{entry.on:%Y-%m}"
    order = {"period": period, "title": teller.customer(loan).name, "email": "ceshi@example.invalid"}
    made = await teller.ask(ops.REQUEST_INVOICE, loan.id, **order)
    received = sum(one.interest_fen for one in loan.ledger if f"{one.on:%Y-%m}" == period)
    assert made.amount_fen == received
    assert made == await teller.ask(ops.INVOICE, made.id)
    assert await teller.refused(ops.REQUEST_INVOICE, loan.id, **order) == "AlreadyRequested"
    assert await teller.refused(ops.REQUEST_INVOICE, loan.id, **{**order, "title": "测试他人"}) == "NotOwnName"
    assert await teller.refused(ops.REQUEST_INVOICE, loan.id, **{**order, "period": "2001-01"}) == "NothingReceived"


async def test_banks_tell_their_faults(teller: Teller) -> None:
    every = (await teller.ask(ops.BANK_FAULTS)).items
    assert len(every) == 12
    bank = every[0].bank
    assert {one.bank for one in (await teller.ask(ops.BANK_FAULTS, bank=bank)).items} == {bank}
