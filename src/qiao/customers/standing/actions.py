"""Every change of what holds of a customer. Each adds to the history; nothing in it is overwritten.

Who may make a change is decided before, by `book.StandingBook`; what the house's own flows do is part of the house.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries as people
from qiao.customers.merges import person_of
from qiao.customers.standing import queries
from qiao.customers.standing.events import STANDING_CHANGED
from qiao.customers.standing.model import Act, Kind, Source, StandingChangeRow
from qiao.customers.standing.rules import NO_CALLS, WITHDRAWN, By, Interval, Key
from qiao.foundation import events
from qiao.foundation.errors import Invalid
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import store

GRANTED = "granted"


class EndsBeforeItBegins(Invalid):
    """It would end before it begins."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why something changes: a code of the pack, and the request or event it came by."""

    reason: str
    cause: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """Something told from outside, perhaps twice and late: what makes it known again, and its place in the order."""

    once: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class _SealedNumber:
    change_id: UUID
    sealed: bytes
    key_id: KeyId


async def place_hold(
    session: AsyncSession,
    customer_id: UUID,
    name: str,
    *,
    origin: str,
    until: datetime | None,
    by: By,
    because: Because,
    now: datetime,
    loan: str = "",
) -> UUID:
    """From now on this must not be done to her, or to one loan of hers. Each `origin` holds by itself."""
    key = Key(Kind.HOLD, name, loan, origin)
    return await put(session, customer_id, key, by=by, because=because, from_at=now, until=until, now=now)


async def set_flag(
    session: AsyncSession,
    customer_id: UUID,
    name: str,
    *,
    by: By,
    because: Because,
    now: datetime,
    until: datetime | None = None,
) -> UUID:
    """State a fact about her. What the lender states and what the house states are ended each by its own."""
    return await put(
        session, customer_id, flag_key(name, by.source), by=by, because=because, from_at=now, until=until, now=now
    )


async def record_consent(
    session: AsyncSession,
    customer_id: UUID,
    purpose: str,
    channel: str,
    *,
    granted: bool,
    by: By,
    because: Because,
    now: datetime,
) -> UUID:
    """What she allows, or takes back. `because.version` is the text she was told."""
    key, value = Key(Kind.CONSENT, purpose, channel), GRANTED if granted else WITHDRAWN
    return await put(session, customer_id, key, by=by, because=because, value=value, from_at=now, now=now)


async def set_preference(
    session: AsyncSession, customer_id: UUID, name: str, value: str, *, by: By, because: Because, now: datetime
) -> UUID:
    """How she wants to be served from now on."""
    key = Key(Kind.PREFERENCE, name)
    return await put(session, customer_id, key, by=by, because=because, value=value, from_at=now, now=now)


async def stop_calls(
    session: AsyncSession,
    ring: KeyRing,
    customer_id: UUID,
    *,
    number: str | None,
    key_id: KeyId,
    by: By,
    because: Because,
    now: datetime,
) -> UUID:
    """Keep the wish not to be called: on `number`, or where there is none on her own numbers."""
    if number is None:
        key = Key(Kind.PREFERENCE, NO_CALLS)
        return await put(session, customer_id, key, by=by, because=because, value="yes", from_at=now, now=now)
    change_id = new_id()
    await ring.load(session, key_id)
    sealed = ring.seal(key_id, number.encode(), bound_to=number_place(change_id))
    key = Key(Kind.PREFERENCE, NO_CALLS, queries.number_index(ring, number))
    about = _SealedNumber(change_id, sealed, key_id)
    return await put(session, customer_id, key, by=by, because=because, value="yes", from_at=now, now=now, number=about)


async def put(
    session: AsyncSession,
    customer_id: UUID,
    key: Key,
    *,
    by: By,
    because: Because,
    from_at: datetime,
    now: datetime,
    value: str | None = None,
    until: datetime | None = None,
    number: _SealedNumber | None = None,
) -> UUID:
    """Let something hold from `from_at` on, until `until`; returns the change. What holds so already stays as it is.

    Raises CustomerNotFound or EndsBeforeItBegins.
    """
    if until is not None and until <= from_at:
        raise EndsBeforeItBegins
    await people.lock(session, customer_id)
    for one in await queries.own_at(session, customer_id, from_at, key.kind):
        if (one.key, one.value, one.until) == (key, value, until):
            return one.id
    change_id = number.change_id if number is not None else new_id()
    await store(
        session,
        StandingChangeRow,
        **_columns(change_id, customer_id, key, Act.SET, by, because, from_at, now),
        value=value,
        until=until,
        number=number.sealed if number is not None else None,
        key_id=number.key_id if number is not None else None,
    )
    await _publish(session, customer_id, key, Act.SET, until, by, because, now)
    return change_id


