"""Every SELECT of the deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.delivery.model import DeliveryId, DeliveryPartRow, DeliveryRow, DeliveryState, Kind, Purpose
from qiao.delivery.ports import Content, Message
from qiao.delivery.rules import REFERENCES
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing


class DeliveryNotFound(NotFound):
    """There is no such delivery."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a delivery stands; `masked` is the destination as everybody may see it, `error` a code."""

    id: DeliveryId
    key: str
    kind: Kind
    purpose: Purpose
    customer_id: UUID
    masked: str
    template: str
    template_version: str
    cause: str | None
    state: DeliveryState
    attempts: int
    error: str | None
    created_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None


async def delivery(session: AsyncSession, delivery_id: DeliveryId) -> Delivery:
    """Raises DeliveryNotFound."""
    return _delivery(await row(session, delivery_id))


async def deliveries_of(session: AsyncSession, customer_id: UUID, *, limit: int = 50) -> list[Delivery]:
    """What was sent to her, the newest first."""
    query = select(DeliveryRow).where(DeliveryRow.customer_id == customer_id).order_by(DeliveryRow.id.desc())
    return [_delivery(found) for found in await session.scalars(query.limit(limit))]


async def unfinished(session: AsyncSession) -> dict[DeliveryState, int]:
    """How many deliveries wait or nobody knows of, by state."""
    states = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.UNKNOWN)
    query = select(DeliveryRow.state, func.count()).where(DeliveryRow.state.in_(states)).group_by(DeliveryRow.state)
    return {DeliveryState(state): count for state, count in await session.execute(query)}


async def row(session: AsyncSession, delivery_id: UUID, *, lock: bool = False) -> DeliveryRow:
    """Raises DeliveryNotFound."""
    query = select(DeliveryRow).where(DeliveryRow.id == delivery_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise DeliveryNotFound
    return found


async def message(session: AsyncSession, ring: KeyRing, found: DeliveryRow) -> Message:
    """In clear, for the carrier alone. Raises KeyDestroyed after the person was erased."""
    to = await destination(session, ring, found)
    if found.body is None:  # Erased by another process, whose destroyed key is believed here for a little longer.
        raise KeyDestroyed
    body = ring.open(KeyId(found.key_id), found.body, bound_to=body_place(found.id))
    reference = found.id.int % REFERENCES
    return Message(DeliveryId(found.id), to, Content.model_validate_json(body), reference, found.give_up_at)


async def destination(session: AsyncSession, ring: KeyRing, found: DeliveryRow) -> str:
    """Where it goes, in clear. Raises KeyDestroyed."""
    key_id = KeyId(found.key_id)
    await ring.load(session, key_id)
    return ring.open(key_id, found.destination, bound_to=destination_place(found.id)).decode()


async def parts(session: AsyncSession, delivery_id: UUID) -> Sequence[DeliveryPartRow]:
    query = select(DeliveryPartRow).where(DeliveryPartRow.delivery_id == delivery_id)
    return (await session.scalars(query.order_by(DeliveryPartRow.number))).all()


async def of_provider(session: AsyncSession, kind: Kind, provider_id: str) -> UUID | None:
    """The delivery a carrier's own number stands for; of several the newest, because carriers begin anew."""
    query = select(DeliveryPartRow.delivery_id).where(
        DeliveryPartRow.kind == kind, DeliveryPartRow.provider_id == provider_id
    )
    return await session.scalar(query.order_by(DeliveryPartRow.sent_at.desc()).limit(1))


async def uncertain(session: AsyncSession, kind: Kind, lookup: str, reference: int) -> UUID | None:
    """A delivery to that destination of which nobody knew whether it went, by the reference it carried."""
    query = select(DeliveryRow.id).where(
        DeliveryRow.lookup == lookup, DeliveryRow.kind == kind, DeliveryRow.state == DeliveryState.UNKNOWN
    )
    found = await session.scalars(query.order_by(DeliveryRow.id.desc()))
    return next((one for one in found if one.int % REFERENCES == reference), None)


def destination_place(delivery_id: UUID) -> str:
    return f"deliveries.destination:{delivery_id}"


def body_place(delivery_id: UUID) -> str:
    return f"deliveries.body:{delivery_id}"


def lookup_of(ring: KeyRing, kind: Kind, plain: str) -> str:
    return ring.blind_index("deliveries.lookup", f"{kind}\n{plain}")


def _delivery(found: DeliveryRow) -> Delivery:
    return Delivery(
        DeliveryId(found.id),
        found.key,
        Kind(found.kind),
        Purpose(found.purpose),
        found.customer_id,
        found.masked,
        found.template,
        found.template_version,
        found.cause,
        DeliveryState(found.state),
        found.attempts,
        found.error,
        found.created_at,
        found.sent_at,
        found.ended_at,
    )
