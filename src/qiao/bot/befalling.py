"""What befalls many at once, in conversation: said before the robot's first answer, and denied in one tap."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.bot.act import Robot
from qiao.bot.decide import Heard
from qiao.bot.turn import Turn
from qiao.conversations import OwnerKind, content
from qiao.foundation import jobs
from qiao.foundation.clock import Clock

_NOTICE = "incident"
_UNAFFECTED = "unaffected:"


async def tell_first(robot: Robot, session: AsyncSession, turn: Turn, customer_id: UUID, *, now: datetime) -> None:
    """Say what goes on and how to get help, where something does that may concern her."""
    line = await robot.incidents.first_line(session, customer_id, now=now)
    if line is None:
        return
    buttons = list[content.Button]()
    if line.entry is not None:
        intent, label = line.entry
        buttons.append(content.Button(id=f"intent:{intent}", label=label.in_language(turn.language)))
    if line.source is not None:
        label = robot.pack.text("button_unaffected", turn.language)
        buttons.append(content.Button(id=f"{_UNAFFECTED}{line.source}", label=label))
    text = line.text.in_language(turn.language)
    await robot.announce(session, turn, _NOTICE, text, buttons=tuple(buttons), now=now)


@dataclass(frozen=True, slots=True)
class UnaffectedTurns:
    """Answers whoever says that an incident is not about her."""

    robot: Robot
    clock: Clock

    async def take(self, job: jobs.Job, message: conversations.Incoming, heard: Heard, language: str) -> bool:
        """Take such a press, whoever speaks with her, and end the job; false for everything else."""
        choice = heard.choice or ""
        if not choice.startswith(_UNAFFECTED):
            return False
        now = self.clock.now()
        async with job.transaction() as session:
            place = await conversations.lock(session, message.conversation_id)
            if place.contact_id != message.contact_id:
                return True
            source = choice.removeprefix(_UNAFFECTED)
            await self.robot.incidents.not_affected(session, place.customer_id, source, now=now)
            owner = conversations.owner_of(place)
            turn = Turn(message.conversation_id, message.contact_id, message.id, message.seq, owner, language)
            text = self.robot.pack.text("unaffected_noted", language)
            if owner.kind is OwnerKind.BOT:
                await self.robot.say(session, turn, content.Text(text=text), template="unaffected_noted", now=now)
            else:
                await self.robot.announce(session, turn, "unaffected_noted", text, now=now)
        return True
