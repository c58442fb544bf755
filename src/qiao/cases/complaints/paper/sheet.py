"""What stands on the paper, part by part: taken from the words of the letter, which are not changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_LONGEST_HEADING = 40
_LONGEST_GREETING = 30
_NUMERALS = "一二三四五六七八九十"


class Kind(StrEnum):
    HEADING = "heading"
    GREETING = "greeting"
    TEXT = "text"
    WAY = "way"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose letter it is, of which complaint and day, who can be asked, and what the seal will say."""

    brand: str
    number: str
    day: date
    language: str
    contact: str
    seal: str


@dataclass(frozen=True, slots=True)
class Sheet:
    head: Letterhead
    heading: str
    blocks: tuple[Block, ...]


def sheet(head: Letterhead, letter: str, ways: Sequence[str]) -> Sheet:
    """Lay out a letter: its first line is the heading, what the head and the foot say by themselves is left out of the
    text, and the ways that are open stand one below the other where they follow each other in one sentence.
    """
    lines = [line.strip() for line in letter.splitlines() if line.strip()]
    heading = lines[0] if lines and len(lines[0]) <= _LONGEST_HEADING else ""
    kept = [line for line in lines[bool(heading) :] if line != head.brand and not _is_number_line(line, head.number)]
    greets = bool(kept) and kept[0].endswith(("：", ":", "，", ",")) and len(kept[0]) <= _LONGEST_GREETING
    greeting = [Block(Kind.GREETING, kept[0])] if greets else []
    blocks = [block for line in kept[greets:] for block in _blocks(line, ways, head.language)]
    return Sheet(head, heading, (*greeting, *blocks, Block(Kind.CONTACT, head.contact)))


def day_name(day: date, language: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B %Y}"


def _is_number_line(line: str, number: str) -> bool:
    """A line that says the number and nothing else, as `投诉编号：T1`."""
    return re.fullmatch(rf"[^：:。.]{{0,20}}[：:]\s*{re.escape(number)}", line) is not None


def _blocks(line: str, ways: Sequence[str], language: str) -> list[Block]:
    places = [line.find(way) for way in ways]
    if ways and min(places) >= 0 and places == sorted(places):
        before, after = line[: places[0]], line[places[-1] + len(ways[-1]) :].lstrip("。.；; ")
        told = [Block(Kind.TEXT, before.strip()), *(Block(Kind.WAY, text) for text in _listed(ways, language))]
        return [block for block in (*told, Block(Kind.TEXT, after.strip())) if block.text]
    return [Block(Kind.TEXT, line)]


def _listed(ways: Sequence[str], language: str) -> list[str]:
    """Numbered as Chinese letters do, each closed by a semicolon and the last by a stop."""
    chinese = language == "zh"
    between, stop = ("；", "。") if chinese else (";", ".")
    marks = [f"（{_NUMERALS[place]}）" if chinese else f"({place + 1}) " for place in range(len(ways))]
    ends = [*[between] * (len(ways) - 1), stop]
    return [f"{mark}{way}{end}" for mark, way, end in zip(marks, ways, ends, strict=True)]
