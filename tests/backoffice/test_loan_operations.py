"""Quotes, settlement, prepayment, due day, cancellation, applications, limits: done, refused, and read back."""

from datetime import timedelta

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState, SettledHow
from qiao.backoffice.sandbox import book, interest
from tests.backoffice.conftest import Teller
from tests.backoffice.test_lender import assert_books_balance


async def test_a_loan_is_settled_early_by_its_quote(teller: Teller) -> None:
    loan = teller.running()
    card = teller.card(loan.customer_id)
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=teller.lender.today.isoformat())
    assert quote == await teller.ask(ops.QUOTE_READ, quote.id)
    assert quote.total_fen == quote.principal_fen + quote.interest_fen + quote.penalty_fen + quote.fee_fen
    assert quote.valid_until.hour == 0
    assert quote.saved_interest_fen > 0
    order = await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card.id)
    assert order.state == "processing"
    assert await teller.refused(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card.id) == "SettlementStanding"
    await teller.settle_payments()
    assert (await teller.ask(ops.SETTLEMENT, order.id)).state == "settled"
    shown = await teller.ask(ops.LOAN, loan.id)
    assert (shown.state, shown.settled_how) == (LoanState.SETTLED, SettledHow.EARLY)
    assert (shown.outstanding_principal_fen, shown.due_now_fen) == (0, 0)
    entry = (await teller.ask(ops.LEDGER, loan.id)).items[-1]
    assert (entry.amount_fen, entry.principal_fen) == (quote.total_fen, quote.principal_fen)
    assert "loan.settled" in await teller.events()
    assert_books_balance(teller.lender)


async def test_a_settlement_can_wait_for_its_day(teller: Teller) -> None:
    loan = teller.running(quiet_days=3)
    on = teller.lender.today + timedelta(days=7)
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=on.isoformat())
    order = await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=teller.card(loan.customer_id).id)
    assert order.state == "scheduled"
    await teller.advance(days=8)
    assert (await teller.ask(ops.SETTLEMENT, order.id)).state == "settled"
    shown = await teller.ask(ops.LOAN, loan.id)
    assert shown.settled_on == on
    assert_books_balance(teller.lender)


async def test_a_quote_ends_with_its_day_and_reaches_a_week(teller: Teller) -> None:
    loan = teller.running()
    today = teller.lender.today
    for day in (today - timedelta(days=1), today + timedelta(days=8)):
        assert await teller.refused(ops.QUOTE, loan.id, settle_on=day.isoformat()) == "DateOutsideWindow"
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=(today + timedelta(days=2)).isoformat())
    await teller.advance(days=1)
    card = teller.card(loan.customer_id)
    assert await teller.refused(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card.id) == "QuoteOver"
    settled = teller.loan(lambda one: one.state is LoanState.SETTLED)
    assert await teller.refused(ops.QUOTE, settled.id, settle_on=today.isoformat()) == "LoanNotRepaying"


async def test_a_settlement_whose_card_is_empty_fails_and_leaves_the_loan(teller: Teller) -> None:
    loan = teller.late()
    card = teller.card(loan.customer_id, pays=False)
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=teller.lender.today.isoformat())
    assert quote.penalty_fen > 0
    order = await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card.id)
    await teller.settle_payments()
    failed = await teller.ask(ops.SETTLEMENT, order.id)
    assert (failed.state, failed.failure_code) == ("failed", "insufficient_funds")
    assert (await teller.ask(ops.LOAN, loan.id)).state is LoanState.OVERDUE_1_30


async def test_a_penalty_waived_on_the_way_is_left_over(teller: Teller) -> None:
    loan = teller.late()
    card = teller.card(loan.customer_id)
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=teller.lender.today.isoformat())
    order = await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card.id)
    waiver = await teller.ask(ops.WAIVE, loan.id, reason="银行故障")
    if waiver.case_id is not None:
        await teller.play(f"cases/{waiver.case_id}/decision", approved=True)
    await teller.settle_payments()
    assert (await teller.ask(ops.SETTLEMENT, order.id)).state == "settled"
    payment = await teller.ask(ops.PAYMENT, order.payment_id or "")
    assert (payment.amount_fen, payment.left_over_fen) == (quote.total_fen, quote.penalty_fen)
    assert_books_balance(teller.lender)
    refund = await teller.ask(ops.REFUND, loan.id, payment_ids=[payment.id], card_id=card.id)
    assert refund.amount_fen == quote.penalty_fen > 0


