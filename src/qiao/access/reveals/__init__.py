"""Seeing what a mask hides: for a reason, for a short time, counted, under a watermark, and reviewed afterwards."""

from qiao.access.reveals.anomalies import Act, Anomaly, Around, Sign, Thresholds, find_anomalies
from qiao.access.reveals.glass import AlreadyDecided, NotAlone, ask, decide, review_glass, review_reveal
from qiao.access.reveals.model import GlassRow, Mark, MarkedRow, ProofRow, RevealRow, Verdict
from qiao.access.reveals.opening import (
    MatchesUsedUp,
    Opened,
    ReasonUnknown,
    RevealRefused,
    Reveals,
    RevealsUsedUp,
    StepUpNeeded,
    Wanted,
    reasons_wire,
    wire,
)
from qiao.access.reveals.queries import about, glasses_of, is_marked
from qiao.access.reveals.section import REVEALS, RevealRules

__all__ = [
    "REVEALS",
    "Act",
    "AlreadyDecided",
    "Anomaly",
    "Around",
    "GlassRow",
    "Mark",
    "MarkedRow",
    "MatchesUsedUp",
    "NotAlone",
    "Opened",
    "ProofRow",
    "ReasonUnknown",
    "RevealRefused",
    "RevealRow",
    "RevealRules",
    "Reveals",
    "RevealsUsedUp",
    "Sign",
    "StepUpNeeded",
    "Thresholds",
    "Verdict",
    "Wanted",
    "about",
    "ask",
    "decide",
    "find_anomalies",
    "glasses_of",
    "is_marked",
    "reasons_wire",
    "review_glass",
    "review_reveal",
    "wire",
]
