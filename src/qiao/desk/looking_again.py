"""Promises are looked at when something has to be done to keep them."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation import jobs


async def look_again(session: AsyncSession, kind: str, name: str, promise_id: UUID, *, at: datetime) -> None:
    """Have the job `kind` look at the promise then, also in a house that was started meanwhile.

    The payload holds its id under `name`. Asked for twice for the same moment it is done once.
    """
    key = f"{promise_id.hex}:{at.astimezone(UTC).isoformat()}"
    await jobs.ensure(
        session,
        kind=kind,
        key=key,
        # A lane of its own: an earlier job of a lane holds up the later ones, also when it is due after them.
        lane=f"{kind}:{key}",
        due_at=at,
        payload={name: str(promise_id)},
    )
