"""A conversation is handed on over HTTP: to whoever is here, to whoever has a skill, with a word for colleagues."""

from datetime import timedelta
from typing import Any

from qiao import access
from qiao.access import Post
from qiao.conversations.content import Choice
from qiao.foundation.ids import new_id
from tests.access.views.seeded import signed_in
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import led, takes, waits


async def _browser(web: Web, name: str, post: Post = Post.ONLINE_AGENT) -> Browser:
    staff = await web.house.staff(name, post=post)
    cookies, headers, _ = await signed_in(web.house, staff)
    return Browser(web, staff, cookies, headers)


async def _is(who: Browser, state: str) -> None:
    assert (await who.put("/desk/presence", {"state": state})).status_code == 200


async def _takes_one(web: Web, who: Browser) -> str:
    """The conversation that now is in her hands."""
    live = await web.house.visitor()
    await web.house.receive(live, Choice(button="human", label="人工"))
    await web.house.settle()
    (item,) = (await who.get("/desk")).json()["waiting"]
    assert (await who.post(f"/desk/items/{item['id']}/accept", {})).status_code == 200
    return str(item["conversation"])


async def _hands_on(who: Browser, conversation: str, **wish: Any) -> Any:
    return await who.post(f"/desk/conversations/{conversation}/transfer", {"to": None} | wish)


async def test_she_sees_who_is_here_and_who_has_a_hand_free_first(web: Web) -> None:
    one, busy, ready = await _browser(web, "one"), await _browser(web, "busy"), await _browser(web, "ready")
    await _browser(web, "away")
    planner = await _browser(web, "planner", Post.WFM_PLANNER)
    await _is(one, "busy")
    await _is(busy, "busy")
    await _is(ready, "ready")
    seen = (await one.get("/desk/colleagues")).json()
    assert [(who["id"], who["state"]) for who in seen["colleagues"]] == [
        (str(ready.staff.id), "ready"),
        (str(busy.staff.id), "busy"),
    ]
    assert "english" in [skill["id"] for skill in seen["skills"]]
    assert (await planner.get("/desk/colleagues")).json()["error"] == "ServesNobody"


async def test_a_note_goes_along_and_the_customer_does_not_see_it(web: Web) -> None:
    one, two = await _browser(web, "one"), await _browser(web, "two")
    conversation = await _takes_one(web, one)
    answer = await _hands_on(one, conversation, to=str(two.staff.id), note="她想改还款日，已核对过借据。")
    assert answer.status_code == 204
    await _is(two, "ready")
    (item,) = (await two.get("/desk")).json()["mine"]
    await two.post(f"/desk/items/{item['id']}/accept", {})
    said = [
        (entry["message"]["visibility"], entry["message"]["content"].get("text"))
        for entry in (await two.get(f"/desk/conversations/{conversation}")).json()["entries"]
        if entry["kind"] == "message"
    ]
    assert ("staff", "她想改还款日，已核对过借据。") in said


async def test_with_a_skill_it_goes_to_whoever_has_it(web: Web) -> None:
    one, plain, able = await _browser(web, "one"), await _browser(web, "plain"), await _browser(web, "able")
    leader = await _browser(web, "leader", Post.WFM_PLANNER)
    await leader.put(f"/desk/agents/{plain.staff.id}", {"skills": {"elder": 3}, "capacity": None})
    await leader.put(f"/desk/agents/{able.staff.id}", {"skills": {"elder": 3, "english": 3}, "capacity": None})
    conversation = await _takes_one(web, one)
    await _is(plain, "ready")
    await _is(able, "busy")
    assert (await _hands_on(one, conversation, skill="juggling")).json()["error"] == "SkillUnknown"
    assert (await _hands_on(one, conversation, skill="english")).status_code == 204
    assert (await plain.get("/desk")).json()["mine"] == []
    await _is(able, "ready")
    assert [item["conversation"] for item in (await able.get("/desk")).json()["mine"]] == [conversation]


async def test_whom_it_cannot_go_to_is_said_and_it_stays_in_her_hands(web: Web) -> None:
    one, planner = await _browser(web, "one"), await _browser(web, "planner", Post.WFM_PLANNER)
    conversation = await _takes_one(web, one)
    for wrong in (one, planner):
        answer = await _hands_on(one, conversation, to=str(wrong.staff.id), note="请接着办")
        assert (answer.status_code, answer.json()["error"]) == (409, "CannotTakeIt")
    assert [item["state"] for item in (await one.get("/desk")).json()["mine"]] == ["assigned"]
    entries = (await one.get(f"/desk/conversations/{conversation}")).json()["entries"]
    assert "请接着办" not in str(entries)
    assert (await _hands_on(one, conversation)).status_code == 204
    assert (await _hands_on(one, conversation)).status_code == 404


