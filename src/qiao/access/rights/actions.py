"""What happens to a person's request about her data, one function per thing someone can do."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.rights import queries
from qiao.access.rights.model import LegalHoldRow, RightsRequestRow, RightsState, RightsType
from qiao.access.rights.ports import Holders
from qiao.foundation import jobs
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from qiao.foundation.ids import new_id, short_number
from qiao.language import identifiers

RUN_JOB = "rights.run"
Held = dict[str, dict[str, list[Any]]]
"""What was found about a person: room, table, rows."""

_ON_RECORD = {
    RightsType.COPY: audit.Action.EXPORTED,
    RightsType.CORRECT: audit.Action.CORRECTED,
    RightsType.DELETE: audit.Action.ERASED,
    RightsType.WITHDRAW: audit.Action.CONSENT_WITHDRAWN,
}


class RequestNotFound(NotFound):
    """No such request."""


class RequestClosed(Conflict):
    """This request has been answered."""


class RequestRuns(Conflict):
    """A job is at work on this request; wait for its end."""


class NotVerified(Forbidden):
    """Nobody has made sure yet that the person is who she says; do that first."""


class ErasureHeld(Conflict):
    """A legal hold stands for this customer; lift it first, or refuse the request with its reason."""


class FieldUnknown(Invalid):
    """No room keeps a field of that name."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A field of the customer and what it shall be."""

    field: str
    value: str


async def open_request(
    session: AsyncSession, customer_id: UUID, wanted: RightsType, *, by: str, answer_within: timedelta, now: datetime
) -> RightsRequestRow:
    """Take in a request; the last day for the answer is counted in calendar days of Beijing.

    The same type again while one is open is the same request: a person who asks twice has one clock, the first.
    """
    for earlier in await queries.requests_of(session, customer_id):
        if earlier.type == wanted and earlier.closed_at is None:
            return earlier
    request_id = new_id()
    row = RightsRequestRow(
        id=request_id,
        number=short_number("P", request_id),
        customer_id=customer_id,
        type=wanted,
        state=RightsState.RECEIVED,
        opened_by=by,
        opened_at=now,
        due_on=now.astimezone(SHANGHAI).date() + answer_within,
    )
    session.add(row)
    await session.flush()
    await _note(session, row.customer_id, {"did": "opened", "type": wanted, "request": str(row.id)}, by=by, now=now)
    return row


async def verify(session: AsyncSession, request_id: UUID, *, by: str, now: datetime) -> RightsRequestRow:
    """Somebody made sure of the person's identity. Raises RequestNotFound, RequestClosed or RequestRuns."""
    row = await _waiting(session, request_id)
    row.state, row.verified_by = RightsState.VERIFIED, by
    await session.flush()
    await _note(session, row.customer_id, {"did": "verified", "request": str(row.id)}, by=by, now=now)
    return row


async def export(
    session: AsyncSession, holders: Holders, request_id: UUID, *, by: str, now: datetime
) -> dict[str, Any]:
    """Everything held about the person, by room and table; answers a request for a copy.

    Raises RequestNotFound, RequestClosed or NotVerified.
    """
    row = await _verified(session, request_id, RightsType.COPY)
    held = await collect(session, holders, row.customer_id)
    await _close(session, row, RightsState.DONE, {"rows": rows_in(held)}, by=by, now=now)
    return held


async def collect(
    session: AsyncSession, holders: Holders, customer_id: UUID, *, told: Callable[[int], Awaitable[None]] | None = None
) -> Held:
    """Everything held about a customer, by room and table. `told` hears how many rooms have answered."""
    pseudonyms = await holders.pseudonyms(session, customer_id)
    held: Held = {}
    for done, holder in enumerate(holders.all, 1):
        tables = held.setdefault(holder.room, {})
        for pseudonym in pseudonyms:
            for table, values in (await holder.export(session, pseudonym)).items():
                tables.setdefault(table, []).extend(values)
        if told is not None:
            await told(done)
    return held


