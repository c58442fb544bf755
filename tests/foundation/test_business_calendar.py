"""The Chinese business calendar: exact where published, earliest reading and honest refusal beyond."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.business_calendar import (
    BusinessCalendar,
    CalendarUnknown,
    ContradictoryCalendar,
    DueDay,
    PublishedDays,
    business_date,
    start_of,
)
from tests.foundation.notices import days, is_worked

CALENDAR = BusinessCalendar()


def test_every_day_of_2025_and_2026_is_as_the_notices_say() -> None:
    wrong = [day for day in days("2025-01-01", "2026-12-31") if CALENDAR.is_working_day(day) is not is_worked(day)]

    assert wrong == []


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-09-30", 0, "2026-09-30"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-18", 1, "2026-09-20"),  # the Sunday is worked
        ("2026-02-13", 2, "2026-02-24"),  # the Saturday before the Spring Festival is worked
        ("2025-01-25", 6, "2025-02-08"),
        ("2026-02-16", 1, "2026-02-24"),  # from a holiday
    ],
)
def test_working_days_are_counted_across_holidays(start: str, count: int, due: str) -> None:
    answer = CALENDAR.add_working_days(date.fromisoformat(start), count)

    assert answer == DueDay(date.fromisoformat(due), is_provisional=False)


def test_calendar_days_are_never_provisional() -> None:
    assert CALENDAR.add_calendar_days(date(2026, 12, 20), 30) == DueDay(date(2027, 1, 19), False)


@pytest.mark.parametrize("count", [-1, -100])
def test_days_are_not_counted_backwards(count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        CALENDAR.add_working_days(date(2026, 3, 2), count)
    with pytest.raises(ValueError, match=str(count)):
        CALENDAR.add_calendar_days(date(2026, 3, 2), count)


def test_a_bare_question_beyond_the_published_years_is_refused_with_a_sentence() -> None:
    with pytest.raises(CalendarUnknown, match=r"Whether 2028-05-02 is a working day is unknown") as refusal:
        CALENDAR.is_working_day(date(2028, 5, 2))

    assert refusal.value.params == {"on": "2028-05-02", "year": 2028}
    assert not CALENDAR.knows(date(2028, 5, 2))


def test_a_deadline_beyond_the_published_years_counts_every_day_and_says_so() -> None:
    assert CALENDAR.add_working_days(date(2028, 6, 1), 7) == DueDay(date(2028, 6, 8), True)


def test_the_last_days_of_the_last_published_year_wait_for_the_next_notice() -> None:
    known_to_2090 = BusinessCalendar(PublishedDays.of(complete_years=[2090]))
    friday = date(2090, 12, 29)

    assert known_to_2090.add_working_days(friday, 1) == DueDay(date(2090, 12, 30), True)
    assert known_to_2090.is_working_day(date(2090, 12, 30)) is False

    with_next_year = BusinessCalendar(PublishedDays.of(complete_years=[2090, 2091]))
    assert with_next_year.add_working_days(friday, 1) == DueDay(date(2091, 1, 1), False)


def test_the_fallback_is_trusted_only_for_years_with_a_notice() -> None:
    assert CALENDAR.is_working_day(date(2003, 2, 8)) is True  # a worked Saturday only `holidays` knows
    assert not CALENDAR.knows(date(2030, 10, 1))  # `holidays` works the festival out, the notice is not there


def test_the_packs_table_overrides_days_and_adds_years() -> None:
    calendar = BusinessCalendar(
        PublishedDays.of(
            rest=[date(2026, 3, 2), date(2029, 1, 1)],
            work=[date(2026, 3, 7), date(2029, 1, 6)],
            complete_years=[2029],
        )
    )

    assert not calendar.is_working_day(date(2026, 3, 2))
    assert calendar.is_working_day(date(2026, 3, 7))
    assert calendar.is_working_day(date(2026, 3, 3))
    assert not calendar.is_working_day(date(2026, 10, 1))
    assert [calendar.is_working_day(date(2029, 1, day)) for day in (1, 2, 6, 7)] == [False, True, True, False]


def test_a_table_may_settle_one_day_of_an_unpublished_year() -> None:
    calendar = BusinessCalendar(PublishedDays.of(rest=[date(2028, 6, 2)]))

    assert calendar.add_working_days(date(2028, 6, 1), 1) == DueDay(date(2028, 6, 3), True)
    assert not calendar.knows(date(2028, 6, 3))


def test_a_table_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ContradictoryCalendar) as refusal:
        PublishedDays.of(rest=[date(2029, 1, 1)], work=[date(2029, 1, 1)])

    assert refusal.value.params == {"days": ["2029-01-01"]}


@given(
    start=st.dates(date(2090, 1, 1), date(2091, 12, 1)),
    count=st.integers(0, 40),
    rest=st.sets(st.dates(date(2090, 1, 1), date(2093, 12, 31)), max_size=60),
    work=st.sets(st.dates(date(2090, 1, 1), date(2093, 12, 31)), max_size=60),
)
def test_no_notice_to_come_can_make_a_provisional_due_day_earlier(
    start: date, count: int, rest: set[date], work: set[date]
) -> None:
    published = BusinessCalendar(PublishedDays.of(rest=rest - work, work=work, complete_years=[2090, 2091, 2092, 2093]))

    assert CALENDAR.add_working_days(start, count).on <= published.add_working_days(start, count).on


@given(st.dates(date(2005, 1, 1), date(2026, 9, 1)), st.integers(0, 60))
def test_a_due_day_has_exactly_the_counted_working_days_before_it(start: date, count: int) -> None:
    due = CALENDAR.add_working_days(start, count)
    between = [start + timedelta(days=index) for index in range(1, (due.on - start).days + 1)]

    assert not due.is_provisional
    assert sum(CALENDAR.is_working_day(day) for day in between) == count
    assert not between or CALENDAR.is_working_day(between[-1])
    assert all(
        earlier <= later
        for earlier, later in pairwise(CALENDAR.add_working_days(start, index).on for index in range(5))
    )


def test_the_business_date_is_that_of_shanghai() -> None:
    assert business_date(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert business_date(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert start_of(date(2026, 3, 2)) == datetime(2026, 3, 1, 16, tzinfo=UTC)


def test_a_moment_without_a_zone_has_no_business_date() -> None:
    with pytest.raises(ValueError, match="zone"):
        business_date(datetime(2026, 3, 1))  # noqa: DTZ001  the missing zone is the point
