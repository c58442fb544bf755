"""How the robot meets feelings: once, with at most one apology, never in circles, and a person in time."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.bot import Decision, Facts, Heard, Past, decide
from qiao.bot.decide import Answer, Clarify, HandOver, Say
from qiao.bot.manner import APOLOGISING, PLAIN, acknowledged_in, plain_template, template_of
from qiao.bot.wording import first_words, in_manner
from qiao.conversations import content
from qiao.language import Emotion, Feeling
from qiao.policy import ACKNOWLEDGED, Pack

_APOLOGY = re.compile(r"抱歉|对不起|对不住|致歉|道歉|apolog|\bsorry\b(?! (?:for your loss|to hear))", re.IGNORECASE)
_FACE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_CALM = Emotion(Feeling.NEUTRAL, 0)


@pytest.fixture(scope="module")
def facts(pack: Pack) -> Facts:
    return Facts(dict(pack.intents), frozenset(pack.articles))


def _sure(feeling: Feeling, intensity: int, intent: str = "how_to_repay") -> Heard:
    return Heard("……", ranked=((intent, 0.9),), accepted=True, emotion=Emotion(feeling, intensity))


def _unsure(feeling: Feeling, intensity: int) -> Heard:
    return Heard("……", ranked=(("how_to_repay", 0.2),), emotion=Emotion(feeling, intensity))


def _felt(*intensities: int, feeling: Feeling = Feeling.ANGRY) -> Past:
    return Past(felt=tuple(Emotion(feeling, intensity) for intensity in intensities))


def test_a_calm_question_is_answered_plainly(facts: Facts) -> None:
    assert decide(_sure(Feeling.NEUTRAL, 0), Past(), facts).manner == PLAIN


@pytest.mark.parametrize("feeling", ACKNOWLEDGED)
def test_a_clear_feeling_is_acknowledged_and_the_matter_answered(facts: Facts, feeling: Feeling) -> None:
    decision = decide(_sure(feeling, 2), Past(), facts)
    assert isinstance(decision.act, Answer)
    assert decision.manner.first is feeling
    assert decision.manner.quiet
    assert "human" in decision.manner.buttons
    assert f"{feeling} 2" in decision.reasons


@pytest.mark.parametrize("feeling", ACKNOWLEDGED)
def test_no_feeling_is_acknowledged_twice(facts: Facts, feeling: Feeling) -> None:
    assert decide(_sure(feeling, 2), Past(acknowledged=frozenset({feeling})), facts).manner.first is None


def test_a_slight_feeling_changes_nothing_but_the_suggestions(facts: Facts) -> None:
    manner = decide(_sure(Feeling.ANXIOUS_WORRIED, 1), Past(), facts).manner
    assert (manner.first, manner.buttons, manner.person, manner.quiet) == (None, (), None, True)


def test_rule_a_a_feeling_of_three_brings_a_person_after_the_answer(facts: Facts) -> None:
    act = decide(_sure(Feeling.ANGRY, 3), Past(), facts).act
    assert act == Answer("how_to_repay", then=HandOver("emotion", "distress", buttons=("complaint",)))
    at_once = HandOver("emotion", "distress", "upset_to_person", ("complaint",))
    assert decide(_unsure(Feeling.ANGRY, 3), Past(), facts).act == at_once


def test_rule_a_two_of_three_at_two_bring_a_person_and_one_does_not(facts: Facts) -> None:
    assert isinstance(decide(_unsure(Feeling.ANGRY, 2), Past(), facts).act, Clarify)
    assert isinstance(decide(_unsure(Feeling.ANGRY, 2), _felt(2), facts).act, HandOver)
    assert isinstance(decide(_unsure(Feeling.ANGRY, 2), _felt(2, 0), facts).act, HandOver)
    assert isinstance(decide(_unsure(Feeling.ANGRY, 2), _felt(2, 0, 0), facts).act, Clarify)


def test_irony_is_anger_less_one(facts: Facts) -> None:
    assert not isinstance(decide(_unsure(Feeling.SARCASTIC, 2), _felt(2), facts).act, HandOver)
    assert not isinstance(decide(_unsure(Feeling.SARCASTIC, 3), Past(), facts).act, HandOver)


@pytest.mark.parametrize(("signal", "wish"), [("human_request", "转人工"), ("complaint", "我要投诉")])
def test_rule_b_an_explicit_wish_wins_over_every_feeling(facts: Facts, signal: str, wish: str) -> None:
    for feeling in Feeling:
        heard = replace(_sure(feeling, 2), text=f"怎么还款，{wish}", signals=frozenset({signal}))
        act = decide(heard, Past(), facts).act
        assert isinstance(act, HandOver)
        assert act.reason == ("asked" if signal == "human_request" else "complaint")


def test_somebody_upset_who_asks_for_a_person_waits_in_a_nearer_lane(facts: Facts) -> None:
    asked = replace(_sure(Feeling.NEUTRAL, 0), text="怎么还款，转人工", signals=frozenset({"human_request"}))
    assert decide(asked, Past(), facts).act == HandOver("asked")
    assert decide(asked, _felt(3), facts).act == HandOver("asked")  # It has faded to less than two.
    assert decide(replace(asked, emotion=Emotion(Feeling.ANGRY, 2)), Past(), facts).act == HandOver("asked", "distress")


@pytest.mark.parametrize(
    ("feeling", "lane", "text"),
    [
        (Feeling.SAD_GRIEF, "care", "grief_care"),
        (Feeling.DESPERATE, "distress", "desperate_care"),
        (Feeling.FEAR_HARASSED, "complaint", "harassed_care"),
    ],
)
def test_grief_despair_and_fear_go_to_a_person_without_an_article(
    facts: Facts, feeling: Feeling, lane: str, text: str
) -> None:
    holds_it_against_us = ("complaint",) if feeling is Feeling.FEAR_HARASSED else ()
    assert decide(_sure(feeling, 2), Past(), facts).act == HandOver("emotion", lane, text, holds_it_against_us)


def test_danger_wins_over_everything_felt(facts: Facts) -> None:
    heard = replace(_sure(Feeling.SELF_HARM_SIGNAL, 3), signals=frozenset({"self_harm"}))
    assert decide(heard, _felt(3, 3), facts).act == HandOver("signal", "life", "self_harm_care")


def test_an_insult_meets_a_boundary_once_and_then_a_person(facts: Facts) -> None:
    first = decide(_sure(Feeling.INSULTING, 2), Past(), facts)
    assert isinstance(first.act, Answer)
    assert first.manner.first is Feeling.INSULTING
    again = decide(_sure(Feeling.INSULTING, 2), _felt(2, 0, 0, feeling=Feeling.INSULTING), facts)
    assert again.act == HandOver("emotion", "distress", "insulted_to_person", ("complaint",))


def test_confused_twice_without_being_understood_is_a_matter_for_a_person(facts: Facts) -> None:
    before = replace(_felt(1, feeling=Feeling.CONFUSED), clarified=1)
    act = decide(_unsure(Feeling.CONFUSED, 1), before, facts).act
    assert act == HandOver("emotion", "normal", "confused_to_person")
    assert isinstance(decide(_sure(Feeling.CONFUSED, 1), _felt(1, feeling=Feeling.CONFUSED), facts).act, Answer)


def test_the_impatient_get_the_conclusion_and_the_rest_behind_a_button(pack: Pack, facts: Facts) -> None:
    manner = decide(_sure(Feeling.IMPATIENT, 2), Past(), facts).manner
    card = content.Answer(
        title="t", text="结论。\n\n步骤。", source=content.Source(article="a", title="t", version="1"), buttons=()
    )
    said, template = in_manner(pack, card, "answer", manner, "zh")
    assert isinstance(said, content.Answer)
    assert said.text == f"{pack.text('feeling_impatient', 'zh')}\n\n结论。"
    assert [button.id for button in said.buttons] == ["intent:how_to_repay", "human"]
    assert template == "answer:impatient"


def test_the_ashamed_are_shown_the_way_through_hardship_without_blame(facts: Facts) -> None:
    decision = decide(_unsure(Feeling.ASHAMED_DISTRESS, 2), Past(), facts)
    assert decision.act == Answer("hardship_illness_unemployment")
    assert decision.manner.first is Feeling.ASHAMED_DISTRESS


def test_nothing_is_suggested_beside_the_matter_to_somebody_upset(pack: Pack, facts: Facts) -> None:
    suggestion = content.Button(id="intent:raise_limit", label="提额")
    card = content.Answer(
        title="t", text="x", source=content.Source(article="a", title="t", version="1"), buttons=(suggestion,)
    )
    upset = decide(_sure(Feeling.NEUTRAL, 0), _felt(2), facts).manner
    for manner, shown in ((PLAIN, True), (upset, False)):
        said, _ = in_manner(pack, card, "answer", manner, "zh")
        assert isinstance(said, content.Answer)
        assert (suggestion in said.buttons) is shown


def test_templates_remember_what_was_acknowledged() -> None:
    kept = [template_of("answer", Feeling.ANGRY), template_of("clarify", None), None, "not_understood:confused"]
    assert [plain_template(template) for template in kept] == ["answer", "clarify", None, "not_understood"]
    assert acknowledged_in(kept) == {Feeling.ANGRY, Feeling.CONFUSED}


def test_only_the_sentences_for_anger_and_disappointment_and_for_a_broken_promise_apologise(pack: Pack) -> None:
    apologising = {key for key in pack.texts for language in ("zh", "en") if _APOLOGY.search(pack.text(key, language))}
    assert apologising == {*(f"feeling_{feeling}" for feeling in APOLOGISING), "call_back_broken", "aside_late"}
    articles = [pack.filled(one.answer, language) for one in pack.articles.values() for language in ("zh", "en")]
    assert not [text for text in articles if _APOLOGY.search(text)]


def test_no_text_has_a_face(pack: Pack) -> None:
    assert not [key for key in pack.texts for language in ("zh", "en") if _FACE.search(pack.text(key, language))]


@st.composite
def _messages(draw: st.DrawFn) -> Heard:
    feeling = draw(st.sampled_from(sorted(set(Feeling) - {Feeling.SELF_HARM_SIGNAL, Feeling.THREAT})))
    intent = draw(
        st.sampled_from(["how_to_repay", "raise_limit", "venting_no_request", "praise_thanks", "double_deducted"])
    )
    accepted = draw(st.booleans())
    return Heard(
        "……",
        ranked=((intent, 0.9 if accepted else 0.2),),
        accepted=accepted,
        out_of_scope=draw(st.sampled_from([0.1, 0.9])),
        emotion=_CALM if feeling is Feeling.NEUTRAL else Emotion(feeling, draw(st.integers(1, 3))),
    )


@given(st.lists(_messages(), max_size=12))
def test_in_any_dialogue_one_apology_no_marketing_no_circle(pack: Pack, facts: Facts, messages: list[Heard]) -> None:
    past, said, strong = Past(), list[str](), 0
    for heard in messages:
        decision = decide(heard, past, facts)
        words = _words(pack, decision)
        assert not _FACE.search(words)
        said.append(words)
        assert sum(len(_APOLOGY.findall(one)) for one in said) <= 1
        negative = heard.emotion.is_negative
        assert decision.manner.quiet or not negative or isinstance(decision.act, HandOver)
        strong = strong + 1 if negative and heard.emotion.intensity - (heard.emotion.feeling == "sarcastic") >= 2 else 0
        if isinstance(decision.act, HandOver) or (isinstance(decision.act, Answer) and decision.act.then):
            return
        assert strong < 2, "two strong messages in a row and still no person"
        past = _after(past, heard, decision)
        assert past.missed <= 3
        assert past.clarified <= 2


def _after(past: Past, heard: Heard, decision: Decision) -> Past:
    """What the next message finds, as the turn keeps it."""
    act, first = decision.act, decision.manner.first
    missed = isinstance(act, Say) and act.text in {"not_understood", "redirect"}
    return Past(
        clarified=past.clarified + 1 if isinstance(act, Clarify) else past.clarified * missed,
        missed=past.missed + 1 if missed else past.missed * isinstance(act, Clarify),
        felt=(*past.felt, heard.emotion)[-6:],
        acknowledged=past.acknowledged | ({first} if first else frozenset()),
    )


def _words(pack: Pack, decision: Decision) -> str:
    match decision.act:
        case Say(text=key) | HandOver(text=str(key)):
            text = pack.text(key, "zh")
        case Answer(intent=intent):
            article = pack.article_of(intent)
            text = pack.filled(article.answer, "zh") if article else ""
        case _:
            text = pack.text("clarify", "zh")
    return first_words(pack, decision.manner, "zh") + text
