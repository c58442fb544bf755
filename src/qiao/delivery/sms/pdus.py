"""The bytes of SMPP 3.4, as far as it is spoken here (Short Message Peer to Peer Protocol Specification v3.4)."""

import asyncio
import re
import struct
from dataclasses import dataclass, field
from datetime import timedelta

BIND_TRANSCEIVER, UNBIND, SUBMIT, DELIVER, ENQUIRE_LINK, QUERY = 0x09, 0x06, 0x04, 0x05, 0x15, 0x03
GENERIC_NACK = 0x80000000
ANSWER = 0x80000000

OK = 0
INVALID_COMMAND = 0x03
THROTTLED, QUEUE_FULL, SYSTEM_ERROR = 0x58, 0x14, 0x08
REJECTED, TRY_AGAIN = 0x66, 0x64  # ESME_RX_R_APPN and ESME_RX_T_APPN: what a receiver says of a message given to it.

_HEADER = struct.Struct(">IIII")
_LARGEST = 64 * 1024
_VERSION = 0x34
_UDHI, _RECEIPT = 0x40, 0x04
_ASKS_FOR_RECEIPT = 1
_TON_UNKNOWN, _TON_INTERNATIONAL, _TON_ALPHANUMERIC = 0, 1, 5
_NPI_UNKNOWN, _NPI_TELEPHONE = 0, 1
_USER_MESSAGE_REFERENCE, _RECEIPTED_MESSAGE_ID, _MESSAGE_STATE = 0x0204, 0x001E, 0x0427
_STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
_RECEIPT_TEXT = re.compile(rb"id:(?P<id>\S+).*?stat:(?P<state>[A-Za-z]+)(?:.*?err:(?P<error>[0-9A-Za-z]+))?", re.DOTALL)


class Garbled(ValueError):
    """What came is not SMPP."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """One unit: `status` is meaningful in answers alone."""

    command: int
    sequence: int
    body: bytes = b""
    status: int = OK

    def encode(self) -> bytes:
        return _HEADER.pack(_HEADER.size + len(self.body), self.command, self.status, self.sequence) + self.body


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a carrier's centre says of a message it took before. `destination` is the telephone it went to."""

    message_id: str
    state: str
    error: str | None
    destination: str
    reference: int | None


async def read(reader: asyncio.StreamReader) -> Pdu:
    """The next unit. Raises Garbled, or IncompleteReadError when the connection ends."""
    length, command, status, sequence = _HEADER.unpack(await reader.readexactly(_HEADER.size))
    if not _HEADER.size <= length <= _LARGEST:
        raise Garbled(length)
    return Pdu(command, sequence, await reader.readexactly(length - _HEADER.size), status)


def bind_body(system_id: str, password: str) -> bytes:
    return _text(system_id, 15) + _text(password, 8) + _text("", 12) + bytes([_VERSION, 0, 0]) + _text("", 40)


def submit_body(
    *, source: str, destination: str, coding: int, octets: bytes, has_header: bool, valid_for: timedelta, reference: int
) -> bytes:
    """The body of a `submit_sm` that asks for a receipt at the end."""
    return b"".join(
        (
            _text("", 5),
            source_address(source),
            bytes([_TON_INTERNATIONAL, _NPI_TELEPHONE]) + _text(destination, 20),
            bytes([_UDHI if has_header else 0, 0, 0]),
            _text("", 16),
            _text(_relative(valid_for), 16),
            bytes([_ASKS_FOR_RECEIPT, 0, coding, 0, len(octets)]),
            octets,
            struct.pack(">HHH", _USER_MESSAGE_REFERENCE, 2, reference),
        )
    )


def query_body(message_id: str, source: str) -> bytes:
    return _text(message_id, 64) + source_address(source)


def source_address(source: str) -> bytes:
    is_number = source.isascii() and source.isdigit()
    kind = (_TON_UNKNOWN, _NPI_UNKNOWN) if is_number or not source else (_TON_ALPHANUMERIC, _NPI_UNKNOWN)
    return bytes(kind) + _text(source, 20)


def message_id(body: bytes) -> str:
    """Of the answer to a `submit_sm`. Raises Garbled."""
    return _Reading(body).text()


def query_answer(body: bytes) -> tuple[str, str | None]:
    """State and error of the answer to a `query_sm`. Raises Garbled."""
    reading = _Reading(body)
    reading.text()
    reading.text()
    state, error = reading.byte(), reading.byte()
    return _STATES.get(state, "UNKNOWN"), f"{error:03}" if error else None


def receipt(body: bytes) -> Receipt | None:
    """The receipt in a `deliver_sm`; None where it is a message from somebody. Raises Garbled."""
    reading = _Reading(body)
    reading.text()
    reading.take(2)
    sender = reading.text()
    reading.take(2)
    reading.text()
    esm_class = reading.byte()
    reading.take(2)
    reading.text()
    reading.text()
    reading.take(4)
    said = _RECEIPT_TEXT.search(reading.take(reading.byte()))
    options = reading.options()
    if not esm_class & _RECEIPT:
        return None
    identifier = options.get(_RECEIPTED_MESSAGE_ID, b"").split(b"\x00")[0] or (said["id"] if said else b"")
    if not identifier:
        raise Garbled("a receipt about nothing")
    state = (said["state"].decode() if said else None) or _STATES.get((options.get(_MESSAGE_STATE) or b"\x07")[0], "")
    error = said["error"].decode() if said and said["error"] else None
    reference = int.from_bytes(options[_USER_MESSAGE_REFERENCE]) if _USER_MESSAGE_REFERENCE in options else None
    return Receipt(identifier.decode("latin-1"), state.upper(), error, sender, reference)


def _text(value: str, most: int) -> bytes:
    """A C-octet string of at most `most` signs."""
    octets = value.encode("latin-1")
    if len(octets) > most or b"\x00" in octets:
        raise Garbled(f"longer than {most} signs")
    return octets + b"\x00"


def _relative(valid_for: timedelta) -> str:
    """A period as 7.1.1.2 of the specification writes it: YYMMDDhhmmss000R, never none at all."""
    seconds = max(int(valid_for.total_seconds()), 1)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    return f"0000{min(days, 30):02}{hour:02}{minute:02}{second:02}000R"


@dataclass(slots=True)
class _Reading:
    """Goes through a body. Raises Garbled where it ends too early."""

    body: bytes
    at: int = field(default=0)

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.body):
            raise Garbled("too short")
        self.at += count
        return self.body[self.at - count : self.at]

    def byte(self) -> int:
        return self.take(1)[0]

    def text(self) -> str:
        end = self.body.find(b"\x00", self.at)
        if end < 0:
            raise Garbled("a text without an end")
        found = self.take(end - self.at)
        self.at += 1
        return found.decode("latin-1")

    def options(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while self.at < len(self.body):
            tag, length = struct.unpack(">HH", self.take(4))
            found[tag] = self.take(length)
        return found
