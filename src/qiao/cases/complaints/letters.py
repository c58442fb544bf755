"""The letter of a decision as a document: drawn, delivered once with its words, kept sealed, and opened on record."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints import letter as wording
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.paper import Letterhead, drawn, sheet
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.proposing import proposal
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.telling import by_officer, tell
from qiao.cases.model import ComplaintLetterRow, ComplaintRow
from qiao.conversations import content
from qiao.foundation.business_calendar import business_date
from qiao.foundation.errors import NotFound
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing


class LetterNotFound(NotFound):
    """There is no such letter, it is somebody else's, or it has become unreadable with her erasing."""


class NothingProposed(NotFound):
    """Nobody has proposed a decision yet, so there is no letter."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter as PDF, and what it is called."""

    name: str
    content: bytes


async def paper(
    handling: Handling, found: Opened, letter: str, language: str, *, now: datetime, is_draft: bool = False
) -> Paper:
    """The same words on the same day give the same bytes."""
    rules, pack = handling.rules, handling.pack
    head = Letterhead(
        brand=pack.brand.in_language(language),
        number=found.row.number,
        day=business_date(now),
        language=language,
        contact=pack.filled(rules.contact, language),
        seal=rules.seal.in_language(language),
    )
    what = sheet(head, letter, list(wording.ways(rules, found.terms, language).values()))
    # Setting type takes some tenths of a second the first time.
    pdf = await asyncio.to_thread(drawn, what, is_draft=is_draft)
    return Paper(f"{what.heading} {head.number}".strip(), pdf)


async def deliver(
    session: AsyncSession, handling: Handling, found: Opened, *, news: int, now: datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    """Tell her the decision that was agreed to, with its letter; the facts that prove what was delivered.

    Beside them the words to be sealed, where it is the officer who tells her. Raises KeyDestroyed where she was erased.
    """
    facts, words = await proposal(session, handling, found)
    made = await paper(handling, found, words["letter"], facts["language"], now=now)
    row, letter_id = found.row, new_id()
    session.add(
        ComplaintLetterRow(
            id=letter_id,
            complaint_id=row.id,
            customer_id=row.customer_id,
            paper=handling.ring.seal(KeyId(row.key_id), made.content, bound_to=_place(letter_id)),
            key_id=row.key_id,
            made_at=now,
        )
    )
    offer = content.Document(id=str(letter_id), name=made.name)
    told = await tell(session, handling, row, "decision", words["letter"], document=offer, news=news, now=now)
    proof = {"told": told, "letter": offer.model_dump(), "sha256": hashlib.sha256(made.content).hexdigest()}
    return proof, {"notice": words["letter"]} if by_officer(told) else {}


async def proposed(session: AsyncSession, handling: Handling, found: Opened, *, now: datetime) -> Paper:
    """The last proposal as a draft. Raises NothingProposed."""
    if all(act.kind != Kind.DECISION_PROPOSED for act in found.acts):
        raise NothingProposed
    facts, words = await proposal(session, handling, found)
    if "letter" not in words:
        raise NothingProposed
    return await paper(handling, found, words["letter"], facts["language"], now=now, is_draft=True)


async def delivered(session: AsyncSession, ring: KeyRing, found: Opened, letter_id: UUID) -> Paper:
    """A letter of this complaint, as it was delivered. Raises LetterNotFound."""
    row = await session.get(ComplaintLetterRow, letter_id)
    named = offer_of(found, letter_id)
    if row is None or named is None:
        raise LetterNotFound
    try:
        await ring.load(session, KeyId(row.key_id))
    except KeyDestroyed:
        raise LetterNotFound from None
    return Paper(named["name"], ring.open(KeyId(row.key_id), row.paper, bound_to=_place(row.id)))


async def complaint_of(session: AsyncSession, letter_id: UUID) -> UUID:
    """Raises LetterNotFound."""
    query = select(ComplaintRow.id).join(ComplaintLetterRow, ComplaintLetterRow.complaint_id == ComplaintRow.id)
    found = await session.scalar(query.where(ComplaintLetterRow.id == letter_id))
    if found is None:
        raise LetterNotFound
    return found


def offer_of(found: Opened, letter_id: UUID | None = None) -> Mapping[str, str] | None:
    """What was offered with a delivery, the last one where none is named."""
    offers = (
        act.facts["letter"] for act in reversed(found.acts) if act.kind == Kind.DELIVERED and "letter" in act.facts
    )
    return next((one for one in offers if letter_id is None or one["id"] == str(letter_id)), None)


def _place(letter_id: UUID) -> str:
    """What a sealed letter is bound to."""
    return f"complaint_letters.paper:{letter_id}"
