"""Whoever handles a complaint has its customer in hand for it, and for as long as she handles it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Post
from qiao.cases.complaints.reading import Opened


async def hands(session: AsyncSession, before: Opened, after: Opened, *, now: datetime) -> None:
    """After an act; what is in her hands so is her own affair, and not her team's."""
    handler = None if after.case.is_over else after.case.handler
    if handler == (None if before.case.is_over else before.case.handler):
        return
    row = after.row
    await access.release_contact(session, row.id, now=now)
    if handler is not None:
        await access.hold_contact(
            session,
            staff_id=handler,
            customer_id=row.customer_id,
            contact_id=row.id,
            purpose="complaint",
            post=Post.COMPLAINT_OFFICER,
            beside=True,
            now=now,
        )
