"""What the robot decides, from what it understood and what happened before."""

from dataclasses import replace

import pytest

from qiao.bot import Decision, Facts, Heard, Past, decide
from qiao.bot.decide import Answer, Clarify, HandOver, Say, Several
from qiao.language import Emotion, Feeling
from qiao.policy import Pack


@pytest.fixture(scope="module")
def facts(pack: Pack) -> Facts:
    return Facts(dict(pack.intents), frozenset(pack.articles))


def _sure(intent: str, text: str = "…", *signals: str) -> Heard:
    return Heard(text, ranked=((intent, 0.9),), accepted=True, signals=frozenset(signals))


def _unsure(*ranked: tuple[str, float], outside: float = 0.1) -> Heard:
    return Heard("……", ranked=ranked, out_of_scope=outside)


def test_a_known_matter_is_answered(facts: Facts) -> None:
    assert decide(_sure("how_to_repay"), Past(), facts).act == Answer("how_to_repay")


@pytest.mark.parametrize("intent", ["how_to_repay", "praise_thanks", "collection_abuse", "out_of_scope"])
def test_an_explicit_wish_for_a_person_wins_over_everything_understood(facts: Facts, intent: str) -> None:
    act = decide(_sure(intent, "转人工", "human_request"), Past(), facts).act
    assert act == HandOver("asked")


def test_danger_wins_over_the_wish_for_a_person(facts: Facts) -> None:
    act = decide(_sure("talk_to_human", "…", "human_request", "self_harm"), Past(), facts).act
    assert isinstance(act, HandOver)
    assert (act.lane, act.text) == ("life", "self_harm_care")


@pytest.mark.parametrize(
    "text",
    [
        "你是机器人吗",
        "你是真人吗",
        "你到底是不是人",
        "你是人还是机器",
        "是真人在回复吗",
        "你是不是机器人啊",
        "are you a robot?",
        "Are you human",
        "am I talking to a bot",
        "是人工智能吗",
    ],
)
def test_asked_whether_it_is_a_robot_it_says_yes(facts: Facts, text: str) -> None:
    act = decide(Heard(text, ranked=(("chitchat_greeting_or_out_of_scope", 0.4),)), Past(), facts).act
    assert isinstance(act, Say)
    assert act.text == "robot_identity"


@pytest.mark.parametrize(
    "text",
    [
        "我想咨询一下",
        "在吗，问个事",
        "你好，请问一下可以吗？",
        "打扰了，有个小问题想请教您",
        "能不能了解点情况",
        "请问",
        "I'd like to ask something",
        "Hello, may I ask you a quick question?",
        "I have a question please",
    ],
)
def test_whoever_asks_to_ask_is_told_to_go_on(facts: Facts, text: str) -> None:
    heard = Heard(text, signals=frozenset({"human_request"}), emotion=Emotion(Feeling.IMPATIENT, 2), out_of_scope=0.9)
    assert decide(heard, Past(), facts) == Decision(Say("opening", ("human",)), ("asks to ask",))


@pytest.mark.parametrize(
    "text",
    ["了解", "你好，我想问一下怎么还款", "我想找人咨询", "有问题要投诉", "I have a question about my bill", "在吗"],
)
def test_whoever_has_a_matter_is_heard_with_it(facts: Facts, text: str) -> None:
    assert decide(Heard(text), Past(), facts).act != Say("opening", ("human",))


def test_it_asks_back_at_most_twice_and_always_shows_the_way_out(facts: Facts) -> None:
    unsure = _unsure(("how_to_repay", 0.3), ("repay_now", 0.2), ("repayment_channels", 0.1), ("raise_limit", 0.01))
    assert decide(unsure, Past(clarified=0), facts).act == Clarify(("how_to_repay", "repay_now", "repayment_channels"))
    assert isinstance(decide(unsure, Past(clarified=1), facts).act, Clarify)
    last = decide(unsure, Past(clarified=2), facts).act
    assert isinstance(last, Say)
    assert last.buttons == ("human", "complaint")


