"""The database: one code for SQLite (embedded) and PostgreSQL.

`Database.transaction()` gives a session whose work is durable when the block has been left, or gone when it
raised. SQLite has one writer, so its transactions queue; those that queue while another is being written share
one `COMMIT`, and thus one fsync (group commit), each in a savepoint of its own.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import orjson
from sqlalchemy import JSON, CursorResult, DateTime, Dialect, Insert, MetaData, Result, Table, event, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from qiao.foundation.inline_sqlite import BUSY_TIMEOUT_MS, InlineSqlite
from qiao.foundation.settings import DatabaseSettings

_MOST_SECTIONS_IN_A_COMMIT = 64
_LONGEST_BATCH_S = 0.01
_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)

AfterCommit = Callable[[], None]


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
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else JSON())


def after_commit(session: AsyncSession, callback: AfterCommit) -> None:
    """Call `callback` once the transaction of `session` is durable; never when it is rolled back."""
    callbacks = cast("list[AfterCommit]", session.info.setdefault("after_commit", []))
    callbacks.append(callback)


async def store(session: AsyncSession, row: type[Base], **values: object) -> None:
    """Insert one row past the ORM, which takes four times as long: for what is written with every message."""
    await session.execute(_insert_into(row), values)


def rows_changed(result: Result[*tuple[Any, ...]]) -> int:
    """How many rows an UPDATE or DELETE met."""
    return cast("CursorResult[*tuple[Any, ...]]", result).rowcount


@cache
def _insert_into(row: type[Base]) -> Insert:
    return insert(cast("Table", row.__table__))


class Database:
    """Where the house keeps everything. Open it with `connect()`, leave it with `close()`."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.settings = settings
        self.engine = _engine(settings)
        self._reading_engine = _engine(settings, begin="BEGIN") if self.is_sqlite else self.engine
        self.session_info: dict[str, Any] = {}
        self._group: _GroupCommit | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    async def connect(self) -> None:
        if self.is_sqlite:
            self._group = _GroupCommit(await self.engine.connect())

    async def close(self) -> None:
        if self._group is not None:
            await self._group.close()
            self._group = None
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
                callbacks = cast("list[AfterCommit]", session.info.get("after_commit", []))
        finally:
            _inside.reset(token)
        for callback in callbacks:
            callback()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """A session on a consistent snapshot; nothing it does is kept."""
        session = AsyncSession(self._reading_engine, expire_on_commit=False)
        try:
            yield session
        finally:
            # On SQLite this gives the connection back before anybody else runs, so that few are needed.
            await (session.close() if self.is_sqlite else _finish(session.close()))

    @contextlib.asynccontextmanager
    async def _own_transaction(self, info: dict[str, Any]) -> AsyncGenerator[AsyncSession]:
        async with AsyncSession(self.engine, expire_on_commit=False, info=info) as session, session.begin():
            yield session


class NotCommitted(OperationalError):
    """The shared commit failed, or was given up by the database: nothing of it is kept."""


class _Batch:
    def __init__(self) -> None:
        self.began_at = time.monotonic()
        self.sections = 0
        self.durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class _GroupCommit:
    """SQLite's only writer: transactions pass one at a time, and those waiting share the commit."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._gate = asyncio.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None

    @contextlib.asynccontextmanager
    async def section(self, info: dict[str, Any]) -> AsyncGenerator[AsyncSession]:
        await self._enter()
        try:
            batch = self._batch or await self._begin()
            session = AsyncSession(
                self._connection, expire_on_commit=False, info=info, join_transaction_mode="create_savepoint"
            )
            try:
                yield session
                await session.commit()
            finally:
                await session.close()  # Ends the savepoint inline; nothing in it can be cancelled.
            batch.sections += 1
        except BaseException as trouble:
            if self._batch is not None and not self._is_in_transaction():
                # A full disk or a broken file ends the whole transaction at once, with all who share it.
                await self._lose(self._batch, trouble)
            raise
        finally:
            await self._leave()
        await asyncio.shield(batch.durable)

    async def _begin(self) -> _Batch:
        # BEGIN IMMEDIATE is sent by the dialect, see `_tame_sqlite`.
        await self._connection.begin()
        self._batch = _Batch()
        return self._batch

    async def _enter(self) -> None:
        self._waiting += 1
        try:
            await self._gate.acquire()
        except asyncio.CancelledError:
            self._waiting -= 1
            if self._waiting == 0 and self._batch is not None and not self._gate.locked():
                await _finish(self._commit_abandoned())
            raise
        self._waiting -= 1

    async def _leave(self) -> None:
        """Commit, or leave it to the next in the queue; open the gate."""
        batch = self._batch
        try:
            if batch is not None and self._is_full(batch):
                await _finish(self._commit(batch))
        finally:
            self._gate.release()

    def _is_full(self, batch: _Batch) -> bool:
        return (
            self._waiting == 0
            or batch.sections >= _MOST_SECTIONS_IN_A_COMMIT
            or time.monotonic() - batch.began_at > _LONGEST_BATCH_S
        )

    async def _commit_abandoned(self) -> None:
        """The one who was to commit went away while waiting."""
        async with self._gate:
            if self._batch is not None:
                await self._commit(self._batch)

    async def _commit(self, batch: _Batch) -> None:
        try:
            await self._connection.commit()
        except BaseException as trouble:  # noqa: BLE001  (whatever it was, everyone in this batch must hear it)
            await self._lose(batch, trouble)
        else:
            self._batch = None
            batch.durable.set_result(None)

    async def _lose(self, batch: _Batch, trouble: BaseException) -> None:
        self._batch = None
        with contextlib.suppress(Exception):
            await self._connection.rollback()
        # Not the trouble itself: it may be somebody's own cancellation, or be raised to many at once.
        batch.durable.set_exception(NotCommitted("COMMIT", None, trouble))
        batch.durable.exception()

    def _is_in_transaction(self) -> bool:
        connection: Any = self._connection.sync_connection
        return connection.connection.driver_connection.raw.in_transaction

    async def close(self) -> None:
        async with self._gate:
            if self._batch is not None:
                await self._commit(self._batch)
            await self._connection.close()


async def _finish(work: Awaitable[None]) -> None:
    """Do `work` to its end even when this task is cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _engine(settings: DatabaseSettings, *, begin: str = "BEGIN IMMEDIATE") -> AsyncEngine:
    common: dict[str, Any] = {
        "json_serializer": _as_json,
        "json_deserializer": orjson.loads,
    }
    if settings.url.startswith("sqlite"):
        inline = InlineSqlite(settings.url.partition(":///")[2])
        engine = create_async_engine(settings.url, pool_size=4, max_overflow=12, async_creator=inline.connect, **common)
        _tame_sqlite(engine, settings, begin)
        return engine
    return create_async_engine(
        settings.url,
        pool_size=settings.pool_size,
        max_overflow=settings.pool_size,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC"},
        **common,
    )


def _as_json(value: object) -> str:
    return orjson.dumps(value).decode()


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
