"""Presidio's stock recognisers over the same texts, run by an interpreter that has them (see `identifiers.py`).

Reads a JSON list of texts, writes `{"seconds": ..., "found": ...}`. Only recognisers made of patterns run: no
language model is loaded, which is the fastest Presidio can be.
"""

# pyright: basic, reportMissingImports=false

import json
import sys
import time

from presidio_analyzer import PatternRecognizer, RecognizerRegistry


def main() -> None:
    texts: list[str] = json.load(sys.stdin)
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    recognizers = [one for one in registry.recognizers if isinstance(one, PatternRecognizer)]

    def found_in(text: str) -> int:
        return sum(len(one.analyze(text, one.supported_entities, None)) > 0 for one in recognizers)

    found_in("warm")
    began = time.process_time()
    found = sum(found_in(text) > 0 for text in texts)
    print(json.dumps({"seconds": time.process_time() - began, "found": found}))


if __name__ == "__main__":
    main()
