"""What the sandbox lender keeps: one SQLite file, read once into memory and written through.

The lender is one process that does one thing at a time, so memory is never behind the file. A transaction that fails
leaves both as they were.
"""

import json
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from qiao.backoffice.contract.happenings import Event
from qiao.backoffice.contract.operation import Resource

Record = TypeVar("Record", bound=Resource)

SCHEMA = 1
_TABLES = """
CREATE TABLE records (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE events (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE agenda (number INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL);
CREATE INDEX ix_agenda_at ON agenda (at, number);
CREATE TABLE outcomes (
  key TEXT PRIMARY KEY, operation TEXT NOT NULL, asked TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL,
  recorded_at TEXT NOT NULL
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


@dataclass(slots=True)
class _Shelf:
    """Records of one kind, and which of them belong to a customer or a loan. Owners never change."""

    records: dict[str, Resource] = field(default_factory=dict[str, Resource])
    owned: dict[str, dict[str, None]] = field(default_factory=dict[str, dict[str, None]])

    def put(self, record: Resource) -> None:
        self.records[record.id] = record
        for owner in _owners(record):
            self.owned.setdefault(owner, {})[record.id] = None

    def drop(self, record: Resource) -> None:
        del self.records[record.id]
        for owner in _owners(record):
            del self.owned[owner][record.id]


def _owners(record: Resource) -> Iterator[str]:
    for name in ("customer_id", "loan_id"):
        owner = getattr(record, name, None)
        if owner:
            yield owner


class Store:
    """Records by kind and id, events, the agenda, outcomes of writes, single facts, files."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the file; None keeps everything in memory. Raises OSError for one of another version."""
        self._sql = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False)
        self._sql.execute("PRAGMA journal_mode = WAL")
        # What was answered must stand after a loss of power: flows are tested against that.
        self._sql.execute("PRAGMA synchronous = FULL")
        found = self._sql.execute("PRAGMA user_version").fetchone()[0]
        self.is_new = found == 0
        if self.is_new:
            self._sql.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {SCHEMA}; COMMIT;")
        elif found != SCHEMA:
            self._sql.close()
            raise OSError(f"{path} was made by another version of the sandbox lender; delete it or start with --fresh")
        self._shelves: dict[type[Resource], _Shelf] = {}
        self._undo: list[Callable[[], None]] | None = None

    def close(self) -> None:
        self._sql.close()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing, in the file and in memory; durable when the block has been left."""
        self._sql.execute("BEGIN IMMEDIATE")
        self._undo = []
        try:
            yield
            self._sql.execute("COMMIT")
        except BaseException:
            for step in reversed(self._undo):
                step()
            self._sql.execute("ROLLBACK")
            raise
        finally:
            self._undo = None

    def find(self, kind: type[Record], identifier: str) -> Record | None:
        return cast("Record | None", self._shelf(kind).records.get(identifier))

    def all(self, kind: type[Record]) -> list[Record]:
        """All of a kind in the order in which they were made."""
        return cast("list[Record]", list(self._shelf(kind).records.values()))

    def owned(self, kind: type[Record], owner: str) -> list[Record]:
        """Those of a kind that name this customer or loan, in the order in which they were made."""
        shelf = self._shelf(kind)
        return cast("list[Record]", [shelf.records[identifier] for identifier in shelf.owned.get(owner, ())])

    def put(self, record: Resource) -> None:
        """Keep a record, in the place of an earlier one with its id."""
        kind = type(record)
        shelf = self._shelf(kind)
        before = shelf.records.get(record.id)
        self._remember((lambda: shelf.put(before)) if before else (lambda: shelf.drop(record)))
        shelf.put(record)
        self._sql.execute(
            "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
            (kind.__name__, record.id, record.model_dump_json()),
        )

    def drop(self, record: Resource) -> None:
        shelf = self._shelf(type(record))
        self._remember(lambda: shelf.put(record))
        shelf.drop(record)
        self._sql.execute("DELETE FROM records WHERE kind = ? AND id = ?", (type(record).__name__, record.id))

    def _shelf(self, kind: type[Resource]) -> "_Shelf":
        if kind not in self._shelves:
            shelf = self._shelves[kind] = _Shelf()
            rows = self._sql.execute("SELECT body FROM records WHERE kind = ? ORDER BY rowid", (kind.__name__,))
            for (body,) in rows:
                shelf.put(kind.model_validate_json(body))
        return self._shelves[kind]

    def _remember(self, step: Callable[[], None]) -> None:
        if self._undo is None:
            raise RuntimeError("Records change inside a transaction only")
        self._undo.append(step)

    def fact(self, name: str) -> str | None:
        row = self._sql.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_fact(self, name: str, value: str) -> None:
        self._sql.execute(
            "INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (name, value)
        )

    def count(self, name: str) -> int:
        """The next number of a series, from 1."""
        row = self._sql.execute(
            "INSERT INTO facts VALUES (?, '1') ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value", (name,)
        ).fetchone()
        return int(row[0])

    def add_event(self, event: Event) -> None:
        self._sql.execute("INSERT INTO events VALUES (?, ?)", (event.number, event.model_dump_json()))

    def events(self, after: int, limit: int) -> list[Event]:
        rows = self._sql.execute("SELECT body FROM events WHERE number > ? ORDER BY number LIMIT ?", (after, limit))
        return [Event.model_validate_json(body) for (body,) in rows]

    def last_event(self) -> int:
        return int(self._sql.execute("SELECT coalesce(max(number), 0) FROM events").fetchone()[0])

    def plan(self, at: datetime, what: str, subject: str) -> None:
        self._sql.execute("INSERT INTO agenda (at, what, subject) VALUES (?, ?, ?)", (at.isoformat(), what, subject))

    def next_planned(self, until: datetime) -> tuple[datetime, str, str] | None:
        """Take the earliest entry of the agenda that is due by `until`, in the order in which they were planned."""
        row = self._sql.execute(
            "DELETE FROM agenda WHERE number = (SELECT number FROM agenda WHERE at <= ? ORDER BY at, number LIMIT 1) "
            "RETURNING at, what, subject",
            (until.isoformat(),),
        ).fetchone()
        return None if row is None else (datetime.fromisoformat(row[0]), row[1], row[2])

    def has_planned(self, until: datetime) -> bool:
        row = self._sql.execute("SELECT 1 FROM agenda WHERE at <= ? LIMIT 1", (until.isoformat(),)).fetchone()
        return row is not None

    def outcome(self, key: str) -> tuple[str, str, int, dict[str, Any], datetime] | None:
        """Operation, digest of what was asked, status, answer and moment of a write."""
        row = self._sql.execute(
            "SELECT operation, asked, status, answer, recorded_at FROM outcomes WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        return row[0], row[1], row[2], json.loads(row[3]), datetime.fromisoformat(row[4])

    def keep_outcome(self, key: str, operation: str, asked: str, *, status: int, answer: str, at: datetime) -> None:
        self._sql.execute(
            "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?)", (key, operation, asked, status, answer, at.isoformat())
        )

    def done(self) -> list[tuple[str, dict[str, Any], datetime]]:
        """Operation, answer and moment of every write that took effect under a key, in the order of their doing."""
        rows = self._sql.execute(
            "SELECT operation, answer, recorded_at FROM outcomes WHERE status = 200 ORDER BY rowid"
        )
        return [(operation, json.loads(answer), datetime.fromisoformat(at)) for operation, answer, at in rows]

    def keep_file(self, sha256: str, content: bytes) -> None:
        self._sql.execute("INSERT OR IGNORE INTO files VALUES (?, ?)", (sha256, content))

    def file(self, sha256: str) -> bytes | None:
        row = self._sql.execute("SELECT content FROM files WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else bytes(row[0])

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that is kept, for comparing two lenders; agenda entries without their row numbers."""
        wanted = {
            "records": "SELECT kind, id, body FROM records ORDER BY kind, id",
            "events": "SELECT number, body FROM events ORDER BY number",
            "agenda": "SELECT at, what, subject FROM agenda ORDER BY at, number",
            "facts": "SELECT name, value FROM facts ORDER BY name",
            "files": "SELECT sha256 FROM files ORDER BY sha256",
        }
        return {name: self._sql.execute(statement).fetchall() for name, statement in wanted.items()}
