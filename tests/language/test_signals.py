from pathlib import Path

import pytest

from qiao.language import SignalName, find_signals

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
    "资金链断了",
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


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in TELLING.items() for text in texts])
def test_plain_words_raise_the_signal_and_are_shown(name: SignalName, text: str):
    by_name = {signal.name: signal for signal in find_signals(text)}

    assert name in by_name
    assert text[by_name[name].start : by_name[name].end].strip()


@pytest.mark.parametrize("text", INNOCENT)
def test_words_that_only_look_like_it_do_not(text: str):
    assert find_signals(text) == ()


def test_the_span_is_that_of_the_original_words():
    text = "你好\u200b，請 轉 人 工 ！"

    (signal,) = find_signals(text)

    assert text[signal.start : signal.end] == "轉 人 工"


def test_an_innocent_phrase_does_not_excuse_the_next_one():
    assert [signal.name for signal in find_signals("投诉进度怎么查,没人理我要再投诉你们")] == ["complaint"]


def test_several_at_once():
    names = {signal.name for signal in find_signals("我爸去世了，我也不想活了，转人工")}

    assert names == {"bereavement", "self_harm", "human_request"}


@pytest.mark.parametrize("hostile", ["我", "要想去", "找个", "a ", "没有", "real ", "投诉", "\ud800", "\0", ""])
def test_long_and_broken_texts_are_read_to_an_end(hostile: str):
    find_signals(hostile * 10_000)


EXAMPLES = Path(__file__).parents[2] / "packs" / "consumer_credit" / "signals"


def _examples(file: str) -> list[str]:
    return [line.strip() for line in (EXAMPLES / file).read_text(encoding="utf-8").splitlines() if line.strip()]


def _share_heard(name: SignalName, texts: list[str]) -> float:
    return sum(name in {signal.name for signal in find_signals(text)} for text in texts) / len(texts)


@pytest.mark.parametrize("name", list(SignalName))
def test_the_examples_of_the_pack_are_heard_and_its_hard_negatives_are_not(name: SignalName):
    telling, innocent = _examples(f"{name}.txt"), _examples(f"{name}.not.txt")

    assert min(len(telling), len(innocent)) >= 60
    assert _share_heard(name, telling) >= 0.94
    assert _share_heard(name, innocent) <= 0.02
