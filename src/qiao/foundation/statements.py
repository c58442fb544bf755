"""Statements of every turn: built once, compiled once a dialect, and on SQLite given straight to the driver.

SQLAlchemy takes ten times as long around such a statement as SQLite takes inside it. Inside a transaction of the
embedded database a `Statement` therefore goes past the session; everywhere else it is executed like any other.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import orjson
from sqlalchemy import CursorResult, Dialect, Insert, Select, Table, Update, insert
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import Delete
from sqlalchemy.types import TypeEngine

RAW = "sqlite"
"""Where a session's `info` holds the driver's connection, while it is in a transaction of SQLite's."""

_Built = Select[*tuple[Any, ...]] | Insert | Update | Delete
_Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _ForDriver:
    """`text` with its values in order: (name, default, conversion) each; and the conversions of a row's columns."""

    text: str
    values: Sequence[tuple[str, object, _Convert]]
    columns: Sequence[_Convert]


class Statement:
    """One statement with named values. A table's columns given to an insert are the names of its values."""

    def __init__(self, built: _Built, *, columns: Sequence[str] | None = None) -> None:
        """`columns`: of an insert, those that are given; the others stay empty and may not have defaults."""
        self._built = built
        self._given = columns
        self._for_driver: _ForDriver | None = None

    async def rows(self, session: AsyncSession, **values: object) -> list[tuple[Any, ...]]:
        """Every row of a SELECT."""
        await _flush(session)
        raw = session.info.get(RAW)
        if raw is None:
            return [tuple(row) for row in await session.execute(self._built, values)]
        compiled = self.compile()
        found = _run(raw, compiled, values).fetchall()
        return [_converted(row, compiled.columns) for row in found]

    async def first(self, session: AsyncSession, **values: object) -> tuple[Any, ...] | None:
        """The first row of a SELECT, or None."""
        rows = await self.rows(session, **values)
        return rows[0] if rows else None

    async def run(self, session: AsyncSession, **values: object) -> int:
        """Execute a change; returns the number of rows it concerned."""
        await _flush(session)
        raw = session.info.get(RAW)
        if raw is None:
            result = await session.execute(self._built, values)
            return cast("CursorResult[Any]", result).rowcount
        return _run(raw, self.compile(), values).rowcount

    def compile(self) -> _ForDriver:
        """As the driver gets it. Raises TypeError for an insert that leaves out a column with a default."""
        if self._for_driver is None:
            self._for_driver = _compile(self._built, self._given)
        return self._for_driver


async def store(session: AsyncSession, row: type[Any], **values: object) -> None:
    """Insert one row past the ORM: for what is written with every message. Columns not given stay empty."""
    await _insert_into(row, tuple(values)).run(session, **values)


async def store_made(session: AsyncSession, row: Any) -> None:  # noqa: ANN401  (a row of any table)
    """Insert a row that was made whole, its defaults too, past the ORM; the session knows nothing of it."""
    table = cast("Table", row.__table__)
    await store(session, type(row), **{column.name: getattr(row, column.name) for column in table.columns})


@cache
def _insert_into(row: type[Any], columns: tuple[str, ...]) -> Statement:
    return Statement(insert(cast("Table", row.__table__)), columns=columns)


def as_json(value: object) -> str:
    return orjson.dumps(value).decode()


def _trouble(text: str, trouble: sqlite3.Error) -> Exception:
    """The driver's error as SQLAlchemy would have raised it; without the values, which may be a customer's."""
    wrapped: Any = DBAPIError.instance(text, None, trouble, sqlite3.Error, hide_parameters=True, dialect=_dialect())
    return wrapped


async def _flush(session: AsyncSession) -> None:
    """What the ORM holds back comes first, as it would with a statement of the session's own."""
    if session.in_transaction() and (session.new or session.dirty or session.deleted):
        await session.flush()


def _run(raw: sqlite3.Connection, compiled: _ForDriver, values: dict[str, object]) -> sqlite3.Cursor:
    bound = [
        convert(values.get(name, default)) if convert is not None else values.get(name, default)
        for name, default, convert in compiled.values
    ]
    try:
        return raw.execute(compiled.text, bound)
    except sqlite3.Error as trouble:
        raise _trouble(compiled.text, trouble) from trouble


def _converted(row: tuple[Any, ...], columns: Sequence[_Convert]) -> tuple[Any, ...]:
    return tuple([value if convert is None else convert(value) for value, convert in zip(row, columns, strict=True)])


@cache
def _dialect() -> Dialect:
    return sqlite_dialect(json_serializer=as_json, json_deserializer=orjson.loads)


def _compile(built: _Built, given: Sequence[str] | None) -> _ForDriver:
    dialect = _dialect()
    compiled: Any = built.compile(dialect=dialect, column_keys=list(given) if given is not None else None)
    if isinstance(built, Insert) and compiled.insert_prefetch:
        raise TypeError(f"{built.table} has defaults in Python: give every such column")
    names: Sequence[str] = compiled.positiontup or ()
    values = [(name, compiled.params[name], _binder(compiled.binds[name].type, dialect)) for name in names]
    selected = built.selected_columns if isinstance(built, Select) else ()
    return _ForDriver(str(compiled), values, [_reader(column.type, dialect) for column in selected])


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
