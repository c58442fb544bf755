"""How well the right article is found: `python -m evaluations.retrieval [--json]`; figures only, texts stay unseen.

On the judge set and, where the file is there, on real customers' questions, of which the article of every accepted
intent counts. `nothing_fits` is the share of outside questions refused where at most 5 % of the others are.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evaluations.real_questions import PACK, QUESTIONS, SMALL_TALK, share
from qiao.knowledge import Library, learn_worth
from qiao.language import OUT_OF_SCOPE
from qiao.policy import Pack, load_pack

JUDGE = Path(__file__).parent / "sets" / "retrieval.jsonl"
MOST_REFUSED = 0.05


@dataclass(frozen=True, slots=True)
class Question:
    """`articles` that answer; none for a question from outside."""

    text: str
    language: str | None
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The place of the first right article, from 1, or None; and how the search stood to answering at all."""

    question: Question
    rank: int | None
    nothing: float
    fits: bool
    cpu_ms: float


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", type=Path, default=JUDGE, help="JSON lines: text, language, articles")
    parser.add_argument("--real", type=Path, default=QUESTIONS, help="JSON lines: text, intents")
    parser.add_argument("--pack", type=Path, default=PACK)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    figures = measure(load_pack(chosen.pack), chosen.judge, chosen.real)
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for name, of_set in figures.items():
        print(name)
        for measure_name, value in of_set.items():
            print(f"  {measure_name:24}{_shown(value)}")


def measure(pack: Pack, judge: Path, real: Path) -> dict[str, Mapping[str, Any]]:
    began = time.process_time()
    worth = learn_worth(pack)
    learnt = time.process_time()
    library = Library(pack, worth)
    for language in pack.manifest.languages:
        library.search("", language)
    built = time.process_time()
    judged = list(_judge(judge))
    sets = {"judge": judged, **{f"judge {one}": _spoken(judged, one) for one in pack.manifest.languages}}
    if real.exists():
        sets["real"] = list(_real(real, pack))
    costs = {"learn_cpu_s": round(learnt - began, 2), "build_cpu_s": round(built - learnt, 2)}
    return {"costs": costs, **{name: _figures(library, questions) for name, questions in sets.items()}}


def _figures(library: Library, questions: Sequence[Question]) -> dict[str, Any]:
    outcomes = [_searched(library, question) for question in questions]
    inside = [outcome for outcome in outcomes if outcome.question.articles]
    outside = [outcome for outcome in outcomes if not outcome.question.articles]
    ranks = [outcome.rank for outcome in inside]
    bar = float(np.quantile([outcome.nothing for outcome in inside], 1 - MOST_REFUSED, method="higher"))
    return {
        "recall_at_1": share([rank == 1 for rank in ranks]),
        "recall_at_3": share([rank is not None and rank <= 3 for rank in ranks]),  # noqa: PLR2004
        "mrr": round(statistics.fmean(1 / rank if rank else 0.0 for rank in ranks), 4),
        "nothing_fits": share([outcome.nothing > bar for outcome in outside]),
        "refused_inside_as_set": share([not outcome.fits for outcome in inside]),
        "refused_outside_as_set": share([not outcome.fits for outcome in outside]),
        "query_cpu_ms": round(statistics.median(outcome.cpu_ms for outcome in outcomes), 2),
    }


def _searched(library: Library, question: Question) -> Outcome:
    began = time.process_time()
    library.search(question.text, question.language)
    took_ms = (time.process_time() - began) * 1e3
    every = library.search(question.text, question.language, limit=1_000)
    places = [place for place, hit in enumerate(every.hits, 1) if hit.intent in question.articles]
    return Outcome(question, min(places, default=None), every.nothing, every.fits, took_ms)


def _judge(path: Path) -> Iterator[Question]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Question(row["text"], row["language"], frozenset(row["articles"]))


def _spoken(questions: Sequence[Question], language: str) -> list[Question]:
    return [question for question in questions if question.language == language]


def _real(path: Path, pack: Pack) -> Iterator[Question]:
    """Those whose accepted intents have an article, and those that lie outside for both readers."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        articles = {pack.articles[intent].intents[0] for intent in row["intents"] if intent in pack.articles}
        if articles or {OUT_OF_SCOPE, SMALL_TALK} & set(row["intents"]):
            yield Question(row["text"], None, frozenset(articles))


def _shown(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    return f"{value['share']:6.1%} [{value['low']:.1%}, {value['high']:.1%}] n={value['n']}"


if __name__ == "__main__":
    main()
