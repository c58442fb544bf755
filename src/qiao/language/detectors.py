"""Signals learnt from a pack: one table of signs, and for each signal a weight a sign and a bar.

A line may carry several signals, so each is judged alone; what nobody said about a line is not held against it.
A long message is judged as a whole and in windows of neighbouring clauses, because the cry is often one of them. A
wish for a person stands in one clause: two clauses that only speak of persons make no wish together. One to complain
stands in one or follows from several.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

import numpy as np

from .clause_roles import ROLES
from .clause_shapes import SHAPE_WEIGHT, is_shape, leads_on, names_a_person_without_wish, shape_signs
from .complaint_phrases import as_meant, only_speaks_of_complaints
from .folding import Folded, fold
from .ngrams import PIECE, STEM, signs_of
from .normalise import normalise
from .signal_phrases import SignalName
from .signal_words import OWN, SIGNS_OF_DANGER, WORDS
from .signals import Signal, find_signals, without_spaces_beside_han
from .sounds import Sounds
from .vectors import Table, Vocabulary, kinds_of, tabulate
from .weights import Weights

NAMES = tuple(SignalName)

_RECIPE = 18  # Counts up whenever the same lines would give other detectors.
_LONGEST_TEXT = 20_000  # As for the phrases.
_LONGEST_WHOLE = 60  # A longer message is judged by its windows alone: one clause would drown in it.
_SHORT = 20  # Up to here a text is one window.
_CLAUSES = re.compile(r"[^，,。.！!？?；;、\s…~]+[，,。.！!？?；;、\s…~]*")
_SENTENCES = re.compile(r"(?:[^，,。.！!？?；;、\s…~]|(?<![^\x00-\x7f])[ \t](?![^\x00-\x7f]))+[，,。.！!？?；;、\s…~]*")
_ENDS = frozenset("。.！!？?…\n")
_WINDOW = 36  # Characters at which a window takes no further clause.
_FOLDS = 4
_MANY, _HELD_OUT_OF_MANY = 10_000, 2  # With a thousand lines a signal half of them tell as much as all.
_NEIGHBOURS = 8  # Lines written one after the other are variants of one another and stay in one fold.
_FEWEST = 2
_BEFORE_AN_ANSWER = 0.25  # So often what matters comes first.
_BREATH = 12  # So near two words stand that mean something together.
_FIRST_WORD = 0xF000  # Private use that no text can bring in, beyond the tokens of aliases.
_LATIN = re.compile(r"[a-z]+(?:['-][a-z]+)*|[0-9]+")
_LONGEST_LATIN = 3
# How many false alarms are worth one miss when a bar is set: where somebody may come to harm, an alarm too many is the
# smaller evil; but words about dying, cheats and water stand in so many harmless answers that less is worth it there.
_ALARMS_A_MISS = {
    SignalName.HUMAN_REQUEST: 0.5,
    SignalName.COMPLAINT: 0.4,
    SignalName.SELF_HARM: 0.45,
    SignalName.THREAT_TO_OTHERS: 0.8,
    SignalName.DISASTER: 0.12,
    SignalName.BEREAVEMENT: 0.25,
    SignalName.HARDSHIP: 0.09,
    SignalName.FRAUD: 0.16,
}
_MOST_OTHERS = 0.01  # Of the texts that were not written to look like it.
_TINY = 1e-6
_NEVER = -10.0  # Below the score of any text.
_NEAR = -1.0  # A bar; what scores less is heard in no case.
_OUT_OF_REACH = 2.0  # Log-odds below the bar from which on a signal is as good as ruled out.

# Where one of these is told, silence about the other proves nothing.
_MAY_MEET = {
    frozenset(pair)
    for pair in (
        (SignalName.HARDSHIP, SignalName.BEREAVEMENT),
        (SignalName.HARDSHIP, SignalName.DISASTER),
        (SignalName.HARDSHIP, SignalName.SELF_HARM),
        (SignalName.HARDSHIP, SignalName.FRAUD),
        (SignalName.BEREAVEMENT, SignalName.DISASTER),
        (SignalName.BEREAVEMENT, SignalName.SELF_HARM),
        (SignalName.SELF_HARM, SignalName.DISASTER),
        (SignalName.SELF_HARM, SignalName.FRAUD),
        (SignalName.SELF_HARM, SignalName.COMPLAINT),
        (SignalName.SELF_HARM, SignalName.THREAT_TO_OTHERS),
        (SignalName.THREAT_TO_OTHERS, SignalName.COMPLAINT),
        (SignalName.THREAT_TO_OTHERS, SignalName.FRAUD),
        (SignalName.FRAUD, SignalName.COMPLAINT),
        (SignalName.COMPLAINT, SignalName.HUMAN_REQUEST),
    )
}


class TooFewSignalLines(ValueError):
    """Each signal needs at least two lines that carry it and two that do not."""


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A text that carries the signal, or not; where not, whether it was written to look like it."""

    text: str
    signal: SignalName
    carries: bool
    is_lookalike: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Detectors:
    """Hears the signals; see `learn_detectors`. The weights give log-odds, and a signal is found from its bar on."""

    vocabulary: Vocabulary
    weights: Weights
    bars: np.ndarray
    fingerprint: str

    def find(self, text: str) -> tuple[Signal, ...]:
        """At most one of each name, in the order of the names; any string; the first 20,000 characters count.

        Unmistakable phrases count whatever was learnt.
        """
        return self.hear(text)[0]

    def hear(self, text: str) -> tuple[tuple[Signal, ...], dict[SignalName, float]]:
        """What `find` finds, and every signal that is found or not far from it with its log-odds above the bar."""
        read = as_meant(text[:_LONGEST_TEXT])
        unmistakable = {signal.name: signal for signal in find_signals(read)}
        if not any(sign.isalpha() for sign in read):
            # 0498 is an answer: what is learnt tells numbers apart no better than one from another.
            return tuple(unmistakable.values()), dict.fromkeys(unmistakable, 0.0)
        pieces = _pieces(read)
        rows = self.vocabulary.vectors([_signs(piece.text) for piece in pieces]).rows
        above = _where_judged(pieces, self.weights.scores(rows) - self.bars)
        best = above.argmax(axis=0)
        found = tuple(
            unmistakable[name] if name in unmistakable else self._signal(column, pieces[best[column]])
            for column, name in enumerate(NAMES)
            if name in unmistakable or above[best[column], column] >= 0
        )
        strengths = {name: float(above[best[column], column]) for column, name in enumerate(NAMES)}
        return found, {
            name: max(strength, 0.0) if name in unmistakable else strength
            for name, strength in strengths.items()
            if name in unmistakable or strength >= -_OUT_OF_REACH
        }

    def _signal(self, column: int, piece: "_Piece") -> Signal:
        first, last = self._deciding(column, piece.text)
        return Signal(NAMES[column], piece.start + first, piece.start + last)

    def _deciding(self, column: int, window: str) -> tuple[int, int]:
        """The run of characters that speaks most for the signal; the whole window where no sign is found in it."""
        folded = without_spaces_beside_han(fold(window))
        signs = [sign for sign in dict.fromkeys(signs_of(normalise(window))) if sign in self.vocabulary.columns]
        places = [self.vocabulary.columns[sign] for sign in signs]
        speaks = [-_TINY] * len(folded.text)
        for sign, weight in zip(signs, self.weights.signs[places, column].tolist(), strict=True):
            written = sign.lstrip(PIECE + STEM).strip("^$<> ")
            written = written if written.isascii() else written.replace(" ", "")
            start = folded.text.find(written) if written else -1
            if start >= 0:
                share = weight / len(written)
                for at in range(start, start + len(written)):
                    speaks[at] += share
        return _heaviest(folded, speaks) or (0, len(window))


