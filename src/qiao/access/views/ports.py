"""What a look needs to know of a member of staff and does not decide itself."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class Rota(Protocol):
    """Who works when, and with whom."""

    async def on_shift(self, session: AsyncSession, staff_id: UUID, *, now: datetime) -> bool:
        """Whether she is at work by the plan."""
        ...

    async def team_of(self, session: AsyncSession, staff_id: UUID, *, now: datetime) -> frozenset[UUID]:
        """The staff whose work counts as in the hands of her team, herself left out."""
        ...


class EverybodyOnShift:
    """Fulfils `Rota` in a house that plans no shifts and has no teams."""

    async def on_shift(self, session: AsyncSession, staff_id: UUID, *, now: datetime) -> bool:
        _ = (session, staff_id, now)
        return True

    async def team_of(self, session: AsyncSession, staff_id: UUID, *, now: datetime) -> frozenset[UUID]:
        _ = (session, staff_id, now)
        return frozenset()
