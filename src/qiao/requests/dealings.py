"""The requests of a customer and what the lender said of them, for the list of her dealings with the house."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Dealing, DealingKind, Form, Look, Stretch, Teller
from qiao.foundation import events
from qiao.policy import InBoth
from qiao.requests.events import REQUEST_NEWS
from qiao.requests.flows.book import FlowBook
from qiao.requests.model import RequestRow, RequestState

_FIELD = "loans"
_ENOUGH = (None, Form.SUMMARY)


def tellers(book: FlowBook, *, but: Collection[str] = ()) -> tuple[Teller, Teller]:
    """Tell what she asked for and what became of it, but the flows that have to do with what another room tells.

    Questions that were answered at once are none.
    """
    left_out = list(but)

    async def asked_for(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
        if not _is_shown(look):
            return []
        rows = await session.scalars(
            select(RequestRow)
            .where(
                RequestRow.customer_id.in_(stretch.customer_ids),
                RequestRow.state != RequestState.SHOWN,
                RequestRow.flow.not_in(left_out),
                stretch.covers(RequestRow.entered_at.expression, RequestRow.id.expression),
            )
            .order_by(RequestRow.entered_at.desc(), RequestRow.id.desc())
            .limit(stretch.limit)
        )
        return [
            Dealing(
                DealingKind.REQUEST,
                row.id,
                row.entered_at,
                title=_name(book, row.flow),
                number=row.number,
                state=row.state,
                contact_id=row.contact_id,
                ended_at=row.ended_at,
            )
            for row in rows
        ]

    async def news(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
        if not _is_shown(look):
            return []
        told = await events.of_customers(
            session, stretch.customer_ids, (REQUEST_NEWS,), before=stretch.before, limit=stretch.limit
        )
        about = {UUID(one.payload["request"]) for one in told}
        rows = await session.execute(select(RequestRow.id, RequestRow.number).where(RequestRow.id.in_(about)))
        numbers = {row.id: row.number for row in rows}
        return [
            Dealing(
                DealingKind.NEWS,
                one.id,
                one.occurred_at,
                title=_name(book, one.payload["flow"]),
                number=numbers.get(UUID(one.payload["request"])),
                state="request_news",
                contact_id=one.contact_id,
            )
            for one in told
        ]

    return Teller(DealingKind.REQUEST, (_FIELD,), asked_for), Teller(DealingKind.NEWS, (_FIELD,), news)


def _is_shown(look: Look) -> bool:
    return look.shows(_FIELD) and look.form_of(_FIELD) in _ENOUGH


def _name(book: FlowBook, flow_id: str) -> InBoth:
    flow = book.flows.get(flow_id)
    return flow.name if flow else InBoth(zh=flow_id, en=flow_id)
