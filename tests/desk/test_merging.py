"""Two records that are one person: joined by one of the staff or by two, read as one, parted without a trace lost."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from qiao import access, conversations, customers
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.app.house import personal_data_holders
from qiao.conversations import Level
from qiao.customers import CustomerField, merges, standing
from qiao.customers.merges import MergeRow, MergeState, Wish
from qiao.customers.model import CustomerRow
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from tests.access.views.seeded import Person, person
from tests.conftest import TestHouse, Web
from tests.desk.test_standing import Agent, agent

WHY = "客户说两条记录都是她本人"
STAFF = customers.By(customers.Source.STAFF, "agent:1")
BECAUSE = customers.Because("duty_of_care")


async def visitor(house: TestHouse) -> tuple[UUID, str]:
    """Somebody nobody knows who has written, and the number of her contact."""
    live = await house.visitor()
    await house.receive(live, "我想问还款日")
    await house.settle()
    async with house.database.reading() as session:
        state = await conversations.state(session, live.conversation_id)
    assert state.contact is not None
    return live.customer_id, state.contact.number


async def proves(house: TestHouse, one: Person) -> None:
    async with house.database.transaction() as session:
        await conversations.prove(session, one.live.id, Level.A2, until=house.clock.now() + timedelta(minutes=15))


def of(one: Person, end: str = "") -> str:
    return f"/conversations/{one.live.conversation_id}/merges{end}"


async def merged(house: TestHouse, customer_id: UUID) -> tuple[UUID, ...]:
    async with house.database.reading() as session:
        return (await customers.person_of(session, customer_id)).records


@pytest.fixture
async def one(web: Web) -> Person:
    return await person(web.house, 0)


@pytest.fixture
async def other(web: Web) -> Person:
    """Another customer of the lender; nobody has certified who she is."""
    found = await person(web.house, 1)
    async with web.house.database.transaction() as session:
        ring, now = web.house.house.parts.ring, web.house.clock.now()
        await customers.put_field(
            session, ring, found.live.customer_id, CustomerField.ID_NUMBER, [], source="x", now=now
        )
    return found


async def proposed(who: Agent, one: Person, other: UUID, **more: Any) -> tuple[int, dict[str, Any]]:
    return await who.asks("POST", of(one), {"other": str(other), "words": WHY, **more})


async def test_a_visitor_is_joined_by_one_to_whoever_has_shown_who_she_is(web: Web, one: Person) -> None:
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    stranger, number = await visitor(web.house)
    await proves(web.house, one)
    status, seen = await clerk.asks("POST", of(one, "/preview"), {"other": number})
    assert (status, seen["into"], seen["needs_second"], seen["trouble"]) == (200, "here", False, None)
    assert (seen["other"]["kind"], seen["other"]["counts"]["contact"]) == ("visitor", 1)
    assert not [value for value in one.clear if value in json.dumps(seen)]

    status, done = await proposed(clerk, one, stranger)
    assert (status, done["state"], done["proof"]) == (201, "merged", "session")
    assert await merged(web.house, stranger) == (one.live.customer_id, stranger)
    status, again = await proposed(clerk, one, stranger)
    assert (status, again["error"]) == (409, "AlreadyOnePerson")
    _, told = await clerk.asks("GET", f"/conversations/{one.live.conversation_id}/dealings")
    assert [line["state"] for line in told["dealings"] if line["kind"] == "merge"] == ["merged"]
    assert number in [line["number"] for line in told["dealings"] if line["kind"] == "contact"]


async def test_who_has_not_shown_who_she_is_is_joined_by_two(web: Web, one: Person) -> None:
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    stranger, _ = await visitor(web.house)
    _, waits = await proposed(clerk, one, stranger)
    assert waits["state"] == "proposed"
    assert await merged(web.house, stranger) == (stranger,)
    decision = of(one, f"/{waits['id']}")
    status, body = await clerk.asks("POST", decision, {"agree": True})
    assert (status, body["error"]) == (403, "MergesNobody")

    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    status, done = await leader.asks("POST", decision, {"agree": True})
    assert (status, done["state"], done["agreed_by"]) == (200, "merged", "leader")
    assert await merged(web.house, stranger) == (one.live.customer_id, stranger)


async def test_nobody_agrees_to_her_own(web: Web, one: Person) -> None:
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    stranger, _ = await visitor(web.house)
    _, waits = await proposed(leader, one, stranger)
    status, body = await leader.asks("POST", of(one, f"/{waits['id']}"), {"agree": True})
    assert (status, body["error"]) == (403, "OwnMerge")
    second = await agent(web, Post.TEAM_LEADER, one, "second")
    status, done = await second.asks("POST", of(one, f"/{waits['id']}"), {"agree": False})
    assert (status, done["state"]) == (200, "turned_down")
    assert await merged(web.house, stranger) == (stranger,)


async def test_certified_as_two_persons_they_stay_two(web: Web, one: Person) -> None:
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    stranger = await person(web.house, 1)
    async with web.house.database.transaction() as session:
        row = await session.get_one(CustomerRow, stranger.live.customer_id)
        row.kind, row.reference_sealed = "visitor", None
    status, body = await proposed(clerk, one, stranger.live.customer_id)
    assert (status, body["error"], body["params"]["trouble"]) == (409, "NotToBeMerged", "other_identity")


async def test_a_post_without_the_right_joins_nobody(web: Web, one: Person) -> None:
    stranger, number = await visitor(web.house)
    officer = await agent(web, Post.POSTLOAN_OFFICER, one, "officer")
    for path, body in (("", {"other": str(stranger), "words": WHY}), ("/preview", {"other": number})):
        status, answer = await officer.asks("POST", of(one, path), body)
        assert (status, answer["error"]) == (403, "MergesNobody")


async def test_nobody_is_found_by_a_part_of_a_number(web: Web, one: Person) -> None:
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    _, number = await visitor(web.house)
    status, body = await clerk.asks("POST", of(one, "/preview"), {"other": number[:-1]})
    assert (status, body["error"]) == (404, "OtherNotFound")


async def _joined(web: Web, one: Person, stranger: UUID, *, name: str = "clerk") -> tuple[Agent, str]:
    clerk = await agent(web, Post.ONLINE_AGENT, one, name)
    await proves(web.house, one)
    status, done = await proposed(clerk, one, stranger)
    assert (status, done["state"]) == (201, "merged"), done
    return clerk, done["id"]


async def test_a_hold_or_a_wish_of_either_holds_and_is_ended_for_both(web: Web, one: Person) -> None:
    house, hers = web.house, one.live.customer_id
    stranger, _ = await visitor(house)
    now = house.clock.now()
    async with house.database.transaction() as session:
        await customers.place_hold(
            session, stranger, "contact", origin="staff", until=None, by=STAFF, because=BECAUSE, now=now
        )
        await standing.set_preference(session, stranger, standing.NO_CALLS, "yes", by=STAFF, because=BECAUSE, now=now)
        await standing.record_consent(
            session, stranger, "marketing", "sms", granted=False, by=STAFF, because=BECAUSE, now=now
        )
    house.clock.advance(timedelta(minutes=1))
    await _joined(web, one, stranger)
    now = house.clock.now()
    async with house.database.reading() as session:
        assert [hold.key.name for hold in await customers.holds_at(session, hers, now)] == ["contact"]
        assert await customers.wants_no_calls(session, hers, now)
        assert [consent.value for consent in await customers.consents_at(session, hers, now)] == ["withdrawn"]
    async with house.database.transaction() as session:
        key = standing.Key(standing.Kind.HOLD, "contact", origin="staff")
        assert await standing.end(session, hers, key, by=STAFF, because=BECAUSE, now=now)
    async with house.database.reading() as session:
        assert await customers.holds_at(session, stranger, now) == []


async def test_her_rights_reach_both_records(web: Web, one: Person) -> None:
    house = web.house
    stranger, _ = await visitor(house)
    await _joined(web, one, stranger)
    holders = personal_data_holders(house.house.parts.ring)
    async with house.database.transaction() as session:
        for asked in (stranger, one.live.customer_id):
            assert {stranger, one.live.customer_id} <= set(await holders.pseudonyms(session, asked))
        for pseudonym in await holders.pseudonyms(session, stranger):
            for holder in holders.all:
                await holder.erase(session, pseudonym, now=house.clock.now())
    async with house.database.reading() as session:
        assert (await session.scalars(select(MergeRow.words))).all() == [None]
        assert (await customers.find(session, one.live.customer_id)).name is None


async def test_every_step_is_on_record_with_both(web: Web, one: Person) -> None:
    house = web.house
    stranger, _ = await visitor(house)
    clerk, merge = await _joined(web, one, stranger)
    await clerk.asks("POST", of(one, f"/{merge}/part"), {"words": "不是同一个人"})
    async with house.database.reading() as session:
        rows = (await session.scalars(select(AuditRecordRow).order_by(AuditRecordRow.id))).all()
    did = [
        (row.customer_id, json.loads(row.detail or "{}")["what"])
        for row in rows
        if row.action == access.audit.Action.MERGED
    ]
    assert sorted(did, key=str) == sorted(
        [(who, what) for who in (stranger, one.live.customer_id) for what in ("merged", "parted")], key=str
    )


async def test_after_a_day_somebody_else_has_to_part_them(web: Web, one: Person) -> None:
    house = web.house
    stranger, _ = await visitor(house)
    _, merge = await _joined(web, one, stranger)
    house.clock.advance(merges.PART_ALONE_FOR + timedelta(minutes=1))
    late = await agent(web, Post.ONLINE_AGENT, one, "late")
    status, body = await late.asks("POST", of(one, f"/{merge}/part"), {"words": "不是同一个人"})
    assert (status, body["error"]) == (403, "PartingNeedsAnother")
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    status, done = await leader.asks("POST", of(one, f"/{merge}/part"), {"words": "不是同一个人"})
    assert (status, done["state"]) == (200, "parted")
    assert await merged(house, stranger) == (stranger,)


_TABLES = (
    "customers",
    "customer_fields",
    "standing_changes",
    "conversations",
    "contacts",
    "messages",
    "channel_sessions",
)


async def _everything(house: TestHouse) -> dict[str, list[Any]]:
    async with house.database.reading() as session:
        return {
            table: [tuple(map(str, row)) for row in await session.execute(text(f"SELECT * FROM {table} ORDER BY id"))]  # noqa: S608  (names of ours)
            for table in _TABLES
        }


async def test_parted_they_are_what_they_were(web: Web, one: Person) -> None:
    """Whatever holds were placed on either before."""
    house, hers = web.house, one.live.customer_id
    stranger, _ = await visitor(house)
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    await proves(house, one)
    placed: list[str] = []

    async def try_once(whose: list[bool]) -> None:
        now = house.clock.now()
        async with house.database.transaction() as session:
            for of_stranger in whose:
                placed.append("x")
                await customers.place_hold(
                    session,
                    stranger if of_stranger else hers,
                    "collection",
                    origin=f"case:{len(placed)}",
                    until=None,
                    by=STAFF,
                    because=BECAUSE,
                    now=now,
                )
        before = await _everything(house)
        async with house.database.reading() as session:
            held = [await customers.holds_at(session, who, now) for who in (hers, stranger)]
        status, done = await proposed(clerk, one, stranger)
        assert (status, done["state"]) == (201, "merged")
        async with house.database.reading() as session:
            assert len(await customers.holds_at(session, hers, now)) == len(held[0]) + len(held[1])
        await clerk.asks("POST", of(one, f"/{done['id']}/part"), {"words": "不是同一个人"})
        assert await _everything(house) == before
        async with house.database.reading() as session:
            assert [await customers.holds_at(session, who, now) for who in (hers, stranger)] == held

    for whose in ([], [True], [False, True], [True, True, False]):
        await try_once(whose)


async def test_of_two_merges_that_cross_exactly_one_wins(web: Web, one: Person) -> None:
    """A into B while B goes into A, and a ring of three: never a circle, and nobody is in two persons."""
    house = web.house
    clerk = await agent(web, Post.TEAM_LEADER, one, "leader")
    ring, now = house.house.parts.ring, house.clock.now()
    async with house.database.transaction() as session:
        three = [
            (await customers.identify(session, ring, reference=f"twin-{place}", name=None, now=now))[0]
            for place in range(3)
        ]
        state = await conversations.state(session, one.live.conversation_id)
        look = await house.house.desk.views.look(
            session, clerk.staff, access.About(state.customer_id, None, None), now=now
        )
        rows = [
            MergeRow(
                id=new_id(),
                merged_id=three[place],
                into_id=three[(place + 1) % 3],
                state=MergeState.PROPOSED,
                words=WHY,
                proposed_by=new_id(),
                proposed_at=now,
            )
            for place in range(3)
        ]
        session.add_all(rows)

    async def agree(row: MergeRow) -> bool:
        of_it = access.About(row.merged_id, None, None)
        try:
            async with house.database.transaction() as session:
                await merges.decide(
                    session,
                    _about(look, of_it),
                    row.id,
                    agrees=True,
                    have_loans=frozenset(),
                    now=now,
                    source=None,
                )
        except Conflict:
            return False
        return True

    done = await asyncio.gather(*(agree(row) for row in rows))
    assert 1 <= sum(done) <= 2
    async with house.database.reading() as session:
        persons = await customers.persons_of(session, three)
    assert all(person.id in three for person in persons.values())
    assert sum(len(set(person.records)) for person in {one.id: one for one in persons.values()}.values()) == 3


def _about(look: access.Look, about: access.About) -> access.Look:
    return replace(look, about=about)


async def test_two_customers_of_the_lender_are_joined_by_two_whatever_was_proven(
    web: Web, one: Person, other: Person
) -> None:
    """Asked at the front door of the room: without a lender nobody can say whose loans run."""
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    status, body = await proposed(clerk, one, other.live.customer_id)
    assert (status, body["error"]) == (503, "BackOfficeAway")
    now = web.house.clock.now()
    async with web.house.database.transaction() as session:
        look = await web.house.house.desk.views.look(
            session, clerk.staff, access.About(one.live.customer_id, one.contact_id, None), now=now
        )
        wish = Wish(one.live.customer_id, other.live.customer_id, WHY, proof="session")
        row = await merges.propose(session, look, wish, now=now, source=None)
        assert row.state == MergeState.PROPOSED
        both = frozenset({one.live.customer_id, other.live.customer_id})
        with pytest.raises(merges.NotToBeMerged):
            await merges.propose(
                session,
                look,
                Wish(one.live.customer_id, other.live.customer_id, WHY, have_loans=both),
                now=now,
                source=None,
            )


async def test_a_merged_visitor_is_seen_under_her_name_and_opened_on_record(web: Web, one: Person) -> None:
    """In the visitor's own conversation, too, and the look is on record with the customer."""
    house = web.house
    live = await house.visitor()
    await house.receive(live, "我想问还款日")
    await house.settle()
    await _joined(web, one, live.customer_id)
    async with house.database.reading() as session:
        state = await conversations.state(session, live.conversation_id)
    assert state.contact is not None
    hers = Person(live, state.contact.id, new_id(), new_id(), (), {})
    reader = await agent(web, Post.ONLINE_AGENT, hers, "reader")
    status, work = await reader.asks("GET", f"/conversations/{live.conversation_id}")
    assert (status, work["customer"]["kind"], work["customer"]["name"]) == (200, "customer", "赵**")
    async with house.database.reading() as session:
        looks = await session.scalars(
            select(AuditRecordRow).where(
                AuditRecordRow.actor == f"staff:{reader.staff.id}",
                AuditRecordRow.customer_id == one.live.customer_id,
            )
        )
        assert access.audit.Action.VIEWED in [row.action for row in looks]
