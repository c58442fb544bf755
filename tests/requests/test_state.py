"""A dialogue is kept as JSON: sealed where it must be, good for days, and not confused by a pack that changed."""

from dataclasses import replace

import pytest

from qiao.policy import InBoth
from qiao.requests import (
    Ask,
    ConfirmCard,
    FlowBook,
    HandOver,
    Offer,
    Perform,
    Receipt,
    StateUnreadable,
    dump,
    load,
    next_silence,
)
from tests.requests.talking import Marked, Talk, loan

DAY, PREPAY, CERTIFICATE = "change_due_date", "partial_prepayment", "settlement_certificate"


def changed(book: FlowBook, flow_id: str, **changes: object) -> FlowBook:
    flow = book.flows[flow_id].model_copy(update=changes)
    # What a model computed once would stay with its copy.
    fresh = type(flow).model_validate(flow.model_dump(by_alias=True))
    return replace(book, flows={**book.flows, flow_id: fresh})


def test_what_is_sensitive_is_sealed_in_what_is_kept(talk: Talk) -> None:
    talk.lender.registered = False
    talk.say("给我回个电话", "request_callback").say("想问还款").say("13800000001")
    kept = dump(talk.state, Marked())
    assert "13800000001" not in kept
    assert f"sealed<frame1.number>{'13800000001'[::-1]}" in kept
    assert load(kept, Marked()) == talk.state


def test_what_is_typed_into_free_text_is_kept_masked(talk: Talk) -> None:
    talk.say("给我回个电话", "request_callback").say("我的密码是abc12345，卡号6222020000000000001，帮我看看")
    kept = dump(talk.state, Marked())
    assert "abc12345" not in kept
    assert "6222020000000000001" not in kept
    assert "帮我看看" in str(talk.slot("topic"))


def test_a_sensitive_text_is_shown_to_nobody(talk: Talk) -> None:
    slots = dict(talk.book.flows["callback"].slots)
    slots["topic"] = slots["topic"].model_copy(update={"sensitive": True})
    talk.book = changed(talk.book, "callback", slots=slots)
    talk.say("给我回个电话", "request_callback").say("家里的事").press_label("2026年11月26日 9:00—10:00")
    assert {line.label.zh: line.value.zh for line in talk.one(ConfirmCard).lines}["想说的事"] == "（已填写，不显示）"
    assert "家里的事" not in str(talk.press("human").one(HandOver).brief)
    assert "家里的事" not in dump(talk.state, Marked())


@pytest.mark.parametrize("text", ["", "{}", "nonsense", '{"version": 2, "touched_at": "2026-11-25T04:00:00Z"}'])
def test_what_is_no_state_is_told(text: str) -> None:
    with pytest.raises(StateUnreadable):
        load(text, Marked())


def test_after_days_the_answer_still_counts(talk: Talk) -> None:
    talk.say("改还款日", DAY).say("第二笔").wait(hours=50).say("20号")
    assert talk.one(ConfirmCard)
    assert talk.slot("loan") == "loan-B02"


def test_after_a_pause_a_yes_is_no_yes_to_the_old_card(talk: Talk) -> None:
    card = talk.say("第二笔还款日改到20号", DAY).one(ConfirmCard)
    talk.wait(hours=3).say("好的")
    assert talk.performs == []
    assert talk.told[0] == "welcome_back"
    assert talk.one(ConfirmCard).digest == card.digest
    assert talk.say("好的").one(Perform)


def test_after_a_pause_something_vague_is_asked_about(talk: Talk) -> None:
    talk.say("改还款日", DAY).wait(hours=3).say("在吗")
    assert "resume" in {button.id for button in talk.one(Offer).options}
    assert talk.is_waiting_with_a_way_out()
    assert talk.press("resume").asked == "loan"


def test_the_button_of_an_old_card_is_stale_after_a_pause(talk: Talk) -> None:
    card = talk.say("第二笔还款日改到20号", DAY).one(ConfirmCard)
    talk.wait(hours=3).press(f"yes:{card.digest}")
    assert talk.performs == []
    assert talk.one(ConfirmCard)


def test_silence_is_noticed_once_and_the_end_said(talk: Talk) -> None:
    talk.say("改还款日", DAY)
    assert talk.silence().outputs == ()
    due = next_silence(talk.state, talk.house)
    assert due is not None
    talk.now = due
    assert talk.silence().told == ["still_there"]
    assert talk.silence().outputs == ()
    end = next_silence(talk.state, talk.house)
    assert end is not None
    talk.now = end
    assert talk.silence().told == ["expired"]
    assert talk.state.frames == ()
    assert next_silence(talk.state, talk.house) is None


def test_what_waited_too_long_is_over_and_the_message_begins_anew(talk: Talk) -> None:
    talk.say("第二笔还款日改到20号", DAY).wait(days=4).say("开结清证明", "settlement_certificate")
    assert talk.told == ["expired"]
    assert talk.asked == "deliver"


