"""What was ordered beside a request has not come about: whoever serves the customer is told, or is called."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.bot.decide import HandOver
from qiao.bot.requesting import Requesting
from qiao.bot.turn import Turn
from qiao.conversations import OwnerKind
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.requests import RequestRow, Words


def beside_handler(requesting: Requesting, clock: Clock) -> jobs.Handler:
    """The subscriber of effects that were ordered beside a request."""

    async def hear(job: jobs.Job) -> None:
        async with job.transaction() as session:
            stuck = await requests.hear_beside(session, job.payload["facts"], now=clock.now())
            if stuck is not None:
                await _put_before_a_person(session, requesting, stuck, now=clock.now())

    return hear


async def _put_before_a_person(
    session: AsyncSession, requesting: Requesting, stuck: RequestRow, *, now: datetime
) -> None:
    """In her conversation while a contact is open; otherwise it stands among the requests that wait for a person."""
    place = await conversations.lock(session, stuck.conversation_id)
    if place.contact_id is None:
        return
    book = requesting.acceptance.book
    flow = book.flows.get(stuck.flow)
    name = Words(flow.name.zh, flow.name.en) if flow else book.text("a_request")
    text = book.text("beside_failed", flow=name, number=Words(stuck.number, stuck.number))
    await conversations.note(
        session,
        requesting.acceptance.ring,
        stuck.conversation_id,
        text.zh,
        author=conversations.HOUSE,
        client_id=f"beside:{stuck.id.hex}:{len(stuck.effects)}",
        now=now,
    )
    owner = conversations.owner_of(place)
    if owner.kind is OwnerKind.BOT:
        language = await conversations.language_of(session, stuck.conversation_id)
        turn = Turn(stuck.conversation_id, place.contact_id, None, place.seq, owner, language)
        said = conversations.content.Text(text=text.in_language(language))
        await requesting.robot.say(session, turn, said, template="beside_failed", now=now)
        await requesting.robot.hand_over(session, turn, HandOver("request"), now=now)
