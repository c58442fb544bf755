"""Who else has a conversation on her screen, in whichever process her browser is served.

Each screen has a row with a lease that its heartbeat renews, so whoever drops out is gone by herself. A leader who
watches her people stays unseen by them: watching is on record, and told to nobody on the floor but others who lead.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.desk.model import OnlookerRow
from qiao.desk.parts import LEASE


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Somebody who has a conversation open."""

    id: UUID
    name: str
    post: str

    def wire(self) -> Mapping[str, Any]:
        return {"id": str(self.id), "name": self.name, "post": self.post}


async def open_on(
    session: AsyncSession, screen_id: UUID, desk_id: UUID, conversation_id: UUID, staff_id: UUID, *, now: datetime
) -> None:
    """It is on a screen of hers from now on."""
    session.add(
        OnlookerRow(
            id=screen_id,
            desk_id=desk_id,
            conversation_id=conversation_id,
            staff_id=staff_id,
            since=now,
            lease_until=now + LEASE,
        )
    )
    await session.flush()


async def close_on(session: AsyncSession, screen_ids: Collection[UUID]) -> None:
    """These screens show it no longer."""
    await session.execute(delete(OnlookerRow).where(OnlookerRow.id.in_(screen_ids)))


async def hold(session: AsyncSession, desk_ids: Collection[UUID], *, now: datetime) -> None:
    """These desks were heard of: what is on them is there for another lease. What nobody held is forgotten."""
    await session.execute(
        update(OnlookerRow)
        .where(OnlookerRow.desk_id.in_(desk_ids))
        .values(lease_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        delete(OnlookerRow).where(OnlookerRow.lease_until < now - LEASE).execution_options(synchronize_session=False)
    )


async def who_looks(
    session: AsyncSession, conversation_ids: Collection[UUID], *, now: datetime
) -> dict[UUID, list[Onlooker]]:
    """Everybody who has each of these open, each once, who has had it open longest first."""
    query = (
        select(OnlookerRow.conversation_id, access.StaffRow.id, access.StaffRow.name, access.StaffRow.post)
        .join(access.StaffRow, access.StaffRow.id == OnlookerRow.staff_id)
        .where(OnlookerRow.conversation_id.in_(conversation_ids), OnlookerRow.lease_until > now)
        .order_by(OnlookerRow.since, OnlookerRow.id)
    )
    found: dict[UUID, dict[UUID, Onlooker]] = {}
    for conversation_id, staff_id, name, post in await session.execute(query):
        found.setdefault(conversation_id, {}).setdefault(staff_id, Onlooker(staff_id, name, post))
    return {conversation_id: [*people.values()] for conversation_id, people in found.items()}


def shown_to(viewer: UUID, people: Sequence[Onlooker], hands: Collection[UUID]) -> tuple[Onlooker, ...]:
    """Whom one of them is shown, given who has the customer in hand or has joined: who only watches is unseen
    by who serves.
    """
    watches = viewer not in hands
    return tuple(one for one in people if one.id != viewer and (watches or one.id in hands))
