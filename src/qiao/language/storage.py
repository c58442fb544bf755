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
from .intents import RECIPE, Model
from .normalise import Aliases
from .vectors import Vocabulary

_FORMAT = 2
_MAGIC = b"qiao-model"
_LONGEST_STAMP = 200


class ModelFileDamaged(ValueError):
    """The file is no model of ours, or not as it was written."""


class ModelFileOutdated(ValueError):
    """The file was written by another version of this library; train again."""


def save(model: Model, path: Path) -> None:
    """Write the model; whoever reads at the same time sees the old file or the new one, never half of one."""
    about = {
        "labels": model.labels,
        "signs": list(model.vocabulary.columns),
        "calibration": asdict(model.calibration),
        "aliases": {token: list(names) for token, names in model.aliases.names.items()},
        "fingerprint": model.fingerprint,
    }
    body = io.BytesIO()
    encoded = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    np.savez(body, about=encoded, weights=model.weights, bias=model.bias, sign_weights=model.vocabulary.weights)
    written = body.getbuffer()
    stamp = b" ".join([_MAGIC, b"%d.%d" % (_FORMAT, RECIPE), hashlib.sha256(written).hexdigest().encode()])
    beside = path.with_name(path.name + ".writing")
    with beside.open("wb") as file:
        file.write(stamp + b"\n")
        file.write(written)
    beside.replace(path)


def load(path: Path) -> Model:
    """Read a model. Raises FileNotFoundError, ModelFileDamaged or ModelFileOutdated."""
    with path.open("rb") as file:
        stamp = file.readline(_LONGEST_STAMP).split()
        body = file.read()
    if len(stamp) != len(("magic", "version", "hash")) or stamp[0] != _MAGIC:
        raise ModelFileDamaged(f"{path} is not a model of this library")
    if stamp[1] != b"%d.%d" % (_FORMAT, RECIPE):
        raise ModelFileOutdated(f"{path} was written by another version; train again")
    if stamp[2] != hashlib.sha256(body).hexdigest().encode():
        raise ModelFileDamaged(f"{path} is not as it was written; delete it and train again")
    try:
        return _model(body)
    except (BadZipFile, KeyError, TypeError, ValueError) as error:
        raise ModelFileDamaged(f"{path} holds no whole model; delete it and train again") from error


def _model(body: bytes) -> Model:
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        # The hash has vouched for the shape; JSON itself has no types.
        about = cast("dict[str, Any]", json.loads(arrays["about"].tobytes()))
        weights, bias, sign_weights = arrays["weights"], arrays["bias"], arrays["sign_weights"]
    return Model(
        labels=tuple(about["labels"]),
        vocabulary=Vocabulary({sign: column for column, sign in enumerate(about["signs"])}, sign_weights),
        weights=weights,
        bias=bias,
        calibration=Calibration(**about["calibration"]),
        aliases=Aliases(about["aliases"]),
        fingerprint=about["fingerprint"],
    )
