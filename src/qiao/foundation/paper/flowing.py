"""Laying lines onto pages so that no paragraph leaves a single line behind, or takes one along: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

AT_LEAST: Final = 2
"""Lines of a paragraph that stand together at the foot of a page, and at the head of the next."""


class Part(Protocol):
    """A paragraph, as far as pages concern it."""

    @property
    def count(self) -> int:
        """How many lines; at least one."""
        ...

    @property
    def line_height(self) -> float: ...

    @property
    def space_before(self) -> float:
        """Left out at the head of a page."""
        ...

    @property
    def stays_whole(self) -> bool: ...

    @property
    def stays_with_last(self) -> bool:
        """Whether it follows on the same page what comes before it, or the end of that."""
        ...


@dataclass(frozen=True, slots=True)
class Placed:
    """Line `line` of part `part`, `top` below the head of its page; all in the unit of the heights."""

    part: int
    line: int
    top: float


def pages(parts: Sequence[Part], *, height: float) -> list[list[Placed]]:
    """The lines of each page in their order. What has to stay together and does not fit on a page is parted all the
    same.
    """
    lines = [(part, line) for part, one in enumerate(parts) for line in range(one.count)]
    found: list[list[Placed]] = []
    start = 0
    while start < len(lines):
        placed = _filled(parts, lines[start:], height)
        end = start + len(placed)
        if end < len(lines):
            parting = range(end, start, -1)
            end = next((one for one in parting if _may_part(parts, *lines[one])), end)
        found.append(placed[: end - start])
        start = end
    return found


def _filled(parts: Sequence[Part], lines: Sequence[tuple[int, int]], height: float) -> list[Placed]:
    placed: list[Placed] = []
    top = 0.0
    for part, line in lines:
        one = parts[part]
        top += one.space_before if line == 0 and placed else 0
        if top + one.line_height > height and placed:
            break
        placed.append(Placed(part, line, top))
        top += one.line_height
    return placed


def _may_part(parts: Sequence[Part], part: int, line: int) -> bool:
    """Whether a page may end before this line."""
    one = parts[part]
    if line == 0:
        return not one.stays_with_last
    return not one.stays_whole and AT_LEAST <= line <= one.count - AT_LEAST
