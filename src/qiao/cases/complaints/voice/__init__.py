"""The complainant's own side: she sees how it stands, adds to it, takes it back, rates it, has it verified.

What she does is an act of the same history as what staff do, under the same rules and with the same words to her. What
colleagues say among themselves is never shown here.
"""

from qiao.cases.complaints.voice.acting import (
    Adding,
    Reason,
    add_facts,
    ask_verification,
    open_letter,
    rate,
    withdraw,
)
from qiao.cases.complaints.voice.asking import Asking, LookupLocked, NumberOrDigitsWrong
from qiao.cases.complaints.voice.showing import item, listed, whole

__all__ = [
    "Adding",
    "Asking",
    "LookupLocked",
    "NumberOrDigitsWrong",
    "Reason",
    "add_facts",
    "ask_verification",
    "item",
    "listed",
    "open_letter",
    "rate",
    "whole",
    "withdraw",
]
