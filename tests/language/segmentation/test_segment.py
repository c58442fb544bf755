import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language import segment


def _parts(text: str) -> list[str]:
    return [part.text for part in segment(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("额度怎么提高，利息多少", ["额度怎么提高", "利息多少"]),
        ("额度怎么提高？利息多少？", ["额度怎么提高", "利息多少"]),
        ("发票在哪开 合同在哪下载", ["发票在哪开", "合同在哪下载"]),
        ("发票在哪开\n合同在哪下载", ["发票在哪开", "合同在哪下载"]),
        ("我想提前还款，另外利息怎么算？", ["我想提前还款", "另外利息怎么算"]),
        ("帮我开张发票，顺便把会员退了", ["帮我开张发票", "顺便把会员退了"]),
        ("怎么换银行卡还有怎么注销账户", ["怎么换银行卡", "还有怎么注销账户"]),
        ("1.密码忘了怎么办；2.怎么注销账户", ["1.密码忘了怎么办", "2.怎么注销账户"]),
        ("第一怎么提额，第二怎么开发票", ["第一怎么提额", "第二怎么开发票"]),
        ("怎么开发票，合同在哪下载，客服几点上班", ["怎么开发票", "合同在哪下载", "客服几点上班"]),
        ("再问一下，罚息能减吗？对了，发票怎么开？", ["再问一下，罚息能减吗", "对了，发票怎么开"]),
        ("how do I repay, and what is the interest rate?", ["how do I repay", "and what is the interest rate"]),
        ("Can I repay early? Also, where is my contract?", ["Can I repay early", "Also, where is my contract"]),
    ],
)
def test_each_matter_is_a_part(text: str, parts: list[str]) -> None:
    assert _parts(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "怎么还款",
        "上个月逾期了三天，会影响征信吗",
        "我昨天还了钱，今天又扣了一次，这是怎么回事？",
        "怎么还款，具体在哪里操作",
        "为什么借不了，是不是额度没了",
        "能晚两天还吗，工资还没发",
        "还有多少钱没还",
        "我还有多少没还，帮我看一下",
        "借1,200元分3.5个月怎么算",
        "客服说“怎么都行，利息不用管，什么时候还都可以”，这话算数吗",
        "7月5日、8月5日的账单怎么查",
        "身份证、银行卡要准备什么",
        "My card was lost last week, so I could not repay. What should I do?",
        "？？？",
    ],
)
def test_one_matter_stays_whole(text: str) -> None:
    assert _parts(text) == [text]


def test_what_is_told_between_two_questions_explains_the_second() -> None:
    assert _parts("发票怎么开？我上周换了手机号，登录不了怎么办？") == [
        "发票怎么开",
        "我上周换了手机号，登录不了怎么办",
    ]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_has_no_parts(text: str) -> None:
    assert segment(text) == ()


_PIECES = st.lists(
    st.sampled_from(
        [*'，。？?；、\n "“”（）1.,', "怎么还款", "另外", "利息多少", "我想提额", "还有", "also what", "a.b", "\ud800"]
    ),
    max_size=30,
).map("".join)


@given(text=st.one_of(st.text(max_size=60), _PIECES))
def test_parts_lie_in_the_text_in_order_and_lose_only_signs_between_them(text: str) -> None:
    at = 0
    for part in segment(text):
        assert at <= part.start < part.end <= len(text)
        assert part.text == text[part.start : part.end]
        assert not any(sign.isalnum() for sign in text[at : part.start])
        at = part.end
    assert not any(sign.isalnum() for sign in text[at:])


def test_the_rest_of_a_very_long_message_stays_with_its_last_part() -> None:
    text = "怎么开发票？" + "合同在哪下载" * 1_000
    assert [part.end for part in segment(text)][-1] == len(text)
