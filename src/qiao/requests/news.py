"""News of requests: what the lender says became of something that a request made there, for the customer to know.

An event of the lender names a thing by the lender's own number, and so does the effect that made it; the effect names
its request. The event may come before its effect is known to have succeeded: then it is told when the request has
ended, so that nobody hears of an end before she has her receipt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, conversations
from qiao.backoffice import EffectId
from qiao.foundation import events
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyDestroyed, KeyRing
from qiao.requests import actions, queries, telling
from qiao.requests.dialogue.outputs import Offer
from qiao.requests.dialogue.speaking import COMPLAINT, intents_as_buttons, ways
from qiao.requests.events import REQUEST_ENDED, REQUEST_NEWS
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.definition import Flow, News
from qiao.requests.flows.paths import of_receipt
from qiao.requests.flows.words import Words, filled, written
from qiao.requests.model import RequestId, RequestRow, RequestState

_CAUSES = frozenset({"request", "beside"})
_NOT_ENDED = frozenset({RequestState.OPEN, RequestState.PENDING})


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the lender about something that a request made there."""

    request_id: RequestId
    number: int
    type: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToTell:
    """What a customer is to be told, and where. `contact_id` is the episode in which she asked, `receipt` the number
    of her request, `number` that of the lender's event.
    """

    conversation_id: UUID
    contact_id: UUID
    said: Offer
    request_id: RequestId
    customer_id: UUID
    receipt: str
    number: int


def may_have_news(book: FlowBook) -> events.Concern:
    """Of the ends of requests, those after which the lender may have something to say, or has said it already."""
    flows = {flow.id for flow in book.flows.values() if flow.news}
    states = {RequestState.COMPLETED, RequestState.HELD, RequestState.STUCK}
    return lambda facts: facts["flow"] in flows and facts["state"] in states


async def happenings(session: AsyncSession, type_: str, facts: Mapping[str, Any]) -> list[Happening]:
    """What an event of the house (`LenderTold`, or a request's end) brings to the knowledge of requests."""
    if type_ == REQUEST_ENDED:
        return await _before_its_end(session, UUID(facts["request"]))
    found = await backoffice.effects_that_made(session, facts["resource"])
    about = {request: None for effect in found for request in _request_of(effect)}
    return [_happening(request, facts) for request in about]


async def _before_its_end(session: AsyncSession, request_id: UUID) -> list[Happening]:
    row = await queries.row(session, request_id)
    made = [(await backoffice.effect(session, EffectId(UUID(one)))).resource_id for one in row.effects]
    told = [
        event
        for resource_id in dict.fromkeys(made)
        if resource_id is not None
        for event in await events.of_subject(session, backoffice.subject_of(resource_id))
    ]
    return [_happening(RequestId(row.id), one.payload) for one in sorted(told, key=lambda one: one.payload["number"])]


def _request_of(effect: backoffice.Effect) -> Iterator[RequestId]:
    kind, _, request_id = (effect.cause or "").partition(":")
    if kind in _CAUSES:
        yield RequestId(UUID(request_id))


def _happening(request_id: RequestId, payload: Mapping[str, Any]) -> Happening:
    return Happening(request_id, payload["number"], payload["type"], payload["facts"])


async def take_up(
    session: AsyncSession, ring: KeyRing, book: FlowBook, happening: Happening, *, now: datetime
) -> ToTell | None:
    """Write into the request what has become of it, once for each event; what to tell, or None.

    None where its flow tells nothing of this, where the customer was erased, where it was told before, and where the
    request has not ended: its end asks again.
    """
    try:
        place = (await queries.row(session, happening.request_id)).conversation_id
        await conversations.lock(session, place)
        row = await queries.row(session, happening.request_id, lock=True)
    except NotFound:  # Its term is over.
        return None
    flow = book.flows.get(row.flow)
    news = next((one for one in flow.news if one.fits(happening.type, happening.facts)), None) if flow else None
    if flow is None or news is None or row.state in _NOT_ENDED or await _is_told(session, row, happening):
        return None
    try:
        done = (await queries.details(session, ring, row)).get("done", {})
        text = _text(book, row, flow, news, done)
        await actions.note_news(session, ring, row, text)
    except KeyDestroyed:
        return None
    facts = {"number": happening.number, "event": happening.type, "facts": dict(happening.facts)}
    await telling.publish_of(session, row, REQUEST_NEWS, facts, actor="house", now=now)
    if news.state is not None and row.state == RequestState.HELD:
        await actions.end(session, row, RequestState(news.state), now=now, actor="house")
    said = Offer(text, intents_as_buttons(book, news.offers), ways(book, COMPLAINT))
    return ToTell(
        row.conversation_id, row.contact_id, said, RequestId(row.id), row.customer_id, row.number, happening.number
    )


async def _is_told(session: AsyncSession, row: RequestRow, happening: Happening) -> bool:
    earlier = await events.of_subject(session, f"request:{row.id}")
    return any(one.type == REQUEST_NEWS and one.payload["number"] == happening.number for one in earlier)


def _text(book: FlowBook, row: RequestRow, flow: Flow, news: News, done: Mapping[str, Any]) -> Words:
    values = {"receipt.number": row.number, **{f"done.{name}": value for name, value in done.items()}}
    kinds = of_receipt(flow, book.catalogue)
    return filled(news.text, lambda path: written(values.get(path), kinds[path]))
