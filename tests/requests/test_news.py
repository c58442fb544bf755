"""What people at the lender decide reaches the customer by itself, once, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from qiao import conversations, requests
from qiao.backoffice import LENDER_TOLD, feed
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import Message
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.contract.payments import BankFault
from qiao.backoffice.contract.service import Case
from qiao.backoffice.model import FeedRow
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.records import InboxMessage, LoanRecord
from qiao.conversations import Level, OwnerKind
from qiao.foundation.events import EventRow
from qiao.requests import Proving
from qiao.requests.queries import timeline
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, only_read_once, signed_in, teller
from tests.requests.test_phone_at_the_lender import Mover, ordinary, proving

__all__ = ["filled", "house", "proving", "teller"]

Begun = Callable[[str, LoanRecord], Awaitable[Served]]


@pytest.fixture
async def asks(house: TestHouse, teller: Teller) -> Begun:
    """A customer who has asked for something and agreed to it; the lender's feed is read from before on."""
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()

    async def begun(asked: str, loan: LoanRecord) -> Served:
        person = await signed_in(house, teller, loan.customer_id)
        await person.proves(Level.A3)
        await (person.presses_id(asked) if asked.startswith("intent:") else person.says(asked))
        for _ in range(8):
            if "confirm" in [one["content"].get("card") for one in person.last]:
                break
            shown = [b for one in person.last for b in one["content"].get("buttons", ())]
            picks = [b for b in shown if b["id"].startswith("pick:")]
            mine = [b for b in picks if loan.id[-4:] in b["label"]]
            skip = [b for b in shown if b["id"] == "skip"]
            await person.presses_id((mine or skip or picks)[0]["id"])
        return await person.presses("yes:")

    return begun


async def the_feed_is_read(person: Served) -> Served:
    person.house.clock.advance(timedelta(seconds=10))
    return await person.hears()


async def read_again(house: TestHouse, after: int = 0) -> None:
    """The lender is asked for pages of before once more, as if the cursor had not moved."""
    async with house.database.transaction() as session:
        row = await session.scalar(select(FeedRow))
        assert row is not None
        row.cursor = after


def news_in(person: Served) -> list[dict[str, Any]]:
    return [one for one in person.last if one["content"].get("notice") == "request_news"]


async def decided(teller: Teller, **decision: Any) -> None:
    """People at the lender decide the newest case."""
    case = list(teller.lender.store.all(Case))[-1]
    await teller.play(f"cases/{case.id}/decision", **decision)


async def hardship(asks: Begun, teller: Teller) -> Served:
    person = await asks("intent:cant_repay_on_time", teller.running())
    (row,) = await person.rows()
    assert (row.flow, row.state) == ("hardship", "completed")
    return person


async def test_an_approved_relief_is_told_once_also_when_pages_repeat(
    asks: Begun, house: TestHouse, teller: Teller
) -> None:
    person = await hardship(asks, teller)
    assert news_in(await the_feed_is_read(person)) == []
    for kind in ("duplicate", "out_of_order"):
        await teller.play("faults", kind=kind, operation="events.", times=20)
    await decided(teller, approved=True, months=3)
    (told,) = news_in(await the_feed_is_read(person))
    (row,) = await person.rows()
    assert row.number in told["content"]["text"]
    assert "已经同意" in told["content"]["text"]
    assert told["author"]["kind"] == "house"
    async with house.database.reading() as session:
        entries = await conversations.entries(session, person.live.conversation_id, after=0)
    nobody = conversations.Viewer(is_staff=False, level=Level.A0)
    assert not any(row.number in str(conversations.shown(entry, nobody)) for entry in entries)
    assert "intent:repayment_schedule_query" in [one["id"] for one in told["content"]["buttons"]]
    await read_again(house)
    assert news_in(await the_feed_is_read(person)) == []


