"""What holds for every text: offsets, idempotence, linear time."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language.identifiers import find, mask

from .adversarial import adversarial
from .manners import harder

NUMBERS = (
    "13812345678|138 1234 5678|4111111111111111|11010519491231002X|123456|****|1|2345|86|１"
    "|幺三八|四个零|010-62345678|09/27|京A12345|E12345678"
)
WORDS = (
    "a@b.com|验证码|密码|是|cvv|*| |-|x|ab1!|:|\u200b|元|卡号|is |\n|我的|我叫|张伟|先生"
    "|住北京市朝阳区|建国路|8号|502室|微信|zhang_8|qq|手机号|身份证|有效期|车牌|然后|"
    "my name is |John |\0|😀|叫|大道|one two |姓名|·|买买提"
)
PIECES = st.sampled_from([*NUMBERS.split("|"), *WORDS.split("|")])
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)

FLOODS = [
    "1",
    "1 ",
    "13",
    "1 3 ",
    "12 ",
    "4111 ",
    "138 ",
    "13812345678 ",
    "@",
    "a@",
    "a@b.cc ",
    "a.a@a.",
    "- ",
    "一",
    "一二",
    "幺三八",
    "四个零",
    "密码",
    "密码 !",
    "密码是",
    "密码ab12 ",
    "验证码是",
    "1x",
    "otp ",
    "京A",
    "我叫",
    "我是张",
    "路1号",
    "住北京市朝阳区",
    "地址",
    "微信",
    "wx:a",
    "qq1",
    "有效期1",
    "cvv1",
    "e1234567",
    "one two ",
    "\u200b",
    "a\u200b1",
    "1😀",
    "1\n",
    "然后1",
    "前1位",
    "*",
    "1*",
    "\0",
    "\ud800",
    "0 ",
    "my name is ",
    "(at)",
    "小区",
    "张",
    "﷽",
    "号楼",
    "😀",
    "&#49;",
    "&amp;",
    "%31",
    "1*",
    "点@",
    "a 点",
    "我是王",
    "，张伟",
    "09/27 ",
    "卡12/28到期",
    "1234验证码",
    "abc123是密码",
    "阿·",
    "cvv",
]


@given(st.lists(PIECES, max_size=10).map("".join))
def test_masking_twice_is_masking_once(text: str):
    once = mask(text).text

    assert mask(once).text == once
    assert find(once) == []


def test_masking_adversarial_cases_twice_is_masking_once():
    for case in (*adversarial(4, 20), *harder(4, 2)):
        once = mask(case.text).text
        assert mask(once).text == once


@given(ANY_TEXT | st.lists(PIECES | ANY_TEXT, max_size=6).map("".join))
def test_any_string_is_taken_and_spans_are_in_order(text: str):
    spans = find(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    masked = mask(text).spans
    assert all(first.end <= second.start for first, second in pairwise(masked))
    assert all(any(one.start <= span.start and span.end <= one.end for one in masked) for span in spans)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-", "\u200b", ".", "·", "😀"]))
def test_no_phone_passes_in_any_grouping(phone: str, between: str):
    text = f"我电话{phone[:3]}{between}{phone[3:7]}{between}{phone[7:]}谢谢"

    assert mask(text).text == f"我电话{phone[:3]}****{phone[7:]}谢谢"


@given(st.text("abcXYZ123!#%&", min_size=6, max_size=20).filter(lambda value: any(sign.isdigit() for sign in value)))
def test_how_long_a_password_is_stays_secret(value: str):
    assert mask(f"密码是a1{value[:-1]}0").text == "密码是******"


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_linear_work(flood: str):
    def seconds(size: int) -> float:
        text = (flood * (size // len(flood) + 1))[:size]
        began = time.thread_time()
        mask(text)
        return time.thread_time() - began

    seconds(1_000)
    assert seconds(100_000) < 0.5  # A tenth of a megabyte; five times the bar, for machines that are busy.
