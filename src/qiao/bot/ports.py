"""What the robot needs from above: how things stand at the people's desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Forecast:
    """The queue as a newcomer meets it: how many wait before her, how long that takes, whether people are on duty."""

    open: bool
    ahead: int
    wait_s: float | None
    opens_at: datetime | None


class HumanDesk(Protocol):
    """Tells what a customer who goes to a person now has to expect."""

    async def forecast(self, session: AsyncSession, *, lane: str, now: datetime) -> Forecast: ...