async def test_a_refused_relief_is_told_with_the_way_to_object(asks: Begun, teller: Teller) -> None:
    person = await hardship(asks, teller)
    await decided(teller, approved=False)
    (told,) = news_in(await the_feed_is_read(person))
    assert "没有通过" in told["content"]["text"]
    assert {"complaint", "human"} <= {one["id"] for one in told["content"]["buttons"]}
    await person.presses("complaint")
    assert "投诉" in person.text


async def test_it_is_told_after_the_contact_was_closed_and_stands_in_her_requests(
    asks: Begun, house: TestHouse, teller: Teller
) -> None:
    person = await hardship(asks, teller)
    async with house.database.transaction() as session:
        await conversations.close_contact(
            session, person.live.conversation_id, reason="idle", actor="house", now=house.clock.now()
        )
    await person.hears()
    await decided(teller, approved=False)
    (told,) = news_in(await the_feed_is_read(person))
    state = await house.state(person.live)
    assert (state.contact, state.owner.kind) == (None, OwnerKind.BOT)
    assert house.house.steps is not None
    acceptance = house.house.steps.requesting.acceptance
    assert house.house.lender is not None
    records = requests.Records(acceptance.book, house.house.lender, house.house.parts.ring, house.database, house.clock)
    (mine,) = await records.of_session(person.live)
    assert (mine["text"], mine["within"]) == (told["content"]["text"], None)
    (row,) = await person.rows()
    async with house.database.reading() as session:
        happened = await timeline(session, row)
    assert [(what, by, detail) for _, what, by, detail in happened][-1] == ("RequestNews.", "house", "case.decided")


def texted(teller: Teller) -> list[str]:
    return [one.text for one in teller.lender.store.all(InboxMessage) if "新的进展" in one.text]


async def gone(person: Served) -> None:
    async with person.house.database.transaction() as session:
        await conversations.close_contact(
            session, person.live.conversation_id, reason="idle", actor="house", now=person.house.clock.now()
        )
    await person.hears()


async def allows(teller: Teller, customer: str, *channels: str, granted: bool) -> None:
    for channel in channels:
        await teller.send(ops.SET_CONSENT, customer, channel=channel, purpose="service_details", granted=granted)


async def test_who_has_left_is_sent_word_once_that_there_is_something_to_read(
    asks: Begun, house: TestHouse, teller: Teller
) -> None:
    customer = teller.running().customer_id
    person = await hardship(asks, teller)
    await gone(person)
    await decided(teller, approved=True)
    await the_feed_is_read(person)
    await read_again(house)
    await the_feed_is_read(person)
    (sent,) = [one for one in teller.lender.store.all(Message) if one.template == "request_news"]
    assert (sent.channel, sent.customer_id) == ("app", customer)
    assert texted(teller) == []


async def test_who_is_still_there_is_sent_nothing(asks: Begun, teller: Teller) -> None:
    person = await hardship(asks, teller)
    await decided(teller, approved=True)
    assert news_in(await the_feed_is_read(person))
    assert not any(one.template == "request_news" for one in teller.lender.store.all(Message))


@pytest.mark.parametrize(("off", "texts"), [(("push",), 1), (("push", "sms"), 0)])
async def test_word_goes_a_way_that_she_has_not_taken_back(
    asks: Begun, teller: Teller, off: tuple[str, ...], texts: int
) -> None:
    person = await hardship(asks, teller)
    customer = teller.running().customer_id
    await allows(teller, customer, "push", "sms", granted=True)
    await allows(teller, customer, *off, granted=False)
    await gone(person)
    await decided(teller, approved=True)
    await the_feed_is_read(person)
    await the_feed_is_read(person)
    (row,) = await person.rows()
    sent = texted(teller)
    assert len(sent) == texts
    assert all(row.number in one and "13" not in one.replace(row.number, "") for one in sent)
    assert not any(one.channel == "app" and one.template == "request_news" for one in teller.lender.store.all(Message))


async def test_while_a_person_speaks_it_is_a_fact_of_the_house(asks: Begun, house: TestHouse, teller: Teller) -> None:
    person = await hardship(asks, teller)
    await person.says("转人工")
    await decided(teller, approved=True)
    (told,) = news_in(await the_feed_is_read(person))
    assert told["author"]["kind"] == "house"
    assert (await house.state(person.live)).owner.kind is OwnerKind.NOBODY


