"""Presidio's stock recognisers over the same texts, run by an interpreter that has them (see `identifiers.py`).

Reads a JSON list of texts, writes `{"seconds": ..., "found": ...}`. Only recognisers made of patterns run: no
language model is loaded, which is the fastest Presidio can be.
"""

# pyright: basic, reportMissingImports=false

import json
import sys
import time

from presidio_analyzer import PatternRecognizer, RecognizerRegistry

_RUNS, _SLICE = 3, 100


def main() -> None:
    texts: list[str] = json.load(sys.stdin)
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    recognizers = [one for one in registry.recognizers if isinstance(one, PatternRecognizer)]

    def found_in(text: str) -> int:
        return sum(len(one.analyze(text, one.supported_entities, None)) > 0 for one in recognizers)

    def best_seconds(part: list[str]) -> float:
        taken: list[float] = []
        for _ in range(_RUNS):
            began = time.thread_time()
            for text in part:
                found_in(text)
            taken.append(time.thread_time() - began)
        return min(taken)

    found = sum(found_in(text) > 0 for text in texts)
    seconds = sum(best_seconds(texts[start : start + _SLICE]) for start in range(0, len(texts), _SLICE))
    print(json.dumps({"seconds": seconds, "found": found}))


if __name__ == "__main__":
    main()
