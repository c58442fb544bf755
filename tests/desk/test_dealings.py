"""A customer's dealings with the house: one list for whoever has her in hand, as much of it as the post may see."""

import contextlib
import json
from collections.abc import Generator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select

from qiao import access, backoffice, cases, conversations, customers
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.cases import Complaining
from qiao.cases.model import Subject
from qiao.conversations import Level
from qiao.conversations.model import ContactRow, MessageRow
from qiao.customers import standing
from qiao.desk import call_backs, dealings_api, looks
from qiao.desk.call_backs import Booking
from qiao.desk.parts import dealings_topic
from qiao.foundation import events
from qiao.foundation.ids import new_id, short_number
from qiao.requests import Place
from qiao.requests.events import REQUEST_NEWS
from qiao.requests.model import RequestRow
from tests.access.views.seeded import Person, person, take
from tests.conftest import NOON, TestHouse, Web
from tests.desk.test_standing import Agent, agent

if TYPE_CHECKING:
    from qiao.foundation.bus import Wake

_YESTERDAY = NOON - timedelta(days=1)
_seq = iter(range(-1_000_000, 0))


@pytest.fixture
async def one(web: Web) -> Person:
    return await person(web.house, 0)


async def _earlier(house: TestHouse, one: Person, *, at: datetime, said: str = "上次的事办好了吗", **of: Any) -> UUID:
    """A contact of before, closed an hour after it began, in which she said one thing and was answered."""
    contact_id = new_id()
    live = one.live
    facts = {"subject": "how_to_repay", "close_reason": "solved", "score": 5, **of}
    async with house.database.transaction() as session:
        session.add(
            ContactRow(
                id=contact_id,
                conversation_id=live.conversation_id,
                customer_id=live.customer_id,
                number=short_number("L", contact_id),
                channel="web",
                entrance="web",
                purposes=[],
                opened_at=at,
                closed_at=at + timedelta(hours=1),
                **facts,
            )
        )
        for place, (kind, name, words) in enumerate((("customer", None, said), ("agent", "陈晨", "已经办好"))):
            session.add(
                MessageRow(
                    id=new_id(),
                    conversation_id=live.conversation_id,
                    contact_id=contact_id,
                    seq=next(_seq),
                    author_kind=kind,
                    author_name=name,
                    visibility="public",
                    level=Level.A0,
                    content={"v": 1, "kind": "text", "text": words},
                    accepted_at=at + timedelta(minutes=place),
                )
            )
    return contact_id


async def _place(house: TestHouse, one: Person) -> Place:
    ring, live = house.house.parts.ring, one.live
    async with house.database.transaction() as session:
        key = await customers.data_key(session, ring, live.customer_id, now=house.clock.now())
    return Place(new_id(), "R1", live.customer_id, live.conversation_id, one.contact_id, ring, key)


async def _complains(house: TestHouse, one: Person, subject: Subject, *served_by: UUID) -> str:
    place = await _place(house, one)
    async with house.database.transaction() as session:
        row = await cases.register(
            session, place, Complaining(subject), channel="web", served_by=served_by, now=house.clock.now()
        )
    return row.number


async def _asks_for(house: TestHouse, one: Person, flow: str, state: str = "pending") -> str:
    request_id = new_id()
    number = short_number("R", request_id)
    async with house.database.transaction() as session:
        session.add(
            RequestRow(
                id=request_id,
                number=number,
                customer_id=one.live.customer_id,
                conversation_id=one.live.conversation_id,
                contact_id=one.contact_id,
                frame=request_id.int % 1_000_000,
                flow=flow,
                intent=flow,
                state=state,
                stage="submitted",
                level="A1",
                entered_at=house.clock.now(),
            )
        )
        await events.publish(
            session,
            events.Event(
                REQUEST_NEWS,
                "house",
                house.clock.now(),
                {"request": str(request_id), "flow": flow},
                customer_id=one.live.customer_id,
                contact_id=one.contact_id,
            ),
        )
    return number


