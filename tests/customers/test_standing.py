"""Flags, holds, consents and preferences on a real database: added to, never overwritten, asked of any moment."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from qiao import customers
from qiao.customers import standing
from qiao.customers.standing import Act, Because, By, Key, Kind, LenderSaid, Source, Telling
from qiao.foundation.events import Event, of_subject
from tests.conftest import NOON, TestHouse

DAY = timedelta(days=1)
STAFF = By(Source.STAFF, "agent:1")
WHY = Because("duty_of_care", "request:1")


@dataclass
class Her:
    """A customer of a house, and its clock's moments."""

    house: TestHouse
    id: UUID

    async def hold(self, origin: str, *, until: datetime | None = None, name: str = "collection") -> UUID:
        async with self.house.database.transaction() as session:
            return await standing.place_hold(
                session, self.id, name, origin=origin, until=until, by=STAFF, because=WHY, now=self.house.clock.now()
            )

    async def end(self, key: Key) -> bool:
        async with self.house.database.transaction() as session:
            return await standing.end(session, self.id, key, by=STAFF, because=WHY, now=self.house.clock.now())

    async def holds(self, moment: datetime) -> list[str]:
        async with self.house.database.reading() as session:
            return [one.key.origin for one in await standing.holds_at(session, self.id, moment)]

    async def told(self) -> list[Event]:
        async with self.house.database.reading() as session:
            return list(await of_subject(session, f"customer:{self.id}"))


@pytest.fixture
async def her(house: TestHouse) -> Her:
    ring = house.house.parts.ring
    async with house.database.transaction() as session:
        who, _ = await customers.identify(session, ring, reference="borrower-7", name=None, now=house.clock.now())
    return Her(house, who)


def case(letter: str) -> Key:
    return Key(Kind.HOLD, "collection", origin=f"case:{letter}")


async def test_a_hold_lasts_from_when_it_was_placed_until_it_is_over(her: Her) -> None:
    await her.hold("case:a", until=NOON + 7 * DAY)
    assert await her.holds(NOON - timedelta(seconds=1)) == []
    assert await her.holds(NOON) == ["case:a"]
    assert await her.holds(NOON + 7 * DAY - timedelta(seconds=1)) == ["case:a"]
    assert await her.holds(NOON + 7 * DAY) == []


async def test_holds_for_different_cases_are_ended_each_by_itself(her: Her) -> None:
    await her.hold("case:a")
    await her.hold("case:b")
    her.house.clock.advance(DAY)
    assert await her.end(case("a"))
    assert await her.holds(NOON + DAY) == ["case:b"]
    assert await her.holds(NOON) == ["case:a", "case:b"]


async def test_ending_twice_harms_nothing_and_is_told_once(her: Her) -> None:
    await her.hold("case:a")
    assert await her.end(case("a"))
    assert not await her.end(case("a"))
    assert not await her.end(case("never placed"))
    assert [one.payload["act"] for one in await her.told()] == ["set", "end"]


async def test_what_holds_so_already_stays_as_it_is(her: Her) -> None:
    first = await her.hold("case:a", until=NOON + DAY)
    assert await her.hold("case:a", until=NOON + DAY) == first
    assert await her.hold("case:a", until=NOON + 2 * DAY) != first
    assert await her.holds(NOON + DAY) == ["case:a"]
    assert len(await her.told()) == 2


async def test_what_was_to_hold_later_can_be_called_off(her: Her) -> None:
    async with her.house.database.transaction() as session:
        await standing.put(session, her.id, case("a"), by=STAFF, because=WHY, from_at=NOON + DAY, now=NOON)
    assert await her.holds(NOON + DAY) == ["case:a"]
    assert await her.end(case("a"))
    assert await her.holds(NOON + DAY) == []


async def test_nothing_ends_before_it_begins(her: Her) -> None:
    with pytest.raises(standing.EndsBeforeItBegins):
        await her.hold("case:a", until=NOON)


async def test_the_flags_of_the_lender_and_of_the_house_stand_beside_each_other(her: Her) -> None:
    async with her.house.database.transaction() as session:
        await standing.set_flag(session, her.id, "vulnerable", by=STAFF, because=WHY, now=NOON)
        await standing.keep_seen_flags(session, her.id, frozenset({"vulnerable", "elder"}), now=NOON)
    her.house.clock.advance(DAY)
    async with her.house.database.transaction() as session:
        await standing.keep_seen_flags(session, her.id, frozenset(), now=NOON + DAY)
        assert [one.key.name for one in await standing.flags_at(session, her.id, NOON + DAY)] == ["vulnerable"]
        assert len(await standing.flags_at(session, her.id, NOON)) == 3


async def test_a_consent_that_is_withdrawn_was_granted_before(her: Her) -> None:
    by = By(Source.CUSTOMER, f"customer:{her.id}")
    because = Because("customer_asked", version="2026-1")
    async with her.house.database.transaction() as session:
        for granted, now in ((True, NOON), (False, NOON + DAY)):
            await standing.record_consent(
                session, her.id, "marketing", "sms", granted=granted, by=by, because=because, now=now
            )
        for moment, value in ((NOON, standing.GRANTED), (NOON + DAY, standing.WITHDRAWN)):
            (one,) = await standing.consents_at(session, her.id, moment)
            assert (one.value, one.version, one.key.scope) == (value, "2026-1", "sms")


