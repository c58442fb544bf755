"""A trigger is paused at once by one person, and runs again when two want it; meanwhile nothing of it leaves."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from qiao import outreach
from qiao.access import Post
from qiao.customers import standing
from qiao.foundation import events
from qiao.foundation.database import Database
from qiao.foundation.ids import new_id
from qiao.outreach import State, switching
from qiao.outreach.switching import AnotherHasToAgree, Switch, SwitchNotOpen
from tests.access.views.seeded import signed_in
from tests.conftest import TestHouse, Web
from tests.outreach.people import Her
from tests.outreach.people import her as a_customer

pytestmark = pytest.mark.both_databases("each database settles what happens at once in its own way")

TRIGGER = "due_soon"
ONE, OTHER = new_id(), new_id()


@dataclass
class Clerk:
    """Somebody at her desk."""

    web: Web
    browser: tuple[dict[str, str], dict[str, str], Any]

    async def asks(self, method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        cookies, headers, _ = self.browser
        self.web.client.cookies.clear()
        answer = await self.web.client.request(
            method,
            f"/api/v1{path}",
            headers={**headers, "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
            json=body or None,
        )
        return answer.status_code, answer.json()


async def clerk_of(web: Web, post: Post) -> Clerk:
    return Clerk(web, await signed_in(web.house, await web.house.staff("clerk", post=post)))


@pytest.fixture
async def her(house: TestHouse) -> Her:
    return await a_customer(house)


async def do(her: Her, act: Switch, by: Any = ONE) -> str:
    async with her.house.database.transaction() as session:
        reason = "complaints" if act is Switch.PAUSE else None
        return (await switching.switch(session, TRIGGER, act, by, reason=reason, now=her.now)).state


async def test_what_was_permitted_before_a_pause_does_not_leave_after_it(her: Her) -> None:
    decided = await her.decide()
    assert decided.state == State.PERMITTED
    await do(her, Switch.PAUSE)
    assert not await her.take_up(decided)
    assert await her.decisions(decided) == [("send", []), ("drop", ["paused"])]
    assert set((await her.taken()).values()) <= {0}


async def test_while_it_is_paused_everything_of_it_is_dropped_and_nothing_of_others(her: Her) -> None:
    await do(her, Switch.PAUSE)
    assert (await her.decide()).state == State.DROPPED
    other = outreach.Wanted("once", her.id, "another", outreach.Kind.SERVICE, "sms", "topic")
    async with her.house.database.transaction() as session:
        assert (await outreach.decide_touch(session, her.governor, other, now=her.now)).state == State.PERMITTED


async def test_what_was_held_before_a_pause_is_dropped_when_its_time_comes_within_it(her: Her) -> None:
    for _ in range(2):
        await her.decide(topic="due:L1")
    held = await her.decide(topic="due:L1", kind=outreach.Kind.TRANSACTIONAL)
    assert held.state == State.HELD
    await do(her, Switch.PAUSE)
    async with her.house.database.transaction() as session:
        again = await outreach.judge_again(session, her.governor, held.touch_id, now=her.now + timedelta(days=1))
    assert again.state == State.DROPPED


async def test_two_people_let_it_run_again(her: Her) -> None:
    await do(her, Switch.PAUSE)
    with pytest.raises(SwitchNotOpen):
        await do(her, Switch.PAUSE, OTHER)
    assert await do(her, Switch.ASK) == "asked"
    assert (await her.decide()).state == State.DROPPED
    with pytest.raises(AnotherHasToAgree):
        await do(her, Switch.AGREE)
    assert await do(her, Switch.AGREE, OTHER) == "running"
    assert (await her.decide()).state == State.PERMITTED


async def test_a_wish_to_resume_is_turned_down_by_anybody(her: Her) -> None:
    for act in (Switch.PAUSE, Switch.ASK, Switch.KEEP):
        state = await do(her, act)
    assert state == "paused"
    with pytest.raises(SwitchNotOpen):
        await do(her, Switch.AGREE, OTHER)


async def test_who_did_what_is_on_record(her: Her) -> None:
    await do(her, Switch.PAUSE)
    await do(her, Switch.ASK)
    await do(her, Switch.AGREE, OTHER)
    async with her.house.database.reading() as session:
        told = await events.of_subject(session, f"trigger:{TRIGGER}")
    assert [(one.actor, one.payload["act"], one.payload["reason"]) for one in told] == [
        (f"agent:{ONE}", "pause", "complaints"),
        (f"agent:{ONE}", "ask", None),
        (f"agent:{OTHER}", "agree", None),
    ]


async def test_of_a_pause_and_a_touch_at_once_nothing_leaves_after_the_pause_was_answered(her: Her) -> None:
    """Also the first time, when there is no row yet: whichever comes first, none is sent that comes second."""
    decided = await her.decide()
    order: list[str] = []

    async def pause() -> None:
        await do(her, Switch.PAUSE)
        order.append("paused")

    async def leave() -> None:
        async with her.house.database.transaction() as session:
            left = await outreach.take_up(session, her.governor, decided.touch_id, now=her.now)
            if left:
                await asyncio.sleep(0.05)
                assert "paused" not in order
        order.append("left" if left else "stayed")

    await asyncio.gather(leave(), pause())
    assert order in (["left", "paused"], ["paused", "stayed"])


async def test_who_judges_after_a_pause_was_asked_for_waits_for_it(her: Her) -> None:
    """While another judgement still holds the trigger: shared, it would let in one after the other for ever."""
    database, judges, go_on = her.house.database, asyncio.Event(), asyncio.Event()

    async def judge() -> bool:
        async with database.transaction() as session:
            is_paused = await switching.is_paused(session, TRIGGER)
            judges.set()
            await go_on.wait()
            return is_paused

    first = asyncio.create_task(judge())
    await judges.wait()
    pausing = asyncio.create_task(do(her, Switch.PAUSE))
    await _until_waiting(database, pausing)
    judges.clear()
    second = asyncio.create_task(judge())
    await _until_waiting(database, pausing, second)
    assert not judges.is_set()
    go_on.set()
    assert (await first, await pausing, await second) == (False, "paused", True)


async def _until_waiting(database: Database, *those: asyncio.Task[Any]) -> None:
    """Until each of them waits for a lock. SQLite lets in one transaction after the other."""
    waiting = text("""
        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
    """)
    is_all = database.is_sqlite
    async with asyncio.timeout(10):
        while not is_all:
            async with database.reading() as session:
                is_all = await session.scalar(waiting) >= len(those)


async def test_steerers_see_what_left_and_why_the_rest_did_not(web: Web) -> None:
    her = await a_customer(web.house)
    sent = await her.decide(topic="due:L1")
    await her.take_up(sent)
    await her.decide(topic="due:L1")
    async with web.house.database.transaction() as session:
        for purpose in ("marketing", "profiling"):
            await standing.record_consent(
                session,
                her.id,
                purpose,
                "sms",
                granted=False,
                by=standing.By(standing.Source.CUSTOMER, "reply"),
                because=standing.Because("customer_asked"),
                now=her.now,
            )
    clerk = await clerk_of(web, Post.OPERATIONS_ACTIVATOR)
    status, body = await clerk.asks("GET", "/staff/outreach/figures?days=7")
    assert status == 200, body
    assert body["totals"] == {"sent": 1, "held": 0, "dropped": 1, "given_back": 0}
    (trigger,), (channel,) = body["triggers"], body["channels"]
    assert (trigger["name"]["zh"], trigger["sent"], channel["name"]["zh"]) == ("还款日提醒", 1, "短信")
    assert [(one["gate"], one["words"]["zh"], one["number"]) for one in body["reasons"]] == [
        ("merge", "同一事项刚刚通知过", 1)
    ]
    assert body["opt_outs"] == 1

    status, body = await clerk.asks("POST", f"/staff/outreach/triggers/{TRIGGER}/acts", act="pause")
    assert (status, body["error"]) == (422, "ReasonMissing")
    status, body = await clerk.asks(
        "POST", f"/staff/outreach/triggers/{TRIGGER}/acts", act="pause", reason="wrong_text"
    )
    assert (status, body["state"], body["may"]) == (200, "paused", ["ask"])
    assert (await her.decide()).state == State.DROPPED
    status, body = await clerk.asks("POST", "/staff/outreach/triggers/none_such/acts", act="ask")
    assert (status, body["error"]) == (404, "TriggerNotFound")


async def test_who_steers_no_touches_neither_sees_nor_switches(web: Web) -> None:
    clerk = await clerk_of(web, Post.ONLINE_AGENT)
    for method, path, body in (
        ("GET", "figures", {}),
        ("GET", "triggers", {}),
        ("POST", f"triggers/{TRIGGER}/acts", {"act": "pause", "reason": "other"}),
    ):
        status, answer = await clerk.asks(method, f"/staff/outreach/{path}", **body)
        assert (status, answer["error"]) == (403, "SteersNoTouches")
