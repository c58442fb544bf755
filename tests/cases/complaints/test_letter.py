"""A decision's letter says what it has to, and a pack whose template could not is not loaded."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qiao import app
from qiao.cases import COMPLAINTS
from qiao.cases.complaints.letter import Decision, missing, written
from qiao.cases.complaints.section import ComplaintRules
from qiao.cases.complaints.terms import Terms
from qiao.policy import Pack, PackInvalid, rules

DECISION = Decision("partly", "退回{reasons}一百元", "重复计收")
AT = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.fixture
def book(pack: Pack) -> ComplaintRules:
    return pack.section(COMPLAINTS)


@pytest.fixture
def terms(pack: Pack) -> Terms:
    return Terms.on(pack.section(rules.RULES), AT.date())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_packs_own_letter_lacks_nothing_in_either_language(
    book: ComplaintRules, terms: Terms, language: str
) -> None:
    text = written(book, terms, DECISION, number="T1", opened_at=AT, brand="桥", language=language)
    assert missing(text, book, terms, DECISION, number="T1", language=language) == []
    assert "退回{reasons}一百元" in text
    assert ("2026年11月23日" if language == "zh" else "23 November 2026") in text


@pytest.mark.parametrize(
    ("lost", "lacks"),
    [("T1", "number"), ("重复计收", "reasons"), ("可以向人民法院提起诉讼", "suit"), ("部分属实", "outcome")],
)
def test_what_was_struck_out_is_named(book: ComplaintRules, terms: Terms, lost: str, lacks: str) -> None:
    text = written(book, terms, DECISION, number="T1", opened_at=AT, brand="桥", language="zh").replace(lost, "")
    assert missing(text, book, terms, DECISION, number="T1", language="zh") == [lacks]


def test_a_decision_without_reasons_is_incomplete(book: ComplaintRules, terms: Terms) -> None:
    empty = Decision("partly", "退款", " ")
    text = written(book, terms, empty, number="T1", opened_at=AT, brand="桥", language="zh")
    assert missing(text, book, terms, empty, number="T1", language="zh") == ["reasons"]


def test_the_days_of_a_complaint_are_the_tables_of_its_day(terms: Terms) -> None:
    assert [terms.more_days(extensions) for extensions in range(3)] == [15, 30, 0]


@pytest.mark.parametrize(
    ("was", "becomes", "what"),
    [
        ("理由：{reasons}", "理由见附件", "does not say {reasons}"),
        ("  suit: {zh", "  # suit: {zh", "suit is missing"),
        ('    told: {zh: "您的投诉{number}需要', '    # told: {zh: "您的投诉{number}需要', "has to be told"),
    ],
)
def test_a_pack_that_could_not_say_it_is_refused(tmp_path: Path, was: str, becomes: str, what: str) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(app.shipped_pack(), folder)
    file = folder / "complaints" / "handling.yaml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes), encoding="utf-8")
    with pytest.raises(PackInvalid, match=what.replace("{", r"\{").replace("}", r"\}")):
        app.read_pack(folder)
