"""What outreach is handed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import Person


@dataclass(frozen=True, slots=True)
class Situation:
    """How her loans stand; None: nobody knows."""

    is_overdue: bool | None = None
    is_in_hardship: bool | None = None


class Situations(Protocol):
    """Whoever knows how her loans stand."""

    async def of(self, session: AsyncSession, person: Person, *, now: datetime) -> Situation:
        """What is known of her, by the same transaction that decides."""
        ...
