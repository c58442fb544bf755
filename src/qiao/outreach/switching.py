"""Pausing a trigger at once, and letting it run again: one person pauses it, two let it run.

The pack stays as it is. The governor asks whether a trigger is paused with every judgement, the last one among them, in
the transaction in which something is handed over; so after a pause has been answered nothing of it leaves. What would
have left meanwhile is dropped and on record, so that nothing late comes out in a rush when it runs again.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation import events
from qiao.foundation.errors import Conflict, Forbidden, Invalid
from qiao.outreach import queries
from qiao.outreach.events import TRIGGER_SWITCHED
from qiao.outreach.model import TriggerSwitchRow

Why = Literal["complaints", "wrong_text", "wrong_audience", "incident", "other"]


class Running(StrEnum):
    """Whether a trigger runs."""

    RUNNING = "running"
    PAUSED = "paused"
    ASKED = "asked"
    """Paused still; somebody wants it to run again, and another has to agree."""


class Switch(StrEnum):
    """What somebody can do with it."""

    PAUSE = "pause"
    ASK = "ask"
    AGREE = "agree"
    KEEP = "keep"
    """It stays paused, whatever was asked for."""


_STEPS: Final = {
    (Running.RUNNING, Switch.PAUSE): Running.PAUSED,
    (Running.PAUSED, Switch.ASK): Running.ASKED,
    (Running.ASKED, Switch.AGREE): Running.RUNNING,
    (Running.ASKED, Switch.KEEP): Running.PAUSED,
}


class SwitchNotOpen(Conflict):
    """The trigger stands elsewhere (`state`), so that this cannot be done with it; look again."""


class AnotherHasToAgree(Forbidden):
    """Whoever asked for it to run again does not agree to it as well."""


class ReasonMissing(Invalid):
    """A pause says why."""


def open_to(state: Running, asked_by: UUID | None, by: UUID) -> list[Switch]:
    """What `by` can do with a trigger that stands there."""
    return [act for (before, act) in _STEPS if before is state and not (act is Switch.AGREE and asked_by == by)]


async def is_paused(session: AsyncSession, trigger: str) -> bool:
    """Whether nothing of it may leave. It stays so until this transaction ends."""
    row = await queries.switch(session, trigger, alone=False)
    return row is not None and row.state != Running.RUNNING


async def switch(
    session: AsyncSession, trigger: str, act: Switch, by: UUID, *, reason: Why | None = None, now: datetime
) -> TriggerSwitchRow:
    """Do it, on record. Raises SwitchNotOpen, AnotherHasToAgree or ReasonMissing."""
    row = await queries.switch(session, trigger, alone=True)
    if row is None:
        row = TriggerSwitchRow(trigger=trigger, state=Running.RUNNING)
        session.add(row)
    before = Running(row.state)
    after = _STEPS.get((before, act))
    if after is None:
        raise SwitchNotOpen(state=before)
    if act is Switch.AGREE and row.asked_by == by:
        raise AnotherHasToAgree
    if act is Switch.PAUSE:
        if reason is None:
            raise ReasonMissing
        row.reason, row.paused_by, row.paused_at = reason, by, now
    row.asked_by, row.asked_at = (by, now) if after is Running.ASKED else (None, None)
    row.state, row.changed_at = after, now
    await session.flush()
    await events.publish(
        session,
        events.Event(
            type=TRIGGER_SWITCHED,
            actor=f"agent:{by}",
            occurred_at=now,
            subject=f"trigger:{trigger}",
            payload={"act": act, "before": before, "after": after, "reason": reason},
        ),
    )
    return row
