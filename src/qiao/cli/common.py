"""What several commands share: settings from options, and an open database for a short while."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import click

from qiao.foundation.database import Database
from qiao.foundation.errors import QiaoError
from qiao.foundation.settings import Settings, SettingsWrong, read_settings
from qiao.policy import PackInvalid

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=None, help="Data folder (QIAO_DATA; default qiao-data)."
)


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn foreseen trouble into one clear line and exit status 1."""
    try:
        yield
    except SettingsWrong as trouble:
        raise click.ClickException(str(trouble)) from None
    except PackInvalid as trouble:
        raise click.ClickException(f"the pack cannot be used:\n{trouble}") from None
    except QiaoError as trouble:
        sentence = (type(trouble).__doc__ or trouble.code).strip().partition("\n")[0]
        facts = ", ".join(f"{name}: {value}" for name, value in trouble.params.items())
        raise click.ClickException(f"{sentence}{f' ({facts})' if facts else ''}") from None


def settings_from(data: Path | None, **overrides: object) -> Settings:
    return read_settings(data=data, **overrides)


@contextlib.asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database)
    await database.connect()
    try:
        yield database
    finally:
        await database.close()
