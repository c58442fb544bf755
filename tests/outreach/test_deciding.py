"""One gate: what may leave, what waits, what is dropped; on a real database, with all its reasons on record."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from qiao import customers, outreach
from qiao.customers import merges
from qiao.customers.merges.model import MergeRow, MergeState
from qiao.foundation.ids import new_id
from qiao.outreach import Kind, Ruling, State
from qiao.outreach.deciding import ChannelUnknown
from tests.conftest import TestHouse
from tests.outreach.people import PHONE, Her
from tests.outreach.people import her as a_customer

pytestmark = pytest.mark.both_databases("each database settles what happens at once in its own way")

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AT_NIGHT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # 22:30 in Beijing.
EIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 08:00 in Beijing, the next morning.


@pytest.fixture
async def her(house: TestHouse) -> Her:
    return await a_customer(house)


def reasons(decided: outreach.Decided) -> list[str]:
    assert decided.verdict is not None
    return [one.rule for one in decided.verdict.reasons]


async def test_what_nothing_stops_may_leave_is_announced_and_leaves_once(her: Her) -> None:
    decided = await her.decide()
    assert (decided.state, await her.taken()) == (State.PERMITTED, {"service_a_day": 1})
    (told,) = await her.told()
    assert (told.type, told.payload["ruling"], told.payload["touch"]) == (
        "TouchDecided",
        "send",
        str(decided.touch_id),
    )
    assert await her.take_up(decided)
    assert not await her.take_up(decided)
    assert (await her.state(decided), await her.taken()) == (State.SENT, {"service_a_day": 1})


async def test_the_same_wish_twice_is_one_touch(her: Her) -> None:
    first = await her.decide(once="due:L1:T-3", topic="due:L1")
    again = await her.decide(once="due:L1:T-3", topic="due:L1")
    assert (again.touch_id, again.verdict, again.state) == (first.touch_id, None, State.PERMITTED)
    assert await her.taken() == {"service_a_day": 1}


async def test_whom_nobody_has_vouched_for_gets_nothing(her: Her) -> None:
    async with her.house.database.transaction() as session:
        her.id = await customers.new_visitor(session, now=her.now)
    for kind in Kind:
        decided = await her.decide(kind=kind)
        assert (decided.state, reasons(decided)[0]) == (State.DROPPED, "not_a_customer")


async def test_a_channel_nobody_knows_is_refused(her: Her) -> None:
    with pytest.raises(ChannelUnknown):
        await her.decide(channel="pigeon")


async def test_at_night_it_waits_and_leaves_in_the_morning(her: Her) -> None:
    her.house.clock.set_wall(AT_NIGHT)
    decided = await her.decide()
    assert (decided.state, decided.until, reasons(decided)) == (State.HELD, EIGHT, ["service_hours"])
    assert await her.taken() == {}
    her.house.clock.set_wall(EIGHT - MINUTE)
    await her.house.settle()
    assert await her.state(decided) is State.HELD
    her.house.clock.set_wall(EIGHT)
    await her.house.settle()
    assert await her.state(decided) is State.PERMITTED
    assert await her.decisions(decided) == [("hold", ["service_hours"]), ("send", [])]


async def test_what_would_come_too_late_is_dropped_at_once(her: Her) -> None:
    her.house.clock.set_wall(AT_NIGHT)
    decided = await her.decide(good_until=EIGHT)
    assert (decided.state, reasons(decided)) == (State.DROPPED, ["service_hours", "too_late"])


async def test_a_transactional_message_goes_at_night_and_a_call_waits(her: Her) -> None:
    her.house.clock.set_wall(AT_NIGHT)
    assert (await her.decide(kind=Kind.TRANSACTIONAL)).state is State.PERMITTED
    await her.consent("service_details", "call", granted=True)
    call = await her.decide(kind=Kind.TRANSACTIONAL, channel="robot_call", number=PHONE)
    assert (call.state, call.until) == (State.HELD, EIGHT)


@pytest.mark.parametrize("kind", list(Kind))
async def test_nothing_goes_to_somebody_reported_dead(her: Her, kind: Kind) -> None:
    await her.flag("deceased_reported")
    decided = await her.decide(kind=kind)
    assert decided.state is State.DROPPED
    assert "deceased_reported" in reasons(decided)


async def test_a_flag_the_rules_do_not_know_stops_everything(her: Her) -> None:
    await her.flag("something_of_the_lenders")
    decided = await her.decide(kind=Kind.TRANSACTIONAL)
    assert (decided.state, reasons(decided)) == (State.DROPPED, ["unknown_rule"])


async def test_marketing_needs_consent_and_silence_is_no(her: Her) -> None:
    decided = await her.decide(kind=Kind.MARKETING)
    assert (decided.state, reasons(decided)) == (State.DROPPED, ["marketing_consent"])
    await her.consent("marketing", "sms", granted=True)
    assert (await her.decide(kind=Kind.MARKETING)).state is State.PERMITTED
    assert reasons(await her.decide(kind=Kind.MARKETING)) == ["marketing_a_week"]


async def test_marketing_waits_for_nobody_to_know_how_her_loans_stand(her: Her) -> None:
    await her.consent("marketing", "sms", granted=True)
    her.governor = her.house.house.governor
    decided = await her.decide(kind=Kind.MARKETING)
    assert (decided.state, reasons(decided)) == (State.DROPPED, ["overdue", "hardship"])
    assert decided.verdict is not None
    assert all(one.is_unknown for one in decided.verdict.reasons)


async def test_a_hold_on_collection_stops_reminders_and_nothing_else(her: Her) -> None:
    await her.hold("collection", until=her.now + HOUR)
    assert reasons(await her.decide(is_about_debt=True, loan="L1")) == ["collection"]
    assert (await her.decide()).state is State.PERMITTED


async def test_the_third_service_touch_of_a_day_waits_for_the_next(her: Her) -> None:
    assert [(await her.decide()).state for _ in range(2)] == [State.PERMITTED] * 2
    third = await her.decide()
    assert (third.state, reasons(third)) == (State.HELD, ["service_a_day"])
    assert third.until == datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "midnight in Beijing"
    her.house.clock.set_wall(EIGHT)
    await her.house.settle()
    await her.house.settle()
    assert await her.state(third) is State.PERMITTED


async def test_the_same_topic_within_half_an_hour_is_one(her: Her) -> None:
    await her.decide(topic="due:L1")
    her.house.clock.advance(29 * MINUTE)
    assert reasons(await her.decide(topic="due:L1")) == ["same_topic"]
    her.house.clock.advance(MINUTE)
    assert (await her.decide(topic="due:L1")).state is State.PERMITTED


async def test_of_two_news_that_wait_the_newer_one_is_told(her: Her) -> None:
    news = {"kind": Kind.TRANSACTIONAL, "channel": "app", "topic": "node:A1"}
    first = await her.decide(**news)
    her.house.clock.advance(MINUTE)
    older = await her.decide(**news)
    her.house.clock.advance(MINUTE)
    newer = await her.decide(**news)
    assert (older.state, newer.state) == (State.HELD, State.HELD)
    assert await her.take_up(first), "what was permitted does not wait for what came after it"
    her.house.clock.advance(30 * MINUTE)
    await her.house.settle()
    held, dropped = await her.decisions(older)
    assert held == ("hold", ["same_topic"])
    # Both are due at one moment: where the newer one went first, it is about the same besides.
    assert (dropped[0], dropped[1][0]) == ("drop", "newer_of_topic")
    assert await her.state(newer) is State.PERMITTED


async def test_what_was_taken_back_after_it_was_permitted_does_not_leave(her: Her) -> None:
    decided = await her.decide()
    await her.consent("service_details", "sms", granted=False)
    assert not await her.take_up(decided)
    assert (await her.state(decided), await her.taken()) == (State.DROPPED, {"service_a_day": 0})
    assert await her.decisions(decided) == [("send", []), ("drop", ["news_taken_back"])]


async def test_a_permit_is_of_its_hour(her: Her) -> None:
    """A house that was down in between does not send by night what it permitted by day."""
    decided = await her.decide()
    her.house.clock.set_wall(AT_NIGHT)
    assert not await her.take_up(decided)
    assert (await her.row(decided)).due_at == EIGHT


async def test_what_was_called_off_does_not_leave(her: Her) -> None:
    permitted = await her.decide()
    her.house.clock.set_wall(AT_NIGHT)
    held = await her.decide()
    assert [await her.call_off(permitted), await her.call_off(held)] == [True, True]
    her.house.clock.set_wall(EIGHT)
    await her.house.settle()
    assert [await her.state(permitted), await her.state(held)] == [State.DROPPED] * 2
    assert not await her.take_up(permitted)
    assert (await her.decisions(held))[-1] == ("drop", ["called_off"])
    assert not await her.call_off(held)


async def test_of_calling_off_and_taking_up_exactly_one_comes_first(her: Her) -> None:
    for _ in range(10):
        decided = await her.decide(kind=Kind.TRANSACTIONAL, channel="app")
        left, called_off = await asyncio.gather(her.take_up(decided), her.call_off(decided))
        assert left != called_off


async def test_what_did_not_leave_gives_its_places_back(her: Her) -> None:
    decided = await her.decide(channel="agent_call", number=PHONE, is_about_debt=True)
    assert await her.taken() == {"service_a_day": 1, "collection_calls_a_day": 1, "dials_a_day": 1}
    async with her.house.database.transaction() as session:
        assert await outreach.give_back(session, decided.touch_id, now=her.now)
        assert not await outreach.give_back(session, decided.touch_id, now=her.now)
    assert set((await her.taken()).values()) == {0}


async def test_a_call_that_did_not_come_through_frees_that_place_alone(her: Her) -> None:
    decided = await her.decide(kind=Kind.TRANSACTIONAL, channel="agent_call", number=PHONE, is_about_debt=True)
    assert await her.take_up(decided)
    for _ in range(2):
        async with her.house.database.transaction() as session:
            await outreach.settle(session, decided.touch_id, is_connected=False, now=her.now)
    assert await her.taken() == {"collection_calls_a_day": 0, "dials_a_day": 1}


async def test_a_call_of_which_nobody_knows_the_number_is_not_made(her: Her) -> None:
    decided = await her.decide(channel="agent_call")
    assert (decided.state, reasons(decided)) == (State.DROPPED, ["no_calls", "dials_a_day"])


async def test_a_number_somebody_else_asked_not_to_be_called_is_not_called(her: Her) -> None:
    other = await a_customer(her.house, reference="borrower-8")
    async with her.house.database.transaction() as session:
        await customers.stop_calls(
            session,
            her.governor.ring,
            other.id,
            number=PHONE,
            key_id=await customers.data_key(session, her.governor.ring, other.id, now=her.now),
            by=customers.By(customers.Source.CUSTOMER, f"customer:{other.id}"),
            because=customers.Because("customer_asked"),
            now=her.now,
        )
    assert reasons(await her.decide(channel="agent_call", number=f"+86 {PHONE}")) == ["no_calls"]
    assert (await her.decide(channel="agent_call", number="13900000001")).state is State.PERMITTED


@pytest.mark.parametrize("senders", [50])
async def test_fifty_senders_who_share_a_number_dial_it_six_times(her: Her, senders: int) -> None:
    """Calls to persons of their own: nothing but the database keeps them from passing each other."""
    people = [await a_customer(her.house, reference=f"borrower-{one}") for one in range(senders)]
    decided = await asyncio.gather(*(one.decide(channel="agent_call", number=PHONE) for one in people))
    states = [one.state for one in decided]
    assert (states.count(State.PERMITTED), states.count(State.HELD)) == (6, senders - 6)
    assert all(reasons(one) == ["dials_a_day"] for one in decided if one.state is State.HELD)


async def test_fifty_calls_to_one_debtor_on_numbers_of_her_own_are_three(her: Her) -> None:
    call = {"kind": Kind.TRANSACTIONAL, "channel": "agent_call", "is_about_debt": True, "loan": "L1"}
    decided = await asyncio.gather(*(her.decide(number=f"139{one:08d}", **call) for one in range(50)))
    assert [one.state for one in decided].count(State.PERMITTED) == 3
    assert (await her.taken())["collection_calls_a_day"] == 3


async def test_what_was_sent_under_another_record_of_hers_counts(her: Her) -> None:
    other = await a_customer(her.house, reference="borrower-8")
    await other.decide()
    async with her.house.database.transaction() as session:
        session.add(
            MergeRow(
                id=new_id(),
                merged_id=other.id,
                into_id=her.id,
                state=MergeState.MERGED,
                proposed_by=new_id(),
                proposed_at=her.now,
                merged_at=her.now,
            )
        )
    async with her.house.database.reading() as session:
        assert (await merges.person_of(session, other.id)).id == her.id
    assert (await other.decide()).state is State.PERMITTED
    for one in (her, other):
        assert reasons(await one.decide()) == ["service_a_day"]


async def test_who_was_erased_gets_nothing_that_waited(her: Her) -> None:
    her.house.clock.set_wall(AT_NIGHT)
    held = await her.decide(loan="L1")
    holder = customers.CustomersHolder(her.governor.ring)
    async with her.house.database.transaction() as session:
        await outreach.OutreachHolder().erase(session, her.id, now=her.now)
        await holder.erase(session, her.id, now=her.now)
    her.house.clock.set_wall(EIGHT)
    await her.house.settle()
    assert await her.decisions(held) == [("hold", ["service_hours"]), ("drop", ["not_a_customer"])]
    assert (await her.row(held)).loan is None


async def test_what_cannot_be_judged_is_dropped(her: Her) -> None:
    her.house.clock.set_wall(AT_NIGHT)
    held = await her.decide()
    async with her.house.database.transaction() as session:
        assert await outreach.give_up(session, her.governor, held.touch_id, now=her.now)
    decisions = await her.decisions(held)
    assert decisions[-1] == (Ruling.DROP, ["not_judged"])


async def test_a_place_that_is_free_again_is_taken_by_what_waits(her: Her) -> None:
    used = [await her.decide() for _ in range(2)]
    waiting = await her.decide()
    assert waiting.state is State.HELD
    async with her.house.database.transaction() as session:
        assert await outreach.give_back(session, used[0].touch_id, now=her.now)
    await her.house.settle()
    assert await her.state(waiting) is State.PERMITTED
    assert await her.taken() == {"service_a_day": 2}
