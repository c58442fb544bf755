"""Every table and event says how long it is kept; what is over goes, what is held or still referred to stays."""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from qiao.conversations import ChannelSession
from qiao.foundation import events, retention_run
from qiao.foundation.database import Base
from qiao.foundation.keys import CustomerKey, KeyDestroyed, KeyId
from qiao.foundation.retention import OnErase, declared
from qiao.policy import Pack
from tests.conftest import TestHouse

pytestmark = pytest.mark.both_databases("each database deletes in a way of its own")

YEARS = timedelta(days=365 * 6)


def _terms(pack: Pack) -> dict[str, timedelta]:
    return {kind: timedelta(days=term.days) for kind, term in pack.retention.items()}


async def _run(house: TestHouse, pack: Pack, *, now: datetime, held: tuple[UUID, ...] = ()) -> Counter[str]:
    deleted: Counter[str] = Counter()
    async for step in retention_run.run(house.database, house.house.parts.ring, _terms(pack), now=now, held=held):
        deleted[step.table] += step.rows
    return deleted


async def _rows(house: TestHouse, table: str) -> int:
    async with house.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Base.metadata.tables[table]))


async def _served(house: TestHouse) -> ChannelSession:
    """A visitor who left a phone number and whose contact was closed for silence."""
    live = await house.visitor()
    await house.receive(live, "我的号13800000000收不到验证码")
    await house.settle()
    house.clock.advance(house.settings.contact_idle + timedelta(seconds=1))
    await house.settle()
    assert (await house.state(live)).contact is None
    return live


def test_every_table_declares_itself() -> None:
    assert set(declared()) == set(Base.metadata.tables.values())
    for table, retention in declared().items():
        assert retention.since is None or retention.since in table.c, table.name
        is_about_a_customer = "customer_id" in table.c
        assert not is_about_a_customer or retention.on_erase is not OnErase.NOBODY, table.name
        assert not is_about_a_customer or retention.whose is not None, table.name


def test_every_kind_with_a_term_is_one_the_tables_know(pack: Pack) -> None:
    kinds = {retention.kind for retention in declared().values()}
    assert set(pack.retention) <= kinds
    assert {retention.kind for retention in declared().values() if retention.since} <= set(pack.retention)


async def test_an_event_nobody_declared_is_not_published(house: TestHouse) -> None:
    event = events.Event(type="SomethingNew", actor="house", occurred_at=house.clock.now())
    with pytest.raises(events.EventUndeclared):
        async with house.database.transaction() as session:
            await events.publish(session, event)


async def test_what_is_over_goes_and_its_key_with_it(house: TestHouse, pack: Pack) -> None:
    await _served(house)
    async with house.database.reading() as session:
        key_id = await session.scalar(select(CustomerKey.id))
    later = house.clock.now() + YEARS

    assert not await _run(house, pack, now=house.clock.now())
    async with house.database.reading() as session:
        due = await retention_run.due(session, _terms(pack), now=later)
    assert next(one.rows for one in due if one.table == "messages") > 0
    deleted = await _run(house, pack, now=later)

    assert deleted["customers"] == deleted["conversations"] == 1
    for table in ("customers", "conversations", "contacts", "messages", "briefs", "events", "channel_sessions"):
        assert await _rows(house, table) == 0, table
    with pytest.raises(KeyDestroyed):
        async with house.database.reading() as session:
            await house.house.parts.ring.load(session, KeyId(key_id))
    assert not await _run(house, pack, now=later)


async def test_a_legal_hold_stops_it_for_that_customer_alone(house: TestHouse, pack: Pack) -> None:
    held, other = await _served(house), await _served(house)

    await _run(house, pack, now=house.clock.now() + YEARS, held=(held.customer_id,))

    assert (await house.messages(held))[0]["content"]["text"] == "我的号138****0000收不到验证码"
    async with house.database.reading() as session:
        left = list(await session.scalars(text("SELECT customer_id FROM conversations")))
    assert len(left) == 1
    assert await house.entries(other) == []


async def test_what_is_still_in_use_is_not_over(house: TestHouse, pack: Pack) -> None:
    live = await house.visitor()
    await house.receive(live, "转人工")
    await house.settle()
    await _run(house, pack, now=house.clock.now() + timedelta(days=200))

    assert (await house.state(live)).contact is not None
    assert (await house.messages(live))[0]["content"]["text"] == "转人工"
