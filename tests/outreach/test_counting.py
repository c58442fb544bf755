"""Places under caps: never passed by parallel senders, given back exactly, and counted with what others report."""

import asyncio
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from qiao.foundation.database import Database
from qiao.outreach import GOVERNOR, GovernorRules, counting
from qiao.outreach.book import Cap
from qiao.outreach.counting import Wanted
from qiao.outreach.model import TouchCountRow
from qiao.policy import Pack
from tests.conftest import NOON, TestHouse

pytestmark = pytest.mark.both_databases("each database settles what happens at once in its own way")

TODAY = date(2026, 11, 23)


@pytest.fixture
def rules(pack: Pack) -> GovernorRules:
    return pack.section(GOVERNOR)


def cap(rules: GovernorRules, name: str) -> Cap:
    return next(one for one in rules.on(TODAY).caps if one.rule.id == name)


def wanted(caps: Iterable[Cap], subject: str, day: date = TODAY) -> list[Wanted]:
    return [Wanted(one, counting.places(one, subject, day)) for one in caps]


async def reserve(database: Database, asked: list[Wanted]) -> str | None:
    async with database.transaction() as session:
        return await counting.reserve(session, asked)


async def counts(database: Database, subject: str) -> dict[tuple[str, date], tuple[int, int, int]]:
    async with database.reading() as session:
        rows = await session.scalars(select(TouchCountRow).where(TouchCountRow.subject == subject))
        return {(row.cap, row.day): (row.ours, row.others, row.over) for row in rows}


@pytest.mark.parametrize(("name", "most"), [("dials_a_day", 6), ("collection_calls_a_day", 3), ("service_a_day", 2)])
async def test_fifty_parallel_senders_never_pass_a_cap(
    house: TestHouse, rules: GovernorRules, name: str, most: int
) -> None:
    subject = uuid4().hex
    asked = wanted([cap(rules, name)], subject)
    answers = await asyncio.gather(*(reserve(house.database, asked) for _ in range(50)))
    assert answers.count(None) == most
    assert set(answers) == {None, name}
    assert await counts(house.database, subject) == {(name, TODAY): (most, 0, 0)}


async def test_senders_that_want_several_places_in_different_orders_take_all_or_none(
    house: TestHouse, rules: GovernorRules
) -> None:
    caps, her, number = [cap(rules, "dials_a_day"), cap(rules, "collection_calls_a_day")], uuid4().hex, uuid4().hex

    def both(*, turned: bool) -> list[Wanted]:
        asked = [*wanted(caps[:1], number), *wanted(caps[1:], her)]
        return asked[::-1] if turned else asked

    answers = await asyncio.gather(*(reserve(house.database, both(turned=bool(n % 2))) for n in range(50)))
    assert answers.count(None) == 3
    assert await counts(house.database, number) == {("dials_a_day", TODAY): (3, 0, 0)}
    assert await counts(house.database, her) == {("collection_calls_a_day", TODAY): (3, 0, 0)}


async def test_a_week_is_the_day_and_the_six_before_it(house: TestHouse, rules: GovernorRules) -> None:
    subject, weekly = uuid4().hex, cap(rules, "marketing_a_week")
    assert await reserve(house.database, wanted([weekly], subject)) is None
    for ahead in range(7):
        day = TODAY + timedelta(days=ahead)
        assert await reserve(house.database, wanted([weekly], subject, day)) == "marketing_a_week"
    assert await reserve(house.database, wanted([weekly], subject, TODAY + timedelta(days=7))) is None


async def test_the_database_refuses_what_the_program_must_not_do(house: TestHouse) -> None:
    row: dict[str, Any] = {"cap": "c", "subject": "s", "day": TODAY, "most": 2, "since": NOON}
    for broken in (
        {"ours": 3, "others": 0, "over": 0},
        {"ours": 1, "others": 2, "over": 0},
        {"ours": 1, "others": 0, "over": 1},
        {"ours": -1, "others": 0, "over": 0},
    ):
        with pytest.raises(IntegrityError):
            async with house.database.transaction() as session:
                await session.execute(insert(TouchCountRow).values(**row, **broken))


_STEPS = st.lists(st.sampled_from(["reserve", "report", "free"]), max_size=25)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_STEPS)
async def test_nothing_of_ours_is_added_while_all_places_are_taken(
    house: TestHouse, rules: GovernorRules, steps: list[str]
) -> None:
    """Whatever comes in whatever order: counts are what was taken less what was freed, and none of ours passes."""
    subject, dials = uuid4().hex, cap(rules, "dials_a_day")
    (asked,) = wanted([dials], subject)
    ours = others = 0
    for step in steps:
        if step == "reserve":
            full = await reserve(house.database, [asked])
            assert (full is None) == (ours + others < dials.most)
            ours += full is None
        elif step == "report":
            async with house.database.transaction() as session:
                await counting.count_report(session, dict.fromkeys(asked.places, dials))
            others += 1
        elif ours:
            async with house.database.transaction() as session:
                await counting.free(session, asked.places)
            ours -= 1
    async with house.database.reading() as session:
        used = await counting.used(session, [("dials_a_day", subject)], TODAY)
    assert used.get(("dials_a_day", subject), 0) == ours + others


async def test_a_stricter_figure_counts_at_once_and_a_laxer_one_tomorrow(
    house: TestHouse, rules: GovernorRules
) -> None:
    subject, dials = uuid4().hex, cap(rules, "dials_a_day")

    def at_most(most: int) -> list[Wanted]:
        return wanted([Cap(dials.rule, most, "test")], subject)

    assert await reserve(house.database, at_most(2)) is None
    assert await reserve(house.database, at_most(1)) == "dials_a_day"
    assert await reserve(house.database, at_most(9)) is None
    assert await reserve(house.database, at_most(9)) == "dials_a_day"
