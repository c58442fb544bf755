"""A work order over HTTP: opened by the service, taken, asked back, answered, closed, and seen by nobody else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from qiao import cases
from qiao.access import Post, audit
from qiao.access.audit.model import AuditRecordRow
from qiao.cases.events import ORDER_PRESSED
from qiao.cases.orders import WorkOrderActRow
from qiao.cases.orders.writing import look_at
from qiao.foundation import events
from qiao.foundation.ids import new_id
from tests.cases.complaints.test_handling import complaint_of
from tests.cases.orders.asked import NOT_BOOKED, Asked, asked
from tests.conftest import Web
from tests.desk.floor.people import somebody, team


@pytest.fixture
async def it(web: Web) -> Asked:
    return await asked(web)


async def test_an_order_goes_to_the_department_and_comes_back_with_an_answer(it: Asked) -> None:
    order = await it.opens()
    assert (order["state"], order["department"]["id"], order["number"][0]) == ("new", "operations", "C")
    assert order["subject"] == "2026-11-20 对公转账未入账"
    assert len(order["tasks"]) == 2
    assert await it.listed(it.clerk) == [order["id"]]

    taken = await it.done(it.clerk, order, "taken")
    assert (taken["state"], taken["owner"]["id"]) == ("working", str(it.clerk.staff.id))
    waits = await it.done(it.clerk, order, "asked_back", words="有转账凭证吗")
    assert (waits["state"], waits["clock"]) == ("waiting", "paused")
    assert (await it.refused(it.clerk, order, "resumed"))["params"]["because"] == "not_now"
    assert (await it.done(it.agent, order, "replied", words="凭证已上传"))["state"] == "working"
    await it.done(it.clerk, order, "task_done", task=order["tasks"][0]["id"])
    answered = await it.done(it.clerk, order, "answered", words="今天已入账，不计逾期")
    assert (answered["state"], answered["clock"]) == ("answered", "paused")
    assert answered["tasks"][0]["done_by"]["id"] == str(it.clerk.staff.id)

    assert (await it.done(it.agent, order, "reopened", words="金额不对，请再查"))["state"] == "working"
    await it.done(it.clerk, order, "answered", words="少入的部分也已补入")
    closed = await it.done(it.agent, order, "closed")
    assert (closed["state"], closed["acts"]) == ("done", ["noted"])
    assert [act["kind"] for act in closed["history"]][-2:] == ["answered", "closed"]
    assert await it.listed(it.clerk) == []
    assert await it.listed(it.clerk, "?state=done") == [order["id"]]


async def test_whoever_answers_a_new_one_has_taken_it_by_that(it: Asked) -> None:
    order = await it.opens()
    assert {"taken", "answered", "asked_back"} <= set((await it.seen(it.clerk, order)).json()["acts"])
    asks = await it.done(it.clerk, order, "asked_back", words="有转账凭证吗")
    assert (asks["state"], asks["owner"]["id"]) == ("waiting", str(it.clerk.staff.id))
    other = await it.opens()
    answered = await it.done(it.clerk, other, "answered", words="今天已入账")
    assert [act["kind"] for act in answered["history"]] == ["opened", "taken", "answered"]
    assert [one["id"] for one in (await it.seen(it.agent, other)).json()["similar"]] == [order["id"]]
    assert (await it.seen(it.clerk, other)).json()["similar"] == []


async def test_what_is_written_is_masked_and_its_reading_is_on_record(it: Asked) -> None:
    order = await it.opens(subject="客户13912345678未入账")
    shown = (await it.seen(it.clerk, order)).json()
    assert "13912345678" not in str(shown)
    assert shown["subject"].startswith("客户139****5678")
    assert {one["id"]: one["value"] for one in shown["form"]}["payer"] == "本人转账，备注李四"
    assert (shown["conversation"], shown["links"]["requests"]) == (None, [])
    assert (await it.seen(it.agent, order)).json()["conversation"] == str(it.live.conversation_id)
    async with it.web.house.database.reading() as session:
        query = select(AuditRecordRow).where(
            AuditRecordRow.actor == f"staff:{it.clerk.staff.id}", AuditRecordRow.action == audit.Action.VIEWED
        )
        (record,) = await session.scalars(query)
    assert (record.customer_id, record.detail) == (it.live.customer_id, f'{{"order":"{order["id"]}"}}')


async def test_the_customer_is_told_in_her_conversation(it: Asked) -> None:
    order = await it.opens()
    assert (await it.refused(it.clerk, order, "told", words="x"))["params"]["because"] == "not_the_service"
    await it.done(it.agent, order, "told", words="已在核查，今天回复您")
    last = (await it.web.house.messages(it.live))[-1]["content"]
    assert (last["notice"], last["text"]) == ("order_told", "关于您反映的事情：已在核查，今天回复您")


async def test_nobody_else_sees_it(it: Asked) -> None:
    order = await it.opens()
    for name, post in (("sun", Post.RISK_FRAUD), ("qian", Post.ONLINE_AGENT), ("wu", Post.COMPLAINT_OFFICER)):
        other = await somebody(it.web, name, post)
        nothing = await other.get(f"/staff/orders/{new_id()}")
        assert ((await it.seen(other, order)).status_code, (await it.seen(other, order)).json()["error"]) == (
            nothing.status_code,
            nothing.json()["error"],
        )
        assert (await it.does(other, order, "noted", words="x")).status_code == 404
        assert await it.listed(other) == []
    planner = await somebody(it.web, "feng", Post.WFM_PLANNER)
    assert (await planner.get("/staff/orders")).json()["error"] == "OrdersNotForThisPost"
    assert (await it.seen(it.leader, order)).status_code == 200


async def test_only_for_a_customer_in_hand_and_with_a_whole_form(it: Asked) -> None:
    stranger = await it.web.house.visitor()
    await it.web.house.receive(stranger, "你好")
    body = {**NOT_BOOKED, "conversation": str(stranger.conversation_id)}
    refused = await it.agent.post("/staff/orders", body)
    nothing = await it.agent.post("/staff/orders", {**body, "conversation": str(new_id())})
    assert (refused.status_code, refused.json()) == (nothing.status_code, nothing.json())
    assert (await it.clerk.post("/staff/orders", NOT_BOOKED)).json()["error"] == "OrdersNotForThisPost"
    lacks = await it.agent.post("/staff/orders", {**NOT_BOOKED, "form": {"amount": 1}})
    assert lacks.json() == {"error": "FormIncomplete", "params": {"missing": ["paid_on", "way"]}}
    wrong = await it.agent.post("/staff/orders", {**NOT_BOOKED, "form": {"paid_on": "昨天", "way": "cash", "x": 1}})
    assert wrong.json()["params"] == {"fields": ["paid_on", "way", "x"]}


async def test_an_order_about_no_customer_has_words_of_its_own(it: Asked) -> None:
    body = {"type": "system_fault", "description": "应用打不开", "form": {"where": "app", "seen": "白屏"}}
    order = (await it.agent.post("/staff/orders", body)).json()
    assert (order["has_customer"], order["description"], order["similar"]) == (False, "应用打不开", [])
    assert (await it.refused(it.agent, order, "told", words="x"))["params"]["because"] == "nobody_to_tell"


async def test_a_likely_double_is_offered_and_not_refused(it: Asked) -> None:
    query = f"/staff/orders/similar?conversation={it.live.conversation_id}&type=payment_not_booked"
    assert (await it.agent.get(query)).json() == {"similar": []}
    first = await it.opens()
    assert [one["id"] for one in (await it.agent.get(query)).json()["similar"]] == [first["id"]]
    assert [one["id"] for one in (await it.opens())["similar"]] == [first["id"]]
    assert (await it.opens(type="limit_review", form={"what": "frozen"}))["similar"] == []


async def test_one_goes_into_another_and_both_know(it: Asked) -> None:
    first, second = await it.opens(), await it.opens()
    merged = await it.done(it.agent, second, "merged", into=first["id"])
    assert (merged["state"], merged["merged_into"]["number"]) == ("merged", first["number"])
    kept = (await it.seen(it.clerk, first)).json()
    assert [one["id"] for one in kept["merged"]] == [second["id"]]
    third = await it.opens()
    assert (await it.refused(it.agent, third, "merged", into=third["id"]))["error"] == "MergeNotPossible"
    assert (await it.refused(it.agent, third, "merged", into=second["id"]))["error"] == "MergeNotPossible"


async def test_it_is_handed_on_to_another_department_or_somebody_of_it(it: Asked) -> None:
    order = await it.opens()
    await it.done(it.clerk, order, "taken")
    zhou = await somebody(it.web, "zhou", Post.RISK_FRAUD)
    assert (await it.refused(it.clerk, order, "handed_on", to=str(zhou.staff.id)))["error"] == "OwnerNotPossible"
    gone = await it.done(it.clerk, order, "handed_on", department="risk", to=str(zhou.staff.id))
    assert gone == {"id": order["id"], "number": order["number"], "gone": True}
    assert (await it.seen(it.clerk, order)).status_code == 404
    assert (await it.seen(zhou, order)).json()["state"] == "working"
    back = await it.done(zhou, order, "returned", words="不归风险部")
    assert (back["state"], back["owner"]) == ("returned", None)
    again = await it.done(it.agent, order, "handed_on", department="operations")
    assert (again["state"], again["department"]["id"]) == ("new", "operations")
    assert (await it.done(it.agent, order, "cancelled", words="客户说已到账"))["state"] == "cancelled"


async def test_a_clock_reminds_warns_breaks_and_escalates_once_each(it: Asked) -> None:
    order = await it.opens()
    await it.done(it.clerk, order, "taken")
    for hours in (12, 8, 5, 12):
        await it.passes(hours=hours)
        await _is_looked_at_once_more(it, order)
    kinds = await _kinds(it, order)
    assert kinds == ["opened", "taken", "reminded", "warned", "breached", "escalated"]
    assert (await it.seen(it.clerk, order)).json()["pressing"] == 3
    async with it.web.house.database.reading() as session:
        query = select(events.EventRow).where(events.EventRow.type == ORDER_PRESSED).order_by(events.EventRow.id)
        told = [row.payload["to"] for row in await session.scalars(query)]
    clerk, agent, leader = (str(one.staff.id) for one in (it.clerk, it.agent, it.leader))
    assert told == [[clerk], sorted([clerk, agent, leader]), [clerk], sorted([clerk, agent, leader])]


async def _is_looked_at_once_more(it: Asked, order: Any) -> None:
    """As by a second process, or by one that was killed before its job was over."""
    house = it.web.house
    async with house.database.transaction() as session:
        await look_at(session, UUID(order["id"]), at=house.clock.now() - timedelta(seconds=1))
    await house.settle()


async def test_waiting_for_others_stops_the_clock_and_getting_records_does_not(it: Asked) -> None:
    order = await it.opens()
    before = (await it.done(it.clerk, order, "taken"))["due_at"]
    assert (await it.refused(it.clerk, order, "paused", reason="bureau"))["params"]["reasons"] == ["bank", "customer"]
    await it.done(it.clerk, order, "paused", reason="bank")
    await it.passes(hours=40)
    assert await _kinds(it, order) == ["opened", "taken", "paused"]
    await it.done(it.clerk, order, "resumed")
    after = (await it.seen(it.clerk, order)).json()["due_at"]
    assert datetime.fromisoformat(after) - datetime.fromisoformat(before) == timedelta(hours=40)


async def _kinds(it: Asked, order: Any) -> list[str]:
    async with it.web.house.database.reading() as session:
        query = select(WorkOrderActRow.kind).where(WorkOrderActRow.order_id == UUID(order["id"]))
        return [*await session.scalars(query.order_by(WorkOrderActRow.seq))]


async def test_a_complaint_asks_for_an_opinion_and_the_answer_stands_in_its_history(web: Web) -> None:
    _, complaint = await complaint_of(web.house)
    officer = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
    lawyer = await somebody(web, "he", Post.COMPLIANCE)
    path = f"/staff/complaints/{complaint}/acts"
    await officer.post(path, {"act": "taken"})
    asking = {"act": "opinion_asked", "department": "legal", "words": "这笔费用的告知是否充分"}
    after = (await officer.post(path, asking)).json()
    assert after["opinions"] == ["legal"]
    (item,) = (await lawyer.get("/staff/orders?type=opinion")).json()["items"]
    assert item["is_opinion"]
    acts = f"/staff/orders/{item['id']}/acts"
    shown = (await lawyer.post(acts, {"act": "taken"})).json()
    assert (shown["description"], shown["conversation"]) == ("这笔费用的告知是否充分", None)
    assert "多收三百" not in str(shown)
    await lawyer.post(acts, {"act": "answered", "words": "告知不充分，建议退还"})
    told = (await officer.get(f"/staff/complaints/{complaint}")).json()
    assert told["opinions"] == []
    assert told["history"][-1]["words"] == {"words": "告知不充分，建议退还"}
    assert (await officer.post(acts, {"act": "closed"})).json()["state"] == "done"


async def test_an_opinion_that_came_by_other_means_is_still_noted_by_hand(web: Web) -> None:
    _, complaint = await complaint_of(web.house)
    officer = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
    path = f"/staff/complaints/{complaint}/acts"
    await officer.post(path, {"act": "taken"})
    await officer.post(path, {"act": "opinion_asked", "department": "legal", "words": "请看"})
    given = await officer.post(path, {"act": "opinion_given", "department": "legal", "words": "电话答复：属实"})
    assert given.json()["opinions"] == []


async def test_whoever_a_complaint_is_about_and_her_leader_have_no_such_order(web: Web) -> None:
    agent, leader = await somebody(web, "li"), await somebody(web, "zhao", Post.TEAM_LEADER)
    await team(web.house, leader.staff, agent.staff)
    _, complaint = await complaint_of(web.house, about=[agent.staff.id])
    officer = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
    path = f"/staff/complaints/{complaint}/acts"
    await officer.post(path, {"act": "taken"})
    await officer.post(path, {"act": "opinion_asked", "department": "customer_service", "words": "请说明经过"})
    (item,) = (await officer.get("/staff/orders")).json()["items"]
    assert (await leader.get("/staff/orders")).json()["items"] == []
    assert (await leader.get(f"/staff/orders/{item['id']}")).status_code == 404
    other = await somebody(web, "qian", Post.TEAM_LEADER)
    assert (await other.get(f"/staff/orders/{item['id']}")).status_code == 200


async def test_what_was_written_about_her_goes_when_she_is_erased(it: Asked) -> None:
    order = await it.opens()
    house = it.web.house
    holder = cases.CasesHolder(house.house.parts.ring)
    async with house.database.reading() as session:
        exported = await holder.export(session, it.live.customer_id)
    assert exported["work_orders"][0]["form"]["payer"] == "本人转账，备注李四"
    async with house.database.transaction() as session:
        await holder.erase(session, it.live.customer_id, now=house.clock.now())
        await house.house.parts.ring.destroy(session, it.live.customer_id, now=house.clock.now())
    shown = (await it.seen(it.clerk, order)).json()
    assert (shown["subject"], shown["description"], shown["form"]) == (order["number"], None, [])
    assert (await it.refused(it.clerk, order, "taken"))["error"] == "OrderErased"
