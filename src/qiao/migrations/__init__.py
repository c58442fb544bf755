"""The schema's history, the same on both databases. Expand first, contract a version later."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from qiao.foundation.database import Database
from qiao.foundation.errors import Unavailable

HEAD = "0054"
"""The revision this code was written for. Newer ones only add, so this code runs on them too."""


class SchemaMissing(Unavailable):
    """The database has no schema of Qiao, or an older one; run `qiao migrate`."""


async def revision(database: Database) -> str | None:
    """The revision of the database; None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision)


async def upgrade(database: Database) -> str | None:
    """Bring the schema to this code's revision; returns the one it had. A newer schema stays as it is."""
    before = await revision(database)
    if before == HEAD or _is_newer(before):
        return before
    async with database.engine.connect() as connection:
        await connection.run_sync(_upgrade)
        await connection.commit()
    return before


async def check(database: Database) -> None:
    """Raises SchemaMissing when the schema is older than this code needs."""
    found = await revision(database)
    if found != HEAD and not _is_newer(found):
        raise SchemaMissing(found=found, needed=HEAD)


def _is_newer(found: str | None) -> bool:
    return found is not None and found > HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _upgrade(connection: Connection) -> None:
    # Most starts find the schema as it should be, and spare themselves this import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD, "HEAD names another revision than the newest"
    command.upgrade(config, HEAD)
