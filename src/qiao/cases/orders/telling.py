"""What a customer is told of a work order: in her conversation, as the house's message, and on record with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, customers, requests
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened
from qiao.conversations import Level, content
from qiao.requests import RequestId


async def tell(
    session: AsyncSession, ordering: Ordering, found: Opened, words: str, *, now: datetime
) -> dict[str, Any]:
    """Write it into her conversation; the facts that prove it. Raises KeyDestroyed where she was erased.

    Whoever has left is sent word by the lender that there is something to read, where the order belongs to a request.
    """
    row = found.row
    assert row.conversation_id is not None, "an order with a contact has a conversation"
    assert row.customer_id is not None, "so it has a customer"
    language = await conversations.language_of(session, row.conversation_id)
    is_known = await customers.open_reference(session, ordering.ring, row.customer_id) is not None
    has_left = (await conversations.state(session, row.conversation_id)).contact is None
    said = await conversations.announce(
        session,
        ordering.ring,
        row.conversation_id,
        content.Notice(notice="order_told", text=ordering.rules.told.in_language(language).replace("{words}", words)),
        template_version=ordering.pack.version,
        language=language,
        now=now,
        level=Level.A1 if is_known else Level.A0,
        contact_id=row.contact_id,
    )
    assert said is not None, "the order was opened in a contact"
    about: list[str] = row.links["requests"]
    if has_left and ordering.sends_word and about:
        await requests.send_there_is_news(
            session,
            ordering.ring,
            row.customer_id,
            request_id=RequestId(UUID(about[0])),
            number=row.number,
            news=len(found.acts) + 1,
            now=now,
        )
    return {"message": str(said.id), "seq": said.seq}
