"""Banks by full name, short name or abbreviation."""

import re
from collections import defaultdict
from collections.abc import Iterator

from .bank_names import BANKS, NEEDS_CARD, NOT_AFTER, NOT_BEFORE
from .model import EntityType, Found

_CARD_NEXT = r"(?=\s?(?:的?(?:银行)?(?:储蓄|信用|借记)?卡|银行|尾号|bank(?![a-z])|card(?![a-z])))"
_PREFIX = 2


def find(text: str) -> Iterator[Found]:
    for start in _STARTS.finditer(text):
        for pattern, bank in _BY_PREFIX.get(text[start.start() : start.start() + _PREFIX], ()):
            if match := pattern.match(text, start.start()):
                yield Found(match.start(), match.end(), EntityType.BANK, bank)
                break


def _by_prefix() -> dict[str, list[tuple[re.Pattern[str], str]]]:
    """Names and their banks by the first two letters, longer names first."""
    names: dict[str, str] = {}
    for bank, others in BANKS:
        for name in (bank, *others.split()):  # A hyphen in the table stands for a space in the name.
            names.setdefault(name.replace("-", " "), bank)
    by_prefix: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        by_prefix[name[:_PREFIX]].append((re.compile(_pattern_of(name)), names[name]))
    return by_prefix


def _pattern_of(name: str) -> str:
    if name.isascii():
        before, after = r"(?<![a-z0-9])", r"(?![a-z0-9])"
    else:
        before = f"(?<![{NOT_AFTER[name]}])" if name in NOT_AFTER else ""
        after = f"(?![{NOT_BEFORE[name]}])" if name in NOT_BEFORE else ""
        after += r"(?![业家间]|保险监|监管)" if name.endswith("银行") else ""
    return before + re.escape(name) + after + (_CARD_NEXT if name in NEEDS_CARD else "")


_BY_PREFIX = _by_prefix()
_STARTS = re.compile(
    f"[{''.join(sorted({prefix[0] for prefix in _BY_PREFIX}))}]"
    f"(?=[{''.join(sorted({prefix[1] for prefix in _BY_PREFIX}))}])"
)
