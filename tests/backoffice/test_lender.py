"""The lender as a whole: what it begins with, and how its time passes."""

import contextlib
import shutil
import sqlite3
from collections import Counter as Count
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import DISBURSED, REPAYING, LedgerKind, LoanState
from qiao.backoffice.contract.payments import BankFault, Payment, PaymentState
from qiao.backoffice.contract.service import Incident, Ticket, TicketKind
from qiao.backoffice.sandbox import book, people
from qiao.backoffice.sandbox.app import open_lender
from qiao.backoffice.sandbox.lender import NIGHTLY_AT, ClockGoesForward, Lender
from qiao.backoffice.sandbox.records import CardRecord, CustomerRecord, LoanRecord
from qiao.backoffice.sandbox.store import Store
from qiao.foundation.clock import ManualClock
from qiao.language.number_checks import is_card, is_identity_card, is_mobile
from tests.backoffice.conftest import NOON, Teller


def assert_books_balance(lender: Lender) -> None:
    """What was lent is paid back or still owed; nothing is owed negatively; states follow from schedules.

    Between midnight and the night's work they are still those of the day before.
    """
    worked_until = (lender.now - timedelta(hours=NIGHTLY_AT.hour, minutes=NIGHTLY_AT.minute)).date()
    for loan in lender.store.all(LoanRecord):
        if loan.state not in DISBURSED:
            assert loan.schedules == ()
            continue
        paid = sum(one.principal_fen for one in loan.ledger if one.kind is LedgerKind.PAYMENT)
        left = book.outstanding(loan, lender.today)
        assert paid + left == loan.principal_fen, loan.id
        assert left >= 0
        for one in book.owed(loan, lender.today):
            assert min(one.penalty_fen, one.interest_fen, one.principal_fen) >= 0, loan.id
        for entry in loan.ledger:
            if entry.kind is not LedgerKind.DISBURSEMENT:
                parts = entry.principal_fen + entry.interest_fen + entry.penalty_fen
                assert parts + entry.fee_fen + entry.left_over_fen == entry.amount_fen, loan.id
        if loan.state in REPAYING:
            assert book.state_on(lender, loan, worked_until) is loan.state, loan.id


def posted_money(lender: Lender) -> int:
    return sum(one.amount_fen for one in lender.store.all(Payment) if one.state is PaymentState.POSTED)


async def test_it_begins_with_what_tests_rest_on(teller: Teller) -> None:
    store = teller.lender.store
    loans = list(store.all(LoanRecord))
    assert (len(list(store.all(CustomerRecord))), len(loans)) == (500, 900)
    assert set(Count(one.state for one in loans)) == set(LoanState)
    in_flight = [one for one in store.all(Payment) if one.state is PaymentState.PROCESSING]
    complaints = [one for one in store.all(Ticket) if (one.kind, one.state) == (TicketKind.COMPLAINT, "open")]
    assert (len(in_flight), len(store.all(BankFault)), len(complaints), len(store.all(Incident))) == (40, 12, 30, 2)
    assert_books_balance(teller.lender)


async def test_everybody_is_visibly_invented(teller: Teller) -> None:
    customers = teller.lender.store.all(CustomerRecord)
    assert len({one.name for one in customers}) == len({one.phone for one in customers}) == 500
    for one in customers:
        assert one.name.startswith("测试")
        assert one.phone.startswith("154")
        assert is_mobile(one.phone)
        assert one.id_number.startswith("110999")
        assert is_identity_card(one.id_number.lower())
        assert one.email is None or one.email.endswith(".invalid")
    for card in teller.lender.store.all(CardRecord):
        assert card.number.startswith("620099")
        assert is_card(card.number)


def test_the_same_seed_gives_the_same_lender(filled: Path, tmp_path: Path) -> None:
    shutil.copy(filled, tmp_path / "copy.db")
    kept = Store(tmp_path / "copy.db")
    again = open_lender(None, ManualClock(NOON))
    other = open_lender(None, ManualClock(NOON), seed=21)
    assert again.store.dump() == kept.dump()
    assert other.store.dump()["records"] != kept.dump()["records"]
    kept.close()


async def test_at_once_is_the_same_as_day_by_day(filled: Path, tmp_path: Path) -> None:
    """Six days in one step, in six, and in hours: every record, event and plan is the same."""
    steps = {"once": [6 * 24], "days": [24] * 6, "uneven": [1, 47, 5, 19, 72]}
    dumps: dict[str, object] = {}
    for name, hours in steps.items():
        shutil.copy(filled, tmp_path / f"{name}.db")
        lender = open_lender(tmp_path / f"{name}.db", ManualClock(NOON))
        for step in hours:
            with lender.store.transaction():
                lender.advance(lender.now + timedelta(hours=step))
        assert_books_balance(lender)
        dumps[name] = lender.store.dump()
        lender.store.close()
    assert dumps["days"] == dumps["once"]
    assert dumps["uneven"] == dumps["once"]


