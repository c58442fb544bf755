"""Public data for measuring, converted on the fly: nothing of it stays in the project."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qiao.language import Example

DATA = Path(__file__).parents[1].parent / "shared" / "data"

_NOT_MEASURED = "surprise"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`valid` serves to choose the bar for rejecting, where there are texts from outside."""

    name: str
    train: Sequence[Example]
    test: Sequence[Example]
    valid: Sequence[Example] = ()


def clinc150(data: Path = DATA) -> Benchmark:
    parts = (intents(data / f"clinc150_{part}.csv") for part in ("train", "test", "valid"))
    return Benchmark("CLINC150", *parts)


def hwu64(data: Path = DATA) -> Benchmark:
    return Benchmark("HWU64", intents(data / "hwu64_train.csv"), intents(data / "hwu64_test.csv"))


def hwu64_ten(data: Path = DATA) -> Benchmark:
    return Benchmark("HWU64, 10 an intent", intents(data / "hwu64_train_10.csv"), intents(data / "hwu64_test.csv"))


def weibo(data: Path = DATA) -> Benchmark:
    return Benchmark(
        "Weibo emotion", emotions(data / "emotion_weibo_train.jsonl"), emotions(data / "emotion_weibo_dev.jsonl")
    )


def intents(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Example(row["text"], row["intent"]) for row in csv.DictReader(file)]


def emotions(path: Path) -> list[Example]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Example(row["text"], row["emotion"]) for row in rows if row["emotion"] != _NOT_MEASURED]
