"""How well the pack understands real customers' questions: `python -m evaluations.real_questions [--json]`."""

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from qiao.language import OUT_OF_SCOPE, Aliases, Example, Prediction, train
from qiao.language.evaluation import calibration_error, squared_error

ROOT = Path(__file__).parents[1]
PACK = ROOT / "packs" / "consumer_credit"
QUESTIONS = ROOT.parent / "shared" / "data" / "real_questions_dev.jsonl"

SMALL_TALK = "chitchat_greeting_or_out_of_scope"  # The readers' one label for small talk and for the rest.
Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    intents: frozenset[str]
    agreement: str

    def accepts(self, label: str) -> bool:
        return _one_outside(label) in self.intents

    @property
    def is_in_scope(self) -> bool:
        return self.intents != frozenset({OUT_OF_SCOPE})


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=QUESTIONS, help="JSON lines: text, intents, agreement")
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(list(pack_examples(chosen.pack)), pack_aliases(chosen.pack), chosen.data, seed=chosen.seed)
    if chosen.json:
        print(json.dumps(figures, indent=2))
    else:
        print("\n".join(f"{name:32}{_shown(value)}" for name, value in figures.items()))


def measure(examples: Sequence[Example], aliases: Aliases, data: Path, *, seed: int) -> dict[str, Any]:
    questions = list(_questions(data))
    began, began_cpu = time.perf_counter(), time.process_time()
    model = train(examples, seed=seed, aliases=aliases)
    trained, trained_cpu = time.perf_counter(), time.process_time()
    predictions = model.predict([question.text for question in questions])
    confidence = np.array([_confidence(prediction) for prediction in predictions])
    right = [question.accepts(prediction.label) for question, prediction in zip(questions, predictions, strict=True)]
    return {
        "examples": len(examples),
        "intents": len(model.labels),
        "training_s": round(trained - began, 2),
        "training_cpu_s": round(trained_cpu - began_cpu, 2),
        "accuracy": share(right),
        "in_scope_accuracy": share(_where(right, [question.is_in_scope for question in questions])),
        "among_first_three": share(list(map(_among_first_three, questions, predictions))),
        "answered_at_the_bar": share([prediction.accepted for prediction in predictions]),
        "accuracy_of_the_answered": share(_where(right, [prediction.accepted for prediction in predictions])),
        "accuracy_at_80_percent_coverage": share(_surest(right, confidence, 0.8)),
        "mean_confidence": round(float(confidence.mean()), 4),
        "debiased_calibration_error": round(calibration_error(confidence, np.array(right), seed=seed), 4),
        "brier": round(squared_error(confidence, np.array(right)), 4),
        **{
            f"accuracy_where_readers_agree_{kind}": share(
                _where(right, [question.agreement == kind for question in questions])
            )
            for kind in sorted({question.agreement for question in questions})
        },
    }


def share(outcomes: Sequence[bool]) -> dict[str, float | int]:
    """A share with its Wilson 95 % interval."""
    count = len(outcomes)
    if not count:
        return {"share": 0.0, "low": 0.0, "high": 1.0, "n": 0}
    observed, z2 = sum(outcomes) / count, Z_95**2
    middle = (observed + z2 / (2 * count)) / (1 + z2 / count)
    half = Z_95 / (1 + z2 / count) * sqrt(observed * (1 - observed) / count + z2 / (4 * count**2))
    return {
        "share": round(observed, 4),
        "low": round(middle - half, 4),
        "high": round(middle + half, 4),
        "n": count,
    }


def pack_examples(pack: Path) -> Iterator[Example]:
    """Every utterance of the pack, in the order of file names."""
    for path in sorted(pack.glob("utterances/*/*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = line.strip()
            if text and not text.startswith("#"):
                yield Example(text, path.stem)


def pack_aliases(pack: Path) -> Aliases:
    stated = yaml.safe_load((pack / "pack.yaml").read_text(encoding="utf-8"))
    return Aliases(stated.get("aliases") or {})


def _questions(data: Path) -> Iterator[Question]:
    with data.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Question(row["text"], frozenset(map(_one_outside, row["intents"])), row["agreement"])


def _one_outside(label: str) -> str:
    return OUT_OF_SCOPE if label == SMALL_TALK else label


def _among_first_three(question: Question, prediction: Prediction) -> bool:
    return any(map(question.accepts, [prediction.label, *(intent for intent, _ in prediction.ranked[:3])]))


def _confidence(prediction: Prediction) -> float:
    """How sure the model is of its label."""
    return dict(prediction.ranked).get(prediction.label, prediction.out_of_scope)


def _surest(outcomes: Sequence[bool], confidence: np.ndarray, coverage: float) -> list[bool]:
    surest = np.argsort(-confidence, kind="stable")[: round(coverage * len(outcomes))]
    return [outcomes[at] for at in surest.tolist()]


def _where(outcomes: Sequence[bool], chosen: Sequence[bool]) -> list[bool]:
    return [outcome for outcome, is_chosen in zip(outcomes, chosen, strict=True) if is_chosen]


def _shown(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    return f"{value['share']:.1%}  [{value['low']:.1%}, {value['high']:.1%}]  n={value['n']}"


if __name__ == "__main__":
    main()
