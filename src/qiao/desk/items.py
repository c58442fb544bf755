"""Work items as they are shown: to everybody what is needed to take one, to whoever has it in hand what is in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.queries import bare_wires


async def item_wires(
    session: AsyncSession, desk: Desk, rows: Sequence[WorkItemRow], staff: access.Staff, *, now: datetime
) -> list[dict[str, Any]]:
    """The protocol's `Item`s for one member of staff; her own hold what was put on record when she took them."""
    wires = await bare_wires(session, rows)
    mine = {row.id: row for row in rows if row.state == ItemState.ASSIGNED and row.agent_id == staff.id}
    persons = await customers.persons_of(session, {row.customer_id for row in mine.values()})
    people = await customers.find_many(session, {one.id for one in persons.values()})
    contacts = await conversations.contacts(session, {row.contact_id for row in mine.values()})
    for wire in wires:
        row = mine.get(UUID(wire["id"]))
        if row is None:
            continue
        contact = contacts.get(row.contact_id)
        about = access.About(row.customer_id, row.contact_id, contact.subject if contact else None)
        look = await desk.views.look(session, staff, about, now=now, counted=False)
        if look.in_hand is None:
            continue
        look = access.views.with_record(look, look.in_hand.seen)
        if "name" in look.recorded and look.shows_mask("name"):
            person = people[persons[row.customer_id].id]
            card = access.customer_card(
                row.customer_id, kind=person.kind, masked_name=person.name, level=wire["customer"]["level"]
            )
            wire["customer"] = card.wire()
        if "transcript" in look.recorded and look.shows("transcript"):
            wire["preview"] = row.preview
    return wires