async def _is_called_later(house: TestHouse, one: Person) -> str:
    place, now = await _place(house, one), house.clock.now()
    booking = Booking(
        new_id(),
        place.customer_id,
        place.conversation_id,
        place.contact_id,
        "还款的事",
        None,
        call_backs.windows(now)[0][0],
    )
    async with house.database.transaction() as session:
        row = await call_backs.book(session, place.ring, place.data_key, booking, is_known=True, now=now)
    return row.booked_as


async def _falls_overdue(house: TestHouse, one: Person) -> None:
    told = events.Event(
        backoffice.LOAN_OVERDUE, "house", house.clock.now(), {"loan": "L000417"}, customer_id=one.live.customer_id
    )
    async with house.database.transaction() as session:
        await events.publish(session, told)


async def _everything(house: TestHouse, one: Person) -> dict[str, str]:
    """One of each kind, a minute apart; their numbers."""
    numbers = {"complaint": await _complains(house, one, Subject.FEES)}
    house.clock.advance(timedelta(minutes=1))
    numbers["request"] = await _asks_for(house, one, "refund")
    house.clock.advance(timedelta(minutes=1))
    numbers["call"] = await _is_called_later(house, one)
    house.clock.advance(timedelta(minutes=1))
    await _falls_overdue(house, one)
    house.clock.advance(timedelta(minutes=1))
    return numbers


def _path(one: Person, more: str = "") -> str:
    return f"/conversations/{one.live.conversation_id}/dealings{more}"


async def _sees(clerk: Agent, query: str = "") -> dict[str, Any]:
    status, body = await clerk.asks("GET", _path(clerk.one, query))
    assert status == 200, body
    return body


async def test_everything_she_had_to_do_with_the_house_is_one_list_newest_first(web: Web, one: Person) -> None:
    before = await _earlier(web.house, one, at=_YESTERDAY)
    numbers = await _everything(web.house, one)
    body = await _sees(await agent(web, Post.ONLINE_AGENT, one, "clerk"))
    dealings = body["dealings"]
    assert [one["at"] for one in dealings] == sorted((one["at"] for one in dealings), reverse=True)
    assert body["kinds"] == ["contact", "request", "complaint", "call", "standing", "merge", "news"]
    of = {(one["kind"], one["state"]): one for one in dealings}
    contact = of["contact", "solved"]
    assert (contact["contact"], contact["title"]["zh"], contact["about"], contact["by"], contact["score"]) == (
        str(before),
        "怎么还款",
        "上次的事办好了吗",
        ["陈晨"],
        5,
    )
    assert of["contact", "open"]["contact"] == str(one.contact_id)
    assert of["request", "pending"]["number"] == of["news", "request_news"]["number"] == numbers["request"]
    assert of["complaint", "open"]["number"] == numbers["complaint"]
    assert of["complaint", "open"]["due_at"] > web.house.clock.now().isoformat()
    assert (of["call", "booked"]["number"], of["call", "booked"]["about"]) == (numbers["call"], "还款的事")
    assert (of["standing", "set"]["title"]["zh"], of["standing", "set"]["by"]) == ("老年客户", ["lender"])
    assert of["news", "overdue"]["number"] == "L000417"


async def test_it_is_narrowed_by_kind(web: Web, one: Person) -> None:
    await _everything(web.house, one)
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    assert {one["kind"] for one in (await _sees(clerk, "?kind=complaint&kind=call"))["dealings"]} == {
        "complaint",
        "call",
    }
    status, body = await clerk.asks("GET", _path(one, "?kind=secrets"))
    assert (status, body["error"]) == (422, "Malformed")


