"""Requests in a conversation: from a customer's words to a verified effect, in the rooms as they run."""

import asyncio
from datetime import timedelta

import pytest

from qiao import access, conversations
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract import loans as ln
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.records import LoanRecord
from qiao.conversations import Level, OwnerKind
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, leader, only_read_once, signed_in, teller, visiting

__all__ = ["filled", "house", "teller"]


async def orders(teller: Teller, loan: LoanRecord) -> list[ln.SettlementOrder]:
    """The settlement orders the lender holds for a loan."""
    held = teller.lender.store.all(ln.SettlementOrder)
    return [one for one in held if one.loan_id == loan.id]


async def to_the_card(person: Served, loan: LoanRecord) -> Served:
    """Ask for a settlement, up to the confirm card."""
    await person.says("我要提前结清")
    for _ in range(4):
        if "confirm" in [one["content"].get("card") for one in person.last]:
            return person
        if "step_up" in [one["content"].get("card") for one in person.last]:
            await person.proves()
        elif "哪一笔" in person.text:
            shown = [b for one in person.last for b in one["content"].get("buttons", ())]
            await person.presses_id(next(b["id"] for b in shown if loan.id[-4:] in b["label"]))
        else:
            await person.presses("pick:")
    return person


async def test_words_become_a_verified_effect_once(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    yes = person.button("yes:")
    assert await orders(teller, loan) == []
    await person.presses_id(yes["id"])
    receipt = person.card("receipt")
    assert receipt["state"] == "completed"
    assert receipt["number"].startswith("R")
    (order,) = await orders(teller, loan)
    (row,) = await person.rows()
    assert (row.state, row.stage, row.number) == ("completed", "verified", receipt["number"])
    assert order.total_fen > 0
    await person.presses_id(yes["id"])
    assert len(await orders(teller, loan)) == 1


async def test_what_was_lost_on_the_way_back_is_reconciled_and_told(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    await teller.play("faults", kind="timeout_after", operation="settlements.order", times=1, delay_ms=3000)
    await person.presses("yes:")
    assert person.card("receipt")["state"] == "pending"
    house.clock.advance(timedelta(seconds=20))
    await person.hears()
    assert person.card("receipt")["state"] == "completed"
    assert len(await orders(teller, loan)) == 1


async def test_an_effect_is_proved_soon_after_the_lender_is_back_however_long_it_was_away(
    house: TestHouse, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    proofs = only_read_once(house, monkeypatch, ops.SETTLEMENT)
    await person.presses("yes:")
    for _ in range(15):
        house.clock.advance(timedelta(seconds=40))
        await person.hears()
    (row,) = await person.rows()
    assert (row.state, len(await orders(teller, loan))) == ("pending", 1)
    proofs.is_back = True
    house.clock.advance(timedelta(seconds=15))
    await person.hears()
    assert person.card("receipt")["state"] == "completed"


async def test_an_effect_that_cannot_be_proved_for_a_day_is_for_a_person(
    house: TestHouse, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    only_read_once(house, monkeypatch, ops.SETTLEMENT)
    await person.presses("yes:")
    for hours in (1, 22):
        house.clock.advance(timedelta(hours=hours))
        await person.hears()
        (row,) = await person.rows()
        assert row.state == "pending"
    house.clock.advance(timedelta(hours=2))
    await person.hears()
    (row,) = await person.rows()
    assert (row.state, row.trouble, len(await orders(teller, loan))) == ("stuck", "NotProven", 1)


async def test_staff_see_which_answer_a_request_stands_at_until_it_is_done(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await signed_in(house, teller, loan.customer_id)
    await person.says("我要提前结清")
    (row,) = await person.rows()
    async with leader(house) as browser:
        waiting = (await browser.get(f"/api/v1/staff/requests/{row.id}")).json()
        await to_the_card(person, loan)
        at_the_card = (await browser.get(f"/api/v1/staff/requests/{row.id}")).json()
        await person.presses("yes:")
        done = (await browser.get(f"/api/v1/staff/requests/{row.id}")).json()
    assert (waiting["state"], waiting["stands_at"]) == ("open", "借款")
    assert (at_the_card["state"], at_the_card["stands_at"]) == ("open", "确认")
    assert (done["state"], done["stands_at"]) == ("completed", None)


async def test_a_refusal_of_the_lender_is_told_and_nothing_is_done(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    card = teller.card(loan.customer_id)
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=teller.lender.today.isoformat())
    await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card.id)
    await person.presses("yes:")
    (row,) = await person.rows()
    assert row.state in {"refused", "handed_over"}
    assert len(await orders(teller, loan)) == 1


async def test_a_person_gets_what_was_filled_in(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    await person.says("别跟我说了，转人工")
    state = await house.state(person.live)
    assert state.owner.kind is OwnerKind.NOBODY
    assert state.contact is not None
    async with house.database.reading() as session:
        brief = await conversations.brief(session, state.contact.id)
    assert brief is not None
    assert brief["request"]["flow"] == "early_settlement_apply"
    assert {one["name"]["zh"] for one in brief["request"]["slots"]} >= {"借款", "付款银行卡"}


async def test_the_end_is_told_by_the_house_while_a_person_speaks(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    await teller.play("faults", kind="down", operation="settlements.order", times=3)
    await person.presses("yes:")
    await person.says("转人工")
    agent = await house.staff()
    async with house.database.transaction() as session:
        await conversations.hand_over(
            session,
            person.live.conversation_id,
            to=OwnerKind.AGENT,
            actor=f"agent:{agent.id}",
            reason="accepted",
            now=house.clock.now(),
            agent=(agent.id, agent.name),
        )
    for _ in range(5):
        house.clock.advance(timedelta(seconds=20))
        await person.hears()
        if "receipt" in [one["content"].get("card") for one in person.last]:
            break
    assert person.card("receipt")["state"] == "completed"
    assert {one["author"]["kind"] for one in person.last} == {"house"}


async def test_a_visitor_is_told_how_and_asked_to_sign_in_when_she_wants_it_done(
    house: TestHouse, teller: Teller
) -> None:
    person = await (await visiting(house, teller)).says("我要提前结清")
    assert person.card("answer")["title"]
    await person.presses("现在就办")
    assert person.card("step_up")["level"] == "A1"
    assert person.card("step_up")["methods"] == ["sign_in"]


async def test_a_lender_that_is_away_costs_nothing_that_was_given(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await signed_in(house, teller, loan.customer_id)
    await teller.play("faults", kind="down", operation="loans.", times=40)
    await person.says("我要提前结清")
    assert "再试" in person.text
    await teller.play("faults/off")
    house.clock.advance(timedelta(seconds=40))
    await asyncio.sleep(0)
    await person.says("继续")
    assert await orders(teller, loan) == []


async def test_what_is_shown_of_an_account_needs_the_level_that_opened_it(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    assert {one["level"] for one in person.last if "level" in one} <= {"A1"}
    async with house.database.reading() as session:
        entries = await conversations.entries(session, person.live.conversation_id, after=0)
    nobody = conversations.Viewer(is_staff=False, level=Level.A0)
    seen = [conversations.shown(entry, nobody) for entry in entries]
    assert not any(loan.id[-4:] in str(one) for one in seen)


_ = access


async def test_a_refusal_of_the_lender_is_told_in_the_words_of_the_pack(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    person = await signed_in(house, teller, loan.customer_id)
    await person.proves(Level.A3)
    await person.says("我要提征信异议，逾期记录不对")
    for _ in range(5):
        if "confirm" in [one["content"].get("card") for one in person.last]:
            break
        shown = [b for one in person.last for b in one["content"].get("buttons", ())]
        mine = next((b for b in shown if loan.id[-4:] in b["label"]), None)
        wrong = next((b for b in shown if b["label"] == "逾期记录不对"), None)
        chosen = mine or wrong or person.button("skip")
        await person.presses_id(chosen["id"])
    await teller.ask(ops.DISPUTE, loan.id, what="测试")
    await person.presses("yes:")
    assert "已经登记，正在核实" in person.text
    (row,) = await person.rows()
    assert (row.state, list(row.rules)) == ("refused", ["DisputeStanding"])


async def test_a_trial_is_worked_out_again_for_another_sum_and_term(house: TestHouse, teller: Teller) -> None:
    customer = await visiting(house, teller)
    for words in ("借款试算", "第一个", "1万", "12期"):
        await customer.says(words)
    assert "10,000.00元，分12期" in customer.text
    assert "10,000.00元，分24期" in (await customer.says("那24期呢")).text
    assert "20,000.00元，分24期" in (await customer.says("2万呢")).text
    assert [one.state for one in await customer.rows()] == ["shown"] * 3


async def test_in_the_small_hours_the_lenders_day_counts_and_not_that_of_greenwich(
    house: TestHouse, teller: Teller
) -> None:
    """What is owed is worked out for today; for yesterday the lender has no quote."""
    house.clock.advance(timedelta(hours=16))
    await teller.advance(hours=16)
    assert house.clock.now().date() != teller.lender.today
    loan = teller.loan(lambda one: one.state is ln.LoanState.DUE_SOON and not book.in_flight(teller.lender, one.id))
    customer = await signed_in(house, teller, loan.customer_id)
    await customer.says("帮我把这一期现在还了")
    for _ in range(5):
        if any(one["content"].get("card") == "confirm" for one in customer.last):
            break
        if any(one["content"].get("card") == "step_up" for one in customer.last):
            await customer.proves()
        elif "哪一笔" in customer.text:
            await customer.says(loan.id[-4:])
        else:
            await customer.presses("pick:")
    assert customer.card("confirm")["title"].startswith("请核对：现在还款")


async def test_how_she_feels_is_acknowledged_once_in_a_turn(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.late().customer_id)
    await person.says("不好意思，我逾期的那笔现在一共要还多少，帮我列一下计划")
    spoken = [entry["content"].get("text", "") for entry in person.last]
    comfort = house.house.pack.text("feeling_ashamed_distress", "zh")
    assert len(spoken) > 2
    assert sum(comfort in text for text in spoken) == 1


async def test_a_name_in_chinese_changes_the_language_of_nobody(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id, locale="en")
    await person.says("I want to correct my personal information")
    asked = person.last[-1]["content"]["text"]
    assert asked.isascii()
    await person.says("测试华诚")
    assert person.last[-1]["content"]["text"].endswith(asked)
    await person.says("怎么还款")
    assert "还款" in str(person.last[0]["content"])
