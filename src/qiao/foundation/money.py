"""Amounts of money in whole fen (分, a hundredth of a yuan): exact, ordered, never a float."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from qiao.foundation.errors import Invalid

FEN_PER_YUAN = 100

# Thirteen digits of yuan stay inside a 64-bit column of fen, and a pasted page of digits is refused at once.
_AMOUNT = re.compile(
    r"(?P<sign>[-−]?)[¥￥]?(?P<yuan>[1-9]\d{0,2}(?:,\d{3}){1,4}|\d{1,13})(?:\.(?P<fraction>\d{1,2}))?\s?元?",
    re.ASCII,
)


class MalformedAmount(Invalid):
    """The text is not an amount in yuan with at most two decimals, such as 1,234.56."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of renminbi; negative when it is owed the other way."""

    fen: int

    def __post_init__(self) -> None:
        """Refuse floats and booleans, which would pass as numbers unnoticed."""
        if type(self.fen) is not int:
            raise TypeError(f"Money is counted in whole fen, not in {type(self.fen).__name__}")

    @classmethod
    def zero(cls) -> Self:
        return cls(0)

    @classmethod
    def yuan(cls, amount: int) -> Self:
        return cls(amount * FEN_PER_YUAN)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an amount in yuan: `1234.5`, `1,234.56`, `¥1,234.56`, `-3 元`.

        Nothing is rounded or guessed: a third decimal or a misplaced comma raises MalformedAmount.
        """
        found = _AMOUNT.fullmatch(text.strip())
        if found is None:
            raise MalformedAmount
        yuan, fen = found["yuan"].replace(",", ""), (found["fraction"] or "").ljust(2, "0")
        magnitude = int(yuan) * FEN_PER_YUAN + int(fen)
        return cls(-magnitude if found["sign"] else magnitude)

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> Self:
        return cls(sum(amount.fen for amount in amounts))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __abs__(self) -> "Money":
        return Money(abs(self.fen))

    def __mul__(self, times: int) -> "Money":
        return Money(self.fen * times)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.fen != 0

    def scaled(self, numerator: int, denominator: int) -> "Money":
        """Give `numerator / denominator` of the amount, rounded half up to a fen (halves leave zero).

        A daily rate of 0.05 % over 30 days is `principal.scaled(5 * 30, 10_000)`: multiply first, so that
        rounding happens once. Raises ZeroDivisionError for a denominator of zero.
        """
        return Money(_rounded_half_up(Fraction(self.fen * numerator, denominator)))

    def divided_by(self, divisor: int) -> "Money":
        """Divide and round half up to a fen (halves leave zero); `split` loses nothing, this may."""
        return self.scaled(1, divisor)

    def split(self, parts: int) -> tuple["Money", ...]:
        """Share the amount in equal parts that sum to it exactly; the first parts carry the odd fen.

        Raises ValueError for fewer than one part.
        """
        if parts < 1:
            raise ValueError(f"An amount cannot be split in {parts} parts")
        share, odd = divmod(abs(self.fen), parts)
        sign = -1 if self.fen < 0 else 1
        return tuple(Money(sign * (share + (index < odd))) for index in range(parts))

    def in_yuan(self) -> str:
        """The amount in yuan for people, `1,234.56`."""
        yuan, fen = divmod(abs(self.fen), FEN_PER_YUAN)
        return f"{'-' if self.fen < 0 else ''}{yuan:,}.{fen:02d}"

    def __str__(self) -> str:
        return f"{self.in_yuan()} 元"


def _rounded_half_up(value: Fraction) -> int:
    magnitude = (abs(value) + Fraction(1, 2)).__floor__()
    return -magnitude if value < 0 else magnitude
