"""What is announced about a request, by whoever has its row or a reading of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation import events
from qiao.requests.model import RequestRow


@dataclass(frozen=True, slots=True)
class Noted:
    """A request as far as a turn can move it; see RequestRow."""

    id: UUID
    customer_id: UUID
    conversation_id: UUID
    contact_id: UUID
    flow: str
    by: str
    level: str
    stage: str
    state: str
    asked: str | None
    rules: Any
    trouble: str | None
    ended_at: datetime | None


async def tell(
    session: AsyncSession, request: RequestRow | Noted, event_type: str, *, now: datetime, actor: str | None = None
) -> None:
    """Announce how far it came; by whoever carries it out, unless somebody else is named."""
    stands = {
        "stage": request.stage,
        "state": request.state,
        "asked": request.asked,
        "rules": list(request.rules),
        "trouble": request.trouble,
    }
    actor = actor or ("bot" if request.by == "customer" else request.by)
    await publish_of(session, request, event_type, stands, actor=actor, now=now)


async def publish_of(
    session: AsyncSession,
    request: RequestRow | Noted,
    event_type: str,
    facts: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
) -> None:
    """An event about a request, which itself and its flow are always named in."""
    await events.publish(
        session,
        events.Event(
            type=event_type,
            actor=actor,
            occurred_at=now,
            subject=f"request:{request.id}",
            customer_id=request.customer_id,
            conversation_id=request.conversation_id,
            contact_id=request.contact_id,
            payload={"request": str(request.id), "flow": request.flow, **facts},
        ),
    )
