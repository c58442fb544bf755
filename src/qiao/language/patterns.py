"""Patterns that are compiled when they are first used: compiling all of them took a seventh of a start."""

import re
import time
from typing import Any, cast

_waiting: list["_Lazy"] = []


def lazily(pattern: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    """Like `re.compile`, later. A pattern that cannot be compiled raises where it is first used, or by `prepare`."""
    return cast("re.Pattern[str]", _Lazy(pattern, flags))


def prepare(*, pause_s: float = 0.0) -> None:
    """Compile what nobody has used yet. A thread beside the first customers pauses after each for `pause_s` seconds."""
    while _waiting:
        _waiting.pop().compiled()
        time.sleep(pause_s)


class _Lazy:
    """Becomes what it compiles: each method it was asked for is its own from then on."""

    def __init__(self, pattern: str, flags: int | re.RegexFlag) -> None:
        self._source = pattern, flags
        self._compiled: re.Pattern[str] | None = None
        _waiting.append(self)

    def compiled(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(*self._source)
        return self._compiled

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (whatever a pattern has)
        value = getattr(self.compiled(), name)
        setattr(self, name, value)
        return value
