"""What the masks of a work order hide, and opening one of them for whoever works on it, by the table of rights."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.access import Holding, Scope, Staff, reveals
from qiao.access.queries import StaffSession
from qiao.access.views.queries import Held
from qiao.cases.orders import forms, reading
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened
from qiao.cases.orders.section import FieldKind
from qiao.foundation.errors import NotFound, QiaoError
from qiao.language import identifiers

_OF_A_COMPLAINT: Final = "complaint_register"
"""The intent whose matter an order is that a complaint opened."""


class MaskNotFound(NotFound):
    """The order hides nothing there, for anybody."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One masked value. `part` is `description`, `form.FIELD` or `act.SEQ`, `span` counts in it from 0."""

    part: str
    span: int
    field: str
    masked: str
    clear: str

    def wire(self) -> dict[str, Any]:
        """The protocol's `OrderMask`."""
        return {"part": self.part, "span": self.span, "field": self.field, "masked": self.masked}


async def hidden(session: AsyncSession, ordering: Ordering, found: Opened) -> list[Hidden]:
    """Everything that is masked in it; nothing where it is about nobody, or where she was erased."""
    if found.row.customer_id is None:
        return []
    details = await reading.details_of(session, ordering.ring, found.row)
    words = await reading.words_of(session, ordering.ring, found)
    texts = {"description": details.get("description") or ""}
    phones: dict[str, str] = {}
    form = {**found.row.form, **details.get("form", {})}
    for asked in ordering.type_of(found.row.type).fields:
        if asked.id in form and asked.kind in {FieldKind.TEXT, FieldKind.PHONE}:
            (texts if asked.kind is FieldKind.TEXT else phones)[f"form.{asked.id}"] = str(form[asked.id])
    texts |= {f"act.{act.seq}": words[act.id] for act in found.acts if act.id in words}
    return [
        *(one for part, text in texts.items() for one in _spans(ordering, part, text)),
        *(Hidden(part, 0, "phone", forms.masked_phone(phone), phone) for part, phone in phones.items()),
    ]


def _spans(ordering: Ordering, part: str, text: str) -> Iterator[Hidden]:
    masked = identifiers.mask(text)
    fields = ordering.views.book.field_of_identifier
    for place, (span, (start, end)) in enumerate(zip(masked.spans, masked.places, strict=True)):
        if span.type in fields:
            yield Hidden(part, place, fields[span.type], masked.text[start:end], text[span.start : span.end])


async def reveal(
    session: AsyncSession,
    ordering: Ordering,
    live: StaffSession,
    found: Opened,
    wanted: tuple[str, int, str],
    *,
    opening: reveals.Reveals,
    now: datetime,
    source: str,
) -> tuple[reveals.Opened | QiaoError, str]:
    """Decide, count and put on record; what is open then, or why not, and the value.

    `wanted`: part, span and reason. Raises MaskNotFound.
    """
    part, span, reason = wanted
    row = found.row
    one = next(
        (each for each in await hidden(session, ordering, found) if (each.part, each.span) == (part, span)), None
    )
    if one is None or row.customer_id is None:
        raise MaskNotFound
    about = access.About(row.customer_id, row.contact_id, await _matter(session, found))
    asked = reveals.Wanted(one.field, row.id, span, reason)
    opened = await opening.open(
        session, live, about, asked, in_hand=_in_hand(found, live.staff), now=now, source=source
    )
    return opened, one.clear


def _in_hand(found: Opened, staff: Staff) -> Held | None:
    """Whoever works on it, and whoever opened it, has its customer in hand for it until it is over."""
    row = found.row
    if found.order.is_over or staff.id not in {found.order.owner, row.opened_by}:
        return None
    purpose = "complaint" if row.complaint_id is not None else "service"
    return Held(Holding(Scope.OWN, row.opened_at, None), row.id, purpose)


async def _matter(session: AsyncSession, found: Opened) -> str | None:
    """What its contact was about, by which the purposes go that allow a look."""
    if found.row.complaint_id is not None:
        return _OF_A_COMPLAINT
    contact_id = found.row.contact_id
    contacts = await conversations.contacts(session, {contact_id}) if contact_id is not None else {}
    return next((one.subject for one in contacts.values()), None)
