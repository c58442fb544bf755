"""Whoever has a customer in hand sees what was sent to her and what was not, with the reasons she may know."""

from dataclasses import replace
from typing import Any

import pytest

from qiao.access import Post
from qiao.outreach import Kind, api
from tests.access.views.seeded import Person, person
from tests.conftest import Web
from tests.desk.test_standing import Agent, agent
from tests.outreach.people import AllIsWell, Her


@pytest.fixture
async def one(web: Web) -> Person:
    return await person(web.house, 0)


@pytest.fixture
def her(web: Web, one: Person) -> Her:
    governor = replace(web.house.house.governor, situations=AllIsWell())
    return Her(web.house, one.live.customer_id, governor)


async def seen(clerk: Agent, **query: Any) -> list[dict[str, Any]]:
    rest = "".join(f"?{name}={value}" for name, value in query.items())
    status, body = await clerk.asks("GET", f"/conversations/{clerk.one.live.conversation_id}/touches{rest}")
    assert status == 200, body
    return body["touches"]


async def test_why_she_got_this_and_not_that(web: Web, one: Person, her: Her) -> None:
    sent = await her.decide(topic="due:L1")
    await her.take_up(sent)
    await her.decide(topic="due:L1")
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    dropped, left = await seen(clerk)
    assert (left["state"], left["channel_name"]["zh"], left["source"]) == ("sent", "短信", "house")
    assert left["trigger_name"]["zh"] == "还款日提醒"
    assert [(it["ruling"], it["reasons"]) for it in left["decisions"]] == [("send", [])]
    (decision,) = dropped["decisions"]
    (reason,) = decision["reasons"]
    assert (dropped["state"], decision["ruling"], reason["gate"], reason["words"]["zh"]) == (
        "dropped",
        "drop",
        "merge",
        "同一事项刚刚通知过",
    )
    assert decision["rules"] == web.house.house.pack.version


async def test_a_figure_is_told_with_its_source(web: Web, one: Person, her: Her) -> None:
    for _ in range(3):
        await her.decide()
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    (reason,) = (await seen(clerk))[0]["decisions"][0]["reasons"]
    assert (reason["rule"], reason["words"]["en"], reason["source"]) == (
        "service_a_day",
        "Service touches a day",
        "house rule",
    )


async def test_a_reason_she_may_not_know_has_no_name(web: Web, one: Person, her: Her) -> None:
    """Compliance sees the flag; a vendor's collector, who may not, sees nothing of it."""
    await her.flag("litigation")
    await her.decide(kind=Kind.SERVICE)
    knows = await agent(web, Post.COMPLIANCE, one, "compliance")
    (reason,) = (await seen(knows))[0]["decisions"][0]["reasons"]
    assert (reason["gate"], reason["rule"]) == ("stop", "litigation")
    for post in Post:
        if post is Post.BOT:
            continue
        clerk = await agent(web, post, one, f"of_{post}")
        status, body = await clerk.asks("GET", f"/conversations/{one.live.conversation_id}/touches")
        shows_flags = status == 200 and body["view"]["fields"]["flags"]["shown"]
        assert shows_flags or "litigation" not in str(body.get("touches")), post


async def test_pages_go_back_in_time_and_strangers_see_nothing(web: Web, one: Person, her: Her) -> None:
    await her.decide(topic="first")
    web.house.clock.set_wall(web.house.clock.now().replace(minute=59))
    await her.decide(topic="second")
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    newest = (await seen(clerk))[0]
    assert [it["topic"] for it in await seen(clerk, before=newest["id"])] == ["first"]
    stranger = await person(web.house, 1)
    status, body = await clerk.asks("GET", f"/conversations/{stranger.live.conversation_id}/touches")
    assert (status, body["error"]) == (404, "ConversationNotFound")


async def test_pages_are_full_whatever_is_hidden_and_leave_out_none_of_the_same_moment(
    web: Web, one: Person, her: Her, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_PAGE", 2)
    for topic in ("a", "b", "c"):
        await her.decide(topic=topic)
        await her.decide(topic=f"owed {topic}", is_about_debt=True)
    knows = await agent(web, Post.COMPLIANCE, one, "compliance")
    assert sorted(await _paged(knows)) == ["a", "b", "c", "owed a", "owed b", "owed c"]
    sees_no_debts = await agent(web, Post.RISK_FRAUD, one, "risk")
    assert sorted(await _paged(sees_no_debts)) == ["a", "b", "c"]


async def test_another_ones_touch_is_no_place_to_go_on_from(web: Web, one: Person, her: Her) -> None:
    other = await person(web.house, 1)
    elsewhere = await Her(web.house, other.live.customer_id, her.governor).decide()
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    path = f"/conversations/{one.live.conversation_id}/touches?before={elsewhere.touch_id}"
    status, body = await clerk.asks("GET", path)
    assert (status, body["error"]) == (404, "TouchNotFound")


async def _paged(clerk: Agent) -> list[str]:
    topics: list[str] = []
    last: dict[str, str] = {}
    while page := await seen(clerk, **last):
        assert len(page) <= 2
        topics += [it["topic"] for it in page]
        last = {"before": page[-1]["id"]}
    return topics
