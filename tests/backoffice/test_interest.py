"""The interest engine against a reference written apart, and rules that hold for every loan."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations import interest as comparison
from qiao.backoffice.sandbox import interest
from qiao.backoffice.sandbox.interest import Allocation, DayCount, Method, Terms

START = date(2026, 1, 15)


def terms(**other: object) -> Terms:
    usual: dict[str, object] = {
        "method": Method.EQUAL_INSTALMENT,
        "day_count": DayCount.THIRTY_360,
        "annual_rate": 180_000,
        "penalty_rate": 240_000,
        "grace_days": 3,
        "early_fee_rate": 0,
    }
    return Terms(**{**usual, **other})  # pyright: ignore[reportArgumentType]  (a table of cases)


def year(of: Terms, principal: int = 1_000_000) -> tuple[interest.Instalment, ...]:
    return interest.schedule(principal, of, START, interest.due_days(date(2026, 2, 15), 12))


@settings(max_examples=300)
@given(st.integers(0, 10**9))
def test_engine_and_reference_agree_to_the_fen(seed: int) -> None:
    assert comparison.differences(random.Random(seed)) == []  # noqa: S311  (a draw that can be repeated)


def test_a_well_known_loan() -> None:
    """10,000 yuan at 18 % over twelve months: 916.80 a month, as any calculator says."""
    lines = year(terms())
    assert [line.total_fen for line in lines[:11]] == [91_680] * 11
    assert lines[0].interest_fen == 15_000
    assert abs(lines[11].total_fen - 91_680) <= 12
    assert sum(line.principal_fen for line in lines) == 1_000_000


def test_each_method_pays_as_its_name_says() -> None:
    principal = year(terms(method=Method.EQUAL_PRINCIPAL))
    assert {line.principal_fen for line in principal[:11]} == {83_333}
    interest_only = year(terms(method=Method.INTEREST_ONLY))
    assert [line.principal_fen for line in interest_only] == [0] * 11 + [1_000_000]
    assert {line.interest_fen for line in interest_only} == {15_000}
    bullet = year(terms(method=Method.BULLET))
    assert [(line.principal_fen, line.interest_fen) for line in bullet] == [(1_000_000, 180_000)]


@pytest.mark.parametrize(("day_count", "fen"), [("30/360", 15_000), ("actual/360", 15_500), ("actual/365", 15_288)])
def test_days_are_counted_as_the_product_says(day_count: str, fen: int) -> None:
    """From 15 January to 15 February: a month of thirty days, or thirty-one days."""
    assert year(terms(day_count=DayCount(day_count)))[0].interest_fen == fen


def test_grace_costs_nothing_and_its_end_costs_all_of_it() -> None:
    of = terms()
    line = year(of)[0]
    on_last_day_of_grace = line.due_on + timedelta(days=3)
    assert interest.penalty(line, of, (), on_last_day_of_grace) == 0
    after = interest.penalty(line, of, (), on_last_day_of_grace + timedelta(days=1))
    assert after == interest.interest(line.principal_fen, 240_000, DayCount.THIRTY_360, line.due_on, date(2026, 2, 19))
    assert after > 0


def test_penalty_runs_on_principal_alone() -> None:
    of = terms(grace_days=0)
    line = year(of)[0]
    paid = (Allocation(line.number, line.due_on, 0, 0, line.principal_fen),)
    assert interest.penalty(line, of, paid, line.due_on + timedelta(days=30)) == 0


def test_a_payment_goes_to_penalty_then_interest_then_principal_of_the_oldest() -> None:
    of = terms(grace_days=0)
    lines, on = year(of), date(2026, 3, 20)
    asked = interest.owed(lines, of, (), on)
    parts, left = interest.allocate(asked, asked[0].penalty_fen + asked[0].interest_fen + 100, on)
    assert parts == (Allocation(1, on, asked[0].penalty_fen, asked[0].interest_fen, 100),)
    assert left == 0


def test_settling_costs_the_days_that_were_used() -> None:
    of = terms(day_count=DayCount.ACTUAL_365, annual_rate=146_000)
    lines = year(of)
    quote = interest.settle(lines, of, (), START + timedelta(days=10))
    assert (quote.principal_fen, quote.interest_fen) == (1_000_000, 4_000)
    assert quote.saved_interest_fen == sum(line.interest_fen for line in lines) - 4_000


def test_interest_paid_ahead_is_given_back_on_settling() -> None:
    of = terms()
    lines = year(of)
    parts, _ = interest.allocate(interest.owed(lines, of, (), START)[:1], lines[0].total_fen, START)
    quote = interest.settle(lines, of, parts, START)
    assert quote.interest_fen == -lines[0].interest_fen
    assert quote.total_fen == 1_000_000 - lines[0].total_fen


@given(
    principal=st.integers(1, 50_000_000),
    months=st.integers(1, 60),
    rate=st.integers(0, 360_000),
    method=st.sampled_from(Method),
    day_count=st.sampled_from(DayCount),
    first=st.integers(1, 45),
)
def test_a_schedule_gives_back_what_was_lent(  # noqa: PLR0917  (Hypothesis hands them over by name)
    principal: int, months: int, rate: int, method: Method, day_count: DayCount, first: int
) -> None:
    first_due = START + timedelta(days=first)
    first_due = first_due.replace(day=min(first_due.day, 28))
    if first_due <= START:
        first_due = START.replace(day=28)
    of = terms(method=method, day_count=day_count, annual_rate=rate)
    lines = interest.schedule(principal, of, START, interest.due_days(first_due, months))
    assert sum(line.principal_fen for line in lines) == principal
    assert all(line.principal_fen >= 0 and line.interest_fen >= 0 for line in lines)
    balance = principal
    for line in lines:
        assert line.opening_fen == balance
        balance -= line.principal_fen
    assert balance == 0


@given(amount=st.integers(0, 5_000_000), late=st.integers(-40, 200))
def test_money_is_conserved_by_a_payment(amount: int, late: int) -> None:
    of = terms(grace_days=0)
    lines, on = year(of), date(2026, 6, 15) + timedelta(days=late)
    before = interest.owed(lines, of, (), on)
    parts, left = interest.allocate(before, amount, on)
    after = interest.owed(lines, of, parts, on)
    assert sum(part.total_fen for part in parts) + left == amount
    assert sum(one.total_fen for one in before) - sum(one.total_fen for one in after) == amount - left
    assert all(min(one.penalty_fen, one.interest_fen, one.principal_fen) >= 0 for one in after)


@given(day=st.dates(date(2019, 1, 1), date(2032, 12, 31)), first=st.integers(0, 400), second=st.integers(0, 400))
def test_days_of_interest_add_up(day: date, first: int, second: int) -> None:
    middle, last = day + timedelta(days=first), day + timedelta(days=first + second)
    for count in DayCount:
        assert count.days(day, last) == count.days(day, middle) + count.days(middle, last)


def test_a_thirtieth_and_a_thirty_first_are_one_day() -> None:
    assert DayCount.THIRTY_360.days(date(2026, 1, 30), date(2026, 1, 31)) == 0
    assert DayCount.THIRTY_360.days(date(2026, 2, 28), date(2026, 3, 1)) == 3
    assert DayCount.THIRTY_360.days(date(2026, 1, 15), date(2027, 1, 15)) == 360


def test_shortening_keeps_the_amount_and_ends_earlier() -> None:
    of = terms()
    lines = year(of)
    due = [line.due_on for line in lines[1:]]
    left = lines[1].opening_fen - 300_000
    after = interest.shortened(left, of, lines[0].due_on, due, payment_fen=91_680, first_number=2)
    assert {line.total_fen for line in after[:-1]} == {91_680}
    assert 0 < after[-1].total_fen <= 91_680
    assert len(after) == 8
    assert after[0].number == 2


def test_a_due_day_is_one_every_month_has() -> None:
    with pytest.raises(ValueError, match="every month"):
        interest.due_days(date(2026, 1, 29), 2)
    with pytest.raises(ValueError, match="principal"):
        interest.schedule(0, terms(), START, [date(2026, 2, 15)])
