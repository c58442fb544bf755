"""Understanding what customers write: intents, signals and personal data in free text.

A pure library: no database, no web, no downloads. Everything learnt is learnt from the examples handed in.
"""

import importlib
from typing import TYPE_CHECKING, Any

from . import identifiers, retrieval
from .clause_shapes import names_somebody
from .complaint_phrases import names_a_complaint, only_speaks_of_complaints, touches_complaints
from .detectors import (
    Detectors,
    SignalLine,
    TooFewSignalLines,
    detectors_fingerprint,
    is_put_into_words,
    learn_detectors,
)
from .emotion import NEUTRAL, SIGNALLED, Emotion, Mood, feel, mood_of, worsened
from .emotion_words import Feeling
from .encoders import EmbeddingsEndpoint, Encoder, EncoderUnavailable
from .explaining import Explainer, Explanation, Likeness
from .feelings import Feelings, FeltText, feelings_fingerprint, learn_feelings
from .intents import (
    NO_ALIASES,
    OUT_OF_SCOPE,
    Example,
    Model,
    Prediction,
    TooFewExamples,
    train,
    training_fingerprint,
)
from .normalise import Aliases, normalise
from .patterns import prepare
from .segmentation import Part, segment
from .signal_phrases import SignalName
from .signals import Signal, find_signals, is_unmistakable
from .storage import ModelFileDamaged, ModelFileOutdated, load, load_detectors, save, save_detectors
from .understand import Language, Understander, Understanding, language_of

if TYPE_CHECKING:
    from . import entities
    from .entities import Entity, EntityType, EntityValue

__all__ = [
    "NEUTRAL",
    "NO_ALIASES",
    "OUT_OF_SCOPE",
    "SIGNALLED",
    "Aliases",
    "Detectors",
    "EmbeddingsEndpoint",
    "Emotion",
    "Encoder",
    "EncoderUnavailable",
    "Entity",
    "EntityType",
    "EntityValue",
    "Example",
    "Explainer",
    "Explanation",
    "Feeling",
    "Feelings",
    "FeltText",
    "Language",
    "Likeness",
    "Model",
    "ModelFileDamaged",
    "ModelFileOutdated",
    "Mood",
    "Part",
    "Prediction",
    "Signal",
    "SignalLine",
    "SignalName",
    "TooFewExamples",
    "TooFewSignalLines",
    "Understander",
    "Understanding",
    "detectors_fingerprint",
    "entities",
    "feel",
    "feelings_fingerprint",
    "find_signals",
    "identifiers",
    "is_put_into_words",
    "is_unmistakable",
    "language_of",
    "learn_detectors",
    "learn_feelings",
    "load",
    "load_detectors",
    "mood_of",
    "names_a_complaint",
    "names_somebody",
    "normalise",
    "only_speaks_of_complaints",
    "prepare",
    "retrieval",
    "save",
    "save_detectors",
    "segment",
    "touches_complaints",
    "train",
    "training_fingerprint",
    "worsened",
]

_OF_ENTITIES = {"Entity", "EntityType", "EntityValue"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  (any of this module's names)
    """Entities take two fifths of the library's import, and a server that starts needs none."""
    if name != "entities" and name not in _OF_ENTITIES:
        raise AttributeError(name)
    module = importlib.import_module(".entities", __name__)
    return module if name == "entities" else getattr(module, name)
