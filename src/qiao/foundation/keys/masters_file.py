"""Master keys in a file that its owner alone can read.

The file holds words, a line each: `root HEX` (from which stable keys are derived) and `master HEX` for every master
key, the current one first. The oldest form, one bare hexadecimal key, is root and master at once.
"""

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from qiao.foundation.keys.masters import (
    KEY_BYTES,
    KeyFileDamaged,
    KeyFileUnsafe,
    MasterKeyUnknown,
    opened_by,
    sealed_by,
)


@dataclass(frozen=True, slots=True)
class _Kept:
    root: bytes
    masters: tuple[bytes, ...]
    version: tuple[int, int] = (0, 0)


class FileMasters:
    """Fulfils `MasterKeys` from a key file, which is read again when something was wrapped under a newer key."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError, KeyFileUnsafe or KeyFileDamaged."""
        self._path = path
        self._take(_read(path))

    @property
    def current(self) -> str:
        return self._current

    @property
    def known(self) -> frozenset[str]:
        return frozenset(self._by_id)

    async def wrap(self, data_key: bytes, *, bound_to: bytes) -> bytes:
        # What is wrapped after a rotation must not depend on a key that may be retired next.
        self._look_again()
        return sealed_by(self._by_id[self._current], data_key, bound_to)

    async def unwrap(self, master_id: str, wrapped: bytes, *, bound_to: bytes) -> bytes:
        if master_id not in self._by_id:
            self._look_again()
        if master_id not in self._by_id:
            raise MasterKeyUnknown(master=master_id)
        return opened_by(self._by_id[master_id], wrapped, bound_to)

    def derive(self, purpose: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"qiao " + purpose).derive(self._root)

    def _look_again(self) -> None:
        """Take up what another process has put into the file; while the file cannot be read, what is known stands."""
        with contextlib.suppress(OSError):
            if _version_of(self._path) != self._version:
                self._take(_read(self._path))

    def _take(self, kept: _Kept) -> None:
        self._version = kept.version
        self._root = kept.root
        self._by_id = {_id_of(master): AESGCM(master) for master in kept.masters}
        self._current = _id_of(kept.masters[0])


def create_key_file(path: Path) -> None:
    """A new key file, on disk before this returns. Raises FileExistsError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(AESGCM.generate_key(bit_length=256).hex())
        file.flush()
        os.fsync(file.fileno())


def add_master(path: Path) -> str:
    """Put a new master key first in the file; returns its id. Older ones stay and still open what they wrapped.

    The file is replaced as a whole, so that a loss of power leaves the old or the new one.
    """
    kept, new = _read(path), AESGCM.generate_key(bit_length=256)
    _replace(path, _Kept(kept.root, (new, *kept.masters)))
    return _id_of(new)


def drop_masters(path: Path, ids: Iterable[str]) -> None:
    """Take master keys out of the file. Raises ValueError for the current one."""
    kept, unwanted = _read(path), frozenset(ids)
    if _id_of(kept.masters[0]) in unwanted:
        raise ValueError("The current master key stays")
    _replace(path, _Kept(kept.root, tuple(master for master in kept.masters if _id_of(master) not in unwanted)))


def _version_of(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def _read(path: Path) -> _Kept:
    version = _version_of(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileUnsafe(path=str(path))
    roots: list[bytes] = []
    masters: list[bytes] = []
    try:
        words = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
        if len(words) == 1 and len(words[0]) == 1:
            roots = masters = [bytes.fromhex(words[0][0])]
        else:
            for kind, value in words:
                {"root": roots, "master": masters}[kind].append(bytes.fromhex(value))
    except (ValueError, KeyError):
        raise KeyFileDamaged(path=str(path)) from None
    if len(roots) != 1 or not masters or any(len(key) != KEY_BYTES for key in (*roots, *masters)):
        raise KeyFileDamaged(path=str(path))
    return _Kept(roots[0], tuple(masters), version)


def _replace(path: Path, kept: _Kept) -> None:
    lines = [f"root {kept.root.hex()}", *(f"master {master.hex()}" for master in kept.masters)]
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # Readable by its owner alone from the start.
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _id_of(master: bytes) -> str:
    return hashlib.sha256(b"qiao key id" + master).hexdigest()[:16]