async def end(session: AsyncSession, customer_id: UUID, key: Key, *, by: By, because: Because, now: datetime) -> bool:
    """What holds, or was to hold later, ends under every record that is hers. False where there is nothing to end:
    doing it twice harms nothing.

    Raises CustomerNotFound.
    """
    records = (await person_of(session, customer_id)).records
    ended = [await end_own(session, one, key, by=by, because=because, now=now) for one in records]
    return any(ended)


async def end_own(
    session: AsyncSession, customer_id: UUID, key: Key, *, by: By, because: Because, now: datetime
) -> bool:
    """As `end`, under one record alone."""
    await people.lock(session, customer_id)
    ahead = [
        one.opened for one in await queries.own_history(session, customer_id, key.kind) if _is_ahead(one, key, now)
    ]
    for opened in ahead:
        from_at = max(now, opened.from_at)
        columns = _columns(new_id(), customer_id, key, Act.END, by, because, from_at, now)
        await store(session, StandingChangeRow, **columns)
    if ahead:
        await _publish(session, customer_id, key, Act.END, None, by, because, now)
    return bool(ahead)


async def note(
    session: AsyncSession,
    customer_id: UUID,
    key: Key,
    act: Act,
    *,
    telling: Telling,
    because: Because,
    at: datetime,
    now: datetime,
    value: str | None = None,
    until: datetime | None = None,
) -> bool:
    """Record what the lender said it did at `at`, in whatever order it is told; False for what was told before.

    The end of something unknown is recorded too: its beginning may come later.
    """
    await people.lock(session, customer_id)
    if await queries.is_known(session, telling.once):
        return False
    by = By(Source.LENDER, "lender")
    await store(
        session,
        StandingChangeRow,
        **_columns(new_id(), customer_id, key, act, by, because, at, now, telling),
        value=value,
        until=until,
    )
    await _publish(session, customer_id, key, act, until, by, because, now)
    return True


def flag_key(name: str, source: Source) -> Key:
    """Of a flag: that of the lender and that of the house stand beside each other."""
    return Key(Kind.FLAG, name, origin=Source.LENDER if source is Source.LENDER else "")


def number_place(change_id: UUID) -> str:
    """What a sealed number is bound to; numbers that were sealed before they stood here are bound so."""
    return f"call_stops.phone:{change_id}"


def _is_ahead(interval: Interval, key: Key, now: datetime) -> bool:
    return interval.opened.key == key and (interval.ends_at is None or interval.ends_at > now)


def _columns(  # noqa: PLR0917  (the columns that every change has)
    change_id: UUID,
    customer_id: UUID,
    key: Key,
    act: Act,
    by: By,
    because: Because,
    from_at: datetime,
    now: datetime,
    telling: Telling | None = None,
) -> dict[str, object]:
    return {
        "id": change_id,
        "customer_id": customer_id,
        "kind": key.kind,
        "name": key.name,
        "scope": key.scope,
        "origin": key.origin,
        "act": act,
        "from_at": from_at,
        "ordinal": telling.ordinal if telling is not None else 0,
        "source": by.source,
        "actor": by.actor,
        "agreed_by": by.agreed_by,
        "reason": because.reason,
        "cause": because.cause,
        "version": because.version,
        "once": telling.once if telling is not None else None,
        "recorded_at": now,
    }


async def _publish(  # noqa: PLR0917  (one fact, its parts in the order they are told)
    session: AsyncSession,
    customer_id: UUID,
    key: Key,
    act: Act,
    until: datetime | None,
    by: By,
    because: Because,
    now: datetime,
) -> None:
    await events.publish(
        session,
        events.Event(
            type=STANDING_CHANGED,
            actor=by.actor,
            occurred_at=now,
            payload={
                "kind": key.kind,
                "name": key.name,
                "act": act,
                "until": until.isoformat() if until is not None else None,
                "source": by.source,
                "reason": because.reason,
            },
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            cause=because.cause,
        ),
    )
