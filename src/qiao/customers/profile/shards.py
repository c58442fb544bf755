"""Everybody in columnar files, settled shard by shard: a shard is a folder with the events and people of some.

`events.parquet` and `people.parquet` have the columns of `columns`, by customer; `settled.parquet` is what settling
leaves: `customer`, `stage`, `loans` and the bits of tags. Shards keep what is held in memory small; no customer is in
two. Loaded only by whoever works on everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from qiao.customers.profile.audiences import Audiences
from qiao.customers.profile.columns import Everybody

EVENTS, PEOPLE, SETTLED = "events.parquet", "people.parquet", "settled.parquet"


@dataclass(frozen=True, slots=True)
class Shards:
    """A folder of shards, and what the engine may use: `threads`, and `memory_gb` in gigabytes."""

    folder: Path
    threads: int = 2
    memory_gb: float = 3.0

    def settle(self, everybody: Everybody, day: date) -> int:
        """Settle everybody on a day; how many. Within one shard a file is whole or not there."""
        count, statement = 0, everybody.statement(day)
        with self.engine() as engine:
            for shard in self:
                _look_at(engine, shard)
                target = shard / SETTLED
                (written,) = engine.execute(f"COPY ({statement}) TO '{target}.new' (FORMAT parquet)").fetchall()
                Path(f"{target}.new").replace(target)
                count += written[0]
        return count

    def audiences(self, everybody: Everybody) -> Audiences:
        """The sets of everybody as they were settled last."""
        tags = {name: BitMap() for name in everybody.places}
        stages = {name: BitMap() for name in everybody.codes.stage}
        all_of_them = BitMap()
        with self.engine() as engine:
            for shard in self:
                found = _columns(engine, shard / SETTLED)
                numbers = found["customer"]
                all_of_them.update(_set(numbers))
                for name, code in everybody.codes.stage.items():
                    stages[name].update(_set(numbers[found["stage"] == code]))
                for name, (mask, bit) in everybody.places.items():
                    tags[name].update(_set(numbers[(found[mask] >> bit) & 1 == 1]))
        return Audiences(everybody.book, all_of_them, tags, stages)

    def __iter__(self) -> Iterator[Path]:
        yield from sorted(one.parent for one in self.folder.glob(f"*/{EVENTS}"))

    def engine(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(config={"threads": self.threads, "memory_limit": f"{self.memory_gb}GB"})


def _set(numbers: NDArray[np.int64]) -> BitMap:
    return BitMap(numbers.astype(np.uint32))


def _columns(engine: duckdb.DuckDBPyConnection, file: Path) -> dict[str, NDArray[np.int64]]:
    """What is in a file of whole numbers."""
    found = engine.read_parquet(str(file)).fetchnumpy()
    return {name: np.asarray(column, dtype=np.int64) for name, column in found.items()}


def _look_at(engine: duckdb.DuckDBPyConnection, shard: Path) -> None:
    engine.read_parquet(str(shard / EVENTS)).create_view("events", replace=True)
    engine.read_parquet(str(shard / PEOPLE)).create_view("people", replace=True)
