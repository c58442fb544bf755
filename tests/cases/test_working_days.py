"""Clocks in working days, as departments have them: exact where notices were published, the earliest reading beyond."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from qiao.access import Post
from qiao.cases.orders.clocks import Terms, reading
from qiao.cases.orders.history import Act, Kind, fold
from qiao.cases.orders.section import Unit
from qiao.cli.doctor import working_days
from qiao.foundation.business_calendar import BusinessCalendar, PublishedDays
from qiao.foundation.deadlines import DayKind, Started, standing
from tests.cases.complaints.reference import due
from tests.conftest import Web
from tests.desk.floor.people import somebody
from tests.foundation.notices import is_worked

FIRST, SETTLED_UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 12, 28, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
HISTORIES = 600
_OPENED = {"department": "operations", "priority": 1}


def due_at(begun: datetime, days: int, stops: list[tuple[datetime, datetime]], *, now: datetime) -> datetime:
    """The last second in time of a work order that waited for others in the meantime."""
    acts = [Act(Kind.OPENED, begun, "house", _OPENED)]
    for since, until in stops:
        acts += [
            Act(Kind.PAUSED, since, "house", {"reason": "partner", "stops_clock": True}),
            Act(Kind.RESUMED, until, "house"),
        ]
    return reading(fold(acts), Terms(Unit.WORKING_DAYS, days, ()), now=now).due_at - A_SECOND


def test_from_each_day_of_two_years_the_end_is_where_somebody_with_the_notices_counts_it() -> None:
    begun = FIRST
    while begun + timedelta(days=25) < SETTLED_UNTIL:
        for days in (1, 3, 7):
            assert due_at(begun, days, [], now=begun) == due(begun, days, [], counts=is_worked), (begun, days)
        begun += timedelta(days=1)


def test_histories_with_pauses_over_holidays_are_exact() -> None:
    seen = 0
    for seed in range(HISTORIES):
        chance = random.Random(seed)  # noqa: S311  (a story, not a secret)
        begun = FIRST + timedelta(hours=chance.randrange(24 * 600))
        days, at, stops = chance.randrange(1, 8), begun, list[tuple[datetime, datetime]]()
        for _ in range(chance.randrange(4)):
            since = at + timedelta(hours=chance.randrange(1, 60))
            at = since + timedelta(hours=chance.randrange(1, 120))
            stops.append((since, at))
        expected = due(begun, days, stops, counts=is_worked)
        seen += any(not is_worked(day.date()) for since, until in stops for day in (since, until))
        assert due_at(begun, days, stops, now=at) == expected, seed
    assert seen > HISTORIES // 4


def test_beyond_the_notices_every_day_counts_and_a_notice_only_gives_time() -> None:
    unknown, known = BusinessCalendar(), BusinessCalendar(PublishedDays.of(complete_years=[2028]))
    for start in range(300):
        begun = datetime(2028, 1, 3, 4, tzinfo=UTC) + timedelta(days=start)
        for days in (1, 5, 10):
            facts = [Started(begun, days, DayKind.WORKING)]
            before, after = (standing(facts, now=begun, calendar=one) for one in (unknown, known))
            assert (before.due_at - A_SECOND, before.is_provisional) == (due(begun, days, []), True)
            assert (after.due_at - A_SECOND, after.is_provisional) == (
                due(begun, days, [], counts=lambda day: day.weekday() < 5),
                False,
            )


async def test_complaints_and_questions_to_departments_are_registered_beyond_the_notices(web: Web) -> None:
    web.house.clock.set_wall(datetime(2028, 9, 29, 4, tzinfo=UTC))
    officer = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
    letter = {"client_id": "a-letter-of-2028", "source": "self", "channel": "letter", "received_on": "2028-09-28"}
    answer = await officer.post("/staff/complaints", letter)
    assert (answer.status_code, answer.json()["due_on"]) == (201, "2028-10-13")
    acts = f"/staff/complaints/{answer.json()['id']}/acts"
    await officer.post(acts, {"act": "taken"})
    asked = await officer.post(acts, {"act": "opinion_asked", "department": "legal", "words": "告知是否充分"})
    assert (asked.status_code, asked.json()["opinions"]) == (200, ["legal"])


@pytest.mark.parametrize(
    ("today", "is_alarm"),
    [(date(2025, 11, 28), False), (date(2026, 11, 27), False), (date(2026, 11, 28), True), (date(2028, 3, 1), True)],
)
def test_thirty_days_before_it_matters_the_doctor_asks_for_the_next_notice(today: date, *, is_alarm: bool) -> None:
    assert bool([*working_days(today)]) is is_alarm
