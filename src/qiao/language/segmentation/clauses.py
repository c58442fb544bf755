"""A message as clauses: what each does, and what it names."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise

from qiao.language.patterns import lazily

from .phrases import ASKS, GOES_ON, GOES_ON_WITHIN, SAYS_NOTHING, SAYS_NOTHING_ENGLISH, WISHES

# A comma or a point inside a number divides nothing, nor does a space between a Latin word and what follows it.
_DIVIDES = lazily(
    r"[。！？!?；;\n]+|[，,](?!\d{3})|(?<!\d)、|(?<=[\u4e00-\u9fff])[ \u3000]+(?=\w)|(?<=[A-Za-z])\.(?=\s)"
)
_FIRM = frozenset("。！？!?；;\n.")
_ASKING = frozenset("？?")
_QUOTED = lazily(r"“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|（[^）]*）|\([^)]*\)|\"[^\"]*\"")
_WORD = lazily(r"[a-z]{3,}")
_SHORTEST_BEFORE = 2
_WORD_COUNTS = 2
_FEWEST_NAMED = 2


class Does(Enum):
    """What a clause does."""

    ASK = auto()
    WISH = auto()
    TELL = auto()


@dataclass(frozen=True)
class Clause:
    """The characters `start` to `end` of a message; `firm` and `asking` tell of the signs after it."""

    start: int
    end: int
    text: str
    firm: bool
    asking: bool

    @cached_property
    def goes_on(self) -> bool:
        """Whether it begins by going on to another matter."""
        return GOES_ON.match(self.text) is not None

    @cached_property
    def does(self) -> Does:
        if self.asking or ASKS.search(_QUOTED.sub("“”", self.text)):  # What others said asks nothing here.
            return Does.ASK
        if WISHES.match(self.text) or (self.goes_on and self.names.weight >= _FEWEST_NAMED):
            return Does.WISH
        return Does.TELL

    @cached_property
    def names(self) -> "Named":
        return named(GOES_ON.sub("", self.text, count=1))


@dataclass(frozen=True, slots=True)
class Named:
    """The characters and Latin words by which a text names its matter."""

    characters: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def weight(self) -> int:
        return len(self.characters) + _WORD_COUNTS * len(self.words)

    def beyond(self, known: "Named") -> "Named":
        """What is named here and not there."""
        return Named(
            tuple(one for one in self.characters if one not in known.characters),
            tuple(one for one in self.words if one not in known.words),
        )


def named(text: str) -> Named:
    return Named(
        tuple(one for one in text if "\u4e00" <= one <= "\u9fff" and one not in SAYS_NOTHING),
        tuple(one for one in _WORD.findall(text.lower()) if one not in SAYS_NOTHING_ENGLISH),
    )


def clauses_of(text: str) -> Iterator[Clause]:
    """The clauses of any string, in order, without the signs between them; what is quoted is never divided."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    start = 0
    for found in _DIVIDES.finditer(text):
        if found.end() and not any(begin < found.start() < end for begin, end in quoted):
            yield from _clauses(text, start, found.start(), frozenset(found.group()))
            start = found.end()
    yield from _clauses(text, start, len(text), frozenset())


def _clauses(text: str, start: int, end: int, after: frozenset[str]) -> Iterator[Clause]:
    """One stretch between signs, cut where it goes on within."""
    cuts = [start + found.start() for found in GOES_ON_WITHIN.finditer(text[start:end])]
    edges = [start, *(cut for cut in cuts if cut - start >= _SHORTEST_BEFORE), end]
    for first, last in pairwise(edges):
        bare = text[first:last].strip()
        if bare:
            begin = text.index(bare, first)
            signs = after if last == end else frozenset[str]()
            yield Clause(begin, begin + len(bare), bare, firm=bool(signs & _FIRM), asking=bool(signs & _ASKING))
