"""How much personal data is found in adversarial texts, and how often clean texts alarm.

`python -m evaluations.identifiers [--seed 0] [--n 1000] [--json]`. A planted value counts as found when its
characters are covered by spans of its type; it is hidden when they are covered by spans of any type.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import cast

from evaluations.sets.identifiers.generator import generate
from qiao.language import identifiers

SETS = Path(__file__).parent / "sets" / "identifiers"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    templates = [json.loads(line) for line in (SETS / "templates.jsonl").read_text().splitlines()]
    planted, found, hidden = Counter[str](), Counter[str](), Counter[str]()
    for case in generate(templates, options.seed, options.n):
        text = str(case["text"])
        spans = identifiers.find(text)
        for start, end, kind in cast("list[tuple[int, int, str]]", case["spans"]):
            wanted = {place for place in range(start, end) if text[place].isalnum()}
            planted[kind] += 1
            found[kind] += wanted <= {p for span in spans if span.type == kind for p in range(span.start, span.end)}
            hidden[kind] += wanted <= {p for span in spans for p in range(span.start, span.end)}
    clean = (SETS / "clean.txt").read_text().splitlines()
    alarms = sum(bool(identifiers.find(text)) for text in clean)
    figures = {
        "planted": planted.total(),
        "found": round(found.total() / planted.total(), 4),
        "hidden": round(hidden.total() / planted.total(), 4),
        "clean_texts": len(clean),
        "false_alarms": round(alarms / len(clean), 4),
        "found_by_type": {kind: round(found[kind] / count, 3) for kind, count in sorted(planted.items())},
    }
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:16}{value}")


if __name__ == "__main__":
    main()
