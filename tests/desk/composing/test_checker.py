"""What the shipped checks find and leave alone, and what holds for any text and any rules."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import app
from qiao.desk.aside_rules import ASIDES
from qiao.desk.composing import CHECKS, SNIPPETS, Checker, Checks
from qiao.desk.composing.phrases import Phrases, PhraseUnclear
from qiao.policy import LANGUAGES, PackFolder
from tests.desk.composing.judged import LINES, wrong

FRESH, UNSEEN = LINES.with_name("lines-fresh.txt"), LINES.with_name("lines-unseen.txt")


def _shipped() -> Checks:
    checks = CHECKS.read(PackFolder(app.shipped_pack()), {})
    assert checks is not None
    return checks


CHECKER = Checker(_shipped())


@pytest.mark.parametrize("file", [LINES, FRESH], ids=lambda file: file.stem)
def test_what_agents_must_not_say_is_found_and_what_they_may_is_not(file: Path) -> None:
    assert list(wrong(CHECKER, file)) == []


def test_of_lines_nobody_fitted_the_rules_to_more_than_half_is_found() -> None:
    """The measure of what the rules are worth: 16 of 28 found, one false alarm in 18, when they were written."""
    told = [which for which, *_ in wrong(CHECKER, UNSEEN)]
    assert told.count("missed") <= 12
    assert told.count("false alarm") <= 1


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("我们不能保证一定能下款", 0),
        ("不能不说，一定能下款", 1),
        ("不用担心，保证通过", 1),
        ("我不能承诺减免", 0),
        ("我不能承诺，但罚息我给您免了", 1),
        ("這筆 一 定 能 下 款", 1),
        ("ＩＴ　ＷＩＬＬ　ＤＥＦＩＮＩＴＥＬＹ　ＢＥ　ＡＰＰＲＯＶＥＤ", 1),
        ("I can’t promise that it will be approved. It depends.", 0),
        ("I don't know, but I promise it will be approved", 1),
        ("不是诈骗，一定能下款", 1),
    ],
)
def test_denials_reach_as_far_as_their_clause(text: str, blocks: int) -> None:
    assert sum(finding.blocks for finding in CHECKER.findings(text)) == blocks, CHECKER.findings(text)


def test_a_finding_says_where_it_stands_in_the_text_as_written() -> None:
    text = "😀 您好，這筆 一 定 能 下款。"
    (finding,) = CHECKER.findings(text)
    assert text[finding.start : finding.end] == "一 定 能 下款"


def test_a_rate_with_its_annual_rate_is_fine() -> None:
    assert [finding.check.id for finding in CHECKER.findings("日利率0.05%")] == ["rate_without_annual"]
    assert CHECKER.findings("日利率0.05%，年化利率18%") == ()


def test_the_ready_texts_pass_and_what_is_left_to_fill_in_does_not() -> None:
    snippets = SNIPPETS.read(PackFolder(app.shipped_pack()), {})
    assert snippets is not None
    assert len(snippets.snippets) >= 25
    pack = app.read_pack(app.shipped_pack())
    for one in snippets.snippets:
        for language in LANGUAGES:
            text = pack.filled(one.text, language)
            assert [finding.check.id for finding in CHECKER.findings(text)] == [], text
    for reason in pack.section(ASIDES).reasons.values():
        for language in LANGUAGES:
            assert CHECKER.findings(pack.filled(reason.text, language)) == (), reason.text
    assert [one.check.id for one in CHECKER.findings("还款【填：金额】元")] == ["gap"]
    assert [one.check.id for one in CHECKER.findings("You paid [fill in: amount] yuan")] == ["gap"]


_PIECES = [
    "一定",
    "能",
    "下款",
    "不能",
    "保证",
    " ",
    "\n",
    "，",
    "。",
    "但",
    "的",
    "验证码",
    "发给我",
    "I promise",
    "approved",
]
_TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))


@given(_TEXTS)
def test_places_are_in_the_text_in_order_and_apart_for_each_rule(text: str) -> None:
    findings = CHECKER.findings(text)
    assert all(0 <= one.start < one.end <= len(text) for one in findings)
    assert list(findings) == sorted(findings, key=lambda one: (one.start, one.end))
    for rule in {one.check.id for one in findings}:
        own = [one for one in findings if one.check.id == rule]
        assert all(before.end <= after.start for before, after in pairwise(own))


@pytest.mark.parametrize(
    "piece", ["一定", "我们会", "i promise ", "the rate ", "把", "不", " ", "利息打", "send me ", "1"]
)
def test_the_longest_text_is_read_at_once(piece: str) -> None:
    text = (piece * 4000)[:4000]
    began = time.perf_counter()
    CHECKER.findings(text)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("phrase", ["", "~ 下款", "一定 ~", "一定 ~ 能 ~ 下 ~ 款", "一定||肯定", "<nothing> 下款"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseUnclear):
        Phrases([phrase], "zh", {"sure": ["一定"]})
