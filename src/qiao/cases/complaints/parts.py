"""What the handling of complaints stands on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qiao import access
from qiao.cases.complaints.section import ComplaintRules
from qiao.cases.complaints.terms import Terms
from qiao.foundation.business_calendar import business_date
from qiao.foundation.keys import KeyRing
from qiao.policy import Pack
from qiao.policy.rules import RuleBook

LOOK_JOB: Final = "cases.look"


@dataclass(frozen=True, slots=True)
class Handling:
    """`sends_word`: there is a lender who tells her on her telephone that there is something to read."""

    ring: KeyRing
    pack: Pack
    book: RuleBook
    rules: ComplaintRules
    views: access.Views
    sends_word: bool

    def terms(self, opened_at: datetime) -> Terms:
        """By the figures of the day on which it was made, in Shanghai."""
        return Terms.on(self.book, business_date(opened_at))

    def source(self, figure: str, opened_at: datetime) -> str:
        """Where a figure of theirs is from, as the pack says it."""
        return self.book.source(f"complaint_{figure}", business_date(opened_at))
