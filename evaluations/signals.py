"""How well signals are heard: `python -m evaluations.signals [--json]`, recall and false alarms; texts stay unseen."""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluations.real_questions import share
from qiao import app, policy
from qiao.language import Signal, SignalName, find_signals, learn_detectors

Find = Callable[[str], tuple[Signal, ...]]
SETS = Path(__file__).parent / "sets" / "signals"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SETS, help="folder of <signal>.tsv: text, yes or no")
    parser.add_argument("--phrases", action="store_true", help="by the phrases alone, without what the pack teaches")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(find_signals if chosen.phrases else learnt(), chosen.data)
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for name, rates in figures.items():
        print(f"{name:18}recall {_shown(rates['recall'])}   false alarms {_shown(rates['false_alarms'])}")


def learnt() -> Find:
    """What the shipped pack teaches."""
    return learn_detectors(*app.signal_lessons(policy.load_pack(app.shipped_pack()))).find


def measure(find: Find, folder: Path) -> dict[str, dict[str, Any]]:
    """Both rates of each signal that has a file, with their Wilson intervals, and of all together under `total`."""
    heard: dict[str, list[bool]] = {}
    alarmed: dict[str, list[bool]] = {}
    for name in SignalName:
        file = folder / f"{name}.tsv"
        if not file.is_file():
            continue
        rows = [(wanted, name in {signal.name for signal in find(text)}) for text, wanted in _rows(file)]
        heard[name] = [found for wanted, found in rows if wanted]
        alarmed[name] = [found for wanted, found in rows if not wanted]
    heard["total"] = [found for of_one in heard.values() for found in of_one]
    alarmed["total"] = [found for of_one in alarmed.values() for found in of_one]
    return {str(name): {"recall": share(heard[name]), "false_alarms": share(alarmed[name])} for name in heard}


def _rows(path: Path) -> Iterator[tuple[str, bool]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text, label = line.rsplit("\t", 1)
        yield text, label == "yes"


def _shown(rate: dict[str, float]) -> str:
    return f"{rate['share']:6.1%} [{rate['low']:.1%}, {rate['high']:.1%}] n={rate['n']}"


if __name__ == "__main__":
    main()
