"""Who may be mentioned in a conversation, and so be let look at it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.access import Scope, reveals
from qiao.desk import queries
from qiao.desk.model import ItemState
from qiao.desk.parts import Desk

READ = "transcript"


@dataclass(frozen=True, slots=True)
class Matter:
    """A contact as far as it decides who may look at it: who has served it, who must not, and what it is about."""

    about: access.About
    served_by: frozenset[UUID]
    excluded: frozenset[UUID]
    is_marked: bool


async def matter_of(session: AsyncSession, contact_id: UUID, customer_id: UUID) -> Matter:
    """As it stands now, open or closed."""
    contact = (await conversations.contacts(session, [contact_id])).get(contact_id)
    items = await queries.items_of_contact(session, contact_id)
    return Matter(
        access.About(customer_id, contact_id, contact.subject if contact else None),
        frozenset(row.agent_id for row in items if row.agent_id is not None and row.state != ItemState.RESERVED),
        frozenset(UUID(one) for row in items for one in row.exclude),
        await reveals.is_marked(session, customer_id),
    )


async def may_look(session: AsyncSession, desk: Desk, staff: access.Staff, matter: Matter, *, now: datetime) -> bool:
    """Whether she may be let look at it beside whoever serves, on shift or before her next."""
    scopes = desk.views.scopes(staff.post, READ, matter.about.subject)
    if not scopes or staff.id in matter.excluded:
        return False
    if not matter.is_marked and scopes != frozenset({Scope.TEAM}):
        return True
    mates = await desk.views.rota.team_of(session, staff.id, now=now)
    return not matter.served_by.isdisjoint({staff.id, *mates})


async def colleagues(session: AsyncSession, desk: Desk, but: access.Staff) -> list[access.StaffRow]:
    """Everybody who serves customers but her, here or not, by name."""
    staff = await access.all_staff(session)
    found = [one for one in staff if one.active and one.id != but.id and desk.views.serves(one.post)]
    return sorted(found, key=lambda one: one.name)
