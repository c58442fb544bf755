"""The migrations make exactly the tables that the code describes, and can be taken back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from qiao.foundation.database import Base
from tests.conftest import TestHouse

pytestmark = pytest.mark.both_databases("each database has a schema of its own")


async def test_the_migrations_make_what_the_models_describe(house: TestHouse) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        return list(compare_metadata(context, Base.metadata))

    async with house.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def _is_ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:  # noqa: FBT001
    return not (kind == "table" and name not in Base.metadata.tables)
