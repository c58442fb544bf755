"""What of a message the dialogue of requests hears: answers in mid-form, people first, help at once."""

import pytest

from qiao import app
from qiao.bot.decide import Answer, Decision, Facts, HandOver, Heard, Past, Say, decide
from qiao.bot.listening import Openness, for_dialogue
from qiao.language import Emotion, Feeling
from qiao.policy import Pack
from qiao.requests import FlowBook


@pytest.fixture(scope="session")
def book(pack: Pack) -> FlowBook:
    return pack.section(app.FLOWS)


def upset(text: str) -> Heard:
    return Heard(text, emotion=Emotion(Feeling.INSULTING, 3))


@pytest.mark.parametrize("said", ["同意，办吧", "不确定，跳过", "0120😭"])
def test_an_answer_is_one_however_it_sounds(book: FlowBook, said: str) -> None:
    heard = for_dialogue(upset(said), Decision(HandOver("emotion", "distress")), Openness(book, True, "A2"))
    assert heard is not None
    assert not heard.wants_person


def test_an_answer_asks_for_nothing_else_whatever_it_reminds_of(book: FlowBook) -> None:
    heard = Heard("昨天早上8点", ranked=(("complaint", 0.6), ("auto_deduct_time", 0.3)), accepted=True)
    said = for_dialogue(heard, Decision(Answer("complaint")), Openness(book, True, "A2"))
    assert said is not None
    assert said.intents == ()


def test_a_matter_that_is_surely_understood_is_no_wish_for_a_person(pack: Pack) -> None:
    facts = Facts(dict(pack.intents), frozenset(pack.articles))
    sure = Heard("换个还款日", ranked=(("change_due_date", 0.99),), accepted=True, signals=frozenset({"human_request"}))
    assert isinstance(decide(sure, Past(), facts).act, Answer)
    vague = Heard("换个还款日", ranked=(("change_due_date", 0.6),), accepted=True, signals=frozenset({"human_request"}))
    assert isinstance(decide(vague, Past(), facts).act, HandOver)
    named = Heard("转人工", ranked=(("change_due_date", 0.99),), accepted=True, signals=frozenset({"human_request"}))
    assert isinstance(decide(named, Past(), facts).act, HandOver)


def test_somebody_who_is_beside_herself_meets_a_person_with_what_she_gave(book: FlowBook) -> None:
    heard = for_dialogue(upset("你们就是骗子！"), Decision(HandOver("emotion", "distress")), Openness(book, True, "A2"))
    assert heard is not None
    assert heard.upset


def test_what_is_not_understood_in_mid_form_stays_in_the_form(book: FlowBook) -> None:
    heard = for_dialogue(Heard("0498"), Decision(HandOver("not_understood")), Openness(book, True, "A1"))
    assert heard is not None
    assert not heard.wants_person


def test_a_card_named_by_its_ending_is_no_danger(book: FlowBook) -> None:
    heard = Heard("the one ending in 8813", signals=frozenset({"self_harm"}))
    said = for_dialogue(heard, Decision(HandOver("signal", "life", "self_harm_care")), Openness(book, True, "A2"))
    assert said is not None
    assert not said.wants_person


def test_a_danger_with_a_day_in_it_is_no_answer(book: FlowBook) -> None:
    heard = Heard("ending it on Friday", signals=frozenset({"self_harm"}))
    said = for_dialogue(heard, Decision(HandOver("signal", "life", "self_harm_care")), Openness(book, True, "A2"))
    assert said is not None
    assert said.wants_person


def test_danger_goes_to_a_person_from_every_form(book: FlowBook) -> None:
    heard = Heard("我不想活了", signals=frozenset({"self_harm"}))
    said = for_dialogue(heard, Decision(HandOver("signal", "life", "self_harm_care")), Openness(book, True, "A2"))
    assert said is not None
    assert said.wants_person


def test_after_a_disaster_the_need_is_registered_before_a_person_comes(book: FlowBook) -> None:
    heard = Heard("家里被洪水淹了", signals=frozenset({"disaster"}))
    said = for_dialogue(heard, Decision(HandOver("signal", "emergency", "disaster_care")), Openness(book, False, "A0"))
    assert said is not None
    assert said.intents == ("disaster_affected",)


def test_who_presses_the_way_to_help_is_asked_at_once_what_she_needs(book: FlowBook) -> None:
    pressed = Heard("", choice="intent:disaster_affected")
    person = Decision(Answer("disaster_affected", then=HandOver("emergency", "emergency")))
    said = for_dialogue(pressed, person, Openness(book, is_open=False, level="A0"))
    assert said is not None
    assert said.intents == ("disaster_affected",)


def test_a_visitor_is_told_before_she_is_asked_to_sign_in(book: FlowBook) -> None:
    heard = Heard("我要提前结清", ranked=(("early_settlement_apply", 0.9),), accepted=True)
    assert for_dialogue(heard, Decision(Say("redirect")), Openness(book, False, "A0")) is None
    said = for_dialogue(heard, Decision(Say("redirect")), Openness(book, False, "A1"))
    assert said is not None
    assert said.intents == ("early_settlement_apply",)