async def test_a_preference_is_the_last_one_she_gave(her: Her) -> None:
    async with her.house.database.transaction() as session:
        for value in ("zh", "en"):
            now = NOON if value == "zh" else NOON + DAY
            await standing.set_preference(session, her.id, "language", value, by=STAFF, because=WHY, now=now)
        assert [one.value for one in await standing.preferences_at(session, her.id, NOON + DAY)] == ["en"]
        assert [one.value for one in await standing.preferences_at(session, her.id, NOON)] == ["zh"]


@pytest.mark.parametrize("seed", range(6))
async def test_what_the_database_says_of_a_moment_is_the_replayed_history(her: Her, seed: int) -> None:
    luck = random.Random(seed)  # noqa: S311
    async with her.house.database.transaction() as session:
        for number in range(40):
            act, from_at = luck.choice(list(Act)), NOON + timedelta(hours=luck.randint(0, 8))
            until = from_at + timedelta(hours=luck.randint(1, 5)) if act is Act.SET and luck.random() < 0.6 else None
            key = luck.choice([case("a"), case("b"), Key(Kind.FLAG, "elder")])
            telling = Telling(f"test:{number}", luck.randint(0, 3))
            await standing.note(
                session, her.id, key, act, telling=telling, because=WHY, at=from_at, now=NOON, until=until
            )
        recorded = await standing.changes(session, her.id, Kind.HOLD, Kind.FLAG)
        for minutes in range(-30, 900, 15):
            moment = NOON + timedelta(minutes=minutes)
            asked = await standing.standing_at(session, her.id, moment, Kind.HOLD, Kind.FLAG)
            assert set(asked) == set(standing.at(recorded, moment)), moment


@dataclass
class Feed:
    """Events about one borrower, numbered as they happened."""

    said: list[LenderSaid] = field(default_factory=list[LenderSaid])

    def add(self, type_: str, resource: str | None = None, loan: str | None = None, **facts: object) -> None:
        number = len(self.said) + 1
        at = NOON + timedelta(minutes=number // 2)
        self.said.append(LenderSaid(number, type_, "borrower-7", at, loan, resource, facts))


def a_feed() -> Feed:
    feed = Feed()
    ends_at = (NOON + 7 * DAY).isoformat()
    feed.add("customer.flagged", flag="elder")
    feed.add("customer.flagged", flag="litigation")
    feed.add("hold.placed", "H1", kind="dunning", ends_at=ends_at)
    feed.add("hold.placed", "H2", "L1", kind="deduct", ends_at=ends_at)
    feed.add("customer.unflagged", flag="litigation")
    feed.add("consent.changed", channel="sms", purpose="marketing", granted=True)
    feed.add("hold.released", "H1", kind="dunning")
    feed.add("consent.changed", channel="sms", purpose="marketing", granted=False)
    feed.add("customer.frozen", "F1")
    return feed


@pytest.mark.parametrize("seed", range(5))
async def test_what_the_lender_says_is_kept_once_in_whatever_order(her: Her, seed: int) -> None:
    said = a_feed().said
    luck = random.Random(seed)  # noqa: S311
    told = [*said, *luck.sample(said, 4)]
    luck.shuffle(told)
    for one in told:
        async with her.house.database.transaction() as session:
            assert await standing.keep_said(session, her.house.house.parts.ring, one, now=NOON + DAY) == her.id
    async with her.house.database.reading() as session:
        kinds = tuple(Kind)
        assert len(await standing.changes(session, her.id, *kinds)) == len(said)
        now = await standing.standing_at(session, her.id, NOON + DAY, *kinds)
    assert {(one.key.name, one.key.scope, one.value) for one in now} == {
        ("elder", "", None),
        ("deduction", "L1", None),
        ("account", "", None),
        ("marketing", "sms", "withdrawn"),
    }
    assert {one.by.source for one in now} == {Source.LENDER}


async def test_somebody_nobody_knew_is_known_by_what_the_lender_says_of_her(house: TestHouse) -> None:
    ring = house.house.parts.ring
    async with house.database.transaction() as session:
        said = LenderSaid(1, "customer.flagged", "borrower-8", NOON, facts={"flag": "elder"})
        who = await standing.keep_said(session, ring, said, now=NOON)
        assert await customers.known_as(session, ring, "borrower-8") == who
        assert (await customers.find(session, who)).kind is customers.CustomerKind.CUSTOMER


async def test_a_number_is_not_called_also_after_whoever_said_so_is_forgotten(house: TestHouse) -> None:
    ring, live = house.house.parts.ring, await house.visitor()
    number = "13800000000"
    async with house.database.transaction() as session:
        await standing.set_flag(session, live.customer_id, "elder", by=STAFF, because=WHY, now=NOON)
        key_id = await customers.data_key(session, ring, live.customer_id, now=NOON)
        by = By(Source.CUSTOMER, f"customer:{live.customer_id}")
        await standing.stop_calls(
            session, ring, live.customer_id, number=number, key_id=key_id, by=by, because=WHY, now=NOON
        )
    holder = customers.CustomersHolder(ring)
    async with house.database.reading() as session:
        held = (await holder.export(session, live.customer_id))["standing_changes"]
    assert [(one["name"], one["about"], one["by"]) for one in held] == [
        ("elder", "", "staff"),
        ("no_calls", number, "customer"),
    ]
    assert "agent:1" not in str(held)
    async with house.database.transaction() as session:
        await holder.erase(session, live.customer_id, now=NOON)
        assert await standing.is_stopped(session, ring, number, NOON)
        assert await standing.flags_at(session, live.customer_id, NOON) == []
        assert await session.scalar(text("SELECT number FROM standing_changes")) is None
