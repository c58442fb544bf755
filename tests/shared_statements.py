"""Statements, turned into SQL once for all databases of a run.

Each test has a database of its own, and what SQLAlchemy compiled for one counted for no other: a fifth of the
processor's time of a usual test went into writing the same SQL again.
"""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from qiao.foundation import database, postgres

_MOST = 4000


def share_statements(patch: pytest.MonkeyPatch) -> None:
    """Let every engine of the house look first at what was compiled for another of its kind."""
    compiled: LRUCache[Any, Any] = LRUCache(_MOST)
    alike: dict[type[Any], type[Any]] = {}

    def shared(url: str, **options: Any) -> AsyncEngine:
        engine = create_async_engine(url, **options)
        # The cache asks for the same dialect, which means the same object: here it is one of the same kind.
        kind = type(engine.dialect)
        engine.dialect.__class__ = alike.setdefault(kind, _equal(kind))
        engine.sync_engine._compiled_cache = compiled  # pyright: ignore[reportPrivateUsage]
        return engine

    for module in (database, postgres):
        patch.setattr(module, "create_async_engine", shared)


def _equal(kind: type[Any]) -> type[Any]:
    def is_equal(one: object, other: object) -> bool:
        return type(one) is type(other)

    def hashed(one: object) -> int:
        return hash(type(one))

    # SQLAlchemy does not take the word of a base class for it.
    return type(kind.__name__, (kind,), {"__eq__": is_equal, "__hash__": hashed, "supports_statement_cache": True})