def test_what_only_sounds_like_a_wish_for_a_person_stays_in_the_form(book: FlowBook) -> None:
    heard = Heard("客服让我选第二个", ranked=(("talk_to_human", 0.9),), accepted=True)
    said = for_dialogue(heard, Decision(HandOver("asked")), Openness(book, True, "A1"))
    assert said is not None
    assert (said.wants_person, said.intents) == (False, ())


def test_who_wants_a_person_and_complains_meets_the_person(book: FlowBook) -> None:
    complains = Decision(HandOver("complaint", "complaint", "complaint_entry"))
    alone = for_dialogue(Heard("我要投诉", signals=frozenset({"complaint"})), complains, Openness(book, True, "A1"))
    both = Heard("再不转人工我就投诉", signals=frozenset({"complaint", "human_request"}))
    said = for_dialogue(both, complains, Openness(book, True, "A1"))
    assert alone is not None
    assert said is not None
    assert (alone.wants_person, alone.complains) == (False, True)
    assert (said.wants_person, said.complains) == (True, False)


def test_a_sigh_in_mid_form_is_no_other_request(book: FlowBook) -> None:
    worried = Emotion(Feeling.ANXIOUS_WORRIED, 2)
    sigh = Heard("夜里都合不上眼", (("collection_off_hours", 0.7),), accepted=True, emotion=worried)
    said = for_dialogue(sigh, Decision(Say("small_talk")), Openness(book, True, "A1"))
    assert said is not None
    assert said.intents == ()
    asks = Heard("能不能别半夜打电话", (("collection_off_hours", 0.7),), accepted=True, emotion=worried)
    said = for_dialogue(asks, Decision(Say("small_talk")), Openness(book, True, "A1"))
    assert said is not None
    assert said.intents == ("collection_off_hours",)


def test_hardship_in_any_words_leads_to_its_form(book: FlowBook) -> None:
    heard = Heard("单位散了，这几笔我都拿不出来", signals=frozenset({"hardship"}))
    assert decide(heard, Past(), Facts({**book.intents}, frozenset(book.intents))).act == Answer(
        "hardship_illness_unemployment"
    )
    said = for_dialogue(heard, Decision(Say("small_talk")), Openness(book, False, "A1"))
    assert said is not None
    assert said.intents == ("hardship_illness_unemployment",)


def test_a_day_with_the_word_of_the_question_asks_for_nothing_else(book: FlowBook) -> None:
    heard = Heard("停到12月1日", (("change_due_date", 0.7),), accepted=True)
    said = for_dialogue(heard, Decision(Answer("change_due_date")), Openness(book, True, "A1"))
    assert said is not None
    assert said.intents == ()


@pytest.mark.parametrize("said", ["填明天好了", "嗯，建行呢", "应该是建行尾号9856", "on the 15th please"])
def test_nothing_but_an_answer_leads_to_no_person_whatever_it_resembles(book: FlowBook, said: str) -> None:
    heard = Heard(said, (("self_harm_signal", 0.5),), accepted=True, signals=frozenset({"bereavement"}))
    answer = for_dialogue(heard, Decision(HandOver("signal", "life", "self_harm_care")), Openness(book, True, "A1"))
    assert answer is not None
    assert not answer.wants_person


@pytest.mark.parametrize("said", ["明天还，我不想活了", "500，我不想活了", "同意，我不想活了"])
def test_an_answer_that_tells_of_danger_goes_to_a_person(book: FlowBook, said: str) -> None:
    heard = Heard(said, signals=frozenset({"self_harm"}))
    danger = for_dialogue(heard, Decision(HandOver("signal", "life", "self_harm_care")), Openness(book, True, "A1"))
    assert danger is not None
    assert danger.wants_person


def test_a_feeling_that_is_only_guessed_stays_in_the_form(book: FlowBook) -> None:
    decision = Decision(HandOver("emotion", "distress"))
    guessed = Heard("水库路", emotion=Emotion(Feeling.DESPERATE, 3, likely=0.7))
    told = Heard("水库路，我绝望了", emotion=Emotion(Feeling.DESPERATE, 3))
    wants = [for_dialogue(one, decision, Openness(book, True, "A1")) for one in (guessed, told)]
    assert [one is not None and one.wants_person for one in wants] == [False, True]


def test_danger_that_no_signal_tells_has_to_be_sure_in_mid_form(book: FlowBook) -> None:
    decision = Decision(HandOver("signal", "life", "threat_care"))
    likely = {share: Heard("我和家里商量", (("threat_to_others", share),), accepted=True) for share in (0.46, 0.95)}
    wants = [for_dialogue(one, decision, Openness(book, True, "A1")) for one in likely.values()]
    assert [one is not None and one.wants_person for one in wants] == [False, True]
    hers = Heard("都一样", (("self_harm_signal", 0.5),), accepted=True)
    said = for_dialogue(hers, Decision(HandOver("signal", "life", "self_harm_care")), Openness(book, True, "A1"))
    assert said is not None
    assert said.wants_person
