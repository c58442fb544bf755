"""What a file really is, told by its first bytes; only the kinds listed here are let in."""

import codecs
import re
from enum import StrEnum

from qiao.foundation.errors import Invalid

HEAD_BYTES = 64
"""As many first bytes as `sniff` wants to see."""


class FileKind(StrEnum):
    """The kinds we take, by media type."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    GIF = "image/gif"
    PDF = "application/pdf"
    MP3 = "audio/mpeg"
    WAV = "audio/wav"
    AMR = "audio/amr"
    M4A = "audio/mp4"
    MP4 = "video/mp4"
    TEXT = "text/plain"


class FileTypeRefused(Invalid):
    """Files of this kind are not taken here, or nobody can tell what kind it is."""


class FileTypeMismatch(Invalid):
    """The file is something else than it was said to be."""


_OTHER_NAMES = {
    "image/jpg": FileKind.JPEG,
    "image/pjpeg": FileKind.JPEG,
    "audio/mp3": FileKind.MP3,
    "audio/x-wav": FileKind.WAV,
    "audio/wave": FileKind.WAV,
    "audio/vnd.wave": FileKind.WAV,
    "audio/x-m4a": FileKind.M4A,
    "audio/m4a": FileKind.M4A,
}

# The third byte of an MPEG audio frame: a bit rate and a sampling rate that exist (ISO/IEC 11172-3, 2.4.2.3).
_NO_SAMPLING_RATE = 0b1100
_RATES = b"".join(
    re.escape(bytes([byte])) for byte in range(0x10, 0xF0) if byte & _NO_SAMPLING_RATE != _NO_SAMPLING_RATE
)

_FIRST_BYTES = (
    (FileKind.PNG, re.compile(rb"\x89PNG\r\n\x1a\n")),
    (FileKind.JPEG, re.compile(rb"\xff\xd8\xff")),
    (FileKind.GIF, re.compile(rb"GIF8[79]a")),
    (FileKind.WEBP, re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    (FileKind.WAV, re.compile(rb"RIFF.{4}WAVE", re.DOTALL)),
    (FileKind.PDF, re.compile(rb"%PDF-\d")),
    (FileKind.AMR, re.compile(rb"#!AMR(?:-WB)?\n")),
    (FileKind.M4A, re.compile(rb"\0\0\0.ftyp(?:M4A |M4B )", re.DOTALL)),
    (FileKind.MP4, re.compile(rb"\0\0\0.ftyp(?:isom|iso[2-9]|mp4[12]|avc1|M4V |dash|MSNV)", re.DOTALL)),
    (
        FileKind.MP3,
        re.compile(rb"ID3[\x02-\x04]\0|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][" + _RATES + rb"]", re.DOTALL),
    ),
)

# Pages, drawings and scripts are text by their bytes, but a program would do more with them than show them.
_NOT_PLAIN_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[!?a-z]|%!|#!|\{\\rtf)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\0-\x08\x0b\x0e-\x1f\x7f]")


def declared_kind(declared: str) -> FileKind:
    """The kind a sender claims by media type; parameters and common other names are understood.

    Raises FileTypeRefused for a type we do not take.
    """
    name = declared.partition(";")[0].strip().lower()
    try:
        return _OTHER_NAMES.get(name) or FileKind(name)
    except ValueError:
        raise FileTypeRefused(declared=name[:100]) from None


def sniff(head: bytes) -> FileKind | None:
    """The kind by the first `HEAD_BYTES` bytes, None when they are none of ours.

    Text has no mark of its own: it is what might be text so far, and `TextCheck` has to follow it to the end.
    """
    for kind, first_bytes in _FIRST_BYTES:
        if first_bytes.match(head):
            return kind
    if _NOT_PLAIN_TEXT.match(head):
        return None
    try:
        TextCheck().feed(head)
    except FileTypeMismatch:
        return None
    return FileKind.TEXT


class TextCheck:
    """Follows a stream and raises FileTypeMismatch where it stops being plain UTF-8 text."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def feed(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Check the next bytes; a character may be cut at their end unless they are the last."""
        try:
            text = self._decoder.decode(chunk, is_last)
        except UnicodeDecodeError:
            raise FileTypeMismatch(declared=FileKind.TEXT.value) from None
        if _CONTROLS.search(text):
            raise FileTypeMismatch(declared=FileKind.TEXT.value)
