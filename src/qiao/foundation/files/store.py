"""Files in a folder, each under an address made from its content, sealed, and scanned before anyone sees it.

The calls read, write and wait for the disk: on an event loop, run them in a thread.
"""

import hashlib
import hmac
import os
import re
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NewType, Protocol, cast

from qiao.foundation.errors import Conflict, NotFound, Unavailable
from qiao.foundation.files.envelope import Label, Sealer, read_label, read_parts, write_label, write_parts
from qiao.foundation.files.intake import Content, Limits, checked_blocks, clean_name
from qiao.foundation.files.kinds import FileKind, FileTypeRefused, declared_kind

FileId = NewType("FileId", str)

_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_RETENTION = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_SECRET_BYTES = 32


class FileNotFound(NotFound):
    """There is no such file."""


class FileQuarantined(Conflict):
    """The file was found harmful or could not be examined yet, and is kept apart."""


class FilesUnavailable(Unavailable):
    """The folder of files cannot be read or written now, or is full."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What an examination said; `what` names the harm, or why nobody could tell."""

    is_clean: bool
    what: str = ""


class Scanner(Protocol):
    """Looks for harm in a file, such as a virus scanner."""

    def scan(self, content: Iterator[bytes], *, kind: FileKind) -> Finding:
        """Raises Unavailable when it cannot tell; the file then waits in quarantine for `rescan`."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was put away.

    `digest` is the SHA-256 of the content, in hex; `name` is the sender's, made safe: both can tell about a
    person, so whoever keeps them seals them. `retention` names the class that decides how long it is kept.
    """

    id: FileId
    digest: str
    size_bytes: int
    kind: FileKind
    name: str
    retention: str
    finding: Finding

    @property
    def is_quarantined(self) -> bool:
        return not self.finding.is_clean


