"""How well messages are split: `python -m evaluations.segments [--json]`; figures only, texts stay unseen.

`count`: messages with the right number of parts; `exact`: with every part right, dividing punctuation aside. Where
real customers' questions are there, the share of them that is split: nearly all of them have one matter.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluations.real_questions import QUESTIONS, share
from qiao.language import segment

JUDGE = Path(__file__).parent / "sets" / "segments.jsonl"
_DIVIDING = " ，,。？?！!；;、\n."


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=JUDGE, help="JSON lines: text, parts")
    parser.add_argument("--real", type=Path, default=QUESTIONS, help="JSON lines: text")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(chosen.data, chosen.real)
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:24}{_shown(value)}")


def measure(data: Path, real: Path) -> dict[str, Any]:
    rows = [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]
    began = time.process_time()
    found = [[part.text.strip(_DIVIDING) for part in segment(row["text"])] for row in rows]
    cpu_ms = (time.process_time() - began) * 1e3 / len(rows)
    wanted = [[part.strip(_DIVIDING) for part in row["parts"]] for row in rows]
    pairs = list(zip(found, wanted, strict=True))
    figures: dict[str, Any] = {
        "count": share([len(got) == len(want) for got, want in pairs]),
        "count_of_one_matter": share([len(got) == 1 for got, want in pairs if len(want) == 1]),
        "count_of_several": share([len(got) == len(want) for got, want in pairs if len(want) > 1]),
        "exact": share([got == want for got, want in pairs]),
        "too_many": sum(len(got) > len(want) for got, want in pairs),
        "too_few": sum(len(got) < len(want) for got, want in pairs),
        "cpu_ms": round(cpu_ms, 3),
    }
    if real.exists():
        questions = [json.loads(line)["text"] for line in real.read_text(encoding="utf-8").splitlines()]
        figures["real_questions_split"] = share([len(segment(text)) > 1 for text in questions])
    return figures


def _shown(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    return f"{value['share']:6.1%} [{value['low']:.1%}, {value['high']:.1%}] n={value['n']}"


if __name__ == "__main__":
    main()
