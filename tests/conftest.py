"""What tests stand on: an assembled house on a real database, with a clock of their own."""

import asyncio
import contextlib
import gc
import os
import shutil
import uuid
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from qiao import access, app, conversations, knowledge, language, migrations
from qiao.access import Post, passwords
from qiao.app import House
from qiao.conversations import ChannelSession
from qiao.conversations.content import Choice, SentFile, Text
from qiao.conversations.files import Upload, take_in
from qiao.foundation.clock import ManualClock
from qiao.foundation.database import Database
from qiao.foundation.settings import Settings
from qiao.policy import Pack
from tests.learnt import kept
from tests.shared_readings import share_readings
from tests.shared_routes import share_routes
from tests.shared_statements import share_statements

# Busy machines make single examples slow; what lands must not hang on an unlucky draw, what is written may.
hypothesis.settings.register_profile("qiao", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("qiao")

# As the house does in a process of its own, see `qiao.cli`; a sixth of the processor's time went into looking.
gc.set_threshold(20_000, 20, 50)

POSTGRES = os.environ.get("QIAO_TEST_POSTGRES")
DATABASES = ["sqlite", *(["postgres"] if POSTGRES else [])]
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # A Monday, 12:00 in Beijing.
PASSWORD = "a test password"


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[PasswordHasher]:
    """Argon2 at its least: hundreds of tests sign somebody in, and a real hash takes a fifth of a second of a
    processor. What is yielded is the real one, for the test that looks at it.
    """
    with pytest.MonkeyPatch.context() as patch:
        real = passwords.hasher
        patch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield real


@pytest.fixture(scope="session", autouse=True)
def shared_work() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        share_routes(patch)
        share_statements(patch)
        share_readings(patch)
        yield


def lives_on() -> None:
    """Let the collector leave out all there is by now, modules and the pack: to look through it takes half a second."""
    gc.freeze()


def pytest_collection_finish() -> None:
    lives_on()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-database",
        action="store_true",
        help="run each test on SQLite and on PostgreSQL; else it runs on one of them, which its name decides",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run each test on one database, half of them on each, but those that are marked `both_databases`.

    A statement stands behind many tests, so both databases see it; twice the time proved little more.
    """
    everywhere = not POSTGRES or bool(config.getoption("--every-database"))
    left_out = {item for item in items if _runs_elsewhere(item, everywhere=everywhere)}
    if left_out:
        config.hook.pytest_deselected(items=[*left_out])
        items[:] = [item for item in items if item not in left_out]


def _runs_elsewhere(item: pytest.Item, *, everywhere: bool) -> bool:
    database = _database_of(item)
    if database is None:
        return False
    if _why(item, "one_database"):
        return database != "sqlite"
    if everywhere or _why(item, "both_databases"):
        return False
    name = item.nodeid.replace(database, "*")
    return database != DATABASES[zlib.crc32(name.encode()) % len(DATABASES)]


def _database_of(item: pytest.Item) -> str | None:
    params = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    asked = {params.get("migrated"), params.get("database_url")}
    return next((one for one in DATABASES if one in asked), None)


def _why(item: pytest.Item, marker: str) -> str | None:
    """The reason that each such mark gives."""
    mark = item.get_closest_marker(marker)
    if mark is None:
        return None
    (why,) = mark.args
    return str(why)


@pytest.fixture(scope="session")
def pack() -> Pack:
    pack = app.load_pack(Settings(data=Path("unused")))
    lives_on()
    return pack


@pytest.fixture(scope="session")
def understander(pack: Pack) -> language.Understander:
    with kept() as data:
        understander = app.load_understander(Settings(data=data), pack)
    lives_on()
    return understander


@pytest.fixture(scope="session")
def library(pack: Pack) -> knowledge.Library:
    with kept() as data:
        return app.load_library(Settings(data=data), pack)


@contextlib.asynccontextmanager
async def postgres_database() -> AsyncGenerator[str]:
    """A database of its own on the server that QIAO_TEST_POSTGRES names, dropped afterwards."""
    assert POSTGRES is not None
    name = f"qiao_test_{uuid.uuid4().hex}"
    await _on_server(_CREATE.format(name))
    try:
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        await _on_server(_DROP.format(name))


_CREATE = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
_DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"


async def _on_server(*statements: str) -> None:
    assert POSTGRES is not None
    admin = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with admin.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await admin.dispose()


@pytest.fixture(params=DATABASES)
async def database_url(request: pytest.FixtureRequest) -> AsyncIterator[str | None]:
    """None for SQLite in the test's own folder, else the address of a fresh PostgreSQL database."""
    if request.param == "sqlite":
        yield None
    else:
        async with postgres_database() as url:
            yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the schema in it: migrating is slower than most tests, and copying is not."""
    file = tmp_path_factory.mktemp("migrated") / "qiao.db"
    asyncio.run(_migrate(Settings(data=file.parent)))
    return file


@pytest.fixture(scope="session")
def migrated_postgres() -> Iterator[str]:
    """The address of such a database on PostgreSQL: emptied after each test, since to copy one takes half a second."""
    with asyncio.Runner() as runner:
        database = contextlib.AsyncExitStack()
        url = runner.run(database.enter_async_context(postgres_database()))
        runner.run(_begin(url))
        yield url
        runner.run(database.aclose())


async def _begin(url: str) -> None:
    await _migrate(Settings(data=Path("unused"), database_url=url))
    await _execute(url, _REMEMBER)


async def _migrate(settings: Settings) -> None:
    database = Database(settings.database)
    await database.connect()
    await migrations.upgrade(database)
    await database.close()


@pytest.fixture(params=DATABASES)
def migrated(request: pytest.FixtureRequest) -> Path | str:
    return request.getfixturevalue({"sqlite": "migrated_file", "postgres": "migrated_postgres"}[request.param])


@pytest.fixture
async def schema_url(migrated: Path | str, tmp_path: Path) -> AsyncIterator[str | None]:
    """Like `database_url`, but the schema is there already."""
    if isinstance(migrated, Path):
        shutil.copy(migrated, tmp_path / "qiao.db")
        yield None
    else:
        yield migrated
        await _as_it_began(migrated)


async def _as_it_began(url: str) -> None:
    """Take every row out, whoever still holds one, and put those back that the migrations brought.

    A test that moved the schema leaves another one: then the database is made anew.
    """
    if await _execute(url, _IS_SHAPED_AS_IT_WAS):
        # Neither keys between tables nor triggers are asked.
        await _execute(url, _LET_GO, "SET LOCAL session_replication_role = replica", _PUT_BACK)
    else:
        name = make_url(url).database
        await _on_server(_DROP.format(name), _CREATE.format(name))
        await _begin(url)


async def _execute(url: str, *statements: str) -> Any:
    """What the last one returns, if it returns one value."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        *before, last = statements
        for statement in before:
            await connection.execute(text(statement))
        result = await connection.execute(text(last))
        value = result.scalar() if result.returns_rows else None
    await engine.dispose()
    return value


_LET_GO = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


_SHAPE = """
SELECT md5(string_agg(concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull), ',' ORDER BY attrelid, attnum))
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace
"""
_IS_SHAPED_AS_IT_WAS = f"SELECT value = ({_SHAPE}) FROM beginning_shape.shape"  # noqa: S608 – nothing of anybody is in it


_REMEMBER = f"""
DO $$
DECLARE
    place record;
    holds boolean;
BEGIN
    CREATE SCHEMA beginning_shape;
    CREATE TABLE beginning_shape.shape AS SELECT ({_SHAPE}) AS value;
    CREATE SCHEMA beginning;
    FOR place IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', place.relname) INTO holds;
        IF holds THEN
            EXECUTE format('CREATE TABLE beginning.%I AS TABLE public.%I', place.relname, place.relname);
        END IF;
    END LOOP;
END $$
"""  # noqa: S608
# With their files, not row by row: what comes next stands in the order in which it comes.
_PUT_BACK = """
DO $$
DECLARE
    place record;
    holds boolean;
    full_ones text[] := '{}';
BEGIN
    FOR place IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', place.relname) INTO holds;
        IF holds THEN
            full_ones := full_ones || format('public.%I', place.relname);
        END IF;
    END LOOP;
    IF full_ones <> '{}' THEN
        EXECUTE 'TRUNCATE ' || array_to_string(full_ones, ', ') || ' CASCADE';
    END IF;
    FOR place IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'beginning'::regnamespace LOOP
        EXECUTE format('INSERT INTO public.%I TABLE beginning.%I', place.relname, place.relname);
    END LOOP;
END $$
"""


@pytest.fixture
def settings(tmp_path: Path, schema_url: str | None) -> Settings:
    return Settings(
        data=tmp_path,
        database_url=schema_url,
        key_file=_key_file(tmp_path),
        secure_cookies=False,
        code_posts=("none",),
        identity_algorithm="HS256",
        identity_key="the shared secret of tests, long enough",
        allowed_origins=("https://host.example",),
    )


def _key_file(folder: Path) -> Path:
    file = folder / "master.key"
    file.write_text("11" * 32)
    file.chmod(0o600)
    return file


@dataclass(repr=False)  # asyncio asks for it with every signal handler it sets, and a whole pack stands in it.
class TestHouse:
    """An assembled house without a server: rooms are called directly, background work runs when told to."""

    __test__ = False

    house: House
    clock: ManualClock
    settings: Settings
    _closers: list[Any] = field(default_factory=list)

    @property
    def database(self) -> Any:
        return self.house.parts.database

    async def settle(self) -> None:
        """Run every job that is due, and what follows from it."""
        await self.house.runner.drain()

    async def visitor(self, *, locale: str = "zh-CN") -> ChannelSession:
        async with self.database.transaction() as session:
            session_id, _ = await conversations.start_session(
                session, self.house.parts.ring, channel="web", entrance="web", locale=locale, now=self.clock.now()
            )
        async with self.database.reading() as session:
            return await conversations.session_by_id(session, session_id)

    async def receive(
        self, live: ChannelSession, said: str | Choice | SentFile, *, client_id: str | None = None
    ) -> conversations.Said:
        content = Text(text=said) if isinstance(said, str) else said
        client_id = client_id or uuid.uuid4().hex
        inbound = conversations.Inbound(
            session=live,
            external_id=f"{live.id.hex}:{client_id}",
            content=content,
            client_id=client_id,
            received_at=self.clock.now(),
        )
        async with self.database.transaction() as session:
            return await conversations.receive(
                session, self.house.parts.ring, inbound, max_text=4000, idle_after=self.settings.contact_idle
            )

    async def hand_over_file(self, live: ChannelSession, content: bytes, *, name: str, kind: str) -> uuid.UUID:
        """Upload a file and send it; its id."""
        parts, upload = self.house.parts, Upload(uuid.uuid4().hex, name, kind, content)
        row = await take_in(self.house.cabinet, parts.database, parts.ring, live, upload, now=self.clock.now())
        await self.receive(live, SentFile(file=row.id))
        return row.id

    async def state(self, live: ChannelSession) -> conversations.ConversationState:
        async with self.database.reading() as session:
            return await conversations.state(session, live.conversation_id)

    async def entries(self, live: ChannelSession) -> list[dict[str, Any]]:
        async with self.database.reading() as session:
            return [entry.wire for entry in await conversations.entries(session, live.conversation_id, after=0)]

    async def messages(self, live: ChannelSession) -> list[dict[str, Any]]:
        return [entry["message"] for entry in await self.entries(live) if entry["kind"] == "message"]

    async def staff(self, username: str = "agent", *, post: Post = Post.ONLINE_AGENT) -> access.Staff:
        password_hash = await access.hash_password(PASSWORD)
        async with self.database.transaction() as session:
            staff_id = await access.add_staff(
                session,
                username=username,
                name=f"坐席{username}",
                post=post,
                password_hash=password_hash,
                now=self.clock.now(),
            )
        async with self.database.reading() as session:
            return await access.find_staff(session, staff_id)


@pytest.fixture
async def house(
    settings: Settings, pack: Pack, understander: language.Understander, library: knowledge.Library
) -> AsyncIterator[TestHouse]:
    """The rooms on a fresh database, at noon of a working day."""
    clock = ManualClock(NOON)
    async with opened(app.assemble(settings, pack, understander, library, clock=clock), clock, settings) as house:
        yield house


@contextlib.asynccontextmanager
async def opened(assembled: House, clock: ManualClock, settings: Settings) -> AsyncGenerator[TestHouse]:
    """`assembled` with its database open."""
    await assembled.parts.database.connect()
    try:
        yield TestHouse(assembled, clock, settings)
    finally:
        await assembled.marks.flush()
        await assembled.parts.database.close()


@dataclass(repr=False)  # asyncio asks for it with every signal handler it sets, and a whole pack stands in it.
class Web:
    """The same house behind its HTTP surface, in this process, with its background work running."""

    app: FastAPI
    house: TestHouse
    client: httpx.AsyncClient


@pytest.fixture
async def web(
    settings: Settings, pack: Pack, understander: language.Understander, library: knowledge.Library
) -> AsyncIterator[Web]:
    """An HTTP client of a running application (no sockets; those need a real server)."""
    clock = ManualClock(NOON)
    assembled = app.assemble(settings, pack, understander, library, clock=clock)
    application = app.create_app(assembled)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as client,
    ):
        yield Web(application, TestHouse(assembled, clock, settings), client)