async def test_nothing_is_told_of_what_no_request_made(asks: Begun, house: TestHouse, teller: Teller) -> None:
    person = await hardship(asks, teller)
    other = teller.loan(lambda one: one.state == "current" and one.customer_id != person.live.customer_id)
    case = await teller.ask(
        ops.REGISTER_CASE, other.customer_id, kind="negotiation", loan_ids=[other.id], cause="other"
    )
    await teller.play(f"cases/{case.id}/decision", approved=True)
    assert news_in(await the_feed_is_read(person)) == []
    async with house.database.reading() as session:
        told = list(await session.scalars(select(EventRow).where(EventRow.type == LENDER_TOLD)))
    assert [one.payload["resource"] for one in told] == [case.id]


async def test_what_nobody_waits_for_is_not_even_kept(asks: Begun, house: TestHouse, teller: Teller) -> None:
    """Deductions are taken from millions; nobody asked for one, so none is told."""
    person = await hardship(asks, teller)
    await teller.advance(days=3)
    await the_feed_is_read(person)
    happened = teller.lender.store.events(0, 10_000)
    assert any(one.type == "payment.posted" and one.facts["kind"] == "deduction" for one in happened)
    async with house.database.reading() as session:
        kept = list(await session.scalars(select(EventRow).where(EventRow.type == LENDER_TOLD)))
    assert {one.payload["facts"].get("kind") for one in kept} <= {None, "repayment", "transfer"}
    assert len(kept) < len(happened) / 10


async def test_what_happens_before_the_receipt_is_told_after_it(asks: Begun, house: TestHouse, teller: Teller) -> None:
    """The money is taken within seconds; an answer that was lost is known later than that."""
    await teller.play("faults", kind="timeout_after", operation="settlements.order", times=1, delay_ms=3000)
    person = await asks("intent:early_settlement_apply", teller.running())
    assert person.card("receipt")["state"] == "pending"
    await teller.settle_payments()
    await teller.play("faults", kind="error", operation="outcomes.", times=50)
    house.clock.advance(timedelta(seconds=4))
    said = list((await person.hears()).last)
    async with house.database.reading() as session:
        assert await session.scalar(select(EventRow).where(EventRow.type == LENDER_TOLD)), "the lender has said so"
    assert not any(one["content"].get("notice") == "request_news" for one in said)
    await teller.play("faults/off")
    house.clock.advance(timedelta(seconds=20))
    said += (await person.hears()).last
    kinds = [one["content"].get("card") or one["content"].get("notice") for one in said]
    assert [one for one in kinds if one in {"receipt", "request_news"}] == ["receipt", "request_news"]
    assert "已结清" in said[-1]["content"]["text"]


