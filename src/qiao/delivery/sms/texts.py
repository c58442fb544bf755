"""How a text becomes the bytes of one short message, or of several that a telephone puts together again.

GSM 03.38 where every sign is the same there and in ASCII, else UCS-2. Parts carry the header of 3GPP TS 23.040
9.2.3.24.1: one reference for all of them, how many there are, and which one this is.
"""

from dataclasses import dataclass

GSM, UCS2 = 0, 8
_SINGLE_GSM, _PART_GSM = 160, 153
_SINGLE_UCS2, _PART_UCS2 = 140, 134
_ALIKE = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !\"#%&'()*+,-./:;<=>?\n\r"
)  # `@`, `$`, `_` and brackets stand elsewhere in GSM 03.38.
_CONCATENATED = b"\x05\x00\x03"
_SURROGATE_BYTES = range(0xD8, 0xDC)


@dataclass(frozen=True, slots=True)
class Part:
    """`octets` of one message; `has_header` when they begin with the header of a part."""

    data_coding: int
    octets: bytes
    has_header: bool


def parts_of(text: str, *, reference: int) -> list[Part]:
    """The messages that carry `text`; `reference` is the same for all of them and differs from the last text's."""
    if set(text) <= _ALIKE:
        return _divided(text.encode("ascii"), GSM, _SINGLE_GSM, _PART_GSM, reference)
    return _divided(text.encode("utf-16-be"), UCS2, _SINGLE_UCS2, _PART_UCS2, reference)


def _divided(octets: bytes, coding: int, single: int, most: int, reference: int) -> list[Part]:
    if len(octets) <= single:
        return [Part(coding, octets, has_header=False)]
    pieces: list[bytes] = []
    start = 0
    while start < len(octets):
        end = min(start + most, len(octets))
        # A sign beyond the first plane is two units, which no part may end between.
        if coding == UCS2 and end < len(octets) and octets[end - 2] in _SURROGATE_BYTES:
            end -= 2
        pieces.append(octets[start:end])
        start = end
    headers = (bytes([*_CONCATENATED, reference & 0xFF, len(pieces), number]) for number in range(1, len(pieces) + 1))
    return [Part(coding, header + piece, has_header=True) for header, piece in zip(headers, pieces, strict=True)]
