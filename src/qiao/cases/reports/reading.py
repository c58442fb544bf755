"""One report as it is asked for: whose right decides how small a number may be told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Post, Staff
from qiao.access.grants.terms import Form
from qiao.access.pages import COMPLAINT_READERS, REPORT_READERS
from qiao.cases.complaints import Handling
from qiao.cases.complaints.terms import Terms
from qiao.cases.reports import figures, queries
from qiao.cases.reports.asked import Asked
from qiao.cases.reports.figures import DIMENSIONS, Window
from qiao.cases.reports.records import Record
from qiao.foundation.business_calendar import business_date
from qiao.foundation.errors import Forbidden

EXPORTERS = frozenset({Post.COMPLAINT_OFFICER, Post.COMPLIANCE})
"""Who hands the figures to the supervisor, one line for each complaint."""
_FILE = "complaint_file"


class ReportsNotForThisPost(Forbidden):
    """Figures of complaints are for those who answer for them, and for posts that may see totals."""


class ExportNotForThisPost(Forbidden):
    """Lines of single complaints are handed out by complaint officers and compliance."""


@dataclass(frozen=True)
class Report:
    """What was asked, what was found, and the figures by which it is told. `fewest` is the least number that is."""

    asked: Asked
    window: Window
    records: tuple[Record, ...]
    fewest: int
    borrowers: int
    borrowers_source: str
    band_weeks: int
    terms: Terms

    @cached_property
    def received(self) -> list[Record]:
        return figures.received(self.records, self.window)

    @cached_property
    def told(self) -> list[Record]:
        """What lines are about: received or closed in the period, or open at its end."""
        over = {one.kept.id for one in figures.closed(self.records, self.window)}
        return [
            one for one in self.records if one.is_open or one.kept.id in over or self.window.holds(one.kept.opened_at)
        ]

    @property
    def last_day(self) -> date:
        """The last day of which it tells."""
        return business_date(self.window.at - timedelta(microseconds=1))


def fewest_for(handling: Handling, staff: Staff, day: date) -> int:
    """The least number that is told to this post, by the table of rights. Raises ReportsNotForThisPost."""
    table = handling.views.book.table
    if staff.post in COMPLAINT_READERS and any(table.offers(staff.post, _FILE, "complaint")):
        return count_of(handling, "complaint_report_fewest", day)
    totals = [one for one in table.offers(staff.post, _FILE, "analysis") if one.form is Form.AGGREGATE]
    if staff.post in REPORT_READERS and totals:
        return count_of(handling, "complaint_report_fewest_totals", day)
    raise ReportsNotForThisPost


async def report(session: AsyncSession, handling: Handling, staff: Staff, asked: Asked, *, now: datetime) -> Report:
    """Raises ReportsNotForThisPost or PeriodWrong."""
    start, end = asked.period()
    at = max(start, min(now, end))
    day = min(asked.until, business_date(now))
    fewest, band_weeks = fewest_for(handling, staff, day), count_of(handling, "complaint_report_band_weeks", day)
    before = start - timedelta(weeks=band_weeks + 1)
    found = await queries.records(session, handling, staff, opened_from=before, open_from=start, at=at)
    return Report(
        asked,
        Window(start, end, at),
        tuple(one for one in found if _fits(one, asked)),
        fewest,
        count_of(handling, "complaint_report_borrowers", day),
        handling.book.source("complaint_report_borrowers", day),
        band_weeks,
        Terms.on(handling.book, day),
    )


def _fits(one: Record, asked: Asked) -> bool:
    return all(
        wanted is None or one.code(dimension) == wanted
        for dimension in DIMENSIONS
        for wanted in (getattr(asked, dimension),)
    )


def count_of(handling: Handling, figure: str, day: date) -> int:
    """A dated figure that counts something."""
    found = handling.book.figure(figure, day)
    assert isinstance(found, int), "counts are whole numbers"
    return found
