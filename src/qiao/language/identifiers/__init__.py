"""Personal data in free text: where it stands, and the same text without it.

Offsets are those of the text as given, however its digits are written. A line break divides messages of one
speaker: a number split over several has one span for each piece. Masking twice is masking once: what is covered
already is never part of anything found.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from qiao.language.patterns import lazily

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
from .pieces import Piece, pieces
from .seeing import BLANK, Seen, see
from .signs import D
from .spoken import spoken_numbers

__all__ = ["Kind", "Masked", "Sensitivity", "Span", "find", "mask", "mask_messages", "masked_value", "may_continue"]


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


def mask(text: str, *, public: str = "") -> Masked:
    """The text with all but the agreed characters of each finding as stars, and where the findings stood.

    Nothing more is found in the text it gives: where covering one thing lets another be seen, that is covered too.
    The name with which `public` begins stays: whoever introduces herself hides nothing.
    """
    covers = _hidden(text, public)
    masked = covered(text, covers)
    for _ in range(_MOST_TIMES if covers else 0):
        again = _hidden(masked, public)
        if not again:
            break
        covers = both(masked, covers, again)
        masked = covered(text, covers)
    return Masked(masked, tuple(Span(cover.start, cover.end, cover.kind) for cover in covers), places(covers))


def _hidden(text: str, public: str) -> list[Cover]:
    return [
        one for one in _covers(text) if one.kind is not Kind.NAME or not public.startswith(text[one.start : one.end])
    ]


def mask_messages(texts: Sequence[str], *, public: str = "") -> list[Masked]:
    """Messages of one speaker in their order, masked as one text; offsets are those of each message.

    What runs over several leaves a mask in each: the first with the agreed characters, where they stand together.
    Where nothing is found, it is looked for once more without the messages that hold no digit: 好的, 等一下.
    """
    whole = {piece.message: piece for piece in pieces(texts)}
    others = [text for place, text in enumerate(texts) if place not in whole]
    found = iter(_masked_with_others(others, public) if others else ())
    return [_piece(text, whole[place]) if place in whole else next(found) for place, text in enumerate(texts)]


def _piece(text: str, piece: Piece) -> Masked:
    return Masked(piece.mask, (Span(0, len(text), piece.kind),), ((0, len(piece.mask)),))


def _masked_with_others(texts: Sequence[str], public: str) -> list[Masked]:
    parts = _masked_together(texts, public)
    if any(part.spans for part in parts):
        return parts
    numeric = [text for text in texts if _DIGIT.search(text) is not None]
    if len(numeric) in {0, 1, len(texts)}:
        return parts
    found = iter(_masked_together(numeric, public))
    return [next(found) if _DIGIT.search(text) is not None else Masked(text, ()) for text in texts]


def _masked_together(texts: Sequence[str], public: str) -> list[Masked]:
    masked = mask("\n".join(texts), public=public)
    parts: list[Masked] = []
    begin = 0
    for text in texts:
        parts.append(_part(masked, text, begin))
        begin += len(text) + 1
    return parts


def may_continue(text: str) -> bool:
    """Whether this may go on with something begun in an earlier message of the same speaker.

    What goes on holds a digit or a letter. Names and places in Chinese words alone are found where they stand.
    """
    return _GOING_ON.search(text) is not None


def _part(masked: Masked, text: str, begin: int) -> Masked:
    """Of a joined text, the message that begins there."""
    pieces: list[str] = []
    spans: list[Span] = []
    where: list[tuple[int, int]] = []
    done = length = 0
    for span, place in zip(masked.spans, masked.places, strict=True):
        start, end = max(span.start - begin, 0), min(span.end - begin, len(text))
        if start >= end:
            continue
        cover = masked.text[slice(*place)] if span.start >= begin else _GOES_ON
        if span.end > begin + len(text):
            cover = cover.replace("\n", "")
        pieces += [text[done:start], cover]
        length += start - done
        where.append((length, length + len(cover)))
        length += len(cover)
        spans.append(Span(start, end, span.type))
        done = end
    return Masked("".join([*pieces, text[done:]]), tuple(spans), tuple(where))


def _covers(text: str) -> list[Cover]:
    seen = see(text)
    return [
        Cover(*seen.span(start, end), shown, found.kind)
        for found in _all_in(seen)
        for start, end, shown in masked_pieces(seen, found)
    ]


_MOST_TIMES = 4
_GOES_ON = "***"
_GOING_ON = lazily(rf"[A-Za-z@]|\d|{D}{D}")
_DIGIT = lazily(rf"{D}|\d")
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
