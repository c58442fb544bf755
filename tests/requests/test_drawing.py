"""A picture of a flow shows every step and exit, and is nothing but a picture whatever its texts say."""

import xml.etree.ElementTree as ET

import pytest

from qiao.policy import InBoth
from qiao.requests import FlowBook, draw

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_and_every_end_is_drawn(book: FlowBook, language: str) -> None:
    for flow in book.flows.values():
        root = ET.fromstring(draw(flow, language))  # noqa: S314  (our own output is read)
        said = " ".join(text.text or "" for text in root.iter(f"{_SVG}text"))
        for name in (*flow.by_id, *flow.ends):
            assert name in said
        boxes = len(flow.steps) + len(flow.ends) + (flow.receipt is not None)
        assert len(list(root.iter(f"{_SVG}rect"))) == boxes + 1
        assert len(list(root.iter(f"{_SVG}path"))) > len(flow.steps)


def test_the_language_is_that_of_the_reader(book: FlowBook) -> None:
    flow = book.flows["change_due_date"]
    assert "Change the due date" in draw(flow, "en")
    assert "确认卡" in draw(flow, "zh")


def test_texts_are_escaped(book: FlowBook) -> None:
    evil = "</text><script>alert(1)</script>&\"'"
    flow = book.flows["change_due_date"].model_copy(update={"name": InBoth(zh=evil, en=evil)})
    picture = draw(flow)
    assert "<script>" not in picture
    ET.fromstring(picture)  # noqa: S314  (our own output is read)
