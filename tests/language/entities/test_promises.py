"""Any string, offsets of the original, no overlaps, linear time."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language import entities
from qiao.language.entities import numerals

from .reading import NOW

_SIGNS = """三 千 五 百 万 块 元 毛 零 十 两 1 2 5 0 . , - / ： ， 号 日 月 年 天 周 上 下 个 这 前 后 之 内 到 期 笔 第 最 早 尾
    工 行 北 京 我 叫 张 是 失 业 % w k ¥ １ 壹 萬 圓 a in days next march 💰 1️⃣ ½"""
PIECES = st.sampled_from([*_SIGNS.split(), " ", "\u3000", "\u200b", "\ud800", "\x00", "\n"])
HEAVY = [
    "三千五块", "1块", "一", "1", "1 ", "6222 0", "3-", "0.", "1,234,", "15号到", "今年", "一年", "北京", "北京市朝阳区",
    "我叫张", "工资还", "爸爸都", "twenty ", "in 3 days ", "march 1 to ", "手机尾号", "全部", " ", "\n", "，", "𝟏", "的 ", "a1",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_string_is_read_and_offsets_are_the_originals(text: str) -> None:
    done = 0
    for entity in entities.find(text, now=NOW):
        assert done <= entity.start < entity.end <= len(text)
        assert entity.text == text[entity.start : entity.end]
        done = entity.end
        json.dumps([entity.value, entity.unit])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_the_same_text_is_read_the_same_way_again(text: str) -> None:
    assert entities.find(text, now=NOW) == entities.find(text, now=NOW)


@pytest.mark.parametrize("piece", HEAVY)
def test_a_megabyte_takes_no_longer_than_a_second(piece: str) -> None:
    entities.find("我在北京", now=NOW)  # The table of regions is loaded once.
    text = piece * (1_000_000 // len(piece.encode()))

    started = time.process_time()
    entities.find(text, now=NOW)

    assert time.process_time() - started < 1


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_every_number_spoken_is_the_number_read(number: int) -> None:
    assert numerals.parse(spoken(number)) == number
    assert numerals.parse(formal(number)) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_every_number_in_figures_is_the_number_read(number: int) -> None:
    assert numerals.parse(f"{number:,}") == number
    assert numerals.parse(str(number)) == number


def spoken(number: int) -> str:
    """Say a number the way it is taught: 10050 is 一万零五十."""
    said = ""
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, scale)
        if section:
            said += ("零" if said and section < 1000 else "") + _section(section) + name
    return said


def _section(number: int) -> str:
    said, gap = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            said += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        elif said:
            gap = True
    return said


def formal(number: int) -> str:
    return spoken(number).translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
