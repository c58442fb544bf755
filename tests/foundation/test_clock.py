"""Clocks: real time in UTC, and a time that moves only when told."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from qiao.foundation.clock import Clock, ManualClock, SystemClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_system_clock_tells_utc_and_measures_forward() -> None:
    clock: Clock = SystemClock()

    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_a_manual_clock_stands_until_it_is_moved() -> None:
    clock = ManualClock(NOON)

    assert (clock.now(), clock.monotonic()) == (NOON, 0.0)
    assert clock.advance(timedelta(minutes=2)) == NOON + timedelta(minutes=2)
    assert (clock.now(), clock.monotonic()) == (NOON + timedelta(minutes=2), 120.0)


def test_setting_the_wall_clock_back_leaves_the_monotonic_one() -> None:
    clock = ManualClock(NOON)
    clock.advance(timedelta(seconds=5))

    clock.set_wall(NOON - timedelta(days=1))

    assert (clock.now(), clock.monotonic()) == (NOON - timedelta(days=1), 5.0)


def test_time_does_not_pass_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        ManualClock(NOON).advance(timedelta(seconds=-1))


def test_moments_carry_a_zone_and_are_told_in_utc() -> None:
    with pytest.raises(ValueError, match="zone"):
        ManualClock(datetime(2026, 3, 2, 12))  # noqa: DTZ001  the missing zone is the point

    in_china = ManualClock(NOON.astimezone(timezone(timedelta(hours=8))))
    assert in_china.now().tzinfo is UTC
