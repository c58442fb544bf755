"""Whom a complaint concerns, found by what identifies her alone; the look is on record and counts like any other."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, customers
from qiao.access import Staff, audit
from qiao.cases.complaints import Handling
from qiao.cases.complaints.reading import require_reader
from qiao.desk.merging import find_other

SHOWN = ("name", "phone")
_MATTER = "complaint_register"


async def find(
    session: AsyncSession, handling: Handling, staff: Staff, said: str, *, source: str | None, now: datetime
) -> dict[str, Any]:
    """By the number of a conversation, the lender's number of her, or her id here; nothing is browsed.

    Whoever has her in hand already is told who that is, masked; nobody else is told more than that there is somebody.

    Raises ComplaintsNotForThisPost, OtherNotFound or AuditUnavailable.
    """
    require_reader(handling, staff)
    person = await customers.person_of(session, await find_other(session, handling.ring, said))
    about = access.About(person.id, None, _MATTER)
    seen = await handling.views.look(session, staff, about, now=now, purpose="complaint")
    look = await handling.views.record(session, seen, SHOWN, now=now, source=source)
    sought = audit.Record(
        f"staff:{staff.id}",
        audit.Action.SEARCHED,
        post=staff.post,
        customer_id=person.id,
        purpose="complaint",
        source=source,
        detail={"because": "complaint_registered"},
    )
    await audit.record(session, sought, now=now)
    known = await customers.find(session, person.id)
    fields = (await customers.fields_of(session, [person.id])).get(person.id, [])
    return {
        "customer": str(person.id),
        "kind": known.kind,
        "name": known.name if look.shows_mask("name") else None,
        "phones": [
            one.masked for one in fields if one.field is customers.CustomerField.PHONE and look.shows_mask(one.field)
        ],
    }
