"""Leaders are told at once of danger, strong feelings, long waits and promises, and one of them answers for it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from qiao.access import Post
from qiao.desk.floor import ToldOf
from qiao.policy import Lane
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import becomes, led, screen, somebody, takes, team, waits


async def _alerts(leader: Browser) -> list[dict[str, Any]]:
    return (await leader.get("/desk/floor")).json()["alerts"]


async def test_what_a_customer_says_in_her_agents_hands_reaches_the_leader_live_and_once(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    item = await takes(ann, live)
    async with screen(web, leader.staff) as shown:
        shown.sends({"type": "floor", "on": True})
        assert (await shown.shows("floor"))["floor"]["alerts"] == []
        for words in ("你们拖了三天了，气死我了", "气死我了，还没有人理我", "我不想活了，活着没意思"):
            await web.house.receive(live, words)
            await web.house.settle()
        seen: list[dict[str, Any]] = []
        while len(seen) < 2:
            seen = (await shown.shows("floor"))["floor"]["alerts"]
    assert {(one["kind"], one["item"], one["agent"]) for one in seen} == {
        ("upset", item, ann.staff.name),
        ("danger", item, ann.staff.name),
    }


async def test_what_is_calm_or_only_a_little_upset_alarms_nobody(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    await takes(ann, live)
    for words in ("好的谢谢", "那我明天还可以吗"):
        await web.house.receive(live, words)
        await web.house.settle()
    assert await _alerts(leader) == []


async def test_a_wait_past_its_lane_is_told_to_every_leader_until_it_is_over(web: Web) -> None:
    leader, ann = await led(web, "ann")
    other = await somebody(web, "other", Post.TEAM_LEADER)
    live = await waits(web.house)
    within_s = web.house.house.desk.routing.lanes[Lane.NORMAL].within_s
    assert within_s is not None
    await web.house.house.sweeper.sweep()
    assert await _alerts(leader) == []
    web.house.clock.advance(timedelta(seconds=within_s + 1))
    await web.house.house.sweeper.sweep()
    assert [(one["kind"], one["agent"]) for one in await _alerts(leader)] == [("wait", None)]
    assert len(await _alerts(other)) == 1

    await takes(ann, live)
    assert await _alerts(other) == [], "it is in the hands of another team now"
    assert len(await _alerts(leader)) == 1
    await ann.post(f"/desk/conversations/{live.conversation_id}/close", {"reason": "solved"})
    assert await _alerts(leader) == []


async def test_whoever_answers_for_it_first_is_named_and_nobody_of_another_team_can(web: Web) -> None:
    leader, ann = await led(web, "ann")
    other = await somebody(web, "other", Post.TEAM_LEADER)
    await team(web.house, other.staff)
    live = await waits(web.house)
    await takes(ann, live)
    await web.house.receive(live, "我不想活了，活着没意思")
    await web.house.settle()
    (alert,) = await _alerts(leader)
    path = f"/desk/floor/alerts/{alert['id']}/acknowledge"
    for someone, error in ((other, "NotOnYourFloor"), (ann, "LeadsNobody")):
        assert (await someone.post(path, {})).json()["error"] == error
    assert (await _alerts(leader))[0]["acknowledged"] is None

    first_at = web.house.clock.now().isoformat()
    assert (await leader.post(path, {})).status_code == 204
    web.house.clock.advance(timedelta(seconds=5))
    assert (await leader.post(path, {})).status_code == 204
    assert (await _alerts(leader))[0]["acknowledged"] == {"by": leader.staff.name, "at": first_at}


async def test_wherever_she_is_she_is_told_until_somebody_has_taken_notice_and_by_whom(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    item = await takes(ann, live)
    async with screen(web, leader.staff) as shown:
        shown.sends({"type": "alerts", "on": True})
        assert (await shown.shows("alerts"))["alerts"] == []
        await web.house.receive(live, "我不想活了，活着没意思")
        await web.house.settle()
        (told,) = (await shown.shows("alerts"))["alerts"]
        assert (told["kind"], told["item"], told["acknowledged"]) == ("danger", item, None)

        await leader.post(f"/desk/floor/alerts/{told['id']}/acknowledge", {})
        (told,) = (await shown.shows("alerts"))["alerts"]
        assert told["acknowledged"]["by"] == leader.staff.name

        await ann.post(f"/desk/conversations/{live.conversation_id}/close", {"reason": "solved"})
        assert (await shown.shows("alerts"))["alerts"] == [], "what is over is told of no longer"
        assert [frame["type"] for frame in shown.seen].count("floor") == 0


async def test_what_changes_no_alert_is_not_read_for_it(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    leader, ann = await led(web, "ann")
    reads = 0
    read = ToldOf.read

    async def counted(told: ToldOf) -> dict[str, Any]:
        nonlocal reads
        reads += 1
        return await read(told)

    monkeypatch.setattr(ToldOf, "read", counted)
    async with screen(web, leader.staff) as shown:
        shown.sends({"type": "alerts", "on": True})
        await shown.shows("alerts")
        for _ in range(2):
            await takes(ann, await waits(web.house))
        await becomes(ann, "busy")
        await asyncio.sleep(1)
    assert reads == 1


async def test_who_leads_nobody_is_told_of_nothing(web: Web) -> None:
    someone = await somebody(web, "someone")
    async with screen(web, someone.staff) as shown:
        shown.sends({"type": "alerts", "on": True})
        assert (await shown.shows("error"))["error"] == "LeadsNobody"
