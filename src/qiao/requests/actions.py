"""Every change of a request and of its dialogue."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import Table, bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import Statement
from qiao.requests import queries, telling
from qiao.requests.dialogue.outputs import Perform
from qiao.requests.dialogue.state import DialogueState, dump
from qiao.requests.events import REQUEST_ADVANCED, REQUEST_ENDED
from qiao.requests.flows.words import Words
from qiao.requests.model import DialogueRow, RequestRow, RequestState, Stage
from qiao.requests.values import Value

_dialogues = cast("Table", DialogueRow.__table__)
_STORE = Statement(
    update(_dialogues)
    .where(_dialogues.c.conversation_id == bindparam("of_conversation"), _dialogues.c.version == bindparam("read_as"))
    .values({
        # SQLAlchemy keeps the bare names of columns for itself.
        column.name: bindparam(f"its_{column.name}", type_=column.type)
        for column in _dialogues.c
        if column.name != "conversation_id"
    })
)  # fmt: skip


def target_of(ring: KeyRing, customer_id: UUID, wanted: Perform, *, frame: int, now: datetime) -> str:
    """Keyed, of customer, request and what it is about on one business day: the same here is the same request."""
    about = wanted.target or (f"frame:{frame}",)
    day = now.astimezone(SHANGHAI).date().isoformat()
    return ring.blind_index("requests.target", "\n".join((customer_id.hex, wanted.flow, day, *about)))


async def note_agreement(
    session: AsyncSession,
    ring: KeyRing,
    row: RequestRow,
    wanted: Perform,
    target: str,
    *,
    key_id: KeyId,
    now: datetime,
) -> None:
    """What was agreed to, in the words of the card, and how it will be proved; sealed."""
    row.key_id, row.target, row.by = key_id, target, wanted.by
    row.submitted_at = now
    _seal(
        ring,
        row,
        {
            "effect": wanted.effect,
            "arguments": dict(wanted.arguments),
            "files": list(wanted.files),
            "card": wanted.card,
            "consent": {"zh": wanted.consent.zh, "en": wanted.consent.en},
            "verify": {
                "read": wanted.verify.read,
                "arguments": dict(wanted.verify.arguments),
                "expect": {name: list(values) for name, values in wanted.verify.expect.items()},
            },
        },
    )
    await session.flush()


async def submitted(session: AsyncSession, row: RequestRow, *, now: datetime) -> None:
    """Its effects stand in the log."""
    row.state, row.stage = RequestState.PENDING, Stage.SUBMITTED
    await session.flush()
    await telling.tell(session, row, REQUEST_ADVANCED, now=now)


async def note_done(session: AsyncSession, ring: KeyRing, row: RequestRow, done: Mapping[str, Value | None]) -> None:
    """The facts that the effect gave."""
    _seal(ring, row, {**await queries.details(session, ring, row), "done": dict(done)})
    await session.flush()


async def note_receipt(session: AsyncSession, ring: KeyRing, row: RequestRow, receipt: Mapping[str, Any]) -> None:
    """The words the customer was given, so that she can read them again."""
    _seal(ring, row, {**await queries.details(session, ring, row), "receipt": dict(receipt)})
    await session.flush()


async def note_news(session: AsyncSession, ring: KeyRing, row: RequestRow, text: Words) -> None:
    """The words of what became of it since, so that the customer can read them again. Raises KeyDestroyed."""
    told = {"zh": text.zh, "en": text.en}
    _seal(ring, row, {**await queries.details(session, ring, row), "news": told})
    await session.flush()


async def keep_receipt(
    session: AsyncSession, ring: KeyRing, conversation_id: UUID, number: str, receipt: Mapping[str, Any]
) -> None:
    """The words of a receipt that was just given in a conversation, with its request."""
    row = await queries.row_by_number(session, number)
    assert row.conversation_id == conversation_id, "a receipt belongs to its conversation"
    await note_receipt(session, ring, row, receipt)


async def end(
    session: AsyncSession,
    row: RequestRow,
    state: RequestState,
    *,
    now: datetime,
    rules: Iterable[str] = (),
    trouble: str | None = None,
    actor: str | None = None,
) -> None:
    """The end of a request. STUCK is none: a person goes on."""
    row.state = state
    row.rules = [*row.rules, *rules]
    row.trouble = trouble
    if state in {RequestState.COMPLETED, RequestState.HELD, RequestState.SHOWN}:
        row.stage = Stage.VERIFIED
    if state is not RequestState.STUCK:
        row.ended_at = now
    await session.flush()
    await telling.tell(session, row, REQUEST_ENDED, now=now, actor=actor)


async def taken_up_again(session: AsyncSession, row: RequestRow, *, by: str, now: datetime) -> None:
    """A person lets a stuck request go on."""
    row.state, row.trouble = RequestState.PENDING, None
    await session.flush()
    await telling.tell(session, row, REQUEST_ADVANCED, now=now, actor=by)


async def store_dialogue(
    session: AsyncSession,
    ring: KeyRing,
    state: DialogueState,
    *,
    conversation_id: UUID,
    customer_id: UUID,
    version: int,
    silence_at: datetime | None,
    now: datetime,
) -> bool:
    """Keep a dialogue that was read as `version`; false where somebody else wrote it meanwhile.

    Its conversation is locked by whoever calls.
    """
    key_id = await customers.data_key(session, ring, customer_id, now=now)
    sealed = ring.seal(
        key_id, dump(state, queries.Unsealed()).encode(), bound_to=queries.dialogue_place(conversation_id)
    )
    values: dict[str, Any] = {
        "customer_id": customer_id,
        "state": sealed,
        "key_id": key_id,
        "version": version + 1,
        "frames": len(state.frames) + len(state.later),
        "silence_at": silence_at,
        "changed_at": now,
    }
    if version == 0:
        if await queries.dialogue_exists(session, conversation_id):
            return False
        session.add(DialogueRow(conversation_id=conversation_id, **values))
        await session.flush()
        return True
    changed = await _STORE.run(
        session,
        of_conversation=conversation_id,
        read_as=version,
        **{f"its_{name}": value for name, value in values.items()},
    )
    return changed == 1


async def carry_over(
    session: AsyncSession, ring: KeyRing, from_id: UUID, to_id: UUID, customer_id: UUID, *, now: datetime
) -> None:
    """Let the dialogue of a visitor's conversation go on in the customer's own, unless one is open there.

    Both conversations are locked by whoever calls.
    """
    source = await queries.dialogue(session, ring, from_id, now=now)
    target = await queries.dialogue(session, ring, to_id, now=now)
    if not source.is_open or target.is_open:
        return
    # Requests bear the numbers of their frames, which are those of their conversation.
    ahead = target.state.next_frame - 1
    frames = tuple(frame.with_(id=frame.id + ahead) for frame in source.state.frames)
    moved = source.state.with_(frames=frames, next_frame=source.state.next_frame + ahead)
    for frame in source.state.frames:
        await session.execute(
            update(RequestRow)
            .where(RequestRow.conversation_id == from_id, RequestRow.frame == frame.id)
            .values(conversation_id=to_id, customer_id=customer_id, frame=frame.id + ahead)
        )
    await session.execute(delete(DialogueRow).where(DialogueRow.conversation_id == from_id))
    await store_dialogue(
        session,
        ring,
        moved,
        conversation_id=to_id,
        customer_id=customer_id,
        version=target.version,
        silence_at=target.silence_at,
        now=now,
    )


def _seal(ring: KeyRing, row: RequestRow, details: Mapping[str, Any]) -> None:
    assert row.key_id is not None, "what was agreed to has its key"
    row.details = ring.seal(KeyId(row.key_id), orjson.dumps(details), bound_to=queries.details_place(row.id))
