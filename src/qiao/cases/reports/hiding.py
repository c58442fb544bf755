"""Small numbers are not told where they could be somebody: pure.

One number left out alone follows from the sum of the others. So as many are left out that together they are no small
number either.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

_Key = TypeVar("_Key", bound=Hashable)


def told(count: int, *, fewest: int) -> int | None:
    """The number, or None for one between nothing and `fewest`."""
    return count if count == 0 or count >= fewest else None


def told_parts(counts: Mapping[_Key, int], *, fewest: int) -> dict[_Key, int | None]:
    """Of numbers whose sum is told: None for those that are not."""
    hidden = {key for key, count in counts.items() if told(count, fewest=fewest) is None}
    if not hidden:
        return dict(counts)
    # The least of those that are told goes along, until what is missing says nothing of one.
    rest = sorted((key for key, count in counts.items() if count and key not in hidden), key=lambda key: counts[key])
    while rest and (sum(counts[key] for key in hidden) < fewest or len(hidden) < 2):  # noqa: PLR2004
        hidden.add(rest.pop(0))
    return {key: None if key in hidden else count for key, count in counts.items()}
