"""Every SELECT of the requests' room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation import events
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import Statement
from qiao.requests.dialogue.interpreter import begun
from qiao.requests.dialogue.state import DialogueState, StateUnreadable, load
from qiao.requests.model import DialogueRow, ProofRow, RequestRow, RequestState

_KEPT = Statement(
    select(
        DialogueRow.state,
        DialogueRow.key_id,
        DialogueRow.version,
        DialogueRow.silence_at,
    ).where(DialogueRow.conversation_id == bindparam("conversation_id"))
)
_STANDS = Statement(
    select(DialogueRow.frames, DialogueRow.changed_at).where(
        DialogueRow.conversation_id == bindparam("conversation_id")
    )
)


class RequestNotFound(NotFound):
    """No such request, or not for the one who asks."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A dialogue as it was read; `version` 0 has never been written."""

    state: DialogueState
    version: int = 0
    silence_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.state.frames or self.state.later)


class Unsealed:
    """Fulfils `ports.Sealer`: the whole state is sealed, so nothing inside it is."""

    def seal(self, place: str, value: str) -> str:
        _ = place
        return value

    def open(self, place: str, sealed: str) -> str:
        _ = place
        return sealed


async def dialogue(session: AsyncSession, ring: KeyRing, conversation_id: UUID, *, now: datetime) -> Kept:
    """The dialogue of a conversation; a new one where there is none. Raises KeyDestroyed after an erasure."""
    found = await _KEPT.first(session, conversation_id=conversation_id)
    if found is None:
        return Kept(begun(now))
    sealed, key_id, version, silence_at = found
    await ring.load(session, KeyId(key_id))
    text = ring.open(KeyId(key_id), sealed, bound_to=dialogue_place(conversation_id)).decode()
    try:
        return Kept(load(text, Unsealed()), version, silence_at)
    except StateUnreadable:
        # Kept by another version: it begins anew, and its numbers go on, because requests bear them.
        last = await session.scalar(
            select(func.max(RequestRow.frame)).where(RequestRow.conversation_id == conversation_id)
        )
        return Kept(begun(now).with_(next_frame=(last or 0) + 1), version, silence_at)


async def dialogue_exists(session: AsyncSession, conversation_id: UUID) -> bool:
    return await _STANDS.first(session, conversation_id=conversation_id) is not None


async def is_open(session: AsyncSession, conversation_id: UUID) -> bool:
    """Whether anything is being asked for in it; nothing is opened to tell."""
    return (await stands(session, conversation_id)).is_open


@dataclass(frozen=True, slots=True)
class Stands:
    """Whether anything is being asked for in a dialogue, and when it last moved; never, where it was never begun."""

    is_open: bool
    changed_at: datetime | None = None


async def stands(session: AsyncSession, conversation_id: UUID) -> Stands:
    """How a dialogue stands; nothing is opened to tell."""
    found = await _STANDS.first(session, conversation_id=conversation_id)
    return Stands(found[0] > 0, found[1]) if found else Stands(is_open=False)


def dialogue_place(conversation_id: UUID) -> str:
    """What a sealed dialogue is bound to."""
    return f"dialogues.state:{conversation_id}"


def details_place(request_id: UUID) -> str:
    """What the sealed details of a request are bound to."""
    return f"requests.details:{request_id}"


