"""Yes, no, and words about the dialogue, in many forms; what is unclear is none of them."""

import pytest

from qiao.requests.phrases.asides import aside_in
from qiao.requests.phrases.corrections import corrects, valid_from
from qiao.requests.phrases.yes_no import yes_or_no

YES = """
嗯确认办理|就是确认办理…|好确认|嗯嗯确认|是的就这样办|对就是这样|好的办吧|ok确认|嗯好的|嗯对|好继续|行就这么办|
好的|好|好滴|好嘞|行|行吧|行的|可以|可以的|可以啊|没问题|没问题的|是|是的|是的，没错|对|对的|对对对|
嗯|嗯嗯|恩|确认|确认办理|确定|同意|我同意|办吧|就这样办|那就这样吧|就按这个办|可以，就这样办吧|
好的，谢谢|好的谢谢|嗯，确认|没错，提交吧|帮我办理|请提交|继续|信息无误|金额没问题|当然可以|OK|ok的|
Ok.|Yes|yes please|Yes, please.|yep|yeah|sure|sure, go ahead|go ahead|please do|I agree|confirm|
Confirmed!|that's right|That’s correct|looks good|sounds good, thanks|of course|do it|yes, do it|
麻烦办理，谢谢您|那好吧|要的|愿意|正确|同意，办吧
""".replace("\n", "").split("|")
NO = """
不|不要|不用|不用了|不行|不可以|不是|不对|不同意|不办了|别|先别办|先不办了|先等等|等一下|稍等|
我再想想|再考虑一下|考虑考虑|算了|还是算了|取消|暂时不用|错了|金额不对|不，谢谢|no|No.|nope|
no thanks|not now|don't|do not submit|wait|hold on|never mind|that's wrong|incorrect|
I changed my mind|maybe later|let me think|不太对|没有
""".replace("\n", "").split("|")
NEITHER = """
嗯？|好吗|可以吗|可以不|行不行|对不对|是吗|好的，但是利息多少|可以，不过金额不对|
如果没有手续费就可以|随便|看着办|应该可以吧|可能行|哦|噢|👌|👍|不是3000是5000|不对，是下个月|
好的，不要|no yes|yes but|yes, but not today|ok?|sure?|is that ok|maybe|I guess so|
yes if there is no fee|no, not that one|5000|明天|我要投诉|你好||。。。|确认什么|同意什么|是多少|
好贵|可以便宜点吗|对不起|是不是要扣钱|行情怎么样|好好说话|不好说|要多少钱|办不了|确认不了|同意书在哪|
好办|好是好|可以是可以|成这样|要是|嗯不一定|好多|是要多少|
嗯要多久|好的我再看看|同意不同意|等我确认一下|先看看再说|yesterday|now|nobody|okay what is this|notice|right now is bad
""".replace("\n", "").split("|")


@pytest.mark.parametrize("text", YES)
def test_a_yes(text: str) -> None:
    assert yes_or_no(text) == "yes"


@pytest.mark.parametrize("text", NO)
def test_a_no(text: str) -> None:
    assert yes_or_no(text) == "no"


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_unclear_is_neither(text: str) -> None:
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    ("aside", "texts"),
    [
        (
            "person",
            "转人工|人工|我要人工客服|帮我转人工|找真人|叫个人工来|human|agent please|I want to talk to a person",
        ),
        (
            "complaint",
            "我要投诉|投诉|我想登记一个投诉|帮我提交投诉|I want to complain|I'd like to file a complaint",
        ),
        (
            "cancel",
            "取消|算了|还是算了吧|不办了|那就不办了|我不想办了|退出|cancel|never mind|forget it|I changed my mind|stop",
        ),
        ("what_asked", "你刚才问什么|你问我什么来着|刚刚问的是什么|到哪了|what did you ask|where were we"),
        ("repeat", "再说一遍|重新说一次|没看清|say that again|please repeat"),
        ("why", "为什么|为什么要问这个|为啥问这个|问这个干嘛|why|why do you ask?|what for"),
        ("skip", "跳过|不想说|先跳过吧|不知道|skip|I don't know"),
        ("wait", "等一下|我找找|wait|give me a minute"),
        ("change", "改一下|我要修改|填错了|change it|I made a mistake"),
        ("other_one", "另一笔|不对，是另一笔|换另一张卡|the other one|not that one"),
        ("go_on", "继续|接着办|continue"),
    ],
)
def test_an_aside_is_known_by_all_of_its_words(aside: str, texts: str) -> None:
    assert {text: aside_in(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), aside)


@pytest.mark.parametrize(
    "text",
    [
        "取消申请怎么操作",
        "为什么被拒",
        "为什么扣我这么多钱",
        "改还款日",
        "转账给人工客服",
        "投诉进度",
        "等额本息",
        "另一个手机号怎么绑定",
        "why was I charged",
        "cancel my application please today",
        "3000",
        "",
        "？",
    ],
)
def test_an_answer_or_a_question_is_no_aside(text: str) -> None:
    assert aside_in(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不是3000是5000", "5000"),
        ("不是3000，是5000", "5000"),
        ("不要第一笔，要第二笔", "第二笔"),
        ("not 3000 but 5000", "5000"),
        ("不对，是下个月", "不对，是下个月"),
    ],
)
def test_what_is_meant_stands_after_what_is_taken_back(text: str, meant: str) -> None:
    assert corrects(text)
    assert text[valid_from(text) :] == meant


def test_long_texts_are_read_in_bounded_time() -> None:
    for text in ("好" * 20_000, "不是" * 20_000, "请麻烦帮我" * 5_000, "yes " * 10_000, "，" * 20_000):
        assert aside_in(text) is None
        yes_or_no(text)
        valid_from(text)
