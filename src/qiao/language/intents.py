"""What a customer wants: learnt from examples, answered with probabilities and the courage to say "not mine"."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .calibration import Calibration, calibrate
from .encoders import Encoder, EncoderUnavailable, directions
from .ngrams import signs_of
from .normalise import Aliases, normalise
from .vectors import Table, Vectors, Vocabulary, tabulate
from .weights import Weights

OUT_OF_SCOPE = "out_of_scope"
RECIPE = 3  # Counts up whenever the same examples would give another model.
NO_ALIASES = Aliases()

_RANKED = 5
_FOLDS = 4
_MANY = 6_000  # From here on one held-out fold is enough to calibrate, and four would only cost time.
_VERY_MANY = 12_000  # From here on half of them teach enough to calibrate.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest intents, best first; their probabilities and `out_of_scope` are shares of one whole.

    A model that never saw examples from outside gives `out_of_scope` as a score beside the probabilities: it grows
    with how strange the text is, and never makes the label. `accepted` says that the best intent is sure enough to
    be acted on without asking back.
    """

    ranked: tuple[tuple[str, float], ...]
    out_of_scope: float
    accepted: bool
    label: str
    """The best single guess: an intent, or `out_of_scope`."""


class TooFewExamples(ValueError):
    """A model needs at least two intents with two examples each."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained recogniser. `labels` are its columns, `fingerprint` is the hash of its training."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Weights
    calibration: Calibration
    aliases: Aliases
    examples: tuple[Example, ...]
    fingerprint: str
    encoder: Encoder | None = None
    encoded: Weights | None = None
    """What each dimension of the operator's encoder says for each label, where one took part in the training."""

    @property
    def intents(self) -> tuple[str, ...]:
        return tuple(label for label in self.labels if label != OUT_OF_SCOPE)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return self.vocabulary.vectors([_signs(text, self.aliases) for text in texts])

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        if not texts:
            return []
        vectors = self.vectors(texts)
        scores = self.weights.scores(vectors.rows) + self._heard_by_encoder(texts)
        outside = _outside(self.labels)
        probabilities = self.calibration.probabilities(scores, vectors.unfamiliar, outside)
        strange = self.calibration.out_of_scope(probabilities, scores, vectors.unfamiliar, outside)
        best = np.argsort(-probabilities, axis=1, kind="stable")[:, : _RANKED + 1]
        return [
            self._prediction(probabilities[row], best[row], float(strange[row]), known=vectors.unfamiliar[row] < 1)
            for row in range(len(texts))
        ]

    def _heard_by_encoder(self, texts: Sequence[str]) -> np.ndarray | float:
        """Nothing where there is no encoder or it does not answer: the built-in understanding goes on alone."""
        if self.encoder is None or self.encoded is None:
            return 0.0
        try:
            return self.encoded.scores(directions(self.encoder, texts))
        except EncoderUnavailable:
            return 0.0

    def _prediction(self, probabilities: np.ndarray, best: np.ndarray, strange: float, *, known: bool) -> Prediction:
        if not known:  # Not one familiar sign: whatever the intercepts prefer would be a guess.
            return Prediction((), 1.0, accepted=False, label=OUT_OF_SCOPE)
        outside = _outside(self.labels)
        inside = [int(column) for column in best if column != outside][:_RANKED]
        ranked = tuple((self.labels[column], float(probabilities[column])) for column in inside)
        label, confidence = ranked[0]
        accepted = confidence >= self.calibration.accept_from
        if outside is None:
            return Prediction(ranked, strange, accepted and strange < self.calibration.reject_from, label)
        return Prediction(ranked, strange, accepted, OUT_OF_SCOPE if confidence < strange else label)


def train(
    examples: Sequence[Example],
    *,
    seed: int = 0,
    aliases: Aliases = NO_ALIASES,
    right_of_accepted: float = 0.75,
    encoder: Encoder | None = None,
) -> Model:
    """Learn from examples; the label `out_of_scope` marks what lies outside.

    The probabilities and the bar for acceptance come from predictions on examples that were held out:
    `right_of_accepted` is the share of accepted predictions that must be right there.
    An operator's own `encoder` is heard beside the signs. The same examples in the same order, seed and machine give
    the same bits. Raises TooFewExamples, and EncoderUnavailable.
    """
    # Only learning needs it. Several threads would wait for one another longer than they work, and sum in any order.
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    labels = tuple(sorted({example.intent for example in examples}))
    column_of = {label: column for column, label in enumerate(labels)}
    truth = np.array([column_of[example.intent] for example in examples], dtype=np.int64)
    if np.count_nonzero(np.bincount(truth, minlength=1) >= _FEWEST) < _FEWEST:
        raise TooFewExamples("a model needs at least two intents with two examples each")
    texts = [example.text for example in examples]
    lessons = _Lessons(
        tabulate([_signs(text, aliases) for text in texts]), truth, directions(encoder, texts) if encoder else None
    )
    everything = np.arange(len(examples))
    with threadpool_limits(limits=1, user_api="blas"):
        held, scores, unfamiliar = _held_out(lessons, labels=len(labels), seed=seed)
        calibration = calibrate(
            scores, unfamiliar, truth[held], outside=_outside(labels), right_of_accepted=right_of_accepted
        )
        learnt = _learn(lessons, everything, truth, labels=len(labels), seed=seed)
    return Model(
        labels=labels,
        vocabulary=lessons.table.vocabulary(learnt.columns, learnt.rarity),
        weights=learnt.weights,
        calibration=calibration,
        aliases=aliases,
        examples=tuple(examples),
        fingerprint=training_fingerprint(
            examples, seed=seed, aliases=aliases, right_of_accepted=right_of_accepted, encoder=encoder
        ),
        encoder=encoder,
        encoded=learnt.encoded,
    )


