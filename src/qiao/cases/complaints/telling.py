"""What a complainant is told: in her conversation, as the house's message, and on record with the message it was.

Whose complaint came up in none is told by the officer, who has the words in the history and knows how to reach her. So
are the heirs of whoever died, whose conversation is not theirs, and a proxy besides whom she speaks for.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, customers, requests
from qiao.cases.complaints.parts import Handling
from qiao.cases.model import ComplaintRow, Relation
from qiao.conversations import Level, content
from qiao.requests import RequestId

BY_OFFICER: Final = "officer"


async def language_of(session: AsyncSession, row: ComplaintRow) -> str:
    """In which language she is told."""
    return await conversations.language_of(session, row.conversation_id) if row.conversation_id else "zh"


async def tell(
    session: AsyncSession,
    handling: Handling,
    row: ComplaintRow,
    what: str,
    text: str,
    *,
    document: content.Document | None = None,
    news: int,
    now: datetime,
) -> dict[str, Any]:
    """Write it into her conversation; the facts that prove it, or that the officer tells it, to a proxy `besides`.

    Whoever has left is sent word by the lender that there is something to read, once for each `news`.
    Raises KeyDestroyed where she was erased.
    """
    if row.conversation_id is None or row.contact_id is None or row.relation == Relation.HEIR:
        return {"what": what, "way": BY_OFFICER}
    language = await language_of(session, row)
    is_known = await customers.open_reference(session, handling.ring, row.customer_id) is not None
    has_left = (await conversations.state(session, row.conversation_id)).contact is None
    said = await conversations.announce(
        session,
        handling.ring,
        row.conversation_id,
        content.Notice(notice=f"complaint_{what}", text=text, document=document),
        template_version=handling.pack.version,
        language=language,
        now=now,
        level=Level.A1 if is_known else Level.A0,
        contact_id=row.contact_id,
    )
    assert said is not None, "a complaint was made in a contact"
    if has_left and handling.sends_word and row.request_id is not None:
        await requests.send_there_is_news(
            session,
            handling.ring,
            row.customer_id,
            request_id=RequestId(row.request_id),
            number=row.number,
            news=news,
            now=now,
        )
    besides = {"besides": BY_OFFICER} if row.relation == Relation.PROXY else {}
    return {"what": what, "message": str(said.id), "seq": said.seq, **besides}


def by_officer(told: Mapping[str, Any]) -> bool:
    """Whether an officer has to tell it to somebody."""
    return BY_OFFICER in {told.get("way"), told.get("besides")}
