"""Digits that may belong together: runs of groups, with nothing but separators and small words between."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .seeing import HAN_DIGITS
from .signs import ALIKE, JOINT, TIMES, D, digits_of

SHORTEST_NUMBER = 7

_MORE = rf"(?:[^0-9{HAN_DIGITS}]{{0,10}}+{D})"
_RUN = re.compile(rf"{D}(?={_MORE}{{6}}){D}*+(?:{JOINT}{D}++)*+")
_GROUP = re.compile(rf"{D}+")
# The same where digits are counted out (四个零); rare, and dearer to look for.
_COUNTED_RUN = re.compile(rf"{D}(?={_MORE}{{6}})(?:{JOINT}(?:{TIMES})?{D})*+")
_COUNTED_GROUP = re.compile(rf"(?:(?:{TIMES})?{D})+")
_COUNTED = re.compile(rf"{TIMES}")
# Letters written for digits, in a word of nothing but digits and these.
_LOOKS_ALIKE = re.compile(r"[0-9oli](?:(?<=[0-9])[oli]|(?<=[oli])[0-9])")
_ALIKE_WORD = re.compile(
    r"[oli](?<![a-z0-9_@.].)[0-9oli]{2,}+(?![a-z_@])|[0-9](?<![a-z0-9_@.].)[0-9]*+[oli][0-9oli]*+(?![a-z_@])"
)


class Group(NamedTuple):
    start: int
    end: int
    digits: str


def runs(text: str) -> Iterator[tuple[str, list[Group]]]:
    """Every run of enough digits, and the text it stands in, with digits for letters that look like them."""
    if _LOOKS_ALIKE.search(text):
        text = _ALIKE_WORD.sub(_as_digits, text)
    run_of, group_of = _RUN, _GROUP
    if "个" in text and _COUNTED.search(text):
        run_of, group_of = _COUNTED_RUN, _COUNTED_GROUP
    for run in run_of.finditer(text):
        start, end = run.span()
        if end - start < SHORTEST_NUMBER and run_of is _RUN:
            continue
        written = run.group()
        if written.isdecimal():
            yield text, [Group(start, end, written)]
            continue
        groups = _groups(text, start, end, group_of)
        if sum([len(group.digits) for group in groups]) >= SHORTEST_NUMBER:
            yield text, groups


def _as_digits(word: re.Match[str]) -> str:
    return word.group().translate(ALIKE)


def _groups(text: str, start: int, end: int, group_of: re.Pattern[str]) -> list[Group]:
    """Digits that stand together; single digits in a row, whatever stands between, are one group."""
    groups: list[Group] = []
    single_from = -1
    for found in group_of.finditer(text, start, end):
        begin, stop = found.span()
        if stop < end and text[stop] == "位":  # 后四位 counts digits and is none.
            continue
        digits = digits_of(found.group()) if stop - begin > 1 or not found.group().isascii() else found.group()
        if len(digits) == 1:
            if single_from < 0:
                single_from = len(groups)
        elif single_from >= 0:
            groups[single_from:] = _joined(groups[single_from:])
            single_from = -1
        groups.append(Group(begin, stop, digits))
    if single_from >= 0:
        groups[single_from:] = _joined(groups[single_from:])
    return groups


def _joined(groups: list[Group]) -> list[Group]:
    if len(groups) < 3:  # noqa: PLR2004  one or two are an ordinary piece of something
        return groups
    return [Group(groups[0].start, groups[-1].end, "".join(group.digits for group in groups))]
