"""How well entities are read: `python -m evaluations.entities [--data FILE] [--json]`; texts stay unseen.

A wanted entity is right where one of its type, value and unit is read from words that touch its own. A text is
right where nothing is missing and nothing is read beside. Each share comes with its Wilson 95 % interval.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evaluations.real_questions import share
from qiao.language import entities
from qiao.language.entities import Entity, EntityType

CASES = Path(__file__).parent / "sets" / "entities.jsonl"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entity that a case asks for, at the first place where its words stand and none before it took them."""

    type: str
    value: object
    unit: str | None
    start: int
    end: int

    def is_read_by(self, entity: Entity) -> bool:
        same = (entity.type.value, entity.value, entity.unit) == (self.type, self.value, self.unit)
        return same and entity.start < self.end and self.start < entity.end


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=CASES, help="JSON lines of text, now and entities")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(json.loads(line) for line in chosen.data.read_text(encoding="utf-8").splitlines())
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for name, rate in figures["exact"].items():
        print(f"{name:12} exact {_shown(rate)}   read beside {figures['read_beside'].get(name, 0)}")
    print(f"{'texts':12} right {_shown(figures['texts'])}")


def measure(cases: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Shares of wanted entities by type and in `total`, of whole texts, and how many were read that nobody wanted."""
    read: dict[str, list[bool]] = {kind.value: [] for kind in EntityType}
    beside = dict.fromkeys(read, 0)
    texts: list[bool] = []
    for case in cases:
        wanted = list(_wanted(case["text"], case["entities"]))
        found = entities.find(case["text"], now=datetime.fromisoformat(case["now"]))
        right = [any(one.is_read_by(entity) for entity in found) for one in wanted]
        extra = [entity for entity in found if not any(one.is_read_by(entity) for one in wanted)]
        for one, is_right in zip(wanted, right, strict=True):
            read[one.type].append(is_right)
        for entity in extra:
            beside[entity.type.value] += 1
        texts.append(all(right) and not extra)
    total = [is_right for of_one in read.values() for is_right in of_one]
    exact = {kind: share(outcomes) for kind, outcomes in (*read.items(), ("total", total))}
    return {"exact": exact, "read_beside": beside | {"total": sum(beside.values())}, "texts": share(texts)}


def _wanted(text: str, labels: Iterable[dict[str, Any]]) -> Iterator[Wanted]:
    taken: dict[str, int] = {}
    for label in labels:
        words = label["text"]
        start = text.index(words, taken.get(words, 0))
        taken[words] = start + len(words)
        yield Wanted(label["type"], label["value"], label["unit"], start, start + len(words))


def _shown(rate: dict[str, float]) -> str:
    return f"{rate['share']:6.1%} [{rate['low']:.1%}, {rate['high']:.1%}] n={rate['n']}"


if __name__ == "__main__":
    main()
