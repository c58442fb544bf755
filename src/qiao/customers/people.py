"""Finding a customer by what somebody was told, for whoever answers a request about her data (`access.People`)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries
from qiao.customers.fields import find_by_field
from qiao.customers.model import CustomerField
from qiao.foundation.keys import KeyRing

_FIELDS = {field.value: field for field in (CustomerField.PHONE, CustomerField.ID_NUMBER, CustomerField.BANK_CARD)}


class PeopleHere:
    """Fulfils `access.People`: by blind indexes, so that nothing is opened."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def find(self, session: AsyncSession, by: str, value: str) -> Sequence[UUID]:
        if by in _FIELDS:
            return sorted(set(await find_by_field(session, self._ring, _FIELDS[by], value)))
        if by == "reference":
            row = await queries.by_reference(session, self._ring.blind_index("customers.reference", value))
            return [row.id] if row is not None else []
        try:
            customer_id = UUID(value)
        except ValueError:
            return []
        return list(await queries.find_many(session, [customer_id]))
