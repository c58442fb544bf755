"""Keeping ready texts of one's own. None of them holds personal data, since nobody else ever looks at them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk.own_snippets.model import OwnSnippetRow
from qiao.desk.parts import Desk
from qiao.foundation.errors import Conflict, Invalid, NotFound
from qiao.foundation.ids import new_id
from qiao.language import identifiers
from qiao.policy import LANGUAGES, InBoth

AT_MOST = 50
LONGEST = 1000


class SnippetNotFound(NotFound):
    """There is no such ready text, or it is somebody else's."""


class SnippetKeyTaken(Conflict):
    """A ready text of yours has this `key`; choose another."""


class TooManySnippets(Conflict):
    """You keep as many ready texts as you may (`at_most`); remove one first."""


class SnippetTooLong(Invalid):
    """A ready text has at most so many signs (`limit`)."""


class SnippetPersonal(Invalid):
    """A ready text holds no personal data: take out `words`, or write a gap instead."""


class GapUnknown(Invalid):
    """There is no gap or fact of the name `name`."""


async def kept_by(session: AsyncSession, staff_id: UUID) -> Sequence[OwnSnippetRow]:
    """Hers, by key."""
    query = select(OwnSnippetRow).where(OwnSnippetRow.staff_id == staff_id)
    return list(await session.scalars(query.order_by(OwnSnippetRow.key)))


async def add(
    session: AsyncSession, desk: Desk, staff_id: UUID, *, key: str, text: str, now: datetime
) -> OwnSnippetRow:
    """Keep a text under a key. Raises SnippetKeyTaken, TooManySnippets, or as `check`."""
    check(desk, text)
    kept = await kept_by(session, staff_id)
    _require_free(kept, key)
    if len(kept) >= AT_MOST:
        raise TooManySnippets(at_most=AT_MOST)
    row = OwnSnippetRow(id=new_id(), staff_id=staff_id, key=key, text=text, changed_at=now)
    session.add(row)
    await session.flush()
    return row


async def change(
    session: AsyncSession, desk: Desk, staff_id: UUID, snippet_id: UUID, *, key: str, text: str, now: datetime
) -> OwnSnippetRow:
    """Raises SnippetNotFound, SnippetKeyTaken, or as `check`."""
    kept = await kept_by(session, staff_id)
    row = next((one for one in kept if one.id == snippet_id), None)
    if row is None:
        raise SnippetNotFound
    check(desk, text)
    _require_free([one for one in kept if one is not row], key)
    row.key, row.text, row.changed_at = key, text, now
    await session.flush()
    return row


async def remove(session: AsyncSession, staff_id: UUID, snippet_id: UUID) -> None:
    """Raises SnippetNotFound."""
    hers = (OwnSnippetRow.id == snippet_id, OwnSnippetRow.staff_id == staff_id)
    if await session.scalar(delete(OwnSnippetRow).where(*hers).returning(OwnSnippetRow.id)) is None:
        raise SnippetNotFound


async def forget(session: AsyncSession, staff_id: UUID) -> None:
    """Her account has ended."""
    await session.execute(delete(OwnSnippetRow).where(OwnSnippetRow.staff_id == staff_id))


def check(desk: Desk, text: str) -> None:
    """Raises SnippetTooLong, SnippetPersonal or GapUnknown. What must not be said is refused when it is to be sent."""
    if len(text) > LONGEST:
        raise SnippetTooLong(limit=LONGEST)
    if spans := identifiers.find(text):
        raise SnippetPersonal(words="、".join(text[one.start : one.end] for one in spans))
    for name in desk.snippets.unknown_in(text, desk.pack.lender.facts):
        raise GapUnknown(name=name)


def wire(desk: Desk, row: OwnSnippetRow) -> dict[str, Any]:
    """The protocol's `OwnSnippet`: as she wrote it, and with the facts of the lender in both languages."""
    both = InBoth(zh=row.text, en=row.text)
    return {
        "id": str(row.id),
        "key": row.key,
        "text": row.text,
        "filled": {language: desk.pack.filled(both, language) for language in LANGUAGES},
    }


def _require_free(kept: Sequence[OwnSnippetRow], key: str) -> None:
    if any(one.key == key for one in kept):
        raise SnippetKeyTaken(key=key)
