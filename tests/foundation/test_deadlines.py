"""Deadlines: counted from facts alone, always in the earliest reading, never moved by the host's clock."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar, PublishedDays
from qiao.foundation.deadlines import (
    DayKind,
    DeadlineAlreadyPassed,
    DeadlineAlreadyPaused,
    DeadlineAlreadyStopped,
    DeadlineNotPausable,
    DeadlineNotPaused,
    DeadlineNotStarted,
    DeadlineState,
    Extended,
    ExtensionBeyondLimit,
    ExtensionLimits,
    Fact,
    Paused,
    Resumed,
    Standing,
    Started,
    Stopped,
    standing,
    with_fact,
)

CALENDAR = BusinessCalendar()
LEGAL = ExtensionLimits(times=2, total_days=60)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A moment in Shanghai, `2026-03-02 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def read(facts: Sequence[Fact], now: str, calendar: BusinessCalendar = CALENDAR) -> Standing:
    return standing(facts, now=at(now), calendar=calendar)


COMPLAINT = (Started(at("2026-03-02 10:00"), 15, DayKind.CALENDAR),)


def test_fifteen_days_end_with_the_fifteenth_day_after_the_start() -> None:
    now = read(COMPLAINT, "2026-03-03 00:00")

    assert now == Standing(
        state=DeadlineState.RUNNING,
        due_at=at("2026-03-18 00:00").astimezone(UTC),
        due_on=date(2026, 3, 17),
        remaining=timedelta(days=15),
        days_allowed=15,
        pause_reason=None,
        is_provisional=False,
    )


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-03-02 10:00", DeadlineState.RUNNING),
        ("2026-03-14 23:59", DeadlineState.RUNNING),
        ("2026-03-15 00:00", DeadlineState.DUE_SOON),
        ("2026-03-17 23:59", DeadlineState.DUE_SOON),
        ("2026-03-18 00:00", DeadlineState.OVERDUE),
    ],
)
def test_the_state_follows_the_time_that_remains(now: str, state: DeadlineState) -> None:
    assert read(COMPLAINT, now).state is state


def test_zero_days_end_with_the_day_of_the_start() -> None:
    assert read(SAME_DAY, "2026-03-02 23:59").state is DeadlineState.DUE_SOON
    assert read(SAME_DAY, "2026-03-03 00:00").state is DeadlineState.OVERDUE


def test_working_days_skip_the_spring_festival_and_count_the_worked_saturday() -> None:
    facts = [Started(at("2026-02-13 18:00"), 2, DayKind.WORKING)]

    assert read(facts, "2026-02-13 18:00").due_on == date(2026, 2, 24)


def test_a_pause_gives_back_exactly_the_time_it_took() -> None:
    facts = [*COMPLAINT, Paused(at("2026-03-05 10:00"), "appraisal"), Resumed(at("2026-03-07 13:30"))]

    assert read(facts, "2026-03-08 00:00").due_at == at("2026-03-20 03:30")


def test_a_pause_over_a_weekend_gives_a_working_day_clock_nothing() -> None:
    start = Started(at("2026-03-05 10:00"), 3, DayKind.WORKING)
    facts = [start, Paused(at("2026-03-07 00:00"), "appraisal"), Resumed(at("2026-03-09 00:00"))]

    assert read(facts, "2026-03-09 00:00").due_at == read([start], "2026-03-09 00:00").due_at


def test_a_paused_deadline_never_passes_and_says_why_it_stands() -> None:
    facts = [*COMPLAINT, Paused(at("2026-03-17 23:00"), "appraisal")]
    later = read(facts, "2026-05-01 00:00")

    assert (later.state, later.pause_reason) == (DeadlineState.PAUSED, "appraisal")
    assert later.remaining == HOUR


def test_a_pause_after_the_due_moment_saves_nothing() -> None:
    facts = [*COMPLAINT, Paused(at("2026-03-18 00:00"), "appraisal")]

    assert read(facts, "2026-03-18 00:00").state is DeadlineState.OVERDUE


def test_a_stopped_deadline_keeps_what_it_was_when_it_stopped() -> None:
    in_time = read([*COMPLAINT, Stopped(at("2026-03-17 23:59"))], "2027-01-01 00:00")
    late = read([*COMPLAINT, Stopped(at("2026-03-18 00:00"))], "2027-01-01 00:00")

    assert (in_time.state, in_time.remaining, in_time.was_met) == (DeadlineState.STOPPED, HOUR / 60, True)
    assert (late.state, late.was_met) == (DeadlineState.STOPPED, False)
    assert not read(COMPLAINT, "2026-03-03 00:00").was_met


def test_stopping_ends_an_open_pause() -> None:
    facts = [*COMPLAINT, Paused(at("2026-03-05 00:00"), "appraisal"), Stopped(at("2026-03-06 00:00"))]
    stopped = read(facts, "2026-06-01 00:00")

    assert (stopped.due_on, stopped.pause_reason) == (date(2026, 3, 18), None)


def test_extensions_reach_the_legal_limits_and_not_beyond() -> None:
    facts: Sequence[Fact] = COMPLAINT
    for extension in (
        Extended(at("2026-03-10 09:00"), 15, "complicated"),
        Extended(at("2026-03-20 09:00"), 30, "special cause"),
    ):
        facts = with_fact(facts, extension, calendar=CALENDAR, limits=LEGAL)

    extended = read(facts, "2026-03-21 00:00")
    assert (extended.days_allowed, extended.due_on) == (60, date(2026, 5, 1))
    with pytest.raises(ExtensionBeyondLimit):
        with_fact(facts, Extended(at("2026-03-21 00:00"), 1, "more"), calendar=CALENDAR, limits=LEGAL)


@pytest.mark.parametrize("limits", [None, ExtensionLimits(0, 60), ExtensionLimits(2, 29)])
def test_an_extension_needs_a_rule_that_allows_it(limits: ExtensionLimits | None) -> None:
    with pytest.raises(ExtensionBeyondLimit):
        with_fact(COMPLAINT, Extended(at("2026-03-10 09:00"), 15, "x"), calendar=CALENDAR, limits=limits)


@pytest.mark.parametrize("days", [0, -5])
def test_an_extension_only_adds_days(days: int) -> None:
    with pytest.raises(ExtensionBeyondLimit):
        with_fact(COMPLAINT, Extended(at("2026-03-10 09:00"), days, "x"), calendar=CALENDAR, limits=LEGAL)


PAUSED = (*COMPLAINT, Paused(at("2026-03-05 10:00"), "appraisal"))
SAME_DAY = (Started(at("2026-03-02 10:00"), 0, DayKind.CALENDAR),)
STOPPED = (*COMPLAINT, Stopped(at("2026-03-05 10:00")))
LATE = at("2026-03-18 00:00")


@pytest.mark.parametrize(
    ("facts", "fact", "refusal"),
    [
        ((), Stopped(LATE), DeadlineNotStarted),
        (COMPLAINT, COMPLAINT[0], DeadlineNotStarted),
        (COMPLAINT, Resumed(at("2026-03-05 10:00")), DeadlineNotPaused),
        (PAUSED, Paused(at("2026-03-06 10:00"), "again"), DeadlineAlreadyPaused),
        (SAME_DAY, Paused(at("2026-03-02 11:00"), "appraisal"), DeadlineNotPausable),
        (STOPPED, Paused(at("2026-03-06 10:00"), "again"), DeadlineAlreadyStopped),
        (STOPPED, Stopped(at("2026-03-06 10:00")), DeadlineAlreadyStopped),
        (COMPLAINT, Paused(LATE, "too late"), DeadlineAlreadyPassed),
        (COMPLAINT, Extended(LATE, 15, "too late"), DeadlineAlreadyPassed),
    ],
)
def test_a_fact_that_cannot_follow_is_refused(facts: tuple[Fact, ...], fact: Fact, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        with_fact(facts, fact, calendar=CALENDAR, limits=LEGAL)


def test_facts_that_may_follow_are_added_in_order() -> None:
    facts: tuple[Fact, ...] = ()
    story: list[Fact] = [*PAUSED, Resumed(at("2026-03-06 10:00")), Stopped(LATE)]
    for fact in story:
        facts = with_fact(facts, fact, calendar=CALENDAR)

    assert facts == tuple(story)


def test_facts_without_a_start_have_no_standing() -> None:
    with pytest.raises(DeadlineNotStarted):
        read([Stopped(LATE)], "2026-03-18 00:00")


def test_moments_carry_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        standing(COMPLAINT, now=datetime(2026, 3, 3), calendar=CALENDAR)  # noqa: DTZ001  that is the point


def test_beyond_the_known_calendar_the_earliest_reading_holds_until_the_year_is_published() -> None:
    facts = [Started(at("2090-05-31 10:00"), 7, DayKind.WORKING)]
    before = read(facts, "2090-06-01 00:00")
    published = BusinessCalendar(PublishedDays.of(complete_years=[2090]))
    after = read(facts, "2090-06-01 00:00", published)

    assert (before.due_on, before.is_provisional) == (date(2090, 6, 7), True)
    assert (after.due_on, after.is_provisional) == (date(2090, 6, 9), False)


# --- properties --------------------------------------------------------------------------------------------

hours = st.integers(0, 24 * 40)
gaps = st.lists(st.integers(-6, 90), max_size=8)
starts = st.datetimes(datetime(2025, 1, 1), datetime(2026, 9, 1)).map(  # noqa: DTZ001  the zone follows
    lambda moment: moment.replace(minute=0, second=0, microsecond=0, tzinfo=SHANGHAI)
)


@st.composite
def stories(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Facts in the order they were recorded; the host's clock may have jumped back between two of them."""
    moment = draw(starts)
    facts: list[Fact] = [Started(moment, draw(st.integers(0, 12)), draw(st.sampled_from(DayKind)))]
    is_paused = False
    for gap in draw(gaps):
        moment += gap * HOUR
        if draw(st.integers(0, 4)) == 0:
            facts.append(Extended(moment, draw(st.integers(1, 10)), "more"))
        else:
            facts.append(Resumed(moment) if is_paused else Paused(moment, "why"))
            is_paused = not is_paused
    return tuple(facts)


