"""What a customer has had to do with the house, as each room tells what it knows to whoever has her in hand.

A room tells it through a look that is on record, newest first and never more than it is asked for; `app` hands the
rooms' tellers to the desk, which lays what they tell into one list.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.views.looking import Look
from qiao.policy import InBoth


class DealingKind(StrEnum):
    """What sort of thing it is; people narrow the list by it."""

    CONTACT = "contact"
    REQUEST = "request"
    COMPLAINT = "complaint"
    CALL = "call"
    STANDING = "standing"
    MERGE = "merge"
    """Two records were found to be one person."""
    NEWS = "news"
    """What the lender said."""


@dataclass(frozen=True, slots=True)
class Dealing:
    """One thing. `at` and `id` are its place in the list.

    `title` and `about` say what it is about: in the pack's words, and in her own, masked. `state` is a code of its
    kind. `contact_id` is the episode in which it came up. `by` is who served her, or who set it.
    """

    kind: DealingKind
    id: UUID
    at: datetime
    title: InBoth | None = None
    about: str | None = None
    number: str | None = None
    state: str | None = None
    contact_id: UUID | None = None
    channel: str | None = None
    by: tuple[str, ...] = ()
    score: int | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def place(self) -> tuple[datetime, UUID]:
        return self.at, self.id

    def wire(self) -> dict[str, Any]:
        """The protocol's `Dealing`."""
        return {
            "kind": self.kind,
            "id": str(self.id),
            "at": self.at.isoformat(),
            "title": {"zh": self.title.zh, "en": self.title.en} if self.title else None,
            "about": self.about,
            "number": self.number,
            "state": self.state,
            "contact": str(self.contact_id) if self.contact_id else None,
            "channel": self.channel,
            "by": list(self.by),
            "score": self.score,
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
        }


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of the list is wanted: of these customers, who are one person, at most `limit` before a place."""

    customer_ids: tuple[UUID, ...]
    limit: int
    now: datetime
    before: tuple[datetime, UUID] | None = None

    def covers(self, at: ColumnElement[datetime], row_id: ColumnElement[UUID]) -> ColumnElement[bool]:
        """Whether a row stands before the place, by the column of its moment and that of its id."""
        if self.before is None:
            return row_id.is_not(None)
        moment, last = self.before
        return or_(at < moment, and_(at == moment, row_id < last))


Tell = Callable[[AsyncSession, Look, Stretch], Awaitable[Sequence[Dealing]]]


@dataclass(frozen=True, slots=True)
class Teller:
    """A room that knows something of customers. It tells nothing of what the look does not show."""

    kind: DealingKind
    fields: tuple[str, ...]
    """Of the table of rights: without any of them there is nothing to tell."""
    tell: Tell


async def told(
    session: AsyncSession, tellers: Sequence[Teller], look: Look, stretch: Stretch, *, kinds: frozenset[DealingKind]
) -> tuple[list[Dealing], bool]:
    """What the tellers of these kinds know, newest first, and whether there is more before it."""
    one_more = replace(stretch, limit=stretch.limit + 1)
    found = [dealing for one in tellers if one.kind in kinds for dealing in await one.tell(session, look, one_more)]
    found.sort(key=lambda one: one.place, reverse=True)
    return found[: stretch.limit], len(found) > stretch.limit
