import pytest

from qiao.language.retrieval import sentences
from qiao.language.retrieval.index import NO_ALIASES

BODY = """提前还款不收违约金。没用到的天数不收利息！

- 提前结清：付剩余本金。
- 提前还一部分：500元起。
1. 打开App，点“还款”。"""
ENGLISH = "Interest is 7.2% to 24% a year. You can repay at any time. It costs nothing."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("有没有违约金", "提前还款不收违约金。"),
        ("部分还多少起", "提前还一部分：500元起。"),
        ("打开哪里", "打开App，点“还款”。"),
    ],
)
def test_the_sentence_that_answers_is_told_without_the_mark_of_a_list(question: str, told: str) -> None:
    passage = sentences(BODY, aliases=NO_ALIASES).about(question)
    assert passage is not None
    assert passage.text == told == BODY[passage.start : passage.end]


def test_a_point_inside_a_number_ends_no_sentence() -> None:
    passage = sentences(ENGLISH, aliases=NO_ALIASES).about("what interest a year")
    assert passage is not None
    assert passage.text == "Interest is 7.2% to 24% a year."


@pytest.mark.parametrize("body", ["", "\n\n", BODY])
def test_where_nothing_is_shared_nothing_is_told(body: str) -> None:
    assert sentences(body, aliases=NO_ALIASES).about("zzz qqq") is None
