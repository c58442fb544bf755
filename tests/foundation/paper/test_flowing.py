"""Pages on which no line stands alone."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.paper import pages


@dataclass(frozen=True)
class Paragraph:
    count: int
    line_height: float = 1.0
    space_before: float = 0.5
    stays_whole: bool = False
    stays_with_last: bool = False


END = (Paragraph(2, stays_whole=True, stays_with_last=True),)
paragraphs = st.lists(st.builds(Paragraph, st.integers(1, 30)), min_size=1, max_size=12).map(tuple)


@given(paragraphs, st.integers(8, 20))
def test_every_line_stands_once_in_order_and_no_page_is_too_full(parts: tuple[Paragraph, ...], height: int) -> None:
    found = pages(parts, height=height)
    lines = [(one.part, one.line) for page in found for one in page]
    assert lines == [(part, line) for part, one in enumerate(parts) for line in range(one.count)]
    for page in found:
        assert page[0].top == 0
        assert page[-1].top + 1 <= height


@given(paragraphs, st.integers(8, 20))
def test_no_line_of_a_paragraph_stands_alone_on_a_page(parts: tuple[Paragraph, ...], height: int) -> None:
    for page in pages(parts, height=height):
        for part in {one.part for one in page}:
            here = sum(one.part == part for one in page)
            assert here >= min(parts[part].count, 2)


@given(paragraphs, st.integers(8, 20))
def test_the_signature_takes_the_end_of_the_letter_with_it(parts: tuple[Paragraph, ...], height: int) -> None:
    last = pages(parts + END, height=height)[-1]
    assert [one.line for one in last if one.part == len(parts)] == [0, 1]
    assert last[0].part < len(parts)