def test_while_something_befalls_many_it_comes_first_where_it_is_unclear_what_was_meant(facts: Facts) -> None:
    unsure = Heard("我这边出事了", ranked=(("how_to_repay", 0.4), ("disaster_affected", 0.1), ("repay_now", 0.3)))
    assert decide(unsure, Past(), replace(facts, urgent=frozenset({"disaster_affected"}))).act == Clarify(
        ("disaster_affected", "how_to_repay", "repay_now")
    )


def test_outside_what_we_do_it_says_so_and_offers_a_person(facts: Facts) -> None:
    act = decide(_unsure(("how_to_repay", 0.1), outside=0.9), Past(), facts).act
    assert act == Say("redirect", ("human", "complaint"))


def test_an_emergency_is_answered_and_goes_to_a_person_at_once(facts: Facts) -> None:
    act = decide(_sure("account_stolen"), Past(), facts).act
    assert isinstance(act, Answer)
    assert act.then is not None
    assert act.then.lane == "emergency"


def test_unsolved_twice_is_a_matter_for_a_person(facts: Facts) -> None:
    pressed = Heard("没解决", choice="unsolved")
    assert isinstance(decide(pressed, Past(), facts).act, Say)
    assert decide(pressed, Past(unsolved=1), facts).act == HandOver("unsolved")


@pytest.mark.parametrize("choice", ["intent:nonsense", "rm -rf", "", "intent:"])
def test_a_button_we_never_made_does_no_harm(facts: Facts, choice: str) -> None:
    act = decide(Heard("x", choice=choice), Past(), facts).act
    assert act == Say("not_understood", ("human", "complaint"))


def test_every_intent_leads_somewhere(facts: Facts) -> None:
    for intent in facts.intents:
        decision: Decision = decide(_sure(intent), Past(), facts)
        assert decision.reasons
        if isinstance(decision.act, Answer):
            assert intent in facts.answered


def test_a_threat_is_a_matter_of_life(facts: Facts) -> None:
    assert decide(_sure("how_to_repay", "…", "threat_to_others"), Past(), facts).act == HandOver(
        "signal", "life", "threat_care"
    )


@pytest.mark.parametrize("signal", ["bereavement", "disaster", "fraud"])
def test_a_danger_that_no_word_names_hides_no_matter_that_was_understood(facts: Facts, signal: str) -> None:
    said = "姑娘，这个月的钱我想先给你们还上"
    act = decide(_sure("repay_now", said, signal), Past(), facts).act
    assert isinstance(act, Answer)
    assert act.intent == "repay_now"
    unclear = Heard(said, (("repay_now", 0.3),), signals=frozenset({signal}))
    assert isinstance(decide(unclear, Past(), facts).act, HandOver)


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        ("bereavement", "我爸走了，这个月的钱先还上"),
        ("disaster", "房子被淹了，这个月的钱先还上"),
        ("fraud", "被骗了，这个月的钱先还上"),
        ("self_harm", "这个月的钱先还上"),
        ("threat_to_others", "这个月的钱先还上"),
    ],
)
def test_a_danger_in_words_or_to_life_goes_before_what_was_understood(facts: Facts, signal: str, said: str) -> None:
    act = decide(_sure("repay_now", said, signal), Past(), facts).act
    then = act.then if isinstance(act, Answer) else act
    assert isinstance(then, HandOver)
    assert then.lane != "normal"


def test_the_cheated_get_the_article_where_there_is_one_and_a_person_in_any_case(facts: Facts) -> None:
    person = HandOver("emergency", "emergency")
    understood = _sure("money_already_transferred_fraud", "…", "fraud")
    assert decide(understood, Past(), facts).act == Answer("money_already_transferred_fraud", person, ("complaint",))
    assert decide(Heard("…", signals=frozenset({"fraud"})), Past(), facts).act == person


def test_hardship_alone_hands_nobody_over(facts: Facts) -> None:
    act = decide(_sure("hardship_illness_unemployment", "…", "hardship"), Past(), facts).act
    assert act == Answer("hardship_illness_unemployment")


