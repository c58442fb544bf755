"""Answering an auditor: who saw this customer's number in May, and why? Asking is itself recorded."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit import queries
from qiao.access.audit.model import Action, AuditRecordRow
from qiao.access.audit.queries import Place, Sought
from qiao.access.audit.recording import Record, record, seen_in
from qiao.foundation.errors import Invalid, NotFound


class StaffUnknown(NotFound):
    """Nobody with this name works or worked here."""


class CursorUnknown(Invalid):
    """The cursor is none of ours; begin again without one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of records, newest first; `cursor` is empty on the last."""

    rows: Sequence[AuditRecordRow]
    names: dict[str, str]
    cursor: str | None

    def wire(self) -> dict[str, Any]:
        """The protocol's `AuditPage`."""
        return {"records": [_wire(row, self.names.get(row.actor)) for row in self.rows], "cursor": self.cursor}


async def find_records(
    session: AsyncSession,
    sought: Sought,
    *,
    asker: Record,
    staff: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
    now: datetime,
) -> Found:
    """The newest records that fit. `staff` is a username; `asker` says who asks, and is recorded as having searched.

    Raises StaffUnknown or CursorUnknown.
    """
    if staff is not None:
        staff_id = await queries.staff_named(session, staff)
        if staff_id is None:
            raise StaffUnknown
        sought = replace(sought, actor=f"staff:{staff_id}")
    rows = await queries.found(session, sought, before=_place(cursor) if cursor else None, limit=limit + 1)
    page = rows[:limit]
    await record(session, _search_of(asker, sought, len(page)), now=now)
    names = await queries.names_of(session, {row.actor for row in page})
    return Found(page, names, _cursor(page[-1]) if len(rows) > limit else None)


def _search_of(asker: Record, sought: Sought, count: int) -> Record:
    asked: dict[str, str | int] = {"found": count}
    for name in ("actor", "field", "action", "purpose", "reason", "since", "until"):
        value: str | datetime | None = getattr(sought, name)
        if value is not None:
            asked[name] = value.date().isoformat() if isinstance(value, datetime) else str(value)
    return Record(
        actor=asker.actor,
        action=Action.SEARCHED,
        post=asker.post,
        customer_id=sought.customer_id,
        purpose="audit",
        source=asker.source,
        detail=asked,
    )


def _cursor(row: AuditRecordRow) -> str:
    return base64.urlsafe_b64encode(f"{row.at.isoformat()} {row.id.hex}".encode()).decode()


def _place(cursor: str) -> Place:
    try:
        at, _, record_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        return datetime.fromisoformat(at).astimezone(UTC), UUID(record_id)
    except (ValueError, OverflowError):
        raise CursorUnknown from None


def _wire(row: AuditRecordRow, name: str | None) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "at": row.at.isoformat(),
        "actor": row.actor,
        "actor_name": name,
        "post": row.post,
        "action": row.action,
        "customer": str(row.customer_id) if row.customer_id else None,
        "contact": str(row.contact_id) if row.contact_id else None,
        "purpose": row.purpose,
        "fields": [seen._asdict() for seen in seen_in(row.fields)],
        "reason": row.reason,
        "source": row.source,
        "detail": orjson.loads(row.detail) if row.detail else {},
        "number": row.seq,
    }