async def _team(web: Web, name: str, *people: Browser) -> str:
    async with web.house.database.transaction() as session:
        team = await access.make_team(session, name, leader_id=None, by="house", now=web.house.clock.now())
        for one in people:
            await access.join_team(session, one.staff.id, team.id, by="house", now=web.house.clock.now())
    return str(team.id)


async def _mine(who: Browser) -> list[str]:
    return [item["conversation"] for item in (await who.get("/desk")).json()["mine"]]


async def test_a_team_alone_is_offered_what_is_handed_on_to_it(web: Web) -> None:
    one, other, member = await _browser(web, "one"), await _browser(web, "other"), await _browser(web, "member")
    team = await _team(web, "夜班组", member)
    conversation = await _takes_one(web, one)
    await _is(other, "ready")
    await _is(member, "break")
    answer = await _hands_on(one, conversation, team=team, note="她急着要结清证明。")
    assert answer.status_code == 204
    assert await _mine(other) == []
    (waiting,) = (await other.get("/desk")).json()["waiting"]
    assert waiting["why"]["zh"] == "普通：夜班组都在忙，先等该组，转组后满 120 秒由其他人接"
    assert (await one.get("/desk/colleagues")).json()["teams"] == [
        {"id": team, "name": "夜班组", "here": 1, "ready": 0, "waiting": 1}
    ]
    await _is(member, "ready")
    (item,) = (await member.get("/desk")).json()["mine"]
    assert "转给夜班组，分给该组坐席" in item["why"]["zh"]
    await member.post(f"/desk/items/{item['id']}/accept", {})
    entries = (await member.get(f"/desk/conversations/{conversation}")).json()["entries"]
    said = [one["message"]["content"] for one in entries if one["kind"] == "message"]
    assert "她急着要结清证明。" in [content.get("text") for content in said]
    assert [content.get("notice") for content in said].count("handed_on") == 1


async def test_nobody_waits_for_ever_for_a_team(web: Web) -> None:
    one, other, member = await _browser(web, "one"), await _browser(web, "other"), await _browser(web, "member")
    team = await _team(web, "夜班组", member)
    conversation = await _takes_one(web, one)
    await _is(other, "busy")
    await _is(member, "busy")
    await _hands_on(one, conversation, team=team)
    web.house.clock.advance(timedelta(seconds=121))
    await _is(other, "ready")
    (item,) = (await other.get("/desk")).json()["mine"]
    assert item["conversation"] == conversation
    assert "夜班组没有人接" in item["why"]["zh"]


async def test_a_team_of_which_nobody_else_is_at_work_is_refused_before_it_is_sent(web: Web) -> None:
    one, member = await _browser(web, "one"), await _browser(web, "member")
    team, her_own = await _team(web, "夜班组", member), await _team(web, "早班组", one)
    conversation = await _takes_one(web, one)
    for to in (team, her_own):
        refused = await _hands_on(one, conversation, team=to)
        assert (refused.status_code, refused.json()["error"]) == (409, "NobodyOfTeam")
    assert (await _hands_on(one, conversation, team=str(new_id()))).json()["error"] == "TeamNotFound"
    both = await _hands_on(one, conversation, team=team, to=str(member.staff.id))
    assert both.json()["error"] == "OneOrATeam"
    assert await _mine(one) == [conversation]


async def test_whoever_took_it_for_her_team_and_hands_it_on_again_hands_it_to_anybody(web: Web) -> None:
    one, member = await _browser(web, "one"), await _browser(web, "member")
    team = await _team(web, "夜班组", member)
    conversation = await _takes_one(web, one)
    await _is(member, "ready")
    await _hands_on(one, conversation, team=team)
    (item,) = (await member.get("/desk")).json()["mine"]
    await member.post(f"/desk/items/{item['id']}/accept", {})
    await _hands_on(member, conversation)
    web.house.clock.advance(timedelta(seconds=61))
    await _is(one, "ready")
    assert await _mine(one) == [conversation]


async def test_a_leader_sends_on_to_a_team_as_well(web: Web) -> None:
    leader, one = await led(web, "one")
    member = await _browser(web, "member")
    team = await _team(web, "夜班组", member)
    item = await takes(one, await waits(web.house))
    await _is(member, "ready")
    sent = await leader.post(f"/desk/floor/items/{item}/send-on", {"to": None, "team": team})
    assert sent.status_code == 204
    assert [offered["id"] for offered in (await member.get("/desk")).json()["mine"]] == [item]
