"""What complaints of one cause lead to: a work order that has something changed, and whether it helped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Staff
from qiao.access.pages import COMPLAINT_READERS
from qiao.cases.complaints import Handling
from qiao.cases.complaints.reading import for_staff
from qiao.cases.orders import acting, opening
from qiao.cases.orders import reading as orders_reading
from qiao.cases.orders.acting import ActWish
from qiao.cases.orders.history import Kind, State
from qiao.cases.orders.model import WorkOrderBarRow
from qiao.cases.orders.opening import LinkUnknown, OrderWish
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, OrderNotFound
from qiao.cases.reports import queries
from qiao.cases.reports.reading import ReportsNotForThisPost, count_of, fewest_for
from qiao.cases.reports.records import Record
from qiao.foundation.business_calendar import business_date, start_of
from qiao.foundation.errors import Conflict, Invalid

TYPE: Final = "rectification"
_DONE = frozenset({State.ANSWERED, State.DONE})
_A_WEEK = timedelta(weeks=1)


class DatesWrong(Invalid):
    """Something is to be changed from today on, and its effect is looked at from then on or later."""


class CheckNotPossible(Conflict):
    """The effect is checked once, after it was done and after the day from which it is looked at."""


class Stage(StrEnum):
    """How far a rectification has come."""

    OPEN = "open"
    DONE = "done"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which `cause` is to be had no longer, what is changed for it, by which department and day."""

    cause: str
    what: str
    department: str
    due_on: date
    check_on: date
    complaints: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """Complaints of its cause a week, on average: in the weeks before it was opened, and from the day of the check on.

    None where no whole week is over yet. `weeks` are those that are over.
    """

    before: float
    after: float | None
    weeks: int


async def rectify(
    session: AsyncSession, handling: Handling, ordering: Ordering, staff: Staff, wish: Wish, *, now: datetime
) -> Opened:
    """Open it for the department.

    Raises ReportsNotForThisPost, OrdersNotForThisPost, DatesWrong, LinkUnknown, DepartmentUnknown, FormWrong or what
    looking at the complaints raises.
    """
    today = business_date(now)
    fewest_for(handling, staff, today)
    if not today <= wish.due_on <= wish.check_on:
        raise DatesWrong
    form: dict[str, str | int] = {
        "cause": wish.cause,
        "due_on": wish.due_on.isoformat(),
        "check_on": wish.check_on.isoformat(),
    }
    one = await orders_reading.viewer(session, ordering, staff, now=now)
    found = [await for_staff(session, handling, staff, complaint) for complaint in dict.fromkeys(wish.complaints)]
    if any((each.case.classes or {}).get("cause") != wish.cause for each in found):
        raise LinkUnknown
    opened = await opening.open_order(
        session, ordering, one, OrderWish(TYPE, wish.what, form, department=wish.department), now=now
    )
    opened.row.links = {"requests": [], "complaints": [str(each.row.id) for each in found]}
    for about in sorted({UUID(person) for each in found for person in each.row.not_handled_by}):
        session.add(WorkOrderBarRow(staff_id=about, order_id=opened.row.id, at=now))
    return opened


async def check(
    session: AsyncSession,
    handling: Handling,
    ordering: Ordering,
    staff: Staff,
    order_id: UUID,
    *,
    is_effective: bool,
    words: str,
    now: datetime,
) -> None:
    """Put on record whether it helped. Raises ReportsNotForThisPost, OrderNotFound or CheckNotPossible."""
    today = business_date(now)
    fewest_for(handling, staff, today)
    if staff.post not in COMPLAINT_READERS:
        raise ReportsNotForThisPost
    found = await orders_reading.opened(session, ordering, order_id, lock=True)
    led = {staff.id, *await handling.views.rota.led_by(session, staff.id)}
    if found.row.type != TYPE or not led.isdisjoint(await queries.barred_from(session, order_id)):
        raise OrderNotFound
    if stage_of(found) is not Stage.DONE or today < check_day(found):
        raise CheckNotPossible
    facts = {"effect": is_effective}
    wish = ActWish(Kind.NOTED, words)
    await acting.done(session, ordering, found, wish, facts, by=f"staff:{staff.id}", staff=staff, now=now)


def stage_of(found: Opened) -> Stage:
    checks = [act.facts["effect"] for act in found.acts if "effect" in act.facts]
    if checks:
        return Stage.EFFECTIVE if checks[-1] else Stage.NOT_EFFECTIVE
    if found.order.state in {State.CANCELLED, State.MERGED}:
        return Stage.CANCELLED
    return Stage.DONE if found.order.state in _DONE else Stage.OPEN


def check_day(found: Opened) -> date:
    return date.fromisoformat(found.row.form["check_on"])


async def rectifications(
    session: AsyncSession, handling: Handling, ordering: Ordering, staff: Staff, *, now: datetime
) -> list[tuple[Opened, Effect]]:
    """The newest first, each with what it brought about as far as can be said. Raises ReportsNotForThisPost."""
    today = business_date(now)
    fewest_for(handling, staff, today)
    led = frozenset({staff.id, *await handling.views.rota.led_by(session, staff.id)})
    rows = await queries.rectifications(session, TYPE, led)
    if not rows:
        return []
    weeks = count_of(handling, "complaint_report_band_weeks", today)
    since = min(row.opened_at for row in rows) - weeks * _A_WEEK
    records = await queries.records(session, handling, staff, opened_from=since, open_from=now, at=now)
    return [
        (found, effect(records, found.row.form["cause"], found.row.opened_at, check_day(found), weeks=weeks, now=now))
        for row in rows
        for found in (await orders_reading.with_history(session, ordering, row),)
    ]


def effect(
    records: Sequence[Record], cause: str, opened_at: datetime, check_on: date, *, weeks: int, now: datetime
) -> Effect:
    """By the report's own records: those of this cause, by the day of receipt."""
    moments = [one.kept.opened_at for one in records if one.code("cause") == cause]
    begins = start_of(check_on)
    over = min(weeks, max(0, (now - begins) // _A_WEEK))
    before = sum(opened_at - weeks * _A_WEEK <= moment < opened_at for moment in moments) / weeks
    after = sum(begins <= moment < begins + over * _A_WEEK for moment in moments) / over if over else None
    return Effect(before, after, over)