def learn_detectors(lines: Sequence[SignalLine], ordinary: Sequence[str], *, seed: int = 0) -> Detectors:
    """Learn from lines, and from ordinary questions, which carry no signal; the same gives the same bits.

    The bars come from lines that were held out together with their neighbours. Raises TooFewSignalLines.
    """
    # Only learning needs it. Several threads would wait for one another longer than they work, and sum in any order.
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    from .learning import learn_each  # noqa: PLC0415

    texts, truth, hard = _lessons(lines, ordinary)
    if min((truth > 0).sum(axis=0).min(), (truth < 0).sum(axis=0).min()) < _FEWEST:
        raise TooFewSignalLines("each signal needs two lines that carry it and two that do not")
    told = np.flatnonzero((truth > 0).any(axis=1) | hard.any(axis=1))
    if len(told) > _MANY:
        told = told[[_draw(texts[row]) % 2 == 0 for row in told]]
    beside = _beside_others([texts[row] for row in told], ordinary, seed=seed)
    pieces = [_pieces(text) for text in texts]
    parts = [piece for of_text in pieces for piece in of_text]
    part_of = np.repeat(np.arange(len(texts)), [len(of_text) for of_text in pieces])
    written = [*texts, *beside, *(part.text for part in parts)]
    place = {text: row for row, text in enumerate(dict.fromkeys(written))}
    table = tabulate([_signs(text) for text in place])
    at = np.array([place[text] for text in written])
    # No clause of a line without a wish is one; of the other signals a clause may hold less than its line.
    lacked = np.where(np.array([part.judged is _IN_A_CLAUSE for part in parts])[:, None], truth[part_of], 0)
    lacked = np.where(_IN_A_CLAUSE & (lacked < 0), -1, 0)
    wishless = lacked.any(axis=1)
    first_part = len(texts) + len(beside)
    row_of = at[np.concatenate([np.arange(first_part), first_part + np.flatnonzero(wishless)])]
    source = np.concatenate([np.arange(len(texts)), told if beside else told[:0], part_of[wishless]])
    known = np.concatenate([truth[source[:first_part]], lacked[wishless]])
    scores, fold_of = np.full(truth.shape, _NEVER), _folds(texts, seed=f"{seed} 0")
    held_out = _FOLDS if len(texts) < _MANY else _HELD_OUT_OF_MANY
    with threadpool_limits(limits=1, user_api="blas"):
        for fold_number in range(held_out):
            seen = np.flatnonzero(fold_of[source] != fold_number)
            held = np.flatnonzero(fold_of[part_of] == fold_number)
            if not len(held):
                continue
            columns = table.frequent(row_of[seen])
            rarity = _weights(table, row_of[seen], columns)
            learnt = learn_each(table.vectors(row_of[seen], columns, rarity).rows.csr(), known[seen], seed=seed)
            heard = learnt.scores(table.vectors(at[first_part + held], columns, rarity).rows)
            np.maximum.at(scores, part_of[held], _where_judged([parts[part] for part in held], heard))
        columns = table.frequent(row_of)
        rarity = _weights(table, row_of, columns)
        learnt = learn_each(table.vectors(row_of, columns, rarity).rows.csr(), known, seed=seed)
    scores, truth, hard = (every[fold_of < held_out] for every in (scores, truth, hard))
    sharpness, offset = _odds(scores, truth)
    bars = np.array(
        [_bar(name, scores[:, column], truth[:, column], hard[:, column]) for column, name in enumerate(NAMES)]
    )
    return Detectors(
        vocabulary=vocabulary_of([table.signs[int(column)] for column in columns], rarity),
        weights=Weights(
            # As coarse as they are stored, so that stored detectors are the same detectors.
            (learnt.signs * sharpness).astype(np.float16).astype(np.float32),
            (learnt.bias * sharpness + offset).astype(np.float32),
        ),
        bars=(bars * sharpness + offset).astype(np.float32),
        fingerprint=detectors_fingerprint(lines, ordinary, seed=seed),
    )


