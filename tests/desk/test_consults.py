"""A colleague is asked, reads along from her acceptance to the end, and the customer sees nothing of it."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from qiao import access, conversations
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.access.views import Views
from qiao.conversations import ChannelSession, Viewer
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import Screen, becomes, led, screen, somebody, takes, team, waits

QUESTION = "她逾期 3 天，能减免滞纳金吗"
ANSWER = "首次逾期可以，先核对借据"


class Asking:
    """Ann serves a customer; Bea, of no team of hers, is here."""

    def __init__(self, web: Web, ann: Browser, bea: Browser, live: ChannelSession) -> None:
        self.web, self.ann, self.bea, self.live = web, ann, bea, live
        self.sent = 0

    @property
    def conversation(self) -> str:
        return f"/desk/conversations/{self.live.conversation_id}"

    def words(self, text: str) -> dict[str, Any]:
        self.sent += 1
        return {"client_id": f"consult-{self.sent}", "text": text}

    async def asks(self, text: str = QUESTION, **whom: Any) -> Any:
        return await self.ann.post(
            f"{self.conversation}/consults", self.words(text) | (whom or {"to": str(self.bea.staff.id)})
        )

    async def asked(self) -> str:
        """The id of a question to Bea."""
        answer = await self.asks()
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    async def opened(self) -> str:
        consult = await self.asked()
        assert (await self.bea.post(f"/desk/items/{consult}/accept", {})).status_code == 200
        return consult

    async def joins(self, consult: str) -> None:
        for who in (self.ann, self.bea):
            assert (await who.post(f"/desk/consults/{consult}/join", {})).status_code == 204

    async def stands(self) -> tuple[str, str | None]:
        consult = (await self.ann.get(self.conversation)).json()["consult"]
        return consult["state"], consult["outcome"]

    async def may_look(self, who: Browser) -> bool:
        code = (await who.get(self.conversation)).status_code
        assert code in {200, 404}
        return code == 200

    async def customer_sees(self) -> str:
        async with self.web.house.database.reading() as session:
            entries = await conversations.entries(session, self.live.conversation_id, after=0)
        return json.dumps([conversations.shown(entry, Viewer(is_staff=False)) for entry in entries], ensure_ascii=False)

    async def runs_out(self) -> None:
        for who in (self.ann, self.bea):
            await becomes(who, "busy")
        self.web.house.clock.advance(timedelta(seconds=14))
        for who in (self.ann, self.bea):
            await becomes(who, "busy")
        self.web.house.clock.advance(timedelta(seconds=7))
        await self.web.house.settle()


@pytest.fixture
async def asking(web: Web) -> Asking:
    ann, bea = await somebody(web, "ann"), await somebody(web, "bea")
    live = await waits(web.house)
    await takes(ann, live)
    await becomes(bea, "busy")
    return Asking(web, ann, bea, live)


async def test_a_colleague_reads_from_her_acceptance_to_the_end_and_each_look_is_on_record(asking: Asking) -> None:
    consult = await asking.asked()
    (item,) = (await asking.bea.get("/desk")).json()["mine"]
    assert (item["id"], item["kind"], item["state"], item["preview"]) == (consult, "consult", "reserved", "")
    assert QUESTION not in (await asking.bea.get("/desk")).text, "nothing is seen before she accepts"
    assert not await asking.may_look(asking.bea)

    assert (await asking.bea.post(f"/desk/items/{consult}/accept", {})).status_code == 200
    work = (await asking.bea.get(asking.conversation)).json()
    assert (work["may_speak"], work["consult"]["state"]) == (False, "open")
    assert QUESTION in str(work["entries"])
    answered = await asking.bea.post(f"/desk/consults/{consult}/messages", asking.words(ANSWER))
    assert answered.status_code == 200
    seen = (await asking.ann.get(asking.conversation)).json()
    (thread,) = [
        entry["message"]
        for entry in seen["entries"]
        if entry["kind"] == "message" and entry["message"]["reply_to"] == seen["consult"]["question"]
    ]
    assert (thread["author"]["name"], thread["visibility"], thread["content"]["text"]) == (
        asking.bea.staff.name,
        "staff",
        ANSWER,
    )
    assert (await asking.bea.post(f"{asking.conversation}/messages", asking.words("您好"))).status_code == 409
    assert (await asking.bea.post(f"{asking.conversation}/close", {"reason": "solved"})).status_code == 403
    state = await asking.web.house.state(asking.live)
    assert state.owner.id == asking.ann.staff.id, "asking moves no ownership"

    assert (await asking.bea.post(f"/desk/consults/{consult}/end", {})).status_code == 204
    assert not await asking.may_look(asking.bea)
    assert await asking.stands() == ("ended", "done")
    told = await asking.customer_sees()
    assert QUESTION not in told
    assert ANSWER not in told
    assert "consult" not in told
    async with asking.web.house.database.reading() as session:
        rows = await session.scalars(
            select(AuditRecordRow.action)
            .where(AuditRecordRow.actor == f"staff:{asking.bea.staff.id}")
            .order_by(AuditRecordRow.at, AuditRecordRow.id)
        )
        acts = [str(action) for action in rows]
    assert acts.count("viewed") == 1
    assert "held" in acts


async def test_what_she_sees_is_by_her_own_post(web: Web) -> None:
    ann, trainer = await somebody(web, "ann"), await somebody(web, "trainer", Post.KNOWLEDGE_TRAINER)
    live = await waits(web.house)
    await takes(ann, live)
    await becomes(trainer, "busy")
    asking = Asking(web, ann, trainer, live)
    refused = await asking.asks()
    assert (refused.status_code, refused.json()["error"]) == (409, "CannotBeAsked"), "who serves nobody reads nobody"


async def test_the_team_of_the_asked_one_sees_nothing(web: Web) -> None:
    leader, bea, mate = await led(web, "bea", "mate")
    ann = await somebody(web, "ann")
    live = await waits(web.house)
    await takes(ann, live)
    await becomes(bea, "busy")
    asking = Asking(web, ann, bea, live)
    await asking.opened()
    assert await asking.may_look(bea)
    assert not await asking.may_look(mate)
    assert not await asking.may_look(leader)


async def test_without_an_answer_whoever_asked_is_told_and_asks_another(asking: Asking) -> None:
    consult = await asking.asked()
    await asking.runs_out()
    assert await asking.stands() == ("ended", "no_reply")
    assert (await asking.bea.post(f"/desk/items/{consult}/accept", {})).json()["error"] == "ItemTaken"
    consult = await asking.asked()
    assert (await asking.bea.post(f"/desk/items/{consult}/decline", {})).status_code == 204
    assert await asking.stands() == ("ended", "declined")
    assert not await asking.may_look(asking.bea)
    await asking.asked()
    await becomes(asking.bea, "break")
    assert await asking.stands() == ("ended", "no_reply")


async def test_a_skill_rings_on_with_the_next_who_has_it(asking: Asking) -> None:
    planner = await somebody(asking.web, "planner", Post.WFM_PLANNER)
    cat = await somebody(asking.web, "cat")
    await planner.put(f"/desk/agents/{cat.staff.id}", {"skills": {"elder": 3}, "capacity": None})
    await becomes(asking.bea, "ready")
    await becomes(cat, "ready")
    consult = (await asking.asks(skill="complaint")).json()
    assert consult["asked"]["id"] == str(asking.bea.staff.id)
    await asking.bea.post(f"/desk/items/{consult['id']}/decline", {})
    assert await asking.stands() == ("ended", "declined"), "nobody else here has it"
    first = (await asking.asks(skill="elder")).json()
    other = {str(asking.bea.staff.id): cat, str(cat.staff.id): asking.bea}[first["asked"]["id"]]
    asked = {str(cat.staff.id): cat, str(asking.bea.staff.id): asking.bea}[first["asked"]["id"]]
    await asked.post(f"/desk/items/{first['id']}/decline", {})
    assert [item["id"] for item in (await other.get("/desk")).json()["mine"]] == [first["id"]]
    assert (await other.post(f"/desk/items/{first['id']}/accept", {})).status_code == 200
    assert not await asking.may_look(asked)
    assert (await asking.asks(skill="juggling")).json()["error"] == "ConsultGoesOn"
    await asking.ann.post(f"/desk/consults/{first['id']}/end", {})
    assert (await asking.asks(skill="juggling")).json()["error"] == "SkillUnknown"


async def test_a_team_is_asked(asking: Asking) -> None:
    cat = await somebody(asking.web, "cat")
    leader = await somebody(asking.web, "leader", Post.TEAM_LEADER)
    made = await team(asking.web.house, leader.staff, cat.staff)
    await becomes(asking.bea, "ready")
    assert (await asking.asks(team=str(made))).json()["error"] == "NobodyToAsk"
    await becomes(cat, "ready")
    teams = (await asking.ann.get("/desk/colleagues")).json()["teams"]
    assert [one["id"] for one in teams] == [str(made)]
    assert (await asking.asks(team=str(made))).json()["asked"]["id"] == str(cat.staff.id)


async def test_a_question_counts_a_unit_and_full_hands_are_not_asked(asking: Asking) -> None:
    planner = await somebody(asking.web, "planner", Post.WFM_PLANNER)
    await planner.put(f"/desk/agents/{asking.bea.staff.id}", {"skills": None, "capacity": 1})
    await asking.opened()
    assert (await asking.bea.get("/desk")).json()["me"]["units"] == 1
    other = await waits(asking.web.house)
    (item,) = (await asking.ann.get("/desk")).json()["waiting"]
    full = await asking.bea.post(f"/desk/items/{item['id']}/accept", {})
    assert full.json()["error"] == "AtCapacity"
    await takes(asking.ann, other)
    second = Asking(asking.web, asking.ann, asking.bea, other)
    second.sent = 50
    assert (await second.asks()).json()["error"] == "CannotBeAsked"


async def test_the_same_question_twice_is_one(asking: Asking) -> None:
    body = asking.words(QUESTION) | {"to": str(asking.bea.staff.id)}
    both = [(await asking.ann.post(f"{asking.conversation}/consults", body)).json() for _ in range(2)]
    assert both[0]["id"] == both[1]["id"]
    assert (await asking.asks()).json()["error"] == "ConsultGoesOn"
    nobody = await asking.ann.post(f"{asking.conversation}/consults", asking.words(QUESTION))
    assert (nobody.status_code, nobody.json()["error"]) == (422, "AskWhom")


async def test_it_is_over_when_the_conversation_leaves_the_hands_of_whoever_asked(asking: Asking) -> None:
    for leaves in ({"to": None}, None):
        await asking.opened()
        if leaves is not None:
            assert (await asking.ann.post(f"{asking.conversation}/transfer", leaves)).status_code == 204
            assert not await asking.may_look(asking.bea)
            await takes(asking.ann, asking.live)
            assert await asking.stands() == ("ended", "left")
        else:
            assert (await asking.ann.post(f"{asking.conversation}/close", {"reason": "solved"})).status_code == 204
            assert not await asking.may_look(asking.bea)
        assert (await asking.bea.get("/desk")).json()["mine"] == []


async def test_a_leader_who_takes_over_ends_it(web: Web) -> None:
    leader, ann = await led(web, "ann")
    bea = await somebody(web, "bea")
    live = await waits(web.house)
    item = await takes(ann, live)
    await becomes(bea, "busy")
    asking = Asking(web, ann, bea, live)
    await asking.opened()
    assert (await leader.post(f"/desk/floor/items/{item}/take-over", {})).status_code == 200
    assert not await asking.may_look(bea)
    brief = (await leader.get(asking.conversation)).json()["brief"]
    assert [(one["asked"], one["about"], one["answered"]) for one in brief["consulted"]] == [
        (bea.staff.name, QUESTION, True)
    ]


async def test_what_is_over_is_over_on_an_open_screen_too(asking: Asking) -> None:
    consult = await asking.asked()
    async with screen(asking.web, asking.bea.staff) as shown:
        await _watches(shown, asking.live.conversation_id, "error")
        await asking.bea.post(f"/desk/items/{consult}/accept", {})
        await _watches(shown, asking.live.conversation_id, "entries")
        await asking.web.house.receive(asking.live, "看得到的话")
        while "看得到的话" not in str(frame := await shown.shows("entry")):
            assert frame["conversation"] == str(asking.live.conversation_id)
        await asking.ann.post(f"/desk/consults/{consult}/end", {})
        await asking.web.house.receive(asking.live, "看不到的话")
        await asking.ann.post(f"{asking.conversation}/messages", asking.words("也看不到"))
        assert (await shown.shows("unwatched"))["conversation"] == str(asking.live.conversation_id)
        shown.sends({"type": "beat"})
        await shown.shows("beat")
        assert "看不到" not in json.dumps(shown.seen, ensure_ascii=False)


async def test_a_check_that_began_before_she_had_it_again_does_not_take_it_off_her_screen(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await somebody(web, "ann")
    live = await waits(web.house)
    await takes(ann, live)
    found_out, goes_on = asyncio.Event(), asyncio.Event()
    looked_up = Views.hands

    async def slow(*arguments: Any, **named: Any) -> dict[UUID, frozenset[UUID]]:
        hands = await looked_up(*arguments, **named)
        if not found_out.is_set():
            found_out.set()
            await goes_on.wait()
        return hands

    async with screen(web, ann.staff) as shown:
        await _watches(shown, live.conversation_id, "entries")
        monkeypatch.setattr(Views, "hands", slow)
        await ann.post(f"/desk/conversations/{live.conversation_id}/transfer", {"to": None})
        await asyncio.wait_for(found_out.wait(), timeout=10)
        await takes(ann, live)
        await _watches(shown, live.conversation_id, "entries")
        before = len(shown.seen)
        goes_on.set()
        await web.house.receive(live, "还看得到")
        while "还看得到" not in str(await shown.shows("entry")):
            pass
        assert "unwatched" not in {frame["type"] for frame in shown.seen[before:]}


async def _watches(shown: Screen, conversation: UUID, answered: str) -> None:
    shown.sends({"type": "watch", "conversation": str(conversation), "after": 0})
    await shown.shows(answered)


async def test_a_stranger_finds_no_question(asking: Asking) -> None:
    consult, stranger = await asking.opened(), await somebody(asking.web, "stranger")
    for act, body in (
        ("messages", asking.words("我也说一句")),
        ("end", {}),
        ("join", {}),
        ("leave", {}),
        ("hand-over", {}),
    ):
        refused = await stranger.post(f"/desk/consults/{consult}/{act}", body)
        assert (refused.status_code, refused.json()["error"]) == (404, "ConsultNotFound")
    assert (await stranger.post(f"/desk/items/{consult}/accept", {})).json()["error"] == "ItemTaken"
    assert (
        await stranger.post(f"{asking.conversation}/consults", asking.words("x") | {"skill": "elder"})
    ).status_code == 404
    assert await asking.stands() == ("open", None)


async def test_two_screens_accept_once(asking: Asking) -> None:
    consult = await asking.asked()
    path = f"/desk/items/{consult}/accept"
    answers = await asyncio.gather(*(asking.bea.post(path, {}) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    entries = (await asking.ann.get(asking.conversation)).json()["entries"]
    assert [entry["what"] for entry in entries if entry["kind"] == "consult"] == ["asked", "accepted"]


@pytest.mark.parametrize("turn", range(4))
async def test_whoever_accepts_while_it_is_closed_holds_nothing(asking: Asking, turn: int) -> None:
    consult = await asking.asked()
    acts = [
        asking.bea.post(f"/desk/items/{consult}/accept", {}),
        asking.ann.post(f"{asking.conversation}/close", {"reason": "solved"}),
        asking.bea.post(f"/desk/consults/{consult}/end", {}),
    ]
    answers = await asyncio.gather(*(acts[turn % 3 :] + acts[: turn % 3]))
    assert all(answer.status_code < 500 for answer in answers)
    assert not await asking.may_look(asking.bea)
    assert (await asking.bea.get("/desk")).json()["mine"] == []
    async with asking.web.house.database.reading() as session:
        now = asking.web.house.clock.now()
        assert not await access.holds(session, asking.bea.staff.id, asking.live.customer_id, now=now)


async def test_she_joins_speaks_under_her_name_and_goes_on_alone(asking: Asking) -> None:
    consult = await asking.opened()
    house = asking.web.house
    assert (await asking.bea.post(f"/desk/consults/{consult}/join", {})).status_code == 404, "only whoever asked"
    assert (await asking.ann.post(f"/desk/consults/{consult}/hand-over", {})).json()["error"] == "NotJoined"
    assert (await asking.ann.post(f"/desk/consults/{consult}/join", {})).status_code == 204
    early = await asking.bea.post(f"{asking.conversation}/messages", asking.words("您好"))
    assert early.json()["error"] == "NotOwner", "invited is not joined"
    assert (await asking.bea.post(f"/desk/consults/{consult}/join", {})).status_code == 204
    assert (
        await asking.bea.post(f"{asking.conversation}/messages", asking.words("我来解释减免规则"))
    ).status_code == 200
    assert (await house.state(asking.live)).owner.id == asking.ann.staff.id
    assert (await asking.bea.post(f"{asking.conversation}/close", {"reason": "solved"})).status_code == 403

    assert (await asking.bea.post(f"/desk/consults/{consult}/leave", {})).status_code == 204
    silent = await asking.bea.post(f"{asking.conversation}/messages", asking.words("还有一句"))
    assert silent.json()["error"] == "NotOwner"
    assert (await asking.bea.post(f"/desk/consults/{consult}/join", {})).status_code == 404, (
        "she left; asked anew alone"
    )
    await asking.joins(consult)
    assert (await asking.ann.post(f"/desk/consults/{consult}/hand-over", {})).status_code == 204
    assert (await house.state(asking.live)).owner.id == asking.bea.staff.id
    assert not await asking.may_look(asking.ann)
    assert (await asking.bea.post(f"{asking.conversation}/messages", asking.words("接下来由我办"))).status_code == 200

    told = [
        message["content"].get("notice") or (message["author"]["name"], message["content"].get("text"))
        for message in await house.messages(asking.live)
        if message["author"]["kind"] in {"agent", "house"} and message["visibility"] == "public"
    ]
    assert told[told.index("taken_over") :] == [
        "taken_over",
        "colleague_joined",
        (asking.bea.staff.name, "我来解释减免规则"),
        "colleague_left",
        "colleague_joined",
        (asking.bea.staff.name, "接下来由我办"),
    ]


async def test_when_it_ends_the_joined_one_leaves_and_the_customer_is_told(asking: Asking) -> None:
    consult = await asking.opened()
    await asking.joins(consult)
    await asking.ann.post(f"/desk/consults/{consult}/end", {})
    notices = [message["content"].get("notice") for message in await asking.web.house.messages(asking.live)]
    assert notices[-1] == "colleague_left"
    assert (await asking.bea.post(f"{asking.conversation}/messages", asking.words("在吗"))).status_code == 404


async def test_whoever_is_invited_may_stay_out_and_the_customer_hears_nothing(asking: Asking) -> None:
    consult = await asking.opened()
    before = await asking.customer_sees()
    await asking.ann.post(f"/desk/consults/{consult}/join", {})
    assert (await asking.bea.get(asking.conversation)).json()["consult"]["invited"] is True
    assert (await asking.bea.post(f"/desk/consults/{consult}/leave", {})).status_code == 204
    assert (await asking.bea.get(asking.conversation)).json()["consult"]["invited"] is False
    assert (await asking.bea.post(f"/desk/consults/{consult}/join", {})).status_code == 404
    assert json.loads(await asking.customer_sees())[: len(json.loads(before))] == json.loads(before)
    assert "colleague_joined" not in await asking.customer_sees()


async def test_that_she_spoke_is_on_record_from_when_to_when(asking: Asking) -> None:
    consult = await asking.opened()
    await asking.joins(consult)
    await asking.ann.post(f"{asking.conversation}/close", {"reason": "solved"})
    async with asking.web.house.database.reading() as session:
        rows = await session.scalars(
            select(AuditRecordRow)
            .where(AuditRecordRow.action == "spoke_beside")
            .order_by(AuditRecordRow.at, AuditRecordRow.id)
        )
        acts = [(row.actor, json.loads(row.detail or "{}")) for row in rows]
    bea, ann = f"staff:{asking.bea.staff.id}", str(asking.ann.staff.id)
    assert acts == [(bea, {"did": "join", "staff": ann}), (bea, {"did": "leave", "staff": ann})]
