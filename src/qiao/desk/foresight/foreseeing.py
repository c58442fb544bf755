"""How likely a complaint is, and why: pure."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from qiao.desk.foresight.rules import THREATS, Factor, Level, RiskRules
from qiao.policy import InBoth

FIELD_OF: Mapping[Factor, str] = {
    **dict.fromkeys(Factor, "transcript"),
    **dict.fromkeys((Factor.FEELS, Factor.RISING), "emotion"),
    **dict.fromkeys((Factor.COMPLAINED, Factor.OPEN_COMPLAINT), "complaint_file"),
}
"""The field of a customer that tells each; whoever may not see it is not told, and it does not count for her."""

FIELDS = frozenset(FIELD_OF.values())
Amounts = Mapping[Factor, int]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a complaint."""

    factor: Factor
    weight: int
    why: InBoth

    def wire(self) -> dict[str, Any]:
        return {"factor": self.factor, "weight": self.weight, "why": {"zh": self.why.zh, "en": self.why.en}}


@dataclass(frozen=True, slots=True)
class Foresight:
    """The level, and what speaks for it, the weightiest first."""

    level: Level
    reasons: tuple[Reason, ...] = ()

    @property
    def is_threatened(self) -> bool:
        return any(one.factor in THREATS for one in self.reasons)


def foresee(rules: RiskRules, amounts: Amounts) -> Foresight:
    """Each factor weighs as the highest step that its amount reaches; more of any never makes a complaint less likely.

    Amounts are counted as `Factor` says; one that is missing is none.
    """
    reasons: list[Reason] = []
    for factor in Factor:
        amount = amounts.get(factor, 0)
        reached = [step for step in rules.factors[factor] if amount >= step.at_least]
        if reached:
            step = max(reached, key=lambda one: one.at_least)
            reasons.append(Reason(factor, step.weight, _told(step.why, amount)))
    total = sum(one.weight for one in reasons)
    level = Level.HIGH if total >= rules.high_from else Level.WATCH if total >= rules.watch_from else Level.NONE
    return Foresight(level, tuple(sorted(reasons, key=lambda one: -one.weight)))


def seen(amounts: Amounts, shown: Container[str]) -> Amounts:
    """What may be told to somebody who is shown these fields of a customer."""
    return {factor: amount for factor, amount in amounts.items() if FIELD_OF[factor] in shown}


def _told(why: InBoth, amount: int) -> InBoth:
    said = f"{amount:,}"
    return InBoth(zh=why.zh.replace("{n}", said), en=why.en.replace("{n}", said))
