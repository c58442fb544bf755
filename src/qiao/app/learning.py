"""What the pack teaches, learnt once and kept in the data folder until the pack changes."""

import contextlib
import math
import multiprocessing
import os
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import TypeVar

import structlog

from qiao import knowledge, language
from qiao.app.packs import load_pack
from qiao.foundation import telemetry
from qiao.foundation.settings import Settings
from qiao.policy import Pack

log = structlog.get_logger(__name__)

_Learnt = TypeVar("_Learnt", language.Model, language.Detectors)
_ORDINARY_ENOUGH = 2_000  # More would only make learning longer and feelings rarer.


def load_understander(settings: Settings, pack: Pack) -> language.Understander:
    """What the pack teaches, learnt once and kept in the data folder until the pack changes."""
    intents = _load_intents(settings, pack)
    return language.Understander(intents, _load_feelings(settings, pack), _load_detectors(settings, pack))


def learn_side_by_side(settings: Settings) -> None:
    """Let several processes learn for a folder that holds nothing learnt; `load_…` finds it there afterwards."""
    models, cores = settings.data / "models", os.cpu_count() or 1
    missing = [kind for kind in _TAUGHT if not any(models.glob(f"{kind}-*"))]
    if min(len(missing), cores) == 1 or not missing:
        return
    afresh = multiprocessing.get_context("spawn")  # A fork would inherit locks, and threads that hold them.
    with ProcessPoolExecutor(min(cores, len(missing)), mp_context=afresh) as pool:
        list(pool.map(_learn, missing, repeat(settings)))


def _learn(kind: str, settings: Settings) -> None:
    telemetry.configure_logging(settings.log_level)
    _TAUGHT[kind](settings, load_pack(settings))


def _load_intents(settings: Settings, pack: Pack) -> language.Model:
    model = kept_model(settings, pack)
    if model is None:
        examples, aliases = _lessons(pack)
        log.info("learning from the pack", utterances=len(examples))
        model = language.train(examples, aliases=aliases)
        _keep(settings, "intents", model)
    return model


def load_library(settings: Settings, pack: Pack) -> knowledge.Library:
    """The pack's articles, ready to be searched; what likeness is worth is learnt once and kept beside the model."""
    path = settings.data / "models" / f"articles-{pack.fingerprint[:16]}.json"
    with contextlib.suppress(FileNotFoundError, knowledge.WorthFileDamaged):
        return knowledge.Library(pack, knowledge.load_worth(path))
    log.info("learning how articles are found", articles=len(pack.articles))
    worth = knowledge.learn_worth(pack)
    path.parent.mkdir(parents=True, exist_ok=True)
    knowledge.save_worth(worth, path)
    return knowledge.Library(pack, worth)


def kept_model(settings: Settings, pack: Pack) -> language.Model | None:
    """The model in the data folder, when there is one of exactly what this pack teaches."""
    examples, aliases = _lessons(pack)
    return _kept(settings, "intents", language.load, language.training_fingerprint(examples, aliases=aliases))


def _load_feelings(settings: Settings, pack: Pack) -> language.Feelings:
    lines, ordinary = felt_lessons(pack)
    model = _kept(settings, "emotions", language.load, language.feelings_fingerprint(lines, ordinary))
    if model is None:
        log.info("learning feelings from the pack", lines=len(lines))
        model = language.learn_feelings(lines, ordinary).model
        _keep(settings, "emotions", model)
    return language.Feelings(model)


def _load_detectors(settings: Settings, pack: Pack) -> language.Detectors:
    lines, ordinary = signal_lessons(pack)
    fingerprint = language.detectors_fingerprint(lines, ordinary)
    detectors = _kept(settings, "signals", language.load_detectors, fingerprint)
    if detectors is None:
        log.info("learning signals from the pack", lines=len(lines))
        detectors = language.learn_detectors(lines, ordinary)
        _keep(settings, "signals", detectors)
    return detectors


def felt_lessons(pack: Pack) -> tuple[list[language.FeltText], list[str]]:
    """The pack's lines with their feelings, and ordinary enquiries and requests beside them.

    Of answers only those with a face: a face under a date or an amount is no grief, and the others teach nothing.
    """
    faces = [one for one in pack.answers if any(unicodedata.category(sign) == "So" for sign in one)]
    return [language.FeltText(line.text, line.feeling) for line in pack.feelings], [*_ordinary(pack), *faces]


def signal_lessons(pack: Pack) -> tuple[list[language.SignalLine], list[str]]:
    """The pack's lines with their signals, those of intents and feelings of the same meaning, and ordinary ones."""
    lines = list(pack.signals)
    for one in pack.utterances:
        intent = pack.intents.get(one.intent)
        if intent is not None and intent.signal is not None:
            lines.append(language.SignalLine(one.text, intent.signal, carries=True))
    signal_of = {feeling: signal for signal, (feeling, _) in language.SIGNALLED.items()}
    # A feeling is one label, and danger goes before all others but despair: who feels something else is in none.
    lines += [
        language.SignalLine(line.text, signal, carries=line.feeling is feeling, is_lookalike=False)
        for line in pack.feelings
        for feeling, signal in signal_of.items()
        if line.feeling is not language.Feeling.DESPERATE
    ]
    return lines, [*_ordinary(pack), *pack.answers]


def _ordinary(pack: Pack) -> list[str]:
    ordinary = [one.text for one in pack.utterances if pack.is_ordinary(one.intent)]
    step = math.ceil(len(ordinary) / _ORDINARY_ENOUGH) or 1
    return ordinary[::step]


def _kept(settings: Settings, kind: str, load: Callable[[Path], _Learnt], fingerprint: str) -> _Learnt | None:
    with contextlib.suppress(FileNotFoundError, language.ModelFileDamaged, language.ModelFileOutdated):
        learnt = load(_model_file(settings, kind, fingerprint))
        if learnt.fingerprint == fingerprint:
            return learnt
    return None


def _keep(settings: Settings, kind: str, learnt: language.Model | language.Detectors) -> None:
    path = _model_file(settings, kind, learnt.fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(learnt, language.Detectors):
        language.save_detectors(learnt, path)
    else:
        language.save(learnt, path)


# By the beginning of its file's name; the longest first, so that the others fit beside it.
_TAUGHT: Mapping[str, Callable[[Settings, Pack], object]] = {
    "intents": _load_intents,
    "emotions": _load_feelings,
    "signals": _load_detectors,
    "articles": load_library,
}


def _lessons(pack: Pack) -> tuple[list[language.Example], language.Aliases]:
    examples = [language.Example(utterance.text, utterance.intent) for utterance in pack.utterances]
    return examples, language.Aliases({name: list(names) for name, names in pack.manifest.aliases.items()})


def _model_file(settings: Settings, kind: str, fingerprint: str) -> Path:
    return settings.data / "models" / f"{kind}-{fingerprint[:16]}.qiao"
