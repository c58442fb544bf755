"""What the desk holds about a person, for her rights (`access.PersonalDataHolder`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.desk.answers.model import GivenAnswerRow
from qiao.desk.call_backs import number_place
from qiao.desk.mentions import MentionRow
from qiao.desk.model import (
    AlertRow,
    AsideRow,
    CallAttemptRow,
    CallBackRow,
    CallBackState,
    ConsultRow,
    ItemState,
    WorkItemRow,
)
from qiao.desk.participants import ParticipantRow
from qiao.desk.routing import Kind
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyId, KeyRing


class DeskHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "desk"
    tables = frozenset(
        {
            "work_items",
            "call_backs",
            "call_attempts",
            "floor_alerts",
            "consults",
            "given_answers",
            "asides",
            "mentions",
            "participants",
        }
    )

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        rows = await session.scalars(
            select(WorkItemRow).where(WorkItemRow.customer_id == customer_id).order_by(WorkItemRow.id)
        )
        calls = await session.scalars(
            select(CallBackRow).where(CallBackRow.customer_id == customer_id).order_by(CallBackRow.id)
        )
        attempts = await session.scalars(
            select(CallAttemptRow).where(CallAttemptRow.customer_id == customer_id).order_by(CallAttemptRow.id)
        )
        alerts = await session.scalars(
            select(AlertRow).where(AlertRow.customer_id == customer_id).order_by(AlertRow.id)
        )
        answers = await session.scalars(
            select(GivenAnswerRow).where(GivenAnswerRow.customer_id == customer_id).order_by(GivenAnswerRow.id)
        )
        consults = await session.scalars(
            select(ConsultRow).where(ConsultRow.customer_id == customer_id).order_by(ConsultRow.id)
        )
        asides = await session.scalars(
            select(AsideRow).where(AsideRow.customer_id == customer_id).order_by(AsideRow.id)
        )
        mentions = await session.scalars(
            select(MentionRow).where(MentionRow.customer_id == customer_id).order_by(MentionRow.id)
        )
        joined = await session.scalars(
            select(ParticipantRow).where(ParticipantRow.customer_id == customer_id).order_by(ParticipantRow.id)
        )
        return {
            "mentions": [{"at": row.at.isoformat()} for row in mentions],
            "participants": [
                {"from": row.joined_at.isoformat(), "until": row.left_at.isoformat() if row.left_at else None}
                for row in joined
            ],
            "asides": [
                {
                    "at": row.set_at.isoformat(),
                    "promised_for": row.promised_at.isoformat() if row.promised_at else None,
                    "outcome": row.outcome,
                }
                for row in asides
            ],
            "consults": [
                {
                    "asked_at": row.asked_at.isoformat(),
                    "seen_from": row.accepted_at.isoformat() if row.accepted_at else None,
                    "seen_until": row.ended_at.isoformat() if row.ended_at else None,
                }
                for row in consults
            ],
            "given_answers": [{"words": row.words, "at": row.said_at.isoformat()} for row in answers],
            "floor_alerts": [{"kind": row.kind, "at": row.raised_at.isoformat()} for row in alerts],
            "work_items": [
                {"number": row.number, "topic": row.topic, "about": row.preview, "at": row.waiting_since.isoformat()}
                for row in rows
            ],
            "call_backs": [await self._call(session, row) for row in calls],
            "call_attempts": [{"outcome": row.outcome, "at": row.at.isoformat()} for row in attempts],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        # Nobody is called whom the house has been asked to forget.
        await session.execute(
            update(CallBackRow)
            .where(CallBackRow.customer_id == customer_id, CallBackRow.state == CallBackState.BOOKED)
            .values(state=CallBackState.CANCELLED, ended_at=now)
        )
        await session.execute(
            update(WorkItemRow)
            .where(
                WorkItemRow.customer_id == customer_id,
                WorkItemRow.kind == Kind.CALL_BACK,
                WorkItemRow.state != ItemState.DONE,
            )
            .values(state=ItemState.DONE, done_at=now, version=WorkItemRow.version + 1)
        )
        blanked = await session.execute(
            update(WorkItemRow)
            .where(WorkItemRow.customer_id == customer_id)
            .values(preview="", topic=None, moods=None, risk=None)
        )
        calls = await session.execute(
            update(CallBackRow)
            .where(CallBackRow.customer_id == customer_id)
            .values(topic="", number=None, key_id=None, masked_number=None)
        )
        answers = await session.execute(delete(GivenAnswerRow).where(GivenAnswerRow.customer_id == customer_id))
        mentions = await session.execute(delete(MentionRow).where(MentionRow.customer_id == customer_id))
        return Erased(
            {
                "mentions": rows_changed(mentions),
                "work_items": rows_changed(blanked),
                "call_backs": rows_changed(calls),
                "given_answers": rows_changed(answers),
            },
            (
                Kept("work_items", "waits and hand-overs are counted"),
                Kept("call_backs", "that a call was promised is counted"),
                Kept("call_attempts", "how promises were kept is counted"),
                Kept("asides", "how promises were kept is counted"),
                Kept("consults", "who was asked for advice answers for what was looked at"),
                Kept("participants", "who spoke beside the owner answers for what was said"),
                Kept("floor_alerts", "that leaders were told is counted"),
            ),
        )

    async def _call(self, session: AsyncSession, row: CallBackRow) -> dict[str, Any]:
        number = None
        if row.number is not None and row.key_id is not None:
            key_id = KeyId(row.key_id)
            await self._ring.load(session, key_id)
            number = self._ring.open(key_id, row.number, bound_to=number_place(row.id)).decode()
        return {"number": row.booked_as, "topic": row.topic, "call": number, "at": row.starts_at.isoformat()}
