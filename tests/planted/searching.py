"""The search for planted values: in raw bytes, in the encodings in which something may have kept them, and refolded.

Every kind has a fixed beginning and length, so that one pass finds the beginnings and a set tells whether what stands
there is one of ours.
"""

import base64
import gzip
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.planted.values import Planted

_SPOKEN = str.maketrans("零〇洞一幺二两三四五六七拐八九勾", "0001122345677899")
_BETWEEN = re.compile("[\\s\\-.·_/、—,|~+:：\u200b-\u200d\u2060\ufeff]")
_GZIP, _ZLIB = re.compile(rb"\x1f\x8b\x08"), re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_LARGEST_UNPACKED = 64 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """A planted value where it must not be."""

    where: str
    how: str
    value: Planted


class Search:
    """Knows what was planted."""

    def __init__(self, planted: Iterable[Planted]) -> None:
        by_kind = groupby(sorted(planted, key=lambda one: one.kind), key=lambda one: one.kind)
        self._kinds = [list(values) for _, values in by_kind]
        self._in_bytes = [
            (how, *needles) for how, encode in _ENCODINGS.items() for needles in self._needles(encode)
        ]  # fmt: skip
        self._folded = list(self._needles(lambda clear: clear.lower().encode()))

    def _needles(self, encode: Callable[[str], bytes]) -> Iterator[tuple[re.Pattern[bytes], Mapping[bytes, Planted]]]:
        """For each kind: where one may begin, and the values by what stands there."""
        for values in self._kinds:
            table = {encode(one.clear): one for one in values}
            start = _beginning(list(table))
            (length,) = {len(one) for one in table}
            # Looked at from behind, so that one beginning within another is seen too.
            yield re.compile(b"(?=(" + re.escape(start) + b".{%d}))" % (length - len(start)), re.DOTALL), table

    def bytes_of(self, content: bytes, where: str) -> list[Found]:
        """What is in these bytes, whatever they are; packed parts are unpacked first."""
        found: list[Found] = []
        for part in (content, *_unpacked(content)):
            for how, pattern, table in self._in_bytes:
                found += [Found(where, how, table[hit]) for hit in _hits(pattern, part) if hit in table]
            found += self._in_text(part.decode("utf-8", errors="ignore"), where)
        return found

    def _in_text(self, text: str, where: str) -> list[Found]:
        """The same with other digits and with signs between them, as the value may have been written."""
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text).translate(_SPOKEN)
        folded = _BETWEEN.sub("", text).lower().encode()
        return [
            Found(where, "folded", table[hit])
            for pattern, table in self._folded
            for hit in _hits(pattern, folded)
            if hit in table
        ]

    def folder(self, folder: Path) -> list[Found]:
        """What is in the files under `folder`, and in their names."""
        found: list[Found] = []
        for file in sorted(folder.rglob("*")):
            where = str(file.relative_to(folder.parent))
            found += self.bytes_of(where.encode(), f"the name of {where}")
            if file.is_file() and not file.is_symlink():
                found += self.bytes_of(file.read_bytes(), where)
        return found


def _beginning(needles: Sequence[bytes]) -> bytes:
    """What all of them begin with: whatever the first and the last in order share, all share."""
    first, last = min(needles), max(needles)
    differs = (place for place, (one, other) in enumerate(zip(first, last, strict=True)) if one != other)
    return first[: next(differs, len(first))]


def _hits(pattern: re.Pattern[bytes], content: bytes) -> Iterator[bytes]:
    return (match[1] for match in pattern.finditer(content))


def _unpacked(content: bytes) -> Iterator[bytes]:
    for start in _GZIP.finditer(content):
        yield from _inflated(content[start.start() :], wbits=31)
    for start in _ZLIB.finditer(content):
        yield from _inflated(content[start.start() :], wbits=15)


def _inflated(packed: bytes, *, wbits: int) -> Iterator[bytes]:
    try:
        unpacked = zlib.decompressobj(wbits).decompress(packed, _LARGEST_UNPACKED)
    except zlib.error:
        return
    if unpacked:
        yield unpacked


def _base64(offset: int) -> Callable[[str], bytes]:
    """The letters that stand for the value wherever in a longer text it begins; those shared with others left out.

    The last sign may be one of several then: which of our values it was is a guess, that it was one is none.
    """

    def encode(clear: str) -> bytes:
        whole = base64.b64encode(b"\0" * offset + clear.encode())
        first = (0, 2, 3)[offset]
        last = len(clear.encode()) + offset
        return whole[first : last * 8 // 6]

    return encode


_ENCODINGS: Mapping[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "lower case": lambda clear: clear.lower().encode(),
    "UTF-16": lambda clear: clear.encode("utf-16-le")[:-1],  # Without its last NUL, both byte orders have it.
    "hexadecimal": lambda clear: clear.encode().hex().encode(),
    "full width": lambda clear: clear.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}).encode(),
    "base64": _base64(0),
    "base64, one on": _base64(1),
    "base64, two on": _base64(2),
    "percent": lambda clear: clear.replace("!", "%21").encode(),
    "reversed": lambda clear: clear[::-1].encode(),
}


def packed(text: str) -> bytes:
    """For those who make sure that packed parts are looked into."""
    return gzip.compress(text.encode())