async def test_what_happens_before_the_proof_is_told_after_the_receipt(
    asks: Begun, house: TestHouse, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the order made is known, and the lender cannot be read to prove it."""
    proofs = only_read_once(house, monkeypatch, ops.SETTLEMENT)
    person = await asks("intent:early_settlement_apply", teller.running())
    await teller.settle_payments()
    await the_feed_is_read(person)
    (row,) = await person.rows()
    async with house.database.reading() as session:
        assert await session.scalar(select(EventRow).where(EventRow.type == LENDER_TOLD)), "the lender has said so"
    assert (row.state, news_in(person)) == ("pending", [])
    proofs.is_back = True
    house.clock.advance(timedelta(seconds=15))
    await person.hears()
    assert person.card("receipt")["state"] == "completed"
    (told,) = news_in(person)
    assert person.last.index(told) == len(person.last) - 1


async def test_a_card_that_does_not_pay_is_told_with_what_can_be_done(asks: Begun, teller: Teller) -> None:
    loan = teller.running()
    person = await asks("intent:early_settlement_apply", loan)
    await teller.play(f"customers/{loan.customer_id}/script", card_behaviour="insufficient_funds")
    await teller.settle_payments()
    (told,) = news_in(await the_feed_is_read(person))
    assert "没有办成" in told["content"]["text"]
    assert "intent:change_bank_card" in [one["id"] for one in told["content"]["buttons"]]


@pytest.mark.parametrize(("approved", "said"), [(True, "已经减免"), (False, "没有通过")])
async def test_a_waiver_that_people_decide_is_told(asks: Begun, teller: Teller, *, approved: bool, said: str) -> None:
    faults = {loan_id for one in teller.lender.store.all(BankFault) for loan_id in one.loan_ids}
    loan = teller.loan(
        lambda one: (
            one.state is LoanState.OVERDUE_1_30
            and one.id not in faults
            and sum(line.penalty_fen for line in book.owed(one, teller.lender.today)) > 0
            and not teller.customer(one).flags
        )
    )
    person = await asks("intent:waive_late_fee", loan)
    assert news_in(await the_feed_is_read(person)) == []
    await decided(teller, approved=approved)
    (told,) = news_in(await the_feed_is_read(person))
    assert said in told["content"]["text"]


@pytest.mark.parametrize(
    ("approved", "state", "said"), [(True, "completed", "已经通过"), (False, "refused", "没有通过")]
)
async def test_a_held_change_of_phone_is_what_a_person_makes_of_it(
    house: TestHouse, teller: Teller, proving: Proving, *, approved: bool, state: str, said: str
) -> None:
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()
    one = ordinary(teller)
    await teller.play(f"customers/{one.id}/script", sim_changed_on=teller.lender.today.isoformat())
    mover = Mover(await signed_in(house, teller, one.id), proving, one)
    await mover.to_the_card()
    await mover.presses("yes:")
    (change,) = mover.changes
    await teller.play(f"phone-changes/{change.id}/decision", approved=approved)
    (told,) = news_in(await the_feed_is_read(mover.served))
    assert said in told["content"]["text"]
    assert (mover.phone == one.phone) is not approved
    assert one.phone not in told["content"]["text"]
    (row,) = await mover.served.rows()
    assert row.state == state


async def test_a_phone_that_is_changed_at_once_is_told_by_its_receipt_alone(
    house: TestHouse, teller: Teller, proving: Proving
) -> None:
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()
    one = ordinary(teller)
    mover = Mover(await signed_in(house, teller, one.id), proving, one)
    await mover.to_the_card()
    await mover.presses("yes:")
    assert mover.served.card("receipt")["state"] == "completed"
    assert news_in(await the_feed_is_read(mover.served)) == []


async def test_who_was_erased_is_told_nothing(asks: Begun, house: TestHouse, teller: Teller) -> None:
    person = await hardship(asks, teller)
    async with house.database.transaction() as session:
        await house.house.parts.ring.destroy(session, person.live.customer_id, now=house.clock.now())
    await decided(teller, approved=True)
    assert news_in(await the_feed_is_read(person)) == []


async def test_what_was_ordered_beside_a_request_is_its_news_too(asks: Begun, teller: Teller) -> None:
    """Where the request is one of the house's own, a case at the lender is made beside it."""
    person = await asks("河南郑州发大水，房子淹了，想晚点还", teller.running())
    number = person.card("receipt")["text"].partition("编号")[2].partition("。")[0]
    await decided(teller, approved=True, months=2)
    (told,) = news_in(await the_feed_is_read(person))
    assert number in told["content"]["text"]


async def test_a_house_that_starts_reads_the_feed_to_its_end(house: TestHouse, teller: Teller) -> None:
    await house.house.start()
    try:
        async with asyncio.timeout(20):
            while (cursor := await _cursor(house)) != (teller.last_event(), True):
                assert cursor is None or not cursor[1]
                await asyncio.sleep(0.05)
    finally:
        await house.house.stop()


async def _cursor(house: TestHouse) -> tuple[int, bool] | None:
    async with house.database.reading() as session:
        row = await session.scalar(select(FeedRow))
    return (row.cursor, row.is_at_present) if row is not None else None
