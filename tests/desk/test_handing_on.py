"""A conversation is handed on over HTTP: to whoever is here, to whoever has a skill, with a word for colleagues."""

from typing import Any

from qiao.access import Post
from qiao.conversations.content import Choice
from tests.access.views.seeded import signed_in
from tests.access.views.test_reveals import Browser
from tests.conftest import Web


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
