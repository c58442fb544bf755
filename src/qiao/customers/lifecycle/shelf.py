"""The shelf of what could not be taken: looked at by reason, and told again when the reason is gone."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle import queries
from qiao.customers.lifecycle.model import ShelvedEventRow
from qiao.customers.lifecycle.taking_in import Intake, Taken, shelf_place, take_in


async def replay(session: AsyncSession, intake: Intake, ids: Collection[UUID], *, now: datetime) -> Taken:
    """Tell these again, in this transaction. What still does not fit lies there once more, from now on anew.

    Raises SealBroken when the shelf was sealed under another key.
    """
    rows = await queries.on_shelf(session, ids)
    given = [_given(intake.ring.open_file(row.sealed, shelf_place(row.id)).decode()) for row in rows]
    await session.execute(delete(ShelvedEventRow).where(ShelvedEventRow.id.in_([row.id for row in rows])))
    return await take_in(session, replace(intake, source="shelf"), given, now=now)


def _given(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
