"""One text in, its entities out: fold, let every finder read, settle overlaps, point back at the original."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from qiao.language.folding import Folded, fold

from . import (
    account_numbers,
    amounts,
    banks,
    durations,
    english_dates,
    instalments,
    loans,
    other_numbers,
    people,
    periods,
    reasons,
    regions,
)
from .model import Entity, EntityType, Found

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_LONGEST_TEXT = 20_000  # As for signals: nobody may hold the house up with a megabyte.

# Within Chinese a space means nothing, but before a figure it parts one reading from the next: 三块 5月还.
_IDLE_SPACE = re.compile(r"(?<! ) +(?=[㐀-䶿一-鿿〇])|(?<=[㐀-䶿一-鿿〇]) +(?![0-9 ])")
_FULL_WIDTH_COMMA = "，"


def find(text: str, *, now: datetime) -> list[Entity]:
    """Everything found, in order, without overlaps. Any string, linear time; the first 20,000 characters count.

    Relative days are counted from `now` in Asia/Shanghai; a `now` without a time zone is taken to be there.
    """
    text = text[:_LONGEST_TEXT]
    today = (now.replace(tzinfo=_SHANGHAI) if now.tzinfo is None else now.astimezone(_SHANGHAI)).date()
    return [_entity(found, text) for found in _settled(_ranks(text, today), len(text))]


def _ranks(text: str, today: date) -> Iterator[list[Found]]:
    """Readings by rank, placed in the original: an earlier rank keeps its characters from a later one."""
    spaced = _with_full_width_commas(fold(text), text)
    folded = _without_idle_spaces(spaced)
    words = folded.text
    yield _placed(loans.find_numbered(words), folded)
    yield _placed(other_numbers.find(words), folded)
    yield _placed(account_numbers.find(words), folded)
    yield _placed(banks.find(words), folded)
    times = chain(periods.find(words, today), durations.find(words), english_dates.find_durations(words))
    yield _placed(chain(times, instalments.find(words), amounts.find(words), loans.find(words)), folded)
    yield [*_placed(regions.find(words), folded), *_placed(people.find(spaced.text), spaced)]
    yield _placed(reasons.find(words), folded)


def _placed(readings: Iterable[Found], folded: Folded) -> list[Found]:
    return [
        Found(*folded.span(found.start, found.end), found.type, found.value, found.unit)
        for found in readings
        if found.start < found.end
    ]


def _settled(ranks: Iterable[list[Found]], length: int) -> list[Found]:
    """Within a rank what is no entity comes first, then longer readings, of equal ones the first."""
    taken = bytearray(length)
    kept: list[Found] = []
    for rank in ranks:
        for found in sorted(rank, key=_breadth):
            if taken.find(1, found.start, found.end) < 0:
                taken[found.start : found.end] = b"\x01" * (found.end - found.start)
                kept.append(found)
    return sorted((found for found in kept if found.type is not None), key=lambda found: found.start)


def _breadth(found: Found) -> tuple[bool, int]:
    return found.type is not None, found.start - found.end


def _entity(found: Found, text: str) -> Entity:
    assert found.type is not None
    written = text[found.start : found.end]
    value = written if found.type is EntityType.PERSON_NAME else found.value
    return Entity(found.type, found.start, found.end, written, value, found.unit)


def _with_full_width_commas(folded: Folded, text: str) -> Folded:
    """Folding makes every comma the same, but a full-width one never groups digits."""
    if _FULL_WIDTH_COMMA not in text:
        return folded
    letters = list(folded.text)
    for match in re.finditer(",", folded.text):
        if text[int(folded.origins[match.start()])] == _FULL_WIDTH_COMMA:
            letters[match.start()] = ";"
    return Folded("".join(letters), folded.origins)


def _without_idle_spaces(folded: Folded) -> Folded:
    if " " not in folded.text:
        return folded
    keep = bytearray(b"\x01" * len(folded.text))
    for match in _IDLE_SPACE.finditer(folded.text):
        keep[match.start() : match.end()] = bytes(match.end() - match.start())
    return folded.keeping(map(bool, keep))
