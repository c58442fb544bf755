"""A conversation is put aside with a promise, is back in its time, and no promise breaks in silence."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from qiao import desk
from qiao.conversations import ChannelSession
from qiao.foundation import events
from qiao.requests.events import REQUEST_ENDED
from tests.access.views.test_reveals import Browser
from tests.conftest import NOON, Web
from tests.desk.floor.people import becomes, led, signs_in, somebody, takes, waits

AT = NOON + timedelta(hours=2)
TEXT = "我正在为您核实，今天 14:00前在这里回复您。"


class Aside:
    """Ann of a leader's team serves a customer whom she means to answer later."""

    def __init__(self, web: Web, leader: Browser, ann: Browser, live: ChannelSession, item: str) -> None:
        self.web, self.leader, self.ann, self.live, self.item = web, leader, ann, live, item
        self.sent = 0

    @property
    def path(self) -> str:
        return f"/desk/conversations/{self.live.conversation_id}"

    async def puts(self, **change: Any) -> Any:
        self.sent += 1
        wish = {
            "client_id": f"aside-{self.sent:04}",
            "text": TEXT,
            "reason": "result",
            "until": AT.isoformat(),
            "events": ["customer", "request"],
        }
        return await self.ann.post(f"{self.path}/aside", wish | change)

    async def is_put(self, **change: Any) -> dict[str, Any]:
        answer = await self.puts(**change)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def replies(self, who: Browser, text: str = "查到了，已为您处理好。") -> Any:
        self.sent += 1
        return await who.post(f"{self.path}/messages", {"client_id": f"reply-{self.sent:04}", "text": text})

    async def mine(self, who: Browser | None = None) -> dict[str, Any] | None:
        desk = (await (who or self.ann).get("/desk")).json()
        return next((item for item in desk["mine"] if item["id"] == self.item), None)

    async def units(self) -> int:
        return (await self.ann.get("/desk")).json()["me"]["units"]

    async def comes(self, at: datetime, *here: Browser) -> None:
        """The time passes, and these are still at their desks."""
        clock = self.web.house.clock
        while clock.now() < at:
            clock.advance(min(timedelta(seconds=14), at - clock.now()))
            for who in here:
                async with self.web.house.database.transaction() as session:
                    await desk.beat(session, [who.staff.id], now=clock.now())
        await self.web.house.settle()

    async def alerts(self) -> list[str]:
        # Her session has run out since.
        leader = await signs_in(self.web, self.leader.staff)
        return sorted(one["kind"] for one in (await leader.get("/desk/floor")).json()["alerts"])

    async def told(self) -> list[str]:
        return [
            one["content"]["notice"]
            for one in await self.web.house.messages(self.live)
            if one["content"]["kind"] == "notice" and one["content"]["notice"].startswith("aside_")
        ]


@pytest.fixture
async def aside(web: Web) -> Aside:
    leader, ann = await led(web, "ann")
    await becomes(ann, "ready")
    live = await waits(web.house)
    return Aside(web, leader, ann, live, await takes(ann, live))


async def test_what_is_aside_stays_hers_fills_no_hand_and_the_customer_reads_the_promise(aside: Aside) -> None:
    assert await aside.units() == 1
    put = await aside.is_put()
    assert (put["until"], put["back"], put["outcome"]) == (AT.isoformat(), None, None)
    item = await aside.mine()
    assert item is not None
    assert (item["state"], item["is_aside"], item["due_at"]) == ("assigned", True, AT.isoformat())
    assert await aside.units() == 0
    assert (await aside.web.house.state(aside.live)).owner.id == aside.ann.staff.id
    said = [one["content"]["text"] for one in await aside.web.house.messages(aside.live) if "text" in one["content"]]
    assert said[-2:] == [TEXT, "坐席ann将在11月23日 14:00 前在这里回复您，您可以先离开，对话会保留。"]
    (agent,) = (await aside.leader.get("/desk/floor")).json()["agents"]
    assert (agent["aside"], agent["units"], agent["talks"][0]["is_aside"]) == (1, 0, True)


