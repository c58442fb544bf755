"""Somebody else's account, locked while it is changed; and what a second person decides about it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.model import StaffRow
from qiao.access.queries import StaffNotFound
from qiao.access.signin.changing import NotOneself, SecondPersonNeeded
from qiao.access.signin.model import PostRequestRow, RequestState, ResetRequestRow
from qiao.foundation.errors import Conflict


async def account(session: AsyncSession, staff_id: UUID) -> StaffRow:
    """Raises StaffNotFound."""
    row = await session.get(StaffRow, staff_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise StaffNotFound
    return row


async def other(session: AsyncSession, staff_id: UUID, by: str) -> StaffRow:
    """Somebody else's account. Raises StaffNotFound or NotOneself."""
    not_oneself(staff_id, by)
    return await account(session, staff_id)


def not_oneself(staff_id: UUID, by: str) -> None:
    """Raises NotOneself."""
    if by == f"staff:{staff_id}":
        raise NotOneself


def decide(
    row: PostRequestRow | ResetRequestRow,
    state: RequestState,
    *,
    over: Callable[[], Conflict],
    by: str,
    now: datetime,
) -> None:
    """The first of those who try decides a request, which is locked; whoever asked may only take it back.

    Raises `over`, NotOneself or SecondPersonNeeded.
    """
    if row.state != RequestState.OPEN or row.expires_at <= now:
        raise over()
    not_oneself(row.staff_id, by)
    if by == row.asked_by and state is RequestState.APPROVED:
        raise SecondPersonNeeded
    row.state, row.decided_by, row.decided_at = state, by, now
