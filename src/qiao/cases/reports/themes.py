"""What most complainants of one cause say: stretches of two to four signs, or words, of masked text. Pure.

A stretch counts once for each customer, and is told from `fewest` customers on, so nobody's own words are shown.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from qiao.language import identifiers

MOST: Final = 6
_RUN = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]{3,}")
_SHORTEST, _LONGEST = 2, 4
# Signs that say nothing of a matter; a stretch that begins or ends with one is none.
_EMPTY = frozenset("的了吗呢吧啊我你他她它们是在有和就都也不没很还把被给这那要会能说去来到个一上下又才让跟与及其")


class Theme(NamedTuple):
    words: str
    customers: int


def themes(said: Iterable[tuple[Hashable, str | None, str]], *, fewest: int) -> Mapping[str | None, list[Theme]]:
    """Of customer, cause and words: by cause, what most say, the most first."""
    who: dict[str | None, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    for customer, cause, text in said:
        for stretch in _stretches(identifiers.mask(text).text):
            who[cause][stretch].add(customer)
    return {cause: found for cause, by in who.items() if (found := _most(by, fewest=fewest))}


def _most(by: Mapping[str, set[Hashable]], *, fewest: int) -> list[Theme]:
    shared = {stretch: customers for stretch, customers in by.items() if len(customers) >= fewest}
    found: list[Theme] = []
    for stretch in sorted(shared, key=lambda one: (-len(shared[one]), -len(one), one)):
        # Part of a longer one that as many say, or the other half of one that is told already.
        if not any(stretch in one.words or one.words in stretch or _overlap(stretch, one.words) for one in found):
            found.append(Theme(stretch, len(shared[stretch])))
        if len(found) == MOST:
            break
    return found


def _overlap(one: str, other: str) -> bool:
    return one[-2:] == other[:2] or other[-2:] == one[:2] or one[-1:] == other[:1] or other[-1:] == one[:1]


def _stretches(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        if run.isascii():
            yield run.lower()
            continue
        for size in range(_SHORTEST, _LONGEST + 1):
            for start in range(len(run) - size + 1):
                stretch = run[start : start + size]
                if not _EMPTY & {stretch[0], stretch[-1]}:
                    yield stretch
