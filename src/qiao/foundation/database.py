"""The database: one code for SQLite (embedded) and PostgreSQL.

`Database.transaction()` gives a session whose work is durable when the block has been left, or gone when it
raised. SQLite has one writer, so its transactions queue; those that queue while another is being written share
one `COMMIT`, and thus one fsync (group commit), each in a savepoint of its own.
"""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

import orjson
from sqlalchemy import JSON, CursorResult, DateTime, Dialect, MetaData, Result, Table, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from qiao.foundation.group_commit import GroupCommit, finish
from qiao.foundation.inline_sqlite import BUSY_TIMEOUT_MS, InlineSqlite, driver_of
from qiao.foundation.readers import Readers
from qiao.foundation.settings import DatabaseSettings
from qiao.foundation.statements import as_json

if TYPE_CHECKING:
    from qiao.foundation.postgres import Postgres

_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)

_COMMON: Mapping[str, Any] = MappingProxyType(
    {
        "hide_parameters": True,  # An error's text must not quote what a customer wrote.
        "json_serializer": as_json,
        "json_deserializer": orjson.loads,
    }
)

AfterCommit = Callable[[], None]
BeforeCommit = Callable[[], Awaitable[None]]


class Base(DeclarativeBase):
    """Every table of the house. Constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on both databases; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[Any]):
    """A JSON value: `jsonb` on PostgreSQL, text on SQLite."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON())
        from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415  (the embedded database starts without it)

        return dialect.type_descriptor(JSONB())


def before_commit(session: AsyncSession, work: BeforeCommit) -> None:
    """Do `work` at the end of the transaction of `session`, inside it."""
    works = cast("list[BeforeCommit]", session.info.setdefault("before_commit", []))
    works.append(work)


def after_commit(session: AsyncSession, callback: AfterCommit) -> None:
    """Call `callback` once the transaction of `session` is durable; never when it is rolled back."""
    callbacks = cast("list[AfterCommit]", session.info.setdefault("after_commit", []))
    callbacks.append(callback)


def rows_changed(result: Result[*tuple[Any, ...]]) -> int:
    """How many rows an UPDATE or DELETE met."""
    return cast("CursorResult[*tuple[Any, ...]]", result).rowcount


def insert_into(session: AsyncSession, table: type[Base] | Table) -> Any:  # noqa: ANN401  (either dialect's INSERT)
    """An INSERT that can say what happens where the row is there already, in the dialect of `session`."""
    # Neither database's start should wait for the other's dialect.
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415
    return insert(table)


_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_SHARE = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")


async def hold(session: AsyncSession, name: str, *, alone: bool) -> None:
    """Hold a name until this transaction ends: together with others who share it, or `alone`.

    Whoever waits to hold it alone is let in before those who come later, which is not so for a row that is shared.
    The embedded database writes one transaction at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_HOLD if alone else _SHARE, {"name": name})


class Database:
    """Where the house keeps everything. Open it with `connect()`, leave it with `close()`."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        self._postgres = None if settings.url.startswith("sqlite") else _postgres(settings)
        if self._postgres is None:
            self.engine = _sqlite_engine(settings, begin="BEGIN IMMEDIATE")
            self._reading_engine = _sqlite_engine(settings, begin="BEGIN")
        else:
            self.engine = self._postgres.engine(**_COMMON)
            self._reading_engine = self._postgres.engine(**_COMMON)
        self.session_info: dict[str, Any] = {}
        self._readers = Readers(self._reading_engine) if self.is_sqlite else None
        self._group: GroupCommit | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def is_away(self) -> bool:
        """True from a connection that failed to the next that is open."""
        return self._postgres is not None and self._postgres.is_away

    async def connect(self) -> None:
        if self.is_sqlite:
            writer = await self.engine.connect()
            await writer.begin()
            driver_of(writer).raw.execute("ROLLBACK")
            self._group = GroupCommit(writer)

    async def close(self) -> None:
        if self._group is not None:
            await self._group.close()
            self._group = None
        if self._readers is not None:
            await self._readers.close()
        await self.engine.dispose()
        await self._reading_engine.dispose()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """A session that commits when the block ends. Transactions do not nest: hand the session on instead."""
        if _inside.get():
            raise RuntimeError("a transaction inside a transaction: hand the session on")
        token = _inside.set(True)
        info = self.session_info
        try:
            async with self._group.section(info) if self._group else self._own_transaction(info) as session:
                yield session
                for work in cast("list[BeforeCommit]", session.info.get("before_commit", [])):
                    await work()
                callbacks = cast("list[AfterCommit]", session.info.get("after_commit", []))
        finally:
            _inside.reset(token)
        for callback in callbacks:
            callback()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """A session on a consistent snapshot; nothing it does is kept."""
        if self._readers is not None:
            async with self._readers.session() as session:
                yield session
            return
        session = AsyncSession(self._reading_engine, expire_on_commit=False)
        try:
            yield session
        finally:
            await finish(session.close())

    @contextlib.asynccontextmanager
    async def _own_transaction(self, info: dict[str, Any]) -> AsyncGenerator[AsyncSession]:
        async with AsyncSession(self.engine, expire_on_commit=False, info=info) as session, session.begin():
            yield session


def _postgres(settings: DatabaseSettings) -> "Postgres":
    from qiao.foundation.postgres import Postgres  # noqa: PLC0415  (the embedded database starts without its driver)

    return Postgres(settings)


def _sqlite_engine(settings: DatabaseSettings, *, begin: str) -> AsyncEngine:
    inline = InlineSqlite(settings.url.partition(":///")[2])
    engine = create_async_engine(settings.url, pool_size=4, max_overflow=12, async_creator=inline.connect, **_COMMON)
    _tame_sqlite(engine, settings, begin)
    return engine


def _tame_sqlite(engine: AsyncEngine, settings: DatabaseSettings, begin: str) -> None:
    """Take transactions out of the driver's hands (it begins too late and too weakly) and set the pragmas.

    The dialect's own methods are replaced, because listening to an engine's events slows down each of its statements.
    """

    def configure(connection: Any, _record: object) -> None:  # noqa: ANN401  (a driver's connection)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={settings.sqlite_synchronous}",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "temp_store=MEMORY",
            "cache_size=-65536",
            "mmap_size=268435456",
            "wal_autocheckpoint=4000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def do_begin(connection: Any) -> None:  # noqa: ANN401  (a driver's connection)
        if begin == "BEGIN" and connection.driver_connection.raw.in_transaction:  # See `Readers`.
            return
        cursor = connection.cursor()
        cursor.execute(begin)
        cursor.close()

    def inline(statement: str) -> Callable[[Any, str], None]:
        def run(connection: Any, name: str) -> None:  # noqa: ANN401  (SQLAlchemy's connection, whose driver is ours)
            driver = connection.connection.driver_connection
            if statement != "ROLLBACK TO" or driver.raw.in_transaction:  # Else it has been rolled back already.
                driver.run(f"{statement} {name}")

        return run

    event.listen(engine.sync_engine, "connect", configure)
    dialect: Any = engine.dialect
    dialect.do_begin = do_begin
    dialect.do_savepoint = inline("SAVEPOINT")
    dialect.do_release_savepoint = inline("RELEASE")
    dialect.do_rollback_to_savepoint = inline("ROLLBACK TO")


async def is_reachable(database: Database) -> bool:
    """True when the database answers a bare question."""
    try:
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
    except Exception:  # noqa: BLE001  (a health check reports trouble of every kind as "no")
        return False
    return True
