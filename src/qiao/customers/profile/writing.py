"""What the house knows of everybody, written as columnar files: the logs as events, and traits beside them.

Made from the logs, not from what is kept, so that settling the files checks what is kept. Loaded only by whoever
writes columns.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
from pyarrow import parquet
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle import Told
from qiao.customers.lifecycle.columns import Table, days_since
from qiao.customers.profile import queries
from qiao.customers.profile.columns import CONSENT, TRAIT, Everybody
from qiao.customers.profile.knowing import Memory
from qiao.customers.profile.settling import allowed_by
from qiao.customers.profile.shards import EVENTS, PEOPLE
from qiao.foundation.business_calendar import business_date

_ARROW: Mapping[str, Any] = {"code": pa.string(), "whole": pa.int64(), "date": pa.date32()}


async def write_shard(
    session: AsyncSession, everybody: Everybody, customers: Sequence[UUID], shard: Path, *, first: int, now: datetime
) -> None:
    """The files of one shard, whose folder is there; its customers have the numbers from `first` on."""
    logs = [await queries.log_of(session, one) for one in customers]
    consents = [(await allowed_by(session, one, now=now)).consents for one in customers]
    memories = [everybody.book.remembering.of(told) for told in logs]
    parquet.write_table(events_of(everybody, logs, first), shard / EVENTS)
    parquet.write_table(people_of(everybody, memories, consents, first), shard / PEOPLE)


def events_of(everybody: Everybody, logs: Sequence[Sequence[Told]], first: int = 0) -> Table:
    """The events of each customer in the order in which they happened, as `lifecycle.columns` asks for them."""
    dates = sorted(everybody.codes.dates())
    rows: list[dict[str, int]] = []
    for number, log in enumerate(logs, first):
        loans = {loan: place for place, loan in enumerate(sorted({one.loan for one in log if one.loan}), 1)}
        for place, one in enumerate(sorted(log, key=lambda one: one.order), 1):
            told = {name: _day(one.facts[name]) for name in dates if name in one.facts}
            rows.append({
                "customer": number,
                "loan": loans[one.loan] if one.loan else 0,
                "place": place,
                "type": everybody.codes.type[one.type],
                "day": days_since(business_date(one.at)),
                **told,
            })  # fmt: skip
    whole = [("customer", pa.int64()), ("loan", pa.int16()), ("place", pa.int32()), ("type", pa.int16())]
    others = [(name, pa.int32()) for name in ("day", *dates)]
    return pa.Table.from_pylist(rows, schema=pa.schema([*whole, *others]))


def people_of(
    everybody: Everybody, memories: Sequence[Memory], consents: Sequence[frozenset[str]], first: int = 0
) -> Table:
    """What is known of each customer, as `columns` asks for it."""
    columns: dict[str, Any] = {"customer": pa.array(range(first, first + len(memories)), pa.int64())}
    for name, kind in everybody.book.kinds.items():
        known = [memory.traits.get(name) for memory in memories]
        columns[TRAIT + name] = pa.array([one.value if one is not None else None for one in known], _ARROW[kind])
    for name in sorted({rule.consent for rule in everybody.book.tags.values() if rule.consent is not None}):
        columns[CONSENT + name] = pa.array([name in given for given in consents], pa.bool_())
    return pa.table(columns)


def _day(told: object) -> int:
    return 0 if told is None else days_since(date.fromisoformat(str(told)))
