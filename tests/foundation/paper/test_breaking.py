"""Lines as Chinese print breaks them."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.paper import NEVER_FIRST, NEVER_LAST, broken

CLOSING, OPENING = "、，。；：！？）」』”》", "（「『“《"


def wide(sign: str) -> float:
    return 0.5 if sign.isascii() else 1.0


word = st.text("abc019", min_size=1, max_size=6)
sign = st.sampled_from("的一是了我不在人有他投诉")
pieces = st.lists(
    st.one_of(
        sign,
        word,
        st.just(" "),
        st.tuples(sign, st.sampled_from(CLOSING)).map("".join),
        st.tuples(st.sampled_from(OPENING), sign).map("".join),
    ),
    max_size=120,
).map("".join)


@given(pieces, st.integers(8, 40), st.sampled_from([0, 2]))
def test_no_line_begins_or_ends_with_the_wrong_sign_and_none_is_too_wide(text: str, width: int, indent: int) -> None:
    lines = broken(text, wide, width=width, indent=indent)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not [line for line in lines[1:] if line[0] in NEVER_FIRST]
    assert not [line for line in lines[:-1] if line[-1] in NEVER_LAST]
    for place, line in enumerate(lines):
        assert sum(map(wide, line)) <= width - (indent if place == 0 else 0)


@given(st.lists(word, min_size=1, max_size=40), st.integers(4, 20))
def test_words_stay_whole(words: list[str], width: int) -> None:
    assert " ".join(broken(" ".join(words), wide, width=width)).split() == words


def test_a_line_is_as_full_as_the_signs_allow() -> None:
    assert broken("一二三四五，六七八九十。", wide, width=5) == ["一二三四", "五，六七八", "九十。"]
    assert broken("一二三四（五六）七", wide, width=5) == ["一二三四", "（五六）七"]


def test_what_fits_nowhere_is_parted_all_the_same() -> None:
    assert broken("a" * 25, wide, width=5) == ["a" * 10, "a" * 10, "a" * 5]
    assert broken("，" * 7, wide, width=3) == ["，，，", "，，，", "，"]
    assert broken("  ", wide, width=3) == []
