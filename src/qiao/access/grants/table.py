"""The grant table as it decides: every cell worked out beforehand, so that asking is one look-up."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from qiao.access.grants.rows import Row
from qiao.access.grants.terms import NOTHING, Grant, Right, Scope

Cell = tuple[str, str, str]
"""Post, field, purpose. A Post is a string and may stand for one."""


class GrantTable:
    """What each post may see of each field for each purpose; immutable.

    Forbid first: one row with `none` closes a cell, whatever other rows give. What no row names is closed too.
    """

    __slots__ = ("_best", "_offers", "_open", "_somebodys")

    def __init__(self, rows: Iterable[Row]) -> None:
        given: dict[Cell, list[Grant]] = {}
        forbidden: dict[Cell, Grant] = {}
        for row in rows:
            for purpose in row.purposes:
                cell = (row.post.value, row.field, purpose)
                if row.grant.right is Right.NONE:
                    forbidden.setdefault(cell, row.grant)
                else:
                    given.setdefault(cell, []).append(row.grant)
        self._offers = {
            cell: tuple(sorted(grants, key=_best_first)) for cell, grants in given.items() if cell not in forbidden
        }
        self._best = {cell: offers[0] for cell, offers in self._offers.items()} | forbidden
        found: dict[tuple[str, str], list[str]] = {}
        for post, field, purpose in sorted(self._offers):
            found.setdefault((post, field), []).append(purpose)
        self._open = {key: tuple(purposes) for key, purposes in found.items()}
        self._somebodys = frozenset(field for _, field in self._open)

    def decide(self, post: str, field: str, purpose: str) -> Grant:
        """The largest right the table gives, or a right `none`: with the id of the row that forbids, or none at all.

        Whether its scope and step-up are met is not asked here: see `decide.decide`.
        """
        return self._best.get((post, field, purpose), NOTHING)

    def offers(self, post: str, field: str, purpose: str) -> tuple[Grant, ...]:
        """Every right the table gives, the largest first, those that only act last; none when it forbids."""
        return self._offers.get((post, field, purpose), ())

    def purposes(self, post: str, field: str) -> tuple[str, ...]:
        """The purposes for which the table gives anything, in alphabetical order."""
        return self._open.get((post, field), ())

    def is_nobodys(self, field: str) -> bool:
        """Whether no post has any right on the field."""
        return field not in self._somebodys

    @property
    def cells(self) -> Mapping[Cell, tuple[Grant, ...]]:
        """Every cell that gives something."""
        return MappingProxyType(self._offers)


_RANK = {Right.WRITE: 0, Right.FULL: 1, Right.PARTIAL: 2, Right.MASKED: 3}
_ACTS_LAST = 4


def _best_first(grant: Grant) -> tuple[int, bool, int]:
    widest_first = [Scope.ANY, Scope.TEAM, Scope.CASE, Scope.OWN].index(grant.scope)
    return (_RANK[grant.right] if grant.shows else _ACTS_LAST, grant.step_up, widest_first)
