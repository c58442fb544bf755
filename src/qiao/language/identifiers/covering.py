"""Texts with parts of them covered, and covered once more."""

from collections.abc import Sequence
from typing import NamedTuple

from .kinds import Kind


class Cover(NamedTuple):
    """What is shown instead of the characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int
    shown: str
    kind: Kind


def covered(text: str, covers: Sequence[Cover]) -> str:
    pieces: list[str] = []
    done = 0
    for cover in covers:
        pieces += [text[done : cover.start], cover.shown]
        done = cover.end
    return "".join([*pieces, text[done:]])


def places(covers: Sequence[Cover]) -> tuple[tuple[int, int], ...]:
    """Where in the covered text each cover stands, from and to."""
    found: list[tuple[int, int]] = []
    longer = 0
    for cover in covers:
        start = cover.start + longer
        longer += len(cover.shown) - (cover.end - cover.start)
        found.append((start, start + len(cover.shown)))
    return tuple(found)


def both(once: str, first: Sequence[Cover], second: Sequence[Cover]) -> list[Cover]:
    """One cover for two: `first` made `once` of a text, `second` covers parts of `once`. Those that meet become one."""
    placed: list[tuple[int, int, Cover, bool]] = [(cover.start, cover.end, cover, False) for cover in second]
    longer = 0
    for cover in first:
        start = cover.start + longer
        placed.append((start, start + len(cover.shown), cover, True))
        longer += len(cover.shown) - (cover.end - cover.start)
    placed.sort(key=lambda one: one[:2])
    joined: list[Cover] = []
    longer = place = 0
    while place < len(placed):
        start, end, cover, _ = placed[place]
        begin = start - longer
        inside: list[Cover] = []
        kind = cover.kind
        while place < len(placed) and (placed[place][0] < end or placed[place][0] == start):
            _, its_end, cover, is_first = placed[place]
            end = max(end, its_end)
            if is_first:
                longer += len(cover.shown) - (cover.end - cover.start)
            else:
                inside.append(cover._replace(start=cover.start - start, end=cover.end - start))
            place += 1
        joined.append(Cover(begin, end - longer, covered(once[start:end], inside), kind))
    return joined