@pytest.mark.parametrize(
    ("intent", "signal"),
    [
        ("self_harm_signal", "self_harm"),
        ("threat_to_others", "threat_to_others"),
        ("complaint_register", "complaint"),
        ("talk_to_human", "human_request"),
    ],
)
def test_an_intent_and_the_signal_of_the_same_meaning_lead_to_the_same(facts: Facts, intent: str, signal: str) -> None:
    by_signal = decide(Heard("…", signals=frozenset({signal})), Past(), facts).act
    assert decide(_sure(intent), Past(), facts).act == by_signal


def _asks(*parts: Heard, whole: Heard | None = None) -> Heard:
    whole = whole or _unsure(("how_to_repay", 0.3))
    return replace(whole, parts=parts)


def test_a_message_that_asks_several_things_is_answered_in_its_order(facts: Facts) -> None:
    decision = decide(_asks(_sure("interest_invoice"), _sure("how_to_repay")), Past(), facts)
    assert decision.act == Several(("interest_invoice", "how_to_repay"))
    assert decision.reasons[0] == "asks 2 things"
    assert len(decision.reasons) == 3


def test_at_most_three_are_answered_and_the_fourth_is_offered(facts: Facts) -> None:
    asked = ("interest_invoice", "how_to_repay", "raise_limit", "close_account")
    assert decide(_asks(*map(_sure, asked)), Past(), facts).act == Several(asked[:3], also=asked[3:])


def test_the_same_matter_twice_is_answered_once(facts: Facts) -> None:
    heard = _asks(_sure("how_to_repay"), _sure("praise_thanks"), _sure("how_to_repay"))
    assert decide(heard, Past(), facts).act == Answer("how_to_repay")


@pytest.mark.parametrize(
    ("intent", "lane"),
    [("talk_to_human", "normal"), ("complaint_register", "complaint"), ("account_stolen", "emergency")],
)
def test_a_part_for_a_person_wins_over_all_the_others(facts: Facts, intent: str, lane: str) -> None:
    act = decide(_asks(_sure("how_to_repay"), _sure(intent), _sure("raise_limit")), Past(), facts).act
    person = act.then if isinstance(act, Answer) else act
    assert isinstance(person, HandOver)
    assert person.lane == lane


def test_a_signal_wins_over_several_matters(facts: Facts) -> None:
    whole = replace(_unsure(("how_to_repay", 0.3)), signals=frozenset({"human_request"}))
    heard = _asks(_sure("how_to_repay"), _sure("raise_limit"), whole=whole)
    assert decide(heard, Past(), facts).act == HandOver("asked")


def test_what_a_part_may_have_meant_is_offered_beside_the_answer(facts: Facts) -> None:
    unclear = _unsure(("raise_limit", 0.3), ("lower_limit", 0.01), outside=0.2)
    heard = _asks(_sure("how_to_repay"), unclear, whole=_sure("how_to_repay"))
    assert decide(heard, Past(), facts).act == Several(("how_to_repay",), also=("raise_limit",))


def test_a_whole_that_is_understood_otherwise_stays_whole(facts: Facts) -> None:
    heard = _asks(_sure("how_to_repay"), _unsure(), whole=_sure("raise_limit"))
    assert decide(heard, Past(), facts).act == Answer("raise_limit")


def test_an_article_that_fits_is_offered_where_no_intent_is_sure(facts: Facts) -> None:
    heard = replace(_unsure(("how_to_repay", 0.3), ("repay_now", 0.05)), articles=(("interest_invoice", 0.5),))
    decision = decide(heard, Past(), facts)
    assert decision.act == Clarify(("interest_invoice", "how_to_repay"))
    assert "article interest_invoice 0.50" in decision.reasons


def test_an_article_that_fits_is_offered_before_the_robot_says_it_lies_outside(facts: Facts) -> None:
    outside = _unsure(outside=0.9)
    assert decide(replace(outside, articles=(("raise_limit", 0.4),)), Past(), facts).act == Clarify(("raise_limit",))
    assert decide(replace(outside, articles=(("raise_limit", 0.1),)), Past(), facts).act == Say(
        "redirect", ("human", "complaint")
    )
