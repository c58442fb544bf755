"""What is read of a pack's files, read once for all packs of a run.

Some 300 tests read the shipped pack anew, each with one line of it changed: all the other files say what they said
before, and it is the YAML and the 50,000 lines of signals in them that take two seconds of a processor.
"""

import pickle
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from qiao.language import normalise
from qiao.policy import reading, signal_lines
from qiao.policy.yaml_lines import YamlFile, read_yaml

_MOST_LINES = 200_000


def share_readings(patch: pytest.MonkeyPatch) -> None:
    """Give out what was read in the same bytes before: a copy, which a test may spoil."""
    known: dict[bytes, bytes] = {}

    def shared(path: Path) -> YamlFile:
        content = path.read_bytes()
        if content not in known:
            file = read_yaml(path)
            known[content] = pickle.dumps((file.data, file._lines))  # pyright: ignore[reportPrivateUsage]
            return file
        data, lines = _unpickled(known[content])
        return YamlFile(path, data, lines)

    patch.setattr(reading, "read_yaml", shared)
    patch.setattr(signal_lines, "normalise", lru_cache(_MOST_LINES)(normalise))


def _unpickled(content: bytes) -> Any:
    return pickle.loads(content)  # noqa: S301  (our own, of this run)
