"""Our recogniser beside scikit-learn's TF-IDF + LinearSVC on public data: `python -m benchmarks.language [NAME …]`."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluations.benchmarks import Benchmark, clinc150, hwu64, hwu64_ten, weibo
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from qiao.language import OUT_OF_SCOPE, Model, evaluation, save, train
from qiao.language.evaluation import Judged

BENCHMARKS: dict[str, Callable[[], Benchmark]] = {
    "hwu64": hwu64,
    "hwu64_ten": hwu64_ten,
    "weibo": weibo,
    "clinc150": clinc150,
}
_MOST_REJECTED = 0.043  # Of the valid texts: with 3,000 of them, 5 % is the upper end of its one-sided 95 % interval.
_SINGLE = 200


@dataclass(frozen=True, slots=True)
class Row:
    data: str
    who: str
    measure: str
    value: float
    count: int | None = None

    def __str__(self) -> str:
        if self.count is None:
            return f"| {self.data} | {self.who} | {self.measure} | {self.value:.3g} | |"
        low, high = evaluation.wilson_interval(self.value, self.count)
        return f"| {self.data} | {self.who} | {self.measure} | {self.value:.1%} | {low:.1%} to {high:.1%} |"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(BENCHMARKS), metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    print("| data | who | measure | value | 95 % interval |\n|---|---|---|---|---|")
    for name in chosen.names:
        benchmark = BENCHMARKS[name]()
        for row in (*ours(benchmark, seed=chosen.seed), *theirs(benchmark, seed=chosen.seed)):
            print(row, flush=True)


def ours(benchmark: Benchmark, *, seed: int) -> Iterator[Row]:
    name, who = benchmark.name, "Qiao"
    began = time.process_time()
    model = train(benchmark.train, seed=seed)
    yield Row(name, who, "training, CPU s", time.process_time() - began)
    began = time.process_time()
    judged = evaluation.judge(model, benchmark.test)
    yield Row(name, who, "predict batched, CPU ms", (time.process_time() - began) / len(judged) * 1e3)
    yield Row(name, who, "predict single, CPU ms", _single_ms(model, benchmark))
    yield Row(name, who, "model, MB", _size_mb(model))
    yield from _quality(name, who, judged, evaluation.judge(model, benchmark.valid))
    yield Row(name, who, "calibration error", evaluation.expected_calibration_error(_inside(judged)))


def theirs(benchmark: Benchmark, *, seed: int) -> Iterator[Row]:
    """Words 1-2 and characters 2-5 inside words, sublinear; for Chinese, characters 1-4."""
    name, who = benchmark.name, "TF-IDF + LinearSVC"
    features = (
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), sublinear_tf=True, min_df=2)
        if benchmark.name.startswith("Weibo")
        else make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        )
    )
    pipeline = make_pipeline(features, LinearSVC(random_state=seed))
    began = time.process_time()
    pipeline.fit([one.text for one in benchmark.train], [one.intent for one in benchmark.train])
    yield Row(name, who, "training, CPU s", time.process_time() - began)

    def judged(part: str) -> list[Judged]:
        examples = benchmark.test if part == "test" else benchmark.valid
        if not examples:
            return []
        texts = [one.text for one in examples]
        guesses, margins = pipeline.predict(texts), pipeline.decision_function(texts).max(axis=1)
        return [
            Judged(one.text, one.intent, str(guess), 0.0, str(guess), -float(margin))
            for one, guess, margin in zip(examples, guesses, margins, strict=True)
        ]

    yield from _quality(name, who, judged("test"), judged("valid"))


def _quality(name: str, who: str, judged: Sequence[Judged], valid: Sequence[Judged]) -> Iterator[Row]:
    inside = _inside(judged)
    right = sum(one.best == one.truth for one in inside) / len(inside)
    yield Row(name, who, "accuracy (in scope)", right, len(inside))
    if len(inside) == len(judged):
        yield Row(name, who, "macro-F1", evaluation.macro_f1(judged))
        return
    bar = evaluation.bar_for(valid, most_rejected=_MOST_REJECTED)
    found = evaluation.scope(judged, reject_from=bar)
    assert found is not None
    yield Row(name, who, "out-of-scope recall", found.out_of_scope_recall, len(judged) - len(inside))
    yield Row(name, who, "in scope rejected", found.in_scope_rejected, len(inside))


def _inside(judged: Sequence[Judged]) -> list[Judged]:
    return [one for one in judged if one.truth != OUT_OF_SCOPE]


def _single_ms(model: Model, benchmark: Benchmark) -> float:
    texts = [one.text for one in benchmark.test[:_SINGLE]]
    began = time.process_time()
    for text in texts:
        model.predict([text])
    return (time.process_time() - began) / len(texts) * 1e3


def _size_mb(model: Model) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        save(model, path)
        return path.stat().st_size / 1e6


if __name__ == "__main__":
    main()
