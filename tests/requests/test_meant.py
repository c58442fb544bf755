"""What is meant by words that could be lost in a form: things named by number, wishes, repetitions, a second yes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from qiao.policy import InBoth
from qiao.requests import Ask, Caller, ConfirmCard, FlowBook, Perform, Receipt, Refusal, RuleApplied, Value, Verdict
from tests.requests.talking import Lender, Ruling, Talk, loan

PREPAY, CERTIFICATE, CARD, DELETE, CLOSE, NEGOTIATE = (
    "partial_prepayment",
    "settlement_certificate",
    "change_bank_card",
    "delete_personal_data",
    "close_account",
    "installment_negotiation",
)
_NO = RuleApplied("no", InBoth(zh="办不了。", en="It cannot be done."))


def two_cards() -> Lender:
    lender = Lender(loans=[loan("0861"), loan("0396", disbursed_on="2026-06-01")])
    lender.cards = [
        {"id": "card-1", "bank": "中国工商银行", "tail": "0603", "is_default": True},
        {"id": "card-2", "bank": "中国农业银行", "tail": "0611", "is_default": False},
    ]
    return lender


def at_the_card(book: FlowBook) -> Talk:
    talk = Talk(book, two_cards()).say("提前还2000元，期数不变，用尾号0603的卡", PREPAY).say("0396")
    talk.one(ConfirmCard)
    return talk


@pytest.mark.parametrize("said", ["给0719这笔开结清证明", "a certificate for the loan ending in 0719"])
def test_a_loan_that_is_not_offered_is_never_replaced_by_the_one_that_is(book: FlowBook, said: str) -> None:
    talk = Talk(book).say(said, CERTIFICATE)
    assert talk.told == ["not_offered"]
    assert (talk.asked, talk.slot("loan")) == ("loan", None)
    assert talk.press_label("小桥借 S09，2026年10月1日结清").slot("loan") == "loan-S9"


def test_a_loan_that_is_named_when_it_is_asked_for_and_not_offered_is_told_so(book: FlowBook) -> None:
    talk = Talk(book, two_cards()).say("部分提前还款", PREPAY).say("9999")
    assert (talk.told, talk.asked) == (["not_offered"], "loan")
    assert talk.say("0861").slot("loan") == "loan-0861"


@pytest.mark.parametrize(
    "said",
    ["不用这张卡，用0611那张", "not this card, use 0611", "换成农业银行那张", "use the one ending in 0611 instead"],
)
def test_another_card_at_the_confirm_card_corrects_it(book: FlowBook, said: str) -> None:
    talk = at_the_card(book).say(said, CARD)
    assert talk.slot("card") == "card-2"
    assert talk.one(ConfirmCard)


def test_a_correction_is_one_also_while_another_question_is_open(book: FlowBook) -> None:
    talk = Talk(book, two_cards()).say("提前还2000元", PREPAY).say("0396")
    assert talk.asked == "mode"
    talk.say("刚才说错了，改成800元", "correct_personal_info")
    assert (talk.slot("amount"), talk.asked) == (80_000, "mode")


def test_an_interrupted_request_that_is_asked_for_again_is_gone_on_with(book: FlowBook) -> None:
    talk = Talk(book).say("部分提前还款", PREPAY).say("第二笔").say("先帮我开个结清证明", CERTIFICATE)
    talk.say("还是先弄提前还一部分", PREPAY)
    assert (talk.told, talk.asked, talk.slot("loan")) == (["back_to"], "amount", "loan-B02")
    talk.press(f"intent:{CERTIFICATE}")
    assert (talk.told, talk.asked) == (["back_to"], "deliver")


def test_a_wish_is_no_answer_to_a_question_for_free_text(book: FlowBook) -> None:
    talk = Talk(book).say("把我的资料删掉", DELETE)
    asked = talk.asked
    talk.say("我要注销账户", CLOSE)
    assert talk.state.frames[0].slots == {}
    assert [frame.flow for frame in talk.state.frames] == ["delete_data", CLOSE]
    other = Talk(book).say("把我的资料删掉", DELETE)
    other.say("我上传过的身份证照片和通讯录，都不想留着", CLOSE)
    assert other.slot(str(asked)) == "我上传过的身份证照片和通讯录，都不想留着"


def test_the_first_words_again_are_asked_about_once_and_then_taken(book: FlowBook) -> None:
    talk = Talk(book).say("把我的资料删掉", DELETE)
    asked = str(talk.asked)
    assert talk.say("把我的资料删掉！", DELETE).asked == asked
    talk.say("把我的资料删掉", DELETE)
    assert talk.state.top is not None
    assert talk.state.top.slots[asked].value == "把我的资料删掉"


def test_an_answer_to_a_closed_question_is_no_other_request(book: FlowBook) -> None:
    talk = Talk(book, two_cards()).say("提前还2000元", PREPAY).say("0396")
    talk.say("缩短期数，早点还清", "early_settlement_apply")
    assert (talk.slot("mode"), talk.state.later) == ("shorten", ())
    more = Talk(book, two_cards()).say("提前还2000元", PREPAY).say("0396")
    more.say("缩短期数，另外再帮我开个结清证明", CERTIFICATE)
    assert (more.slot("mode"), more.state.later) == ("shorten", (CERTIFICATE,))


@pytest.mark.parametrize("said", ["0396", "0396😭", "0396…", "…0396。"])
def test_a_number_is_read_whatever_stands_around_it(book: FlowBook, said: str) -> None:
    assert Talk(book, two_cards()).say("部分提前还款", PREPAY).say(said).slot("loan") == "loan-0396"


def test_a_second_yes_tells_the_receipt_again_and_nothing_more(book: FlowBook) -> None:
    talk = at_the_card(book)
    card = talk.one(ConfirmCard)
    talk.press(f"yes:{card.digest}").done()
    receipt = talk.one(Receipt)
    for again in (talk.press(f"yes:{card.digest}"), talk.say("对，确认办理"), talk.say("好的")):
        assert again.outputs == (receipt,)
    assert len(talk.performs) == 1
    talk.now += timedelta(minutes=11)
    assert not talk.say("好的").taken


def test_a_receipt_that_was_pending_is_told_again_as_done(book: FlowBook) -> None:
    talk = at_the_card(book).say("好的").done("pending")
    assert talk.say("好的").one(Receipt).pending
    talk.done()
    assert not talk.say("好的").one(Receipt).pending


def test_whoever_cannot_have_it_hears_so_before_she_answers(book: FlowBook) -> None:
    ruling = Ruling({PREPAY: Verdict("refused", (_NO,))})
    talk = Talk(book, rules=ruling).say("部分提前还款", PREPAY)
    assert talk.one(Refusal).reasons[0].zh == "办不了。"
    assert talk.all(Ask) == []


def test_what_is_true_of_her_is_read_once_for_that_and_anew_before_it_is_done(book: FlowBook) -> None:
    class FlagsMatter(Ruling):
        def verdict(self, request: str, facts: Mapping[str, Value], who: Caller, now: datetime) -> Verdict:
            missing = frozenset({"customer.flags", "request.amount"})
            said = super().verdict(request, facts, who, now)
            return said if "customer.flags" in facts else Verdict("not_known_yet", missing=missing)

    talk = Talk(book, two_cards(), rules=FlagsMatter())
    talk.say("提前还2000元，期数不变，用尾号0603的卡", PREPAY).say("0396")
    asked = [want.arguments["facts"] for want in talk.lender.reads if want.read == "policy"]
    assert asked == [("customer.flags",)]
    talk.say("好的").one(Perform)
    assert len([want for want in talk.lender.reads if want.read == "policy"]) == 2


def test_a_correction_that_changes_nothing_asks_for_nothing_else(book: FlowBook) -> None:
    talk = at_the_card(book)
    talk.say("不是缩短期数，是期数不变", "early_settlement_apply")
    assert [frame.flow for frame in talk.state.frames] == [PREPAY]
    assert talk.one(ConfirmCard)


def test_her_wish_again_says_what_the_question_expects_and_then_offers_help(book: FlowBook) -> None:
    talk = Talk(book, two_cards()).say("部分提前还款", PREPAY)
    for told in (["expects"], ["expects", "help_offered"]):
        assert (talk.say("我就想提前还一部分", PREPAY).told, talk.asked) == (told, "loan")
