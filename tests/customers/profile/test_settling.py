"""What is kept of a customer is what follows from the logs, whoever told what when, and by the days alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qiao import customers
from qiao.customers import lifecycle, profile, standing
from qiao.customers.lifecycle import Intake, Told
from qiao.customers.profile import queries
from qiao.customers.profile.columns import everybody_of
from qiao.customers.profile.judging import tags_on
from qiao.customers.profile.model import ProfileRow, ProfileTagRow
from qiao.customers.profile.settling import settle
from qiao.customers.profile.shards import Shards
from qiao.customers.profile.writing import write_shard
from qiao.customers.standing import Because, By, Key, Kind, Source
from qiao.foundation import events
from qiao.foundation.events import EventRow
from qiao.foundation.ids import new_id
from tests.conftest import TestHouse
from tests.customers.lifecycle.stories import BORROWED, at, wire
from tests.customers.profile.stories import book, day, everything, last_day, outlook_of, told

_LENDER = By(Source.LENDER, "lender")


async def _is_told(house: TestHouse, reference: str, *given: Told) -> UUID:
    """The lender tells it; whose record it is."""
    intake = Intake(house.house.parts.ring, book().life, "call", follow=profile.follow_of(book()))
    async with house.database.transaction() as session:
        raw = [{**wire(one), "id": f"{reference}:{one.event_id}", "customer": reference} for one in given]
        done = await lifecycle.take_in(session, intake, raw, now=house.clock.now())
        assert not done.shelved
        found = await customers.known_as(session, intake.ring, reference)
    assert found is not None
    return found


async def _happens(house: TestHouse, customer_id: UUID, type_: str) -> None:
    """A contact or the like, as the room that knows of it announces it."""
    async with house.database.transaction() as session:
        happened = events.Event(type=type_, actor="house", occurred_at=house.clock.now(), customer_id=customer_id)
        await events.publish(session, replace(happened, subject=f"customer:{customer_id}"))
    await house.settle()


async def _tags(house: TestHouse, customer_id: UUID) -> set[str]:
    async with house.database.reading() as session:
        query = select(ProfileTagRow.tag).where(ProfileTagRow.customer_id == customer_id)
        return set(await session.scalars(query))


async def _days_pass(house: TestHouse, number: int) -> None:
    house.clock.set_wall(at(number, 0))
    await house.settle()


async def test_no_contact_for_ninety_days_is_so_without_an_event_and_ends_with_one(house: TestHouse) -> None:
    house.clock.set_wall(at(1))
    async with house.database.transaction() as session:
        await profile.begin_days(session, now=house.clock.now())
    her = await _is_told(house, "borrower-1", told(0, "account.registered"))
    await _happens(house, her, "ContactOpened")
    seen: list[bool] = []
    for number in (2, 90, 91):
        await _days_pass(house, number)
        seen.append("no_contact_90" in await _tags(house, her))
    await _happens(house, her, "ContactOpened")
    assert (seen, "no_contact_90" in await _tags(house, her)) == ([False, False, True], False)
    async with house.database.reading() as session:
        rows = await session.scalars(select(EventRow).where(EventRow.type == "TagsChanged").order_by(EventRow.id))
        moves = [(row.payload["gained"], row.payload["lost"]) for row in rows]
    assert any("no_contact_90" in gained for gained, _ in moves[1:])
    assert "no_contact_90" in moves[-1][1]


async def test_what_a_customer_allows_counts_at_once_and_what_she_takes_back_does_too(house: TestHouse) -> None:
    house.clock.set_wall(at(5))
    her = await _is_told(house, "borrower-1", told(3, "loan.disbursed", "LN-1", due_on=None))
    key = Key(Kind.CONSENT, "profiling", "push", Source.LENDER)
    found: list[bool] = []
    for value in (standing.GRANTED, standing.WITHDRAWN):
        async with house.database.transaction() as session:
            now = house.clock.now()
            await standing.put(
                session, her, key, by=_LENDER, because=Because("customer_asked"), value=value, from_at=now, now=now
            )
        await house.settle()
        found.append("new_borrower" in await _tags(house, her))
        house.clock.advance(timedelta(minutes=1))
    assert found == [True, False]


async def test_of_a_visitor_nothing_is_kept(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        visitor, _ = await customers.new_somebody(
            session, house.house.parts.ring, name=None, phone=None, source="test", now=house.clock.now()
        )
    await _happens(house, visitor, "ContactOpened")
    async with house.database.reading() as session:
        assert await session.get(ProfileRow, visitor) is None


async def test_the_event_of_the_house_counts_once_however_often_it_is_heard(house: TestHouse) -> None:
    house.clock.set_wall(at(1))
    her = await _is_told(house, "borrower-1", told(0, "account.registered"))
    event = events.Event(type="ContactOpened", actor="house", occurred_at=at(1), customer_id=her)
    for _ in range(2):
        async with house.database.transaction() as session:
            if await queries.log(session, her, event.id, queries.as_told(event.id, "contact.opened", at(1), {})):
                one = queries.as_told(event.id, "contact.opened", at(1), {})
                await settle(session, book(), her, told=[one], now=house.clock.now())
    assert "first_contact" in await _tags(house, her)


@given(everything(), st.integers(0, 1000), st.lists(st.integers(0, 260), max_size=3))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_what_is_kept_is_what_follows_from_everything(
    house: TestHouse, life: list[Told], seed: int, looks: list[int]
) -> None:
    """Told late and out of order, by both ways, with looks in between: as if it had been made of all at once."""
    Random(seed).shuffle(life)  # noqa: S311  (an order, no secret)
    last = max(last_day(life), *(day(look) for look in looks), day(205))
    now = lifecycle.begin_of(last)
    house.clock.set_wall(now)
    reference = f"borrower-{new_id()}"
    her = await _is_told(house, reference, told(0, "visitor.seen", name="first"))
    for one in life:
        if one.type in book().shapes:
            event_id = uuid5(her, one.event_id)
            here = queries.as_told(event_id, one.type, one.at, one.facts)
            async with house.database.transaction() as session:
                await queries.log(session, her, event_id, here)
                await settle(session, book(), her, told=[here], now=now)
        else:
            await _is_told(house, reference, one)
    async with house.database.transaction() as session:
        assert not await settle(session, book(), her, anew=True, now=now)
    whole = outlook_of([told(0, "visitor.seen", name="first"), *life], last)
    assert await _tags(house, her) == tags_on(book().tags.values(), whole.on(last), last)


async def test_recomputing_puts_right_what_is_kept_otherwise(house: TestHouse) -> None:
    house.clock.set_wall(at(5))
    her = await _is_told(house, "borrower-1", told(3, "account.registered"))
    async with house.database.transaction() as session:
        session.add(ProfileTagRow(customer_id=her, tag="prime"))
    found: list[tuple[UUID, ...]] = []
    for _ in range(2):
        async with house.database.transaction() as session:
            found.append((await profile.recompute(session, book(), now=house.clock.now())).changed)
    assert found == [(her,), ()]
    assert "prime" not in await _tags(house, her)


async def test_columns_written_from_the_logs_settle_to_what_is_kept(house: TestHouse, tmp_path: Path) -> None:
    house.clock.set_wall(at(40))
    people = [
        await _is_told(house, "borrower-1", *BORROWED, told(33, "deduction.failed", "LN-1")),
        await _is_told(house, "borrower-2", told(0, "account.registered"), told(2, "kyc.started")),
    ]
    await _happens(house, people[1], "ContactOpened")
    everybody = everybody_of(book())
    async with house.database.reading() as session:
        for number, her in enumerate(people):
            shard = tmp_path / f"{number}"
            shard.mkdir()
            await write_shard(session, everybody, [her], shard, first=number, now=house.clock.now())
    shards = Shards(tmp_path, threads=1, memory_gb=1)
    assert shards.settle(everybody, lifecycle.day_of(house.clock.now())) == 2
    audiences = shards.audiences(everybody)
    for number, her in enumerate(people):
        assert {tag for tag, numbers in audiences.tags.items() if number in numbers} == await _tags(house, her)
    stages = {stage for stage, numbers in audiences.stages.items() if len(numbers)}
    assert stages == {"overdue", "registered"}
