"""Journeys on a real database: begun by what the lender tells, carried into her conversation, over when it is over."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from qiao import app, conversations, customers, knowledge, language
from qiao.app.packs import FLOWS
from qiao.conversations import ChannelSession, Claim, Level
from qiao.customers import CustomerField, lifecycle
from qiao.customers.lifecycle import LIFECYCLE
from qiao.delivery import queries as delivery_queries
from qiao.delivery.model import DeliveryRow
from qiao.foundation.settings import Settings
from qiao.outreach import OutreachHolder, triggers
from qiao.outreach.model import TouchRow
from qiao.outreach.triggers import TRIGGERS, JourneyRow, is_held_out, running, would_leave
from qiao.policy import Pack
from tests.conftest import TestHouse, opened
from tests.outreach.people import PHONE, Her
from tests.outreach.people import her as a_customer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DUE = "2026-11-30"


@pytest.fixture
async def her(house: TestHouse) -> Her:
    someone = await a_customer(house)
    someone.governor = house.house.governor
    return someone


async def live(her: Her) -> ChannelSession:
    """She has written here before."""
    session_of = await her.house.visitor()
    async with her.house.database.transaction() as session:
        claim = Claim(her.reference, None, Level.A1, f"jti-{session_of.id}", her.now + 5 * MINUTE)
        session_of = await conversations.identify_session(
            session, her.house.house.parts.ring, session_of, claim, now=her.now
        )
    await her.house.receive(session_of, "你好")
    await her.house.settle()
    return session_of


async def notices(her: Her, her_session: ChannelSession) -> list[dict[str, Any]]:
    said = [one["content"] for one in await her.house.messages(her_session)]
    return [one for one in said if one.get("notice") == "touch"]


async def journeys(her: Her) -> dict[str, tuple[str, str | None]]:
    async with her.house.database.reading() as session:
        rows = (await session.scalars(select(JourneyRow).order_by(JourneyRow.id))).all()
        return {row.trigger: (row.state, row.reason) for row in rows}


async def touches(her: Her, trigger: str) -> list[tuple[str, str]]:
    async with her.house.database.reading() as session:
        rows = await session.scalars(select(TouchRow).where(TouchRow.trigger == trigger).order_by(TouchRow.id))
        return [(row.channel, row.state) for row in rows]


async def at(her: Her, month: int, day: int, hour: int, minute: int = 0) -> None:
    """It becomes that hour of Beijing, and what is due is done."""
    her.house.clock.set_wall(datetime(2026, month, day, hour, minute, tzinfo=UTC) - 8 * HOUR)
    await her.house.settle()


async def test_what_the_lender_tells_is_told_to_her_with_a_way_to_act(her: Her) -> None:
    her_session = await live(her)
    await her.is_told("loan.repaying", "LN-1", due_on="2026-11-23")
    await her.is_told("deduction.failed", "LN-1")
    await her.house.settle()
    (told,) = [one for one in await notices(her, her_session) if "扣款没有成功" in one["text"]]
    assert [one["id"] for one in told["buttons"]] == ["intent:change_bank_card"]
    assert (await touches(her, "deduct_failed"))[0] == ("app", "sent")


async def test_reminders_come_before_the_due_day_and_stop_with_the_payment(her: Her) -> None:
    her_session = await live(her)
    await her.is_told("loan.repaying", "LN-1", due_on=DUE)
    await her.house.settle()
    assert await notices(her, her_session) == []
    await at(her, 11, 27, 9, 29)
    assert await notices(her, her_session) == []
    await at(her, 11, 27, 9, 30)
    (first,) = await notices(her, her_session)
    assert "11月30日" in first["text"]
    await her.is_told("payment.submitted", "LN-1", at=her.now)
    await her.house.settle()
    for day in (28, 29, 30):
        await at(her, 11, day, 17)
    assert await notices(her, her_session) == [first]
    assert (await journeys(her))["due_soon"] == ("stopped", "goal")


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_payment_told_in_whatever_order_before_the_hour_leaves_nothing_to_say(
    her: Her, order: tuple[int, ...]
) -> None:
    her_session = await live(her)
    begin = her.now
    events: list[tuple[str, dict[str, Any]]] = [
        ("loan.disbursed", {"due_on": DUE}),
        ("session.started", {}),
        ("payment.submitted", {}),
    ]
    her.house.clock.advance(HOUR)
    for number in order:
        type_, facts = events[number]
        loan = "LN-1" if "." in type_ and not type_.startswith("session") else None
        await her.is_told(type_, loan, at=begin + number * MINUTE, **facts)
        await her.house.settle()
    for day in (27, 29, 30):
        await at(her, 11, day, 18)
    assert [one for one in await notices(her, her_session) if "到期" in one["text"] or "还款日" in one["text"]] == []


@pytest.mark.both_databases("each database settles what happens at once in its own way")
async def test_of_a_payment_and_a_reminder_at_once_one_comes_first(her: Her) -> None:
    her_session = await live(her)
    reminded = 0
    for number in range(8):
        loan = f"LN-{number}"
        await her.is_told("loan.repaying", loan, due_on=f"2026-12-{10 + 2 * number}")
        await her.house.settle()
        her.house.clock.set_wall(datetime(2026, 12, 7 + 2 * number, 1, 30, tzinfo=UTC))
        await asyncio.gather(her.house.settle(), her.is_told("payment.submitted", loan))
        await her.house.settle()
        async with her.house.database.reading() as session:
            query = select(TouchRow.state).where(TouchRow.loan == loan, TouchRow.trigger == "due_soon")
            state = await session.scalar(query)
            row = await session.scalar(
                select(JourneyRow).where(JourneyRow.loan == loan, JourneyRow.trigger == "due_soon")
            )
        reminded += state == "sent"
        assert row is not None
        assert (state, row.state, row.reason) in {(one, "stopped", "goal") for one in (None, "sent", "dropped")}
    told = [one for one in await notices(her, her_session) if "到期" in one["text"]]
    assert len(told) == reminded


async def test_a_house_that_was_down_goes_on_where_it_was(
    her: Her, settings: Settings, pack: Pack, understander: language.Understander, library: knowledge.Library
) -> None:
    her_session = await live(her)
    await her.is_told("loan.repaying", "LN-1", due_on=DUE)
    await her.house.settle()
    another = app.assemble(settings, pack, understander, library, clock=her.house.clock)
    async with opened(another, her.house.clock, settings) as house:
        house.clock.set_wall(datetime(2026, 11, 27, 2, 0, tzinfo=UTC))
        await house.settle()
        await house.settle()
    (told,) = await notices(her, her_session)
    assert "11月30日" in told["text"]


async def test_where_nobody_can_be_reached_no_place_is_taken(her: Her) -> None:
    await her.is_told("draw.rejected", "LN-1")
    await her.house.settle()
    assert await touches(her, "draw_rejected") == [("app", "not_used"), ("sms", "not_used")]
    assert (await journeys(her))["draw_rejected"] == ("done", None)
    assert set((await her.taken()).values()) <= {0}


async def test_an_sms_goes_to_her_number_in_the_packs_words_and_one_that_failed_takes_no_place(her: Her) -> None:
    house = her.house.house
    journeys_with_sms = triggers.Journeys(
        her.governor,
        house.pack,
        house.pack.section(TRIGGERS),
        house.pack.section(LIFECYCLE),
        house.pack.section(FLOWS),
        has_sms=True,
        has_lender=False,
    )
    async with her.house.database.transaction() as session:
        await customers.put_field(
            session, house.parts.ring, her.id, CustomerField.PHONE, [PHONE], source="test", now=her.now
        )
    await her.is_told("loan.settled", "LN-1")
    async with her.house.database.transaction() as session:
        await running.awaken(session, journeys_with_sms, her.id, now=her.now)
    for channel, state in (("app", "not_used"), ("sms", "sent")):
        async with her.house.database.transaction() as session:
            mine = select(TouchRow.id).where(TouchRow.trigger == "settled", TouchRow.channel == channel)
            touch_id = (await session.scalars(mine)).one()
            await running.heard_verdict(session, journeys_with_sms, touch_id, now=her.now)
        assert (channel, state) in await touches(her, "settled")
    async with her.house.database.reading() as session:
        row = (await session.scalars(select(DeliveryRow))).one()
        assert (row.kind, row.purpose, row.template, row.cause) == ("sms", "touch", "settled", f"touch:{touch_id}")
        said = await delivery_queries.message(session, house.parts.ring, row)
    assert said.content.text.startswith("【小桥金融】恭喜，您有一笔借款已经结清")
    taken = await her.taken()
    async with her.house.database.transaction() as session:
        await running.heard_outcome(session, journeys_with_sms, touch_id, has_arrived=False, now=her.now)
    assert await her.taken() == {**taken, "service_a_day": taken["service_a_day"] - 1}


async def test_what_the_night_held_is_called_off_by_what_happens_meanwhile(her: Her) -> None:
    her_session = await live(her)
    await at(her, 11, 23, 22)
    await her.is_told("payment.received", "LN-1")
    await at(her, 11, 23, 22, 40)
    assert await touches(her, "paid_not_posted") == [("app", "held")]
    await her.is_told("payment.posted", "LN-1", due_on=DUE)
    await at(her, 11, 24, 9)
    assert await touches(her, "paid_not_posted") == [("app", "dropped")]
    assert [one for one in await notices(her, her_session) if "还在入账" in one["text"]] == []


async def test_an_offer_is_made_with_consent_and_never_to_who_is_held_out(her: Her) -> None:
    await live(her)
    await her.consent("marketing", "push", granted=True)
    await her.is_told("credit.granted")
    await her.house.settle()
    for day in (24, 25, 26):
        await at(her, 2, day - 1, 11)
    async with her.house.database.transaction() as session:
        await lifecycle.begin_days(session, now=her.now)
    for day in range(21, 28):
        her.house.clock.set_wall(datetime(2027, 2, day, 3, 0, tzinfo=UTC))
        await her.house.settle()
    state = (await journeys(her))["dormant"][0]
    held_out = is_held_out(her.house.house.pack.section(TRIGGERS).triggers["dormant"], her.id)
    assert state == ("held_out" if held_out else "done")
    assert await touches(her, "dormant") == ([] if held_out else [("app", "sent")])


async def test_erasing_her_stops_what_was_begun(her: Her) -> None:
    await live(her)
    await her.is_told("loan.repaying", "LN-1", due_on=DUE)
    await her.house.settle()
    async with her.house.database.transaction() as session:
        await OutreachHolder().erase(session, her.id, now=her.now)
    await at(her, 11, 27, 10)
    assert await touches(her, "due_soon") == []
    async with her.house.database.reading() as session:
        rows = (await session.scalars(select(JourneyRow))).all()
    assert {row.reason for row in rows if row.trigger == "due_soon"} == {"erased"}
    assert not any(row.loan == "LN-1" for row in rows)


async def test_a_dry_run_counts_what_would_leave_and_changes_nothing(her: Her) -> None:
    await her.is_told("loan.repaying", "LN-1", due_on=DUE)
    await her.hold("collection")
    async with her.house.database.reading() as session:
        pack = her.house.house.pack
        found = would_leave(session, her.governor, pack.section(TRIGGERS), pack.section(LIFECYCLE), date(2026, 11, 27))
        counted = [(one.trigger, one.step, one.verdict and one.verdict.ruling) async for one in found]
        assert not session.new
    assert counted == [("due_soon", 0, "drop")]
    assert await touches(her, "due_soon") == []
