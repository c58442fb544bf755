"""Checks while a file streams in: size, kind, and a name that is only a name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol, runtime_checkable

from qiao.foundation.errors import Invalid
from qiao.foundation.files.envelope import BLOCK_BYTES
from qiao.foundation.files.kinds import (
    HEAD_BYTES,
    FileKind,
    FileTypeMismatch,
    FileTypeRefused,
    TextCheck,
    sniff,
)
from qiao.foundation.files.pictures import pixels_of

_READ_BYTES = 1 << 16
_LONGEST_NAME = 120

_ENDINGS = {
    FileKind.PNG: (".png",),
    FileKind.JPEG: (".jpg", ".jpeg"),
    FileKind.WEBP: (".webp",),
    FileKind.GIF: (".gif",),
    FileKind.PDF: (".pdf",),
    FileKind.MP3: (".mp3",),
    FileKind.WAV: (".wav",),
    FileKind.AMR: (".amr",),
    FileKind.M4A: (".m4a",),
    FileKind.MP4: (".mp4",),
    FileKind.TEXT: (".txt",),
}


class FileTooLarge(Invalid):
    """The file is larger than `limit_bytes`."""


class PictureTooLarge(Invalid):
    """Unpacked, the picture has more than `limit_pixels` points, or does not say how many it has."""


class FileEmpty(Invalid):
    """The file holds nothing."""


@runtime_checkable
class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


Content = bytes | Readable | Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and which kinds are taken in this place.

    A few bytes can unpack to a picture that fills the memory of whoever looks at it, hence `max_pixels`.
    """

    max_bytes: int
    max_pixels: int = 100_000_000
    kinds: frozenset[FileKind] = frozenset(FileKind)


def checked_blocks(content: Content, *, kind: FileKind, limits: Limits) -> Iterator[tuple[bytes, bool]]:
    """The content in blocks of BLOCK_BYTES, each with whether it is the last; stops at the first trouble.

    Raises FileEmpty, FileTooLarge, PictureTooLarge, FileTypeRefused (the first bytes are of no kind we take) or
    FileTypeMismatch (they are of another kind than declared).
    """
    text = TextCheck() if kind is FileKind.TEXT else None
    for number, (block, is_last) in enumerate(_blocks(content, limits.max_bytes)):
        if number == 0:
            _check_first(block, kind)
            _check_picture(block, kind, limits.max_pixels, is_whole=is_last)
        if text is not None:
            text.feed(block, is_last=is_last)
        yield block, is_last


def clean_name(name: str, kind: FileKind, *, longest: int = _LONGEST_NAME) -> str:
    """The last part of a path without control and direction characters, ending as files of its kind do.

    Before the ending at most `longest` signs.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    endings = _ENDINGS[kind]
    if visible.lower().endswith(endings):
        stem, _, ending = visible.rpartition(".")
        return f"{stem[:longest] or 'file'}.{ending}"
    return f"{visible[:longest] or 'file'}{endings[0]}"


def _check_first(block: bytes, kind: FileKind) -> None:
    if not block:
        raise FileEmpty
    found = sniff(block[:HEAD_BYTES])
    if found is None:
        raise FileTypeRefused(declared=kind.value)
    if found is not kind:
        raise FileTypeMismatch(declared=kind.value, found=found.value)


def _check_picture(block: bytes, kind: FileKind, max_pixels: int, *, is_whole: bool) -> None:
    pixels = pixels_of(kind, block)
    # A megabyte of remarks before its size is no photograph's way.
    hides_its_size = pixels is None and kind is FileKind.JPEG and not is_whole
    if hides_its_size or (pixels is not None and pixels > max_pixels):
        raise PictureTooLarge(limit_pixels=max_pixels)


def _blocks(content: Content, max_bytes: int) -> Iterator[tuple[bytes, bool]]:
    buffer, seen_bytes = bytearray(), 0
    for chunk in _chunks(content):
        seen_bytes += len(chunk)
        if seen_bytes > max_bytes:
            raise FileTooLarge(limit_bytes=max_bytes)
        buffer += chunk
        while len(buffer) > BLOCK_BYTES:
            yield bytes(buffer[:BLOCK_BYTES]), False
            del buffer[:BLOCK_BYTES]
    yield bytes(buffer), True


def _chunks(content: Content) -> Iterable[bytes]:
    match content:
        case bytes():
            return (content,)
        case Readable():
            return iter(partial(content.read, _READ_BYTES), b"")
        case _:
            return content
