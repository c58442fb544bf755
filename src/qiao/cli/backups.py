"""What a backup is: a folder with a copy of the database, the files, and a manifest that vouches for both.

The manifest is written last, so a folder without one is no backup. It names the master key by its id; the key
itself is never in a backup, because whoever holds both can read everything.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from qiao.foundation.errors import Conflict, Invalid, NotFound

MANIFEST = "manifest.json"
FILES = "files"
_BLOCK_BYTES = 1 << 20
# Uploads that are still coming in belong to nobody yet.
_UNFINISHED_FILES = "incoming"

Advance = Callable[[int], None]


class NotEmpty(Conflict):
    """Something is there already; nothing is written over it."""


class NoBackupThere(NotFound):
    """There is no finished backup there: the folder has no manifest.json."""


class ManifestUnreadable(Invalid):
    """The manifest is damaged, or was written by a newer version of Qiao; restore with that version."""


class BackupDamaged(Invalid):
    """The backup is not as it was written; take another copy of it. Nothing was restored."""


class RowsDiffer(Invalid):
    """What was restored does not hold the rows that were backed up; do not use it."""


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts:
        raise ValueError("a path outside the backup")
    return path


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CopiedFile(_Part):
    """One file of the backup, by its path in it."""

    path: Annotated[str, AfterValidator(_inside)]
    size_bytes: int
    sha256: str


class DatabasePart(_Part):
    """The database as it was: the schema's revision and how many rows each table held."""

    kind: Literal["sqlite", "postgresql"]
    file: CopiedFile
    revision: str
    rows: dict[str, int]


class KeyPart(_Part):
    """Ids of the master key that was in use, and of those that seal customer keys in the copy. Ids tell nothing."""

    master: str
    sealing: tuple[str, ...]


class Manifest(_Part):
    """`manifest.json`."""

    format: Literal[1] = 1
    made_by: str
    began_at: datetime
    ended_at: datetime
    database: DatabasePart
    keys: KeyPart
    files: tuple[CopiedFile, ...] = Field(default=())

    @property
    def row_count(self) -> int:
        return sum(self.database.rows.values())

    @property
    def size_bytes(self) -> int:
        return self.database.file.size_bytes + sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a look into a database found; `revision` is None where it holds no schema of ours."""

    revision: str | None
    rows: Mapping[str, int]
    master_ids: frozenset[str]


def read_manifest(source: Path) -> Manifest:
    """Raises NoBackupThere or ManifestUnreadable."""
    try:
        return Manifest.model_validate_json((source / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise NoBackupThere(path=str(source)) from None
    except ValidationError:
        raise ManifestUnreadable(path=str(source / MANIFEST)) from None


def write_manifest(target: Path, manifest: Manifest) -> None:
    """Make the backup whole."""
    beside = target / f"{MANIFEST}.writing"
    with _private(beside) as file:
        os.write(file, manifest.model_dump_json(indent=2).encode() + b"\n")
    beside.replace(target / MANIFEST)
    sync_folder(target)


@contextlib.contextmanager
def new_folder(target: Path) -> Generator[None]:
    """An empty folder for the block to fill, for its owner's eyes alone; emptied again when the block fails.

    Raises NotEmpty.
    """
    existed = target.is_dir()
    if target.exists() and (not existed or any(target.iterdir())):
        raise NotEmpty(path=str(target))
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield
    except BaseException:
        for path in target.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if not existed:
            target.rmdir()
        raise


def kept_files(folder: Path) -> list[Path]:
    """Everything in the folder of files that is there for good."""
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] != _UNFINISHED_FILES
    )


def copy_file(source: Path, target: Path, path: str, *, advance: Advance) -> CopiedFile:
    """Copy a file to `target / path`, durably; says what was copied. `advance` hears of every block's bytes."""
    destination = target / path
    destination.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size_bytes = hashlib.sha256(), 0
    with source.open("rb") as read, _private(destination) as written:
        while block := read.read(_BLOCK_BYTES):
            digest.update(block)
            size_bytes += len(block)
            os.write(written, block)
            advance(len(block))
    return CopiedFile(path=path, size_bytes=size_bytes, sha256=digest.hexdigest())


def measured(source: Path, path: str, *, advance: Advance) -> CopiedFile:
    """What stands at `source / path`."""
    digest, size_bytes = hashlib.sha256(), 0
    with (source / path).open("rb") as read:
        while block := read.read(_BLOCK_BYTES):
            digest.update(block)
            size_bytes += len(block)
            advance(len(block))
    return CopiedFile(path=path, size_bytes=size_bytes, sha256=digest.hexdigest())


def require_unchanged(expected: CopiedFile, found: CopiedFile) -> None:
    """Raises BackupDamaged."""
    if (expected.size_bytes, expected.sha256) != (found.size_bytes, found.sha256):
        raise BackupDamaged(file=expected.path)


def require_same_rows(manifest: Manifest, found: Contents) -> None:
    """Raises RowsDiffer, naming the tables."""
    expected = manifest.database.rows
    differing = sorted(table for table in {*expected, *found.rows} if expected.get(table) != found.rows.get(table))
    if differing or found.revision != manifest.database.revision:
        raise RowsDiffer(tables=", ".join(differing) or "revision")


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _private(path: Path) -> Generator[int]:
    """A new file that its owner alone can read, durable when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        yield descriptor
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