async def test_it_is_read_page_by_page_without_gaps_though_something_comes_meanwhile(web: Web, one: Person) -> None:
    ids = {str(await _earlier(web.house, one, at=_YESTERDAY - timedelta(hours=n // 3))) for n in range(70)}
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    page = await _sees(clerk, "?kind=contact")
    found = [one["id"] for one in page["dealings"]]
    await _earlier(web.house, one, at=web.house.clock.now())
    while page["next"]:
        page = await _sees(clerk, f"?kind=contact&before={page['next']}")
        found += [one["id"] for one in page["dealings"]]
    assert len(found) == len(set(found)) == 71
    assert set(found) == ids | {str(one.contact_id)}
    status, body = await clerk.asks("GET", _path(one, "?before=nowhere"))
    assert (status, body["error"]) == (422, "PlaceUnreadable")


@contextlib.contextmanager
def _asked() -> Generator[list[tuple[str, Any]]]:
    """The statements that reach the database meanwhile, with their values."""
    found: list[tuple[str, Any]] = []

    def hear(*what: Any) -> None:
        found.append((what[2], what[3]))

    event.listen(Engine, "before_cursor_execute", hear)
    yield found
    event.remove(Engine, "before_cursor_execute", hear)


async def test_a_thousand_contacts_cost_no_more_statements_than_one(house: TestHouse) -> None:
    one = await person(house, 0)
    clerk, at_desk, now, live = await house.staff(), house.house.desk, house.clock.now(), one.live
    await take(house, clerk, one, subject=None)
    _, look = await looks.look_at(house.house.parts, at_desk, clerk, live.conversation_id, dealings_api.SHOWN)
    stretch = access.Stretch((live.customer_id,), 30, now)

    async def told() -> tuple[int, int]:
        async with house.database.reading() as session:
            with _asked() as statements:
                found, _ = await access.views.told(
                    session, at_desk.tellers, look, stretch, kinds=frozenset(access.DealingKind)
                )
        return len(found), len(statements)

    few, statements = await told()
    async with house.database.transaction() as session:
        session.add_all(
            ContactRow(
                id=(contact_id := new_id()),
                conversation_id=live.conversation_id,
                customer_id=live.customer_id,
                number=short_number("L", contact_id),
                channel="web",
                entrance="web",
                purposes=[],
                opened_at=now - timedelta(minutes=n),
                closed_at=now,
            )
            for n in range(1000)
        )
    assert await told() == (30, statements)
    assert few < 30 < 4 * statements


async def test_what_the_post_must_not_see_is_not_there(web: Web, one: Person) -> None:
    numbers = await _everything(web.house, one)
    collection = await _complains(web.house, one, Subject.COLLECTION)

    async def kinds_and_complaints(post: Post) -> tuple[set[str], dict[str, Any]]:
        seen = await _sees(await agent(web, post, one, f"the-{post}".replace("_", "-")))
        told = {one["number"]: one["title"] for one in seen["dealings"] if one["kind"] == "complaint"}
        assert {one["kind"] for one in seen["dealings"]} <= set(seen["kinds"])
        return {one["kind"] for one in seen["dealings"]}, told

    # The state of a complaint is not what it is about.
    kinds, told = await kinds_and_complaints(Post.ONLINE_AGENT)
    assert kinds == {"contact", "request", "complaint", "call", "standing", "news"}
    assert told == {numbers["complaint"]: None, collection: None}
    _, told = await kinds_and_complaints(Post.COMPLAINT_OFFICER)
    assert told[numbers["complaint"]]["zh"] == "利息和费用"
    kinds, told = await kinds_and_complaints(Post.SYSADMIN)
    assert (kinds, told) == (set(), {})


async def test_a_complaint_is_kept_from_whom_it_is_about(web: Web, one: Person) -> None:
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    number = await _complains(web.house, one, Subject.SERVICE, clerk.staff.id)
    assert number not in json.dumps(await _sees(clerk))
    assert number in json.dumps(await _sees(await agent(web, Post.ONLINE_AGENT, one, "other")))
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    async with web.house.database.transaction() as session:
        now = web.house.clock.now()
        team = await access.make_team(session, "一组", leader_id=leader.staff.id, by="test", now=now)
        await access.join_team(session, clerk.staff.id, team.id, by="test", now=now)
    assert number not in json.dumps(await _sees(leader))


async def test_an_earlier_contact_is_read_masked_and_that_is_on_record(web: Web, one: Person) -> None:
    before = await _earlier(web.house, one, at=_YESTERDAY)
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    body = await _sees(clerk, f"/contacts/{before}")
    assert [entry["message"]["content"]["text"] for entry in body["entries"]] == ["上次的事办好了吗", "已经办好"]
    mine = await _sees(clerk, f"/contacts/{one.contact_id}")
    words = json.dumps(mine, ensure_ascii=False)
    assert one.marks["transcript"] in words
    assert "15011112222" not in words
    async with web.house.database.reading() as session:
        records = await session.scalars(select(AuditRecordRow).where(AuditRecordRow.action == "viewed"))
        read = [row.detail or "" for row in records if row.actor == f"staff:{clerk.staff.id}"]
    assert any(str(before) in detail for detail in read)


async def test_of_a_foreign_customer_and_after_closing_there_is_nothing(web: Web, one: Person) -> None:
    foreign = await person(web.house, 1)
    theirs = await _earlier(web.house, foreign, at=_YESTERDAY)
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    nobody = f"/conversations/{new_id()}/dealings"
    assert await clerk.asks("GET", _path(foreign)) == await clerk.asks("GET", nobody)
    # Her own customer in hand is no way to another's contact.
    unknown = await clerk.asks("GET", _path(one, f"/contacts/{new_id()}"))
    assert unknown[0] == 404
    assert await clerk.asks("GET", _path(one, f"/contacts/{theirs}")) == unknown
    async with web.house.database.transaction() as session:
        await access.release_contact(session, one.contact_id, now=web.house.clock.now())
    assert (await clerk.asks("GET", _path(one)))[0] == 404
    assert (await clerk.asks("GET", _path(one, f"/contacts/{one.contact_id}")))[0] == 404


async def test_what_she_did_before_anybody_knew_her_is_hers(web: Web) -> None:
    house = web.house
    one = await person(house, 0)
    visitor = await house.visitor()
    await house.receive(visitor, "还没登录，先问问利率")
    await house.settle()
    claim = conversations.Claim("borrower-known", "赵甲子", Level.A1, new_id().hex, NOON + timedelta(minutes=5))
    async with house.database.transaction() as session:
        row = await session.get_one(ContactRow, one.contact_id)
        customer = row.customer_id
        reference = await customers.open_reference(session, house.house.parts.ring, customer)
    assert reference is not None
    async with house.database.transaction() as session:
        again = conversations.Claim(reference, claim.name, claim.level, claim.jti, claim.expires_at)
        await conversations.identify_session(session, house.house.parts.ring, visitor, again, now=house.clock.now())
    seen = await _sees(await agent(web, Post.ONLINE_AGENT, one, "clerk"), "?kind=contact")
    assert "还没登录，先问问利率" in [one["about"] for one in seen["dealings"]]


async def test_whoever_has_her_on_the_screen_hears_of_something_new(web: Web, one: Person) -> None:
    heard: list[Wake] = []
    stop = web.house.house.parts.bus.watch(dealings_topic(one.live.conversation_id), heard.append)
    await web.house.settle()
    heard.clear()
    by = standing.By(standing.Source.LENDER, "lender")
    async with web.house.database.transaction() as session:
        await standing.set_flag(
            session,
            one.live.customer_id,
            "vulnerable",
            by=by,
            because=standing.Because("told_by_lender"),
            now=web.house.clock.now(),
        )
    await web.house.settle()
    stop()
    assert [wake.entry for wake in heard] == [{"type": "dealings"}]


async def test_no_room_tells_by_a_field_that_the_route_does_not_name(web: Web) -> None:
    named = {field for one in web.house.house.desk.tellers for field in one.fields}
    assert named == set(dealings_api.SHOWN)


async def test_what_the_lender_said_is_found_by_its_index(web: Web, one: Person) -> None:
    if not web.house.database.is_sqlite:
        pytest.skip("the plan of SQLite")
    with _asked() as statements:
        async with web.house.database.reading() as session:
            await events.of_customers(
                session, [one.live.customer_id], backoffice.LOAN_EVENTS, before=(NOON, new_id()), limit=30
            )
    ((statement, values),) = [asked for asked in statements if "LoanOverdue" in asked[0]]
    async with web.house.database.engine.connect() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        assert "ix_events_customer_id_occurred_at" in str(plan.fetchall())
