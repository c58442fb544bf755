"""The masks of a message: where they stand in its masked text, what of the original each hides, and adding more.

A mask is `[start, end, kind, from, to]`: characters of the original, and of the masked text. Its place in the list is
its name, by which it is revealed, so masks that come later are put behind those there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qiao.language.identifiers import Masked

Span = list[Any]
_WITH_PLACE = 5


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A masked text and its masks."""

    text: str
    spans: list[Span]


def first_masks(masked: Masked) -> MaskedText:
    """Those of a text that was masked once."""
    spans = zip(masked.spans, masked.places, strict=True)
    return MaskedText(masked.text, [[span.start, span.end, span.type, *place] for span, place in spans])


def can_be_added_to(spans: Sequence[Span]) -> bool:
    """Whether it is known where the masks stand; of messages masked long ago it is not."""
    return all(len(span) == _WITH_PLACE for span in spans)


def with_masks(before: MaskedText, added: Masked) -> MaskedText:
    """The text with what was found in it as it stands masked. One that meets an earlier mask takes its place too."""
    covers = [
        _widened(before.spans, span.start, span.end, str(span.type), added.text[slice(*place)])
        for span, place in zip(added.spans, added.places, strict=True)
    ]
    covers = _apart(covers)
    pieces: list[str] = []
    fresh: list[Span] = []
    done = length = 0
    for cover in covers:
        pieces += [before.text[done : cover.start], cover.mask]
        length += cover.start - done
        original = (_original(before.spans, cover.start), _original(before.spans, cover.end))
        fresh.append([*original, cover.kind, length, length + len(cover.mask)])
        length += len(cover.mask)
        done = cover.end
    kept = [_kept(span, covers, fresh) for span in before.spans]
    new = [span for span in fresh if span not in kept]
    return MaskedText("".join([*pieces, before.text[done:]]), [*kept, *new])


@dataclass(frozen=True, slots=True)
class _Cover:
    """Characters of the text masked so far, and what is to stand there."""

    start: int
    end: int
    kind: str
    mask: str


def _widened(spans: Sequence[Span], start: int, end: int, kind: str, mask: str) -> _Cover:
    for *_, begin, stop in spans:
        if begin < end and start < stop:
            start, end = min(start, begin), max(end, stop)
    return _Cover(start, end, kind, mask)


def _apart(covers: Sequence[_Cover]) -> list[_Cover]:
    """Those that meet after widening become one."""
    apart: list[_Cover] = []
    for cover in sorted(covers, key=lambda one: one.start):
        if apart and cover.start < apart[-1].end:
            last = apart.pop()
            apart.append(_Cover(last.start, max(last.end, cover.end), last.kind, last.mask))
        else:
            apart.append(cover)
    return apart


def _original(spans: Sequence[Span], place: int) -> int:
    """The character of the original that stands at `place`, which lies in no mask, or at the edge of one."""
    # A wider mask that took in several earlier ones stands in the list once for each of them.
    standing = {(start, end, begin, stop) for start, end, _, begin, stop in spans}
    return place + sum((end - start) - (stop - begin) for start, end, begin, stop in standing if stop <= place)


def _kept(span: Span, covers: Sequence[_Cover], fresh: Sequence[Span]) -> Span:
    """An earlier mask at its place in the new text, or the wider one that took it in."""
    start, end, kind, begin, stop = span
    moved = 0
    for cover, mask in zip(covers, fresh, strict=True):
        if cover.start <= begin and stop <= cover.end:
            return mask
        if cover.end <= begin:
            moved += len(cover.mask) - (cover.end - cover.start)
    return [start, end, kind, begin + moved, stop + moved]
