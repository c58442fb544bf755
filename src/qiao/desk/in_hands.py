"""What an agent has in hand: taking it, and making sure of it before she changes something."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk import queries
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind
from qiao.foundation.errors import Conflict, Forbidden

LISTED = ("name", "transcript")
"""The fields of a customer that the work list shows of what is in hand."""


class ItemTaken(Conflict):
    """Somebody else has this work item, or it is done."""


class NotYours(Forbidden):
    """This conversation is in somebody else's hands."""


class OffShift(Forbidden):
    """Work is taken during one's shift; for overtime let the leader plan the hours."""


async def in_hand(session: AsyncSession, conversation_id: UUID, by: access.Staff) -> WorkItemRow:
    """The conversation that she serves, locked. Raises NotYours."""
    item = await queries.live_item_of_conversation(session, conversation_id)
    if item is None or item.state != ItemState.ASSIGNED or item.agent_id != by.id:
        raise NotYours
    locked = await queries.lock_item(session, item.id)
    if locked is None or locked.state != ItemState.ASSIGNED or locked.agent_id != by.id:
        # Between the two looks another screen of hers closed it or handed it on.
        raise NotYours
    return locked


async def take_in_hand(
    session: AsyncSession, desk: Desk, item: WorkItemRow, by: access.Staff, *, now: datetime, beside: bool = False
) -> None:
    """She holds the contact from now on, or looks at it beside its holder; what her list shows of it goes on record
    with that.
    """
    spoken_in = item.contact_id
    if item.kind == Kind.CALL_BACK:
        spoken_in = (await queries.call_of(session, item)).contact_id
    contact = (await conversations.contacts(session, [spoken_in]))[spoken_in]
    about = access.About(item.customer_id, item.contact_id, contact.subject)
    taken = access.views.Held(access.Holding(access.Scope.OWN, now), item.contact_id, "")
    look = await desk.views.look(session, by, about, now=now, in_hand=taken)
    await access.hold_contact(
        session,
        staff_id=by.id,
        customer_id=item.customer_id,
        contact_id=item.contact_id,
        purpose=look.purpose,
        post=by.post,
        seen=look.seen(LISTED),
        beside=beside,
        now=now,
    )
