"""A request at the desk: an agent carries it on for her customer, and gives it back to the robot."""

from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import select

from qiao import access, app, conversations, desk
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.sandbox.records import LoanRecord
from qiao.conversations import OwnerKind
from qiao.foundation import events
from qiao.foundation.ids import new_id
from tests.access.views.seeded import signed_in as browser_of
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]


@dataclass
class AtDesk:
    """An agent's browser, with the customer in hand."""

    house: TestHouse
    staff: access.Staff
    client: httpx.AsyncClient
    person: Served

    @property
    def _of(self) -> str:
        return f"/api/v1/desk/conversations/{self.person.live.conversation_id}"

    async def sees(self) -> dict[str, Any]:
        answer = await self.client.get(f"{self._of}/request")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def posts(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return await self.client.post(f"{self._of}/{path}", json=body)

    async def takes(self, *, client_id: str | None = None, **step: Any) -> dict[str, Any]:
        answer = await self.posts("request/steps", {"client_id": client_id or new_id().hex, **step})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def presses(self, view: dict[str, Any], start: str, *, containing: str = "") -> dict[str, Any]:
        return await self.takes(button=button_in(view, start, containing=containing))

    async def sends(self) -> None:
        answer = await self.posts("request/card", {"client_id": new_id().hex})
        assert answer.status_code == 200, answer.text

    async def notes(self) -> list[str]:
        said = await self.house.messages(self.person.live)
        return [one["content"]["text"] for one in said if one["visibility"] == "staff"]


def button_in(view: dict[str, Any], start: str, *, containing: str = "") -> str:
    shown = [button for one in view["stand"] for button in one.get("buttons", ())]
    found = [one["id"] for one in shown if one["id"].startswith(start) and containing in one["label"]]
    assert found, f"no {start} {containing} among {shown}"
    return found[0]


def kinds(view: dict[str, Any]) -> list[str]:
    return [one.get("card") or one["kind"] for one in view["stand"]]


async def mid_form(house: TestHouse, teller: Teller, loan: LoanRecord) -> Served:
    """She asks for a settlement and, before it is filled in, for a person."""
    person = await signed_in(house, teller, loan.customer_id)
    await person.says("我要提前结清")
    return await person.says("转人工")


async def at_desk(house: TestHouse, person: Served, *, post: Post = Post.ONLINE_AGENT) -> AtDesk:
    """An agent takes her from the queue."""
    staff = await house.staff(str(post), post=post)
    async with house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, person.live.conversation_id)
    assert item is not None
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, item.id, by=staff, now=house.clock.now())
    cookies, headers, _ = await browser_of(house, staff)
    transport = httpx.ASGITransport(app.create_app(house.house))
    client = httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers, cookies=cookies)
    return AtDesk(house, staff, client, await person.hears())


async def filled_in(agent: AtDesk, loan: LoanRecord) -> dict[str, Any]:
    """The agent answers what is open, until the card stands there."""
    view = await agent.takes(identity_checked=True, reason="核对了证件后四位和生日")
    for _ in range(4):
        if "confirm" in kinds(view):
            return view
        view = await agent.presses(view, "pick:", containing=loan.id[-4:] if ".loan." in str(view["stand"]) else "")
    raise AssertionError(view)


async def orders(teller: Teller, loan: LoanRecord) -> list[ln.SettlementOrder]:
    return [one for one in teller.lender.store.all(ln.SettlementOrder) if one.loan_id == loan.id]


async def told_of(agent: AtDesk) -> list[tuple[str, str]]:
    """What the log of events says of the request: type and actor."""
    (row,) = await agent.person.rows()
    async with agent.house.database.reading() as session:
        return [(one.type, one.actor) for one in await events.of_subject(session, f"request:{row.id}")]


