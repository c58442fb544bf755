"""What the cases hold about a person, for her rights (`access.PersonalDataHolder`)."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.cases.complaints import Kind, words_place
from qiao.cases.complaints.together import leave
from qiao.cases.model import RUNNING, ComplaintActRow, ComplaintLetterRow, ComplaintReferenceRow, ComplaintRow
from qiao.cases.orders import WorkOrderActRow, WorkOrderFileRow, WorkOrderRow
from qiao.cases.orders import details_place as details_of_order
from qiao.cases.queries import details_place
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing

_INNER = frozenset(
    {
        Kind.NOTED,
        Kind.CLASSIFIED,
        Kind.CARRIED_ON,
        Kind.OPINION_ASKED,
        Kind.OPINION_GIVEN,
        Kind.REFUSED,
        Kind.DECISION_PROPOSED,
        Kind.REDRESS_PAID,
    }
)


def _as_heir(customer_id: UUID) -> ColumnElement[bool]:
    """The acts by which she went on with complaints of somebody who died; they are sealed under that person's key."""
    hers = select(ComplaintRow.id).where(ComplaintRow.complainant_id == customer_id)
    return and_(ComplaintActRow.kind == Kind.CARRIED_ON, ComplaintActRow.complaint_id.in_(hers))


class CasesHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "cases"
    tables = frozenset(
        {
            "complaints",
            "complaint_acts",
            "complaint_letters",
            "complaint_references",
            "work_orders",
            "work_order_acts",
            "work_order_files",
        }
    )

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        complaints = await session.scalars(
            select(ComplaintRow).where(ComplaintRow.customer_id == customer_id).order_by(ComplaintRow.id)
        )
        acts = await session.scalars(
            select(ComplaintActRow)
            .where(or_(ComplaintActRow.customer_id == customer_id, _as_heir(customer_id)))
            .order_by(ComplaintActRow.complaint_id, ComplaintActRow.seq)
        )
        asked = await session.scalars(
            select(WorkOrderRow).where(WorkOrderRow.customer_id == customer_id).order_by(WorkOrderRow.id)
        )
        done = await session.scalars(
            select(WorkOrderActRow)
            .where(WorkOrderActRow.customer_id == customer_id)
            .order_by(WorkOrderActRow.order_id, WorkOrderActRow.seq)
        )
        papers = await session.scalars(
            select(WorkOrderFileRow).where(WorkOrderFileRow.customer_id == customer_id).order_by(WorkOrderFileRow.id)
        )
        references = await session.scalars(
            select(ComplaintReferenceRow)
            .where(ComplaintReferenceRow.customer_id == customer_id)
            .order_by(ComplaintReferenceRow.id)
        )
        letters = await session.scalars(
            select(ComplaintLetterRow)
            .where(ComplaintLetterRow.customer_id == customer_id)
            .order_by(ComplaintLetterRow.id)
        )
        return {
            "complaint_references": [
                {"source": one.source, "reference": one.reference, "at": one.at.isoformat()} for one in references
            ],
            "complaints": [await self._complaint(session, row) for row in complaints],
            "complaint_acts": [await self._act(session, row, customer_id) for row in acts],
            "work_orders": [await self._order(session, row) for row in asked],
            # What colleagues wrote to each other about it is not told; what she was told stands in her conversation.
            "work_order_acts": [{"kind": row.kind, "at": row.at.isoformat()} for row in done],
            "work_order_files": [
                {"type": row.kind, "size_bytes": row.size_bytes, "at": row.added_at.isoformat()} for row in papers
            ],
            "complaint_letters": [{"id": str(row.id), "delivered_at": row.made_at.isoformat()} for row in letters],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The details go with her key; what lists show of her orders is blanked, and what she proved as an heir.

        Whoever complains together with her goes on without her.
        """
        running = ComplaintRow.customer_id == customer_id, ComplaintRow.state.in_(RUNNING)
        for row in await session.scalars(select(ComplaintRow).where(*running).with_for_update()):
            await leave(session, self._ring, row, now=now)
        await session.execute(update(ComplaintActRow).where(_as_heir(customer_id)).values(words=None))
        hers = WorkOrderRow.customer_id == customer_id
        gone = await session.execute(delete(WorkOrderFileRow).where(WorkOrderFileRow.customer_id == customer_id))
        await session.execute(update(WorkOrderRow).where(hers).values(subject=WorkOrderRow.number, form={}))
        kept = Kept("complaints", "complaints are counted, by number and subject; their words are unreadable")
        acts = Kept("complaint_acts", "how they were handled, and how fast, is recomputed; the words are unreadable")
        letters = Kept("complaint_letters", "that a decision was delivered is proved; the letter is unreadable")
        orders = Kept("work_orders", "orders are counted, by number and type; their words, forms and subjects are gone")
        done = Kept("work_order_acts", "how fast departments answered is recomputed; the words are unreadable")
        references = Kept("complaint_references", "numbers of those who handed it over, who ask for it by them")
        return Erased({"work_order_files": rows_changed(gone)}, (kept, acts, letters, references, orders, done))

    async def _complaint(self, session: AsyncSession, row: ComplaintRow) -> dict[str, Any]:
        """What colleagues suspect is not told."""
        details = await self._opened(session, row.key_id, row.details, details_place(row.id))
        return {
            "number": row.number,
            "subject": row.subject,
            "state": row.state,
            "opened_at": row.opened_at.isoformat(),
            "source": row.source,
            "relation": row.relation,
            **({name: said for name, said in json.loads(details).items() if name != "broker"} if details else {}),
        }

    async def _act(self, session: AsyncSession, row: ComplaintActRow, customer_id: UUID) -> dict[str, Any]:
        """What colleagues noted among themselves is not told; who goes on with it is told to those heirs alone."""
        is_inner = row.kind in _INNER and row.customer_id == customer_id
        words = None if is_inner else await self._opened(session, row.key_id, row.words, words_place(row.id))
        return {"kind": row.kind, "at": row.at.isoformat(), **(json.loads(words) if words else {})}

    async def _order(self, session: AsyncSession, row: WorkOrderRow) -> dict[str, Any]:
        """What was filled in about her; how the service put its question is the house's own."""
        details = await self._opened(session, row.key_id, row.details, details_of_order(row.id))
        form = json.loads(details)["form"] if details else {}
        return {
            "number": row.number,
            "type": row.type,
            "state": row.state,
            "opened_at": row.opened_at.isoformat(),
            "form": {**row.form, **form},
        }

    async def _opened(self, session: AsyncSession, key: UUID | None, sealed: bytes | None, place: str) -> str | None:
        """None for what is not there, and for what her erasing has made unreadable."""
        if key is None or sealed is None:
            return None
        try:
            await self._ring.load(session, KeyId(key))
        except KeyDestroyed:
            return None
        return self._ring.open(KeyId(key), sealed, bound_to=place).decode()
