"""What a report is asked for: a period in days of Shanghai, and which complaints."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final

from pydantic import ConfigDict, Field

from qiao.cases.model import Source, Subject
from qiao.foundation.bodies import Body
from qiao.foundation.business_calendar import start_of
from qiao.foundation.errors import Invalid

MOST_DAYS: Final = 366
_Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,23}$")]


class PeriodWrong(Invalid):
    """A report is of a period of one to `most` days, its first before its last."""


class Asked(Body):
    """`since` and `until` are the first and the last day; codes are those of the pack, `region` that of GB/T 2260."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    since: date
    until: date
    product: _Code | None = None
    cause: _Code | None = None
    subject: Subject | None = None
    region: Annotated[str | None, Field(pattern=r"^\d{6}$")] = None
    channel: _Code | None = None
    source: Source | None = None

    def period(self) -> tuple[datetime, datetime]:
        """From the first moment to the first that is no longer in it. Raises PeriodWrong."""
        if not 0 < (self.until - self.since).days + 1 <= MOST_DAYS:
            raise PeriodWrong(most=MOST_DAYS)
        return start_of(self.since), start_of(self.until + timedelta(days=1))
