"""Everything that goes out to a person begins here: it is recorded, a job hands it over, a report ends it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.delivery import queries, rules
from qiao.delivery.events import DELIVERY_ARRIVED, DELIVERY_FAILED, DELIVERY_SENT, DELIVERY_UNCERTAIN
from qiao.delivery.model import DeliveryId, DeliveryPartRow, DeliveryRow, DeliveryState, Kind, Purpose
from qiao.delivery.ports import Content, Report
from qiao.foundation import events, jobs, telemetry
from qiao.foundation.database import insert_into
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.foundation.jobs import AT_ONCE
from qiao.foundation.keys import KeyId, KeyRing

REPORT_JOB = "delivery:report"
ASK_JOB = "delivery:ask"
_ANNOUNCED = {
    DeliveryState.SENT: DELIVERY_SENT,
    DeliveryState.DELIVERED: DELIVERY_ARRIVED,
    DeliveryState.FAILED: DELIVERY_FAILED,
    DeliveryState.EXPIRED: DELIVERY_FAILED,
    DeliveryState.UNKNOWN: DELIVERY_UNCERTAIN,
}


class DeliveryKeyReused(Conflict):
    """This key stands for another delivery."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one person.

    `key`: 8 to 120 ASCII signs; the same key is the same delivery, however often it is asked for. `data_key` seals
    where it goes and what it says. `template` and `template_version` name the text of the pack it was made of, `cause`
    says what it is for, such as `request:<id>`. `give_up_at` is when nobody wants it any more; without it the purpose
    decides.
    """

    key: str
    kind: Kind
    purpose: Purpose
    customer_id: UUID
    data_key: KeyId
    destination: str
    content: Content
    template: str
    template_version: str
    cause: str | None = None
    give_up_at: datetime | None = None


async def send(session: AsyncSession, ring: KeyRing, outgoing: Outgoing, *, now: datetime) -> DeliveryId:
    """Let `outgoing` go out once, some time after this transaction has committed.

    Whoever wants to know hears `DeliverySent`, `DeliveryArrived`, `DeliveryFailed` or `DeliveryUncertain`. A key that
    is known gives the delivery it stands for. Raises DeliveryKeyReused when that is another one, DestinationRefused or
    ContentRefused.
    """
    assert outgoing.key.isascii(), "it is a key, not a text"
    to = rules.destination(outgoing.kind, outgoing.destination)
    rules.check(outgoing.kind, outgoing.content)
    body = outgoing.content.model_dump_json()
    said = f"{outgoing.kind}\n{to}\n{outgoing.template}\n{outgoing.template_version}\n{body}"
    # Keyed, as a code of six digits is soon guessed from a bare hash that outlives it.
    digest = ring.blind_index("deliveries.digest", said)
    delivery_id = new_id()
    await ring.load(session, outgoing.data_key)
    made = await session.scalar(
        insert_into(session, DeliveryRow)
        .values(
            id=delivery_id,
            key=outgoing.key,
            kind=outgoing.kind,
            purpose=outgoing.purpose,
            customer_id=outgoing.customer_id,
            key_id=outgoing.data_key,
            destination=ring.seal(outgoing.data_key, to.encode(), bound_to=queries.destination_place(delivery_id)),
            masked=rules.masked(outgoing.kind, to),
            lookup=queries.lookup_of(ring, outgoing.kind, to),
            template=outgoing.template,
            template_version=outgoing.template_version,
            body=ring.seal(outgoing.data_key, body.encode(), bound_to=queries.body_place(delivery_id)),
            digest=digest,
            cause=outgoing.cause,
            state=DeliveryState.QUEUED,
            attempts=0,
            created_at=now,
            give_up_at=outgoing.give_up_at or now + rules.GIVE_UP_AFTER[outgoing.purpose],
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(DeliveryRow.id)
    )
    if made is None:
        return await _known(session, outgoing.key, digest)
    await queue(session, outgoing.kind, delivery_id, due_at=AT_ONCE)
    return DeliveryId(delivery_id)


async def take_report(session: AsyncSession, ring: KeyRing, report: Report) -> None:
    """Keep what a carrier reports; a job finds the delivery, which may not have been recorded as sent yet."""
    told = asdict(report) | {"destination": None, "lookup": None}
    if report.destination is not None:
        told["lookup"] = queries.lookup_of(ring, report.kind, report.destination)
    key = new_id().hex
    lane = f"report:{report.kind}:{report.provider_id}"[:160]
    await jobs.schedule(session, kind=REPORT_JOB, key=key, lane=lane, due_at=AT_ONCE, payload=told)


async def note_sent(
    session: AsyncSession, found: DeliveryRow, provider_ids: Sequence[str], *, asks: bool, now: datetime
) -> None:
    """The carrier took it, under its own numbers."""
    for number, provider_id in enumerate(provider_ids, 1):
        session.add(
            DeliveryPartRow(
                delivery_id=found.id,
                number=number,
                kind=found.kind,
                provider_id=provider_id[:120],
                state=DeliveryState.SENT,
                sent_at=now,
            )
        )
    found.sent_at = now
    await note_state(session, found, DeliveryState.SENT, now=now)
    if asks and provider_ids:
        await queue_question(session, found, asked=0)


async def note_state(
    session: AsyncSession, found: DeliveryRow, state: DeliveryState, *, error: str | None = None, now: datetime
) -> None:
    """It has come as far as a carrier or the clock lets it, and whoever wants to know hears of it."""
    found.state, found.error, found.body, found.ended_at = state, error, None, now
    telemetry.deliveries.labels(found.kind, state).inc()
    await events.publish(
        session,
        events.Event(
            type=_ANNOUNCED[state],
            actor="house",
            occurred_at=now,
            subject=f"delivery:{found.id}",
            customer_id=found.customer_id,
            cause=found.cause,
            payload={
                "delivery": str(found.id),
                "kind": found.kind,
                "purpose": found.purpose,
                "for": found.cause,
                "state": state,
                "error": error,
            },
        ),
    )


async def queue(session: AsyncSession, kind: str, delivery_id: UUID, *, due_at: datetime) -> None:
    """Each way has its own kind of job, so that a slow carrier holds up nothing but itself."""
    await jobs.schedule(
        session,
        kind=submit_job(Kind(kind)),
        key=str(delivery_id),
        lane=f"delivery:{delivery_id}",
        due_at=due_at,
        payload={"delivery": str(delivery_id)},
    )


async def queue_question(session: AsyncSession, found: DeliveryRow, *, asked: int) -> None:
    """Ask the carrier later, unless it was asked often enough."""
    if asked >= len(rules.ASK_AFTER) or found.sent_at is None:
        return
    await jobs.schedule(
        session,
        kind=ASK_JOB,
        key=str(found.id),
        lane=f"ask:{found.id}",
        due_at=found.sent_at + rules.ASK_AFTER[asked],
        payload={"delivery": str(found.id), "asked": asked},
    )


def submit_job(kind: Kind) -> str:
    return f"delivery:{kind}"


async def _known(session: AsyncSession, key: str, digest: str) -> DeliveryId:
    found = (await session.execute(select(DeliveryRow.id, DeliveryRow.digest).where(DeliveryRow.key == key))).one()
    if found.digest != digest:
        raise DeliveryKeyReused(key=key)
    return DeliveryId(found.id)
