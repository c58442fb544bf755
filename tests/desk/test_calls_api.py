"""Promised calls over HTTP: whoever has one sees whom to call, by the table of rights; the customer cancels her own."""

from datetime import datetime, timedelta
from typing import Any

from qiao import conversations, customers
from qiao.access import Post
from qiao.conversations import ChannelSession
from qiao.desk import call_backs, calling, queries
from qiao.desk.call_backs import Booking
from qiao.desk.model import CallBackRow
from qiao.foundation.ids import new_id
from tests.access.signin.people import trail
from tests.access.views.seeded import signed_in
from tests.access.views.test_reveals import Browser
from tests.conftest import NOON, TestHouse, Web

NUMBER = "13800000000"
MASKED = customers.mask(customers.CustomerField.PHONE, NUMBER)
FIRST, SECOND = call_backs.windows(NOON)[:2]


async def _browser(web: Web, name: str, post: Post = Post.PHONE_AGENT) -> Browser:
    staff = await web.house.staff(name, post=post)
    cookies, headers, _ = await signed_in(web.house, staff)
    return Browser(web, staff, cookies, headers)


async def _due(
    house: TestHouse, *, subject: str | None = None, live: ChannelSession | None = None
) -> tuple[ChannelSession, CallBackRow]:
    """A call that is booked, and whose window has begun."""
    live = live or await house.visitor()
    await house.receive(live, "想问问怎么还款")
    await house.settle()
    ring, contact = house.house.parts.ring, (await house.state(live)).contact
    assert contact is not None
    async with house.database.transaction() as session:
        if subject is not None:
            await conversations.set_subject(session, live.conversation_id, subject)
        key = await customers.data_key(session, ring, live.customer_id, now=NOON)
        booking = Booking(
            new_id(), live.customer_id, live.conversation_id, contact.id, "怎么提前还清", NUMBER, FIRST[0]
        )
        call = await call_backs.book(session, ring, key, booking, is_known=False, now=NOON)
    house.clock.advance(FIRST[0] - house.clock.now())
    async with house.database.transaction() as session:
        await calling.keep(session, house.house.desk, call.id, now=house.clock.now())
    return live, call


async def _taken(web: Web, agent: Browser, call: CallBackRow) -> str:
    """The path of the call, once she has it in hand."""
    async with web.house.database.reading() as session:
        item = await queries.live_call_item(session, call.id)
    assert item is not None
    answer = await agent.post(f"/desk/items/{item.id}/accept", {})
    assert answer.status_code == 200, answer.text
    return f"/desk/calls/{item.id}"


async def _shown(browser: Browser, path: str) -> Any:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_whoever_has_the_call_sees_whom_to_call_and_about_what_and_it_is_on_record(web: Web) -> None:
    agent, other = await _browser(web, "one"), await _browser(web, "two")
    live, call = await _due(web.house)
    path = await _taken(web, agent, call)
    shown = await _shown(agent, path)
    assert (shown["number"], shown["topic"], shown["given"]) == (call.booked_as, "怎么提前还清", MASKED)
    assert (shown["tries"], shown["reached"], shown["attempts"]) == (0, False, [])
    assert {"starts_at": SECOND[0].isoformat(), "ends_at": SECOND[1].isoformat()} in shown["windows"]
    assert NUMBER not in str(shown)
    seen = [one for one in await trail(web) if one["action"] == "viewed"]
    assert (str(seen[-1]["contact_id"]), "phone" in str(seen[-1]["fields"])) == (str(call.id), True)
    # She reads what was said before, and may not speak in what is nobody's to answer but the robot's.
    work = await _shown(agent, f"/desk/conversations/{live.conversation_id}")
    assert (work["may_speak"], len(work["entries"]) > 0) == (False, True)
    for way in (other.get(path), other.post(f"{path}/attempts", {"outcome": "reached"})):
        assert (await way).json()["error"] == "CallNotFound"


async def test_the_number_is_opened_by_the_table_of_rights_alone(web: Web) -> None:
    agent, officer = await _browser(web, "one"), await _browser(web, "two", Post.COMPLAINT_OFFICER)
    _, call = await _due(web.house, subject="complaint_register")
    path = await _taken(web, agent, call)
    refused = await agent.post(f"{path}/number", {"reason": "reach_customer"})
    assert (refused.status_code, refused.json()["error"]) == (403, "RevealRefused")
    assert (await agent.post(f"{path}/return", {})).status_code == 204
    path = await _taken(web, officer, call)
    asked = await officer.post(f"{path}/number", {"reason": "reach_customer"})
    assert (asked.status_code, asked.json()["error"]) == (403, "StepUpNeeded")
    await officer.step_up()
    opened = await officer.post(f"{path}/number", {"reason": "reach_customer"})
    assert (opened.json()["value"], opened.headers["cache-control"]) == (NUMBER, "no-store")
    assert (await trail(web))[-1]["action"] == "revealed"


