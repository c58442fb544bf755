"""Counting tries, in the database, so that several processes agree.

A try is counted before the password is looked at and taken back when it was right: guesses sent side by side can be no
more than guesses sent one after the other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.signin.locks import BY_ACCOUNT, BY_SOURCE, Limit, locked_until, recent
from qiao.access.signin.model import TriesRow
from qiao.foundation.database import insert_into
from qiao.foundation.errors import TooMany
from qiao.foundation.keys import KeyRing


class TooManyTries(TooMany):
    """Too many sign-ins failed from this address; wait before the next."""


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try. `locked`: the account was locked before it, so whatever was typed is refused."""

    account: str
    source: str
    at: float
    locked: bool


def account_key(ring: KeyRing, username: str) -> str:
    return ring.token_digest(f"tries at account {username.lower()}")


def source_key(ring: KeyRing, source: str) -> str:
    return ring.token_digest(f"tries from {source}")


async def count(session: AsyncSession, ring: KeyRing, *, username: str, source: str, now: datetime) -> Try:
    """Count a try at `username`, whether or not there is such an account. Raises TooManyTries for a locked address."""
    by_source = await _lock(session, source_key(ring, source), now=now)
    until = locked_until(by_source.tries, BY_SOURCE, now=now)
    if until is not None:
        raise TooManyTries(retry_after_s=max(1, round((until - now).total_seconds())))
    by_account = await _lock(session, account_key(ring, username), now=now)
    at = now.timestamp()
    locked = locked_until(by_account.tries, BY_ACCOUNT, now=now) is not None
    if not locked:
        _add(by_account, BY_ACCOUNT, at, now=now)
    _add(by_source, BY_SOURCE, at, now=now)
    return Try(by_account.key, by_source.key, at, locked)


async def note_lock(session: AsyncSession, tried: Try, *, staff_id: UUID | None, source: str, now: datetime) -> None:
    """Put it on the trail when the try that just failed locked its account or its address."""
    rows = {row.key: row.tries for row in await session.scalars(_of(tried.account, tried.source))}
    if not tried.locked and locked_until(rows.get(tried.account, ()), BY_ACCOUNT, now=now):
        await _record(session, {"account": f"staff:{staff_id}" if staff_id else "unknown"}, source=source, now=now)
    if locked_until(rows.get(tried.source, ()), BY_SOURCE, now=now):
        await _record(session, {"address": "itself"}, source=source, now=now)


async def clear(session: AsyncSession, account: str) -> None:
    """It was the right person: nothing at this account counts any more."""
    row = await session.get(TriesRow, account, with_for_update=True, populate_existing=True)
    if row is not None:
        row.tries = []


async def take_back(session: AsyncSession, tried: Try) -> None:
    """The address made one mistake less than was counted; a right password does not pay for the wrong ones."""
    row = await session.get(TriesRow, tried.source, with_for_update=True, populate_existing=True)
    if row is not None and tried.at in row.tries:
        tries = list(row.tries)
        tries.remove(tried.at)
        row.tries = tries


async def lift(session: AsyncSession, key: str, *, by: str, of: str, now: datetime) -> bool:
    """End a lock before its time; `of` says whose, for the trail. False when nothing was counted."""
    row = await session.get(TriesRow, key, with_for_update=True, populate_existing=True)
    if row is None or not row.tries:
        return False
    row.tries = []
    act = audit.Record(by, audit.Action.LOCK_LIFTED, detail={"of": of})
    await audit.record(session, act, now=now)
    return True


async def locks(session: AsyncSession, keys: dict[str, str], *, now: datetime) -> dict[str, datetime]:
    """Until when each of these accounts is locked: `keys` gives the name by which it is answered for each key."""
    rows = await session.scalars(_of(*keys))
    ends = {keys[row.key]: locked_until(row.tries, BY_ACCOUNT, now=now) for row in rows}
    return {name: end for name, end in ends.items() if end is not None}


def _of(*keys: str) -> Any:  # noqa: ANN401  (SQLAlchemy's Select)
    return select(TriesRow).where(TriesRow.key.in_(keys))


async def _lock(session: AsyncSession, key: str, *, now: datetime) -> TriesRow:
    """The row of `key`, made when it is missing, and nobody else's until this transaction ends."""
    while True:  # What is over may be deleted between the two statements.
        await session.execute(
            insert_into(session, TriesRow).values(key=key, tries=[], touched_at=now).on_conflict_do_nothing()
        )
        row = await session.get(TriesRow, key, with_for_update=True, populate_existing=True)
        if row is not None:
            return row


def _add(row: TriesRow, limit: Limit, at: float, *, now: datetime) -> None:
    row.tries = [*recent(row.tries, limit, now=now), at]
    row.touched_at = now


async def _record(session: AsyncSession, detail: dict[str, str | int], *, source: str, now: datetime) -> None:
    act = audit.Record("house", audit.Action.LOCKED_OUT, source=source, detail=detail)
    await audit.record(session, act, now=now)
