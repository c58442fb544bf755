"""Lines of agents, and what a checker made of them."""

from collections.abc import Iterator
from pathlib import Path

from qiao.desk.composing import Checker

LINES = Path(__file__).with_name("lines.txt")


def lines(file: Path = LINES) -> list[tuple[frozenset[str], str]]:
    """Each with the rules that shall be hit, none where it is harmless."""
    rows = (row.split("\t", 1) for row in file.read_text("utf-8").splitlines() if row and not row.startswith("#"))
    return [(frozenset(rules.split(",")) - {"-"}, text) for rules, text in rows]


def wrong(checker: Checker, file: Path = LINES) -> Iterator[tuple[str, list[str], list[str], str]]:
    """What was missed, or found where nothing is to be found: which of both, expected, found, the line."""
    for expected, text in lines(file):
        found = {finding.check.id for finding in checker.findings(text)}
        if not expected <= found:
            yield "missed", sorted(expected), sorted(found), text
        if not expected and found:
            yield "false alarm", [], sorted(found), text