async def test_an_agent_fills_the_rest_and_the_customer_agrees(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    seen = await agent.sees()
    assert seen["request"]["name"]["zh"] == "办理提前结清"
    view = await filled_in(agent, loan)
    assert {one["name"]["zh"] for one in view["request"]["slots"]} >= {"借款", "付款银行卡", "结清日期"}
    assert [one["id"] for one in view["stand"][0]["buttons"] if one["id"] in {"human", "complaint"}] == []
    await agent.sends()
    person = await agent.person.hears()
    assert person.card("confirm")["lines"] == view["stand"][0]["lines"]
    assert {one["author"]["kind"] for one in person.last if one["visibility"] == "public"} == {"agent"}
    await person.presses("yes:")
    assert person.card("receipt")["state"] == "completed"
    assert [one["author"]["kind"] for one in person.last if one["content"].get("card")] == ["house"]
    assert (await house.state(person.live)).owner.kind is OwnerKind.AGENT
    assert len(await orders(teller, loan)) == 1
    (row,) = await person.rows()
    assert (row.state, row.by) == ("completed", "customer")
    assert f"agent:{agent.staff.id}" in {actor for _, actor in await told_of(agent)}
    assert any("客户在卡片上点了" in note for note in await agent.notes())
    assert (await agent.sees())["request"] is None


async def test_nothing_has_to_be_said_twice(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await signed_in(house, teller, loan.customer_id)
    await person.says("我要提前结清")
    await person.says(f"尾号{loan.id[-4:]}那笔")
    agent = await at_desk(house, await person.says("转人工"))
    (told,) = [one for one in agent.person.last if one["content"].get("notice") == "taken_over"]
    assert agent.staff.name in told["content"]["text"]
    assert "“办理提前结清”" in told["content"]["text"]
    assert "借款" in told["content"]["text"]
    seen = await agent.sees()
    assert seen["opening"].startswith("“办理提前结清”我接着为您办。")
    assert seen["stand"][0]["text"] in seen["opening"]
    assert loan.id[-4:] in next(one["value"]["zh"] for one in seen["request"]["slots"] if one["name"]["zh"] == "借款")


async def test_who_asked_about_a_matter_is_told_that_it_was_passed_on(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("利息是怎么算的")
    agent = await at_desk(house, await person.says("转人工"))
    (told,) = [one for one in agent.person.last if one["content"].get("notice") == "taken_over"]
    async with house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, person.live.conversation_id)
        assert item is not None
        brief = await conversations.brief(session, item.contact_id)
    assert brief is not None
    matter = house.house.desk.pack.intents[brief["topic"]].name.zh
    assert f"“{matter}”" in told["content"]["text"]
    assert f"“{matter}”" in brief["opening"]
    assert (await agent.sees())["opening"] is None


async def test_an_agent_agrees_for_the_customer_once_and_is_named(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    view = await filled_in(agent, loan)
    yes, client_id = button_in(view, "yes:"), new_id().hex
    await agent.takes(button=yes, client_id=client_id)
    await agent.takes(button=yes, client_id=client_id)
    person = await agent.person.hears()
    assert person.card("receipt")["state"] == "completed"
    assert len(await orders(teller, loan)) == 1
    (row,) = await person.rows()
    assert (row.state, row.by) == ("completed", "agent")
    assert f"agent:{agent.staff.id}" in {actor for _, actor in await told_of(agent)}
    notes = await agent.notes()
    assert sum("确认办理" in note for note in notes) == 1
    assert any(note.startswith("代客户办理“办理提前结清”：借款") for note in notes)


async def test_words_never_agree_for_the_customer(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    await filled_in(agent, loan)
    view = await agent.takes(text="同意")
    assert "confirm" in kinds(view)
    assert await orders(teller, loan) == []


async def test_what_an_agent_checked_is_on_record_with_its_reason(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    view = await agent.sees()
    for _ in range(3):
        if "step_up" in kinds(view):
            break
        view = await agent.presses(view, "pick:", containing=loan.id[-4:] if ".loan." in str(view["stand"]) else "")
    assert kinds(view) == ["step_up"]
    assert view["request"]["known_at"] == "A1"
    unexplained = await agent.posts("request/steps", {"client_id": new_id().hex, "identity_checked": True})
    assert (unexplained.status_code, unexplained.json()["error"]) == (422, "StepUnclear")
    client_id = new_id().hex
    view = await agent.takes(identity_checked=True, reason="核对了证件后四位和生日", client_id=client_id)
    assert "confirm" in kinds(view)
    assert view["request"]["known_at"] == "A3"
    await agent.takes(identity_checked=True, reason="核对了证件后四位和生日", client_id=client_id)
    async with house.database.reading() as session:
        checks = select(AuditRecordRow).where(AuditRecordRow.action == "identity_checked")
        (record,) = list(await session.scalars(checks))
    assert (record.actor, record.reason) == (f"staff:{agent.staff.id}", "核对了证件后四位和生日")
    assert sum("已核实客户身份" in note for note in await agent.notes()) == 1


async def test_a_customer_may_prove_herself_on_the_card_that_was_sent(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    view = await agent.sees()
    while "step_up" not in kinds(view):
        view = await agent.presses(view, "pick:", containing=loan.id[-4:] if ".loan." in str(view["stand"]) else "")
    await agent.sends()
    person = await agent.person.hears()
    assert person.card("step_up")["level"] == "A2"
    await person.proves()
    assert kinds(await agent.sees()) == ["confirm"]


async def test_given_back_the_robot_goes_on_from_where_it_stands(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    await filled_in(agent, loan)
    assert (await agent.posts("return", {})).status_code == 204
    person = await agent.person.hears()
    assert (await house.state(person.live)).owner.kind is OwnerKind.BOT
    assert [one["author"]["kind"] for one in person.last if one["content"].get("card") == "confirm"] == ["bot"]
    await person.presses("yes:")
    assert person.card("receipt")["state"] == "completed"
    late = await agent.posts("request/steps", {"client_id": new_id().hex, "button": "cancel"})
    assert (late.status_code, late.json()["error"]) == (404, "ConversationNotFound")


async def test_words_answer_the_question_and_what_does_not_fit_is_explained(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    await filled_in(agent, loan)
    view = await agent.takes(text="改到明天")
    assert "2026年11月24日" in str(view["request"]["slots"])
    view = await agent.takes(text="改到明年1月1日")
    assert "7天" in str(view["stand"])
    assert "2027" not in str(view["request"]["slots"])


async def test_an_agent_cancels_and_begins_for_the_customer(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    view = await agent.takes(button="cancel")
    assert view["request"] is None
    nothing = await agent.posts("request/steps", {"client_id": new_id().hex, "text": "今天"})
    assert (nothing.status_code, nothing.json()["error"]) == (409, "NothingUnderWay")
    unsent = await agent.posts("request/card", {"client_id": new_id().hex})
    assert (unsent.status_code, unsent.json()["error"]) == (409, "NothingToSend")
    await agent.takes(button="intent:early_settlement_quote")
    rows = await agent.person.rows()
    assert [(row.flow, row.by) for row in rows] == [
        ("early_settlement_apply", "agent"),
        ("early_settlement_quote", "agent"),
    ]


async def test_another_post_ends_nothing_that_it_may_not_carry_out(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan), post=Post.COMPLAINT_OFFICER)
    view = await agent.sees()
    assert "这个岗位不能办理" in str(view["stand"]), "told at once, not after every question"
    answer = await agent.posts("request/steps", {"client_id": new_id().hex, "text": "今天"})
    assert (answer.status_code, answer.json()["error"]) == (403, "RequestNotForThisPost")
    (row,) = await agent.person.rows()
    assert row.state == "open"


async def test_nothing_is_moved_for_a_customer_in_somebody_elses_hands(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    agent = await at_desk(house, await mid_form(house, teller, loan))
    other = await house.staff("other")
    cookies, headers, _ = await browser_of(house, other)
    agent.client.cookies.clear()
    agent.client.headers.update(headers)
    agent.client.cookies.update(cookies)
    step, sending = {"client_id": new_id().hex, "button": "cancel"}, {"client_id": new_id().hex}
    for answer in (await agent.posts("request/steps", step), await agent.posts("request/card", sending)):
        assert (answer.status_code, answer.json()["error"]) == (404, "ConversationNotFound")
    (row,) = await agent.person.rows()
    assert row.state == "open"
