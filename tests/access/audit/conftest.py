"""A trail of its own: a database with the schema, the keys, a sealer that works when told to."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, delete, insert, select

from qiao.access import audit
from qiao.access.audit.model import AuditBatchRow, AuditRecordRow, AuditStateRow
from qiao.foundation.clock import ManualClock
from qiao.foundation.database import Base, Database
from qiao.foundation.ids import new_id
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings
from tests.conftest import NOON

Rows = list[dict[str, Any]]


def table(row: type[Base]) -> Table:
    return cast("Table", row.__table__)


RECORDS, BATCHES, STATE = table(AuditRecordRow), table(AuditBatchRow), table(AuditStateRow)


@dataclass
class Trail:
    """The trail, and the hands of somebody who can write to its database but has no key."""

    database: Database
    keys: audit.TrailKeys
    sealer: audit.Sealer
    clock: ManualClock
    heads: Path
    customer: UUID = field(default_factory=new_id)

    async def write(self, count: int = 1) -> list[UUID]:
        async with self.database.transaction() as session:
            return [await self.record(session) for _ in range(count)]

    async def record(self, session: Any) -> UUID:
        seen = audit.Record(
            f"staff:{new_id()}",
            audit.Action.VIEWED,
            post="online_agent",
            customer_id=self.customer,
            contact_id=new_id(),
            purpose="service",
            fields=[("phone", "masked", "R7"), ("name", "masked", "R8")],
            reason="确认身份",
            source="192.0.2.7",
            detail={"pages": 1},
        )
        return await audit.record(session, seen, now=self.clock.now())

    async def sealed(self, *counts: int) -> None:
        """A batch of each of these sizes."""
        for count in counts:
            await self.write(count)
            await self.sealer.seal()

    async def verify(self) -> audit.Verification:
        return await audit.verify(self.database, self.keys, self.heads)

    async def kinds(self) -> set[audit.Kind]:
        return set((await self.verify()).findings.counts)

    async def rows(self, of: Table) -> Rows:
        async with self.database.engine.connect() as connection:
            keys = list(of.primary_key.columns)
            return [dict(row) for row in (await connection.execute(select(of).order_by(*keys))).mappings()]

    async def numbered(self) -> Rows:
        """The sealed records by their numbers."""
        return sorted((row for row in await self.rows(RECORDS) if row["seq"]), key=lambda row: row["seq"])

    async def run(self, *statements: Any) -> None:
        """Reach under the house."""
        async with self.database.engine.begin() as connection:
            for statement in statements:
                await connection.execute(statement)

    async def put(self, of: Table, rows: list[Mapping[str, Any]] | Rows) -> None:
        """Make the table hold exactly these rows."""

        def write(connection: Connection) -> None:
            connection.execute(delete(of))
            if rows:
                connection.execute(insert(of), rows)

        async with self.database.engine.begin() as connection:
            await connection.run_sync(write)

    async def snapshot(self) -> dict[Table, Rows]:
        return {of: await self.rows(of) for of in (RECORDS, BATCHES, STATE)}

    async def put_back(self, snapshot: Mapping[Table, Rows]) -> None:
        for of, rows in snapshot.items():
            await self.put(of, rows)


@pytest.fixture
async def trail(settings: Settings) -> AsyncIterator[Trail]:
    database, clock = Database(settings.database), ManualClock(NOON)
    await database.connect()
    keys = audit.attach(database, read_key_ring(settings.master_key_file, create=False))
    heads = settings.audit_heads_file
    try:
        yield Trail(database, keys, audit.Sealer(database, keys, clock, [audit.FileHeads(heads)]), clock, heads)
    finally:
        await database.close()
