"""How well signals are heard: `python -m evaluations.signals [--json]`, recall and false alarms; texts stay unseen."""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluations.real_questions import share
from qiao.language import SignalName, find_signals

SETS = Path(__file__).parent / "sets" / "signals"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SETS, help="folder of <signal>.tsv: text, yes or no")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(chosen.data)
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for name, rates in figures.items():
        print(f"{name:18}recall {_shown(rates['recall'])}   false alarms {_shown(rates['false_alarms'])}")


def measure(folder: Path) -> dict[str, dict[str, Any]]:
    """Both rates of each signal with their Wilson intervals, and those of all together under `total`."""
    heard: dict[str, list[bool]] = {}
    alarmed: dict[str, list[bool]] = {}
    for name in SignalName:
        rows = [(wanted, name in _names(text)) for text, wanted in _rows(folder / f"{name}.tsv")]
        heard[name] = [found for wanted, found in rows if wanted]
        alarmed[name] = [found for wanted, found in rows if not wanted]
    heard["total"] = [found for of_one in heard.values() for found in of_one]
    alarmed["total"] = [found for of_one in alarmed.values() for found in of_one]
    return {str(name): {"recall": share(heard[name]), "false_alarms": share(alarmed[name])} for name in heard}


def _names(text: str) -> set[SignalName]:
    return {signal.name for signal in find_signals(text)}


def _rows(path: Path) -> Iterator[tuple[str, bool]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text, label = line.rsplit("\t", 1)
        yield text, label == "yes"


def _shown(rate: dict[str, float]) -> str:
    return f"{rate['share']:6.1%} [{rate['low']:.1%}, {rate['high']:.1%}] n={rate['n']}"


if __name__ == "__main__":
    main()
