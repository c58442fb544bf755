"""Changing and unbinding a card, at the sandbox lender."""

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.payments import CardState
from qiao.backoffice.sandbox import book as loans_book
from qiao.backoffice.sandbox import money, people
from qiao.backoffice.sandbox.records import CardRecord, CustomerRecord, LoanRecord
from qiao.requests import Ask, ConfirmCard, HandOver, Perform, Refusal, Tell
from tests.backoffice.conftest import Teller
from tests.requests.at_the_lender import Visit
from tests.requests.test_at_the_lender import Visits, filled, teller, visit

__all__ = ["filled", "teller", "visit"]

_NEW = people.card_number(990_001)


def with_one_card(teller: Teller) -> LoanRecord:
    return teller.loan(
        lambda one: (
            one.state in ("current", "due_soon")
            and len(bound(teller, one.customer_id)) == 1
            and not any(loans_book.in_flight(teller.lender, each.id) for each in of(teller, one.customer_id))
        )
    )


def of(teller: Teller, customer_id: str) -> list[LoanRecord]:
    return list(teller.lender.of_customer(LoanRecord, customer_id))


def bound(teller: Teller, customer_id: str) -> list[CardRecord]:
    return [one for one in teller.lender.of_customer(CardRecord, customer_id) if one.state is CardState.BOUND]


async def a_new_card(visit: Visits, teller: Teller, loan: LoanRecord, *, name: str | None = None) -> Visit:
    """Everything a new card needs, up to the confirm card or the refusal."""
    customer = teller.customer(loan)
    person = await visit.of(loan).say("我要换一张还款卡", "change_bank_card")
    await person.say("一张新卡") if person.all(Ask) and person.one(Ask).slot == "card" else None
    for answer in (_NEW, "招商银行", name or customer.name, customer.id_number, customer.phone):
        if not person.all(Refusal):
            await person.say(answer)
    return person


async def test_a_new_card_is_bound_and_deducted_from(visit: Visits, teller: Teller) -> None:
    loan = with_one_card(teller)
    person = await a_new_card(visit, teller, loan)
    card = person.one(ConfirmCard)
    shown = " ".join(line.value.zh for line in card.lines)
    assert _NEW not in shown
    assert _NEW[-4:] in shown
    await person.agree()
    made = await teller.ask(ops.CARD, str(person.done["id"]))
    assert (made.bank, made.tail, made.is_default) == ("招商银行", _NEW[-4:], True)


async def test_a_mistyped_card_number_is_asked_for_again_before_anybody_is_asked(visit: Visits, teller: Teller) -> None:
    person = await visit.of(with_one_card(teller)).say("我要换一张还款卡", "change_bank_card")
    wrong = _NEW[:-1] + str((int(_NEW[-1]) + 1) % 10)
    await person.say(wrong)
    assert any("没有通过校验" in one.text.zh for one in person.all(Tell))
    assert person.one(Ask).slot == "number"


async def test_only_a_card_of_ones_own_is_bound(visit: Visits, teller: Teller) -> None:
    person = await a_new_card(visit, teller, with_one_card(teller), name="测试某某")
    assert "本人名下" in person.one(Refusal).reasons[0].zh


async def test_another_bound_card_becomes_the_one_for_deductions(visit: Visits, teller: Teller) -> None:
    customer = next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if len(bound(teller, one.id)) > 1
        and not one.is_frozen
        and not any(loans_book.in_flight(teller.lender, each.id) for each in of(teller, one.id))
    )
    other = next(one for one in bound(teller, customer.id) if not one.is_default)
    person = await visit.of_customer(customer.id).say("换一张卡还款", "change_bank_card")
    await person.press(next(one.id for one in person.one(Ask).options if other.tail in one.label.zh))
    await person.agree()
    assert (await teller.ask(ops.CARD, other.id)).is_default


async def test_cards_wait_a_day_after_a_change_of_phone_and_for_a_deduction(visit: Visits, teller: Teller) -> None:
    loan = with_one_card(teller)
    person = visit.of(loan, facts={"customer.phone_changed_on": teller.lender.today.isoformat()})
    await person.say("解绑银行卡", "unbind_bank_card")
    assert "换过手机号" in person.one(Refusal).reasons[0].zh
    flying = teller.loan(
        lambda one: loans_book.in_flight(teller.lender, one.id) and bool(bound(teller, one.customer_id))
    )
    person = await visit.of(flying).say("解绑银行卡", "unbind_bank_card")
    if person.all(Ask):
        await person.press("pick:")
    assert any("扣款正在处理" in one.zh for one in person.one(Refusal).reasons)


async def test_cards_are_changed_three_times_a_day_at_most(visit: Visits, teller: Teller) -> None:
    person = visit.of(with_one_card(teller), used={"cards_changed_seldom": 3})
    await person.say("我要换一张还款卡", "change_bank_card")
    for answer in (_NEW, "招商银行", teller.lender.need(CustomerRecord, str(person.customer)).name):
        await person.say(answer)
    customer = teller.lender.need(CustomerRecord, str(person.customer))
    await person.say(customer.id_number)
    await person.say(customer.phone)
    assert "次数已经用完" in person.one(Refusal).reasons[0].zh


async def test_a_frozen_account_goes_to_a_person(visit: Visits, teller: Teller) -> None:
    loan = with_one_card(teller)
    await teller.ask(ops.FREEZE, loan.customer_id, reason="测试冻结")
    person = await visit.of(loan).say("解绑银行卡", "unbind_bank_card")
    assert person.one(HandOver).reason == "rules"
    assert not person.all(Perform)


async def test_a_card_is_unbound_and_the_last_one_stays_while_something_is_owed(visit: Visits, teller: Teller) -> None:
    person = await visit.of(with_one_card(teller)).say("解绑银行卡", "unbind_bank_card")
    assert "至少要留一张卡" in person.one(Refusal).reasons[0].zh
    free = next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if bound(teller, one.id) and not money.owes_anything(teller.lender, one) and one.stage != "closed"
    )
    card = bound(teller, free.id)[0]
    person = await visit.of_customer(free.id).say("解绑银行卡", "unbind_bank_card")
    if person.all(Ask):
        await person.press(next(one.id for one in person.one(Ask).options if card.tail in one.label.zh))
    await person.agree()
    assert (await teller.ask(ops.CARD, card.id)).state is CardState.UNBOUND


async def test_who_has_no_card_has_nothing_to_unbind(visit: Visits, teller: Teller) -> None:
    bare = next(one for one in teller.lender.store.all(CustomerRecord) if not bound(teller, one.id))
    person = await visit.of_customer(bare.id).say("解绑银行卡", "unbind_bank_card")
    assert "没有绑定" in person.one(Refusal).reasons[0].zh
