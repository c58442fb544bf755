"""How a sealed file lies on the disk.

    magic | part … part | label | length of the label

Each part is one block of the content, sealed together with a salt of the file, its number and whether it is
the last, so that parts can be neither cut off nor moved. The label is sealed together with the file's id and
names salt, size and digest, so that one file cannot stand in for another.
"""

import hashlib
import json
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO, Protocol, cast

from qiao.foundation.errors import Unavailable

BLOCK_BYTES = 1 << 20
"""How much is sealed at a time, and so how much of a file is in memory."""

_MAGIC = b"QIAOFILE1\n"
_LENGTH = struct.Struct(">I")
_SALT_BYTES = 16
_LONGEST_SEALED = BLOCK_BYTES + 4096


class FileDamaged(Unavailable):
    """What lies on the disk is not the file that was put there."""


class Sealer(Protocol):
    """Seals bytes under a key, bound to `aad`: they open only with the same `aad`."""

    def seal(self, plain: bytes, aad: bytes, /) -> bytes: ...

    def open(self, sealed: bytes, aad: bytes, /) -> bytes:
        """Raises Unavailable when these are not the bytes that were sealed with this `aad`."""
        ...


@dataclass(frozen=True, slots=True)
class Label:
    """What a sealed file says about itself."""

    salt: str
    digest: str
    size_bytes: int
    kind: str
    retention: str


@dataclass(frozen=True, slots=True)
class Written:
    salt: str
    digest: str
    size_bytes: int


def write_parts(to: BinaryIO, blocks: Iterable[tuple[bytes, bool]], sealer: Sealer) -> Written:
    """Seal and write the blocks as they come; each comes with whether it is the last."""
    salt, hashed, size_bytes = os.urandom(_SALT_BYTES), hashlib.sha256(), 0
    to.write(_MAGIC)
    for number, (block, is_last) in enumerate(blocks):
        hashed.update(block)
        size_bytes += len(block)
        sealed = sealer.seal(block, _part_aad(salt, number, is_last=is_last))
        to.write(_LENGTH.pack(len(sealed)) + sealed)
    return Written(salt.hex(), hashed.hexdigest(), size_bytes)


def write_label(to: BinaryIO, label: Label, *, file_id: str, sealer: Sealer) -> None:
    sealed = sealer.seal(json.dumps(asdict(label)).encode(), _label_aad(file_id))
    to.write(sealed + _LENGTH.pack(len(sealed)))


def read_label(source: BinaryIO, *, file_id: str, sealer: Sealer) -> Label:
    """Raises FileDamaged, or what the sealer raises when it cannot open the label."""
    end = source.seek(0, os.SEEK_END)
    if end < len(_MAGIC) + _LENGTH.size:
        raise FileDamaged
    source.seek(end - _LENGTH.size)
    (length,) = cast("tuple[int]", _LENGTH.unpack(source.read(_LENGTH.size)))
    begin = end - _LENGTH.size - length
    if begin < len(_MAGIC):
        raise FileDamaged
    source.seek(begin)
    return Label(**json.loads(sealer.open(source.read(length), _label_aad(file_id))))


def read_parts(source: BinaryIO, label: Label, sealer: Sealer) -> Iterator[bytes]:
    """The content block by block. Raises FileDamaged, or what the sealer raises when a part does not open."""
    source.seek(0)
    if source.read(len(_MAGIC)) != _MAGIC:
        raise FileDamaged
    hashed, left, number = hashlib.sha256(), label.size_bytes, 0
    while left > 0:
        is_last = left <= BLOCK_BYTES
        block = sealer.open(_read_sealed(source), _part_aad(bytes.fromhex(label.salt), number, is_last=is_last))
        hashed.update(block)
        left -= len(block)
        number += 1
        yield block
    if left < 0 or hashed.hexdigest() != label.digest:
        raise FileDamaged


def _read_sealed(source: BinaryIO) -> bytes:
    prefix = source.read(_LENGTH.size)
    if len(prefix) < _LENGTH.size:
        raise FileDamaged
    (length,) = cast("tuple[int]", _LENGTH.unpack(prefix))
    if length > _LONGEST_SEALED:
        raise FileDamaged
    return source.read(length)


def _part_aad(salt: bytes, number: int, *, is_last: bool) -> bytes:
    return b"qiao.file.part\0" + salt + number.to_bytes(8) + bytes([is_last])


def _label_aad(file_id: str) -> bytes:
    return b"qiao.file.label\0" + file_id.encode()
