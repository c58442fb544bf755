"""What each word does in its clause, and clauses that name persons without a wish for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language import normalise
from qiao.language.clause_shapes import leads_on, names_a_person_without_wish, shape_of, shape_signs


def test_clauses_that_do_the_same_have_one_shape() -> None:
    assert len({shape_of(text) for text in ("找客服", "叫真人", "喊坐席")}) == 1
    assert shape_of("找客服") != shape_of("没找客服")
    assert shape_of("要人工") != shape_of("要人工费")


@pytest.mark.parametrize(
    "text",
    [
        "我没要人工",
        "别给我接客服",
        "不需要真人",
        "i don't need an agent",
        "为什么一定要人工",
        "do i need to talk to someone",
        "转人工收费吗",
        "我找网点的人办",
        "找我老公来",
        "let me talk to my husband first",
        "要是收不到，我就找客服",
        "跟你们主管谈好的",
        "我正在等人工",
        "叫你们的人别再打电话了",
        "can somebody call me",
        "让人给我打个电话",
    ],
)
def test_a_person_is_named_without_a_wish(text: str) -> None:
    assert names_a_person_without_wish(text)


@pytest.mark.parametrize(
    "text",
    [
        "转人工",
        "我不填了，叫人来",
        "我没要人工，我要真人",
        "怎么没人",
        "方便的话请接一下客服",
        "get me a human",
        "怎么还款",
        "",
    ],
)
def test_a_wish_and_what_names_nobody_are_left_to_be_weighed(text: str) -> None:
    assert not names_a_person_without_wish(text)


@pytest.mark.parametrize(("text", "hangs"), [("要是收不到，", True), ("客服说，", True), ("我不填了，", False)])
def test_what_hangs_on_a_clause_is_read_with_it(text: str, *, hangs: bool) -> None:
    assert leads_on(normalise(text)) is hangs


@given(st.text(max_size=600))
def test_any_text_has_a_shape(text: str) -> None:
    shape = shape_of(normalise(text))
    assert shape[0] == shape[-1]
    assert all(shape_signs(normalise(text)))
