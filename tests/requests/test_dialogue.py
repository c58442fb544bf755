"""The patterns of a dialogue, handled once for all flows: tables of what is said and what comes of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from qiao.policy import InBoth, Lane
from qiao.requests import (
    Ask,
    Caller,
    ConfirmCard,
    Digress,
    FlowBook,
    HandOver,
    Offer,
    Perform,
    Receipt,
    Refusal,
    RuleApplied,
    ShowCard,
    StepUp,
    Tell,
    Value,
    Verdict,
)
from qiao.requests.dialogue.cards import with_done
from tests.requests.talking import Lender, Ruling, Talk, buttons_of, loan

SETTLE, QUOTE, PREPAY, DAY, CERTIFICATE = (
    "early_settlement_apply",
    "early_settlement_quote",
    "partial_prepayment",
    "change_due_date",
    "settlement_certificate",
)


def at_card(talk: Talk) -> Talk:
    """At the confirm card of a prepayment of 2,000 yuan for the second loan."""
    talk.say("第二笔提前还2000元，期数不变", PREPAY)
    talk.one(ConfirmCard)
    return talk


def values(talk: Talk) -> dict[str, str]:
    return {line.label.zh: line.value.zh for line in talk.one(ConfirmCard).lines}


FEE = "membership_fee_refund"

# What is known is not asked.


def test_several_slots_in_one_utterance_leave_nothing_to_ask(talk: Talk) -> None:
    at_card(talk)
    assert values(talk)["扣款金额"] == "2,000.00元"
    assert values(talk)["借款"] == "小桥借 B02"
    assert values(talk)["方式"] == "期数不变，每期少还"
    assert values(talk)["付款银行卡"] == "测试银行（尾号1234）"
    assert {one.id.partition(":")[0] for one in talk.one(ConfirmCard).ways} == {"yes", "change", "cancel", "human"}


def test_the_only_option_is_taken_without_asking(talk: Talk) -> None:
    talk.lender.loans = [loan("A01")]
    talk.say("看看还款计划", "repayment_schedule_query")
    assert talk.one(ShowCard).lines[0].value.zh == "2026年12月15日 还1,065.00元"
    assert len([line for line in talk.one(ShowCard).lines if line.label.zh.startswith("第")]) == 6


def test_the_loan_just_quoted_is_not_asked_again_when_it_is_settled(talk: Talk) -> None:
    talk.say("第二笔提前结清要多少", QUOTE).one(ShowCard)
    talk.press(f"intent:{SETTLE}")
    assert "小桥借 B02" in talk.one(ConfirmCard).title.zh


def test_what_was_answered_for_a_wish_taken_amiss_is_not_asked_again_for_the_one_that_was_meant(talk: Talk) -> None:
    talk.say("还款日能不能改", DAY).say("第二笔")
    talk.say("不是，我要提前结清", SETTLE)
    assert "小桥借 B02" in talk.one(ConfirmCard).title.zh
    talk.say("另一笔")
    assert "小桥借 A01" in talk.one(ConfirmCard).title.zh


def test_what_was_only_assumed_for_a_request_is_not_taken_along_to_another(talk: Talk) -> None:
    talk.lender.loans = [loan("A01")]
    talk.say("还款日能不能改", DAY)
    talk.lender.loans = [loan("A01"), loan("B02")]
    assert "loan" not in talk.say("我要提前结清", SETTLE).state.known


def test_what_was_shown_is_shown_again_for_another_answer_and_nothing_is_asked(talk: Talk) -> None:
    before = talk.say("第二笔提前结清要多少", QUOTE).one(ShowCard)
    assert "小桥借 B02" in before.title.zh
    other_loan = talk.say("那第一笔呢").one(ShowCard)
    assert "小桥借 A01" in other_loan.title.zh
    other_day = talk.say("明天呢").one(ShowCard)
    assert other_day.title == other_loan.title
    assert "2026年11月26日结清" in other_day.lines[0].value.zh
    assert talk.say("明天").one(ShowCard) == other_day


def test_what_was_shown_is_left_alone_by_other_words_and_after_a_while(talk: Talk) -> None:
    talk.say("第二笔提前结清要多少", QUOTE).one(ShowCard)
    assert not talk.say("好的知道了").taken
    assert not talk.say("你们几点下班", "service_hours").taken
    assert not talk.wait(minutes=11).say("明天呢").taken


def test_an_answer_counts_by_button_as_by_words(book: FlowBook) -> None:
    said = Talk(book).say("改还款日", DAY).say("第二笔")
    pressed = Talk(book).say("改还款日", DAY)
    pressed.press(pressed.one(Ask).options[1].id)
    assert said.outputs == pressed.outputs
    assert said.slot("loan") == pressed.slot("loan") == "loan-B02"


def test_no_button_holds_a_value(talk: Talk) -> None:
    talk.say("改还款日", DAY)
    assert all("loan-B02" not in button.id and len(button.id) <= 80 for button in talk.buttons())


# Corrections.


@pytest.mark.parametrize(
    ("said", "label", "value"),
    [
        ("不对，是1500元", "扣款金额", "1,500.00元"),
        ("不是2000是1500", "扣款金额", "1,500.00元"),
        ("不是2000，是1500元", "扣款金额", "1,500.00元"),
        ("1500", "扣款金额", "1,500.00元"),
        ("还1500吧", "扣款金额", "1,500.00元"),
        ("not 2000 but 1500", "扣款金额", "1,500.00元"),
        ("改成缩短期数", "方式", "缩短期数，提早还清"),
        ("还是早点还完吧", "方式", "缩短期数，提早还清"),
        ("另一笔", "借款", "小桥借 A01"),
        ("不对，是另一笔", "借款", "小桥借 A01"),
        ("不是这笔，是第一笔", "借款", "小桥借 A01"),
        ("the other loan", "借款", "小桥借 A01"),
    ],
)
def test_a_correction_at_the_card_makes_a_new_card(talk: Talk, said: str, label: str, value: str) -> None:
    before = at_card(talk).one(ConfirmCard)
    talk.say(said)
    assert values(talk)[label] == value
    assert talk.one(ConfirmCard).digest != before.digest
    assert talk.performs == []


def test_the_next_month_means_the_same_day_of_it(talk: Talk) -> None:
    talk.say("我失业了，第一笔还不上", "cant_repay_on_time").say("500元").say("11月30号")
    talk.say("不对，是下个月")
    assert talk.slot("ability_on") == "2026-12-30"
    assert talk.asked == "window"


def test_a_correction_while_another_question_is_open_goes_back_to_that_question(talk: Talk) -> None:
    talk.say("提前还2000元", PREPAY).say("第二笔")
    assert talk.asked == "mode"
    talk.say("不对，是第一笔")
    assert (talk.slot("loan"), talk.asked) == ("loan-A01", "mode")
    talk.say("不是2000是3000")
    assert (talk.slot("amount"), talk.asked) == (300_000, "mode")


def test_a_corrected_value_that_does_not_fit_is_told_and_asked_again(talk: Talk) -> None:
    at_card(talk).say("改成9000元")
    assert talk.told == ["expects"]
    assert talk.asked == "amount"


def test_another_loan_out_of_three_is_asked_for(talk: Talk) -> None:
    talk.lender.loans.append(loan("C03"))
    at_card(talk).say("另一笔")
    assert talk.asked == "loan"


def test_a_line_of_the_card_is_changed_by_button(talk: Talk) -> None:
    at_card(talk).press("change")
    talk.press_label("还款金额")
    assert talk.asked == "amount"
    talk.say("1000")
    assert values(talk)["扣款金额"] == "1,000.00元"
    assert values(talk)["借款"] == "小桥借 B02"


def test_the_default_stands_on_the_card_and_is_asked_once_it_is_changed(talk: Talk) -> None:
    talk.say("第二笔提前结清", SETTLE)
    assert values(talk)["结清日期"] == "2026年11月25日"
    talk.press("change").press_label("结清日期")
    assert talk.asked == "settle_on"
    talk.say("后天")
    assert values(talk)["结清日期"] == "2026年11月27日"


# Digression, another request, two requests.


def test_a_question_is_answered_and_the_same_question_asked_again(talk: Talk) -> None:
    question = talk.say("改还款日", DAY).one(Ask)
    talk.say("先等等，利息怎么算？", "interest_rate_query")
    assert talk.one(Digress).intent == "interest_rate_query"
    assert talk.one(Ask) == question
    assert [type(one) for one in talk.outputs] == [Digress, Ask]


def test_a_question_that_names_a_value_is_a_question(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("第一笔")
    talk.say("提前还5000元要手续费吗？", "early_settlement_fee")
    assert talk.one(Digress).intent == "early_settlement_fee"
    assert talk.asked == "amount"
    assert talk.slot("amount") is None


def test_a_digression_at_the_card_keeps_the_card(talk: Talk) -> None:
    card = at_card(talk).one(ConfirmCard)
    talk.say("会影响征信吗？", "credit_bureau_impact")
    assert talk.one(ConfirmCard) == card
    talk.say("好的")
    assert talk.one(Perform).card == card.digest


def test_a_second_request_in_the_middle_goes_first_and_the_first_one_goes_on(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("第二笔")
    assert talk.asked == "amount"
    talk.say("先帮我开个结清证明", CERTIFICATE)
    assert talk.told == ["first_this"]
    assert talk.asked == "deliver"
    talk.say("发到app").say("确认").done()
    assert talk.one(Receipt).flow == CERTIFICATE
    assert talk.told == ["back_to"]
    assert talk.asked == "amount"
    assert talk.slot("loan") == "loan-B02"


def test_two_requests_in_one_message_are_done_one_after_the_other(talk: Talk) -> None:
    talk.say("第二笔还款日改到20号，再开个结清证明", DAY, CERTIFICATE)
    assert talk.told == ["several_requests"]
    assert values(talk)["还款日"] == "每月15日 → 每月20日"
    talk.say("同意").done(done={"id": "d", "new_day": 20, "next_due_on": "2026-12-20"})
    assert talk.told == ["next_request"]
    assert talk.asked == "deliver"


def test_an_answer_with_another_request_in_it_is_taken_and_the_request_noted(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("第二笔")
    talk.say("2000元吧，对了再开个结清证明", CERTIFICATE)
    assert talk.slot("amount") == 200_000
    assert talk.told == ["noted_for_later"]
    assert talk.asked == "mode"
    assert talk.state.later == (CERTIFICATE,)


def test_the_same_request_again_is_no_second_frame(talk: Talk) -> None:
    talk.say("改还款日", DAY).say("我要改还款日", DAY)
    assert len(talk.state.frames) == 1
    assert talk.asked == "loan"


# Cancel, repeat, what did you ask, why.


@pytest.mark.parametrize("word", ["取消", "算了", "不办了", "cancel", "never mind"])
def test_cancelling_submits_nothing_and_says_so(talk: Talk, word: str) -> None:
    at_card(talk).say(word)
    assert talk.told == ["cancelled"]
    assert talk.state.frames == ()
    assert talk.performs == []


def test_cancelling_the_second_request_goes_back_to_the_first(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("开结清证明", CERTIFICATE).say("取消")
    assert talk.told == ["cancelled", "back_to"]
    assert talk.asked == "loan"


@pytest.mark.parametrize(
    ("said", "told"),
    [("再说一遍", []), ("你刚才问什么", ["where_we_are"]), ("为什么要问这个", ["why"]), ("why do you ask?", ["why"])],
)
def test_the_question_comes_again(talk: Talk, said: str, told: list[str]) -> None:
    question = talk.say("改还款日", DAY).one(Ask)
    talk.say(said)
    assert talk.told == told
    assert talk.one(Ask) == question


def test_waiting_is_left_in_peace(talk: Talk) -> None:
    talk.say("改还款日", DAY).say("等一下，我找找")
    assert talk.told == ["take_your_time"]
    assert talk.say("第一笔").asked == "new_day"


# Yes, no and what lies between.


def test_a_yes_to_the_card_performs_exactly_what_it_said(talk: Talk) -> None:
    card = at_card(talk).one(ConfirmCard)
    perform = talk.say("好的，就这样办吧").one(Perform)
    assert (perform.effect, perform.card, perform.by) == ("backoffice.prepayments.order", card.digest, "customer")
    assert perform.arguments == {"loan": "loan-B02", "amount": 200_000, "mode": "keep_term", "card": "card-1"}
    assert perform.target == ("loan-B02",)
    assert perform.verify.expect == {"state": ("processing", "done"), "amount": (200_000,)}
    assert perform.verify.arguments == {"id": "{done.id}"}


@pytest.mark.parametrize("said", ["嗯？", "可以吗", "好的但是金额不对", "哦", "👌", "随便", "不好说", "maybe", "ok?"])
def test_nothing_unclear_is_a_yes(talk: Talk, said: str) -> None:
    at_card(talk).say(said)
    assert talk.performs == []
    assert talk.told == ["confirm_unclear"]
    assert talk.one(ConfirmCard)


def test_a_no_offers_to_change_and_a_second_no_cancels(talk: Talk) -> None:
    at_card(talk).say("不要")
    assert {"还款金额", "借款"} <= {button.label.zh for button in talk.one(Offer).options}
    talk.say("不要")
    assert talk.told == ["cancelled"]


@pytest.mark.parametrize("doubt", ["不要", "改一下", "change"])
def test_a_yes_after_a_doubt_is_asked_with_the_card_again(talk: Talk, doubt: str) -> None:
    """To \u201cwhich of these would you like to change?\u201d a yes is no answer, and no money moves on it."""
    card = at_card(talk).one(ConfirmCard)
    talk.say(doubt).one(Offer)
    assert talk.say("好的").one(ConfirmCard) == card
    assert talk.performs == []
    assert talk.say("好的").one(Perform).card == card.digest


def test_the_button_of_the_card_counts_after_a_doubt_too(talk: Talk) -> None:
    card = at_card(talk).one(ConfirmCard)
    assert talk.say("不要").press(f"yes:{card.digest}").one(Perform).card == card.digest


def test_a_changed_fact_between_card_and_yes_makes_a_new_card(talk: Talk) -> None:
    first = talk.say("第二笔提前结清", SETTLE).one(ConfirmCard)
    talk.lender.total_fen += 300
    talk.wait(minutes=6).say("好的")
    assert talk.performs == []
    assert talk.told == ["card_changed"]
    second = talk.one(ConfirmCard)
    assert second.digest != first.digest
    assert talk.say("好的").one(Perform).card == second.digest


@pytest.mark.parametrize(
    ("begun", "intent", "read", "field"),
    [("第二笔还款日改到20号", DAY, "due-days.preview", "cost_after"), ("第二笔提前结清", SETTLE, "quotes.make", "id")],
)
def test_a_yes_is_to_what_is_said_and_to_what_is_done(
    book: FlowBook, begun: str, intent: str, read: str, field: str
) -> None:
    """Costs that are only shown, and the id of a quote that is only sent: another one of either needs another yes."""
    talk = Talk(book).say(begun, intent)
    first = talk.one(ConfirmCard)
    want = next(one for one in reversed(talk.lender.reads) if one.read == read)
    row = (talk.lender.read(want).rows or ({},))[0]
    talk.lender.answers[read] = lambda _: [{**row, field: 51_000 if field == "cost_after" else "quote-2"}]
    talk.wait(minutes=6).say("好的")
    assert (talk.performs, talk.told) == ([], ["card_changed"])
    assert talk.one(ConfirmCard).digest != first.digest


def test_an_unchanged_fact_that_is_read_again_needs_no_second_yes(talk: Talk) -> None:
    card = talk.say("第二笔提前结清", SETTLE).one(ConfirmCard)
    reads = len(talk.lender.reads)
    assert talk.wait(minutes=6).say("好的").one(Perform).card == card.digest
    assert len(talk.lender.reads) > reads


def test_the_yes_of_an_older_card_is_stale(talk: Talk) -> None:
    old = at_card(talk).one(ConfirmCard)
    talk.say("改成1500元")
    talk.press(f"yes:{old.digest}")
    assert talk.told == ["stale_button"]
    assert talk.performs == []
    assert values(talk)["扣款金额"] == "1,500.00元"


def test_the_yes_of_a_request_that_was_set_aside_counts(talk: Talk) -> None:
    """Words that crossed the card began another request; the card still stands above it."""
    card = at_card(talk).one(ConfirmCard)
    talk.say("再开个结清证明", CERTIFICATE)
    talk.press(f"yes:{card.digest}")
    assert talk.told == ["back_to"]
    assert talk.one(Perform).card == card.digest
    talk.done()
    assert talk.asked == "deliver"


def test_the_yes_of_one_set_aside_long_ago_shows_its_card_again(talk: Talk) -> None:
    card = at_card(talk).one(ConfirmCard)
    talk.say("再开个结清证明", CERTIFICATE).wait(hours=3).press(f"yes:{card.digest}")
    assert talk.performs == []
    assert talk.one(ConfirmCard).digest == card.digest
    assert talk.press(f"yes:{card.digest}").one(Perform)


def test_a_double_yes_performs_once(talk: Talk) -> None:
    card = at_card(talk).one(ConfirmCard)
    talk.press(f"yes:{card.digest}").press(f"yes:{card.digest}").say("好的").say("确认").proceed()
    assert len(talk.performs) == 1
    assert talk.told == ["in_progress"]


def test_what_is_under_way_is_not_cancelled_but_does_not_stand_in_the_way(talk: Talk) -> None:
    at_card(talk).say("好的").say("取消")
    assert talk.told == ["in_progress"]
    talk.say("再开个结清证明", CERTIFICATE)
    assert talk.asked == "deliver"
    talk.done()
    assert talk.one(Receipt).flow == PREPAY
    assert talk.say("发到app").one(ConfirmCard).flow == CERTIFICATE


# Answers that do not fit.


def test_after_a_miss_a_person_and_a_complaint_are_offered_and_after_two_it_is_said(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("第二笔").say("蓝色的")
    assert talk.told == ["expects"]
    assert {button.id for button in talk.one(Ask).ways} == {"human", "complaint", "cancel"}
    talk.say("月亮")
    assert talk.told == ["expects", "help_offered"]
    assert {button.id for button in talk.one(Ask).ways} == {"human", "complaint", "cancel"}


def test_a_value_beyond_the_limit_is_not_taken(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("第二笔").say("99元")
    assert talk.told == ["expects"]
    assert talk.asked == "amount"
    assert talk.say("3000.01元").asked == "amount"
    assert talk.say("3000元").asked == "mode"


def test_an_optional_question_can_be_skipped_and_a_required_one_says_why_not(talk: Talk) -> None:
    talk.say("我失业了，第一笔还不上", "cant_repay_on_time")
    assert talk.asked == "ability"
    assert "skip" in {button.id for button in talk.one(Ask).ways}
    assert talk.press("skip").asked == "ability_on"
    assert talk.say("说不准").asked == "window"
    talk.say("跳过")
    assert (talk.told, talk.asked) == (["why"], "window")
    assert "目前每月能还" not in {line.label.zh for line in talk.say("下午").one(ConfirmCard).lines}


# A person and a complaint.


@pytest.mark.parametrize("way", ["button", "words", "signal"])
def test_a_person_is_one_tap_or_one_phrase_away_and_gets_what_is_known(talk: Talk, way: str) -> None:
    talk.say("提前还2000元", PREPAY).say("第二笔")
    if way == "button":
        talk.press("human")
    else:
        talk.say("转人工" if way == "words" else "这个我搞不明白找个能管事的", wants_person=way == "signal")
    handed = talk.one(HandOver)
    assert handed.reason == "asked"
    assert {line.slot: line.value.zh for line in handed.brief} == {
        "loan": "小桥借 B02，剩余本金3,000.00元",
        "amount": "2,000.00元",
    }
    assert talk.proceed().asked == "mode"  # Given back, it goes on where it was.


def test_a_complaint_is_taken_up_at_once_and_the_request_kept(talk: Talk) -> None:
    talk.say("改还款日", DAY).press("complaint")
    assert talk.one(Ask).flow == "complaint_register"
    assert talk.press("cancel").asked == "loan"
    assert talk.say("我要投诉").one(Ask).flow == "complaint_register"


@pytest.mark.parametrize("said", ["I want to make a complaint", "Please register a complaint", "我要投诉"])
def test_a_complaint_that_is_only_announced_again_gets_on_all_the_same(talk: Talk, said: str) -> None:
    asked = [talk.press("complaint").one(Ask)]
    asked.append(talk.say(said, complains=True).one(Ask))
    assert talk.told == ["open_already_optional"]
    assert {"human", "skip"} <= {way.id for way in asked[-1].ways}
    while not talk.all(ConfirmCard):
        asked += talk.say(said, complains=True).all(Ask)
        assert len(asked) < 12
    assert max(Counter(one.text.zh for one in asked).values()) == 2
    assert [line.label.zh for line in talk.one(ConfirmCard).lines] == ["登记之后"]  # None of it was taken for a story.


def test_whoever_asks_again_for_what_is_open_hears_how_to_answer_and_then_gets_a_person(talk: Talk) -> None:
    question = talk.say("我要改还款日", DAY).one(Ask).text
    assert talk.say("帮我改还款日", DAY).one(Ask).text == question
    assert talk.told == ["open_already"]
    assert talk.say("我要改还款日", DAY).one(Ask).text != question
    assert talk.asked == "loan"
    assert talk.say("我想改还款日", DAY).one(HandOver).reason == "asked"


@pytest.mark.parametrize("said", ["资料里的住址不对，帮我更正", "我要改地址", "please correct my address"])
def test_asking_again_is_no_free_text(talk: Talk, said: str) -> None:
    talk.say("地址换一下", "correct_personal_info")
    assert talk.asked == "text"
    assert talk.say(said, "correct_personal_info").told == ["open_already"]
    assert talk.say("帮我改成测试市测试路1号", "correct_personal_info").one(ConfirmCard)


def test_a_row_is_named_by_its_bare_sum(talk: Talk) -> None:
    assert talk.say("提前结清", QUOTE).asked == "loan"
    assert "B02" in talk.say("3000").one(ShowCard).title.zh


def test_a_complaint_is_offered_once_where_it_is_what_can_be_done_instead(talk: Talk) -> None:
    talk.lender.answers["complaints.mine"] = lambda _: []
    refused = talk.say("投诉处理到哪了", "complaint_progress").one(Refusal)
    offered = [button.label.zh for button in (*refused.alternatives, *refused.ways)]
    assert offered.count("我要投诉") == 1


def test_an_answer_after_asking_again_begins_to_count_anew(talk: Talk) -> None:
    talk.say("我要改还款日", DAY).say("帮我改还款日", DAY).say("我要改还款日", DAY).say("第一笔")
    assert talk.asked == "new_day"
    talk.say("我要改还款日", DAY)
    assert (talk.told, talk.asked) == (["open_already"], "new_day")


def test_what_was_assumed_gives_way_to_what_is_said_whatever_is_being_asked(talk: Talk) -> None:
    talk.lender.cards.append({**talk.lender.cards[0], "id": "card-2", "tail": "5678", "is_default": False})
    assert talk.say("提前结清", "early_settlement_apply").say("第一笔").asked == "card"
    assert talk.say("后天吧").asked == "card"
    card = talk.say("尾号5678").one(ConfirmCard)
    assert "2026年11月27日" in [line.value.zh for line in card.lines]


@pytest.mark.parametrize(
    "said", ["不用这张卡，换第二张", "不对，用第二张", "换成第二张卡吧", "no, use the second card"]
)
def test_a_card_is_corrected_by_its_place_whatever_else_is_counted(talk: Talk, said: str) -> None:
    talk.lender.cards.append({**talk.lender.cards[0], "id": "card-2", "tail": "5678", "is_default": False})
    talk.say("提前结清", "early_settlement_apply").say("第一笔").say("第一张").one(ConfirmCard)
    lines = [line.value.zh for line in talk.say(said, "change_bank_card").one(ConfirmCard).lines]
    assert "测试银行（尾号5678）" in lines
    assert "A01" in talk.one(ConfirmCard).title.zh
    assert "B02" in talk.say("不对，是第二笔").one(ConfirmCard).title.zh


def test_anger_brings_a_person_but_never_keeps_a_complaint_from_being_registered(talk: Talk) -> None:
    assert talk.say("改还款日", DAY).say("你们太过分了", upset=True).one(HandOver).flow == "change_due_date"

    talk.press("complaint").press_label("还款和扣款")
    assert talk.asked == "facts"
    talk.say("上个月凭什么多扣我200块，把钱退给我", "refund_overpayment", upset=True)
    assert not talk.all(HandOver)
    assert talk.asked == "demand"
    assert talk.say("我要投诉").asked == "demand"
    assert "complaint" not in [way.id for way in talk.one(Ask).ways]
    assert talk.say("把钱退给我，不然我还要投诉", complains=True).one(ConfirmCard).flow == "complaint_register"


def test_where_the_pack_has_no_flow_for_it_a_person_takes_the_complaint(talk: Talk) -> None:
    flows = {name: flow for name, flow in talk.book.flows.items() if name != "complaint_register"}
    talk.book = replace(talk.book, flows=flows)
    talk.say("改还款日", DAY).press("complaint")
    assert talk.one(HandOver).reason == "complaint"
    assert talk.proceed().asked == "loan"


def test_a_request_without_a_flow_goes_to_its_person(talk: Talk) -> None:
    talk.say("身份证过期了，要更新", "id_expired_update")
    assert talk.one(HandOver).reason == "no_flow"
    assert "人工同事" in talk.one(HandOver).text.zh


def test_what_is_no_request_is_left_to_others(talk: Talk) -> None:
    talk.say("你们几点上班", "customer_service_hours")
    assert (talk.taken, talk.outputs) == (False, ())


# Rules, levels, refusals.


def test_a_refusal_gives_its_reasons_and_what_can_be_done_instead(talk: Talk) -> None:
    reason = RuleApplied("due-day-once", InBoth(zh="6个月内已改过一次。", en="Changed within 6 months."), QUOTE)
    talk.rules.verdicts[DAY] = Verdict("refused", (reason,))
    refusal = talk.say("第一笔还款日改到20号", DAY).one(Refusal)
    assert (refusal.reasons[0].zh, refusal.rules) == ("6个月内已改过一次。", ("due-day-once",))
    assert [button.id for button in refusal.alternatives] == [f"intent:{QUOTE}"]
    assert talk.press(f"intent:{QUOTE}").one(ShowCard)
    assert talk.performs == []


def test_the_rules_send_to_a_person(talk: Talk) -> None:
    talk.rules.verdicts[DAY] = Verdict(
        "to_person", (RuleApplied("litigation", InBoth(zh="由专人办理。", en="A person.")),)
    )
    handed = talk.say("第一笔还款日改到20号", DAY).one(HandOver)
    assert (handed.reason, handed.text.zh) == ("rules", "由专人办理。")
    assert "new_day" in {line.slot for line in handed.brief}
    assert talk.state.frames == ()


def test_what_the_rules_miss_is_read_once_and_then_a_person_decides(talk: Talk) -> None:
    talk.rules.verdicts[DAY] = Verdict("not_known_yet", missing=frozenset({"quota.due-day-once"}))
    handed = talk.say("第一笔还款日改到20号", DAY).one(HandOver)
    assert handed.reason == "rules"
    assert [want.arguments for want in talk.lender.reads if want.read == "policy"] == [
        {"facts": ("quota.due-day-once",), "intent": DAY, "loan": "loan-A01"}
    ]
    assert talk.rules.asked[-1][1]["quota.due-day-once"] == 0


class Counting(Ruling):
    """One change of the due day is allowed, as far as it has been counted."""

    def verdict(self, request: str, facts: Mapping[str, Value], who: Caller, now: datetime) -> Verdict:
        super().verdict(request, facts, who, now)
        used = facts.get("quota.once")
        if used is None:
            return Verdict("not_known_yet", missing=frozenset({"quota.once"}))
        return Verdict("allowed") if used == 0 else Verdict("refused", (RuleApplied("once", InBoth(zh="次", en="n")),))


def test_what_the_rules_counted_is_counted_again_at_the_yes(book: FlowBook) -> None:
    """Between card and yes the same request may have been carried out elsewhere."""
    talk = Talk(book, rules=Counting())
    talk.say("第一笔还款日改到20号", DAY).one(ConfirmCard)
    talk.lender.answers["policy"] = lambda _: [{"quota.once": 1}]
    assert talk.say("好的").one(Refusal).rules == ("once",)
    assert talk.performs == []


def test_the_rules_see_slots_and_facts_by_their_paths(talk: Talk) -> None:
    talk.say("第一笔还款日改到20号", DAY)
    request, facts = talk.rules.asked[-1]
    assert request == DAY
    assert (facts["request.new_day"], facts["request.loan"], facts["loan.days_past_due"]) == (20, "loan-A01", 0)
    assert facts["preview.costs_more"] == 500


def test_the_rules_hear_which_intent_began_the_flow(talk: Talk) -> None:
    talk.say("我妈住院了，第一笔还不上", "hardship_illness_unemployment").say("500元").say("说不准").say("下午")
    assert talk.one(ConfirmCard)
    assert talk.rules.asked[-1][0] == "hardship_illness_unemployment"


def test_identity_is_asked_for_only_when_it_is_needed(talk: Talk) -> None:
    talk.who = Caller("A0")
    talk.say("改还款日到20号", DAY)
    assert (talk.one(StepUp).level, talk.lender.reads) == ("A1", [])
    talk.who = Caller("A1")
    assert talk.proceed().asked == "loan"
    assert talk.say("第一笔").one(StepUp).level == "A2"
    assert talk.all(ConfirmCard) == []
    talk.who = Caller("A2")
    assert values(talk.proceed())["还款日"] == "每月15日 → 每月20日"


def test_a_number_waits_for_its_proof_and_another_one_for_its_own(talk: Talk) -> None:
    talk.lender.proven.clear()
    step = talk.say("换手机号", "change_login_phone").say("13800000001").one(StepUp)
    assert (step.of_number, "138****0001" in step.text.zh, "138****0001" in step.text.en) == (True, True, True)
    assert [one.id for one in step.ways] == ["human", "change", "cancel"]
    assert talk.proceed().one(StepUp).of_number
    talk.lender.proven.add("13800000001")
    assert values(talk.proceed())["换成"].startswith("138****0001")
    assert talk.say("不对，是13900000002").one(StepUp).of_number
    assert talk.say("确认").one(StepUp).of_number
    assert talk.performs == []
    talk.lender.proven.add("13900000002")
    card = talk.proceed().one(ConfirmCard)
    assert talk.all(Tell) == [], "the yes of before agreed to nothing"
    talk.press(f"yes:{card.digest}")
    assert talk.performs[0].arguments == {"new_phone": "13900000002", "face": "face-1", "code": "code-13900000002"}
    receipt = talk.done("held", done={"id": "P1", "in_review": True, "old": "138****0001", "new": "x"}).one(Receipt)
    assert receipt.held
    assert "没有变" in receipt.text.zh
    assert talk.one(HandOver).reason == "end"


@pytest.mark.parametrize(
    ("intent", "changed", "end"),
    [
        (SETTLE, {"in_flight": True}, "扣款正在处理"),
        (PREPAY, {"is_overdue": True}, "先还清逾期"),
        (PREPAY, {"allows_prepayment": False}, "不支持部分提前还款"),
        (DAY, {"allows_due_day_change": False}, "固定还款日"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_asked(
    talk: Talk, intent: str, changed: dict[str, bool], end: str
) -> None:
    talk.lender.loans = [loan("A01", **changed)]
    refusal = talk.say("我要办", intent).one(Refusal)
    assert end in refusal.reasons[0].zh
    assert refusal.alternatives


def test_no_loan_is_a_refusal_with_another_way(talk: Talk) -> None:
    talk.lender.loans = []
    assert talk.say("提前结清", SETTLE).one(Refusal).alternatives[0].id == f"intent:{CERTIFICATE}"


def test_a_read_that_fails_keeps_everything_and_can_be_tried_again(talk: Talk) -> None:
    talk.lender.answers["due-days.preview"] = lambda _: None
    talk.say("第一笔还款日改到20号", DAY)
    assert "resume" in {button.id for button in talk.one(Offer).options}
    assert talk.is_waiting_with_a_way_out()
    del talk.lender.answers["due-days.preview"]
    assert talk.press("resume").one(ConfirmCard)


def test_a_read_that_fails_after_the_yes_takes_the_yes_back(talk: Talk) -> None:
    talk.say("第二笔提前结清", SETTLE)
    talk.lender.answers["quotes.make"] = lambda _: None
    talk.wait(minutes=6).say("好的").one(Offer)
    del talk.lender.answers["quotes.make"]
    talk.press("resume")
    assert talk.one(ConfirmCard)
    assert talk.performs == []


# Ends.


@pytest.mark.parametrize("pending", [False, True])
def test_a_receipt_says_number_and_time(talk: Talk, *, pending: bool) -> None:
    at_card(talk).say("好的").done("pending" if pending else "completed")
    receipt = talk.one(Receipt)
    assert ("R00000001" in receipt.text.zh, receipt.pending) == (True, pending)
    assert receipt.within.en
    assert talk.state.frames == ()


def test_a_refusal_by_the_lender_and_an_end_with_a_person(book: FlowBook) -> None:
    reason = RuleApplied("AmountTooLarge", InBoth(zh="超过剩余本金。", en="More than is left."), QUOTE)
    refusal = at_card(Talk(book)).say("好的").done("refused", reasons=(reason,)).one(Refusal)
    assert (refusal.reasons[0].en, refusal.alternatives[0].id) == ("More than is left.", f"intent:{QUOTE}")
    assert at_card(Talk(book)).say("好的").done("handed_over").one(HandOver).reason == "outcome"


def test_whoever_goes_to_a_person_waits_in_the_lane_of_the_flow_or_of_its_end(book: FlowBook) -> None:
    grieving = Talk(book).say("我爱人去世了，房贷还不上", "cant_repay_on_time").press_label("全部")
    assert grieving.one(HandOver).lane is Lane.CARE
    cheated = Talk(book).say("有人冒充你们客服", "fraud_impersonation_report").say("转人工")
    assert cheated.one(HandOver).lane is Lane.EMERGENCY
    assert at_card(Talk(book)).say("转人工").one(HandOver).lane is Lane.NORMAL


def test_a_proof_may_lean_on_the_answer_of_its_effect_and_on_what_was_left_open(book: FlowBook) -> None:
    flow = book.flows[PREPAY]
    assert flow.verify is not None
    verify = flow.verify.model_copy(update={"expect": {"amount": "{done.amount}", "card": "{nothing}"}})
    other = replace(book, flows={**book.flows, PREPAY: flow.model_copy(update={"verify": verify})})
    expect = at_card(Talk(other)).say("好的").one(Perform).verify.expect
    assert expect == {"amount": ("{done.amount}",), "card": (None,)}
    assert with_done(expect["amount"][0], {"amount": 200_000}) == 200_000


def test_an_outcome_told_twice_is_told_once(talk: Talk) -> None:
    at_card(talk).say("好的").done()
    assert talk.done().outputs == ()


# An agent at the desk.


def test_an_agent_fills_skips_and_gives_back(talk: Talk) -> None:
    talk.say("我失业了", "cant_repay_on_time").press("human")
    talk.say("第一笔", by="agent")
    assert (talk.slot("loans"), talk.asked) == (("loan-A01",), "ability")
    talk.press("skip", by="agent")
    assert talk.asked == "ability_on"
    frame = talk.state.top
    assert frame is not None
    assert (frame.slots["loans"].by, frame.slots["cause"].by) == ("agent", "customer")
    assert talk.proceed().asked == "ability_on"


def test_an_agent_agrees_by_the_button_alone_and_it_is_recorded(talk: Talk) -> None:
    card = at_card(talk).one(ConfirmCard)
    talk.say("好的", by="agent")
    assert talk.performs == []
    assert talk.press(f"yes:{card.digest}", by="agent").one(Perform).by == "agent"


# Particular flows.


def test_a_visitor_is_called_on_the_number_she_gives_and_it_is_shown_masked(talk: Talk) -> None:
    talk.who, talk.lender.registered = Caller("A0"), False
    talk.say("给我回个电话", "request_callback")
    assert talk.asked == "topic"
    assert talk.say("想问问怎么还款").asked == "number"
    assert talk.say("13800000001").asked == "window"
    talk.say("2")
    assert values(talk)["联系电话"] == "138****0001"
    assert "回电号码" not in values(talk)
    assert talk.say("同意").one(Perform).arguments["number"] == "13800000001"


def test_the_registered_number_is_assumed_and_can_be_changed(talk: Talk) -> None:
    talk.say("给我回个电话", "request_callback").say("想问问怎么还款").press_label("2026年11月26日 9:00—10:00")
    assert values(talk)["回电号码"] == "登记的手机号"
    talk.press("change").press_label("回电号码")
    assert talk.press_label("别的号码").asked == "number"


def test_what_was_given_on_a_way_that_was_left_is_neither_shown_nor_done(talk: Talk) -> None:
    talk.say("给我回个电话", "request_callback").say("想问问怎么还款").press_label("2026年11月26日 9:00—10:00")
    talk.press("change").press_label("回电号码").press_label("别的号码").say("13800000002")
    assert values(talk)["联系电话"] == "138****0002"
    talk.press("change").press_label("回电号码").press_label("登记的手机号")
    assert values(talk)["回电号码"] == "登记的手机号"
    assert "联系电话" not in values(talk)
    assert talk.say("同意").one(Perform).arguments["number"] is None


def test_opting_out_of_all_channels_at_once(talk: Talk) -> None:
    talk.say("不要再给我发营销短信了", "marketing_opt_out")
    assert values(talk) | {} == {**values(talk), "停止的渠道": "短信", "停止的用途": "营销推广"}
    again = Talk(talk.book).say("撤回授权", "withdraw_consent").press_label("全部")
    assert again.asked == "purposes"
    assert values(again.say("都不要"))["停止的用途"] == "营销推广、个性化推荐、合作方共享"


def test_grief_goes_to_a_person_without_more_questions(talk: Talk) -> None:
    talk.say("第一笔还不上了", "cant_repay_on_time").say("我爸去世了")
    assert talk.one(HandOver).reason == "end"
    assert "节哀" in talk.one(HandOver).text.zh


def test_the_certificate_needs_an_address_only_by_email(talk: Talk) -> None:
    talk.lender.has_email = False
    talk.say("开结清证明发到邮箱", CERTIFICATE)
    assert (talk.told, talk.asked) == (["expects"], "deliver")
    in_app = Talk(talk.book).say("开结清证明发到app", CERTIFICATE)
    assert "登记邮箱" not in values(in_app)
    assert "customers.contact" not in {want.read for want in in_app.lender.reads}


def test_everything_that_waits_offers_a_person(talk: Talk) -> None:
    talk.say("提前还2000元", PREPAY)
    for text in ("第二笔", "不知道", "？？？", "期数不变", "不要", "另一笔", "为什么"):
        talk.say(text)
        assert talk.is_waiting_with_a_way_out(), text
        assert all(buttons_of(one) for one in talk.all(Ask)), text


def test_both_languages_are_said(book: FlowBook) -> None:
    talk = Talk(book, Lender(loans=[loan("A01")])).say("settle my loan early", SETTLE)
    card = talk.one(ConfirmCard)
    assert card.title.en == "Please check: settle 小桥借 A01 early"
    assert {line.label.en: line.value.en for line in card.lines}["Amount charged"] == "8,050.25 yuan"


# Numbers that tell who somebody is, and days that have passed.


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("11月1号", "2026-11-01"),
        ("12月3号", "2025-12-03"),
        ("昨天", "2026-11-24"),
        ("明天", None),
        ("2027年1月1日", None),
    ],
)
def test_a_day_that_must_have_passed_is_the_last_of_its_name(talk: Talk, said: str, held: str | None) -> None:
    talk.say("退会员费", FEE)
    talk.say("会员费") if talk.asked == "fee" else None
    talk.say("99元").say(said)
    assert (talk.slot("paid_on") if held is None else values(talk)["付款日"]) == (
        None if held is None else f"{held[:4]}年{int(held[5:7])}月{int(held[8:])}日"
    )


def test_card_and_identity_numbers_are_checked_sealed_and_masked(talk: Talk) -> None:
    """`Talk` keeps every state through a sealer, so a value in clear would not come back."""
    talk.say("换卡", "change_bank_card").say("一张新卡")
    assert talk.say("6200990000000000011").asked == "number"
    assert talk.say("卡号是6200 9900 0000 0000 010").asked == "bank"
    assert talk.say("招行").asked == "holder"
    assert talk.say("测试一").asked == "id_number"
    assert talk.say("110999199001010015").asked == "id_number"
    talk.say("110999199001010014").say("13800000000")
    assert values(talk)["新卡"] == "招商银行 ****0010"
    shown = str(talk.one(ConfirmCard))
    assert "110999199001010014" not in shown
    assert "13800000000" not in shown
