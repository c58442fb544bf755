"""What was learnt about finding articles, kept in a file of its own."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qiao.language.retrieval import RECIPE, Worth

_worths: TypeAdapter[dict[str, Worth]] = TypeAdapter(dict[str, Worth])


class WorthFileDamaged(ValueError):
    """The file is not as it was written, or was written by another version; learn again."""


def save_worth(worth: Mapping[str, Worth], path: Path) -> None:
    """Write what `learn_worth` gave; whoever reads at the same time sees the old file or the new one."""
    beside = path.with_name(path.name + ".writing")
    stated = {"recipe": RECIPE, "worth": {language: asdict(one) for language, one in worth.items()}}
    beside.write_text(json.dumps(stated), encoding="utf-8")
    beside.replace(path)


def load_worth(path: Path) -> dict[str, Worth]:
    """Raises FileNotFoundError or WorthFileDamaged."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        if stated["recipe"] != RECIPE:
            raise WorthFileDamaged
        return _worths.validate_python(stated["worth"])
    except (KeyError, TypeError, UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        raise WorthFileDamaged from error