def slow_due(facts: Sequence[Fact], now: datetime) -> datetime:
    """The same rule hour by hour: use up one hour of the allowance in each hour that counts."""
    start, *rest = facts
    assert isinstance(start, Started)
    still: set[datetime] = set()
    opened: datetime | None = None
    allowed = 24 * (start.days + sum(fact.days for fact in rest if isinstance(fact, Extended)))
    for fact in [*rest, Resumed(now)]:
        if isinstance(fact, Paused):
            opened = fact.at
        elif isinstance(fact, Resumed) and opened is not None:
            still.update(opened + index * HOUR for index in range(max(0, (fact.at - opened) // HOUR)))
            opened = None
    hour = start.at.replace(hour=0) + timedelta(days=1)
    while allowed > 0:
        counts = start.kind is DayKind.CALENDAR or CALENDAR.is_working_day(hour.date())
        if counts and hour not in still:
            allowed -= 1
        hour += HOUR
    return hour


@given(stories(), hours)
def test_the_due_moment_is_that_of_the_slow_count(facts: tuple[Fact, ...], later: int) -> None:
    now = facts[0].at + later * HOUR
    due = slow_due(facts, now)
    answer = standing(facts, now=now, calendar=CALENDAR)

    assert answer.due_at == due
    assert answer.remaining == due - now
    assert answer.due_on == (due - HOUR).date()


@given(stories(), hours, st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"]))
def test_the_zone_in_which_moments_are_written_changes_nothing(facts: tuple[Fact, ...], later: int, zone: str) -> None:
    now = facts[0].at + later * HOUR
    elsewhere = [_moved(fact, ZoneInfo(zone)) for fact in facts]

    assert standing(elsewhere, now=now.astimezone(ZoneInfo(zone)), calendar=CALENDAR) == standing(
        facts, now=now, calendar=CALENDAR
    )


@given(stories(), st.lists(hours, min_size=2, max_size=6))
def test_readings_do_not_depend_on_earlier_readings(facts: tuple[Fact, ...], jumps: list[int]) -> None:
    moments = [facts[0].at + jump * HOUR for jump in jumps]
    there = [standing(facts, now=moment, calendar=CALENDAR) for moment in moments]
    back = [standing(facts, now=moment, calendar=CALENDAR) for moment in reversed(moments)]

    assert there == back[::-1]


@given(stories(), hours, st.integers(0, 200))
def test_time_never_moves_a_due_moment_earlier_and_a_pause_never_runs_out(
    facts: tuple[Fact, ...], later: int, wait: int
) -> None:
    now = max(fact.at for fact in facts) + later * HOUR
    first = standing(facts, now=now, calendar=CALENDAR)
    second = standing(facts, now=now + wait * HOUR, calendar=CALENDAR)

    assert first.due_at <= second.due_at
    if first.state is DeadlineState.PAUSED and first.days_allowed > 0:
        assert second.state is DeadlineState.PAUSED


@given(stories(), hours, st.sets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=40))
def test_an_unknown_calendar_never_gives_more_time_than_any_known_one(
    facts: tuple[Fact, ...], later: int, rest: set[date]
) -> None:
    now = facts[0].at + later * HOUR
    known = BusinessCalendar(PublishedDays.of(rest=rest, complete_years=range(2024, 2030)))

    assert standing(facts, now=now, calendar=_Unpublished()).due_at <= standing(facts, now=now, calendar=known).due_at


class _Unpublished(BusinessCalendar):
    def is_settled(self, on: date) -> bool:
        del on
        return False


def _moved(fact: Fact, zone: ZoneInfo) -> Fact:
    return replace(fact, at=fact.at.astimezone(zone))


@pytest.fixture
def host_in_new_york() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("host_in_new_york")
def test_the_hosts_own_zone_and_its_summer_time_change_nothing() -> None:
    facts = [*COMPLAINT, Paused(at("2026-03-08 14:00"), "appraisal"), Resumed(at("2026-03-08 17:00"))]

    assert read(facts, "2026-03-09 00:00").due_at == at("2026-03-18 03:00")
