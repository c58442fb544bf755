"""Feelings as the shipped pack teaches them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import emotions
from qiao.language import (
    Feeling,
    Feelings,
    FeltText,
    SignalName,
    Understander,
    feelings_fingerprint,
    learn_feelings,
)
from qiao.policy import Pack

_FEW = [FeltText(text, Feeling.ANGRY) for text in ("气死我了", "骗子公司", "太过分了")] + [
    FeltText(text, Feeling.SATISFIED_GRATEFUL) for text in ("谢谢你", "太好了", "帮大忙了")
]
_ORDINARY = ["怎么还款", "利率多少", "几号到期"]


@pytest.fixture(scope="module")
def feelings(understander: Understander) -> Feelings:
    assert understander.feelings is not None
    return understander.feelings


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("我想把还款日改到20号", Feeling.NEUTRAL),
        ("急用钱吗是什么意思", Feeling.NEUTRAL),
        ("店里生气勃勃，想扩大经营", Feeling.NEUTRAL),
        ("不好意思，请问还款入口在哪", Feeling.NEUTRAL),
        ("谢谢你们，一次就弄好了", Feeling.SATISFIED_GRATEFUL),
        ("服务真周到，谢谢", Feeling.SATISFIED_GRATEFUL),
        ("真行啊，一个月就回我一句话", Feeling.SARCASTIC),
        ("这合同看得我云里雾里", Feeling.CONFUSED),
        ("点了没反应，按了十几次还是进不去", Feeling.FRUSTRATED),
        ("别人都减免了，为什么偏偏罚我", Feeling.AGGRIEVED_UNFAIR),
        ("催收的人堵我家门口，我不敢出去", Feeling.FEAR_HARASSED),
        ("不退钱我就打12378", Feeling.REGULATOR_THREAT),
    ],
)
def test_what_is_meant_counts_and_not_the_word(feelings: Feelings, text: str, feeling: Feeling) -> None:
    assert feelings.feel(text, ()).feeling is feeling


def test_the_lines_of_the_pack_are_remembered(pack: Pack, feelings: Feelings) -> None:
    """Each label's own lines, and what only looks like it: a learner that ignored one of the files would fail."""
    derived = {Feeling.SELF_HARM_SIGNAL, Feeling.THREAT}
    for feeling in set(Feeling) - derived:
        lines = [line for line in pack.feelings if line.feeling is feeling]
        right = sum(feelings.feel(line.text, ()).feeling is feeling for line in lines)
        assert right / len(lines) >= 0.75, feeling


def test_intensities_are_near_those_the_pack_states(pack: Pack, feelings: Feelings) -> None:
    stated = [(line, line.intensity) for line in pack.feelings if line.intensity]
    felt = [(feelings.feel(line.text, ()), intensity) for line, intensity in stated]
    near = [abs(emotion.intensity - intensity) <= 1 for emotion, intensity in felt]
    assert np.mean(near) >= 0.85


def test_ordinary_questions_are_calm(pack: Pack, feelings: Feelings) -> None:
    ordinary = [one.text for one in pack.utterances if pack.is_ordinary(one.intent)][1::9]
    strong = [text for text in ordinary if (felt := feelings.feel(text, ())).is_negative and felt.intensity > 1]
    assert len(strong) / len(ordinary) <= 0.08


def test_danger_and_threats_are_named_by_their_signals_alone(pack: Pack, feelings: Feelings) -> None:
    for line in pack.feelings:
        for signal, feeling in (
            (SignalName.SELF_HARM, Feeling.SELF_HARM_SIGNAL),
            (SignalName.THREAT_TO_OTHERS, Feeling.THREAT),
        ):
            assert feelings.feel(line.text, ()).feeling is not feeling
            assert feelings.feel(line.text, {signal}).feeling is feeling
            assert feelings.feel(line.text, {signal}).intensity == 3


def test_the_understander_reads_the_signals_itself(understander: Understander) -> None:
    for text in ("不想活了", "我要砍死你", "怎么还款", ""):
        signals = {signal.name for signal in understander.signals(text)}
        understood = understander.understand(text)
        assert understood.emotion == understander.feel(text)
        assert (understood.emotion.feeling is Feeling.SELF_HARM_SIGNAL) == (SignalName.SELF_HARM in signals)


def test_a_death_told_calmly_is_grief_all_the_same(feelings: Feelings) -> None:
    told = "我父亲的账户要注销"
    assert not feelings.feel(told, ()).is_negative
    assert feelings.feel(told, {SignalName.BEREAVEMENT}).feeling is Feeling.SAD_GRIEF


def test_degree_and_denial_move_the_intensity(feelings: Feelings) -> None:
    slight, plain, strong = (feelings.feel(text, ()).intensity for text in ("有点失望", "很失望", "太失望了"))
    assert slight < plain < strong
    assert feelings.feel("我没生气", ()).intensity == 0


@given(st.text(max_size=300))
def test_any_text_has_a_feeling(understander: Understander, text: str) -> None:
    felt = understander.feel(text)
    assert (felt.intensity == 0) == (felt.feeling is Feeling.NEUTRAL)
    assert 0 <= felt.intensity <= 3


@pytest.mark.parametrize("hostile", ["!", "气死", "不", "\ua000", "😡", "\ud800"])
def test_long_and_broken_texts_end(feelings: Feelings, hostile: str) -> None:
    feelings.feel(hostile * 10_000, ())


def test_marks_cannot_be_written_by_a_customer(feelings: Feelings) -> None:
    forged = "".join(chr(code) for code in range(0xA000, 0xA030))
    assert feelings.feel(f"怎么还款{forged}", ()) == feelings.feel("怎么还款", ())


def test_the_same_lines_teach_the_same_and_others_do_not() -> None:
    first, second = (learn_feelings(_FEW, _ORDINARY) for _ in range(2))
    assert np.array_equal(first.model.weights.signs, second.model.weights.signs)
    assert first.model.fingerprint == feelings_fingerprint(_FEW, _ORDINARY)
    assert feelings_fingerprint(_FEW[1:], _ORDINARY) != feelings_fingerprint(_FEW, _ORDINARY)
    assert feelings_fingerprint(_FEW, _ORDINARY[1:]) != feelings_fingerprint(_FEW, _ORDINARY)


def test_what_judges_is_not_what_teaches(pack: Pack) -> None:
    taught = {line.text for line in pack.feelings} | {one.text for one in pack.utterances}
    assert not taught & {text for text, _ in emotions.rows(emotions.SET)}
