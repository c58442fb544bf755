"""Deadlines that fall due while the house is down, half awake or an hour off are told once each, and none is missed."""

import asyncio
import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import httpx
import pytest

from qiao import app, knowledge, language
from qiao.access import Post
from qiao.app import House
from qiao.foundation.clock import ManualClock
from qiao.foundation.settings import Settings
from qiao.policy import Pack
from tests.conftest import NOON, TestHouse, Web, opened
from tests.desk.floor.people import somebody
from tests.kills_of_complaints.clocks import BEIJING, Promise, Told, check
from tests.kills_of_complaints.falling_due import clock_errors, judged, made

COMPLAINTS, LIVES = 200, 4


async def test_each_stage_is_told_once_through_restarts_and_jumps_of_the_clock(
    settings: Settings, pack: Pack, understander: language.Understander, library: knowledge.Library
) -> None:
    def born(at: datetime) -> tuple[House, ManualClock]:
        clock = ManualClock(at)
        return app.assemble(settings, pack, understander, library, clock=clock), clock

    dice = random.Random(20)  # noqa: S311  (dice, not secrets)
    errors = clock_errors(dice, lives=LIVES)
    first, clock = born(NOON)
    async with (
        opened(first, clock, settings) as house,
        httpx.AsyncClient(transport=httpx.ASGITransport(app.create_app(first)), base_url="http://test") as client,
    ):
        officer = await somebody(Web(app.create_app(first), house, client), "sun", Post.COMPLAINT_OFFICER)
        promises = await made(officer.post, dice, COMPLAINTS, now=NOON)
    for error in errors[:-1]:
        cut_off, clock = born(NOON + error)
        async with opened(cut_off, clock, settings) as house:
            await _cut_off(house, after_s=dice.uniform(0.0, 0.4))
    last, clock = born(NOON + errors[-1])
    async with opened(last, clock, settings) as house:
        await house.settle()
        async with house.database.reading() as session:
            verdict, told = await session.run_sync(judged, promises, furthest=clock.now())

    assert verdict.faultless, {kind: found[:3] for kind, found in verdict.by_kind().items()}
    assert told > 3 * COMPLAINTS


async def _cut_off(house: TestHouse, *, after_s: float) -> None:
    """It works for so long, and is gone in the midst of it."""
    working = asyncio.create_task(house.settle())
    await asyncio.wait({working}, timeout=after_s)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


RECEIVED = date(2026, 11, 10)
PROMISE = Promise("c-1", RECEIVED, date(2026, 11, 20))
STAGES = [
    (("contact", "end", 0), "2026-11-11T00:00:01"),
    (("legal", "half", 15), "2026-11-18T12:00:00"),
    (("outside", "warn", 10), "2026-11-18T00:00:00"),
    (("house", "end", 10), "2026-11-21T00:00:00"),
    (("outside", "end", 10), "2026-11-21T00:00:00"),
    (("legal", "warn", 15), "2026-11-23T00:00:00"),
    (("legal", "end", 15), "2026-11-26T00:00:00"),
]
FURTHEST = datetime(2026, 12, 1, tzinfo=BEIJING)
ALL_TOLD = [Told("c-1", 1, stage, datetime.fromisoformat(f"{at}+08:00")) for stage, at in STAGES]


def faults(told: list[Told], *, promise: Promise = PROMISE, events: int = 1) -> set[str]:
    published = {(one.complaint, one.stage): events for one in told}
    verdict = check([promise], told, published, furthest=FURTHEST)
    return {kind for kind, found in verdict.by_kind().items() if found}


def test_all_told_once_at_their_first_moment_is_faultless() -> None:
    assert faults(ALL_TOLD) == set()


@pytest.mark.parametrize("place", range(len(ALL_TOLD)))
def test_one_left_out_is_missing_and_a_second_before_its_time_is_early(place: int) -> None:
    one = ALL_TOLD[place]
    rest = [*ALL_TOLD[:place], *ALL_TOLD[place + 1 :]]
    assert faults(rest) == {"missing"}
    assert faults([*rest, replace(one, at=one.at - timedelta(seconds=1))]) == {"early"}


def test_one_told_again_is_doubled() -> None:
    assert "doubled" in faults([*ALL_TOLD, ALL_TOLD[0]], events=1)


def test_one_that_its_pause_keeps_away_is_unasked() -> None:
    assert faults(ALL_TOLD, promise=replace(PROMISE, stands_still=frozenset({"house"}))) == {"unasked"}
    assert faults(ALL_TOLD, promise=replace(PROMISE, is_withdrawn=True)) == {"unasked"}


@pytest.mark.parametrize("events", [0, 2])
def test_an_act_without_its_one_event_is_not_published(events: int) -> None:
    assert faults(ALL_TOLD, events=events) == {"not_published"}
