"""What the handling of complaints stands on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Staff
from qiao.cases.complaints.classes import ComplaintClasses
from qiao.cases.complaints.section import ComplaintRules
from qiao.cases.complaints.terms import Terms
from qiao.cases.model import ComplaintRow
from qiao.foundation.business_calendar import business_date
from qiao.foundation.keys import KeyRing
from qiao.policy import Pack
from qiao.policy.rules import RuleBook

LOOK_JOB: Final = "cases.look"


@dataclass(frozen=True, slots=True)
class Question:
    """What a department is asked; it sees no more of the complaint than `words` say."""

    department: str
    words: str


class OpinionDesk(Protocol):
    """Whoever brings a question to a department, and its answer back into the complaint's history."""

    async def ask(
        self, session: AsyncSession, complaint: ComplaintRow, asked: Question, *, by: Staff, now: datetime
    ) -> UUID:
        """The id of what was opened for it. Raises KeyDestroyed."""
        ...


@dataclass(frozen=True, slots=True)
class Handling:
    """`sends_word`: there is a lender who tells her on her telephone that there is something to read."""

    ring: KeyRing
    pack: Pack
    book: RuleBook
    rules: ComplaintRules
    classes: ComplaintClasses
    views: access.Views
    opinions: OpinionDesk
    sends_word: bool

    def terms(self, opened_at: datetime) -> Terms:
        """By the figures of the day on which it was made, in Shanghai."""
        return Terms.on(self.book, business_date(opened_at))

    def source(self, figure: str, opened_at: datetime) -> str:
        """Where a figure of theirs is from, as the pack says it."""
        return self.book.source(f"complaint_{figure}", business_date(opened_at))
