"""What changed in the grant table, in the words of rights: for those who sign it.

It compares cells, not compiled rights: what is reviewed may not hold yet, and what was signed need not be readable
with today's fields and purposes.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from qiao.access.grants.rows import COLUMNS
from qiao.access.grants.terms import Right, Scope

Cells = Mapping[str, str]
_DECIDES = tuple(column for column in COLUMNS if column not in {"rule_id", "note"})
_RIGHTS = [right.value for right in Right]
_SCOPES = [scope.value for scope in Scope]


@dataclass(frozen=True, slots=True)
class Changed:
    """One rule that came, went, or gives something else. An empty mapping stands for no row."""

    rule: str
    before: Cells
    after: Cells

    @property
    def columns(self) -> list[str]:
        """The cells that differ and decide something."""
        return [column for column in _DECIDES if _meaning(self.before, column) != _meaning(self.after, column)]

    @property
    def widens(self) -> bool:
        """Whether somebody may see more than before; those are read first."""
        before, after = self.before, self.after
        if not before or not after:
            forbids = (before or after).get("right") == Right.NONE
            return forbids == bool(before)
        if before["post"] != after["post"] or before["field"] != after["field"] or before["form"] != after["form"]:
            return after["right"] != Right.NONE
        if Right.NONE in {before["right"], after["right"]}:
            return before["right"] == Right.NONE
        return (
            _place(_RIGHTS, after["right"]) > _place(_RIGHTS, before["right"])
            or _place(_SCOPES, after["scope"]) > _place(_SCOPES, before["scope"])
            or (before["step_up"], after["step_up"]) == ("yes", "no")
            or not _purposes(after) <= _purposes(before)
        )


def changes(before: str, after: str) -> list[Changed]:
    """Every changed rule between two texts of `grants.csv`, those that widen first, then by id."""
    old, new = _by_rule(before), _by_rule(after)
    found = [Changed(rule, old.get(rule, {}), new.get(rule, {})) for rule in sorted(old.keys() | new.keys())]
    return sorted((one for one in found if one.columns), key=lambda one: not one.widens)


def _by_rule(text: str) -> dict[str, Cells]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restval="")
    return {row.get("rule_id", ""): {column: (row.get(column) or "").strip() for column in COLUMNS} for row in reader}


def _meaning(cells: Cells, column: str) -> object:
    return _purposes(cells) if column == "purposes" else cells.get(column)


def _purposes(cells: Cells) -> frozenset[str]:
    return frozenset(part.strip() for part in cells.get("purposes", "").split("|"))


def _place(words: list[str], word: str) -> int:
    return words.index(word) if word in words else len(words)
