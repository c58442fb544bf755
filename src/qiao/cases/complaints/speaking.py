"""Who speaks in a complaint: whoever made it, or those who go on with it, heirs or a proxy.

Of them no more is asked than who they are and the proof of it (Order 2020 No. 3, Art. 14).
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.cases.complaints import reading
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.reading import Opened
from qiao.cases.model import Relation
from qiao.foundation.errors import Invalid
from qiao.foundation.keys import KeyRing

_BETWEEN = "、"


class RecordNotHers(Invalid):
    """An heir's record is her own and not that of whoever died; a proxy reads under nobody's."""


@dataclass(frozen=True, slots=True)
class People:
    """Who goes on with it. `proof`: of succession or of the authorisation, as it was seen; `number`: for the answer.

    `record`: the heir's own here, under which she sees it.
    """

    relation: Relation
    names: tuple[str, ...]
    proof: str
    number: str | None = None
    record: UUID | None = None


async def carried_on(session: AsyncSession, found: Opened, people: People) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts and the words to be sealed of the act. Raises RecordNotHers or CustomerNotFound."""
    facts = {"relation": people.relation.value, "people": len(people.names)}
    if people.record is not None:
        await customers.find(session, people.record)
        if people.relation is not Relation.HEIR or people.record == found.row.customer_id:
            raise RecordNotHers
        facts["record"] = str(people.record)
    phone = {"phone": people.number} if people.number else {}
    return facts, {"names": _BETWEEN.join(people.names), "proof": people.proof, **phone}


async def details_now(session: AsyncSession, ring: KeyRing, found: Opened) -> dict[str, str | None]:
    """The details, with the name, the proof and the number of whoever speaks by now; none where they are erased.

    A proxy who left no number is reached on hers; nobody calls the number of whoever died.
    """
    details = await reading.details_of(session, ring, found.row)
    last = next((act for act in reversed(found.acts) if act.kind == Kind.CARRIED_ON), None)
    if last is None or not details:
        return details
    said = (await reading.words_of(session, ring, [last])).get(last.id, {})
    number = said.get("phone") or (None if found.row.relation == Relation.HEIR else details.get("number"))
    return {**details, "name": said.get("names"), "proof": said.get("proof"), "number": number}


def masked_names(names: str) -> str:
    """Each of them by itself."""
    name = customers.CustomerField.NAME
    return _BETWEEN.join(customers.mask(name, one) for one in names.split(_BETWEEN))
