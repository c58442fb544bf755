"""The letter as PDF, read back."""

import io
from datetime import date

import pypdf
import pytest

from qiao.cases.complaints.paper import Letterhead, drawn, sheet

WAYS = ["收到本决定之日起30日内，可以向我们书面申请核查", "可以申请调解", "可以向人民法院提起诉讼"]
HEAD = Letterhead(
    "测试贷款人", "T261128-0007", date(2026, 11, 28), "zh", "有疑问请拨打400-000-0000。", "投诉处理专用章"
)
REASONS = "系统在11月10日重复计收了一次“服务费”300.00元，没有合同依据，我们已经更正。"


def letter(reasons: str = REASONS) -> str:
    return "\n".join(
        [
            "投诉处理决定书",
            "投诉编号：T261128-0007",
            "尊敬的客户：",
            "处理结果：投诉属实。多收的三百元已退回。",
            f"理由：{reasons}",
            f"您不同意本决定的：{'；'.join(WAYS)}。",
            "测试贷款人",
        ]
    )


def read(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def test_it_says_all_of_the_letter_on_one_page_with_whom_to_ask() -> None:
    (page,) = read(drawn(sheet(HEAD, letter(), WAYS)))
    text = page.replace("\n", "")
    for part in (
        "测试贷款人",
        "T261128-0007",
        "2026年11月28日",
        "尊敬的客户：",
        REASONS,
        "400-000-0000",
        "投诉处理专用章",
    ):
        assert part in text
    assert text.count("T261128-0007") == 1
    assert "页" not in text
    lines = page.splitlines()
    assert [line for line in lines if line.startswith("（")][:3] == [
        f"（一）{WAYS[0]}；",
        f"（二）{WAYS[1]}；",
        f"（三）{WAYS[2]}。",
    ]


def test_a_long_one_is_numbered_page_by_page_and_carries_its_head_on_each() -> None:
    pages = read(drawn(sheet(HEAD, letter(REASONS * 40), WAYS)))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"第{number}页，共{len(pages)}页" in page
        assert "T261128-0007" in page
        assert not [line for line in page.splitlines() if line[:1] in "，。；：！？）”"]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert drawn(sheet(HEAD, letter(), WAYS)) == drawn(sheet(HEAD, letter(), WAYS))


@pytest.mark.parametrize(("is_draft", "marks"), [(True, 1), (False, 0)])
def test_a_draft_says_so(*, is_draft: bool, marks: int) -> None:
    (page,) = read(drawn(sheet(HEAD, letter(), WAYS), is_draft=is_draft))
    assert page.count("草稿") == marks


def test_words_an_officer_wrote_otherwise_stand_as_she_wrote_them() -> None:
    own = f"答复\n{REASONS}\n另外，{WAYS[2]}；{WAYS[0]}。{WAYS[1]}。😀"
    (page,) = read(drawn(sheet(HEAD, own, WAYS)))
    text = page.replace("\n", "")
    assert f"另外，{WAYS[2]}；{WAYS[0]}。{WAYS[1]}。" in text
    assert "（一）" not in text


def test_english_keeps_its_words_whole() -> None:
    head = Letterhead("Test Lender", "T1", date(2026, 11, 8), "en", "Call 400-000-0000.", "Seal for complaints")
    ways = ["you can ask us to verify it", "you can bring a suit"]
    reasons = "We’ve repaired the “late fee” (银行) fault and checked every other customer. " * 9
    (page,) = read(drawn(sheet(head, f"Decision\nNumber: T1\nReasons: {reasons}\nElse: {'; '.join(ways)}.", ways)))
    assert "No. T1, 8 November 2026" in page
    assert "(1) you can ask us to verify it;" in page
    assert " ".join(page.split()).count("We’ve repaired the “late fee” (银行) fault and checked every") == 9