class FileStore:
    """A folder of sealed files.

    The same content in the same scope and retention class has the same id, so putting it twice keeps it once;
    between scopes (customers, each with a key of their own) and classes nothing is shared. Whoever deletes a
    file therefore first makes sure that no other row of its own still names it.
    """

    def __init__(self, root: Path, *, secret: bytes, scanner: Scanner | None = None) -> None:
        """Keep files below `root`; `secret` (at least 32 bytes) makes ids unguessable from content.

        Raises ValueError for a shorter secret.
        """
        if len(secret) < _SECRET_BYTES:
            raise ValueError("A secret for file ids needs at least 32 bytes")
        self._secret = secret
        self._scanner = scanner
        self._incoming, self._kept, self._quarantine = root / "incoming", root / "kept", root / "quarantine"

    def put(
        self,
        content: Content,
        *,
        name: str,
        declared: str,
        limits: Limits,
        sealer: Sealer,
        scope: str,
        retention: str,
    ) -> StoredFile:
        """Check, seal and keep a file; when this returns, it survives a loss of power.

        Raises FileTypeRefused, FileTypeMismatch, FileTooLarge, PictureTooLarge, FileEmpty or FilesUnavailable, and
        ValueError for a retention class that is not a plain word. Nothing is left behind then.
        """
        if _RETENTION.fullmatch(retention) is None:
            raise ValueError(f"{retention!r} is not the name of a retention class")
        kind = declared_kind(declared)
        if kind not in limits.kinds:
            raise FileTypeRefused(declared=kind.value)
        with _disk_trouble(), self._temporary() as incoming:
            written = write_parts(incoming, checked_blocks(content, kind=kind, limits=limits), sealer)
            label = Label(written.salt, written.digest, written.size_bytes, kind.value, retention)
            file_id = self._address(scope, retention, written.digest)
            write_label(incoming, label, file_id=file_id, sealer=sealer)
            incoming.flush()
            os.fsync(incoming.fileno())
            finding = self._keep(Path(incoming.name), file_id, sealer, kind=kind)
        return StoredFile(
            id=file_id,
            digest=written.digest,
            size_bytes=written.size_bytes,
            kind=kind,
            name=clean_name(name, kind),
            retention=retention,
            finding=finding,
        )

    def read(self, file_id: FileId, *, sealer: Sealer) -> Iterator[bytes]:
        """The content in blocks; it is checked as it is read, the whole of it with the last block.

        Raises FileNotFound, FileQuarantined, FileDamaged or FilesUnavailable, and what the sealer raises.
        """
        path = self._path(file_id)
        _label(path, file_id, sealer)
        return _contents(path, file_id, sealer)

    def rescan(self, file_id: FileId, *, sealer: Sealer) -> Finding:
        """Examine a quarantined file again and release it when it is clean. Raises FileNotFound."""
        path = _place(self._quarantine, file_id)
        if not path.exists():
            raise FileNotFound
        finding = self._examine(path, file_id, sealer, kind=FileKind(_label(path, file_id, sealer).kind))
        if finding.is_clean:
            self.release(file_id)
        return finding

    def release(self, file_id: FileId) -> None:
        """Let a quarantined file be read, on someone's decision. Raises FileNotFound."""
        path = _place(self._quarantine, file_id)
        if not path.exists():
            raise FileNotFound
        with _disk_trouble():
            _move(path, _place(self._kept, file_id))

    def delete(self, file_id: FileId) -> None:
        """Remove a file, quarantined or not. Raises FileNotFound."""
        places = [_place(folder, file_id) for folder in (self._kept, self._quarantine)]
        present = [path for path in places if path.exists()]
        if not present:
            raise FileNotFound
        with _disk_trouble():
            for path in present:
                path.unlink(missing_ok=True)
                _sync(path.parent)

    def put_before(self, moment: datetime) -> Iterator[FileId]:
        """Every file, quarantined or not, that was put for the last time before `moment`."""
        with _disk_trouble():
            for folder in (self._kept, self._quarantine):
                for path in folder.glob("??/*"):
                    if _ID.fullmatch(path.name) and path.stat().st_mtime < moment.timestamp():
                        yield FileId(path.name)

    def discard_unfinished(self, *, now: datetime, older_than: timedelta) -> int:
        """Remove what uploads left behind when their process was killed; returns how many."""
        before_s = (now - older_than).timestamp()
        with _disk_trouble():
            left = [path for path in self._incoming.glob("*") if path.stat().st_mtime < before_s]
            for path in left:
                path.unlink(missing_ok=True)
        return len(left)

    @contextmanager
    def _temporary(self) -> Generator[BinaryIO]:
        _make_folder(self._incoming)
        with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as incoming:
            try:
                yield cast("BinaryIO", incoming)
            finally:
                Path(incoming.name).unlink(missing_ok=True)

    def _keep(self, incoming: Path, file_id: FileId, sealer: Sealer, *, kind: FileKind) -> Finding:
        """Move a finished file to its place; over one that is there already, which it renews."""
        kept, quarantined = _place(self._kept, file_id), _place(self._quarantine, file_id)
        finding = Finding(is_clean=True) if kept.exists() else self._examine(incoming, file_id, sealer, kind=kind)
        _move(incoming, kept if finding.is_clean else quarantined)
        if finding.is_clean:
            quarantined.unlink(missing_ok=True)
        return finding

    def _examine(self, path: Path, file_id: FileId, sealer: Sealer, *, kind: FileKind) -> Finding:
        if self._scanner is None:
            return Finding(is_clean=True)
        try:
            with closing(_contents(path, file_id, sealer)) as content:
                return self._scanner.scan(content, kind=kind)
        except Unavailable as trouble:
            return Finding(is_clean=False, what=trouble.code)

    def _address(self, scope: str, retention: str, digest: str) -> FileId:
        named = f"qiao.file.id\0{retention}\0{digest}\0{scope}".encode()
        return FileId(hmac.digest(self._secret, named, hashlib.sha256).hex())

    def _path(self, file_id: FileId) -> Path:
        kept = _place(self._kept, file_id)
        if kept.exists():
            return kept
        raise FileQuarantined if _place(self._quarantine, file_id).exists() else FileNotFound


def _label(path: Path, file_id: FileId, sealer: Sealer) -> Label:
    with _disk_trouble(), path.open("rb") as source:
        return read_label(source, file_id=file_id, sealer=sealer)


def _contents(path: Path, file_id: FileId, sealer: Sealer) -> Generator[bytes]:
    with _disk_trouble(), path.open("rb") as source:
        yield from read_parts(source, read_label(source, file_id=file_id, sealer=sealer), sealer)


def _place(folder: Path, file_id: FileId) -> Path:
    # An id is checked before it becomes a path, so no id can point outside the folder.
    if _ID.fullmatch(file_id) is None:
        raise FileNotFound
    return folder / file_id[:2] / file_id


def _move(source: Path, target: Path) -> None:
    _make_folder(target.parent)
    source.replace(target)
    _sync(target.parent)


def _make_folder(folder: Path) -> None:
    if folder.exists():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _disk_trouble() -> Generator[None]:
    try:
        yield
    except OSError as trouble:
        raise FilesUnavailable(errno=trouble.errno) from trouble
