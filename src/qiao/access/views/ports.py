"""What a look needs to know of a member of staff and does not decide itself."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.queries import Staff


class Rota(Protocol):
    """Who works when, and with whom."""

    async def on_shift(self, session: AsyncSession, staff: Staff, *, now: datetime) -> bool:
        """Whether she is at work by the plan, in the post in which she works now."""
        ...

    async def team_of(self, session: AsyncSession, staff_id: UUID, *, now: datetime) -> frozenset[UUID]:
        """The staff whose work counts as in the hands of her team, herself left out."""
        ...

    async def led_by(self, session: AsyncSession, staff_id: UUID) -> frozenset[UUID]:
        """Everybody in the teams she leads, herself left out."""
        ...

    async def leaders_of(self, session: AsyncSession, staff_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Who leads a team that one of them is in."""
        ...

    async def at_work(
        self, session: AsyncSession, staff_ids: Iterable[UUID], *, now: datetime
    ) -> Callable[[UUID, datetime], bool]:
        """Whether each of them was at work at a moment of the past, as far as is known now."""
        ...