def test_with_what_waited_too_long_goes_what_was_to_follow_and_what_was_remembered(talk: Talk) -> None:
    talk.say("看看第二笔的还款计划", "repayment_schedule_query")
    talk.say("部分提前还款，再开个结清证明", PREPAY, CERTIFICATE)
    assert (talk.slot("loan"), talk.state.later) == ("loan-B02", (CERTIFICATE,))
    talk.wait(days=4).say("改还款日", DAY)
    assert talk.state.later == ()
    assert talk.asked == "loan"


def test_what_is_under_way_never_expires(talk: Talk) -> None:
    talk.say("第二笔还款日改到20号", DAY).say("好的").wait(days=30)
    assert talk.silence().outputs == ()
    assert talk.done(done={"new_day": 20, "next_due_on": "2026-12-20"}).one(Receipt)


def test_another_pack_keeps_the_answers_to_unchanged_questions(talk: Talk) -> None:
    talk.say("提前还2000元，期数不变", PREPAY).say("第二笔")
    slots = dict(talk.book.flows[PREPAY].slots)
    slots["mode"] = slots["mode"].model_copy(update={"question": InBoth(zh="怎么还？", en="How?")})
    talk.book = changed(talk.book, PREPAY, slots=slots)
    talk.proceed()
    assert talk.told == ["flow_changed"]
    assert talk.one(Ask).text.zh == "怎么还？"
    assert (talk.slot("loan"), talk.slot("amount")) == ("loan-B02", 200_000)


def test_a_yes_to_a_card_of_an_older_pack_does_not_count(talk: Talk) -> None:
    card = talk.say("第二笔还款日改到20号", DAY).one(ConfirmCard)
    talk.book = changed(talk.book, DAY, name=InBoth(zh="改还款日", en="Move the due day"))
    talk.say("好的")
    assert talk.performs == []
    assert talk.told[0] == "flow_changed"
    assert talk.one(ConfirmCard).digest != card.digest


def test_a_flow_that_is_gone_goes_to_a_person(talk: Talk) -> None:
    talk.say("改还款日", DAY)
    talk.book = replace(talk.book, flows={one: flow for one, flow in talk.book.flows.items() if one != DAY})
    talk.proceed()
    assert talk.one(HandOver).reason == "flow_gone"
    assert talk.state.frames == ()


def test_a_flow_that_is_gone_while_its_effect_is_under_way(talk: Talk) -> None:
    talk.say("第二笔还款日改到20号", DAY).say("好的")
    talk.book = replace(talk.book, flows={one: flow for one, flow in talk.book.flows.items() if one != DAY})
    assert talk.say("好了吗").told == ["in_progress"]
    assert talk.say("等等").told == ["in_progress"]
    assert talk.done().one(HandOver).reason == "flow_gone"
    assert talk.state.frames == ()


def test_an_outcome_is_told_under_a_pack_that_asks_other_questions(talk: Talk) -> None:
    """What was submitted is under way whatever the pack became, and its receipt reaches the customer."""
    talk.say("第二笔还款日改到20号", DAY).say("好的")
    slots = {("which_day" if name == "new_day" else name): one for name, one in talk.book.flows[DAY].slots.items()}
    talk.book = changed(talk.book, DAY, slots=slots)
    assert "20日" in talk.done(done={"new_day": 20, "next_due_on": "2026-12-20"}).one(Receipt).text.zh
    assert talk.state.frames == ()


def test_after_an_outcome_the_interrupted_request_goes_on_under_another_pack(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("开结清证明发到app", CERTIFICATE).say("好的")
    slots = dict(talk.book.flows[PREPAY].slots)
    slots["loan"] = slots["loan"].model_copy(update={"question": InBoth(zh="哪一笔？", en="Which?")})
    talk.book = changed(talk.book, PREPAY, slots=slots)
    talk.done()
    assert talk.told == ["flow_changed", "back_to"]
    assert talk.one(Ask).text.zh == "哪一笔？"


def test_after_an_outcome_an_interrupted_request_that_is_gone_goes_to_a_person(talk: Talk) -> None:
    talk.say("部分提前还款", PREPAY).say("开结清证明发到app", CERTIFICATE).say("好的")
    talk.book = replace(talk.book, flows={one: flow for one, flow in talk.book.flows.items() if one != PREPAY})
    talk.done()
    assert talk.one(Receipt)
    assert talk.one(HandOver).reason == "flow_gone"
    assert talk.state.frames == ()


def test_of_the_requests_kept_for_later_those_that_are_gone_are_passed_over(talk: Talk) -> None:
    talk.say("还款日改到20号，开结清证明，再看看还款计划", DAY, CERTIFICATE, "repayment_schedule_query")
    talk.book = replace(talk.book, flows={one: flow for one, flow in talk.book.flows.items() if one != CERTIFICATE})
    talk.say("取消")
    assert talk.told == ["cancelled", "next_request"]
    assert talk.one(Ask).flow == "repayment_plan"


def test_a_choice_that_is_no_longer_offered_is_asked_again(talk: Talk) -> None:
    talk.say("改还款日", DAY).say("第二笔")
    talk.lender.loans = [loan("A01"), loan("C03")]
    talk.wait(minutes=11).say("20号")
    assert talk.asked == "loan"
    assert talk.slot("new_day") == 20
