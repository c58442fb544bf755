"""The password, corrections and closing, at the sandbox lender."""

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.sandbox import money
from qiao.backoffice.sandbox.records import CustomerRecord, InboxMessage
from qiao.requests import Ask, ConfirmCard, HandOver, Perform, Refusal
from tests.backoffice.conftest import Teller
from tests.requests.test_at_the_lender import Visits, filled, teller, visit

__all__ = ["filled", "teller", "visit"]


def free(teller: Teller) -> CustomerRecord:
    """Somebody whose account nothing keeps open."""
    return next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if one.stage == "credit_granted" and not money.owes_anything(teller.lender, one) and not one.flags
    )


async def test_a_link_for_a_new_password_goes_to_the_registered_phone(visit: Visits, teller: Teller) -> None:
    one = free(teller)
    person = await visit.of_customer(one.id).say("忘记密码了", "reset_password")
    assert any(one.phone[-4:] in line.value.zh for line in person.one(ConfirmCard).lines)
    assert all(one.phone not in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    texts = [message.text for message in teller.lender.store.all(InboxMessage) if message.phone == one.phone]
    assert str(person.done["id"]) in texts[-1]


async def test_a_frozen_account_gets_no_link_but_a_person(visit: Visits, teller: Teller) -> None:
    one = free(teller)
    await teller.ask(ops.FREEZE, one.id, reason="测试冻结")
    for intent in ("reset_password", "close_account"):
        person = await visit.of_customer(one.id).say("帮我办", intent)
        assert person.one(HandOver).reason == "rules"
        assert not person.all(Perform)


async def test_an_address_and_an_e_mail_are_corrected(visit: Visits, teller: Teller) -> None:
    one = free(teller)
    person = await visit.of_customer(one.id).say("改一下我的资料", "correct_personal_info")
    await person.say("住址")
    await person.say("测试市测试区测试路1号")
    assert all("测试路" not in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    assert teller.lender.need(CustomerRecord, one.id).address == "测试市测试区测试路1号"
    person = await visit.of_customer(one.id).say("改一下我的资料", "correct_personal_info")
    await person.say("邮箱")
    await person.say("ceshi900@example.invalid")
    await person.agree()
    assert teller.lender.need(CustomerRecord, one.id).email == "ceshi900@example.invalid"


async def test_what_needs_a_picture_goes_to_a_person(visit: Visits, teller: Teller) -> None:
    for field in ("姓名", "身份证号", "其他"):
        person = await visit.of_customer(free(teller).id).say("改一下我的资料", "correct_personal_info")
        await person.say(field)
        if field != "其他":
            assert person.one(Ask).slot == "document"
            await person.press("skip")
        assert person.one(HandOver).reason == "end"


async def test_an_account_is_closed_and_the_closure_taken_back(visit: Visits, teller: Teller) -> None:
    one = free(teller)
    person = await visit.of_customer(one.id).say("注销账户", "close_account")
    assert any("5年" in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    assert (await teller.ask(ops.CLOSURE, str(person.done["id"]))).state == "scheduled"

    again = await visit.of_customer(one.id).say("注销账户", "close_account")
    assert again.one(Ask).slot == "wish"
    await again.say("照常注销")
    assert "照常进行" in again.one(Refusal).reasons[0].zh

    back = await visit.of_customer(one.id).say("注销账户", "close_account")
    await back.say("撤回注销")
    assert [line.value.zh for line in back.one(ConfirmCard).lines] == ["撤回注销申请，账户照常使用"]
    await back.agree()
    assert (await teller.ask(ops.CLOSURE, str(person.done["id"]))).state == "cancelled"


async def test_an_account_with_debts_stays_open(visit: Visits, teller: Teller) -> None:
    person = await visit.of(teller.running()).say("注销账户", "close_account")
    refusal = person.one(Refusal)
    assert "还清后随时可以注销" in refusal.reasons[0].zh
    assert "intent:early_settlement_quote" in [one.id for one in refusal.alternatives]


async def test_a_closure_waits_for_a_refund_a_payment_and_an_open_case(visit: Visits, teller: Teller) -> None:
    told = {"customer.refund_due": 1}
    person = await visit.of_customer(free(teller).id, facts=told).say("注销账户", "close_account")
    assert "要退给您的钱" in person.one(Refusal).reasons[0].zh
    person = await visit.of_customer(free(teller).id, facts={"customer.in_flight": True}).say("注销", "close_account")
    assert "扣款正在处理" in person.one(Refusal).reasons[0].zh
    one = free(teller)
    await teller.ask(ops.OPEN_TICKET, one.id, kind="other", subject="测试")
    person = await visit.of_customer(one.id).say("注销账户", "close_account")
    assert person.one(HandOver).reason == "rules"
