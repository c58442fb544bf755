"""Everybody's stages and tags recomputed: `python -m benchmarks.profiles --customers 5000000 --seed 1 [--json]`.

Invented customers lie in columnar files, three events each and every trait of the shipped pack. All are settled by the
expressions that are compiled from the pack, and by a statement written by hand (`profiles.sql`), shard after shard in
the same run, each with two threads and three gigabytes for the engine; both must leave the same. Then audiences are
previewed. Seconds are those of the clock and of the processor; memory is the most that this process ever held.
"""

import argparse
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from benchmarks import profiles_data
from benchmarks.figures import Figures, latencies_ms, meets, percentile, ratio, report
from qiao import app
from qiao.customers.lifecycle.columns import days_since
from qiao.customers.profile import PROFILE
from qiao.customers.profile.audiences import Audiences
from qiao.customers.profile.columns import Everybody, everybody_of
from qiao.customers.profile.definition import Expression
from qiao.customers.profile.shards import EVENTS, PEOPLE, SETTLED, Shards

DAY = date(2026, 11, 1)
BARS = {"settle_s": 60, "memory_gib": 4, "ratio": 1.5, "preview_p95_ms": 100}
_BY_HAND = "by_hand.parquet"
_PREVIEWS = 200


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=5_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="a folder for the invented customers, used again when they are there")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    book = app.read_pack(app.shipped_pack()).section(PROFILE)
    everybody = everybody_of(book)
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.data or Path(temporary)
        profiles_data.write(folder, everybody, chosen.customers, chosen.seed, DAY)
        report(measure(Shards(folder), everybody, chosen.customers), as_json=chosen.json)


def measure(shards: Shards, everybody: Everybody, customers: int) -> Figures:
    """Both ways of settling, one after the other, and previews of audiences."""
    compiled = _timed(lambda: shards.settle(everybody, DAY))
    memory = _memory_gib()
    by_hand = _timed(lambda: _by_hand(shards, everybody))
    slower = ratio(compiled["wall_s"], by_hand["wall_s"])
    begin = time.monotonic()
    audiences = shards.audiences(everybody)
    figures: Figures = {
        "customers": customers,
        "events": customers * profiles_data.EVENTS_EACH,
        "tags": len(everybody.book.tags),
        "compiled": {**compiled, "bar_s": meets(compiled["wall_s"], BARS["settle_s"], at_most=True)},
        "memory_gib": memory,
        "memory_bar": meets(memory, BARS["memory_gib"], at_most=True),
        "by_hand": by_hand,
        "compiled_to_by_hand": slower,
        "ratio_bar": meets(slower, BARS["ratio"], at_most=True),
        "compiled_to_by_hand_processor": ratio(compiled["processor_s"], by_hand["processor_s"]),
        "same": _is_same(shards),
        "audiences_made_s": round(time.monotonic() - begin, 1),
    }
    figures["preview"] = _previews(audiences)
    figures["memory_with_audiences_gib"] = _memory_gib()
    return figures


def _timed(work: Callable[[], object]) -> Figures:
    wall, processor = time.monotonic(), time.process_time()
    work()
    return {"wall_s": round(time.monotonic() - wall, 1), "processor_s": round(time.process_time() - processor, 1)}


def _by_hand(shards: Shards, everybody: Everybody) -> None:
    written = (Path(__file__).parent / "profiles.sql").read_text(encoding="utf-8")
    codes, machine = everybody.codes.type, everybody.codes.machines.loan
    for mark in ("status", "money"):
        types = (str(codes[name]) for name in machine.file.marks[mark].values)
        written = written.replace(f"{{{mark}}}", ", ".join(types))
    written = written.replace("{day}", str(days_since(DAY))).replace("{date}", f"DATE '{DAY}'")
    statement = re.sub(r"\[([a-z_]+\.[a-z_]+)\]", lambda found: str(codes[found[1]]), written)
    with shards.engine() as engine:
        for shard in shards:
            for name, file in (("events", EVENTS), ("people", PEOPLE)):
                engine.read_parquet(str(shard / file)).create_view(name, replace=True)
            engine.execute(f"COPY ({statement}) TO '{shard / _BY_HAND}' (FORMAT parquet)").fetchall()


def _is_same(shards: Shards) -> bool:
    with shards.engine() as engine:
        sums = [
            engine.execute(
                f"SELECT count(*), bit_xor(hash(customer, stage::BIGINT, loans::BIGINT, tags_0::BIGINT)) "  # noqa: S608  (a name of our own)
                f"FROM '{shards.folder}/*/{file}'"
            ).fetchone()
            for file in (SETTLED, _BY_HAND)
        ]
    return sums[0] == sums[1]


def _previews(audiences: Audiences) -> Figures:
    """Rules of two to five conditions, each with its number, twenty of its people, and why one of them is in it."""
    chance, taken, worked = random.Random(1), list[float](), list[float]()
    for _ in range(_PREVIEWS):
        rule = _rule(audiences, chance)
        begin, processor = time.monotonic(), time.process_time()
        preview = audiences.preview(rule, sample=20)
        audiences.why(rule, preview.sample[0] if preview.sample else 0)
        taken.append(time.monotonic() - begin)
        worked.append(time.process_time() - processor)
    p95 = round(percentile(taken, 0.95) * 1000, 1)
    return {
        **latencies_ms(taken),
        "p95": p95,
        "bar": meets(p95, BARS["preview_p95_ms"], at_most=True),
        "processor_p95": round(percentile(worked, 0.95) * 1000, 1),
    }


def _rule(audiences: Audiences, chance: random.Random) -> Expression:
    tags = chance.sample(sorted(audiences.book.tags), chance.randint(1, 4))
    leaves = [{"not": {"tag": tag}} if chance.random() < 1 / 3 else {"tag": tag} for tag in tags]
    groups = sorted({stage.group for stage in audiences.book.life.machines.customer.file.stages})
    how = "all" if chance.random() < 2 / 3 else "any"
    return Expression.model_validate({how: [*leaves, {"group": [chance.choice(groups)]}]})


def _memory_gib() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 2)


if __name__ == "__main__":
    main()
