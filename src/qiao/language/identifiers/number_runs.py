"""Digits that may belong together: runs of groups, with nothing but separators and small words between."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qiao.language.patterns import lazily

from .seeing import HAN_DIGITS
from .signs import ALIKE, JOINT, TIMES, D, digits_of

SHORTEST_NUMBER = 7

_MORE = rf"(?:[^0-9{HAN_DIGITS}]{{0,10}}+{D})"
_RUN = lazily(rf"{D}(?<!{D}{D})(?={_MORE}{{6}}){D}*+(?:{JOINT}{D}++)*+")
# Digits that stand together, or single digits in a row; 后四位 counts digits and is none.
_GROUP = lazily(rf"{D}{{2,}}+(?!位)|{D}(?![0-9{HAN_DIGITS}位])(?:[^0-9{HAN_DIGITS}]++{D}(?![0-9{HAN_DIGITS}位]))*+")
# The same where digits are counted out (四个零); rare, and dearer to look for.
_COUNTED_RUN = lazily(rf"{D}(?={_MORE}{{6}})(?:{JOINT}(?:{TIMES})?{D})*+")
_COUNTED_GROUP = lazily(rf"(?:(?:{TIMES})?{D})+")
_COUNTED = lazily(rf"{TIMES}")
# Letters written for digits, in a word of nothing but digits and these.
_ALIKE_WORD = lazily(
    r"[0-9oli](?<![a-z0-9_@.].)(?=[0-9]*+[oli]|(?<=[oli])[0-9])(?:(?<=[0-9])|(?=[0-9oli]{2}))[0-9oli]++(?![a-z_@])"
)
_THREE = lazily(rf"[十0-9{HAN_DIGITS}](?:[^0-9{HAN_DIGITS}]{{0,6}}{D}){{2}}")


def has_digits(text: str) -> bool:
    """Whether anything numeric at all could be found."""
    return _THREE.search(text) is not None


class Group(NamedTuple):
    start: int
    end: int
    digits: str


def runs(text: str) -> Iterator[tuple[str, list[Group]]]:
    """Every run of enough digits, and the text it stands in, with digits for letters that look like them."""
    if "o" in text or "l" in text or "i" in text:
        text = _ALIKE_WORD.sub(_as_digits, text)
    counted = "个" in text and _COUNTED.search(text) is not None
    for run in (_COUNTED_RUN if counted else _RUN).finditer(text):
        start, end = run.span()
        if end - start < SHORTEST_NUMBER and not counted:
            continue
        written = run.group()
        if written.isdecimal():
            yield text, [Group(start, end, written)]
            continue
        groups = _counted_groups(text, start, end) if counted else _groups(text, start, end)
        if sum([len(group.digits) for group in groups]) >= SHORTEST_NUMBER:
            yield text, groups


def _as_digits(word: re.Match[str]) -> str:
    return word.group().translate(ALIKE)


# The most usual runs, without a single digit and without words, are read faster.
_ASCII_RUN = lazily(r"[0-9]{2,}+(?:[ -/:-~\n]++[0-9]{2,}+)*+")
_ASCII_GROUP = lazily("[0-9]+")


def _groups(text: str, start: int, end: int) -> list[Group]:
    if _ASCII_RUN.fullmatch(text, start, end):
        return [Group(*found.span(), found.group()) for found in _ASCII_GROUP.finditer(text, start, end)]
    groups: list[Group] = []
    for found in _GROUP.finditer(text, start, end):
        written = found.group()
        if written.isdecimal():
            groups.append(Group(*found.span(), written))
            continue
        digits = digits_of(written)
        if len(digits) < _ROW and len(written) > len(digits):
            groups += [Group(place, place + 1, digits_of(text[place])) for place in _places(text, *found.span())]
        else:
            groups.append(Group(*found.span(), digits))
    return groups


_ROW = 3  # One or two single digits are an ordinary piece of something.
_DIGIT = lazily(D)


def _places(text: str, start: int, end: int) -> list[int]:
    return [digit.start() for digit in _DIGIT.finditer(text, start, end)]


def _counted_groups(text: str, start: int, end: int) -> list[Group]:
    groups: list[Group] = []
    single_from = -1
    for found in _COUNTED_GROUP.finditer(text, start, end):
        if text[found.end() : found.end() + 1] == "位":
            continue
        digits = digits_of(found.group())
        if len(digits) == 1:
            if single_from < 0:
                single_from = len(groups)
        elif single_from >= 0:
            groups[single_from:] = _joined(groups[single_from:])
            single_from = -1
        groups.append(Group(*found.span(), digits))
    if single_from >= 0:
        groups[single_from:] = _joined(groups[single_from:])
    return groups


def _joined(groups: list[Group]) -> list[Group]:
    if len(groups) < _ROW:
        return groups
    return [Group(groups[0].start, groups[-1].end, "".join(group.digits for group in groups))]
