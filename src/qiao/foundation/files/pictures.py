"""How large a picture becomes once it is unpacked, read from its beginning without unpacking it."""

import struct
from collections.abc import Iterator

from qiao.foundation.files.kinds import FileKind

_PNG_HEADER = 16
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15 (ITU T.81, B.1.1.3)
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_SCAN = 0xDA


def pixels_of(kind: FileKind, head: bytes) -> int | None:
    """Width × height as the first block says; None for what is no picture, or does not say it there."""
    try:
        match kind:
            case FileKind.PNG:
                size = struct.unpack_from(">II", head, _PNG_HEADER) if head[12:16] == b"IHDR" else None
            case FileKind.GIF:
                size = struct.unpack_from("<HH", head, 6)
            case FileKind.WEBP:
                size = _webp(head)
            case FileKind.JPEG:
                size = _jpeg(head)
            case _:
                size = None
    except struct.error:
        return None
    return size[0] * size[1] if size else None


def _webp(head: bytes) -> tuple[int, int] | None:
    """RFC 9649: a canvas (VP8X), a lossless (VP8L) or a lossy (VP8) picture."""
    form, data = head[12:16], head[20:]
    if form == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if form == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 6)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(head: bytes) -> tuple[int, int] | None:
    for marker, place in _segments(head):
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, place + 3)
            return width, height
    return None


def _segments(head: bytes) -> Iterator[tuple[int, int]]:
    """Each marker up to the picture's data, and where what belongs to it begins."""
    place = 2
    while place + 4 <= len(head) and head[place] == 0xFF:  # noqa: PLR2004  (every marker begins so)
        marker = head[place + 1]
        if marker == 0xFF:  # noqa: PLR2004  (a fill byte)
            place += 1
        elif marker in _ALONE:
            place += 2
        elif marker == _SCAN:
            return
        else:
            yield marker, place + 2
            place += 2 + max(int.from_bytes(head[place + 2 : place + 4]), 2)
