"""Every SELECT of journeys."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import lifecycle
from qiao.customers.lifecycle import LifecycleBook
from qiao.foundation.errors import NotFound
from qiao.outreach.triggers.model import JourneyRow
from qiao.outreach.triggers.occasions import Known

_of = JourneyRow


class JourneyNotFound(NotFound):
    """There is no such journey."""


async def known(session: AsyncSession, book: LifecycleBook, customer_id: UUID, *, now: datetime) -> Known | None:
    """What is known of the life of one record; None where nothing was told."""
    state = await lifecycle.stands(session, book, customer_id, now=now)
    return Known(await lifecycle.log_of(session, customer_id), state) if state is not None else None


async def locked(session: AsyncSession, journey_id: UUID) -> JourneyRow:
    """The journey, with its person's record held until the transaction ends. Raises JourneyNotFound."""
    found = await _journey(session, journey_id)
    await customers.lock_person(session, found.customer_id)
    # What was read before the lock may have changed before it was had.
    return await _journey(session, journey_id)


async def begun(session: AsyncSession, customer_id: UUID) -> Sequence[JourneyRow]:
    """All of one record, ended or not."""
    return (await session.scalars(select(_of).where(_of.customer_id == customer_id))).all()


async def _journey(session: AsyncSession, journey_id: UUID) -> JourneyRow:
    query = select(_of).where(_of.id == journey_id).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise JourneyNotFound
    return found
