"""Turns of somebody who waits for a person: what she chooses meanwhile is done, danger in her words brings her forward.

Nobody owns the conversation then, so the robot answers nothing. Where she wishes its help it becomes the owner, and she
keeps her place in the queue; whoever takes her over takes the word from it, as from any owner.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.bot.act import Robot
from qiao.bot.decide import Answer, Decision, HandOver, Heard, Past, Say, decide
from qiao.bot.hearing import hear, language_in
from qiao.bot.listening import COMPLAIN, intents_of, person_of
from qiao.bot.ports import LEFT, MEANWHILE, Waiting
from qiao.bot.promised_calls import changes_a_call
from qiao.bot.request_turns import RequestTurns
from qiao.bot.turn import Turn
from qiao.bot.waiting import CALL_BACK, ROBOT, STAY, Wish, wish_in
from qiao.conversations import OwnerKind, content
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict
from qiao.policy import sooner

log = structlog.get_logger(__name__)

_SOON_QUEUED = 3
_IN_NEED = frozenset({"signal", "emergency"})
_LOOK_BACK = 25


class NotQueuedYet(Conflict):
    """She was handed over a moment ago and the desk has not heard of it yet."""


@dataclass(frozen=True, slots=True)
class WaitingTurns:
    """Hears those who wait."""

    robot: Robot
    database: Database
    clock: Clock
    request_turns: RequestTurns | None

    async def take(self, job: jobs.Job, message: conversations.Incoming) -> None:
        """A message while nobody owns the conversation; ends the job. Raises NotQueuedYet, and is to be tried again."""
        said = content.parse(message.content)
        wish, heard = wish_in(said), self._understood(said)
        decision = decide(heard, Past(), self.robot.facts) if heard is not None else None
        person = person_of(decision) if decision is not None else None
        matter = decision.act.intent if decision is not None and isinstance(decision.act, Answer) else None
        if heard is not None and wish is None and CALL_BACK in intents_of(heard) and not changes_a_call(heard.text):
            wish = Wish("call")
        elif wish == Wish("robot"):
            wish = Wish("robot", matter)
        async with self.database.reading() as session:
            waiting = await self.robot.desk.waiting(session, message.conversation_id)
        if waiting is None and wish is not None and job.attempt <= _SOON_QUEUED:
            raise NotQueuedYet
        if waiting is not None and person is not None and _is_more_pressing(person, waiting, wish):
            await self._bring_forward(job, message, person)
        elif waiting is not None and wish is not None and wish.kind in waiting.choices:
            await self._choose(job, message, wish, waiting)
        elif waiting is not None and matter is not None and person is None and "robot" in waiting.choices:
            await self._offer_help(job, message, matter)
        elif waiting is not None and self.request_turns is not None and _presses_complaint(said):
            await self._begin(job, message, Heard("", choice=COMPLAIN))
        elif self.request_turns is not None:
            await self.request_turns.by_press(job, message)
        else:
            async with job.transaction():
                return

    async def by_wish(self, job: jobs.Job, message: conversations.Incoming, wish: Wish) -> bool:
        """A choice about waiting while the robot speaks; false, and the job goes on, where something else is meant.

        To be called, or to have a matter taken up, is heard there as from anybody else.
        """
        if wish.kind == "call" or wish.intent is not None:
            return False
        async with self.database.reading() as session:
            waiting = await self.robot.desk.waiting(session, message.conversation_id)
        said = content.parse(message.content)
        is_pressed = isinstance(said, content.Choice)
        heard = self._understood(said) if waiting is not None else None
        person = person_of(decide(heard, Past(), self.robot.facts)) if heard is not None else None
        if person is not None and person.reason in _IN_NEED:
            return False
        # 你先帮我查一下还款日 asks the robot that speaks already for something: it is heard as any other question.
        if not is_pressed and (waiting is None or wish.kind == "robot"):
            return False
        if waiting is not None and wish.kind in waiting.choices:
            await self._choose(job, message, wish, waiting)
            return True
        async with job.transaction() as session:
            turn = await self._turn(session, message, OwnerKind.BOT)
            if turn is not None:
                await self._say(session, turn, "queue_none", ())
        return True

    async def _choose(self, job: jobs.Job, message: conversations.Incoming, wish: Wish, waiting: Waiting) -> None:
        match wish.kind:
            case "robot":
                await self._help(job, message, wish.intent)
            case "leave":
                await self._leave(job, message, waiting)
            case "call":
                await self._begin(job, message, Heard("", choice=f"intent:{CALL_BACK}"))

    async def _help(self, job: jobs.Job, message: conversations.Incoming, intent: str | None) -> None:
        async with job.transaction() as session:
            turn = await self._to_the_robot(session, message, reason=MEANWHILE)
            if turn is None:
                return
            if intent is not None:
                decision = decide(Heard("", choice=f"intent:{intent}"), Past(), self.robot.facts)
            else:
                decision = Decision(Say("robot_meanwhile"), ("chosen while waiting",))
            await self.robot.carry_out(session, turn, decision, now=self.clock.now())
            if intent is None:
                await self._ask_again(session, message)

    async def _leave(self, job: jobs.Job, message: conversations.Incoming, waiting: Waiting) -> None:
        async with job.transaction() as session:
            turn = await self._to_the_robot(session, message, reason=LEFT)
            if turn is None:
                return
            await self._say(session, turn, "queue_left", (STAY,), minutes=str(waiting.kept_min))
            await self._ask_again(session, message)

    async def _begin(self, job: jobs.Job, message: conversations.Incoming, heard: Heard) -> None:
        """She books a call, or complains, with the robot, and keeps her place meanwhile."""
        assert self.request_turns is not None
        async with self.database.transaction() as session:
            turn = await self._to_the_robot(session, message, reason=MEANWHILE)

        async def decided(_: AsyncSession) -> Decision:
            return decide(heard, Past(), self.robot.facts)

        language = self._language(message)
        if turn is None:
            # Somebody took her over meanwhile.
            await self.request_turns.by_press(job, message)
        elif await self.request_turns.by_message(job, message, heard, language, decided) is None:
            async with job.transaction():
                return

    async def _bring_forward(self, job: jobs.Job, message: conversations.Incoming, person: HandOver) -> None:
        now = self.clock.now()
        async with job.transaction() as session:
            turn = await self._turn(session, message, OwnerKind.NOBODY)
            if turn is None:
                return
            if person.text is not None:
                await self.robot.announce(
                    session, turn, person.text, self.robot.pack.text(person.text, turn.language), now=now
                )
            await self.robot.hand_over(session, turn, person, now=now)

    async def _offer_help(self, job: jobs.Job, message: conversations.Incoming, matter: str) -> None:
        """Once in a wait: what she asks the robot could answer, if she likes."""
        now = self.clock.now()
        async with job.transaction() as session:
            turn = await self._turn(session, message, OwnerKind.NOBODY)
            if turn is None:
                return
            before = await conversations.said_in_contact(session, message.contact_id, limit=_LOOK_BACK)
            if any(one.template == "robot_could_help" for one in before):
                return
            text = self.robot.pack.text("robot_could_help", turn.language)
            buttons = self._buttons((f"{ROBOT}:{matter}",), turn.language)
            await self.robot.announce(session, turn, "robot_could_help", text, buttons=buttons, now=now)

    async def _to_the_robot(
        self, session: AsyncSession, message: conversations.Incoming, *, reason: str
    ) -> Turn | None:
        """Make the robot the owner, unless somebody took her over meanwhile; a repeated job finds it done."""
        turn = await self._turn(session, message, OwnerKind.NOBODY) or await self._turn(session, message, OwnerKind.BOT)
        if turn is None:
            return None
        owner = await conversations.hand_over(
            session,
            message.conversation_id,
            to=OwnerKind.BOT,
            actor="customer",
            reason=reason,
            now=self.clock.now(),
            expected=turn.owner,
            waits=reason == MEANWHILE,
        )
        return replace(turn, owner=owner)

    async def _turn(self, session: AsyncSession, message: conversations.Incoming, owner: OwnerKind) -> Turn | None:
        """The turn to speak, while it is still this contact and in these hands."""
        place = await conversations.lock(session, message.conversation_id)
        held = conversations.owner_of(place)
        if held.kind is not owner or place.contact_id != message.contact_id:
            return None
        language = self._language(message)
        return Turn(message.conversation_id, message.contact_id, message.id, message.seq, held, language)

    async def _say(self, session: AsyncSession, turn: Turn, key: str, buttons: Sequence[str], **variables: str) -> None:
        text, shown = self.robot.pack.text(key, turn.language, **variables), self._buttons(buttons, turn.language)
        said = content.Buttons(text=text, buttons=shown) if shown else content.Text(text=text)
        await self.robot.say(session, turn, said, template=key, now=self.clock.now())

    def _buttons(self, ids: Sequence[str], language: str) -> tuple[content.Button, ...]:
        names = {one: f"button_{one.split(':')[1]}" for one in ids}
        return tuple(content.Button(id=one, label=self.robot.pack.text(name, language)) for one, name in names.items())

    async def _ask_again(self, session: AsyncSession, message: conversations.Incoming) -> None:
        """What a request had asked before she went to the queue."""
        if self.request_turns is not None and await requests.is_open(session, message.conversation_id):
            await requests.wake(session, message.conversation_id)

    def _understood(self, said: content.Content) -> Heard | None:
        """Her words; None of a button or a file, and where understanding fails: a person reads them in any case."""
        if not isinstance(said, content.Text):
            return None
        try:
            return hear(self.robot.understander, self.robot.library, said)
        except Exception:
            log.warning("words of somebody who waits were not understood", exc_info=True)
            return None

    @staticmethod
    def _language(message: conversations.Incoming) -> str:
        said = content.parse(message.content)
        return language_in(said.text if isinstance(said, content.Text) else "", message.language)


def _is_more_pressing(person: HandOver, waiting: Waiting, wish: Wish | None) -> bool:
    """Whether she has to be served sooner than she would be; a wish to wait no more counts unless she is in need."""
    is_sooner = sooner(person.lane, waiting.lane) != waiting.lane
    return is_sooner and (wish is None or person.reason in _IN_NEED)


def _presses_complaint(said: content.Content) -> bool:
    return isinstance(said, content.Choice) and said.button == COMPLAIN