def rows_in(held: Held) -> dict[str, int]:
    return {f"{room}.{table}": len(values) for room, tables in held.items() for table, values in tables.items()}


async def close_copy(session: AsyncSession, request_id: UUID, held: Held, *, by: str, now: datetime) -> None:
    """The copy of `collect` was made. Raises RequestNotFound or RequestClosed."""
    row = await _verified(session, request_id, RightsType.COPY)
    await _close(session, row, RightsState.DONE, {"rows": rows_in(held)}, by=by, now=now)


async def start(session: AsyncSession, holders: Holders, request_id: UUID, *, by: str, now: datetime) -> None:
    """Let a job make the copy, or erase. Raises ErasureHeld or RequestRuns, and as `export`."""
    row = await _waiting(session, request_id)
    if row.type not in {RightsType.COPY, RightsType.DELETE}:
        raise RequestNotFound
    if row.state != RightsState.VERIFIED:
        raise NotVerified(number=row.number)
    if row.type == RightsType.DELETE:
        await _check_holds(session, await holders.pseudonyms(session, row.customer_id))
    row.state, row.started_by, row.started_at = RightsState.WORKING, by, now
    row.progress = {"done": 0, "of": len(holders.all)}
    await session.flush()
    await jobs.schedule(
        session,
        kind=RUN_JOB,
        key=f"{request_id.hex}:{int(now.timestamp())}",
        lane=f"rights:{row.customer_id.hex}",
        due_at=jobs.AT_ONCE,
        payload={"request": str(request_id)},
    )
    await _note(session, row.customer_id, {"did": "started", "request": str(row.id)}, by=by, now=now)


async def stop(session: AsyncSession, request_id: UUID, why: dict[str, Any]) -> None:
    """What was started did not come to its end; it may be started again."""
    row = await queries.lock(session, request_id)
    if row is not None and row.state == RightsState.WORKING:
        row.state, row.progress = RightsState.VERIFIED, why
        await session.flush()


async def correct(
    session: AsyncSession, holders: Holders, request_id: UUID, correction: Correction, *, by: str, now: datetime
) -> None:
    """Set a field of hers in every room that keeps it. Raises FieldUnknown, and as `export`."""
    row = await _verified(session, request_id, RightsType.CORRECT)
    rooms = [
        holder.room
        for holder in holders.all
        if await holder.correct(session, row.customer_id, correction.field, correction.value, now=now)
    ]
    if not rooms:
        raise FieldUnknown(field=correction.field)
    await _close(session, row, RightsState.DONE, {"field": correction.field, "rooms": rooms}, by=by, now=now)


async def erase(session: AsyncSession, holders: Holders, request_id: UUID, *, by: str, now: datetime) -> dict[str, Any]:
    """Erase the person in every room, in one transaction; returns what went and what stays and why.

    Raises ErasureHeld while a legal hold stands, and as `export`.
    """
    row = await _verified(session, request_id, RightsType.DELETE)
    pseudonyms = await holders.pseudonyms(session, row.customer_id)
    await _check_holds(session, pseudonyms)
    went: Counter[str] = Counter()
    stays: dict[str, str] = {}
    for holder in holders.all:
        for pseudonym in pseudonyms:
            erased = await holder.erase(session, pseudonym, now=now)
            went.update(erased.rows)
            stays |= {kept.what: kept.why for kept in erased.kept}
    outcome = {"erased": dict(went), "kept": [{"what": what, "why": why} for what, why in stays.items()]}
    await _close(session, row, RightsState.DONE, outcome, by=by, now=now)
    return outcome


async def explain(session: AsyncSession, request_id: UUID, explanation: str, *, by: str, now: datetime) -> None:
    """Answer a request for an explanation of an automated decision, or note a withdrawal that was carried out."""
    row = await _open(session, request_id)
    if row.type not in {RightsType.EXPLAIN, RightsType.WITHDRAW}:
        raise RequestNotFound
    if row.state != RightsState.VERIFIED and row.type == RightsType.WITHDRAW:
        raise NotVerified(number=row.number)
    await _close(session, row, RightsState.DONE, {"answer": identifiers.mask(explanation).text}, by=by, now=now)


