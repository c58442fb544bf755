"""A virus scanner beside the service, asked by the protocol of clamd (its manual, `INSTREAM`)."""

import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qiao.foundation.errors import Unavailable
from qiao.foundation.files.kinds import FileKind
from qiao.foundation.files.store import Finding

_CHUNK_BYTES = 1 << 16
_LONGEST_REPLY = 1 << 12
_END: Final = b"\0"


class ScannerAway(Unavailable):
    """The virus scanner does not answer, or could not examine the file."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """clamd at `host:port`, or at the path of its socket. Fulfils `Scanner`."""

    address: str
    deadline_s: float = 30.0

    def scan(self, content: Iterator[bytes], *, kind: FileKind) -> Finding:
        """Raises ScannerAway."""
        _ = kind
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                for block in content:
                    for begin in range(0, len(block), _CHUNK_BYTES):
                        chunk = block[begin : begin + _CHUNK_BYTES]
                        line.sendall(struct.pack(">I", len(chunk)) + chunk)
                line.sendall(struct.pack(">I", 0))
                reply = _reply(line)
        except OSError as trouble:
            raise ScannerAway from trouble
        return _finding(reply)

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.deadline_s)
            line.connect(self.address)
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=self.deadline_s)


def _reply(line: socket.socket) -> str:
    said = b""
    while not said.endswith(_END) and len(said) < _LONGEST_REPLY:
        part = line.recv(_LONGEST_REPLY)
        if not part:
            break
        said += part
    return said.rstrip(_END).decode(errors="replace").strip()


def _finding(reply: str) -> Finding:
    """`stream: OK`, `stream: NAME FOUND`, and everything else is trouble."""
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return Finding(is_clean=True)
    if said.endswith(" FOUND"):
        return Finding(is_clean=False, what=said.removesuffix(" FOUND"))
    raise ScannerAway
