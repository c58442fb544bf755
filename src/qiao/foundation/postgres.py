"""Connections to PostgreSQL: cheap to take from the pool, and while the database is away one knocks for all.

A crowd comes back at the moment the database does. Whoever opened a connection of her own then, or asked each one
whether it still lives, would keep the processor from everybody who could be served already.
"""

import select
import time
from typing import Any

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from qiao.foundation.settings import DatabaseSettings

_KNOCK_EVERY_S = 0.2
_LONGEST_WAIT_S = 10.0
_ASK_EVERY_S = 10.0
"""A quiet line is asked at least so often: what lies between may have dropped it without a word."""


class _Line(psycopg.AsyncConnection[Any]):
    """A connection that knows when it was last asked whether it lives."""

    asked_at_s = 0.0


class Postgres:
    """Engines on one server. While it is away one knocks every 0.2 s, and who wants to connect is refused at once."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self.is_away = False
        self._settings = settings
        self._is_knocking = False
        self._knock_at_s = 0.0

    def engine(self, **common: Any) -> AsyncEngine:  # noqa: ANN401  (SQLAlchemy's own words)
        """An engine with a pool of its own, so that a crowd that reads leaves room for who has something to keep."""
        engine = create_async_engine(
            self._settings.url,
            pool_size=self._settings.pool_size,
            max_overflow=self._settings.pool_size,
            pool_timeout=_LONGEST_WAIT_S,
            pool_pre_ping=True,
            connect_args={"async_creator_fn": self._open, "connect_timeout": 5, "options": "-c timezone=UTC"},
            **common,
        )
        _ask_seldom(engine)
        return engine

    async def _open(self, *words: Any, **how: Any) -> _Line:  # noqa: ANN401  (the driver's own words)
        """Raises psycopg.OperationalError."""
        if self.is_away and (self._is_knocking or time.monotonic() < self._knock_at_s):
            raise psycopg.OperationalError("the database was away a moment ago")
        self._is_knocking = True
        try:
            line = await _Line.connect(*words, **how)
        except (psycopg.Error, OSError):
            self.is_away, self._knock_at_s = True, time.monotonic() + _KNOCK_EVERY_S
            raise
        finally:
            self._is_knocking = False
        self.is_away = False
        line.asked_at_s = time.monotonic()
        return line


def _ask_seldom(engine: AsyncEngine) -> None:
    """Ask a pooled connection whether it lives only where its line has spoken, or after ten seconds.

    An idle server says nothing unless it says goodbye, and to look at the line costs no trip to the server.
    """
    dialect: Any = engine.dialect
    ask = dialect.do_ping

    def look(adapted: Any) -> bool:  # noqa: ANN401  (SQLAlchemy's connection, whose driver is ours)
        line: _Line = adapted.driver_connection
        now_s = time.monotonic()
        if not line.closed and now_s - line.asked_at_s < _ASK_EVERY_S and not _has_spoken(line.fileno()):
            return True
        line.asked_at_s = now_s
        return ask(adapted)

    dialect.do_ping = look


def _has_spoken(descriptor: int) -> bool:
    poll = select.poll()  # Not `select`, which knows no descriptor beyond 1023.
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
