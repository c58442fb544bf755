import re
from itertools import product

from qiao.language import Example, evaluation, train

ENDS = {"repay": ["还款", "还钱", "还这期"], "limit": ["提额", "加额度", "调高额度"]}
EXAMPLES = [
    Example(start + end, intent)
    for intent, ends in ENDS.items()
    for start, end in product(["怎么", "如何", "我想", "请帮我"], ends)
]


def test_a_learning_curve_has_a_lesson_a_share():
    lessons = evaluation.learning_curve(EXAMPLES, EXAMPLES, shares=(0.01, 0.5, 1.0))
    assert [lesson.examples for lesson in lessons] == [12, 24]
    assert lessons[-1].accuracy == 1


def test_the_page_needs_nothing_else_and_escapes_what_customers_wrote():
    tests = [*EXAMPLES, Example("怎么还款<script>alert(1)</script>", "limit")]
    judged = evaluation.judge(train(EXAMPLES), tests)
    compared = ("old", judged, evaluation.compare(judged, judged))

    page = evaluation.html_report(judged, title="<new>", compared=compared, lessons=[evaluation.Lesson(24, 0.9, 0.9)])

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<h1>&lt;new&gt;</h1>" in page
    assert re.search(r"(?:src|href)=|https?:|@import|url\(", page) is None
    assert page.count("<figure>") == 3
    assert "no difference shown" in page
