"""Staff see what holds of the customer in hand, and change it by the rules of the pack: some of it by two of them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from qiao import access, customers
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.customers import standing
from tests.access.views.seeded import Person, person, signed_in, take
from tests.conftest import PASSWORD, TestHouse, Web

SHOWN = ("now", "later", "before", "proposed")


@dataclass
class Agent:
    """A member of staff with the customer in hand."""

    web: Web
    staff: access.Staff
    browser: tuple[dict[str, str], dict[str, str], Any]
    one: Person

    async def asks(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        cookies, headers, _ = self.browser
        self.web.client.cookies.clear()
        answer = await self.web.client.request(
            method,
            f"/api/v1/desk{path}",
            headers={**headers, "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
            json=body,
        )
        return answer.status_code, answer.json()

    @property
    def path(self) -> str:
        return f"/conversations/{self.one.live.conversation_id}/standing"

    async def sees(self) -> dict[str, Any]:
        status, body = await self.asks("GET", self.path)
        assert status == 200, body
        return body

    async def names(self, when: str = "now") -> list[str]:
        return [one["name"] for one in (await self.sees())[when]]

    async def changes(self, act: str, kind: str, name: str, **more: Any) -> tuple[int, dict[str, Any]]:
        return await self.asks(
            "POST", self.path, {"act": act, "kind": kind, "name": name, "reason": "seen_in_contact", **more}
        )


async def agent(web: Web, post: Post, one: Person, name: str) -> Agent:
    house = web.house
    async with house.database.transaction() as session:
        staff_id = await access.add_staff(
            session,
            username=name,
            name=name,
            post=post,
            password_hash=await access.hash_password(PASSWORD),
            now=house.clock.now(),
        )
    async with house.database.reading() as session:
        staff = await access.find_staff(session, staff_id)
    await take(house, staff, one, subject=None)
    return Agent(web, staff, await signed_in(house, staff), one)


@pytest.fixture
async def one(web: Web) -> Person:
    return await person(web.house, 0)


async def test_what_the_lender_stated_is_seen_with_who_said_so(web: Web, one: Person) -> None:
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    found = {(entry["kind"], entry["name"]): entry for entry in (await clerk.sees())["now"]}
    flag = found["flag", "elder"]
    assert (flag["words"]["zh"], flag["set"]["source"], flag["set"]["reason"]) == (
        "老年客户",
        "lender",
        "told_by_lender",
    )
    assert found["consent", "marketing"]["value"] == "granted"


async def test_a_post_without_the_right_sees_it_and_changes_nothing(web: Web, one: Person) -> None:
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    status, body = await clerk.changes("set", "flag", "vulnerable")
    assert (status, body["error"]) == (403, "NotChangedByThisPost")
    assert "vulnerable" not in await clerk.names()


async def test_a_flag_is_set_by_one_and_ended_by_two(web: Web, one: Person) -> None:
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    assert await leader.changes("set", "flag", "vulnerable") == (201, {"is_done": True})
    assert await leader.changes("end", "flag", "vulnerable", reason="no_longer_true") == (201, {"is_done": False})
    assert "vulnerable" in await leader.names()
    (proposed,) = (await leader.sees())["proposed"]
    assert (proposed["is_yours"], proposed["by"]) == (True, leader.staff.name)
    decision = f"{leader.path}/proposals/{proposed['id']}"
    status, body = await leader.asks("POST", decision, {"agree": True})
    assert (status, body["error"]) == (403, "SecondPersonNeeded")

    web.house.clock.advance(timedelta(minutes=1))
    second = await agent(web, Post.TEAM_LEADER, one, "second")
    assert await second.asks("POST", decision, {"agree": True}) == (200, {"is_done": True})
    assert "vulnerable" not in await second.names()
    (before,) = [entry for entry in (await second.sees())["before"] if entry["name"] == "vulnerable"]
    assert before["ended"]["actor"] == f"agent:{leader.staff.id}"
    assert before["ended"]["agreed_by"] == f"agent:{second.staff.id}"
    assert (before["ended"]["name"], before["ended"]["agreed_by_name"]) == (leader.staff.name, second.staff.name)
    status, _ = await second.asks("POST", decision, {"agree": True})
    assert status == 404


async def test_a_proposal_that_is_turned_down_changes_nothing(web: Web, one: Person) -> None:
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    assert await leader.changes("set", "flag", "litigation") == (201, {"is_done": False})
    second = await agent(web, Post.TEAM_LEADER, one, "second")
    (proposed,) = (await second.sees())["proposed"]
    assert await second.asks("POST", f"{second.path}/proposals/{proposed['id']}", {"agree": False}) == (
        200,
        {"is_done": False},
    )
    assert "litigation" not in await second.names()
    assert (await second.sees())["proposed"] == []


async def test_agreeing_too_late_does_nothing_and_says_so(web: Web, one: Person) -> None:
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    until = web.house.clock.now() + timedelta(minutes=5)
    await leader.changes("set", "flag", "litigation", until=until.isoformat())
    await leader.changes("set", "flag", "vulnerable")
    for _ in range(3):
        await leader.changes("end", "flag", "vulnerable", reason="no_longer_true")
    over, first, again, after = (entry["id"] for entry in (await leader.sees())["proposed"])

    web.house.clock.advance(timedelta(minutes=6))
    second = await agent(web, Post.TEAM_LEADER, one, "second")

    async def agrees_to(proposal: str) -> bool:
        status, body = await second.asks("POST", f"{second.path}/proposals/{proposal}", {"agree": True})
        assert status == 200, body
        return body["is_done"]

    assert not await agrees_to(over)
    assert "litigation" not in await second.names() + await second.names("before")
    assert await agrees_to(first)
    assert not await agrees_to(again)
    assert await second.changes("set", "flag", "vulnerable") == (201, {"is_done": True})
    assert not await agrees_to(after)
    assert "vulnerable" in await second.names()
    assert (await second.sees())["proposed"] == []
    of_second = (AuditRecordRow.actor == f"staff:{second.staff.id}") & (
        AuditRecordRow.action == access.audit.Action.STANDING_CHANGED
    )
    async with web.house.database.reading() as session:
        rows = await session.scalars(select(AuditRecordRow).where(of_second).order_by(AuditRecordRow.id))
        did = [json.loads(row.detail or "{}")["what"] for row in rows]
    assert did == ["agreed_too_late", "agreed", "agreed_too_late", "set", "agreed_too_late"]


async def test_a_hold_ends_by_itself_within_the_time_of_the_pack(web: Web, one: Person) -> None:
    care = await agent(web, Post.VIP_CARE_AGENT, one, "care")
    now = web.house.clock.now()
    for days in (None, 91):
        until = {"until": (now + timedelta(days=days)).isoformat()} if days is not None else {}
        status, body = await care.changes("set", "hold", "contact", **until)
        assert (status, body["error"]) == (422, "HoldsTooLong")
    status, _ = await care.changes("set", "hold", "contact", until=(now + timedelta(days=30)).isoformat())
    assert status == 201
    assert "contact" in await care.names()
    async with web.house.database.reading() as session:
        held = await customers.holds_at(session, one.live.customer_id, now + timedelta(days=30))
    assert held == []


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"kind": "flag", "name": "tall"}, "StandingUnknown"),
        ({"kind": "flag", "name": "elder", "reason": "a_hunch"}, "StandingUnknown"),
        ({"kind": "preference", "name": "language", "value": "fr"}, "StandingUnknown"),
        ({"kind": "consent", "name": "marketing", "scope": "pigeon", "value": "withdrawn"}, "StandingUnknown"),
        ({"kind": "consent", "name": "marketing", "scope": "sms", "value": "granted"}, "NotTheirsToChange"),
        ({"kind": "hold", "name": "deduction"}, "NotTheirsToChange"),
    ],
)
async def test_what_the_pack_does_not_know_is_refused(web: Web, one: Person, wish: dict[str, str], error: str) -> None:
    care = await agent(web, Post.VIP_CARE_AGENT, one, "care")
    status, body = await care.changes("set", **wish)
    assert (status, body["error"]) in {(422, error), (403, error)}


async def test_what_the_lender_stated_is_not_ended_here(web: Web, one: Person) -> None:
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    status, body = await leader.changes("end", "flag", "elder", origin="lender")
    assert (status, body["error"]) == (403, "NotTheirsToChange")
    await leader.changes("end", "flag", "elder")
    assert "elder" in await leader.names()


async def test_nobody_speaks_for_the_lender(web: Web, one: Person) -> None:
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    await leader.changes("set", "flag", "vulnerable", origin="lender")
    (flag,) = [entry for entry in (await leader.sees())["now"] if entry["name"] == "vulnerable"]
    assert (flag["origin"], flag["set"]["source"]) == ("", "staff")


async def test_every_change_is_in_the_trail(web: Web, one: Person) -> None:
    leader = await agent(web, Post.TEAM_LEADER, one, "leader")
    await leader.changes("set", "flag", "vulnerable")
    async with web.house.database.reading() as session:
        rows = await session.scalars(select(AuditRecordRow).where(AuditRecordRow.customer_id == one.live.customer_id))
        changed = [row for row in rows if row.action == access.audit.Action.STANDING_CHANGED]
    assert [(row.post, row.reason) for row in changed] == [("team_leader", "seen_in_contact")]


async def test_every_post_that_may_change_something_may_write_its_field(house: TestHouse) -> None:
    """The pack says who changes what, the table of rights who writes what: they may not contradict each other."""
    pack = house.house.pack
    table, book = pack.section(access.GRANTS).table, pack.section(standing.STANDING)
    for kind, rules in book.rules.items():
        field = standing.FIELD_OF[kind]
        for rule in rules.values():
            for post in {one for one in (*rule.set, *rule.end) if isinstance(one, Post) and one is not Post.BOT}:
                given = {
                    grant.right
                    for purpose in table.purposes(post, field)
                    for grant in table.offers(post, field, purpose)
                }
                assert access.Right.WRITE in given, (rule.id, post)
