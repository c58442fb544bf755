"""A person's rights over her data: everything is shown to her, corrected, or gone, and what stays is named."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, select

from qiao import app, conversations
from qiao.access import rights
from qiao.access.rights import RightsState, RightsType
from qiao.conversations import ChannelSession, Claim, Level
from qiao.foundation.database import Base
from qiao.foundation.ids import new_id
from qiao.foundation.retention import OnErase, declared
from tests.conftest import TestHouse

MONTH = timedelta(days=30)
SECRETS = ("13800000000", "张三丰", "borrower-7")


@pytest.fixture
def holders(house: TestHouse) -> rights.Holders:
    return app.personal_data_holders(house.house.parts.ring)


async def _customer(house: TestHouse) -> ChannelSession:
    """Somebody the lender named, who left a phone number, was served by a person and rated it."""
    live = await house.visitor()
    claim = Claim(SECRETS[2], SECRETS[1], Level.A1, new_id().hex, house.clock.now() + MONTH)
    async with house.database.transaction() as session:
        live = await conversations.identify_session(session, house.house.parts.ring, live, claim, now=house.clock.now())
    await house.receive(live, f"我的号{SECRETS[0]}收不到验证码")
    await house.settle()
    await house.receive(live, "转人工")
    await house.settle()
    state = await house.state(live)
    assert state.contact is not None
    async with house.database.transaction() as session:
        await conversations.close_contact(
            session, live.conversation_id, reason="solved", actor="house", now=house.clock.now()
        )
        await conversations.rate_contact(
            session,
            live.conversation_id,
            state.contact.id,
            score=2,
            reasons=["slow"],
            comment=f"打我电话{SECRETS[0]}",
            actor="customer",
            now=house.clock.now(),
        )
    await house.settle()
    return live


async def _asked(house: TestHouse, customer_id: UUID, wanted: RightsType, *, verified: bool = True) -> UUID:
    async with house.database.transaction() as session:
        row = await rights.open_request(
            session, customer_id, wanted, by="agent:1", answer_within=MONTH, now=house.clock.now()
        )
        if verified:
            await rights.verify(session, row.id, by="agent:1", now=house.clock.now())
        return row.id


async def _export(house: TestHouse, holders: rights.Holders, customer_id: UUID) -> dict[str, Any]:
    request = await _asked(house, customer_id, RightsType.COPY)
    async with house.database.transaction() as session:
        return await rights.export(session, holders, request, by="agent:1", now=house.clock.now())


async def _whole_database(house: TestHouse) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    async with house.database.reading() as session:
        for table in Base.metadata.tables.values():
            found += [(table.name, repr(tuple(row))) for row in await session.execute(select(table))]
    return found


def test_every_table_about_a_customer_has_a_room_that_answers_for_it(holders: rights.Holders) -> None:
    about_customers = {
        table.name for table, retention in declared().items() if retention.on_erase is not OnErase.NOBODY
    }
    assert holders.tables == about_customers
    referring = {table.name for table in Base.metadata.tables.values() if _names_a_customer(table)}
    assert referring <= holders.tables


def _names_a_customer(table: Table) -> bool:
    return bool({"customer_id", "owner_id"} & set(table.c.keys())) and table.name != "jobs"


async def test_a_copy_holds_everything_in_clear(house: TestHouse, holders: rights.Holders) -> None:
    live = await _customer(house)
    held = await _export(house, holders, live.customer_id)

    told = json.dumps(held, ensure_ascii=False)
    for secret in SECRETS:
        assert secret in told
    assert held["conversations"]["contacts"][0]["score"] == 2
    # The robot's reading, and that her request was taken in and verified.
    assert [look["did"] for look in held["house"]["audit_records"]] == ["robot_read", "data_rights", "data_rights"]
    assert len(held["house"]["events"]) > 3


async def test_a_copy_of_one_customer_holds_nothing_of_another(house: TestHouse, holders: rights.Holders) -> None:
    await _customer(house)
    stranger = await house.visitor()
    await house.receive(stranger, "怎么还款")
    await house.settle()

    told = json.dumps(await _export(house, holders, stranger.customer_id), ensure_ascii=False)
    assert "怎么还款" in told
    assert not any(secret in told for secret in SECRETS)


async def test_erased_nothing_anywhere_names_her_and_figures_stay(house: TestHouse, holders: rights.Holders) -> None:
    live = await _customer(house)
    other = await house.visitor()
    await house.receive(other, "怎么还款")
    await house.settle()
    before = await house.entries(live)
    request = await _asked(house, live.customer_id, RightsType.DELETE)
    async with house.database.transaction() as session:
        outcome = await rights.erase(session, holders, request, by="agent:1", now=house.clock.now())

    for table, row in await _whole_database(house):
        for trace in (*SECRETS, "138****0000", "收不到验证码", "张**"):
            assert trace not in row, table
    assert [entry["seq"] for entry in await house.entries(live)] == [entry["seq"] for entry in before]
    assert {kept["what"] for kept in outcome["kept"]} >= {"events", "holdings", "rights_requests"}
    assert all(kept["why"] for kept in outcome["kept"])
    assert (await house.messages(other))[0]["content"]["text"] == "怎么还款"
    told = json.dumps(await _export(house, holders, live.customer_id), ensure_ascii=False)
    assert not any(secret in told for secret in SECRETS)
    async with house.database.reading() as session:
        with pytest.raises(conversations.SessionEnded):
            await conversations.session_by_id(session, live.id)


async def test_the_same_person_coming_back_is_somebody_new(house: TestHouse, holders: rights.Holders) -> None:
    live = await _customer(house)
    request = await _asked(house, live.customer_id, RightsType.DELETE)
    async with house.database.transaction() as session:
        await rights.erase(session, holders, request, by="agent:1", now=house.clock.now())
    again = await _customer(house)

    assert again.customer_id != live.customer_id
    assert (await house.messages(again))[0]["content"]["text"] == "我的号138****0000收不到验证码"


async def _known_later(house: TestHouse) -> tuple[UUID, ChannelSession]:
    """A customer who wrote as a visitor first, and then signed in: the visitor and her own session."""
    known = await _customer(house)
    live = await house.visitor()
    visitor = live.customer_id
    await house.receive(live, f"没登录也收不到，号是{SECRETS[0]}")
    await house.settle()
    claim = Claim(SECRETS[2], SECRETS[1], Level.A1, new_id().hex, house.clock.now() + MONTH)
    async with house.database.transaction() as session:
        live = await conversations.identify_session(session, house.house.parts.ring, live, claim, now=house.clock.now())
    assert live.customer_id == known.customer_id != visitor
    return visitor, live


async def test_what_she_said_before_anybody_knew_her_is_hers_too(house: TestHouse, holders: rights.Holders) -> None:
    visitor, live = await _known_later(house)
    told = json.dumps(await _export(house, holders, live.customer_id), ensure_ascii=False)
    assert f"没登录也收不到，号是{SECRETS[0]}" in told

    request = await _asked(house, live.customer_id, RightsType.DELETE)
    staff = await house.staff("officer")
    async with house.database.transaction() as session:
        hold = await rights.place_hold(session, visitor, "诉讼保全", by=staff.id, now=house.clock.now())
        with pytest.raises(rights.ErasureHeld):
            await rights.erase(session, holders, request, by="agent:1", now=house.clock.now())
        await rights.lift_hold(session, hold, now=house.clock.now())
        await rights.erase(session, holders, request, by="agent:1", now=house.clock.now())
    for table, row in await _whole_database(house):
        for trace in (*SECRETS, "138****0000", "没登录也收不到"):
            assert trace not in row, table


async def test_a_legal_hold_stops_erasing_and_is_named(house: TestHouse, holders: rights.Holders) -> None:
    live = await _customer(house)
    staff = await house.staff("officer")
    request = await _asked(house, live.customer_id, RightsType.DELETE)
    async with house.database.transaction() as session:
        hold = await rights.place_hold(session, live.customer_id, "诉讼保全", by=staff.id, now=house.clock.now())
    with pytest.raises(rights.ErasureHeld) as held:
        async with house.database.transaction() as session:
            await rights.erase(session, holders, request, by="agent:1", now=house.clock.now())
    assert held.value.params == {"reasons": ["诉讼保全"]}
    assert (await house.messages(live))[0]["content"]["text"] == "我的号138****0000收不到验证码"

    async with house.database.transaction() as session:
        await rights.lift_hold(session, hold, now=house.clock.now())
        await rights.erase(session, holders, request, by="agent:1", now=house.clock.now())
    assert (await house.messages(live))[0]["content"]["text"] == ""


async def test_a_corrected_name_is_the_one_everybody_sees(house: TestHouse, holders: rights.Holders) -> None:
    live = await _customer(house)
    request = await _asked(house, live.customer_id, RightsType.CORRECT)
    async with house.database.transaction() as session:
        await rights.correct(
            session, holders, request, rights.Correction("name", "李四"), by="agent:1", now=house.clock.now()
        )
    held = await _export(house, holders, live.customer_id)
    assert held["customers"]["customers"][0]["name"] == "李四"

    request = await _asked(house, live.customer_id, RightsType.CORRECT)
    with pytest.raises(rights.FieldUnknown):
        async with house.database.transaction() as session:
            await rights.correct(
                session, holders, request, rights.Correction("shoe_size", "42"), by="agent:1", now=house.clock.now()
            )


async def test_nothing_is_done_before_somebody_made_sure_who_asks(house: TestHouse, holders: rights.Holders) -> None:
    live = await _customer(house)
    request = await _asked(house, live.customer_id, RightsType.COPY, verified=False)
    with pytest.raises(rights.NotVerified):
        async with house.database.transaction() as session:
            await rights.export(session, holders, request, by="agent:1", now=house.clock.now())


async def test_asked_twice_there_is_one_clock_and_an_answered_request_stays_answered(
    house: TestHouse, holders: rights.Holders
) -> None:
    live = await _customer(house)
    house.clock.set_wall(datetime(2026, 11, 23, 17, 30, tzinfo=UTC))  # Already the 24th in Beijing.
    first = await _asked(house, live.customer_id, RightsType.COPY)
    house.clock.advance(timedelta(days=3))
    assert await _asked(house, live.customer_id, RightsType.COPY) == first
    async with house.database.transaction() as session:
        (row,) = await rights.open_requests(session)
        assert row.due_on.isoformat() == "2026-12-24"
        await rights.refuse(session, first, "已有相同请求", by="agent:1", now=house.clock.now())
    with pytest.raises(rights.RequestClosed):
        async with house.database.transaction() as session:
            await rights.export(session, holders, first, by="agent:1", now=house.clock.now())
    async with house.database.reading() as session:
        (row,) = await rights.requests_of(session, live.customer_id)
        assert (row.state, row.outcome) == (RightsState.REFUSED, {"reason": "已有相同请求"})
