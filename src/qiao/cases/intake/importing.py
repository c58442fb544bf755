"""A sheet of complaints becomes complaints, row by row: what is known stays, and what is wrong stops no other."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.access import Staff
from qiao.cases.actions import Complaining
from qiao.cases.complaints import Handling
from qiao.cases.complaints.linking import known_under
from qiao.cases.complaints.reading import require_reader
from qiao.cases.intake import registering
from qiao.cases.intake.mapping import IMPORT, Column, SheetMapping
from qiao.cases.intake.registering import New
from qiao.cases.intake.sheets import Row, SheetUnreadable
from qiao.foundation.business_calendar import business_date
from qiao.foundation.database import Database
from qiao.foundation.errors import QiaoError

_HEADING_WITHIN: Final = 10
"""Lines: above the headings sheets have a title, and who made them."""
_KNOWN_AT_ONCE: Final = 400
_TOGETHER: Final = 25
"""Lines in one transaction: few enough that nobody else waits long for it."""
_LOOKED_AT_ONCE: Final = 100
_LOOKS_APART: Final = timedelta(milliseconds=100)
"""The clocks of a long sheet are looked at one after the other: nothing of them is due for days, and others wait."""
_MOST_SIGNS: Final = {Column.REFERENCE: 64, Column.NAME: 60, Column.NUMBER: 40, Column.HANDED_OVER_BY: 200}
_MOST_WORDS: Final = 4_000
_DAY = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[\sT].*)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_BEGINS = date(1899, 12, 30)
"""Excel counts days from here, with a 29 February 1900 that never was."""


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one line of a sheet. `because`: why nothing can, in which `field`; `number`: ours."""

    line: int
    what: Literal["new", "known", "problem"]
    reference: str = ""
    received_on: date | None = None
    subject: str | None = None
    number: str | None = None
    because: str | None = None
    field: str | None = None

    def wire(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "what": self.what,
            "reference": self.reference,
            "received_on": self.received_on.isoformat() if self.received_on else None,
            "subject": self.subject,
            "number": self.number,
            "because": self.because,
            "field": self.field,
        }


@dataclass(frozen=True, slots=True)
class Read:
    """A line with what would be registered, and the lender's number of the customer; nothing where it is wrong."""

    line: Line
    new: New | None = None
    customer: str = ""


async def preview(
    session: AsyncSession, handling: Handling, staff: Staff, rows: Sequence[Row], *, now: datetime
) -> list[Line]:
    """What an import would do now; nothing is written. Raises ComplaintsNotForThisPost or SheetUnreadable."""
    require_reader(handling, staff)
    read = read_rows(handling, rows, now=now)
    known: dict[str, str] = {}
    sought = [(one.new.source, one.line.reference) for one in read if one.new is not None]
    for start in range(0, len(sought), _KNOWN_AT_ONCE):
        found = await known_under(session, sought[start : start + _KNOWN_AT_ONCE])
        known |= {reference: row.number for (_, reference), row in found.items()}
    return [
        replace(one.line, what="known", number=known[one.line.reference])
        if one.new is not None and one.line.reference in known
        else one.line
        for one in read
    ]


async def import_rows(
    database: Database, handling: Handling, staff: Staff, rows: Sequence[Row], *, now: Callable[[], datetime]
) -> list[Line]:
    """Register what is new. Lines share transactions and look-ups, because alone each would take its time.

    Where one of them cannot be registered those beside it are: they are gone through again, each by itself.

    Raises ComplaintsNotForThisPost or SheetUnreadable.
    """
    require_reader(handling, staff)
    read, done = read_rows(handling, rows, now=now()), list[Line]()
    for start in range(0, len(read), _TOGETHER):
        together = read[start : start + _TOGETHER]
        try:
            async with database.transaction() as session:
                lines = await _imported_together(session, handling, staff, together, begins=start, now=now())
        except (QiaoError, IntegrityError):
            async with database.transaction() as session:
                lines = [await _imported(session, handling, staff, one, now=now()) for one in together]
        done += lines
    return done


async def _imported_together(
    session: AsyncSession, handling: Handling, staff: Staff, together: Sequence[Read], *, begins: int, now: datetime
) -> list[Line]:
    sought = [(one.new.source, one.line.reference) for one in together if one.new is not None]
    known = await known_under(session, sought)
    said = {one.customer for one in together if one.customer}
    whom = await customers.known_among(session, handling.ring, said)
    lines: list[Line] = []
    for place, one in enumerate(together, start=begins):
        if one.new is None:
            lines.append(one.line)
            continue
        row = known.get((one.new.source, one.line.reference))
        what: Literal["new", "known"] = "new" if row is None else "known"
        if row is None:
            first_look_at = now + _LOOKS_APART * max(0, place - _LOOKED_AT_ONCE)
            new = replace(one.new, customer_id=whom.get(one.customer), first_look_at=first_look_at)
            row = await registering.register_unknown(session, handling, staff, new, now=now)
        lines.append(replace(one.line, what=what, number=row.number))
    return lines


