"""What became of requests, for those who may see it: the customer her own, staff those of their post."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.conversations import ChannelSession, Level
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.keys import KeyDestroyed, KeyRing
from qiao.requests import queries
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.words import Words
from qiao.requests.model import STAGES, RequestRow, RequestState, Stage

_DOCUMENT = "backoffice.documents.make"


class Papers(Protocol):
    """Where the bytes of documents are."""

    async def document(self, document_id: str) -> bytes:
        """Raises BackOfficeAway or BackOfficeRefused."""
        ...


class DocumentNotFound(NotFound):
    """No request of yours made this document."""


class ProveFirst(Conflict):
    """Documents are given to whoever has just proved who she is; ask the robot for it, and prove it there."""


@dataclass(frozen=True, slots=True)
class Records:
    """Reads requests for people."""

    book: FlowBook
    papers: Papers
    ring: KeyRing
    database: Database
    clock: Clock

    async def of_session(self, live: ChannelSession) -> list[dict[str, Any]]:
        """Her requests as the protocol's list; a visitor sees those of her own conversation."""
        async with self.database.reading() as session:
            earlier = await conversations.visitors_before(session, live.customer_id)
            rows = await queries.of_customer(session, [live.customer_id, *earlier])
            return [await self._item(session, row, live.locale[:2]) for row in rows]

    async def document(self, live: ChannelSession, document_id: str) -> bytes:
        """Raises DocumentNotFound, ProveFirst, BackOfficeAway or BackOfficeRefused."""
        async with self.database.reading() as session:
            rows = await queries.of_customer(session, [live.customer_id])
            made = [(await self._details(session, row)).get("done", {}).get("id") for row in rows]
        if document_id not in [one for one in made if one is not None]:
            raise DocumentNotFound
        if live.level_at(self.clock.now()) < Level.A2:
            raise ProveFirst
        return await self.papers.document(document_id)

    async def _item(self, session: AsyncSession, row: RequestRow, language: str) -> dict[str, Any]:
        details = await self._details(session, row)
        receipt, news = details.get("receipt", {}), details.get("news")
        flow = self.book.flows.get(row.flow)
        name = flow.name.in_language(language) if flow else row.flow
        document = details.get("done", {}).get("id") if details.get("effect") == _DOCUMENT else None
        return {
            "number": row.number,
            "flow": row.flow,
            "name": name,
            "state": row.state,
            "stage": row.stage,
            "at": row.entered_at.isoformat(),
            "ended_at": row.ended_at.isoformat() if row.ended_at else None,
            "text": Words(**news).in_language(language) if news else receipt.get("text"),
            "within": None if news else receipt.get("within"),
            "document": {"id": document, "name": name} if document else None,
        }

    async def _details(self, session: AsyncSession, row: RequestRow) -> Mapping[str, Any]:
        try:
            return await queries.details(session, self.ring, row)
        except KeyDestroyed:
            return {}

    def funnel(self, rows: Sequence[RequestRow]) -> list[dict[str, Any]]:
        """How far requests came, by flow: each stage counts those that came at least so far."""
        by_flow: dict[str, list[RequestRow]] = {}
        for row in rows:
            by_flow.setdefault(row.flow, []).append(row)
        return [self._of_flow(flow, mine) for flow, mine in sorted(by_flow.items(), key=lambda one: -len(one[1]))]

    def name_of_asked(self, flow_id: str, asked: str) -> str:
        """What staff call a question; the confirm card is one too."""
        flow = self.book.flows.get(flow_id)
        slot = flow.slots.get(asked) if flow else None
        return slot.name.zh if slot else "确认"

    def _of_flow(self, flow_id: str, rows: Sequence[RequestRow]) -> dict[str, Any]:
        flow = self.book.flows.get(flow_id)
        reached = Counter(Stage(row.stage) for row in rows)
        at_least = {stage.value: sum(reached[one] for one in STAGES[STAGES.index(stage) :]) for stage in STAGES}
        left = Counter(
            row.asked
            for row in rows
            if row.state in {RequestState.CANCELLED, RequestState.EXPIRED, RequestState.HANDED_OVER} and row.asked
        )
        return {
            "flow": flow_id,
            "name": flow.name.zh if flow else flow_id,
            **at_least,
            "refused": sum(row.state == RequestState.REFUSED for row in rows),
            "handed_over": sum(row.state == RequestState.HANDED_OVER for row in rows),
            "dropped_at": [
                {"slot": asked, "name": self.name_of_asked(flow_id, asked), "count": count}
                for asked, count in left.most_common()
            ],
        }
