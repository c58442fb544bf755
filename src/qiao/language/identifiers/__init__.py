"""Personal data in free text: where it stands, and the same text without it.

Offsets are those of the text as given, however its digits are written. A line break divides messages of one
speaker: a number split over several has one span for each piece. Masking twice is masking once: what is covered
already is never part of anything found.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from .accounts import qqs, wechats
from .addresses import addresses
from .card_backs import card_codes
from .covering import Cover, both, covered, places
from .documents import passports, plates
from .emails import emails
from .expiries import after_cards, card_expiries
from .kinds import Found, Kind, Sensitivity
from .masking import masked_pieces, masked_value
from .names import names
from .number_runs import has_digits
from .numbers import numbers
from .one_time_codes import codes
from .passwords import passwords
from .seeing import BLANK, Seen, see
from .spoken import spoken_numbers

__all__ = ["Kind", "Masked", "Sensitivity", "Span", "find", "mask", "masked_value"]


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of the original text."""

    start: int
    end: int
    type: Kind


@dataclass(frozen=True, slots=True)
class Masked:
    """`places` says where in `text` the mask of each span stands, from and to."""

    text: str
    spans: tuple[Span, ...]
    places: tuple[tuple[int, int], ...] = ()


def find(text: str) -> list[Span]:
    """Everything found, in order, without overlaps; any string, linear time."""
    seen = see(text)
    return [
        Span(*seen.span(start, end), found.kind)
        for found in _all_in(seen)
        for start, end in found.pieces or ((found.start, found.end),)
    ]


def mask(text: str) -> Masked:
    """The text with all but the agreed characters of each finding as stars, and where the findings stood.

    Nothing more is found in the text it gives: where covering one thing lets another be seen, that is covered too.
    """
    covers = _covers(text)
    masked = covered(text, covers)
    for _ in range(_MOST_TIMES if covers else 0):
        again = _covers(masked)
        if not again:
            break
        covers = both(masked, covers, again)
        masked = covered(text, covers)
    return Masked(masked, tuple(Span(cover.start, cover.end, cover.kind) for cover in covers), places(covers))


def _covers(text: str) -> list[Cover]:
    seen = see(text)
    return [
        Cover(*seen.span(start, end), shown, found.kind)
        for found in _all_in(seen)
        for start, end, shown in masked_pieces(seen, found)
    ]


_MOST_TIMES = 4
Finder = Callable[[Seen], Iterator[Found]]
# Secrets first, numbers after everything that may hold some: what is found is blank to whoever searches next.
_FINDERS: Final[Sequence[tuple[Finder, bool]]] = (
    (passwords, False),
    (codes, True),
    (card_codes, False),
    (emails, False),
    (plates, True),
    (passports, True),
    (wechats, False),
    (qqs, True),
    (addresses, False),
    (numbers, True),
    (card_expiries, False),
    (after_cards, True),
    (spoken_numbers, False),
    (names, False),
)


def _all_in(seen: Seen) -> list[Found]:
    every: list[Found] = []
    numeric = has_digits(seen.text)
    for finder, needs_digits in _FINDERS:
        if needs_digits and not numeric:
            continue
        found = list(finder(seen))
        if found:
            seen = _blanked(seen, found)
            every += found
    every.sort()
    return every


def _blanked(seen: Seen, every: Sequence[Found]) -> Seen:
    pieces: list[str] = []
    done = 0
    for found in every:
        pieces += [seen.text[done : found.start], BLANK * (found.end - found.start)]
        done = found.end
    return seen.instead("".join([*pieces, seen.text[done:]]))