async def test_attempts_are_told_and_another_time_is_one_of_those_offered(web: Web) -> None:
    agent = await _browser(web, "one")
    _, call = await _due(web.house)
    path = await _taken(web, agent, call)
    early = await agent.post(f"{path}/attempts", {"outcome": "done"})
    assert (early.status_code, early.json()["error"]) == (409, "NotReachedYet")
    assert (await agent.post(f"{path}/attempts", {"outcome": "reached"})).json()["state"] == "booked"
    assert [one["outcome"] for one in (await _shown(agent, path))["attempts"]] == ["reached"]
    wrong = await agent.post(f"{path}/attempts", {"outcome": "another_time", "window": NOON.isoformat()})
    assert (wrong.status_code, wrong.json()["error"]) == (422, "WindowNotOffered")
    moved = {"outcome": "another_time", "window": SECOND[0].isoformat()}
    assert (await agent.post(f"{path}/attempts", moved)).json()["starts_at"] == SECOND[0].isoformat()
    assert (await agent.get(path)).status_code == 404


async def test_leaders_see_which_calls_of_a_day_are_about_to_break_and_nothing_of_customers(web: Web) -> None:
    _, call = await _due(web.house)
    leader, agent = await _browser(web, "one", Post.TEAM_LEADER), await _browser(web, "two")
    assert [one["at_risk"] for one in (await _shown(leader, "/desk/calls"))["calls"]] == [False]
    web.house.clock.advance(FIRST[1] - web.house.clock.now())
    async with web.house.database.transaction() as session:
        await calling.keep(session, web.house.house.desk, call.id, now=web.house.clock.now())
    (told,) = (await _shown(leader, f"/desk/calls?on={FIRST[0].date()}"))["calls"]
    assert (told["number"], told["state"], told["at_risk"]) == (call.booked_as, "broken", True)
    assert not {"topic", "given", "customer"} & set(told)
    assert (await agent.get("/desk/calls")).json()["error"] == "PlansNoWork"


async def test_an_agent_cancels_what_her_customer_no_longer_wants(web: Web) -> None:
    agent, other = await _browser(web, "one"), await _browser(web, "two")
    live, call = await _due(web.house)
    path = await _taken(web, agent, call)
    hers = f"/desk/conversations/{live.conversation_id}/calls"
    assert [one["id"] for one in (await _shown(agent, hers))["calls"]] == [str(call.id)]
    assert (await other.post(f"{hers}/{call.id}/cancel", {})).status_code == 404
    assert (await agent.post(f"{hers}/{call.id}/cancel", {})).status_code == 204
    assert (await agent.get(path)).status_code == 404


async def _arrived(web: Web) -> tuple[conversations.ChannelSession, dict[str, str]]:
    """Somebody's own session, and the header with which her browser speaks for it."""
    token = (await web.client.post("/api/v1/web/sessions", json={})).json()["token"]
    async with web.house.database.reading() as session:
        own = await conversations.session_by_digest(session, web.house.house.parts.ring.token_digest(token))
    return own, {"authorization": f"Bearer {token}"}


async def test_a_customer_sees_and_cancels_her_own_calls_and_nobody_elses(web: Web) -> None:
    house = web.house
    own, bearer = await _arrived(web)
    _, call = await _due(house, live=own)
    _, foreign = await _due(house)
    listed = (await web.client.get("/api/v1/web/calls", headers=bearer)).json()["calls"]
    assert [one["number"] for one in listed] == [call.booked_as]
    path = "/api/v1/web/calls/{}/cancel"
    refused = await web.client.post(path.format(foreign.id), headers=bearer)
    assert (refused.status_code, refused.json()["error"]) == (404, "CallNotFound")
    assert (await web.client.post(path.format(call.id), headers=bearer)).status_code == 204
    assert (await web.client.get("/api/v1/web/calls", headers=bearer)).json()["calls"] == []
    async with house.database.reading() as session:
        assert await queries.live_call_item(session, call.id) is None


async def test_a_customer_moves_her_own_call_to_a_window_that_is_offered_until_somebody_makes_it(web: Web) -> None:
    house = web.house
    own, bearer = await _arrived(web)
    _, call = await _due(house, live=own)
    _, foreign = await _due(house)
    told = (await web.client.get("/api/v1/web/calls", headers=bearer)).json()
    offered = told["windows"][1]

    async def moves(call_id: object, starts_at: str) -> tuple[int, str | None]:
        path, body = f"/api/v1/web/calls/{call_id}/move", {"starts_at": starts_at}
        answer = await web.client.post(path, headers=bearer, json=body)
        return answer.status_code, answer.json()["error"] if answer.status_code >= 400 else None

    assert await moves(foreign.id, offered["starts_at"]) == (404, "CallNotFound")
    assert await moves(call.id, (FIRST[0] + timedelta(minutes=1)).isoformat()) == (422, "WindowNotOffered")
    assert await moves(call.id, offered["starts_at"]) == (204, None)
    assert (await web.client.get("/api/v1/web/calls", headers=bearer)).json()["calls"] == [
        {"id": told["calls"][0]["id"], "number": call.booked_as, **offered}
    ]
    async with house.database.reading() as session:
        assert await queries.live_call_item(session, call.id) is None, "out of the queue until its new time has come"

    house.clock.advance(datetime.fromisoformat(offered["starts_at"]) - house.clock.now())
    agent = await _browser(web, "one")
    async with house.database.transaction() as session:
        await calling.keep(session, house.house.desk, call.id, now=house.clock.now())
    await _taken(web, agent, call)
    later = (await web.client.get("/api/v1/web/calls", headers=bearer)).json()["windows"][0]
    assert await moves(call.id, later["starts_at"]) == (409, "CallOver")
