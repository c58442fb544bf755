"""Money: exact in fen, whatever is done to it."""

from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.money import MalformedAmount, Money

amounts = st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1).map(Money)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1,234.56", 123456),
        ("1234.56", 123456),
        ("1,234.56 元", 123456),
        ("¥1,234.5", 123450),
        ("￥12元", 1200),
        ("-0.01", -1),
        ("−3 元", -300),
        (" 9,999,999,999,999.99 ", 999_999_999_999_999),
    ],
)
def test_amounts_in_yuan_are_read_exactly(text: str, fen: int) -> None:
    assert Money.parse(text) == Money(fen)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "元", ".5", "1.", "1.234", "1,23", "12,34.56", "1,2345", ",123", "0,123", "1 234"),
        *("1e3", "+1", "--1", "NaN", "1_000", "１２", "一百", "1" * 14, "9" * 5000),
        *("1,234.56元元", "1.2.3", "1\n2"),
    ],
)
def test_what_is_not_an_amount_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(MalformedAmount):
        Money.parse(text)


@given(amounts)
def test_what_is_shown_reads_back_as_the_same_amount(amount: Money) -> None:
    assert Money.parse(str(amount)) == amount
    assert Money.parse(amount.in_yuan()) == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_malformed(text: str) -> None:
    with suppress(MalformedAmount):
        Money.parse(text)


def test_amounts_are_shown_with_thousands_and_two_decimals() -> None:
    assert str(Money(123456)) == "1,234.56 元"
    assert str(Money(-5)) == "-0.05 元"
    assert str(Money.yuan(1_000_000)) == "1,000,000.00 元"


@pytest.mark.parametrize("figure", [1.0, True, Decimal(1), "1"])
def test_only_whole_fen_make_money(figure: object) -> None:
    with pytest.raises(TypeError):
        Money(cast("int", figure))


def test_scaling_by_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        _ = Money(100) * cast("int", 0.5)


@given(amounts, amounts, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_integers(one: Money, other: Money, times: int) -> None:
    assert (one + other) - other == one
    assert one - other == -(other - one)
    assert one * times == times * one == Money(one.fen * times)
    assert (one < other) == (one.fen < other.fen)
    assert abs(one) >= Money.zero()
    assert Money.total([one, other, -one]) == other


@given(amounts, st.integers(1, 60))
def test_a_split_is_fair_and_sums_exactly(amount: Money, parts: int) -> None:
    shares = amount.split(parts)

    assert len(shares) == parts
    assert Money.total(shares) == amount
    assert max(shares) - min(shares) <= Money(1)


def test_the_first_instalments_carry_the_odd_fen() -> None:
    assert Money(100).split(3) == (Money(34), Money(33), Money(33))
    assert Money(-100).split(3) == (Money(-34), Money(-33), Money(-33))


def test_splitting_in_no_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="0 parts"):
        Money(1).split(0)


@given(amounts, st.integers(-10_000, 10_000), st.integers(1, 10_000))
def test_scaling_rounds_half_up_as_decimals_do(amount: Money, numerator: int, denominator: int) -> None:
    exact = Decimal(amount.fen * numerator) / Decimal(denominator)

    assert amount.scaled(numerator, denominator).fen == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(("fen", "divisor", "quotient"), [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (5, 3, 2), (5, -2, -3)])
def test_halves_are_rounded_away_from_zero(fen: int, divisor: int, quotient: int) -> None:
    assert Money(fen).divided_by(divisor) == Money(quotient)


def test_dividing_by_zero_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        Money(1).divided_by(0)