async def test_sent_twice_it_is_put_aside_and_told_once(aside: Aside) -> None:
    first = await aside.is_put(client_id="aside-twice")
    assert await aside.is_put(client_id="aside-twice") == first
    assert await aside.told() == ["aside_promised"]
    assert (await aside.puts()).json()["error"] == "AlreadyAside"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"until": (NOON + timedelta(minutes=5)).isoformat()}, "PromiseTooSoon"),
        ({"until": (NOON + timedelta(days=4)).isoformat()}, "PromiseTooFar"),
        ({"until": (NOON + timedelta(hours=15)).isoformat()}, "PromiseOutsideHours"),
        ({"text": "我 15:00 前回复您。"}, "TimeNotSaid"),
        ({"text": "我稍后回复您。"}, "TimeNotSaid"),
        ({"until": None}, "TimeNotSaid"),
        ({"until": None, "events": [], "text": "我稍后回复您。"}, "NothingToWaitFor"),
        ({"reason": "lunch"}, "AsideReasonUnknown"),
        ({"text": "14:00 前一定给您减免。"}, "MustNotBeSaid"),
    ],
)
async def test_what_cannot_be_promised_is_refused_and_nothing_is_told(
    aside: Aside, change: dict[str, Any], error: str
) -> None:
    before = len(await aside.web.house.messages(aside.live))
    answer = await aside.puts(**change)
    assert (answer.status_code, answer.json()["error"]) == (422, error)
    assert len(await aside.web.house.messages(aside.live)) == before
    item = await aside.mine()
    assert item is not None
    assert (item["is_aside"], await aside.units()) == (False, 1)


async def test_no_more_are_aside_than_the_pack_allows(aside: Aside) -> None:
    at_most = aside.web.house.house.desk.asides.at_most
    found = [await aside.puts()]
    for _ in range(at_most):
        aside.live = await waits(aside.web.house)
        await takes(aside.ann, aside.live)
        found.append(await aside.puts())
    assert [one.status_code for one in found] == [*[200] * at_most, 409]
    assert found[-1].json()["error"] == "TooManyAside"


async def test_it_is_back_before_the_moment_and_her_answer_keeps_the_promise(aside: Aside) -> None:
    await aside.is_put()
    await aside.comes(AT - timedelta(minutes=11), aside.ann)
    item = await aside.mine()
    assert item is not None
    assert item["is_aside"]
    await aside.comes(AT - timedelta(minutes=9), aside.ann)
    item = await aside.mine()
    assert item is not None
    assert (item["is_aside"], item["aside"]["back"]["because"], await aside.units()) == (False, "time", 1)

    assert (await aside.replies(aside.ann)).status_code == 200
    item = await aside.mine()
    assert item is not None
    assert (item["aside"], item["due_at"]) == (None, None)
    await aside.comes(AT + timedelta(minutes=5), aside.ann)
    assert (await aside.alerts(), await aside.told()) == ([], ["aside_promised"])


async def test_a_promise_about_to_break_is_told_to_leaders_and_a_broken_one_to_the_customer_as_well(
    aside: Aside,
) -> None:
    await aside.is_put()
    await aside.comes(AT - timedelta(minutes=6), aside.ann)
    assert await aside.alerts() == []
    await aside.comes(AT - timedelta(minutes=4), aside.ann)
    assert await aside.alerts() == ["promise"]
    await aside.comes(AT + timedelta(seconds=1), aside.ann)
    assert await aside.alerts() == ["broken", "promise"]
    assert await aside.told() == ["aside_promised", "aside_late"]
    item = await aside.mine()
    assert item is not None
    assert item["aside"]["outcome"] == "broken"

    await aside.is_put(until=(AT + timedelta(hours=1)).isoformat(), text="再核对一下，15:00 前回复您。")
    await aside.comes(AT + timedelta(minutes=57), aside.ann)
    assert await aside.alerts() == ["broken", "promise", "promise"], "each promise of its own"


async def test_what_the_customer_writes_brings_it_back_and_thanks_alone_does_not(aside: Aside) -> None:
    await aside.is_put()
    await aside.web.house.receive(aside.live, "好的，谢谢！")
    await aside.web.house.settle()
    item = await aside.mine()
    assert item is not None
    assert item["is_aside"]
    await aside.web.house.receive(aside.live, "另外我的账单日是几号")
    await aside.web.house.settle()
    item = await aside.mine()
    assert item is not None
    assert (item["is_aside"], item["aside"]["back"]["because"]) == (False, "customer")


async def test_danger_brings_back_whatever_it_waited_for(aside: Aside) -> None:
    await aside.is_put(reason="decision", text="有结果我马上告诉您。", until=None, events=["request"])
    await aside.web.house.receive(aside.live, "不用了，我已经不想活了")
    await aside.web.house.settle()
    item = await aside.mine()
    assert item is not None
    assert (item["is_aside"], item["aside"]["back"]["because"]) == (False, "customer")


