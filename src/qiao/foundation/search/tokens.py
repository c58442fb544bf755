"""Text cut into our own tokens, the same for every database.

Neither SQLite's tokenizers nor PostgreSQL's parsers know where a Chinese word ends, and their trigrams miss
words of two characters, which most are. So a run of Chinese characters becomes its overlapping pairs
(投诉电话 → 投诉 诉电 电话), a run of other letters or of digits one lower-case word. The single characters
follow at the end, after all pairs, so that pairs that touch in the text also touch in the tokens and a longer
word can be asked for as a phrase.

A token holds letters or digits and nothing else: no separator, quote or operator of either database survives,
and both take it as one word unchanged.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, assert_never

Dialect = Literal["sqlite", "postgresql"]

MAX_INDEXED_CHARS = 50_000
"""What lies further back in a text is not searched; a `tsvector` ends at 1 MB."""

MAX_WORD_CHARS = 64
"""Longer words are indexed, and found, by their first characters."""

MAX_QUERY_CHARS = 200
"""What a query holds beyond these is not looked at."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|[0-9]+|[^\W\d_{_HAN}]+")


def index_tokens(text: str) -> str:
    """The tokens of a text, separated by spaces: for SQLite FTS5 and for `to_tsvector('simple', …)`."""
    pairs_and_words: list[str] = []
    characters: dict[str, None] = {}
    for run, is_han in _runs(text[:MAX_INDEXED_CHARS]):
        pairs_and_words.extend(_words(run, is_han=is_han))
        if is_han and len(run) > 1:
            characters.update(dict.fromkeys(run))
    return " ".join([*pairs_and_words, *characters])


def query_expression(query: str, dialect: Dialect) -> str:
    """A match expression that holds where every word of the query stands in the text as written.

    For `sqlite` it is the right side of FTS5's MATCH, for `postgresql` text to be cast to `tsquery`. Nothing
    that a person types can act as an operator. An empty expression means that the query holds no word.
    """
    runs = _runs(query[:MAX_QUERY_CHARS])
    phrases = dict.fromkeys(tuple(_words(run, is_han=is_han)) for run, is_han in runs)
    match dialect:
        case "sqlite":
            return " AND ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        case "postgresql":
            quoted = (" <-> ".join(f"'{token}'" for token in phrase) for phrase in phrases)
            return " & ".join(f"({phrase})" for phrase in quoted)
        case _:
            assert_never(dialect)


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of one kind of character, and whether they are Chinese."""
    for found in _RUN.finditer(_normalised(text)):
        yield found.group(), found["han"] is not None


def _words(run: str, *, is_han: bool) -> list[str]:
    if not is_han or len(run) == 1:
        return [run[:MAX_WORD_CHARS]]
    return ["".join(pair) for pair in pairwise(run)]


def _normalised(text: str) -> str:
    """Full width to half, lower case, digits of any script to ours, accents and other marks off."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return unicodedata.normalize("NFKC", "".join(map(_plain_character, plain)))


def _plain_character(character: str) -> str:
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Mn" | "Mc" | "Me":
            return ""
        case _:
            return character
