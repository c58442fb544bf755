"""The other record, found by what identifies it alone, and both beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.access import DealingKind, Look, Stretch
from qiao.customers import CustomerKind, Person, merges, standing
from qiao.customers.standing import Kind
from qiao.desk.parts import Desk
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyRing

_ENOUGH = 50
"""More than so many of a kind are told as so many."""
_KINDS = (DealingKind.CONTACT, DealingKind.REQUEST, DealingKind.COMPLAINT, DealingKind.CALL)


class OtherNotFound(NotFound):
    """Nobody with this conversation number or customer number."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Whom she has in hand, and whom that is found to be."""

    here: Person
    other: Person

    def known(self, sides: Mapping[UUID, merges.Side]) -> Person:
        """Of the two the one whom the lender knows; the one in hand where it knows both."""
        return self.here if sides[self.here.id].kind is CustomerKind.CUSTOMER else self.other


async def find_other(session: AsyncSession, ring: KeyRing, said: str) -> UUID:
    """By the number of a conversation, the lender's number of the customer, or the id here; nothing is browsed.

    Raises OtherNotFound.
    """
    said = said.strip()
    found = await conversations.customer_of_number(session, said.upper()) or await customers.known_as(
        session, ring, said
    )
    if found is not None:
        return found
    try:
        record = UUID(said)
    except ValueError:
        raise OtherNotFound from None
    if record not in await customers.find_many(session, [record]):
        raise OtherNotFound
    return record


async def sides_of(session: AsyncSession, here: UUID, other: UUID) -> Sides:
    """Raises OtherNotFound."""
    if other not in await customers.find_many(session, [other]):
        raise OtherNotFound
    found = await customers.persons_of(session, (here, other))
    return Sides(found[here], found[other])


async def side_wire(session: AsyncSession, desk: Desk, look: Look, person: Person, *, now: datetime) -> dict[str, Any]:
    """Of one person what tells her apart, masked, and how much there is of her; `look` is on record for her."""
    known = await customers.find(session, person.id)
    fields = await customers.fields_of(session, person.records)
    hers = await conversations.selves(session, person.id)
    counts: dict[str, int] = {}
    last: datetime | None = None
    for kind in _KINDS:
        found, _ = await access.views.told(
            session, desk.tellers, look, Stretch(hers, _ENOUGH, now), kinds=frozenset({kind})
        )
        counts[kind] = len(found)
        if kind is DealingKind.CONTACT and found:
            last = found[0].at
    return {
        "customer": str(person.id),
        "kind": known.kind,
        "name": known.name if look.shows_mask("name") else None,
        "fields": [
            {"field": value.field, "masked": value.masked}
            for record in person.records
            for value in fields.get(record, [])
            if value.field is not customers.CustomerField.NAME and look.shows_mask(value.field)
        ],
        "counts": counts,
        "last_at": last.isoformat() if last else None,
    }


async def takes_on(
    session: AsyncSession, desk: Desk, look: Look, sides: Sides, *, now: datetime
) -> list[dict[str, Any]]:
    """What holds of one of the two and will hold of the one person: of two the stricter."""
    kinds = [kind for kind in Kind if look.shows(standing.FIELD_OF[kind])]
    before = [await standing.standing_at(session, one.id, now, *kinds) for one in (sides.here, sides.other)]
    both = standing.stricter([one for standing_of in before for one in standing_of], since=None)
    shared = {(one.key, one.value) for one in before[0]} & {(one.key, one.value) for one in before[1]}
    book = desk.pack.section(standing.STANDING)
    found: list[dict[str, Any]] = []
    for one in both:
        rule = book.rules[one.key.kind].get(one.key.name)
        if (one.key, one.value) in shared:
            continue
        found.append(
            {
                "kind": one.key.kind,
                "name": {"zh": rule.name.zh, "en": rule.name.en} if rule else {"zh": one.key.name, "en": one.key.name},
                "scope": "number" if one.key.name == standing.NO_CALLS and one.key.scope else one.key.scope,
                "value": one.value,
                "from": "here" if one in before[0] else "other",
            }
        )
    return found
