"""What the lender decided about a request is told to the customer by itself, as a fact of the house."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.bot.requesting import Requesting
from qiao.conversations import Level
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.requests import ToTell


def news_handler(requesting: Requesting, clock: Clock) -> jobs.Handler:
    """The subscriber of what the lender tells, and of the ends of requests of which it has told already."""
    acceptance = requesting.acceptance

    async def hear(job: jobs.Job) -> None:
        now = clock.now()
        told = dict[tuple[UUID, int], ToTell]()
        async with job.transaction() as session:
            for one in await requests.happenings(session, job.payload["type"], job.payload["facts"]):
                news = await requests.take_up(session, acceptance.ring, acceptance.book, one, now=now)
                if news is not None:
                    told[news.conversation_id, news.number] = news
            # What several requests of hers are about is told once, by the newest.
            for news in told.values():
                await _tell(session, requesting, news, now=now)

    return hear


async def _tell(session: AsyncSession, requesting: Requesting, news: ToTell, *, now: datetime) -> None:
    """Whoever speaks in the conversation, and also where nobody does any more: she reads it when she comes back,
    and is sent word that there is something to read.
    """
    language = await conversations.language_of(session, news.conversation_id)
    (said,) = requests.rendered(requesting.acceptance.book, [news.said], language)
    content = said.content
    assert isinstance(content, conversations.content.Buttons), "an offer is a text with buttons"
    await conversations.announce(
        session,
        requesting.acceptance.ring,
        news.conversation_id,
        conversations.content.Notice(
            notice="request_news",
            text=content.text,
            buttons=content.buttons,
        ),
        template_version=requesting.robot.pack.version,
        language=language,
        now=now,
        level=Level.A1,
        contact_id=news.contact_id,
    )
    if (await conversations.state(session, news.conversation_id)).contact is None:
        await requests.send_there_is_news(
            session,
            requesting.acceptance.ring,
            news.customer_id,
            request_id=news.request_id,
            number=news.receipt,
            news=news.number,
            now=now,
        )
