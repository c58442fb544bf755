"""What several commands share: settings from options, an open database for a short while, foreseen trouble."""

import contextlib
import getpass
import logging
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import click
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from qiao import migrations
from qiao.access import audit
from qiao.cli.screen import refusal
from qiao.foundation.database import Database
from qiao.foundation.errors import QiaoError
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings, SettingsWrong, read_settings
from qiao.foundation.telemetry import configure_logging
from qiao.policy import PackInvalid

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Data folder (QIAO_DATA; default qiao-data).",
)


@contextlib.contextmanager
def plain_errors() -> Generator[None]:
    """Turn foreseen trouble into one clear line and exit status 1."""
    try:
        yield
    except SettingsWrong as trouble:
        raise click.ClickException(f"{trouble}\nEvery setting: docs/reference/settings.md") from None
    except PackInvalid as trouble:
        raise click.ClickException(f"the pack cannot be used:\n{trouble}") from None
    except QiaoError as trouble:
        raise refusal(trouble) from None
    except SQLAlchemyError as trouble:
        raise click.ClickException(f"{database_trouble(trouble)}\n`qiao doctor` says more.") from None
    except OSError as trouble:
        where = f": {trouble.filename}" if trouble.filename else ""
        raise click.ClickException(f"{trouble.strerror or trouble}{where}") from None


def database_trouble(trouble: SQLAlchemyError) -> str:
    """One line about a database that refused, without the statement and its values."""
    cause = getattr(trouble, "orig", None) or trouble
    return f"the database refused: {type(cause).__name__}: {str(cause).partition(chr(10))[0]}"


def settings_from(data: Path | None, **overrides: object) -> Settings:
    return read_settings(data=data, **overrides)


def sqlite_file(settings: Settings) -> Path | None:
    """The embedded database's file; None where PostgreSQL is used."""
    url = make_url(settings.database.url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def where_is(settings: Settings) -> str:
    """The database's place in words, without a password."""
    return str(sqlite_file(settings) or make_url(settings.database.url).render_as_string(hide_password=True))


@contextlib.asynccontextmanager
async def open_database(settings: Settings) -> AsyncGenerator[Database]:
    database = Database(settings.database)
    await database.connect()
    try:
        yield database
    finally:
        await database.close()


def keep_trail(settings: Settings, database: Database) -> None:
    """Let this command write into the audit trail. An embedded deployment may not have its master key yet."""
    audit.attach(database, read_key_ring(settings.master_key_file, create=database.is_sqlite))


@contextlib.asynccontextmanager
async def existing_database(settings: Settings) -> AsyncGenerator[Database]:
    """The database of a deployment that was set up before; nothing is created by looking."""
    file = sqlite_file(settings)
    if file is not None and not file.is_file():
        raise click.ClickException(
            f"There is no database in {settings.data}. Name the right folder with --data, or make one: qiao migrate"
        )
    async with open_database(settings) as database:
        await migrations.check(database)
        yield database


def operator() -> str:
    """Who runs this command, as the audit trail names her."""
    try:
        return f"operator:{getpass.getuser()}"[:80]
    except (OSError, KeyError):  # An account without a name, as in some containers.
        return "operator:unnamed"


def quiet_logging() -> None:
    """Only warnings are logged, to standard error: what a command says is its output."""
    configure_logging("warning")
    logging.captureWarnings(capture=False)
