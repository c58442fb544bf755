"""How good a model is, measured rather than believed: pure functions from judged texts to figures and a page."""

from .comparison import Comparison, compare, mcnemar
from .confidence import (
    Bin,
    Coverage,
    brier_score,
    calibration_error,
    expected_calibration_error,
    reliability,
    risk_coverage,
    squared_error,
)
from .figures import figures
from .judged import Judged, judge
from .learning import Lesson, learning_curve
from .report import html_report
from .scope import Scope, bar_for, matthews, scope
from .scores import Confusion, IntentScore, accuracy, by_intent, confusions, macro_f1, wilson_interval

__all__ = [
    "Bin",
    "Comparison",
    "Confusion",
    "Coverage",
    "IntentScore",
    "Judged",
    "Lesson",
    "Scope",
    "accuracy",
    "bar_for",
    "brier_score",
    "by_intent",
    "calibration_error",
    "compare",
    "confusions",
    "expected_calibration_error",
    "figures",
    "html_report",
    "judge",
    "learning_curve",
    "macro_f1",
    "matthews",
    "mcnemar",
    "reliability",
    "risk_coverage",
    "scope",
    "squared_error",
    "wilson_interval",
]
