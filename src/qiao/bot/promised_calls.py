"""Calls that a customer is promised, in conversation: told, cancelled and moved, by words or by buttons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.bot.act import Robot
from qiao.bot.decide import Heard
from qiao.bot.listening import intents_of
from qiao.bot.ports import PromisedCall
from qiao.bot.turn import Turn
from qiao.bot.waiting import CALL_BACK
from qiao.conversations import OwnerKind, content
from qiao.foundation import jobs
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict, Invalid, NotFound

_CANCEL, _MOVE = "call_cancel", "call_move"
_MOST_SHOWN = 3
_MOST_WINDOWS = 6
_SURELY = re.compile(
    r"(?:取消|撤销|退掉).{0,8}(?:回电|电话)|(?:回电|电话).{0,4}(?:取消|改期)|\b(?:cancel|move|reschedule)\b.{0,20}\bcall",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"取消|撤销|不用|不要|不需要|不必|不想|别|算了|改|换|推迟|提前|什么时候|几点"
    r"|\b(?:cancel|move|reschedule|change|no longer|don't|do not|not|when)\b",
    re.IGNORECASE,
)


class _Press(NamedTuple):
    act: Literal["call_cancel", "call_move"]
    call: UUID
    starts_at: datetime | None


def changes_a_call(text: str) -> bool:
    """Whether words that are about a call are about one that was promised, and ask for none."""
    return _CHANGES.search(text) is not None


@dataclass(frozen=True, slots=True)
class PromisedCallTurns:
    """Answers what concerns calls that are promised."""

    robot: Robot
    database: Database
    clock: Clock

    async def take(self, job: jobs.Job, message: conversations.Incoming, heard: Heard, language: str) -> bool:
        """Take a message that is about her promised calls, and end the job; false where it is about something else.

        A press counts whoever speaks with her; words are the owner's to answer.
        """
        press = _press_of(heard.choice or "")
        is_meant = message.owner_kind == OwnerKind.BOT and heard.choice is None and _is_about_a_call(heard)
        if press is None and not is_meant:
            return False
        if press is None:
            async with self.database.reading() as session:
                if await requests.is_open(session, message.conversation_id):
                    return False
        async with job.transaction() as session:
            place = await conversations.lock(session, message.conversation_id)
            owner = conversations.owner_of(place)
            if place.contact_id != message.contact_id:
                return True
            turn = Turn(message.conversation_id, message.contact_id, message.id, message.seq, owner, language)
            if press is None:
                await self._tell(session, turn, place.customer_id)
            else:
                await self._carry_out(session, turn, place.customer_id, press)
        return True

    async def _tell(self, session: AsyncSession, turn: Turn, customer_id: UUID) -> None:
        calls = (await self.robot.desk.calls(session, customer_id))[:_MOST_SHOWN]
        if not calls:
            label = self.robot.pack.text("button_call_again", turn.language)
            await self._say(session, turn, "calls_none", (content.Button(id=f"intent:{CALL_BACK}", label=label),))
            return
        told = "\n".join(f"{one.number}  {_window(one.starts_at, one.ends_at)}" for one in calls)
        buttons = [button for one in calls for button in self._ways(one, turn.language)]
        await self._say(session, turn, "calls_own", buttons, calls=told)

    def _ways(self, call: PromisedCall, language: str) -> Sequence[content.Button]:
        return [
            content.Button(
                id=f"{act}:{call.id}", label=self.robot.pack.text(f"button_{act}", language, number=call.number)
            )
            for act in (_CANCEL, _MOVE)
        ]

    async def _carry_out(self, session: AsyncSession, turn: Turn, customer_id: UUID, press: _Press) -> None:
        desk, now = self.robot.desk, self.clock.now()
        try:
            if press.act == _CANCEL:
                await desk.cancel_call(session, customer_id, press.call, now=now)
            elif press.starts_at is not None:
                await desk.move_call(session, customer_id, press.call, press.starts_at, now=now)
            else:
                windows = desk.call_windows(now)[:_MOST_WINDOWS]
                buttons = [
                    content.Button(id=f"{_MOVE}:{press.call}:{starts.isoformat()}", label=_window(starts, ends))
                    for starts, ends in windows
                ]
                await self._say(session, turn, "call_when", buttons)
        except (Conflict, NotFound, Invalid):
            await self._say(session, turn, "call_not_changed", ())

    async def _say(
        self, session: AsyncSession, turn: Turn, key: str, buttons: Sequence[content.Button], **variables: str
    ) -> None:
        """As the robot where it speaks, as the house beside a person."""
        text, shown, now = self.robot.pack.text(key, turn.language, **variables), tuple(buttons), self.clock.now()
        if turn.owner.kind is OwnerKind.BOT:
            said = content.Buttons(text=text, buttons=shown) if shown else content.Text(text=text)
            await self.robot.say(session, turn, said, template=key, now=now)
        else:
            await self.robot.announce(session, turn, key, text, buttons=shown, now=now)


def _is_about_a_call(heard: Heard) -> bool:
    if _SURELY.search(heard.text):
        return True
    return CALL_BACK in intents_of(heard) and changes_a_call(heard.text)


def _press_of(button: str) -> _Press | None:
    """None also for what only looks like such a button."""
    act, _, rest = button.partition(":")
    call, _, starts_at = rest.partition(":")
    if act not in {_CANCEL, _MOVE}:
        return None
    try:
        window = datetime.fromisoformat(starts_at) if starts_at else None
        return _Press("call_cancel" if act == _CANCEL else "call_move", UUID(call), window)
    except ValueError:
        return None


def _window(starts_at: datetime, ends_at: datetime) -> str:
    return f"{starts_at.astimezone(SHANGHAI):%m-%d %H:%M}-{ends_at.astimezone(SHANGHAI):%H:%M}"
