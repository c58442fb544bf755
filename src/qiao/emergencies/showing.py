"""How incidents and needs look over HTTP. No customer is named, and nothing that somebody told is shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice
from qiao.emergencies.incidents import Incidents, State, concerning
from qiao.emergencies.incidents.actions import answered_for
from qiao.emergencies.incidents.machine import open_acts
from qiao.emergencies.incidents.model import IncidentRow
from qiao.emergencies.incidents.playbooks import Playbook
from qiao.emergencies.incidents.wording import overlay_of, title_of
from qiao.emergencies.model import EmergencyRow
from qiao.foundation import regions
from qiao.foundation.events import Event

_PAGE = 50


def incident_wire(incidents: Incidents, row: IncidentRow, names: Mapping[UUID, str], asks: UUID) -> dict[str, Any]:
    """The protocol's `Incident`, for whoever asks."""
    state = State(row.state)
    return {
        "id": str(row.id),
        "number": row.number,
        "title": title_of(incidents.playbook(row.playbook), row).model_dump(),
        "playbook": row.playbook,
        "playbook_version": row.playbook_version,
        "kind": row.kind,
        "level": row.level,
        "regions": concerning.known_codes(row.regions),
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "source": row.source,
        "is_rehearsal": row.is_rehearsal,
        "state": state,
        "written": _signed(names, row.written_by, row.written_at),
        "submitted": _signed(names, row.submitted_by, row.submitted_at),
        "agreed": _signed(names, row.agreed_by, row.agreed_at),
        "may": list(open_acts(state, by=asks, answered=answered_for(row))),
    }


def playbook_wire(name: str, playbook: Playbook) -> dict[str, Any]:
    return {"id": name, **playbook.model_dump(mode="json")}


def entrance_wire(incidents: Incidents, row: IncidentRow) -> dict[str, Any]:
    """What customers see of it while it is active."""
    return overlay_of(incidents.pack, incidents.playbook(row.playbook), row).model_dump(mode="json")


def script_wire(incidents: Incidents, row: IncidentRow) -> dict[str, Any]:
    """What everybody who serves has to know of it."""
    playbook = incidents.playbook(row.playbook)
    shown = playbook.model_dump(mode="json", include={"script", "hotlines", "relief", "lane", "hold_days"})
    entrance = entrance_wire(incidents, row)
    return {
        "id": str(row.id),
        "number": row.number,
        "title": title_of(playbook, row).model_dump(),
        "level": row.level,
        "state": row.state,
        "ends_at": row.ends_at.isoformat(),
        "banner": entrance["banner"],
        "entry": entrance["entry"],
        **shown,
    }


def is_current(row: IncidentRow, now: datetime) -> bool:
    """Whether those who serve have to know of one that goes on: while it is wound down needs still come."""
    return row.state == State.WINDING_DOWN or row.starts_at <= now


def history_wire(happened: Sequence[Event]) -> list[dict[str, Any]]:
    """Who did what, oldest first."""
    return [
        {"at": one.occurred_at.isoformat(), "by": one.actor, "act": one.payload["act"], "after": one.payload["after"]}
        for one in happened
    ]


async def need_counts(session: AsyncSession, incident_id: UUID) -> dict[str, int]:
    """How many needs there are, are undecided, and are approved or refused."""
    rows = await session.execute(
        select(EmergencyRow.decision, func.count())
        .where(EmergencyRow.incident_id == incident_id)
        .group_by(EmergencyRow.decision)
    )
    counted = {decision or "undecided": count for decision, count in rows}
    return {"all": sum(counted.values()), **counted}


async def need_wires(
    session: AsyncSession, incident_id: UUID, *, before: UUID | None
) -> tuple[list[dict[str, Any]], bool]:
    """A page of needs, and whether there are more."""
    query = select(EmergencyRow).where(EmergencyRow.incident_id == incident_id)
    if before is not None:
        query = query.where(EmergencyRow.id < before)
    rows = (await session.scalars(query.order_by(EmergencyRow.id.desc()).limit(_PAGE + 1))).all()
    shown = [await _need_wire(session, row) for row in rows[:_PAGE]]
    return shown, len(rows) > _PAGE


async def _need_wire(session: AsyncSession, row: EmergencyRow) -> dict[str, Any]:
    """`told`: how far the lender's post-loan knows of it, by the log of effects; None where it need not."""
    told = await backoffice.effect_by_key(session, row.case_key) if row.case_key is not None else None
    return {
        "id": str(row.id),
        "number": row.number,
        "region": regions.full_name(row.region) if row.region is not None else None,
        "opened_at": row.opened_at.isoformat(),
        "times": row.times,
        "state": row.state,
        "held_until": row.held_until.isoformat() if row.held_until is not None else None,
        "told": told.state if told is not None else None,
        "decision": row.decision,
        "decided_at": row.decided_at.isoformat() if row.decided_at is not None else None,
    }


def _signed(names: Mapping[UUID, str], who: UUID | None, at: datetime | None) -> dict[str, Any] | None:
    return {"by": names.get(who) if who is not None else None, "at": at.isoformat()} if at is not None else None