async def test_a_prepayment_keeps_the_term_or_shortens_it(teller: Teller) -> None:
    loan = teller.running(most_bills=5)
    card = teller.card(loan.customer_id)
    amount = book.outstanding(loan, teller.lender.today) // 2
    keep = await teller.ask(ops.PREPAYMENT_PREVIEW, loan.id, amount_fen=amount, mode="keep_term")
    short = await teller.ask(ops.PREPAYMENT_PREVIEW, loan.id, amount_fen=amount, mode="shorten")
    before = await teller.ask(ops.SCHEDULE, loan.id)
    assert keep.last_due_on == before.lines[-1].due_on > short.last_due_on
    assert keep.next_due_fen < before.lines[-2].principal_fen + before.lines[-2].interest_fen
    assert short.total_cost_after_fen < keep.total_cost_after_fen < keep.total_cost_before_fen
    made = await teller.ask(ops.PREPAY, loan.id, amount_fen=amount, mode="shorten", card_id=card.id)
    assert await teller.refused(ops.PREPAY, loan.id, amount_fen=amount, mode="shorten", card_id=card.id) == (
        "PaymentInFlight"
    )
    await teller.settle_payments()
    done = await teller.ask(ops.PREPAYMENT, made.id)
    assert (done.state, done.schedule_version) == ("done", 2)
    after = await teller.ask(ops.SCHEDULE, loan.id)
    assert [line.due_on for line in after.lines] == [line.due_on for line in short.lines]
    assert [line.principal_fen for line in after.lines] == [line.principal_fen for line in short.lines]
    assert (await teller.ask(ops.SCHEDULE, loan.id, version=1)).lines[0].due_on == before.lines[0].due_on
    assert_books_balance(teller.lender)
    await teller.advance(days=160)
    assert (await teller.ask(ops.LOAN, loan.id)).state is LoanState.SETTLED
    assert_books_balance(teller.lender)


async def test_what_a_prepayment_refuses(teller: Teller) -> None:
    loan = teller.running()
    card = teller.card(loan.customer_id).id
    left = book.outstanding(loan, teller.lender.today)
    ask = {"mode": "keep_term", "card_id": card}
    assert await teller.refused(ops.PREPAY, loan.id, amount_fen=9_999, **ask) == "AmountTooSmall"
    assert await teller.refused(ops.PREPAY, loan.id, amount_fen=left * 2, **ask) == "AmountTooLarge"
    assert await teller.refused(ops.PREPAY, loan.id, amount_fen=20_000, mode="shorten", card_id="K999999") == (
        "CardNotUsable"
    )
    late = teller.late()
    assert await teller.refused(ops.PREPAY, late.id, amount_fen=20_000, **ask) in {
        "LoanOverdue",
        "PrepaymentNotAllowed",
    }
    single = teller.running(product="XQ-IO", quiet_days=0)
    assert await teller.refused(
        ops.PREPAY, single.id, amount_fen=20_000, mode="shorten", card_id=teller.card(single.customer_id).id
    ) == "PrepaymentNotAllowed"  # fmt: skip


async def test_the_due_day_changes_once_in_six_months(teller: Teller) -> None:
    loan = teller.running()
    new_day = (loan.due_day or 0) % 28 + 1
    preview = await teller.ask(ops.DUE_DAY_PREVIEW, loan.id, new_day=new_day)
    made = await teller.ask(ops.CHANGE_DUE_DAY, loan.id, new_day=new_day)
    assert made == await teller.ask(ops.DUE_DAY_CHANGE, made.id)
    assert made.next_due_on == preview.next_due_on
    assert made.next_due_on.day == new_day
    assert (made.next_due_on - teller.lender.today).days > 3
    shown = await teller.ask(ops.LOAN, loan.id)
    assert (shown.due_day, shown.schedule_version) == (new_day, 2)
    assert_books_balance(teller.lender)
    again = (new_day + 3) % 28 + 1
    assert await teller.refused(ops.CHANGE_DUE_DAY, loan.id, new_day=again) == "ChangedRecently"
    assert await teller.refused(ops.CHANGE_DUE_DAY, loan.id, new_day=new_day) == "DueDayUnchanged"
    assert await teller.refused(ops.CHANGE_DUE_DAY, loan.id, new_day=29) == "Malformed"
    soon = teller.loan(lambda one: one.state is LoanState.DUE_SOON and one.product_code == "XQ-EI")
    assert await teller.refused(ops.CHANGE_DUE_DAY, soon.id, new_day=(soon.due_day or 0) % 28 + 1) == "DueTooSoon"


async def test_a_new_loan_can_be_given_back(teller: Teller) -> None:
    loan = teller.loan(
        lambda one: one.state is LoanState.DISBURSED
        and teller.card(one.customer_id).is_default
    )  # fmt: skip
    await teller.advance(days=1)
    made = await teller.ask(ops.CANCEL_LOAN, loan.id, card_id=teller.card(loan.customer_id).id)
    used = interest.interest(
        loan.principal_fen, loan.terms.annual_rate, loan.terms.day_count, teller.lender.today - timedelta(days=1),
        teller.lender.today,
    )  # fmt: skip
    assert made.total_fen == loan.principal_fen + used
    await teller.settle_payments()
    assert (await teller.ask(ops.LOAN_CANCELLATION, made.id)).state == "done"
    shown = await teller.ask(ops.LOAN, loan.id)
    assert shown.settled_how is SettledHow.CANCELLED
    old = teller.running()
    card = teller.card(old.customer_id).id
    assert await teller.refused(ops.CANCEL_LOAN, old.id, card_id=card) == "CoolingOver"


