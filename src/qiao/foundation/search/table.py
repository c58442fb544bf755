"""One search table with the same meaning on SQLite (FTS5) and PostgreSQL (`tsvector` with a GIN index).

Only masked text belongs in it: its tokens are kept in clear.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast
from uuid import UUID

from sqlalchemy import (
    Integer,
    Select,
    String,
    TableClause,
    Uuid,
    column,
    delete,
    false,
    func,
    literal,
    select,
    table,
    text,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from qiao.foundation.search.tokens import Dialect, index_tokens, query_expression

_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}", re.ASCII)

# FTS5 keeps only the index and reads the tokens from the plain table beside it, which also makes rows easy to
# find by id; the triggers are those of https://sqlite.org/fts5.html#external_content_tables.
_SQLITE = (
    """CREATE TABLE IF NOT EXISTS {name}
    (row INTEGER PRIMARY KEY, id CHAR(32) NOT NULL UNIQUE, tokens TEXT NOT NULL)""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS {name}_fts
    USING fts5(tokens, content='{name}', content_rowid='row', tokenize='unicode61')""",
    "CREATE TRIGGER IF NOT EXISTS {name}_inserted AFTER INSERT ON {name} BEGIN {add} END",
    "CREATE TRIGGER IF NOT EXISTS {name}_deleted AFTER DELETE ON {name} BEGIN {remove} END",
    "CREATE TRIGGER IF NOT EXISTS {name}_updated AFTER UPDATE ON {name} BEGIN {remove} {add} END",
)
_SQLITE_ADD = "INSERT INTO {name}_fts(rowid, tokens) VALUES (new.row, new.tokens);"
_SQLITE_REMOVE = "INSERT INTO {name}_fts({name}_fts, rowid, tokens) VALUES ('delete', old.row, old.tokens);"

_POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS {name} (id UUID PRIMARY KEY, tokens TSVECTOR NOT NULL)",
    "CREATE INDEX IF NOT EXISTS {name}_tokens ON {name} USING gin (tokens)",
)


@dataclass(frozen=True, slots=True)
class SearchTable:
    """Ids and the tokens of their texts. Raises ValueError for a name that is not a plain lower-case word."""

    name: str

    def __post_init__(self) -> None:
        """Refuse a name that could be anything but a name: it is written into statements."""
        if _NAME.fullmatch(self.name) is None:
            raise ValueError(f"{self.name!r} cannot name a search table")

    def create_statements(self, dialect: Dialect) -> tuple[str, ...]:
        """The DDL, for migrations; each statement may be repeated."""
        if dialect == "postgresql":
            return tuple(statement.format(name=self.name) for statement in _POSTGRESQL)
        add, remove = _SQLITE_ADD.format(name=self.name), _SQLITE_REMOVE.format(name=self.name)
        return tuple(statement.format(name=self.name, add=add, remove=remove) for statement in _SQLITE)

    def drop_statements(self, dialect: Dialect) -> tuple[str, ...]:
        index = (f"DROP TABLE IF EXISTS {self.name}_fts",) if dialect == "sqlite" else ()
        return (*index, f"DROP TABLE IF EXISTS {self.name}")

    async def create(self, database: AsyncConnection | AsyncSession) -> None:
        for statement in self.create_statements(dialect_of(database)):
            await database.execute(text(statement))

    async def drop(self, database: AsyncConnection | AsyncSession) -> None:
        for statement in self.drop_statements(dialect_of(database)):
            await database.execute(text(statement))

    async def upsert(self, database: AsyncConnection | AsyncSession, texts: Mapping[UUID, str]) -> None:
        """Make each id found by its (masked) text and by no earlier one."""
        if not texts:
            return
        rows = {identifier: index_tokens(masked) for identifier, masked in texts.items()}
        if dialect_of(database) == "sqlite":
            insert = sqlite.insert(self._rows).values(
                [{"id": identifier, "tokens": tokens} for identifier, tokens in rows.items()]
            )
        else:
            insert = postgresql.insert(self._rows).values(
                [
                    {"id": identifier, "tokens": func.to_tsvector("simple", tokens)}
                    for identifier, tokens in rows.items()
                ]
            )
        await database.execute(
            insert.on_conflict_do_update(index_elements=["id"], set_={"tokens": insert.excluded.tokens})
        )

    async def delete(self, database: AsyncConnection | AsyncSession, ids: Iterable[UUID]) -> None:
        """Forget the ids; those not there are passed over."""
        await database.execute(delete(self._rows).where(self._rows.c.id.in_(list(ids))))

    def matching(self, query: str, dialect: Dialect) -> Select[UUID]:
        """The ids whose text holds every word of the query, to narrow a room's own SELECT: `id.in_(…)`."""
        expression = query_expression(query, dialect)
        ids = select(self._rows.c.id)
        if not expression:
            return ids.where(false())
        if dialect == "postgresql":
            asked = sql_cast(literal(expression), postgresql.TSQUERY)
            return ids.where(self._rows.c.tokens.op("@@", is_comparison=True)(asked))
        index = table(f"{self.name}_fts", column("rowid", Integer), column("tokens", String))
        return ids.where(self._rows.c.row.in_(select(index.c.rowid).where(index.c.tokens.match(expression))))

    async def find(self, database: AsyncConnection | AsyncSession, query: str, *, limit: int) -> list[UUID]:
        """At most `limit` ids whose text holds every word of the query, the newest (highest) id first."""
        found = self.matching(query, dialect_of(database))
        result = await database.execute(found.order_by(self._rows.c.id.desc()).limit(limit))
        return list(result.scalars())

    @property
    def _rows(self) -> TableClause:
        return _rows_of(self.name)


@cache
def _rows_of(name: str) -> TableClause:
    return table(name, column("row", Integer), column("id", Uuid), column("tokens"))


def dialect_of(database: AsyncConnection | AsyncSession) -> Dialect:
    """Which of the two databases is spoken to."""
    bind = database.get_bind() if isinstance(database, AsyncSession) else database
    return cast("Dialect", bind.dialect.name)
