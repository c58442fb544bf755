import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.language import OUT_OF_SCOPE, evaluation
from qiao.language.evaluation import Judged


def told(truth: str, guess: str, confidence: float = 0.9, *, best: str | None = None, strange: float = 0.1) -> Judged:
    return Judged(f"{truth} as {guess}", truth, guess, confidence, best or guess, strange)


SEVEN_OF_TEN = [
    *[told("pay", "pay")] * 4,
    *[told("pay", "limit")] * 2,
    *[told("limit", "limit")] * 3,
    told("close", "pay"),
]


def test_accuracy_counts_texts_and_macro_f1_counts_labels():
    assert evaluation.accuracy(SEVEN_OF_TEN) == pytest.approx(0.7)
    assert evaluation.macro_f1(SEVEN_OF_TEN) == pytest.approx((8 / 11 + 6 / 8 + 0) / 3)


def test_every_intent_has_its_support_precision_and_recall():
    close, limit, pay = evaluation.by_intent(SEVEN_OF_TEN)
    assert (close.support, close.precision, close.recall, close.f1) == (1, 0, 0, 0)
    assert (limit.support, limit.precision, limit.recall) == (3, 3 / 5, 1)
    assert (pay.support, pay.precision, pay.recall) == (6, 4 / 5, 4 / 6)


def test_confusions_are_pairs_with_an_example_the_most_frequent_first():
    first, second = evaluation.confusions(SEVEN_OF_TEN)
    assert (first.truth, first.guess, first.count, first.example) == ("pay", "limit", 2, "pay as limit")
    assert (second.truth, second.guess, second.count) == ("close", "pay", 1)


def test_wilsons_interval_is_the_published_one():
    assert evaluation.wilson_interval(0.9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert evaluation.wilson_interval(0.0, 0) == (0, 1)


def test_true_confidences_have_no_calibration_error_and_boasting_has():
    random = np.random.default_rng(1)
    sure = random.uniform(0.2, 1, 3_000)
    right = random.random(3_000) < sure
    honest = [told("a", "a" if hit else "b", float(level)) for level, hit in zip(sure, right, strict=True)]
    boasting = [told("a", "a" if hit else "b", 0.99) for hit in right]

    assert abs(evaluation.expected_calibration_error(honest)) < 0.012
    assert evaluation.expected_calibration_error(boasting) == pytest.approx(0.99 - right.mean(), abs=0.01)
    assert evaluation.brier_score(honest) < evaluation.brier_score(boasting)
    bins = evaluation.reliability(honest)
    assert [one.count for one in bins] == [300] * 10
    assert [one.confidence for one in bins] == sorted(one.confidence for one in bins)


def test_risk_falls_where_confidence_means_something():
    curve = evaluation.risk_coverage(
        [told("a", "a", 0.9), told("a", "a", 0.8), told("a", "b", 0.8), told("a", "b", 0.1)]
    )
    assert [(one.coverage, round(one.risk, 3), one.bar) for one in curve] == [
        (0.25, 0.0, 0.9),
        (0.75, 0.333, 0.8),
        (1.0, 0.5, 0.1),
    ]


def test_scope_counts_what_is_caught_and_what_is_lost():
    judged = [
        *[told("pay", "pay", strange=0.1)] * 7,
        told("pay", OUT_OF_SCOPE, best="pay", strange=0.6),
        told("pay", "limit", strange=0.2),
        told("pay", "limit", strange=0.3),
        *[told(OUT_OF_SCOPE, OUT_OF_SCOPE, best="pay", strange=0.8)] * 3,
        told(OUT_OF_SCOPE, "pay", strange=0.25),
    ]
    of_scope = evaluation.scope(judged)
    assert of_scope is not None
    assert (of_scope.in_scope_accuracy, of_scope.in_scope_rejected) == (0.8, 0.1)
    assert (of_scope.out_of_scope_recall, of_scope.out_of_scope_precision) == (0.75, 0.75)
    assert of_scope.mcc == pytest.approx((3 * 9 - 1) / 40)
    bar = evaluation.bar_for(judged, most_rejected=0.1)
    assert 0.3 < bar < 0.6
    at_bar = evaluation.scope(judged, reject_from=bar)
    assert at_bar is not None
    assert (at_bar.out_of_scope_recall, at_bar.in_scope_rejected) == (0.75, 0.1)
    assert evaluation.scope(judged[:10]) is None


def test_mcnemar_says_whether_a_difference_is_luck():
    truths = [f"text {number}" for number in range(30)]
    first = [Judged(text, "a", "a", 0.9, "a", 0) for text in truths]
    second = [Judged(text, "a", "a" if at > 8 else "b", 0.9, "a", 0) for at, text in enumerate(truths)]
    found = evaluation.compare(first, second)
    assert (found.only_first_right, found.only_second_right, found.verdict) == (9, 0, "first is better")
    assert found.p_value == pytest.approx(2 / 2**9)
    assert evaluation.compare(first, first).verdict == "no difference shown"
    assert evaluation.mcnemar(10, 2) == pytest.approx(0.0386, abs=1e-4)
    assert evaluation.mcnemar(700, 600) == pytest.approx(0.0060, abs=2e-4)
    with pytest.raises(ValueError, match="different texts"):
        evaluation.compare(first, second[1:])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), st.floats(0, 1)), max_size=40))
def test_measures_of_anything_stay_within_their_ranges(rows: list[tuple[str, str, float]]):
    judged = [told(*row) for row in rows]
    found = evaluation.figures(judged)
    assert all(0 <= found[name] <= 1 for name in ("accuracy", "macro_f1"))
    assert -1 <= found["ece"] <= 1
    assert all(0 <= one.risk <= 1 for one in evaluation.risk_coverage(judged))
    assert sum(one.count for one in evaluation.reliability(judged)) == len(judged)