async def test_weeks_pass_and_the_books_balance(teller: Teller) -> None:
    before, money = teller.last_event(), posted_money(teller.lender)
    await teller.advance(days=16)
    assert_books_balance(teller.lender)
    assert posted_money(teller.lender) > money
    kinds = set()
    while page := teller.lender.store.events(before, 1000):
        kinds |= {one.type for one in page}
        before = page[-1].number
    assert {"loan.state_changed", "payment.created", "payment.posted", "payment.failed", "payment.received"} <= kinds


async def test_a_loan_is_never_overdue_while_money_is_on_its_way(teller: Teller) -> None:
    loan = teller.loan(
        lambda one: one.state is LoanState.DUE_TODAY and any(
            fault.kind == "posting_delayed" and one.id in fault.loan_ids for fault in teller.lender.store.all(BankFault)
        )
    )  # fmt: skip
    with teller.lender.store.transaction():
        fault = next(one for one in teller.lender.store.all(BankFault) if loan.id in one.loan_ids)
        teller.lender.change(fault, ends_at=teller.lender.now + timedelta(days=9))
    await teller.advance(days=7)
    shown = await teller.ask(ops.LOAN, loan.id)
    assert shown.days_past_due == 7
    assert shown.state is LoanState.GRACE
    payments = await teller.ask(ops.PAYMENTS, loan.id, state="received")
    # When the bank has caught up, the day the money came counts: nothing was late, nothing cost more.
    await teller.advance(days=3)
    assert (await teller.ask(ops.PAYMENT, payments.items[0].id)).state is PaymentState.POSTED
    assert all(entry.penalty_fen == 0 for entry in (await teller.ask(ops.LEDGER, loan.id)).items)


async def test_a_bill_is_deducted_on_its_day(teller: Teller) -> None:
    loan = teller.running()
    due = await teller.ask(ops.LOAN, loan.id)
    await teller.play("clock", due_of=loan.id)
    assert [one.state for one in (await teller.ask(ops.PAYMENTS, loan.id, state="processing")).items] == ["processing"]
    await teller.advance(hours=1)
    after = await teller.ask(ops.LOAN, loan.id)
    assert after.next_due_on is not None
    assert due.next_due_on is not None
    assert after.next_due_on > due.next_due_on
    assert after.state is LoanState.CURRENT
    entry = (await teller.ask(ops.LEDGER, loan.id)).items[-1]
    assert (entry.on, entry.amount_fen) == (due.next_due_on, due.next_due_fen)


async def test_a_contract_that_was_signed_is_paid_out(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.CONTRACT_SIGNED)
    await teller.advance(days=2)
    shown = await teller.ask(ops.LOAN, loan.id)
    assert shown.outstanding_principal_fen == loan.principal_fen
    assert (await teller.ask(ops.DISBURSEMENT, loan.id)).bank_receipt_at is not None


async def test_daily_accrual_adds_up_to_the_bill(teller: Teller) -> None:
    loan = teller.running(product="XQ-DAY", quiet_days=3)
    line = book.running_line(loan, teller.lender.today)
    assert line is not None
    await teller.advance(days=(line.due_on - teller.lender.today).days)
    days = await teller.ask(
        ops.ACCRUALS, loan.id, since=(line.since + timedelta(days=1)).isoformat(), until=line.due_on.isoformat()
    )
    assert sum(one.interest_fen for one in days.items) == line.interest_fen
    assert len(days.items) == (line.due_on - line.since).days


def test_the_clock_goes_forward_only() -> None:
    lender = open_lender(None, ManualClock(NOON))
    with pytest.raises(ClockGoesForward), lender.store.transaction():
        lender.advance(lender.now - timedelta(seconds=1))
    with pytest.raises(ClockGoesForward), lender.store.transaction():
        lender.advance(lender.now + timedelta(days=4000))


def test_time_that_passes_by_itself_counts_too() -> None:
    clock = ManualClock(NOON)
    lender = open_lender(None, clock)
    clock.advance(timedelta(days=3))
    with lender.store.transaction():
        lender.catch_up()
    assert lender.today == datetime(2026, 11, 26).date()  # noqa: DTZ001  (a day, not a moment)
    assert_books_balance(lender)


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    lender = open_lender(tmp_path / "lender.db", ManualClock(NOON))
    before = lender.store.dump()
    customer = lender.store.all(CustomerRecord)[50]
    with pytest.raises(RuntimeError), lender.store.transaction():  # noqa: PT012  (all of it is undone)
        lender.change(customer, name="测试改名")
        lender.keep(customer.model_copy(update={"id": "C999999"}))
        lender.tell("customer.corrected")
        raise RuntimeError
    assert lender.store.dump() == before
    assert lender.store.all(CustomerRecord)[50] == customer
    assert lender.store.find(CustomerRecord, "C999999") is None


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "lender.db")) as file:
        file.execute("PRAGMA user_version = 99")
    with pytest.raises(OSError, match="another version"):
        Store(tmp_path / "lender.db")


def test_names_are_of_one_shape() -> None:
    assert all(len(people.name(index)) == 4 for index in range(500))