async def refuse(session: AsyncSession, request_id: UUID, reason: str, *, by: str, now: datetime) -> None:
    """Refuse with the reason the law asks for (PIPL article 50), and the legal holds that stand.

    Raises RequestNotFound, RequestClosed or RequestRuns.
    """
    row = await _waiting(session, request_id)
    outcome: dict[str, Any] = {"reason": identifiers.mask(reason).text}
    if row.type == RightsType.DELETE and (holds := await queries.holds_of(session, row.customer_id)):
        outcome["holds"] = [hold.reason for hold in holds]
    await _close(session, row, RightsState.REFUSED, outcome, by=by, now=now)
    await _note(session, row.customer_id, {"did": "refused", "request": str(row.id)}, by=by, now=now)


async def place_hold(session: AsyncSession, customer_id: UUID, reason: str, *, by: UUID, now: datetime) -> UUID:
    """From now on nothing of this customer is deleted."""
    words = identifiers.mask(reason).text
    row = LegalHoldRow(id=new_id(), customer_id=customer_id, reason=words, placed_by=by, from_at=now)
    session.add(row)
    await session.flush()
    await _note(session, customer_id, {"did": "held", "hold": str(row.id)}, by=f"staff:{by}", now=now)
    return row.id


async def lift_hold(session: AsyncSession, hold_id: UUID, *, now: datetime, by: str = "house") -> None:
    """The reason is over; a hold that was lifted before stays as it is. Raises RequestNotFound."""
    row = await session.get(LegalHoldRow, hold_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise RequestNotFound
    if row.to_at is None:
        row.to_at = now
        await session.flush()
        await _note(session, row.customer_id, {"did": "hold lifted", "hold": str(row.id)}, by=by, now=now)


async def _check_holds(session: AsyncSession, pseudonyms: Iterable[UUID]) -> None:
    """Raises ErasureHeld."""
    if reasons := [hold.reason for one in pseudonyms for hold in await queries.holds_of(session, one)]:
        raise ErasureHeld(reasons=reasons)


async def _waiting(session: AsyncSession, request_id: UUID) -> RightsRequestRow:
    """An open request on which nothing works."""
    row = await _open(session, request_id)
    if row.state == RightsState.WORKING:
        raise RequestRuns(number=row.number)
    return row


async def _open(session: AsyncSession, request_id: UUID) -> RightsRequestRow:
    row = await queries.lock(session, request_id)
    if row is None:
        raise RequestNotFound
    if row.closed_at is not None:
        raise RequestClosed(number=row.number)
    return row


async def _verified(session: AsyncSession, request_id: UUID, wanted: RightsType) -> RightsRequestRow:
    row = await _open(session, request_id)
    if row.type != wanted:
        raise RequestNotFound
    if row.state not in {RightsState.VERIFIED, RightsState.WORKING}:
        raise NotVerified(number=row.number)
    return row


async def _close(
    session: AsyncSession,
    row: RightsRequestRow,
    state: RightsState,
    outcome: dict[str, Any],
    *,
    by: str,
    now: datetime,
) -> None:
    row.state, row.outcome, row.closed_at, row.closed_by, row.progress = state, outcome, now, by, None
    await session.flush()
    if state is RightsState.DONE and (done := _ON_RECORD.get(RightsType(row.type))) is not None:
        act = audit.Record(
            by, done, customer_id=row.customer_id, purpose="data_rights", detail={"request": str(row.id)}
        )
        await audit.record(session, act, now=now)


async def _note(
    session: AsyncSession, customer_id: UUID, detail: dict[str, str | int], *, by: str, now: datetime
) -> None:
    act = audit.Record(by, audit.Action.DATA_RIGHTS, customer_id=customer_id, purpose="data_rights", detail=detail)
    await audit.record(session, act, now=now)
