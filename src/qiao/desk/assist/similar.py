"""How it went with others who came for the same: counted, never told.

Of other customers nothing leaves this file but how many there were, how their matters ended in the words of the pack,
and how long they typically took; and that only where they are several. Whose words were erased is counted no more.
"""

import asyncio
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.access import Look
from qiao.conversations.model import ContactRow
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind
from qiao.foundation.database import Database
from qiao.language.retrieval import Document, Index
from qiao.policy import InBoth

AT_LEAST = 3
"""How many different customers there are before anything is said of them."""
_WITHIN = timedelta(days=180)
_LATEST = 100
_NEAREST = 30
_OUTCOMES = 4
_HERS = 3
_CAME_OF_IT = frozenset({"completed", "held", "pending", "stuck", "refused", "handed_over"})
"""How requests stand that something came of; what was only begun says nothing of how the matter ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How so many cases ended: by a request in this state, or as the agent closed them."""

    n: int
    state: str
    request: InBoth | None = None

    def wire(self) -> dict[str, Any]:
        name = {"zh": self.request.zh, "en": self.request.en} if self.request else None
        return {"n": self.n, "state": self.state, "request": name}


@dataclass(frozen=True, slots=True)
class Hers:
    """An earlier contact of the customer in hand, which may be read."""

    contact_id: UUID
    number: str
    reason: str | None
    closed_at: datetime

    def wire(self) -> dict[str, Any]:
        return {
            "contact": str(self.contact_id),
            "number": self.number,
            "reason": self.reason,
            "closed_at": self.closed_at.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Similar:
    """`cases` is 0 where there are too few. `minutes`: typically in an agent's hands; None where that says nothing.

    `other`: how many ended in ways that are not named.
    """

    cases: int = 0
    outcomes: tuple[Outcome, ...] = ()
    other: int = 0
    minutes: int | None = None
    hers: tuple[Hers, ...] = ()

    def wire(self) -> dict[str, Any]:
        return {
            "cases": self.cases,
            "outcomes": [one.wire() for one in self.outcomes],
            "other": self.other,
            "minutes": self.minutes,
            "hers": [one.wire() for one in self.hers],
        }


async def similar_cases(
    database: Database, desk: Desk, look: Look, *, matter: str, words: str, language: str, now: datetime
) -> Similar:
    """Of the matter, those nearest to what she says in her own words; the look shows what is said."""
    since = now - _WITHIN
    async with database.reading() as session:
        whose = await conversations.selves(session, look.about.customer_id)
        own = await conversations.closed_about(session, matter, since=since, limit=_HERS, of=whose)
        rows = await conversations.closed_about(session, matter, since=since, limit=_LATEST, but=whose)
        briefs = await conversations.briefs(session, [row.id for row in rows])
    asked = {row.id: briefs[row.id].get("asked") or "" for row in rows if row.id in briefs}
    nearest = await asyncio.to_thread(_nearest, asked, words, language)
    cases = [row for row in rows if row.id in nearest]
    hers = tuple(Hers(row.id, row.number, row.close_reason, row.closed_at) for row in own if row.closed_at is not None)
    if len({row.customer_id for row in cases}) < AT_LEAST:
        return Similar(hers=hers)
    async with database.reading() as session:
        ended = await _ended(session, desk, look, cases)
        minutes = await _minutes(session, [row.id for row in cases])
    named = ended.most_common(_OUTCOMES)
    outcomes = tuple(Outcome(n, state, desk.flows.flows[flow].name if flow else None) for (flow, state), n in named)
    return Similar(len(cases), outcomes, len(cases) - sum(one.n for one in outcomes), minutes, hers)


def _nearest(asked: Mapping[UUID, str], words: str, language: str) -> frozenset[UUID]:
    """Those whose words are most like hers; the newest where no word of hers stands in any."""
    with_words = {contact_id: said for contact_id, said in asked.items() if said}
    if len(with_words) <= _NEAREST:
        return frozenset(with_words)
    index = Index(Document(str(one), language, "", questions=(said,)) for one, said in with_words.items())
    hits = index.search(words, language=language, limit=_NEAREST).hits
    return frozenset(UUID(hit.document.id) for hit in hits) or frozenset([*with_words][:_NEAREST])


async def _ended(
    session: AsyncSession, desk: Desk, look: Look, cases: Sequence[ContactRow]
) -> Counter[tuple[str | None, str]]:
    """Each case by the last request that something came of, where this post sees requests; else as it was closed."""
    made: dict[UUID, tuple[str, str]] = {}
    if look.shows("loans"):
        for one in await requests.made_in(session, [row.id for row in cases]):
            if one.state in _CAME_OF_IT and one.flow in desk.flows.flows:
                made[one.contact_id] = one.flow, one.state
    return Counter(made.get(row.id, (None, row.close_reason or "closed")) for row in cases)


async def _minutes(session: AsyncSession, contact_ids: Sequence[UUID]) -> int | None:
    rows = await session.execute(
        select(WorkItemRow.assigned_at, WorkItemRow.done_at).where(
            WorkItemRow.contact_id.in_(contact_ids),
            WorkItemRow.kind == Kind.CONVERSATION,
            WorkItemRow.state == ItemState.DONE,
        )
    )
    took = [(done - taken).total_seconds() for taken, done in rows if taken is not None and done is not None]
    return max(1, round(statistics.median(took) / 60)) if len(took) >= AT_LEAST else None
