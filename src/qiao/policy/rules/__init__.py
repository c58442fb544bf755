"""One verdict engine: who may ask for what, under which rules, by which figures of the day."""

from qiao.policy.rules.book import (
    Applied,
    Counting,
    Outcome,
    RuleBook,
    Standing,
    UnknownFigure,
    Verdict,
    Who,
    known,
)
from qiao.policy.rules.schema import Fact, Level, Party, Permit, Table
from qiao.policy.rules.section import RULES
from qiao.policy.rules.values import Kind, NotOfKind, Value

__all__ = [
    "RULES",
    "Applied",
    "Counting",
    "Fact",
    "Kind",
    "Level",
    "NotOfKind",
    "Outcome",
    "Party",
    "Permit",
    "RuleBook",
    "Standing",
    "Table",
    "UnknownFigure",
    "Value",
    "Verdict",
    "Who",
    "known",
]
