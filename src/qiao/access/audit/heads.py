"""Heads: signed statements of where the chain stands, kept where who can change the database cannot reach.

A head is one line of JSON. Its signature (Ed25519) covers the line without the signature, in the order written here.
"""

import asyncio
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError

from qiao.access.audit.encoding import TrailKeys
from qiao.foundation.errors import Unavailable

_PATIENCE_S = 20.0


class HeadsUnwritable(Unavailable):
    """A head could not be written outside the database."""


class Head(BaseModel):
    """Batch `batch` ends with record `seq`, and the chain's value there is `chain`.

    `kind` is `restored` where an operator declared that the database begins again from there: the heads before it
    that name later batches speak of what was lost then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    v: Literal[1] = 1
    kind: Literal["head", "restored"] = "head"
    at: str
    batch: int
    seq: int
    chain: str
    key: str
    sig: str = ""

    @property
    def statement(self) -> bytes:
        return self.model_dump_json(exclude={"sig"}).encode()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file of heads; `head` is None where it is none, or its signature does not fit."""

    number: int
    head: Head | None
    is_torn: bool = False
    """A crash cut it off while it was written."""


class HeadSink(Protocol):
    """A place outside the database that keeps heads for good."""

    async def put(self, line: bytes) -> None:
        """Keep one line, durably. Raises HeadsUnwritable."""
        ...


def key_id(public_key: bytes) -> str:
    return hashlib.sha256(public_key).hexdigest()[:16]


def signed(keys: TrailKeys, head: Head) -> Head:
    return head.model_copy(update={"sig": keys.sign(head.statement).hex()})


def line_of(head: Head) -> bytes:
    return head.model_dump_json().encode() + b"\n"


def is_signed(head: Head, public_key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(bytes.fromhex(head.sig), head.statement)
    except (InvalidSignature, ValueError):
        return False
    return head.key == key_id(public_key)


def read_heads(path: Path, public_key: bytes) -> Iterator[Line]:
    """Every line of the file, oldest first. Raises FileNotFoundError."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                head = Head.model_validate_json(line)
            except ValidationError:
                yield Line(number, None, is_torn=not line.rstrip().endswith(b"}"))
                continue
            yield Line(number, head if is_signed(head, public_key) else None)


class FileHeads:
    """A file that only grows."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def put(self, line: bytes) -> None:
        try:
            await asyncio.to_thread(self._append, line)
        except OSError as trouble:
            raise HeadsUnwritable(path=str(self.path), said=trouble.strerror or type(trouble).__name__) from None

    def _append(self, line: bytes) -> None:
        is_new = not self.path.exists()
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # A line that a crash left half written must not swallow this one.
            if os.fstat(descriptor).st_size > 0 and not _ends_a_line(self.path):
                line = b"\n" + line
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _sync_folder(self.path.parent)


class CommandHeads:
    """Hands every head to a command on its standard input, for a keeper elsewhere."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = tuple(words)

    async def put(self, line: bytes) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                *self._words, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
            )
        except OSError as trouble:
            raise HeadsUnwritable(command=self._words[0], said=trouble.strerror) from None
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await process.communicate(line)
        except TimeoutError:
            process.kill()
            await process.wait()
            raise HeadsUnwritable(command=self._words[0], said="no answer") from None
        if process.returncode != 0:
            raise HeadsUnwritable(command=self._words[0], status=process.returncode)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
