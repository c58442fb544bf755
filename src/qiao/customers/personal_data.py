"""What this room holds about a person, for her rights (`access.PersonalDataHolder`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.customers import queries
from qiao.customers.actions import describe_name
from qiao.customers.fields import fields_of, open_field, put_field
from qiao.customers.lifecycle import personal_data as lifecycle
from qiao.customers.merges.model import MergeRow
from qiao.customers.model import CustomerField, CustomerFieldRow, CustomerRegionRow
from qiao.customers.profile import personal_data as profile
from qiao.customers.regions import regions_of
from qiao.customers.standing import personal_data as standing
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyId, KeyRing


class CustomersHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "customers"
    tables = frozenset({
        "customers", "customer_fields", "customer_regions", "customer_merges",
        *standing.TABLES, *lifecycle.TABLES, *profile.TABLES,
    })  # fmt: skip

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        row = await queries.lock(session, customer_id)
        opened = {"reference": row.reference_sealed, "name": row.name_sealed}
        held: dict[str, Any] = {"kind": row.kind, "since": row.created_at.isoformat()}
        if row.key_id is not None and any(opened.values()):
            key_id = KeyId(row.key_id)
            await self._ring.load(session, key_id)
            for column, sealed in opened.items():
                if sealed is not None:
                    held[column] = self._ring.open(key_id, sealed, bound_to=f"customers.{column}:{row.id}").decode()
        fields = [
            {"field": value.field, "value": await open_field(session, self._ring, value.id), "source": value.source}
            for value in (await fields_of(session, [customer_id]))[customer_id]
            if value.field is not CustomerField.NAME
        ]
        return {
            "customers": [held],
            "customer_fields": fields,
            "customer_regions": [
                {"region": one.code, "source": one.source, "at": one.as_of.isoformat()}
                for one in await regions_of(session, [customer_id])
            ],
            "customer_merges": [
                {
                    "state": one.state,
                    "reason": one.words,
                    "at": one.proposed_at.isoformat(),
                    "until": one.closed_at.isoformat() if one.closed_at else None,
                }
                for one in await session.scalars(select(MergeRow).where(_is_of(customer_id)).order_by(MergeRow.id))
            ],
            **await standing.export(session, self._ring, customer_id),
            **await lifecycle.export(session, customer_id),
            **await profile.export(session, customer_id),
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        if field not in set(CustomerField):
            return False
        if field == CustomerField.NAME:
            row = await queries.lock(session, customer_id)
            await describe_name(session, self._ring, row, value, now=now)
        else:
            kind = CustomerField(field)
            await put_field(session, self._ring, customer_id, kind, [value], source="corrected", now=now)
        return True

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The id stays as a pseudonym; the lender's reference no longer finds it, so she would be somebody new."""
        _ = now
        row = await queries.lock(session, customer_id)
        row.reference_index = row.reference_sealed = row.name_masked = row.name_sealed = row.key_id = None
        fields = await session.execute(delete(CustomerFieldRow).where(CustomerFieldRow.customer_id == customer_id))
        merges = await session.execute(update(MergeRow).where(_is_of(customer_id)).values(words=None, part_words=None))
        places = await session.execute(delete(CustomerRegionRow).where(CustomerRegionRow.customer_id == customer_id))
        await session.flush()
        return Erased(
            {
                "customers": 1,
                "customer_regions": rows_changed(places),
                "customer_fields": rows_changed(fields),
                "customer_merges": rows_changed(merges),
                **await standing.erase(session, customer_id),
                **await lifecycle.erase(session, customer_id),
                **await profile.erase(session, customer_id),
            },
            (
                Kept("customer_merges", "which pseudonyms are one person, without the reasons"),
                Kept("customers.id", "a pseudonym, so that figures stay recomputable"),
                Kept("lifecycle_events", "what happened when, without a loan that could be found again"),
                Kept("lifecycle_states", "where a pseudonym stands, so that figures stay recomputable"),
                Kept("lifecycle_loans", "where a loan stands, by a number that nobody can read"),
                Kept("lifecycle_alerts", "that a step was not allowed, by a number that nobody can read"),
                Kept("standing_changes", "that a number is not to be called, by an index nobody can read"),
            ),
        )


def _is_of(customer_id: UUID) -> ColumnElement[bool]:
    return or_(MergeRow.merged_id == customer_id, MergeRow.into_id == customer_id)
