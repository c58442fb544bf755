"""Whoever has a customer in hand sees what was sent to her and what was not, with the reasons she may know."""

from dataclasses import replace
from typing import Any

import pytest

from qiao.access import Post
from qiao.outreach import Kind
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
    before = newest["asked_at"].replace("+", "%2B")
    assert [it["topic"] for it in await seen(clerk, before=before)] == ["first"]
    stranger = await person(web.house, 1)
    status, body = await clerk.asks("GET", f"/conversations/{stranger.live.conversation_id}/touches")
    assert (status, body["error"]) == (404, "ConversationNotFound")
