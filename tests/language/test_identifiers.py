import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language.identifiers import find, mask

KINDS = [
    ("打我13812345678", "打我138****5678", "CN_PHONE"),
    ("１３８-1234 5678打我", "138****5678打我", "CN_PHONE"),
    ("138\u200b12345678", "138****5678", "CN_PHONE"),
    ("+86 138 1234 5678", "+86 138****5678", "CN_PHONE"),
    ("8613812345678", "86138****5678", "CN_PHONE"),
    ("身份证11010519491231002X", "身份证1****************X", "CN_ID"),
    ("110105 19491231 002x", "1****************X", "CN_ID"),
    ("老证110105491231002", "老证1*************2", "CN_ID"),
    ("身份证号110105194912310021", "身份证号1****************1", "CN_ID"),  # mistyped, but declared
    ("4111 1111 1111 1111", "****1111", "BANK_CARD"),
    ("卡号6222020000000000000", "卡号****0000", "BANK_CARD"),
    ("发到Zhang.San@qq.com", "发到Z***@qq.com", "EMAIL"),
    ("13812345678@163.com", "1***@163.com", "EMAIL"),
    ("验证码是123456", "验证码是******", "SMS_CODE"),
    ("123456是我的验证码", "******是我的验证码", "SMS_CODE"),
    ("my verification code is 4821", "my verification code is ****", "SMS_CODE"),
    ("密码abc12345登不上", "密码********登不上", "PASSWORD"),
    ("password: Hunter2!", "password: ********", "PASSWORD"),
    ("密码13812345678", "密码***********", "PASSWORD"),
    ("cvv 123", "cvv ***", "CVV"),
    ("安全码是456", "安全码是***", "CVV"),
]

CLEAN = [
    "我想借12000元分36期",
    "还了13812345678元",
    "转了13812345678.50元",
    "订单号6222020000000000000",
    "流水号4111111111111111",
    "受理号202411221234567890",
    "110105194912310021",  # wrong check digit, undeclared
    "4111111111111112",
    "打400-820-8820",
    "95533还是12378还是10086",
    "95533发来的验证码收不到",
    "验证码收不到,尾号1234",
    "密码忘了",
    "密码输错3次",
    "password reset please",
    "年化7.2%到24%,2024-11-22到期",
    "",
]


@pytest.mark.parametrize(("text", "masked", "kind"), KINDS)
def test_personal_data_is_found_and_masked(text: str, masked: str, kind: str):
    assert [span.type for span in find(text)] == [kind]
    assert mask(text).text == masked
    assert list(mask(text).spans) == find(text)


@pytest.mark.parametrize("text", CLEAN)
def test_amounts_orders_and_hotlines_are_left_alone(text: str):
    assert mask(text).text == text
    assert find(text) == []


def test_offsets_are_those_of_the_original():
    text = "我\u200b的１３８ 1234\u200b5678和a@b.com"

    phone, mail = find(text)

    assert text[phone.start : phone.end] == "１３８ 1234\u200b5678"
    assert text[mail.start : mail.end] == "a@b.com"


def test_two_numbers_side_by_side_are_two():
    assert mask("13812345678,13912345679 13712345670").text == "138****5678,139****5679 137****5670"


def test_a_megabyte_of_anything_is_linear_work():
    for hostile in ("1 ", "@", "a@", "密码 !", "验证码是", "13812345678 ", "1x", "otp ", "a.a@a."):
        began = time.process_time()
        mask(hostile * (250_000 // len(hostile)))
        assert time.process_time() - began < 4


NUMBERS = "13812345678|138 1234 5678|4111111111111111|11010519491231002X|123456|****|1|2345|86|１"
WORDS = "a@b.com|验证码|密码|是|cvv|*| |-|x|ab1!|:|\u200b|元|卡号|is |\n|我的"
PIECES = st.sampled_from([*NUMBERS.split("|"), *WORDS.split("|")])


@given(st.lists(PIECES, max_size=9).map("".join))
def test_masking_twice_is_masking_once(text: str):
    once = mask(text).text

    assert mask(once).text == once
    assert find(once) == []


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_string_is_taken_and_spans_are_in_order(text: str):
    spans = find(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-", "\u200b", ".", "·"]))
def test_no_phone_passes_in_any_grouping(phone: str, between: str):
    text = f"我电话{phone[:3]}{between}{phone[3:7]}{between}{phone[7:]}谢谢"

    assert mask(text).text == f"我电话{phone[:3]}****{phone[7:]}谢谢"
