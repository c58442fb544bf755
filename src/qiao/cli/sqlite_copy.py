"""Copying the embedded database while the service writes to it."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from qiao.cli.backups import BackupDamaged, Contents
from qiao.foundation.errors import Unavailable

_PAGES_A_STEP = 2_000

Pages = Callable[[int, int], None]
"""Hears how many pages of how many are copied."""


class DatabaseUnreadable(Unavailable):
    """The database cannot be read as it stands; `qiao doctor` says more."""


def copy_database(source: Path, target: Path, *, pages: Pages) -> None:
    """Copy `source` as it is at this moment into one file, without waiting for writers or stopping them.

    Raises DatabaseUnreadable.
    """
    target.touch(mode=0o600)
    try:
        _copy(source, target, pages)
    except sqlite3.Error as trouble:
        raise DatabaseUnreadable(file=str(source), said=str(trouble)) from None


def _copy(source: Path, target: Path, pages: Pages) -> None:
    with contextlib.closing(_open(source)) as live, contextlib.closing(_open(target)) as copy:
        # An open read transaction holds the moment: without it, every commit of the service would begin the
        # copy anew, and under load it would never end.
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=_PAGES_A_STEP, progress=lambda _, left, total: pages(total - left, total))
        live.execute("ROLLBACK")
        # WAL would leave a second file beside the copy; the service switches it on again when it opens it.
        copy.execute("PRAGMA journal_mode=DELETE")


def look_into(file: Path) -> Contents:
    """What the database in `file` holds. Raises BackupDamaged when its pages do not fit together."""
    with contextlib.closing(_open(file)) as database:
        try:
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise BackupDamaged(file=file.name)
            tables = [
                name
                for (name,) in database.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                    " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
                )
            ]
            return Contents(
                revision=_scalar(database, "SELECT version_num FROM alembic_version")
                if "alembic_version" in tables
                else None,
                rows={
                    table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608  (a name the database gave)
                    for table in tables
                },
                master_ids=frozenset(
                    master for (master,) in database.execute("SELECT DISTINCT master_id FROM customer_keys")
                )
                if "customer_keys" in tables
                else frozenset(),
            )
        except sqlite3.DatabaseError:
            raise BackupDamaged(file=file.name) from None


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None, timeout=10)


def _scalar(database: sqlite3.Connection, statement: str) -> str | None:
    row: tuple[str] | None = database.execute(statement).fetchone()
    return row[0] if row else None
