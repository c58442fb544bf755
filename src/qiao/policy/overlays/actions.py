"""Laying overlays and lifting them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.bus import Wake
from qiao.foundation.database import after_commit
from qiao.foundation.ids import new_id
from qiao.policy.overlays.model import OverlayRow
from qiao.policy.overlays.shape import Overlay

TOPIC = "overlays"
"""The bus topic on which every process hears that it should read them anew."""


async def lay(
    session: AsyncSession, source: str, overlay: Overlay, *, from_at: datetime, until: datetime, now: datetime
) -> None:
    """Let `overlay` hold from `from_at` on, until `until`, instead of what was laid for this source before."""
    await _lift(session, source, now=now)
    shows = overlay.model_dump(mode="json")
    session.add(OverlayRow(id=new_id(), source=source, shows=shows, from_at=from_at, until=until, laid_at=now))
    await session.flush()
    _wake(session)


async def lift(session: AsyncSession, source: str, *, now: datetime) -> None:
    """Take away what was laid for this source; doing it twice harms nothing."""
    await _lift(session, source, now=now)
    _wake(session)


async def laid(session: AsyncSession, *, now: datetime) -> list[OverlayRow]:
    """Those that hold, or will."""
    query = select(OverlayRow).where(OverlayRow.lifted_at.is_(None), OverlayRow.until > now).order_by(OverlayRow.id)
    return list(await session.scalars(query))


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when an overlay held, or will; nothing of it where it was lifted before it began."""

    from_at: datetime
    until: datetime


async def held_for(session: AsyncSession, source: str) -> list[Period]:
    """When overlays of this source held, the oldest first."""
    query = select(OverlayRow).where(OverlayRow.source == source).order_by(OverlayRow.laid_at, OverlayRow.id)
    found = [
        Period(max(row.from_at, row.laid_at), min(row.until, row.lifted_at or row.until))
        for row in await session.scalars(query)
    ]
    return [one for one in found if one.from_at < one.until]


async def _lift(session: AsyncSession, source: str, *, now: datetime) -> None:
    standing = update(OverlayRow).where(OverlayRow.source == source, OverlayRow.lifted_at.is_(None))
    await session.execute(standing.values(lifted_at=now))


def _wake(session: AsyncSession) -> None:
    outlet: Any = session.info.get("outlet")
    if outlet is not None:
        after_commit(session, lambda: outlet.bus.publish(Wake(TOPIC, None)))
