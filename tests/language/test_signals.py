"""Signals as the shipped pack teaches them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language import (
    SIGNALLED,
    Detectors,
    ModelFileDamaged,
    SignalLine,
    SignalName,
    TooFewSignalLines,
    Understander,
    detectors_fingerprint,
    find_signals,
    is_put_into_words,
    learn_detectors,
    load_detectors,
    save,
    save_detectors,
)
from qiao.language.detectors import _folds  # pyright: ignore[reportPrivateUsage]
from qiao.policy import Pack

TELLING = {
    SignalName.HUMAN_REQUEST: [
        "转人工",
        "轉人工",
        "转 人 工",
        "人工",
        "人工客服",
        "我要找人",
        "叫个活人来",
        "别让机器人跟我说",
        "我不想和机器人聊",
        "有没有真人",
        "帮我转接客服",
        "叫你们经理来",
        "real person please",
        "I want to speak to a human",
        "agent",
        "转人公",
    ],
    SignalName.COMPLAINT: [
        "我要投诉",
        "我想投诉你们催收",
        "怎么投诉",
        "投诉",
        "我要举报你们",
        "再不处理我打12378",
        "I want to file a complaint",
    ],
    SignalName.SELF_HARM: [
        "不想活了",
        "我想死",
        "活着没意思",
        "逼我跳楼",
        "我要自杀",
        "吃了一瓶安眠药",
        "I want to kill myself",
        "死了算了",
    ],
    SignalName.DISASTER: [
        "家里被淹了",
        "我们这地震了",
        "店铺失火了",
        "台风把大棚刮倒了",
        "受灾了能延期吗",
        "our house was flooded",
    ],
    SignalName.BEREAVEMENT: [
        "我妈去世了",
        "我老公上个月走了",
        "借款人死亡了怎么办",
        "父亲因病过世",
        "my husband passed away",
    ],
}

INNOCENT = [
    "笑死",
    "笑死我了",
    "气死我了",
    "跳楼价",
    "人工审核要多久",
    "投诉进度怎么查",
    "我的投诉有结果吗",
    "撤销投诉",
    "不用转人工",
    "人工智能",
    "人工客服几点上班",
    "你是机器人吗",
    "手机死机了",
    "卡死了",
    "活动没了",
    "想死你了",
    "累死我了",
    "客服电话多少",
    "地震险",
    "怎么还款",
    "借5000分几期",
    "my phone died",
    "how do I repay",
    "我个人账户",
    "找个人贷款",
]


_FEW = [
    SignalLine(f"{beginning}{text}", name, carries=carries)
    for number, name in enumerate(SignalName)
    for text, carries in ((f"第{number}件要紧事", True), (f"第{number}件平常事", False))
    for beginning in ("", "说说", "请看")
]


@pytest.fixture(scope="module")
def detectors(understander: Understander) -> Detectors:
    assert understander.detectors is not None
    return understander.detectors


def _names(detectors: Detectors, text: str) -> set[SignalName]:
    return {signal.name for signal in detectors.find(text)}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in TELLING.items() for text in texts])
def test_plain_words_raise_the_signal_and_are_shown(detectors: Detectors, name: SignalName, text: str) -> None:
    by_name = {signal.name: signal for signal in detectors.find(text)}

    assert name in by_name
    assert text[by_name[name].start : by_name[name].end].strip()


@pytest.mark.parametrize("text", INNOCENT)
def test_words_that_only_look_like_it_do_not(detectors: Detectors, text: str) -> None:
    assert detectors.find(text) == ()


@pytest.mark.parametrize("text", INNOCENT)
def test_without_a_pack_unmistakable_phrases_are_not_mistaken(text: str) -> None:
    assert find_signals(text) == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (SignalName.HUMAN_REQUEST, "转人工"),
        (SignalName.COMPLAINT, "我要投诉"),
        (SignalName.SELF_HARM, "不想活了"),
        (SignalName.THREAT_TO_OTHERS, "我要砍死你"),
        (SignalName.DISASTER, "家里被淹了"),
        (SignalName.BEREAVEMENT, "我妈去世了"),
        (SignalName.HARDSHIP, "失业了还不上"),
        (SignalName.FRAUD, "我被骗了"),
    ],
)
def test_without_a_pack_unmistakable_phrases_are_heard(name: SignalName, text: str) -> None:
    assert [signal.name for signal in find_signals(f"你好，{text}" if name is not SignalName.FRAUD else text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "客服昨天打过电话，能帮我改成三期吗",
        "我没要人工，五百",
        "要是收不到，我就找客服",
        "我让会计去弄了，换成他的卡",
        "要是不行就转人工",
    ],
)
def test_clauses_that_only_speak_of_persons_make_no_wish_together(detectors: Detectors, text: str) -> None:
    assert SignalName.HUMAN_REQUEST not in _names(detectors, text)


@pytest.mark.parametrize(
    "text",
    [
        "客服昨天打过电话，现在给我转人工",
        "五百，算了叫人来",
        "要是收不到我就找客服。不弄了，转人工",
        "my wife pays, get me a human",
    ],
)
def test_a_wish_is_heard_in_whatever_clause_it_stands(detectors: Detectors, text: str) -> None:
    assert SignalName.HUMAN_REQUEST in _names(detectors, text)


@pytest.mark.parametrize("text", ["can somebody call me", "Can somebody call me about my loan", "让人给我打个电话"])
def test_whoever_wants_to_be_called_wants_nobody_at_once(detectors: Detectors, text: str) -> None:
    assert SignalName.HUMAN_REQUEST not in _names(detectors, text)


def test_words_of_its_own_are_looked_for_where_a_signal_has_them() -> None:
    assert is_put_into_words(SignalName.BEREAVEMENT, "我爸走了")
    assert not is_put_into_words(SignalName.BEREAVEMENT, "姑娘，这个月的钱我想先给你们还上")
    assert is_put_into_words(SignalName.HUMAN_REQUEST, "今天8点")


def test_a_call_for_a_person_wins_whatever_was_learnt() -> None:
    taught = learn_detectors([*_FEW, SignalLine("转人工", SignalName.HUMAN_REQUEST, carries=False)], ["怎么还款"])
    assert SignalName.HUMAN_REQUEST in _names(taught, "转人工")


def test_the_span_is_that_of_the_original_words(detectors: Detectors) -> None:
    text = "你好\u200b，請 轉 人 工 ！"

    (signal,) = detectors.find(text)

    assert text[signal.start : signal.end] == "請 轉 人 工"


def test_the_span_is_the_part_of_the_message_that_decided(detectors: Detectors) -> None:
    text = "麻烦问下这个月账单多少钱，还有就是几号扣款。昨天台风把我家屋顶掀了，货也全泡了。另外额度能提吗？"

    (signal,) = [signal for signal in detectors.find(text) if signal.name is SignalName.DISASTER]

    decided = text[signal.start : signal.end]
    assert set(decided) & set("台风屋顶掀泡")
    assert "账单" not in decided
    assert "额度" not in decided


def test_an_innocent_phrase_does_not_excuse_the_next_one(detectors: Detectors) -> None:
    assert SignalName.COMPLAINT in _names(detectors, "投诉进度怎么查,没人理我要再投诉你们")


def test_several_at_once(detectors: Detectors) -> None:
    names = _names(detectors, "我爸去世了，我也不想活了，转人工")

    assert names == {"bereavement", "self_harm", "human_request"}


@pytest.mark.parametrize("hostile", ["我", "要想去", "找个", "a ", "没有", "real ", "投诉", "死，", "\ud800", "\0", ""])
def test_long_and_broken_texts_are_read_to_an_end(detectors: Detectors, hostile: str) -> None:
    find_signals(hostile * 10_000)
    detectors.find(hostile * 10_000)


@given(st.text(max_size=300))
def test_a_span_lies_in_the_text(understander: Understander, text: str) -> None:
    for signal in understander.signals(text):
        assert 0 <= signal.start < signal.end <= len(text)


def test_the_cry_is_heard_in_the_middle_of_a_long_message(detectors: Detectors) -> None:
    around = "我想问一下这个月的账单是多少，什么时候扣款，能不能换一张银行卡来还。"
    assert SignalName.SELF_HARM in _names(detectors, around * 3 + "我真的不想活了，站在楼顶上。" + around * 3)


def test_the_same_lines_give_the_same_bits_however_often() -> None:
    first, second = (learn_detectors(_FEW, ["怎么还款"]) for _ in range(2))
    assert np.array_equal(first.weights.signs, second.weights.signs)
    assert np.array_equal(first.bars, second.bars)
    assert first.fingerprint == second.fingerprint == detectors_fingerprint(_FEW, ["怎么还款"])


@given(st.integers(min_value=0, max_value=1999))
def test_a_further_line_leaves_what_is_held_out_together_as_it_was(place: int) -> None:
    texts = [f"这是第{number}句话" for number in range(2000)]
    before, after = (_folds(held, seed="0") for held in (texts, [*texts[:place], "后来添的一句", *texts[place:]]))

    moved = np.flatnonzero(before != np.delete(after, place))

    assert all(place <= one < place + 100 for one in moved)
    assert set(before) == {0, 1, 2, 3}


def test_the_fingerprint_changes_with_what_was_said() -> None:
    known = detectors_fingerprint(_FEW, ["怎么还款"])
    assert detectors_fingerprint(_FEW, ["怎么还"]) != known
    assert detectors_fingerprint(_FEW[1:], ["怎么还款"]) != known


def test_a_signal_without_lines_cannot_be_learnt() -> None:
    with pytest.raises(TooFewSignalLines):
        learn_detectors([line for line in _FEW if line.signal is not SignalName.FRAUD], [])


def test_kept_detectors_hear_the_same(detectors: Detectors, tmp_path: Path) -> None:
    save_detectors(detectors, tmp_path / "signals")
    again = load_detectors(tmp_path / "signals")

    assert again.fingerprint == detectors.fingerprint
    for text in [text for texts in TELLING.values() for text in texts]:
        assert again.find(text) == detectors.find(text)


def test_a_damaged_file_is_refused(detectors: Detectors, understander: Understander, tmp_path: Path) -> None:
    path = tmp_path / "signals"
    save_detectors(detectors, path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelFileDamaged):
        load_detectors(path)
    save(understander.model, path)
    with pytest.raises(ModelFileDamaged):
        load_detectors(path)


def _share_heard(detectors: Detectors, name: SignalName, texts: list[str]) -> float:
    return sum(name in _names(detectors, text) for text in texts) / len(texts)


@pytest.mark.parametrize("name", list(SignalName))
def test_the_lines_of_the_pack_are_heard_and_its_hard_negatives_are_not(
    pack: Pack, detectors: Detectors, name: SignalName
) -> None:
    carriers = [line.text for line in pack.signals if line.signal is name and line.carries]
    innocent = [line.text for line in pack.signals if line.signal is name and not line.carries]
    ordinary = [one.text for one in pack.utterances if pack.is_ordinary(one.intent)][1::9]

    assert _share_heard(detectors, name, carriers) >= 0.97
    assert _share_heard(detectors, name, innocent) <= 0.05
    assert _share_heard(detectors, name, ordinary) <= 0.03


def test_intents_and_feelings_of_the_same_meaning_carry_their_signal(pack: Pack, detectors: Detectors) -> None:
    signalled = {intent.id: intent.signal for intent in pack.intents.values() if intent.signal}
    assert {"self_harm_signal": "self_harm", "threat_to_others": "threat_to_others"}.items() <= signalled.items()
    assert set(signalled.values()) == set(SignalName)
    for intent, signal in signalled.items():
        assert _share_heard(detectors, signal, [one.text for one in pack.utterances if one.intent == intent]) >= 0.93
    for signal, (feeling, _) in SIGNALLED.items():
        assert _share_heard(detectors, signal, [line.text for line in pack.feelings if line.feeling is feeling]) >= 0.85