async def _imported(session: AsyncSession, handling: Handling, staff: Staff, read: Read, *, now: datetime) -> Line:
    if read.new is None:
        return read.line
    try:
        async with session.begin_nested():
            customer = await customers.known_as(session, handling.ring, read.customer) if read.customer else None
            new = replace(read.new, customer_id=customer)
            done = await registering.register(session, handling, staff, new, now=now)
            return replace(read.line, what="new" if done.is_new else "known", number=done.row.number)
    except QiaoError as trouble:
        return replace(read.line, what="problem", because=trouble.code)


def read_rows(handling: Handling, rows: Sequence[Row], *, now: datetime) -> list[Read]:
    """The lines under the headings, each read and looked at by itself. Raises SheetUnreadable."""
    mapping = handling.pack.section(IMPORT)
    begins, places = _headings(mapping, rows)
    seen: set[str] = set()
    return [*_read(handling, mapping, rows[begins + 1 :], places, seen, now=now)]


def _headings(mapping: SheetMapping, rows: Sequence[Row]) -> tuple[int, dict[Column, int]]:
    for begins, (_, cells) in enumerate(rows[:_HEADING_WITHIN]):
        places = mapping.places(cells)
        if Column.REFERENCE in places:
            return begins, places
    raise SheetUnreadable(because="no_headings", headings=list(mapping.columns[Column.REFERENCE]))


def _read(
    handling: Handling,
    mapping: SheetMapping,
    rows: Sequence[Row],
    places: Mapping[Column, int],
    seen: set[str],
    *,
    now: datetime,
) -> Iterator[Read]:
    for line, cells in rows:
        said = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        found = _line(handling, mapping, line, said, now=now)
        if found.new is not None and found.line.reference in seen:
            found = Read(replace(found.line, what="problem", because="twice", field=Column.REFERENCE))
        seen.add(found.line.reference)
        yield found


def _line(handling: Handling, mapping: SheetMapping, line: int, said: Mapping[Column, str], *, now: datetime) -> Read:
    reference = said[Column.REFERENCE]
    subject = mapping.subject_of(said.get(Column.SUBJECT, ""))
    shown = Line(line, "new", reference[:64], subject=subject)

    def wrong(because: str, field: Column) -> Read:
        return Read(replace(shown, what="problem", because=because, field=field))

    if not reference:
        return wrong("missing", Column.REFERENCE)
    for column, text in said.items():
        if len(text) > _MOST_SIGNS.get(column, _MOST_WORDS):
            return wrong("too_long", column)
    days: dict[Column, date | None] = {}
    for column in (Column.RECEIVED_ON, Column.ANSWER_BY):
        text = said.get(column, "")
        days[column] = day_of(text)
        if text and days[column] is None:
            return wrong("not_a_day", column)
    received_on, answer_by = days[Column.RECEIVED_ON], days[Column.ANSWER_BY]
    try:
        registering.received(handling, received_on, now=now)
    except registering.ReceivedDayWrong as trouble:
        return wrong(str(trouble.params["because"]), Column.RECEIVED_ON)
    if answer_by is not None and answer_by < (received_on or business_date(now)):
        return wrong("before_received", Column.ANSWER_BY)
    complaining = Complaining(
        subject,
        facts=said.get(Column.FACTS) or None,
        demand=said.get(Column.DEMAND) or None,
        number=said.get(Column.NUMBER) or None,
        name=said.get(Column.NAME) or None,
        handed_over_by=said.get(Column.HANDED_OVER_BY) or None,
    )
    new = New(
        None,
        mapping.source,
        complaining,
        channel=mapping.channel,
        received_on=received_on,
        references=(reference,),
        answer_by=answer_by,
        # Whoever hands over two of the same person wants two answers.
        is_another=True,
    )
    return Read(replace(shown, received_on=received_on), new, said.get(Column.CUSTOMER, ""))


def day_of(text: str) -> date | None:
    """A day as people and spreadsheets write it; None for what is none."""
    if _SERIAL.fullmatch(text):
        return _SERIAL_BEGINS + timedelta(days=int(float(text)))
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
