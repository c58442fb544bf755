"""Models on disk: one file of plain arrays and JSON, stamped, hashed, and refused when anything is amiss."""

import hashlib
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np

from .calibration import Calibration
from .detectors import NAMES, Detectors, vocabulary_of
from .encoders import Encoder
from .intents import RECIPE, Example, Model
from .normalise import Aliases
from .sounds import Sounds
from .vectors import Vocabulary, kinds_of
from .weights import Weights

_FORMAT = 3
_MAGIC = b"qiao-model"
_LONGEST_STAMP = 200
_BROKEN = (BadZipFile, KeyError, TypeError, ValueError)


class ModelFileDamaged(ValueError):
    """The file is no model of ours, or not as it was written."""


class ModelFileOutdated(ValueError):
    """The file was written by another version of this library; train again."""


def save(model: Model, path: Path) -> None:
    """Write the model; whoever reads at the same time sees the old file or the new one, never half of one."""
    about = {
        "labels": model.labels,
        "signs": list(model.vocabulary.columns),
        "sounds": asdict(model.vocabulary.sounds),
        "calibration": asdict(model.calibration),
        "aliases": {token: list(names) for token, names in model.aliases.names.items()},
        "examples": [[example.text, example.intent] for example in model.examples],
        "fingerprint": model.fingerprint,
        "encoder": model.encoder.name if model.encoder else None,
    }
    heard = model.encoded or Weights(np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.float32))
    arrays = {
        # Half the bits: what they leave out is far below what any label hangs on.
        "weights": model.weights.signs.astype(np.float16),
        "bias": model.weights.bias,
        "sign_weights": model.vocabulary.weights,
        "encoded": heard.signs,
        "encoded_bias": heard.bias,
    }
    _write(path, about, arrays)


def save_detectors(detectors: Detectors, path: Path) -> None:
    """As `save`."""
    about = {
        "signals": [str(name) for name in NAMES],
        "signs": list(detectors.vocabulary.columns),
        "fingerprint": detectors.fingerprint,
    }
    arrays = {
        "weights": detectors.weights.signs.astype(np.float16),
        "bias": detectors.weights.bias,
        "sign_weights": detectors.vocabulary.weights,
        "bars": detectors.bars,
    }
    _write(path, about, arrays)


def _write(path: Path, about: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    body = io.BytesIO()
    np.savez(body, allow_pickle=False, about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8), **arrays)
    written = body.getbuffer()
    stamp = b" ".join([_MAGIC, b"%d.%d" % (_FORMAT, RECIPE), hashlib.sha256(written).hexdigest().encode()])
    beside = path.with_name(path.name + ".writing")
    with beside.open("wb") as file:
        file.write(stamp + b"\n")
        file.write(written)
    beside.replace(path)


def load(path: Path, *, encoder: Encoder | None = None) -> Model:
    """Read a model; one that learnt beside an encoder hears it again when it is handed in, by the same name.

    Raises FileNotFoundError, ModelFileDamaged or ModelFileOutdated.
    """
    body = _read(path)
    try:
        return _model(body, encoder)
    except _BROKEN as error:
        raise ModelFileDamaged(f"{path} holds no whole model; delete it and train again") from error


def load_detectors(path: Path) -> Detectors:
    """Raises FileNotFoundError, ModelFileDamaged or ModelFileOutdated."""
    body = _read(path)
    try:
        return _detectors(body)
    except _BROKEN as error:
        raise ModelFileDamaged(f"{path} holds no whole detectors; delete it and train again") from error


def _read(path: Path) -> bytes:
    """What the file's own hash vouches for."""
    with path.open("rb") as file:
        stamp = file.readline(_LONGEST_STAMP).split()
        body = file.read()
    if len(stamp) != len(("magic", "version", "hash")) or stamp[0] != _MAGIC:
        raise ModelFileDamaged(f"{path} is not a model of this library")
    if stamp[1] != b"%d.%d" % (_FORMAT, RECIPE):
        raise ModelFileOutdated(f"{path} was written by another version; train again")
    if stamp[2] != hashlib.sha256(body).hexdigest().encode():
        raise ModelFileDamaged(f"{path} is not as it was written; delete it and train again")
    return body


def _detectors(body: bytes) -> Detectors:
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        # The hash has vouched for the shape; JSON itself has no types.
        about = cast("dict[str, Any]", json.loads(arrays["about"].tobytes()))
        weights, bias, bars = arrays["weights"], arrays["bias"], arrays["bars"]
        sign_weights = arrays["sign_weights"]
    if about["signals"] != [str(name) for name in NAMES]:
        raise ValueError("other signals")
    return Detectors(
        vocabulary_of(about["signs"], sign_weights),
        Weights(weights.astype(np.float32), bias),
        bars,
        about["fingerprint"],
    )


def _model(body: bytes, encoder: Encoder | None) -> Model:
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        # The hash has vouched for the shape; JSON itself has no types.
        about = cast("dict[str, Any]", json.loads(arrays["about"].tobytes()))
        weights, bias, sign_weights = arrays["weights"], arrays["bias"], arrays["sign_weights"]
        encoded = Weights(arrays["encoded"], arrays["encoded_bias"])
    return Model(
        labels=tuple(about["labels"]),
        vocabulary=Vocabulary(
            {sign: column for column, sign in enumerate(about["signs"])},
            sign_weights,
            kinds_of(about["signs"]),
            Sounds(**about["sounds"]),
        ),
        weights=Weights(weights.astype(np.float32), bias),
        calibration=Calibration(**about["calibration"]),
        aliases=Aliases(about["aliases"]),
        examples=tuple(Example(*pair) for pair in about["examples"]),
        fingerprint=about["fingerprint"],
        encoder=encoder if encoder is not None and encoder.name == about["encoder"] else None,
        encoded=encoded if encoded.signs.size else None,
    )
