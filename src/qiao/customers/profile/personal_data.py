"""What is known of a person by her traits and tags, for her rights: told to her in full, and taken away with her."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.profile.model import ProfileEventRow, ProfileRow, ProfileTagRow
from qiao.foundation.database import rows_changed

TABLES = frozenset({"profile_events", "profiles", "profile_tags"})


async def export(session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
    """What happened, each trait with the day it is as of, and her tags."""
    event, row = ProfileEventRow, ProfileRow
    events = await session.scalars(select(event).where(event.customer_id == customer_id).order_by(event.at))
    traits = (await session.scalars(select(row.traits).where(row.customer_id == customer_id))).one_or_none()
    tags = select(ProfileTagRow.tag).where(ProfileTagRow.customer_id == customer_id).order_by(ProfileTagRow.tag)
    return {
        "profile_events": [{"type": one.type, "at": one.at.isoformat(), "facts": one.facts} for one in events],
        "profiles": [{"trait": name, "value": value, "as_of": on} for name, (value, on, *_) in (traits or {}).items()],
        "profile_tags": [{"tag": one} for one in await session.scalars(tags)],
    }


async def erase(session: AsyncSession, customer_id: UUID) -> dict[str, int]:
    changed = {}
    for table in (ProfileEventRow, ProfileRow, ProfileTagRow):
        result = await session.execute(delete(table).where(table.customer_id == customer_id))
        changed[table.__tablename__] = rows_changed(result)
    return changed