def is_put_into_words(name: SignalName, text: str) -> bool:
    """Whether the text holds a word or sign of the signal's own; where a signal has none, always."""
    if name not in _OWN_GROUPS:
        return True
    said = normalise(text[:_LONGEST_TEXT])
    if any(sign in said for sign in SIGNS_OF_DANGER.get(name, "").split()):
        return True
    return any(group in _OWN_GROUPS[name] for _, _, group in _grouped(said))


def vocabulary_of(signs: Sequence[str], weights: np.ndarray) -> Vocabulary:
    """Without what sounds alike: the bars were set without it too, and the groups hold what is often misheard."""
    return Vocabulary({sign: column for column, sign in enumerate(signs)}, weights, kinds_of(signs), Sounds())


def detectors_fingerprint(lines: Sequence[SignalLine], ordinary: Sequence[str], *, seed: int = 0) -> str:
    """The hash that detectors learnt from exactly this carry."""
    said = [[line.text, str(line.signal), line.carries, line.is_lookalike] for line in lines]
    stated = json.dumps([_RECIPE, seed, WORDS, ROLES, said, list(ordinary)], ensure_ascii=True)
    return hashlib.sha256(stated.encode()).hexdigest()


def _lessons(lines: Sequence[SignalLine], ordinary: Sequence[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Each text once, with 1 for every signal it carries, -1 for those it does not, 0 where that is not known.

    Beside it, which of the texts were written to look like a signal: they alone make its false alarms hard.
    """
    place = {text: row for row, text in enumerate(dict.fromkeys([*(line.text for line in lines), *ordinary]))}
    carried = np.zeros((len(place), len(NAMES)), dtype=bool)
    denied, hard = np.zeros_like(carried), np.zeros_like(carried)
    column_of = {name: column for column, name in enumerate(NAMES)}
    for line in lines:
        where = place[line.text], column_of[line.signal]
        (carried if line.carries else denied)[where] = True
        hard[where] |= line.is_lookalike
    apart = np.array([[a is not b and frozenset({a, b}) not in _MAY_MEET for b in NAMES] for a in NAMES])
    lacking = denied | ((carried @ apart) & ~(carried @ ~apart))
    lacking[[place[text] for text in ordinary]] = True
    complaints = carried[:, column_of[SignalName.COMPLAINT]]
    # A complaint without any sign of danger teaches that neither anger nor despair of us is one.
    texts = list(place)
    for danger, row in product(SIGNS_OF_DANGER, np.flatnonzero(complaints)):
        lacking[row, column_of[SignalName(danger)]] |= not is_put_into_words(SignalName(danger), texts[row])
    return texts, np.where(carried, 1, np.where(lacking, -1, 0)), hard & denied & ~carried


def _weights(table: Table, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    shapes = np.array([is_shape(table.signs[int(column)]) for column in columns])
    return np.where(shapes, np.float32(SHAPE_WEIGHT), table.weights(rows, columns))


def _beside_others(texts: Sequence[str], ordinary: Sequence[str], *, seed: int) -> list[str]:
    """Each text in one breath with something ordinary: what else is said must not hide the signal, nor make it.

    None, where nothing ordinary is known.
    """
    if not ordinary:
        return []
    paired: list[str] = []
    for text in texts:
        draw = Random(f"{seed} {text}")  # noqa: S311  (reproducible, not secret; the same whatever stands beside it)
        pair = [draw.choice(ordinary), text]
        paired.append("，".join(reversed(pair) if draw.random() < _BEFORE_AN_ANSWER else pair))
    return paired


def _folds(texts: Sequence[str], *, seed: str) -> np.ndarray:
    """The fold of each text, such that a text more or less leaves those of distant texts as they were.

    A text's own hash says whether it begins a block of neighbours, which then stays in the fold that the hash draws.
    """
    fold_of = np.zeros(len(texts), dtype=int)
    fold, since = 0, _NEIGHBOURS * 2
    for row, text in enumerate(texts):
        draw = _draw(f"{seed} {text}")
        if since >= _NEIGHBOURS * 2 or draw % _NEIGHBOURS == 0:
            fold, since = draw // _NEIGHBOURS % _FOLDS, 0
        fold_of[row] = fold
        since += 1
    return fold_of


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest())


def _odds(scores: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope and offset of each signal that turn scores of held-out lines into log-odds."""
    # As in `intents`: only learning needs it, and it is slow to import.
    from scipy.optimize import minimize  # noqa: PLC0415

    fitted: list[np.ndarray] = []
    for column in range(truth.shape[1]):
        known = truth[:, column] != 0
        score, sign = scores[known, column], truth[known, column]

        def surprise(line: np.ndarray, score: np.ndarray = score, sign: np.ndarray = sign) -> float:
            return float(np.logaddexp(0, -sign * (line[0] * score + line[1])).mean())

        fitted.append(minimize(surprise, x0=np.array([3.0, 0.0]), method="L-BFGS-B").x)
    sharpness, offset = np.array(fitted).T
    return np.maximum(sharpness, _TINY), offset


def _bar(name: SignalName, scores: np.ndarray, truth: np.ndarray, hard: np.ndarray) -> float:
    """The score that balances what is missed against false alarms among the lines written to look like the signal.

    Never so low that many of the other texts without it would pass.
    """
    carriers, innocent = np.sort(scores[truth > 0]), np.sort(scores[hard] if hard.any() else scores[truth < 0])
    candidates = np.unique(np.concatenate([carriers, innocent]))
    missed = np.searchsorted(carriers, candidates) / len(carriers)
    alarmed = 1 - np.searchsorted(innocent, candidates) / len(innocent)
    balanced = float(candidates[np.maximum(missed * _ALARMS_A_MISS[name], alarmed).argmin()])
    others = scores[(truth < 0) & ~hard]
    return max(balanced, float(np.quantile(others, 1 - _MOST_OTHERS)) if len(others) else balanced)


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Where a part of a text begins, its characters, and the signals that are looked for in it."""

    start: int
    text: str
    judged: np.ndarray


_WISH, _COMPLAINT = NAMES.index(SignalName.HUMAN_REQUEST), NAMES.index(SignalName.COMPLAINT)
_IN_A_CLAUSE = np.isin(np.arange(len(NAMES)), (_WISH, _COMPLAINT))
_IN_A_WINDOW = np.arange(len(NAMES)) != _WISH
_EXCUSED = {_WISH: names_a_person_without_wish, _COMPLAINT: only_speaks_of_complaints}


def _pieces(text: str) -> list[_Piece]:
    windows, clauses = list(_windows(text)), list(_alone(text))
    if len(windows) == len(clauses) == 1:
        return [_Piece(0, text, np.ones(len(NAMES), dtype=bool))]
    alone = [_Piece(start, text[start:end], _IN_A_CLAUSE) for start, end in clauses]
    return [*(_Piece(start, window, _IN_A_WINDOW) for start, window in windows), *alone]


def _alone(text: str) -> Iterator[tuple[int, int]]:
    """Where clauses begin and end; one that hangs on another begins where that does."""
    begun: int | None = None
    for start, end in _spans(text, _SENTENCES):
        begun = start if begun is None else begun
        goes_on = end < len(text) and text[end - 1] not in _ENDS and end - begun <= _LONGEST_WHOLE
        if not goes_on or not leads_on(normalise(text[start:end])):
            yield begun, end
            begun = None


def _where_judged(pieces: Sequence[_Piece], scores: np.ndarray) -> np.ndarray:
    """The scores of pieces, far below any bar where a signal is not looked for or not meant."""
    scores = np.where([piece.judged for piece in pieces], scores, _NEVER)
    for column, is_excused in _EXCUSED.items():
        for row in np.flatnonzero(scores[:, column] > _NEAR):
            if is_excused(pieces[int(row)].text):
                scores[row, column] = _NEVER
    return scores


def _windows(text: str) -> Iterator[tuple[int, str]]:
    """Where each begins, and its characters: a short text whole, a long one in runs of clauses that overlap by one."""
    if len(text) <= _LONGEST_WHOLE:
        yield 0, text
    if len(text) <= _SHORT:
        return
    clauses = list(_spans(text, _CLAUSES))
    at = 0
    while at < len(clauses):
        start, until = clauses[at][0], at
        while until + 1 < len(clauses) and clauses[until + 1][1] - start <= _WINDOW:
            until += 1
        end = clauses[until][1]
        if end - start < len(text) or len(text) > _LONGEST_WHOLE:
            yield start, text[start:end]
        if until + 1 == len(clauses):
            return
        at = max(at + 1, until)


def _spans(text: str, clauses: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where clauses begin and end; one without any stop is cut, with pieces that overlap by half."""
    for found in clauses.finditer(text):
        start, end = found.span()
        while end - start > _LONGEST_WHOLE:
            yield start, start + _LONGEST_WHOLE
            start += _LONGEST_WHOLE // 2
        yield start, end


def _signs(text: str) -> list[str]:
    normalised = normalise(text)
    return [*signs_of(normalised), *_meanings(normalised), *shape_signs(normalised)]


def _meanings(normalised: str) -> Iterator[str]:
    """The groups of words that occur, and each two of them in one breath, in their order."""
    found = sorted(_grouped(normalised))
    for at, (_, end, group) in enumerate(found):
        yield group
        for start, _, other in found[at + 1 :]:
            if start - end > _BREATH:
                break
            if start >= end and group != other:
                yield group + other


def _grouped(text: str) -> Iterator[tuple[int, int, str]]:
    for start, character in enumerate(text):
        for end in range(start + 1, start + 1 + _LONGEST.get(character, 0)):
            for group in _GROUPS.get(text[start:end], ()):
                yield start, end, group
    words = [(found.start(), found.end()) for found in _LATIN.finditer(text)]
    for at, (start, _) in enumerate(words):
        for _, end in words[at : at + _LONGEST_LATIN]:
            for group in _GROUPS.get(text[start:end], ()):
                yield start, end, group


def _heaviest(folded: Folded, weights: Sequence[float]) -> tuple[int, int] | None:
    """The run with the largest sum, where anything speaks for it, in the original text."""
    best, total, start, run = 0.0, 0.0, 0, None
    for place, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, place
        total += weight
        if total > best:
            best, run = total, (start, place + 1)
    return folded.span(*run) if run else None


def _groups() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for number, words in enumerate(WORDS.values()):
        for word in words.split():
            written = word.replace("_", " ")
            groups[written] = (*groups.get(written, ()), chr(_FIRST_WORD + number))
    return groups


_GROUPS = _groups()
_GROUP_OF = {name: chr(_FIRST_WORD + number) for number, name in enumerate(WORDS)}
_OWN_GROUPS = {SignalName(name): {_GROUP_OF[group] for group in groups.split()} for name, groups in OWN.items()}
_LONGEST: dict[str, int] = {}
for _word in _GROUPS:
    if not _word.isascii():
        _LONGEST[_word[0]] = max(len(_word), _LONGEST.get(_word[0], 0))