async def test_whose_life_is_at_risk_is_not_put_aside(aside: Aside) -> None:
    aside.live = await waits(aside.web.house, "我不想活了")
    await takes(aside.ann, aside.live)
    refused = await aside.puts()
    assert (refused.status_code, refused.json()["error"]) == (409, "LifeCannotWait")
    assert await aside.told() == []


async def test_what_waits_for_a_request_alone_is_back_when_it_is_decided(aside: Aside) -> None:
    await aside.is_put(reason="decision", text="有结果我马上告诉您。", until=None, events=["request"])
    await aside.web.house.receive(aside.live, "另外我的账单日是几号")
    await aside.web.house.settle()
    item = await aside.mine()
    assert item is not None
    assert item["is_aside"], "she asked to be left alone until then"
    state = await aside.web.house.state(aside.live)
    async with aside.web.house.database.transaction() as session:
        ended = events.Event(
            type=REQUEST_ENDED,
            actor="house",
            occurred_at=aside.web.house.clock.now(),
            payload={},
            subject="r",
            customer_id=state.customer_id,
            conversation_id=aside.live.conversation_id,
        )
        await events.publish(session, ended)
    await aside.web.house.settle()
    item = await aside.mine()
    assert item is not None
    assert (item["is_aside"], item["aside"]["back"]["because"]) == (False, "request")
    assert await aside.told() == []


async def test_where_she_has_gone_the_next_has_it_and_reads_what_was_promised(aside: Aside) -> None:
    bea = await somebody(aside.web, "bea")
    await aside.is_put()
    await aside.web.house.house.sweeper.sweep()
    await becomes(aside.ann, "offline")
    assert await aside.mine() is not None, "it is hers until its time"
    await aside.comes(AT - timedelta(minutes=9))
    assert await aside.mine() is None
    await becomes(bea, "ready")
    offered = await aside.mine(bea)
    assert offered is not None
    assert (offered["state"], offered["lane"], offered["due_at"]) == ("reserved", "promise", AT.isoformat())
    assert (await bea.post(f"/desk/items/{aside.item}/accept", {})).status_code == 200
    (promised,) = (await bea.get(aside.path)).json()["brief"]["promised"]
    assert (promised["by"], promised["said"], promised["until"]) == (aside.ann.staff.name, TEXT, AT.isoformat())
    assert (await aside.replies(bea)).status_code == 200
    await aside.comes(AT + timedelta(minutes=5))
    assert await aside.told() == ["aside_promised", "aside_passed_on"]
    assert (await bea.get(aside.path)).json()["brief"]["promised"] == []


async def test_taken_back_by_hand_it_is_hers_as_before_and_the_promise_stands(aside: Aside) -> None:
    await aside.is_put()
    for _ in range(2):
        assert (await aside.ann.post(f"{aside.path}/aside/end", {})).status_code == 204
    item = await aside.mine()
    assert item is not None
    assert (item["is_aside"], item["due_at"], await aside.units()) == (False, AT.isoformat(), 1)
    await aside.comes(AT - timedelta(minutes=4), aside.ann)
    assert await aside.alerts() == ["promise"]


async def test_everything_of_whoever_leaves_goes_on_and_a_closed_one_owes_nothing(aside: Aside) -> None:
    bea = await somebody(aside.web, "bea")
    await aside.is_put()
    emptied = await aside.leader.post(f"/desk/floor/agents/{aside.ann.staff.id}/empty-hands", {"to": []})
    assert emptied.json() == {"moved": 1}
    await becomes(bea, "ready")
    item = await aside.mine(bea)
    assert item is not None
    assert (item["state"], item["is_aside"]) == ("reserved", False)
    assert (await bea.post(f"/desk/items/{aside.item}/accept", {})).status_code == 200
    assert (await bea.post(f"{aside.path}/close", {"reason": "solved"})).status_code == 204
    await aside.comes(AT + timedelta(minutes=5))
    assert await aside.told() == ["aside_promised"]


async def test_nobody_else_puts_it_aside_or_takes_it_back(aside: Aside) -> None:
    bea = await somebody(aside.web, "bea")
    await aside.is_put()
    assert (await bea.post(f"{aside.path}/aside/end", {})).status_code == 404
    item = await aside.mine()
    assert item is not None
    assert item["is_aside"]