def training_fingerprint(
    examples: Sequence[Example],
    *,
    seed: int = 0,
    aliases: Aliases = NO_ALIASES,
    right_of_accepted: float = 0.75,
    encoder: Encoder | None = None,
) -> str:
    """The hash a model trained from exactly this would carry, to know whether a stored one is still current."""
    names = {token: list(named) for token, named in aliases.names.items()}
    pairs = [[example.text, example.intent] for example in examples]
    heard = encoder.name if encoder else None
    stated = json.dumps([RECIPE, seed, right_of_accepted, names, pairs, heard], ensure_ascii=True)
    return hashlib.sha256(stated.encode()).hexdigest()


def _signs(text: str, aliases: Aliases) -> list[str]:
    return signs_of(aliases.replace(normalise(text)))


def _outside(labels: Sequence[str]) -> int | None:
    return labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else None


@dataclass(frozen=True, slots=True, eq=False)
class _Lessons:
    """The training texts as signs, as labels and, where there is an encoder, as directions."""

    table: Table
    truth: np.ndarray
    directions: np.ndarray | None


@dataclass(frozen=True, slots=True, eq=False)
class _Learnt:
    columns: np.ndarray
    rarity: np.ndarray
    weights: Weights
    encoded: Weights | None


def _learn(lessons: _Lessons, seen: np.ndarray, truth: np.ndarray, *, labels: int, seed: int) -> _Learnt:
    """From the texts `seen` alone; `truth` are their labels."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  (as in `learning`)

    from .learning import learn  # noqa: PLC0415

    columns = lessons.table.frequent(seen)
    rarity = lessons.table.weights(seen, columns)
    rows = lessons.table.vectors(seen, columns, rarity).rows.csr()
    weights = learn(rows, truth, labels=labels, seed=seed)
    if lessons.directions is None:
        return _Learnt(columns, rarity, weights, None)
    encoded = learn(csr_matrix(lessons.directions[seen]), truth, labels=labels, seed=seed)
    return _Learnt(columns, rarity, weights, encoded)


def _held_out(lessons: _Lessons, *, labels: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which texts were held out, their scores and unfamiliarity, from models that saw neither text nor signs."""
    truth = lessons.truth
    scores = np.full((len(truth), labels), -1.0)  # What the machine gives a label it never saw.
    unfamiliar = np.zeros(len(truth))
    fold_of = _folds(truth, seed=seed)
    folds = 1 if len(truth) > _MANY else _FOLDS
    for fold in range(folds):
        held = np.flatnonzero(fold_of == fold)
        seen = np.flatnonzero(fold_of >= _FOLDS // 2 if len(truth) > _VERY_MANY else fold_of != fold)
        present, seen_truth = np.unique(truth[seen], return_inverse=True)
        learnt = _learn(lessons, seen, seen_truth, labels=len(present), seed=seed)
        vectors = lessons.table.vectors(held, learnt.columns, learnt.rarity)
        heard = learnt.weights.scores(vectors.rows)
        if learnt.encoded is not None and lessons.directions is not None:
            heard += learnt.encoded.scores(lessons.directions[held])
        scores[np.ix_(held, present)] = heard
        unfamiliar[held] = vectors.unfamiliar
    judged = np.flatnonzero(fold_of < folds)
    return judged, scores[judged], unfamiliar[judged]


def _folds(truth: np.ndarray, *, seed: int) -> np.ndarray:
    """A fold for each text: every label dealt out evenly, so that two examples never share one."""
    shuffled = np.random.default_rng(seed).permutation(len(truth))
    by_label = shuffled[np.argsort(truth[shuffled], kind="stable")]
    fold_of = np.empty(len(truth), dtype=np.int64)
    fold_of[by_label] = np.arange(len(truth)) % _FOLDS
    return fold_of
