"""Why someone cannot pay, from a closed list."""

import re
from collections.abc import Iterator

from .model import EntityType, Found
from .reason_phrases import INNOCENT, REASONS

_CORE = "core"
_INNOCENT = re.compile(INNOCENT)
_PATTERNS = tuple((reason, re.compile(phrase)) for reason, phrases in REASONS.items() for phrase in phrases)


def find(text: str) -> Iterator[Found]:
    """Each reason once in a text, where it is first named; the vague ones only where no other is named."""
    named: dict[str, list[Found]] = {}
    for found in _found(text):
        named.setdefault(str(found.value), []).append(found)
    yield from named.pop("", [])
    if len(named) > 1:
        named.pop("other", None)
    for readings in named.values():
        first = min(found.start for found in readings)
        ahead = max(found.end for found in readings if found.start == first)
        yield from (found for found in readings if found.start < ahead)


def _found(text: str) -> Iterator[Found]:
    for match in _INNOCENT.finditer(text):
        yield Found(match.start(), match.end(), None)
    for reason, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Found(match.start(), match.end(), EntityType.REASON, reason)
            if _CORE in pattern.groupindex:  # Where a day stands inside, as in 我爸昨天走了, the core is left.
                yield Found(*match.span(_CORE), EntityType.REASON, reason)
