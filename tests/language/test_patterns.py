"""Patterns compiled late are patterns all the same."""

import re

import pytest

from qiao.language import prepare
from qiao.language.patterns import lazily


def test_a_late_pattern_finds_what_an_early_one_finds() -> None:
    late, early = lazily(r"(\d+)\s*(yuan|元)", re.IGNORECASE), re.compile(r"(\d+)\s*(yuan|元)", re.IGNORECASE)
    text = "12 Yuan 和 30元"
    assert [found.groups() for found in late.finditer(text)] == [found.groups() for found in early.finditer(text)]
    assert late.sub(r"\1", text) == early.sub(r"\1", text) == "12 和 30"
    assert late.pattern == early.pattern


def test_a_broken_pattern_is_told_when_everything_is_prepared() -> None:
    prepare()
    lazily("(")
    with pytest.raises(re.error):
        prepare()
    prepare()
