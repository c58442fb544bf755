"""Figures as rooms tell them: each with its formula, its numerator and its denominator."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

Unit = Literal["share", "seconds", "count"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`numerator` / `denominator`; without a denominator the figure is the numerator. Names and formulas in `zh` and
    `en`.
    """

    id: str
    name: Mapping[str, str]
    formula: Mapping[str, str]
    unit: Unit
    numerator: float
    denominator: int | None = None

    @property
    def value(self) -> float | None:
        """None while there is nothing to divide by."""
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    def wire(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": dict(self.name),
            "formula": dict(self.formula),
            "unit": self.unit,
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
        }


Measure = Callable[[AsyncSession, datetime, datetime], Awaitable[list[Figure]]]
"""What a room measures, of what began between two moments."""
