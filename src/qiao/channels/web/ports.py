"""What the web channel needs from above the conversations: where a waiting customer stands in the queue."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class QueuePlace(Protocol):
    """The protocol's `Queue` of a conversation that waits for a person; None when it does not wait."""

    async def __call__(
        self, session: AsyncSession, conversation_id: UUID, *, now: datetime
    ) -> dict[str, Any] | None: ...
