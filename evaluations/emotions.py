"""How well feelings are named: `python -m evaluations.emotions [--json]`; the texts stay unseen."""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluations.real_questions import share
from qiao import app, policy
from qiao.language import Emotion, Feeling, feel, learn_detectors, learn_feelings
from qiao.language.evaluation import Judged, by_intent, confusions, macro_f1

SET = Path(__file__).parent / "sets" / "emotions.tsv"
_CONFUSIONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Felt:
    """One text of the set: what it carries and what was heard."""

    text: str
    truth: Emotion
    heard: Emotion


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SET, help="lines of text, label and intensity, split by tabs")
    parser.add_argument("--words", action="store_true", help="by the word lists alone, without what the pack teaches")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(feel if chosen.words else learnt(), chosen.data)
    print(json.dumps(figures, indent=2) if chosen.json else "\n".join(_lines(figures)))


def measure(read: Callable[[str], Emotion], data: Path) -> dict[str, Any]:
    """Macro-F1 and accuracy of the labels, intensities at most one off, F1 by label, and what is mistaken for what."""
    felt = [Felt(text, truth, read(text)) for text, truth in rows(data)]
    judged = [_judged(one) for one in felt]
    return {
        "n": len(felt),
        "macro_f1": round(macro_f1(judged), 4),
        "accuracy": share([one.is_right for one in judged]),
        "intensity_within_one": share([abs(one.truth.intensity - one.heard.intensity) <= 1 for one in felt]),
        "intensity_equal": share([one.truth.intensity == one.heard.intensity for one in felt]),
        "negative_or_not": share([one.truth.is_negative == one.heard.is_negative for one in felt]),
        "f1": {score.intent: round(score.f1, 4) for score in by_intent(judged)},
        "confusions": [[one.truth, one.guess, one.count] for one in confusions(judged)],
    }


def learnt() -> Callable[[str], Emotion]:
    """What the shipped pack teaches, beside the signals."""
    pack = policy.load_pack(app.shipped_pack())
    feelings, detectors = learn_feelings(*app.felt_lessons(pack)), learn_detectors(*app.signal_lessons(pack))
    return lambda text: feelings.feel(text, {signal.name for signal in detectors.find(text)})


def rows(path: Path) -> Iterator[tuple[str, Emotion]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text, label, intensity = line.rsplit("\t", 2)
        yield text, Emotion(Feeling(label), int(intensity))


def _judged(one: Felt) -> Judged:
    truth, heard = str(one.truth.feeling), str(one.heard.feeling)
    return Judged(one.text, truth, heard, confidence=1.0, best=heard, out_of_scope=0.0)


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    for name, value in figures.items():
        match value:
            case {"share": observed, "low": low, "high": high}:
                yield f"{name:24}{observed:.1%}  [{low:.1%}, {high:.1%}]"
            case dict():
                yield from (f"  {label:22}{score:.2f}" for label, score in value.items())
            case list():
                yield from (f"  {truth} taken for {heard}: {n}" for truth, heard, n in value[:_CONFUSIONS_SHOWN])
            case _:
                yield f"{name:24}{value}"


if __name__ == "__main__":
    main()
