"""Masking afterwards: what was said before turns out to be a part of an identifier typed over several messages.

The earlier messages are revised: their masks, their sealed originals and every copy of their words in this room. No
clear copy may stay, so this is the one case in which a message is updated.

It is done with the message that completes the identifier. A job for it would cost that message more than the one query
that is asked here, and leave the number readable until the job has run.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.access import audit
from qiao.conversations.locked import LockedConversation
from qiao.conversations.masks import MaskedText, Span, can_be_added_to, with_masks
from qiao.conversations.model import BriefRow, MessageRow
from qiao.conversations.new_message import NewMessage
from qiao.conversations.queries import sealed_place
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import Statement
from qiao.language import identifiers

_MOST_MESSAGES = 6
_MOST_ENTRIES = 40
_BETWEEN_ASKED = " / "

_EARLIER = Statement(
    select(
        MessageRow.id,
        MessageRow.seq,
        MessageRow.content,
        MessageRow.sealed,
        MessageRow.key_id,
        MessageRow.spans,
        MessageRow.revision,
    )
    .where(
        MessageRow.conversation_id == bindparam("conversation_id"),
        MessageRow.seq < bindparam("before"),
        MessageRow.seq >= bindparam("since"),
        MessageRow.contact_id == bindparam("contact_id"),
        MessageRow.author_kind == bindparam("author_kind"),
        MessageRow.visibility == bindparam("visibility"),
    )
    .order_by(MessageRow.seq.desc())
    .limit(_MOST_MESSAGES)
)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A message said before, as far as it is needed to mask it anew."""

    id: UUID
    seq: int
    content: dict[str, Any]
    sealed: bytes | None
    key_id: UUID | None
    spans: list[Span] | None
    revision: int | None

    @property
    def masked(self) -> MaskedText:
        return MaskedText(self.content["text"], list(self.spans or ()))


@dataclass(frozen=True, slots=True)
class Revised:
    """A message that has another mask now."""

    id: UUID
    seq: int


async def mask_with_earlier(
    session: AsyncSession,
    ring: KeyRing,
    row: LockedConversation,
    message: NewMessage,
    own: MaskedText,
    *,
    public: str,
    now: datetime,
) -> tuple[MaskedText, list[Revised]]:
    """The message's own text masked together with what its speaker said before, and the messages revised for it."""
    if message.seq == 1 or not identifiers.may_continue(own.text):
        return own, []
    earlier = await _earlier(session, message)
    if not earlier:
        return own, []
    *found, last = identifiers.mask_messages([*(one.masked.text for one in earlier), own.text], public=public)
    changed = [
        (one, with_masks(one.masked, masked)) for one, masked in zip(earlier, found, strict=True) if masked.spans
    ]
    for one, masked in changed:
        await _revise(session, ring, row, one, masked, now=now)
    if changed:
        await _revise_briefs(session, message.contact_id, {one.masked.text: masked.text for one, masked in changed})
        await _record(session, row, message, [masked for _, masked in changed], now=now)
    return with_masks(own, last), [Revised(one.id, one.seq) for one, _ in changed]


async def _earlier(session: AsyncSession, message: NewMessage) -> list[_Earlier]:
    """Texts of the same speaker in the contact, oldest first, of which it is known where their masks stand."""
    rows = await _EARLIER.rows(
        session,
        conversation_id=message.conversation_id,
        before=message.seq,
        since=message.seq - _MOST_ENTRIES,
        contact_id=message.contact_id,
        author_kind=message.author_kind,
        visibility=message.visibility,
    )
    said = [_Earlier(*found) for found in rows][::-1]
    return [one for one in said if one.content["kind"] == "text" and can_be_added_to(one.spans or ())]


async def _revise(
    session: AsyncSession, ring: KeyRing, row: LockedConversation, one: _Earlier, masked: MaskedText, *, now: datetime
) -> None:
    revision = (one.revision or 1) + 1
    if one.sealed is not None and one.key_id is not None:
        key_id = KeyId(one.key_id)
        await ring.load(session, key_id)
        original = ring.open(key_id, one.sealed, bound_to=sealed_place(one.id, one.revision))
    else:
        key_id = await customers.data_key(session, ring, row.customer_id, now=now)
        original = json.dumps(one.content, ensure_ascii=False).encode()
    await session.execute(
        update(MessageRow)
        .where(MessageRow.id == one.id)
        .values(
            content={**one.content, "text": masked.text},
            sealed=ring.seal(key_id, original, bound_to=sealed_place(one.id, revision)),
            key_id=key_id,
            spans=masked.spans,
            revision=revision,
        )
    )


async def _revise_briefs(session: AsyncSession, contact_id: UUID, instead: dict[str, str]) -> None:
    """A brief quotes what was said before it was written."""
    for brief in await session.scalars(select(BriefRow).where(BriefRow.contact_id == contact_id)):
        brief.content = _quoting(brief.content, instead)
    await session.flush()


def _quoting(value: Any, instead: Mapping[str, str]) -> Any:  # noqa: ANN401  (whatever a brief holds)
    """The same value, with every quoted message as it reads now."""
    if isinstance(value, dict):
        return {name: _quoting(one, instead) for name, one in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_quoting(one, instead) for one in cast("list[Any]", value)]
    return _words_quoting(value, instead) if isinstance(value, str) else value


def _words_quoting(words: str, instead: Mapping[str, str]) -> str:
    """Messages one after the other, of which the first may have lost its beginning; any may hold what divides them."""
    length, first = next(
        (
            (length, new)
            for old, new in instead.items()
            for length in range(min(len(old), len(words)), 0, -1)
            if old.endswith(words[:length]) and words[length : length + len(_BETWEEN_ASKED)] in {"", _BETWEEN_ASKED}
        ),
        (0, ""),
    )
    quoted = "|".join(re.escape(old) for old in sorted(instead, key=len, reverse=True))
    later = rf"(?<={_BETWEEN_ASKED})(?:{quoted})(?={_BETWEEN_ASKED}|\Z)"
    return first + re.sub(later, lambda found: instead[found[0]], words[length:])


async def _record(
    session: AsyncSession,
    row: LockedConversation,
    message: NewMessage,
    masked: list[MaskedText],
    *,
    now: datetime,
) -> None:
    kinds = sorted({str(span[2]) for one in masked for span in one.spans})
    act = audit.Record(
        "house",
        audit.Action.MASKED_LATER,
        customer_id=row.customer_id,
        contact_id=message.contact_id,
        detail={"messages": len(masked), "kinds": " ".join(kinds)},
    )
    await audit.record(session, act, now=now)
