"""Stages follow from the events and the date, whichever way one comes to them."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.customers.lifecycle import CUSTOMER, Move, State, Told, day_of
from qiao.customers.lifecycle.settling import same
from qiao.foundation.business_calendar import SHANGHAI
from tests.customers.lifecycle.stories import BORROWED, DAY, book, lives, loan_stage, on, stage, told


@given(lives(), st.randoms(use_true_random=False), st.integers(0, 200))
def test_order_and_repetition_of_telling_make_no_difference(events: list[Told], random: Random, days: int) -> None:
    shuffled = [*events, *events[: len(events) // 2]]
    random.shuffle(shuffled)
    day = DAY + timedelta(days=days)
    assert book().machines.fold(shuffled, day) == book().machines.fold(events, day)


@given(lives(), st.lists(st.integers(0, 200), max_size=6))
def test_event_by_event_and_day_by_day_is_the_same_as_all_at_once(events: list[Told], looks: list[int]) -> None:
    """Whoever looks in between, however often, changes nothing: a state is stepped, or folded anew where it must be."""
    machines = book().machines
    state: State | None = None
    moves: list[Move] = []
    ordered = sorted(events, key=lambda one: one.order)
    days = sorted(DAY + timedelta(days=look) for look in looks)
    for one in ordered:
        while state is not None and days and days[0] <= (one.at - timedelta(days=1)).date():
            state, made = machines.pass_to(state, days.pop(0))
            moves += made
        assert state is None or state.can_take(one)
        state, made = machines.step(state, one)
        moves += made
    assert state is not None
    last = DAY + timedelta(days=250)
    for day in (*days, last):
        state, made = machines.pass_to(state, day)
        moves += made
    whole, whole_moves = machines.fold(events, last)
    assert whole is not None
    assert (same(state, whole), moves) == (True, whole_moves)


@given(lives(), st.integers(0, 200))
@settings(max_examples=50)
def test_days_that_are_leapt_over_change_what_looking_every_day_would_change(events: list[Told], days: int) -> None:
    machines = book().machines
    state, _ = machines.fold(events, DAY + timedelta(days=days))
    assert state is not None
    for ahead in range(100):
        day = max(state.day, DAY + timedelta(days=days + ahead))
        state, _ = machines.pass_to(state, day)
        groups = {machines.loan.stages[one.stage].group for one in state.loans.values()}
        for one in state.loans.values():
            assert one.stage == machines.loan.stage(one.marks, frozenset(), day)
        assert state.own.stage == machines.customer.stage(state.own.marks, frozenset(groups), day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (3, "disbursed"),
        (4, "current"),
        (29, "current"),
        (30, "due_soon"),
        (32, "due_soon"),
        (33, "due_today"),
        (34, "grace"),
        (36, "grace"),
        (37, "overdue_1_30"),
        (63, "overdue_1_30"),
        (64, "overdue_31_60"),
        (94, "overdue_61_90"),
        (124, "overdue_90_plus"),
    ],
)
def test_a_loan_grows_old_by_the_days_alone(day: int, expected: str) -> None:
    assert loan_stage(BORROWED, day) == expected


def test_the_customer_is_overdue_when_a_loan_is_and_cured_when_it_is_paid() -> None:
    assert (stage(BORROWED, 36), stage(BORROWED, 37)) == ("repaying", "overdue")
    paid = (*BORROWED, told(40, "payment.posted", "LN-1", due_on=on(63)))
    assert (stage(paid, 39), stage(paid, 40)) == ("overdue", "repaying")


def test_nobody_falls_overdue_while_money_is_on_its_way() -> None:
    sent = (*BORROWED, told(33, "deduction.submitted", "LN-1", hour=22))
    assert (loan_stage(sent, 45), stage(sent, 45)) == ("due_today", "repaying")
    came_back = (*sent, told(45, "deduction.failed", "LN-1"))
    assert (loan_stage(came_back, 45), stage(came_back, 45)) == ("overdue_1_30", "overdue")


def test_who_was_overdue_before_stays_so_while_a_deduction_is_under_way() -> None:
    sent = (*BORROWED, told(50, "deduction.submitted", "LN-1"))
    assert (loan_stage(sent, 50), loan_stage(sent, 90)) == ("overdue_1_30", "overdue_1_30")


def test_a_deduction_that_failed_shows_on_the_due_day_and_no_longer() -> None:
    failed = (*BORROWED, told(33, "deduction.submitted", "LN-1"), told(33, "deduction.failed", "LN-1", hour=12))
    assert (loan_stage(failed, 33), loan_stage(failed, 34)) == ("deduct_failed", "grace")


def test_relief_ends_with_its_last_day() -> None:
    granted = (*BORROWED, told(40, "loan.relief_granted", "LN-1", until_on=on(60), due_on=on(63)))
    assert [stage(granted, day) for day in (39, 40, 60, 61)] == [
        "overdue",
        "in_relief_or_recovery",
        "in_relief_or_recovery",
        "repaying",
    ]


def test_a_verification_is_abandoned_after_seven_days() -> None:
    begun = (told(0, "account.registered"), told(1, "kyc.started"))
    assert [stage(begun, day) for day in (0, 1, 7, 8)] == ["registered", "verifying", "verifying", "registered"]


@pytest.mark.parametrize(("again_on", "is_allowed"), [(31, False), (32, True)])
def test_who_was_refused_may_apply_again_after_the_cool_off(again_on: int, is_allowed: bool) -> None:  # noqa: FBT001
    events = (*BORROWED[:4], told(2, "credit.rejected"), told(again_on, "credit.submitted"))
    _, moves = book().machines.fold(events, DAY + timedelta(days=40))
    assert (moves[-1].before, moves[-1].after, moves[-1].is_allowed) == (
        "credit_rejected",
        "applying_credit",
        is_allowed,
    )


def test_who_stays_away_for_ninety_days_without_owing_anything_is_dormant_until_she_comes_back() -> None:
    granted = BORROWED[:5]
    assert (stage(granted, 91), stage(granted, 92)) == ("credit_granted", "dormant")
    assert stage((*granted, told(100, "session.started")), 100) == "credit_granted"
    settled = (*BORROWED, told(20, "loan.settled", "LN-1", how="early"))
    assert (stage(settled, 20), stage(settled, 109), stage(settled, 110)) == ("settled", "settled", "dormant")
    assert stage(BORROWED, 300) == "overdue"


def test_the_worst_of_her_loans_says_where_a_customer_stands() -> None:
    two = (*BORROWED, told(4, "draw.submitted", "LN-2"))
    assert stage(two, 4) == "repaying"
    settled = (*two, told(5, "loan.settled", "LN-1", how="early"))
    assert stage(settled, 5) == "drawing"
    assert stage((*settled, told(6, "draw.rejected", "LN-2")), 6) == "settled"


def test_a_step_that_is_not_allowed_is_named_with_its_event_and_followed_all_the_same() -> None:
    rejected = (*BORROWED[:6], told(4, "draw.rejected", "LN-1"))
    odd = told(5, "loan.disbursed", "LN-1", due_on=on(35))
    _, moves = book().machines.fold([*rejected, odd], DAY + timedelta(days=6))
    wrong = [move for move in moves if not move.is_allowed]
    assert [(one.loan, one.before, one.after, one.event_id) for one in wrong] == [
        ("LN-1", "rejected", "disbursed", odd.event_id)
    ]
    assert loan_stage([*rejected, odd], 6) == "current"


def test_what_a_late_event_explains_is_no_wrong_step_any_more() -> None:
    without = [one for one in BORROWED if one.type != "loan.disbursing"]
    _, moves = book().machines.fold(without, DAY + timedelta(days=6))
    assert [one.after for one in moves if not one.is_allowed] == ["disbursed"]
    _, moves = book().machines.fold(BORROWED, DAY + timedelta(days=6))
    assert all(one.is_allowed for one in moves)


def test_an_account_that_is_closed_with_a_loan_running_is_a_wrong_step_of_the_customer() -> None:
    events = (*BORROWED, told(20, "account.closed"))
    _, moves = book().machines.fold(events, DAY + timedelta(days=21))
    assert [(one.loan, one.before, one.after) for one in moves if not one.is_allowed] == [
        (CUSTOMER, "repaying", "closed")
    ]
    assert stage(events, 21) == "closed"


@pytest.mark.parametrize(("minute", "day"), [(4, 9), (5, 10)])
def test_the_day_begins_at_five_past_midnight_in_beijing(minute: int, day: int) -> None:
    moment = datetime(2026, 3, 10, 0, minute, tzinfo=SHANGHAI)
    assert day_of(moment) == date(2026, 3, day)
