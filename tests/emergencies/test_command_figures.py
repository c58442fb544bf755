"""What is made of an incident's counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.emergencies.command.figures import late_touches, spread, told_parts
from qiao.emergencies.command.queries import OneNeed
from qiao.emergencies.command.summing import duration
from qiao.emergencies.command.tiles import COLUMNS, ROWS, TILES
from qiao.foundation import regions
from qiao.foundation.ids import new_id
from qiao.outreach import Left

TOLD = datetime(2026, 7, 21, 3, tzinfo=UTC)
FEWEST = 20


def test_every_province_has_its_own_square() -> None:
    assert {f"{code}0000" for code in TILES} == {one.code for one in regions.china().provinces()}
    places = {(one.column, one.row) for one in TILES.values()}
    assert len(places) == len(TILES)
    assert all(0 <= column < COLUMNS and 0 <= row < ROWS for column, row in places)
    assert {TILES[code].mark for code in ("41", "44", "81", "71")} == {"豫", "粤", "港", "台"}


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_half_are_no_slower_than_the_middle_and_nine_in_ten_than_the_second(seconds: list[float]) -> None:
    found = spread(seconds)
    assert found.p50_s in seconds
    assert found.p90_s in seconds
    for share, at in ((0.5, found.p50_s), (0.9, found.p90_s)):
        assert at is not None
        assert sum(one <= at for one in seconds) >= share * len(seconds)


@given(st.dictionaries(st.sampled_from([*TILES]), st.integers(0, 60)))
def test_no_small_number_of_people_is_shown_or_follows_from_the_sum(counts: dict[str, int]) -> None:
    shown = told_parts(counts, fewest=FEWEST)
    assert all(count is None or count == 0 or count >= FEWEST for count in shown.values())
    hidden = [part for part, count in shown.items() if count is None]
    others = [part for part, count in counts.items() if count]
    assert len(hidden) != 1 or others == hidden


@pytest.mark.parametrize(
    ("left_after", "late"),
    [
        (timedelta(seconds=-5), 0),
        (timedelta(seconds=60), 0),
        (timedelta(seconds=61), 1),
        (timedelta(days=29), 1),
        (timedelta(days=31), 0),
    ],
)
def test_a_touch_about_debts_is_late_from_a_minute_on_until_the_pause_ends(left_after: timedelta, late: int) -> None:
    customer = new_id()
    need = OneNeed(TOLD, customer, TOLD + timedelta(days=30), None, None)
    assert late_touches([need], [Left(customer, TOLD + left_after), Left(new_id(), TOLD + left_after)]) == late


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0.42, "0.4秒", "0.4 s"),
        (59, "59秒", "59 s"),
        (150, "2分30秒", "2 min 30 s"),
        (3600, "1小时", "1 h"),
        (90061, "1天1小时", "1 d 1 h"),
        (86460, "1天", "1 d"),
    ],
)
def test_a_time_is_said_as_people_say_it(seconds: float, zh: str, en: str) -> None:
    assert (duration(seconds, "zh"), duration(seconds, "en")) == (zh, en)
