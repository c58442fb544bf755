"""What foresight needs to know from outside."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Complained:
    """How many complaints of a customer are open, and how many others she has made lately."""

    open: int = 0
    lately: int = 0


class ComplaintCounter(Protocol):
    async def __call__(self, session: AsyncSession, customer_ids: Collection[UUID], since: datetime) -> Complained:
        """Of these records of one person; `lately` counts from `since`.

        Complaints about somebody of the house are left out: what is foreseen is shown to whoever serves her, who may
        be the one complained about.
        """
        ...
