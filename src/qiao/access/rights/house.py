"""What the house itself keeps about a customer, below every room: events, her data keys, holdings, requests, holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit, reveals
from qiao.access.audit.model import AuditRecordRow
from qiao.access.model import HoldingRow
from qiao.access.rights.model import ExportRow, LegalHoldRow, RightsRequestRow
from qiao.access.rights.ports import Erased, Kept
from qiao.foundation.database import rows_changed
from qiao.foundation.events import EventRow
from qiao.foundation.keys import CustomerKey, KeyRing
from qiao.foundation.retention import declared

_KEPT = (
    EventRow,
    HoldingRow,
    RightsRequestRow,
    LegalHoldRow,
    AuditRecordRow,
    reveals.RevealRow,
    reveals.GlassRow,
    reveals.ProofRow,
)


class HouseHolder:
    """Fulfils `PersonalDataHolder`. It erases last: with her keys, everything sealed under them is gone."""

    room = "house"
    tables = frozenset(
        {
            "events",
            "holdings",
            "customer_keys",
            "rights_requests",
            "legal_holds",
            "audit_records",
            "reveals",
            "broken_glass",
            "proofs",
            "marked_customers",
            "rights_exports",
        }
    )

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        """Pseudonymous facts and dates; staff appear by id alone, because they are persons too."""
        events = await session.scalars(
            select(EventRow).where(EventRow.customer_id == customer_id).order_by(EventRow.id)
        )
        holdings = await session.scalars(
            select(HoldingRow).where(HoldingRow.customer_id == customer_id).order_by(HoldingRow.id)
        )
        requests = await session.scalars(
            select(RightsRequestRow).where(RightsRequestRow.customer_id == customer_id).order_by(RightsRequestRow.id)
        )
        opened, broken = await reveals.about(session, customer_id)
        looks = await audit.records_about(session, customer_id)
        copies = await session.scalars(select(ExportRow.made_at).where(ExportRow.customer_id == customer_id))
        mark = await session.get(reveals.MarkedRow, customer_id)
        return {
            "rights_exports": [{"at": made_at.isoformat()} for made_at in copies],
            "marked_customers": [{"because": mark.because, "at": mark.marked_at.isoformat()}] if mark else [],
            "events": [{"type": event.type, "at": event.occurred_at.isoformat()} for event in events],
            "holdings": [
                {
                    "purpose": holding.purpose,
                    "from": holding.from_at.isoformat(),
                    "to": holding.to_at.isoformat() if holding.to_at else None,
                }
                for holding in holdings
            ],
            "rights_requests": [
                {"number": one.number, "type": one.type, "state": one.state, "at": one.opened_at.isoformat()}
                for one in requests
            ],
            "reveals": [
                {"field": one.field, "reason": one.reason, "post": one.post, "at": one.at.isoformat()} for one in opened
            ],
            "broken_glass": [
                {"fields": one.fields, "reason": one.reason, "agreed": one.approved, "at": one.asked_at.isoformat()}
                for one in broken
            ],
            "audit_records": [
                {"did": one.action, "post": one.post, "purpose": one.purpose, "at": one.at.isoformat()} for one in looks
            ],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        keys = (await session.scalars(select(CustomerKey.id).where(CustomerKey.owner_id == customer_id))).all()
        await self._ring.destroy(session, customer_id, now=now)
        marked = await session.execute(delete(reveals.MarkedRow).where(reveals.MarkedRow.customer_id == customer_id))
        copies = await session.execute(delete(ExportRow).where(ExportRow.customer_id == customer_id))
        reasons = {table.name: retention.why for table, retention in declared().items()}
        kept = [row.__table__ for row in _KEPT]
        return Erased(
            {
                "customer_keys": len(keys),
                "marked_customers": rows_changed(marked),
                "rights_exports": rows_changed(copies),
            },
            tuple(Kept(table.name, reasons[table.name]) for table in kept if isinstance(table, Table)),
        )