async def row(session: AsyncSession, request_id: UUID, *, lock: bool = False) -> RequestRow:
    """Raises RequestNotFound."""
    query = select(RequestRow).where(RequestRow.id == request_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise RequestNotFound
    return found


async def row_by_number(session: AsyncSession, number: str) -> RequestRow:
    """Raises RequestNotFound."""
    found = await session.scalar(select(RequestRow).where(RequestRow.number == number))
    if found is None:
        raise RequestNotFound
    return found


async def row_of_frame(session: AsyncSession, conversation_id: UUID, frame: int) -> RequestRow:
    """The request of a frame of this dialogue, as it stands now, which it has since it was entered."""
    query = select(RequestRow).where(RequestRow.conversation_id == conversation_id, RequestRow.frame == frame)
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


async def details(session: AsyncSession, ring: KeyRing, found: RequestRow) -> dict[str, Any]:
    """What was agreed to and what came of it; empty before. Raises KeyDestroyed."""
    if found.details is None or found.key_id is None:
        return {}
    await ring.load(session, KeyId(found.key_id))
    return orjson.loads(ring.open(KeyId(found.key_id), found.details, bound_to=details_place(found.id)))


async def about(session: AsyncSession, target: str, *, but: UUID) -> Sequence[RequestRow]:
    """The submitted requests about the same thing, newest first."""
    query = (
        select(RequestRow)
        .where(RequestRow.target == target, RequestRow.id != but, RequestRow.submitted_at.is_not(None))
        .order_by(RequestRow.id.desc())
    )
    return (await session.scalars(query)).all()


async def of_customer(session: AsyncSession, customer_ids: Iterable[UUID], *, limit: int = 50) -> Sequence[RequestRow]:
    """What somebody asked for, newest first, without questions that were answered at once."""
    query = (
        select(RequestRow)
        .where(RequestRow.customer_id.in_(list(customer_ids)), RequestRow.submitted_at.is_not(None))
        .order_by(RequestRow.id.desc())
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def intents_in(session: AsyncSession, contact_id: UUID) -> frozenset[str]:
    """The matters of everything that was begun in a contact."""
    return frozenset(await session.scalars(select(RequestRow.intent).where(RequestRow.contact_id == contact_id)))


async def made_in(session: AsyncSession, contact_ids: Iterable[UUID]) -> Sequence[RequestRow]:
    """What was begun in these contacts, oldest first, without questions that were answered at once."""
    query = (
        select(RequestRow)
        .where(RequestRow.contact_id.in_(list(contact_ids)), RequestRow.state != RequestState.SHOWN)
        .order_by(RequestRow.id)
    )
    return (await session.scalars(query)).all()


async def times_done(
    session: AsyncSession, flows: Iterable[str], customer_id: UUID, since: date
) -> Sequence[RequestRow]:
    """The requests of these flows that were completed since a day (Asia/Shanghai)."""
    start = datetime.combine(since, time(), SHANGHAI)
    query = select(RequestRow).where(
        RequestRow.customer_id == customer_id,
        RequestRow.flow.in_(list(flows)),
        RequestRow.submitted_at >= start,
        RequestRow.state.in_(
            [
                RequestState.COMPLETED,
                RequestState.HELD,
                RequestState.PENDING,
                RequestState.STUCK,
            ]
        ),
    )
    return (await session.scalars(query)).all()


async def proof(session: AsyncSession, session_id: UUID, proof_id: UUID) -> ProofRow | None:
    return await session.scalar(
        select(ProofRow).where(ProofRow.id == proof_id, ProofRow.session_id == session_id).with_for_update()
    )


async def passed_face(session: AsyncSession, customer_id: UUID, *, since: datetime) -> str | None:
    """The lender's number of the newest face check that was passed since then."""
    return await session.scalar(
        select(ProofRow.challenge)
        .where(
            ProofRow.customer_id == customer_id,
            ProofRow.method == "face",
            ProofRow.state == "passed",
            ProofRow.ended_at >= since,
        )
        .order_by(ProofRow.id.desc())
        .limit(1)
    )


async def faces_failed(session: AsyncSession, customer_id: UUID, *, since: datetime) -> int:
    """How many face checks have failed since then, whoever sat before the camera."""
    query = select(func.count()).where(
        ProofRow.customer_id == customer_id,
        ProofRow.method == "face",
        ProofRow.state == "failed",
        ProofRow.ended_at >= since,
    )
    return await session.scalar(query) or 0


async def proven_number(
    session: AsyncSession, customer_id: UUID, conversation_id: UUID, frame: int, number: str, *, since: datetime
) -> str | None:
    """The lender's number of the code by which this number was proven for this very request since then.

    `number` is its keyed digest.
    """
    return await session.scalar(
        select(ProofRow.challenge)
        .where(
            ProofRow.customer_id == customer_id,
            ProofRow.conversation_id == conversation_id,
            ProofRow.frame == frame,
            ProofRow.method == "number",
            ProofRow.number == number,
            ProofRow.state == "passed",
            ProofRow.ended_at >= since,
        )
        .order_by(ProofRow.id.desc())
        .limit(1)
    )


async def codes_to_number(session: AsyncSession, number: str, *, since: datetime) -> Sequence[datetime]:
    """When codes went to a new number, by its keyed digest, whoever asked for them; oldest first."""
    query = select(ProofRow.asked_at).where(ProofRow.number == number, ProofRow.asked_at > since)
    return (await session.scalars(query.order_by(ProofRow.asked_at))).all()


async def codes_to_numbers_of(session: AsyncSession, customer_id: UUID, *, since: datetime) -> Sequence[datetime]:
    """When codes went to new numbers for a customer, wherever they went; oldest first."""
    query = select(ProofRow.asked_at).where(
        ProofRow.customer_id == customer_id, ProofRow.method == "number", ProofRow.asked_at > since
    )
    return (await session.scalars(query.order_by(ProofRow.asked_at))).all()


async def last_done(session: AsyncSession, customer_id: UUID, flow: str) -> datetime | None:
    """When a flow was last carried out for her."""
    return await session.scalar(
        select(func.max(RequestRow.ended_at)).where(
            RequestRow.customer_id == customer_id,
            RequestRow.flow == flow,
            RequestRow.state == RequestState.COMPLETED,
        )
    )


async def begun_since(session: AsyncSession, moment: datetime) -> Sequence[RequestRow]:
    """The requests begun since then."""
    return (await session.scalars(select(RequestRow).where(RequestRow.entered_at >= moment))).all()


async def page(
    session: AsyncSession, *, state: str | None, flow: str | None, after: UUID | None, limit: int
) -> Sequence[RequestRow]:
    """Requests, the newest first, those before `after`."""
    query = select(RequestRow).order_by(RequestRow.id.desc()).limit(limit)
    if state is not None:
        query = query.where(RequestRow.state == state)
    if flow is not None:
        query = query.where(RequestRow.flow == flow)
    if after is not None:
        query = query.where(RequestRow.id < after)
    return (await session.scalars(query)).all()


async def timeline(session: AsyncSession, found: RequestRow) -> list[tuple[datetime, str, str, str | None]]:
    """When, what, by whom, and which detail: out of the log of events."""
    happened = await events.of_subject(session, f"request:{found.id}")
    return [
        (one.occurred_at, f"{one.type}.{told.get('stage') or ''}", one.actor, told.get("trouble") or told.get("event"))
        for one in happened
        for told in [one.payload]
    ]