async def test_a_trial_needs_no_customer(teller: Teller) -> None:
    product = (await teller.ask(ops.PRODUCTS)).items[0]
    trial = await teller.ask(ops.TRIAL, product.code, amount_fen=1_000_000, months=12, start_on="2026-01-15")
    assert trial.first_payment_fen == 91_680
    assert sum(line.principal_fen for line in trial.lines) == 1_000_000
    assert await teller.refused(ops.TRIAL, "XX", amount_fen=1_000_000, months=12) == "NotFound"


async def test_an_application_is_followed_moved_supplemented_and_cancelled(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.MANUAL_REVIEW)
    found = (await teller.ask(ops.APPLICATIONS, loan.customer_id)).items
    one = next(each for each in found if each.loan_id == loan.id)
    assert one.expected_by is not None
    start = teller.lender.now + timedelta(hours=3)
    window = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    for times in (1, 2, 3):
        moved = await teller.ask(ops.MOVE_REVIEW_CALL, one.id, **window)
        assert moved.reschedules == times
    assert await teller.refused(ops.MOVE_REVIEW_CALL, one.id, **window) == "TooManyReschedules"
    added = await teller.ask(ops.SUPPLEMENT, one.id, kind="bank_statement", file_name="流水.pdf", sha256="a" * 64)
    assert added.missing_documents == ()
    assert added.supplements == ("bank_statement",)
    gone = await teller.ask(ops.CANCEL_APPLICATION, one.id)
    assert gone.state is LoanState.CANCELLED
    assert gone == await teller.ask(ops.APPLICATION, one.id)
    assert (await teller.ask(ops.LOAN, loan.id)).state is LoanState.CANCELLED
    assert await teller.refused(ops.SUPPLEMENT, one.id, kind="x", file_name="x", sha256="a" * 64) == (
        "ApplicationNotOpen"
    )


async def test_people_decide_an_application(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.RISK_REVIEW)
    one = next(each for each in (await teller.ask(ops.APPLICATIONS, loan.customer_id)).items if each.loan_id == loan.id)
    await teller.play(f"applications/{one.id}/decision", approved=False)
    after = await teller.ask(ops.APPLICATION, one.id)
    assert (after.state, after.result_text) == (LoanState.REJECTED, "综合评估未通过")
    assert after.reapply_from == teller.lender.today + timedelta(days=30)


async def test_a_limit_is_lowered_at_once_and_raised_by_people(teller: Teller) -> None:
    loan = teller.running()
    with teller.lender.store.transaction():
        teller.lender.change(teller.customer(loan), limit_fen=20_000_000, limit_state="active")
    limit = await teller.ask(ops.LIMIT, loan.customer_id)
    assert limit.available_fen == limit.limit_fen - limit.used_fen
    assert await teller.refused(ops.CHANGE_LIMIT, loan.customer_id, limit_fen=limit.used_fen - 1) == "LimitBelowUse"
    lower = await teller.ask(ops.CHANGE_LIMIT, loan.customer_id, limit_fen=limit.used_fen)
    assert lower.state == "done"
    assert (await teller.ask(ops.LIMIT, loan.customer_id)).available_fen == 0
    higher = await teller.ask(ops.CHANGE_LIMIT, loan.customer_id, limit_fen=30_000_000)
    assert higher.state == "registered"
    assert (await teller.ask(ops.LIMIT, loan.customer_id)).limit_fen == limit.used_fen
    assert higher == await teller.ask(ops.LIMIT_CHANGE, higher.id)


async def test_a_disbursement_tells_where_the_money_is(teller: Teller) -> None:
    failed = teller.loan(lambda one: one.state is LoanState.DISBURSE_FAILED)
    shown = await teller.ask(ops.DISBURSEMENT, failed.id)
    assert (shown.failure_code, shown.bank_receipt_at) == ("card_closed", None)
    assert shown.trace_no
    paid = teller.running()
    assert (await teller.ask(ops.DISBURSEMENT, paid.id)).bank_receipt_at is not None


async def test_nobody_is_not_found(teller: Teller) -> None:
    assert await teller.refused(ops.LOAN, "L999999") == "NotFound"
    assert await teller.refused(ops.LOANS, "C999999") == "NotFound"
    assert await teller.refused(ops.SCHEDULE, teller.running().id, version=9) == "NotFound"
