"""How long rows are kept, and what erasing a person does to them: declared beside every table, run by `retention_run`.

A table says what its rows are (`kind`), from when their term counts and what erasing does; the terms themselves,
in days with their legal basis, are policy and stand in the pack. What has no term is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table

from qiao.foundation.database import Base


class OnErase(StrEnum):
    """What becomes of a row when the person it is about is erased."""

    DELETE = "delete"
    SHRED = "shred"
    """What identifies her becomes unreadable or is blanked; the rest keeps figures recomputable."""
    KEEP = "keep"
    NOBODY = "nobody"
    """The row is about no customer."""


Whose = Callable[[Table], ColumnElement[UUID]]


@dataclass(frozen=True, slots=True)
class Retention:
    """The declaration of one table, as its class attribute `__retention__`.

    `since` names the column from which the term counts; a row whose value there is empty is still in use. `whose`
    gives the customer a row is about, for legal holds; `only` limits the term to some of the rows.
    """

    kind: str
    on_erase: OnErase
    why: str
    since: str | None = None
    whose: Whose | None = None
    only: Callable[[Table], ColumnElement[bool]] | None = None
    owns_keys: bool = False
    """The rows own data keys, which are destroyed with them."""


class Undeclared(LookupError):
    """A table does not say how long its rows are kept."""


def by_column(name: str) -> Whose:
    return lambda table: cast("ColumnElement[UUID]", table.c[name])


def declared() -> dict[Table, Retention]:
    """Every table with its declaration, those that others refer to last. Raises Undeclared."""
    by_table: dict[Table, Retention] = {}
    for mapper in Base.registry.mappers:
        found = mapper.class_.__dict__.get("__retention__")
        if not isinstance(found, Retention):
            raise Undeclared(f"{mapper.class_.__name__} declares no __retention__")
        by_table[cast("Table", mapper.local_table)] = found
    return {table: by_table[table] for table in reversed(Base.metadata.sorted_tables) if table in by_table}
