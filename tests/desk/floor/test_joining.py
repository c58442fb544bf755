"""A leader speaks beside her agent: the customer is told, one owner stays, and it ends by itself with the hands."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from qiao import conversations
from qiao.access.audit.model import AuditRecordRow
from qiao.conversations import ChannelSession, Viewer
from qiao.desk.model import WorkItemRow
from qiao.desk.participants import ParticipantRow
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import becomes, led, screen, somebody, takes, team, waits


class Served:
    """Ann serves a customer; the leader of her team is at her desk."""

    def __init__(self, web: Web, leader: Browser, ann: Browser, live: ChannelSession, item: str) -> None:
        self.web, self.leader, self.ann, self.live, self.item = web, leader, ann, live, item
        self.said = 0

    @property
    def conversation(self) -> str:
        return f"/desk/conversations/{self.live.conversation_id}"

    async def joins(self, who: Browser | None = None) -> Any:
        return await (who or self.leader).post(f"/desk/floor/items/{self.item}/join", {})

    async def leaves(self) -> Any:
        return await self.leader.post(f"/desk/floor/items/{self.item}/leave", {})

    async def says(self, who: Browser, text: str) -> Any:
        self.said += 1
        words = {"client_id": f"beside-{self.said}", "text": text}
        return await who.post(f"{self.conversation}/messages", words)

    async def owner(self) -> Any:
        return (await self.web.house.state(self.live)).owner.id

    async def told(self) -> list[Any]:
        """What the customer was told since she was taken, and by whom."""
        public = [
            message["content"].get("notice") or (message["author"]["name"], message["content"]["text"])
            for message in await self.web.house.messages(self.live)
            if message["author"]["kind"] in {"agent", "house"} and message["visibility"] == "public"
        ]
        return public[public.index("taken_over") + 1 :]

    async def participant(self) -> dict[str, Any] | None:
        return (await self.ann.get(self.conversation)).json()["participant"]

    async def rows(self) -> list[tuple[str | None, bool]]:
        async with self.web.house.database.reading() as session:
            rows = await session.scalars(select(ParticipantRow).order_by(ParticipantRow.id))
            return [(row.ended, row.left_at is None) for row in rows]


@pytest.fixture
async def served(web: Web) -> Served:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    return Served(web, leader, ann, live, await takes(ann, live))


async def test_she_speaks_under_her_own_name_and_the_agent_stays_the_one_owner(served: Served) -> None:
    assert (await served.says(served.leader, "您好")).json()["error"] == "NotOwner", "watching is not speaking"
    assert (await served.joins()).status_code == 204
    assert (await served.joins()).status_code == 204, "twice is once"
    assert (await served.says(served.ann, "请班长一起看")).status_code == 200
    assert (await served.says(served.leader, "我来说明减免规则")).status_code == 200
    assert await served.owner() == served.ann.staff.id
    for act, body in (("close", {"reason": "solved"}), ("transfer", {"to": None}), ("return", {})):
        assert (await served.leader.post(f"{served.conversation}/{act}", body)).status_code == 403, act
    assert (await served.participant() or {})["name"] == served.leader.staff.name

    assert (await served.leaves()).status_code == 204
    assert (await served.says(served.leader, "还有一句")).json()["error"] == "NotOwner"
    assert (await served.leaves()).json()["error"] == "NotJoinedYet"
    leader, ann = served.leader.staff.name, served.ann.staff.name
    assert await served.told() == [
        "colleague_joined",
        (ann, "请班长一起看"),
        (leader, "我来说明减免规则"),
        "colleague_left",
    ]
    assert await served.participant() is None


async def test_what_the_rules_forbid_she_cannot_say_either(served: Served) -> None:
    await served.joins()
    assert (await served.says(served.leader, "我保证给您减免")).json()["error"] in {"MustNotBeSaid", "NeedsConfirming"}


async def test_customers_see_who_speaks_and_no_word_of_how_it_came_about(served: Served) -> None:
    await served.joins()
    async with served.web.house.database.reading() as session:
        entries = await conversations.entries(session, served.live.conversation_id, after=0)
    seen = json.dumps([conversations.shown(entry, Viewer(is_staff=False)) for entry in entries], ensure_ascii=False)
    assert f"{served.leader.staff.name}已加入对话，和{served.ann.staff.name}一起为您处理" in seen
    assert "participant" not in seen


async def test_joining_and_leaving_are_on_record_and_fill_no_hand(served: Served) -> None:
    before = (await served.leader.get("/desk")).json()["me"]["units"]
    await served.joins()
    assert (await served.leader.get("/desk")).json()["me"]["units"] == before
    await served.leaves()
    async with served.web.house.database.reading() as session:
        rows = await session.scalars(
            select(AuditRecordRow)
            .where(AuditRecordRow.action == "spoke_beside")
            .order_by(AuditRecordRow.at, AuditRecordRow.id)
        )
        acts = [(row.actor, row.customer_id, json.loads(row.detail or "{}")["did"]) for row in rows]
    who = f"staff:{served.leader.staff.id}", served.live.customer_id
    assert acts == [(*who, "join"), (*who, "leave")]


async def test_the_floor_shows_who_speaks_beside_whom_and_her_agent_sees_her(served: Served) -> None:
    async with screen(served.web, served.ann.staff) as anns, screen(served.web, served.leader.staff) as hers:
        for shown in (anns, hers):
            shown.sends({"type": "watch", "conversation": str(served.live.conversation_id)})
            await shown.shows("entries")
        await served.joins()
        assert [one["id"] for one in (await anns.shows("onlookers"))["people"]] == [str(served.leader.staff.id)]
    (agent,) = (await served.leader.get("/desk/floor")).json()["agents"]
    assert agent["talks"][0]["beside"] == [served.leader.staff.name]


async def test_one_leader_at_a_time_and_none_who_has_an_interest_or_leads_others(served: Served) -> None:
    web = served.web
    second = await somebody(web, "second", served.leader.staff.post)
    assert (await served.joins(second)).json()["error"] == "NotOnYourFloor"
    assert (await served.joins(served.ann)).json()["error"] == "LeadsNobody"
    await served.joins()
    await team(web.house, second.staff, served.ann.staff)
    refused = (await served.joins(second)).json()
    assert (refused["error"], refused["params"]) == ("SomebodyHasJoined", {"name": served.leader.staff.name})


async def test_whoever_has_an_interest_in_it_cannot_join(served: Served) -> None:
    async with served.web.house.database.transaction() as session:
        await session.execute(update(WorkItemRow).values(exclude=[str(served.leader.staff.id)]))
    assert (await served.joins()).json()["error"] == "HasAnInterest"
    assert await served.rows() == []


async def test_what_nobody_has_accepted_cannot_be_joined(web: Web) -> None:
    leader, ann = await led(web, "ann")
    await becomes(ann, "ready")
    live = await waits(web.house)
    (offered,) = (await ann.get("/desk")).json()["mine"]
    served = Served(web, leader, ann, live, offered["id"])
    assert (await served.joins()).json()["error"] == "NotServedYet"


@pytest.mark.parametrize("how", ["close", "hand on", "give back", "take over", "vanish"])
async def test_it_ends_when_the_conversation_leaves_those_hands(served: Served, how: str) -> None:
    await served.joins()
    match how:
        case "close":
            await served.ann.post(f"{served.conversation}/close", {"reason": "solved"})
        case "hand on":
            await served.ann.post(f"{served.conversation}/transfer", {"to": None})
        case "give back":
            await served.ann.post(f"{served.conversation}/return", {})
        case "take over":
            await served.leader.post(f"/desk/floor/items/{served.item}/take-over", {})
        case _:
            await served.leader.post(f"/desk/floor/agents/{served.ann.staff.id}/empty-hands", {"to": []})
    assert await served.rows() == [("moved", False)]
    spoken = await served.says(served.leader, "您好")
    assert (spoken.status_code == 200) == (how == "take over")


async def test_whose_browser_falls_silent_has_left_and_the_customer_is_told(served: Served) -> None:
    house = served.web.house
    async with screen(served.web, served.leader.staff) as hers:
        await served.joins()
        for _ in range(8):
            hers.sends({"type": "beat"})
            await hers.shows("beat")
            house.clock.advance(timedelta(seconds=3))
            await house.house.sweeper.sweep()
        assert await served.rows() == [(None, True)], "her heartbeat holds it"
    for _ in range(7):
        house.clock.advance(timedelta(seconds=3))
        await becomes(served.ann, "busy")
        await house.house.sweeper.sweep()
    assert await served.rows() == [("gone", False)]
    assert (await served.told())[-1] == "colleague_left"
    assert await served.owner() == served.ann.staff.id


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("act", ["close", "transfer"])
async def test_whoever_joins_while_it_is_ended_or_handed_on_speaks_to_nobody(
    served: Served, act: str, turn: int
) -> None:
    body = {"reason": "solved"} if act == "close" else {"to": None}
    acts = [
        served.joins(),
        served.ann.post(f"{served.conversation}/{act}", body),
        served.says(served.leader, "我来说明"),
    ]
    order = acts if turn % 2 == 0 else acts[::-1]
    answers = await asyncio.gather(*(order[turn % 3 :] + order[: turn % 3]))
    assert all(answer.status_code < 500 for answer in answers)
    assert [live for _, live in await served.rows() if live] == [], "of the two exactly one came last"
    late = await served.says(served.leader, "还在吗")
    assert late.status_code in {404, 409}
    told = await served.told()
    spoke = (served.leader.staff.name, "我来说明")
    assert spoke not in told or told.index("colleague_joined") < told.index(spoke)
