"""Copying a PostgreSQL database with PostgreSQL's own programs."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from qiao.cli.backups import Contents, NotEmpty
from qiao.foundation.errors import Unavailable

_SECRET = {"password", "sslpassword"}


class ProgramMissing(Unavailable):
    """PostgreSQL's client programs are not installed here (Debian, Ubuntu: apt install postgresql-client)."""


class ProgramFailed(Unavailable):
    """PostgreSQL's program could not do it; its own words follow."""


class PostgresAway(Unavailable):
    """PostgreSQL does not answer; check QIAO_DATABASE_URL and that the server runs."""


def dump(url: str, target: Path) -> Contents:
    """Write a dump of the database as it is at this moment, and say what it holds, counted in the same moment.

    Raises ProgramMissing, ProgramFailed or PostgresAway.
    """
    program = _program("pg_dump")
    with _connected(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        target.touch(mode=0o600)
        _run(
            url,
            [program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={row[0]}", f"--file={target}"],
        )
        return _contents(connection)


def restore(url: str, source: Path) -> Contents:
    """Put a dump into the database, whole or not at all. Raises what `dump` raises."""
    program = _program("pg_restore")
    _run(url, [program, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(source)])
    with _connected(url) as connection:
        return _contents(connection)


def require_empty(url: str) -> None:
    """Raises NotEmpty when the database holds a table, or PostgresAway."""
    with _connected(url) as connection:
        tables = _tables(connection)
    if tables:
        raise NotEmpty(database=make_url(url).database, tables=len(tables))


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ProgramMissing(program=name)
    return found


def _parameters(url: str) -> dict[str, str]:
    """The address as libpq's parameters."""
    parts = make_url(url)
    named = {"host": parts.host, "port": parts.port, "user": parts.username, "dbname": parts.database}
    parameters = {name: str(value) for name, value in named.items() if value is not None}
    parameters |= {name: value if isinstance(value, str) else ",".join(value) for name, value in parts.query.items()}
    if parts.password is not None:
        parameters["password"] = str(parts.password)
    return parameters


def _run(url: str, command: list[str]) -> None:
    # Others on this machine can read command lines, so the password goes another way.
    parameters = _parameters(url)
    environment = dict(os.environ)
    if "password" in parameters:
        environment["PGPASSWORD"] = parameters["password"]
    address = make_conninfo(**{name: value for name, value in parameters.items() if name not in _SECRET})
    done = subprocess.run(  # noqa: S603  (our own arguments)
        [*command[:1], f"--dbname={address}", *command[1:]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ProgramFailed(program=Path(command[0]).name, said=done.stderr.strip()[-500:])


@contextlib.contextmanager
def _connected(url: str) -> Generator[psycopg.Connection]:
    try:
        connection = psycopg.connect(make_conninfo(**_parameters(url)), connect_timeout=5)
    except psycopg.OperationalError as trouble:
        raise PostgresAway(said=str(trouble).partition("\n")[0]) from None
    with connection:
        yield connection


def _tables(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [name for (name,) in rows]


def _contents(connection: psycopg.Connection) -> Contents:
    tables = _tables(connection)
    rows = {
        table: _first(connection, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))) for table in tables
    }
    return Contents(
        revision=_first(connection, sql.SQL("SELECT version_num FROM alembic_version"))
        if "alembic_version" in tables
        else None,
        rows={table: int(count) for table, count in rows.items()},
        master_ids=frozenset(master for (master,) in connection.execute("SELECT DISTINCT master_id FROM customer_keys"))
        if "customer_keys" in tables
        else frozenset(),
    )


def _first(connection: psycopg.Connection, statement: sql.SQL | sql.Composed) -> str:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]
