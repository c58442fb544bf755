"""Where the parts of a message begin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .clauses import Clause, Does, clauses_of, named
from .phrases import GOES_ON, LEANS, REPEATS

_LONGEST_TEXT = 2_000  # What comes later stays with the last part.
_OF_ITS_OWN = 1
_OF_ITS_OWN_AS_A_WISH = 2
_OF_ITS_OWN_AFTER_A_WISH = 3
_NEW_SHARE = 0.34
_BEFORE_A_MATTER = " ，,：:、一下"


@dataclass(frozen=True, slots=True)
class Part:
    """One matter of a message: its characters `start` to `end` (exclusive), without the signs that divide parts.

    `wants` is `text` without the words that only go on to another matter ("另外", "also").
    """

    start: int
    end: int
    text: str

    @property
    def wants(self) -> str:
        goes_on = GOES_ON.match(self.text)
        return self.text[goes_on.end() :].lstrip(_BEFORE_A_MATTER) or self.text if goes_on else self.text

    @property
    def leans(self) -> bool:
        """Whether it begins without naming a matter, so that its matter may be that of the part before."""
        return LEANS.match(self.wants) is not None


def segment(text: str) -> tuple[Part, ...]:
    """The parts of any string, in order; a message with one matter is one part, whole; nothing has none."""
    if not text.strip():
        return ()
    clauses = list(clauses_of(text[:_LONGEST_TEXT]))
    begins = list(_beginnings(clauses))
    if not begins:
        return (Part(0, len(text), text),)
    edges = [0, *begins, len(clauses)]
    spans = [(clauses[first].start, clauses[after - 1].end) for first, after in pairwise(edges)]
    spans[-1] = (spans[-1][0], max(spans[-1][1], len(text.rstrip()) if len(text) > _LONGEST_TEXT else 0))
    return tuple(Part(start, end, text[start:end]) for start, end in spans)


def _beginnings(clauses: Sequence[Clause]) -> Iterator[int]:
    """The places of the clauses, after the first, with which another matter begins."""
    wanting = _wanting(clauses)
    first = 0
    for before, place in pairwise(wanting):
        joined = next((one for one in range(before + 1, place + 1) if clauses[one].goes_on), None)
        if joined is None and not _is_another(clauses[first : before + 1], clauses[before:place], clauses[place]):
            continue
        # What is told between two questions explains the second.
        first = before + 1 if joined is None else joined
        yield first


def _wanting(clauses: Sequence[Clause]) -> list[int]:
    """The places of the clauses that ask or wish; also of a bare one after which the message goes on to another."""
    wanting = [place for place, clause in enumerate(clauses) if clause.does is not Does.TELL]
    if wanting and wanting[0] > 0 and clauses[wanting[0]].goes_on:
        return [wanting[0] - 1, *wanting]
    return wanting


def _is_another(part: Sequence[Clause], since: Sequence[Clause], clause: Clause) -> bool:
    """Whether `clause` wants something else than the part so far; `since` runs from the last one that wanted."""
    so_far = named(" ".join(one.text for one in part))
    fresh = clause.names.beyond(so_far)
    repeats = REPEATS.match(clause.text) is not None
    firm = any(one.firm for one in since)
    match part[-1].does, clause.does:
        case Does.ASK, Does.ASK:
            is_a_share = len(fresh.characters) >= _NEW_SHARE * len(clause.names.characters)
            return fresh.weight >= _OF_ITS_OWN and is_a_share and (since[-1].asking or not repeats)
        case _, Does.WISH:
            return fresh.weight >= _OF_ITS_OWN_AS_A_WISH and not repeats
        case _:
            return firm and fresh.weight >= _OF_ITS_OWN_AFTER_A_WISH and not repeats
