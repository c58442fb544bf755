"""What a complainant is told: in her conversation, as the house's message, and on record with the message it was."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, customers, requests
from qiao.cases.complaints.parts import Handling
from qiao.cases.model import ComplaintRow
from qiao.conversations import Level, content
from qiao.requests import RequestId


async def tell(
    session: AsyncSession, handling: Handling, row: ComplaintRow, what: str, text: str, *, news: int, now: datetime
) -> dict[str, Any]:
    """Write it into her conversation; the facts that prove it.

    Whoever has left is sent word by the lender that there is something to read, once for each `news`.
    Raises KeyDestroyed where she was erased.
    """
    language = await conversations.language_of(session, row.conversation_id)
    is_known = await customers.open_reference(session, handling.ring, row.customer_id) is not None
    has_left = (await conversations.state(session, row.conversation_id)).contact is None
    said = await conversations.announce(
        session,
        handling.ring,
        row.conversation_id,
        content.Notice(notice=f"complaint_{what}", text=text),
        template_version=handling.pack.version,
        language=language,
        now=now,
        level=Level.A1 if is_known else Level.A0,
        contact_id=row.contact_id,
    )
    assert said is not None, "a complaint was made in a contact"
    if has_left and handling.sends_word:
        await requests.send_there_is_news(
            session,
            handling.ring,
            row.customer_id,
            request_id=RequestId(row.request_id),
            number=row.number,
            news=news,
            now=now,
        )
    return {"what": what, "message": str(said.id), "seq": said.seq}
