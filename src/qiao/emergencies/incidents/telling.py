"""What incidents say to customers: as the robot's first line, on the page, and what a customer answers to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.bot import FirstLine
from qiao.emergencies.incidents import queries
from qiao.emergencies.incidents.actions import note_told, say_affected
from qiao.emergencies.incidents.concerning import concern_of
from qiao.emergencies.incidents.machine import ActNotOpen
from qiao.emergencies.incidents.queries import IncidentNotFound
from qiao.foundation.database import after_commit
from qiao.policy.overlays import Overlays

_PREFIX = "incident:"


class Befalling:
    """Fulfils `bot.Incidents`: what lies over the pack, told to those whom it may concern."""

    def __init__(self, overlays: Overlays) -> None:
        self.overlays = overlays
        self._first_told = set[UUID]()

    def urgent(self, now: datetime) -> frozenset[str]:
        return frozenset(intent for one in self.overlays.at(now) for intent in one.overlay.urgent)

    async def first_line(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> FirstLine | None:
        """Of several the one with the highest level: a greeting is no list. When it was told first is kept."""
        for one in self.overlays.at(now):
            incident_id = incident_of(one.source)
            if one.overlay.is_local and incident_id is not None:
                row = await queries.incident(session, incident_id)
                if not (await concern_of(session, row, customer_id)).concerns:
                    continue
            if incident_id is not None:
                await self._note_told(session, incident_id, now=now)
            entry = one.overlay.entry
            return FirstLine(
                one.overlay.first_line,
                (entry.intent, entry.label) if entry is not None else None,
                one.source if one.overlay.is_local else None,
            )
        return None

    async def not_affected(self, session: AsyncSession, customer_id: UUID, source: str, *, now: datetime) -> None:
        incident_id = incident_of(source)
        if incident_id is None:
            return
        try:
            await say_affected(session, incident_id, customer_id, is_affected=False, now=now)
        except (IncidentNotFound, ActNotOpen):
            return

    async def _note_told(self, session: AsyncSession, incident_id: UUID, *, now: datetime) -> None:
        """Once in each process: on the day of a flood no greeting waits for another."""
        if incident_id not in self._first_told:
            await note_told(session, incident_id, now=now)
            after_commit(session, lambda: self._first_told.add(incident_id))


async def concern_about(session: AsyncSession, source: str, customer_id: UUID) -> dict[str, Any] | None:
    """The protocol's `Concern` of this customer in the incident that an overlay was laid for; None for others."""
    incident_id = incident_of(source)
    if incident_id is None:
        return None
    found = await concern_of(session, await queries.incident(session, incident_id), customer_id)
    return {"concerns": found.concerns, "confidence": found.confidence, "because": found.because}


def incident_of(source: str) -> UUID | None:
    """Which incident an overlay was laid for; None for anything else."""
    try:
        return UUID(source.removeprefix(_PREFIX)) if source.startswith(_PREFIX) else None
    except ValueError:
        return None
