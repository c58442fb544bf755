"""A carrier's centre for short messages: SMPP 3.4 read and written by itself, not with the code under test."""

import asyncio
import contextlib
import itertools
import struct
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

BIND, BIND_ANSWER, SUBMIT, DELIVER, ENQUIRE, UNBIND, QUERY = 0x9, 0x80000009, 0x4, 0x5, 0x15, 0x6, 0x3


@dataclass
class Submitted:
    """One `submit_sm` as the centre understood it."""

    message_id: str
    source: str
    destination: str
    esm_class: int
    validity: str
    wants_receipt: bool
    coding: int
    octets: bytes
    options: dict[int, bytes]

    @property
    def text(self) -> str:
        octets = self.octets[self.octets[0] + 1 :] if self.esm_class & 0x40 else self.octets
        return octets.decode("utf-16-be" if self.coding == 8 else "ascii")

    @property
    def header(self) -> bytes:
        return self.octets[: self.octets[0] + 1] if self.esm_class & 0x40 else b""


@dataclass
class Centre:
    """A listening centre. `statuses` are the answers to the next submits; `silent` ones get none."""

    port: int = 0
    password: str = "geheim"
    taken: list[Submitted] = field(default_factory=list[Submitted])
    statuses: list[int | None] = field(default_factory=list[Any])
    binds: int = 0
    enquiries: int = 0
    deaf: bool = False
    drops_after_submit: bool = False
    answered: dict[int, int] = field(default_factory=dict[int, int])
    asked: list[str] = field(default_factory=list[str])
    knows: dict[str, int] = field(default_factory=dict[str, int])
    writers: list[asyncio.StreamWriter] = field(default_factory=list[asyncio.StreamWriter])
    arrivals_s: list[float] = field(default_factory=list[float])
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _sequences: Any = field(default_factory=lambda: itertools.count(1000))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                length, command, status, sequence = struct.unpack(">IIII", await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                if self.deaf:
                    continue
                if command == BIND:
                    self._bind(writer, sequence, body)
                elif command == SUBMIT:
                    await self._submit(writer, sequence, body)
                elif command == QUERY:
                    self._query(writer, sequence, body)
                elif command == ENQUIRE:
                    self.enquiries += 1
                    _send(writer, ENQUIRE | 0x80000000, sequence)
                elif command == UNBIND:
                    _send(writer, UNBIND | 0x80000000, sequence)
                elif command == DELIVER | 0x80000000:
                    self.answered[sequence] = status

    def _bind(self, writer: asyncio.StreamWriter, sequence: int, body: bytes) -> None:
        self.binds += 1
        system_id, password, _ = body.split(b"\0", 2)
        assert body[len(system_id) + len(password) + 3] == 0x34, "version 3.4"
        right = (system_id, password) == (b"qiao", self.password.encode())
        _send(writer, BIND_ANSWER, sequence, b"centre\0", 0 if right else 0x0E)

    async def _submit(self, writer: asyncio.StreamWriter, sequence: int, body: bytes) -> None:
        status = self.statuses.pop(0) if self.statuses else 0
        self.arrivals_s.append(asyncio.get_running_loop().time())
        submitted = _understood(body, f"c{next(self._numbers):06}")
        if status == 0 or status is None:
            self.taken.append(submitted)
        if self.drops_after_submit:
            writer.close()
        elif status is not None:
            _send(
                writer,
                SUBMIT | 0x80000000,
                sequence,
                submitted.message_id.encode() + b"\0" if not status else b"",
                status,
            )

    def _query(self, writer: asyncio.StreamWriter, sequence: int, body: bytes) -> None:
        message_id = body.split(b"\0")[0].decode()
        self.asked.append(message_id)
        if message_id in self.knows:
            answer = message_id.encode() + b"\0\0" + bytes([self.knows[message_id], 0])
            _send(writer, QUERY | 0x80000000, sequence, answer)
        else:
            _send(writer, QUERY | 0x80000000, sequence, b"", 0x67)

    def report(self, submitted: Submitted, state: str, error: str = "000", *, by_options: bool = False) -> int:
        """Send a receipt; returns its sequence, to see how it was answered."""
        dates = "submit date:2611231200 done date:2611231201"
        text = f"id:{submitted.message_id} sub:001 dlvrd:001 {dates} stat:{state} err:{error} text:..."
        options = struct.pack(">HH", 0x204, 2) + submitted.options[0x204]
        if by_options:
            text, number = "", {"DELIVRD": 2, "UNDELIV": 5}[state]
            options += struct.pack(">HH", 0x1E, len(submitted.message_id) + 1) + submitted.message_id.encode() + b"\0"
            options += struct.pack(">HHB", 0x427, 1, number)
        return self.deliver(submitted.destination, text, esm_class=0x04, options=options)

    def deliver(self, sender: str, text: str, *, esm_class: int = 0, options: bytes = b"") -> int:
        sequence = next(self._sequences)
        body = b"\0\1\1" + sender.encode() + b"\0\0\0" + b"10690000\0" + bytes([esm_class, 0, 0]) + b"\0\0\0\0\0\0"
        _send(self.writers[-1], DELIVER, sequence, body + bytes([len(text)]) + text.encode() + options)
        return sequence

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()


@contextlib.asynccontextmanager
async def listening(centre: Centre | None = None) -> AsyncGenerator[Centre]:
    centre = centre or Centre()
    server = await asyncio.start_server(centre.serve, "127.0.0.1", centre.port)
    centre.port = server.sockets[0].getsockname()[1]
    try:
        yield centre
    finally:
        server.close()
        centre.hang_up()
        await server.wait_closed()


def _send(writer: asyncio.StreamWriter, command: int, sequence: int, body: bytes = b"", status: int = 0) -> None:
    writer.write(struct.pack(">IIII", 16 + len(body), command, status, sequence) + body)


def _understood(body: bytes, message_id: str) -> Submitted:
    at = 0

    def text() -> str:
        nonlocal at
        end = body.index(b"\0", at)
        found, at = body[at:end].decode("latin-1"), end + 1
        return found

    def byte() -> int:
        nonlocal at
        at += 1
        return body[at - 1]

    def skip(count: int) -> None:
        nonlocal at
        at += count

    assert text() == "", "no service type"
    skip(2)
    source = text()
    skip(2)
    destination, esm_class = text(), byte()
    skip(2)
    assert text() == "", "at once"
    validity, wants, _, coding, _, length = text(), byte(), byte(), byte(), byte(), byte()
    octets = body[at : at + length]
    at += length
    options: dict[int, bytes] = {}
    while at < len(body):
        tag, size = struct.unpack(">HH", body[at : at + 4])
        options[tag] = body[at + 4 : at + 4 + size]
        at += 4 + size
    return Submitted(message_id, source, destination, esm_class, validity, wants == 1, coding, octets, options)
