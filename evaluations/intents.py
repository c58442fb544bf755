"""How well every intent of the pack is understood in words of others: `python -m evaluations.intents [--json]`."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluations.real_questions import PACK, pack_aliases, pack_examples, share
from qiao.language import Model, train

SET = Path(__file__).parent / "sets" / "intents.tsv"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SET, help="text, intent, plain or indirect, with tabs between")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    model = train(list(pack_examples(PACK)), seed=chosen.seed, aliases=pack_aliases(PACK))
    figures = measure(model, chosen.data)
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for name, rate in figures.items():
        print(f"{name:32}{rate['share']:6.1%} [{rate['low']:.1%}, {rate['high']:.1%}] n={rate['n']}")


def measure(model: Model, data: Path) -> dict[str, dict[str, Any]]:
    """Accuracy of the likeliest intent, of all lines and of each manner, and how often it is among the first three."""
    rows = [line.split("\t") for line in data.read_text(encoding="utf-8").splitlines()]
    found = model.predict([text for text, _, _ in rows])
    right = [prediction.label == intent for prediction, (_, intent, _) in zip(found, rows, strict=True)]
    near = [
        intent in [prediction.label, *(one for one, _ in prediction.ranked[:3])]
        for prediction, (_, intent, _) in zip(found, rows, strict=True)
    ]
    return {
        "accuracy": share(right),
        **{
            f"accuracy_{manner}": share([is_so for is_so, row in zip(right, rows, strict=True) if row[2] == manner])
            for manner in ("plain", "indirect")
        },
        "among_first_three": share(near),
    }


if __name__ == "__main__":
    main()
