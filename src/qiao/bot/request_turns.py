"""Turns in which a request moves: by a message, by an effect that ended, by silence, by proof of who is there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.bot.decide import Answer, Decision, HandOver, Heard, Several
from qiao.bot.listening import (
    COMPLAIN,
    Openness,
    answers_a_card,
    counts_beside_a_person,
    follows_up,
    for_dialogue,
    may_begin,
    person_of,
)
from qiao.bot.moving import Keep, Moving
from qiao.bot.on_record import LOOK_BACK, has_answered, note_reading
from qiao.bot.requesting import Requesting, at_newest, at_of, level_of
from qiao.bot.turn import Turn
from qiao.bot.waiting import CALL_BACK
from qiao.conversations import Level, OwnerKind
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.language import entities
from qiao.policy import Lane, sooner
from qiao.requests import At, Ending, Moved, NotProven, Output

log = structlog.get_logger(__name__)

_PROVE_AGAIN_AFTER = timedelta(seconds=10)
"""A lender that is back is asked within this, so that everything is settled within a minute."""
_TOPIC, _FACTS = "topic", "facts"
_LONGEST_WISH, _LONGEST_ACCOUNT = 16, 500
_HELPS = frozenset({"signal", "emergency"})
"""A person was thought of for these, and a request helps at once; what is to be said to her then is said first."""
Decide = Callable[[AsyncSession], Awaitable[Decision]]


class _HandsChanged(Exception):
    """While a button was heard somebody took the conversation over, or ended the contact."""


@dataclass(frozen=True, slots=True)
class RequestTurns:
    """Moves dialogues and says what comes of it."""

    requesting: Requesting
    database: Database
    clock: Clock

    async def by_message(
        self, job: jobs.Job, message: conversations.Incoming, heard: Heard, language: str, decide: Decide
    ) -> Decision | None:
        """Take a message into the dialogue and end the job; None where it is none of the dialogue's business."""
        acceptance = self.requesting.acceptance
        now = self.clock.now()
        async with self.database.reading() as session:
            stands = await requests.stands(session, message.conversation_id)
            lately = stands.changed_at is not None and stands.changed_at >= now - requests.AGREES_AGAIN_WITHIN
            is_open = stands.is_open or (lately and follows_up(heard))
            if not is_open and not may_begin(heard, acceptance.book):
                return None
            level = await level_of(session, message.session_id, now=now)
            openness = Openness(acceptance.book, is_open, level)
            if not openness.concerns(heard):
                return None
            decision = await decide(session)
            said = for_dialogue(heard, decision, openness)
            if said is None:
                return None
            text = heard.text
            if message.spans:
                text = await conversations.original_text(session, acceptance.ring, message.id) or text
            speaker = await conversations.speaker(session, message.conversation_id)
            if CALL_BACK in said.intents or said.button == f"intent:{CALL_BACK}":
                said = replace(said, knows=await self._waits_about(session, message))
        if self._takes_up_a_complaint(said) and _tells_more_than_a_wish(text):
            said = replace(said, knows={**said.knows, _FACTS: text[:_LONGEST_ACCOUNT]})
        if said.button is None:
            said = replace(said, text=text, entities=requests.said(entities.find(text, now=now)))
        at = at_of(speaker, level, language)
        try:
            outcome = await self._moved(
                job,
                at,
                lambda dialogue, house, who, moment: requests.advance(dialogue, said, house, who, moment),
                lambda session, moved: self._answer(session, message, moved, decision, said),
            )
        except _HandsChanged:
            await self.by_press(job, message)
            return decision
        return decision if outcome else None

    def _takes_up_a_complaint(self, said: requests.Heard) -> bool:
        flow = self.requesting.acceptance.book.complaint
        return flow is not None and (said.complains or not set(flow.intents).isdisjoint(said.intents))

    async def _waits_about(self, session: AsyncSession, message: conversations.Incoming) -> dict[str, str]:
        """What somebody who waits for a person wants of her is what she wants to be called about."""
        if await self.requesting.robot.desk.waiting(session, message.conversation_id) is None:
            return {}
        brief = await conversations.brief(session, message.contact_id) or {}
        return {_TOPIC: brief["asked"]} if brief.get("topic") else {}

    async def _answer(
        self,
        session: AsyncSession,
        message: conversations.Incoming,
        moved: Moved,
        decision: Decision,
        said: requests.Heard,
    ) -> None:
        now = self.clock.now()
        place = await conversations.lock(session, message.conversation_id)
        owner = conversations.owner_of(place)
        if owner.kind is not OwnerKind.BOT or place.contact_id != message.contact_id:
            pressed = conversations.content.parse(message.content)
            if isinstance(pressed, conversations.content.Choice) and counts_beside_a_person(pressed.button):
                raise _HandsChanged
            return
        turn = Turn(
            message.conversation_id,
            message.contact_id,
            message.id,
            message.seq,
            owner,
            moved.at.language,
            decision.manner,
            Level(moved.at.who.level),
        )
        then = person_of(decision)
        if said.complains and then is not None and then.lane == Lane.LIFE:
            moved = _unshown(moved)
        outputs = await self.requesting.acceptance.keep(session, moved, contact_id=message.contact_id, now=now)
        if not moved.kept.is_open:
            before = await conversations.traces_before(session, message, look_back=LOOK_BACK)
            if not has_answered(before):
                await note_reading(session, place.customer_id, turn, now=now)
        handed = next((one for one in outputs if isinstance(one, requests.HandOver)), None)
        person = then if said.wants_person or (said.upset and handed) else None
        if person is not None:
            act = decision.act if said.wants_person else person
            cards = _cards_beside(person, said, outputs)
            if cards and isinstance(act, HandOver):
                act = replace(act, buttons=())
            await self._to_a_person(session, turn, replace(decision, act=act), handed)
            if cards:
                queue = conversations.owner_of(await conversations.lock(session, message.conversation_id))
                await self.requesting.say_beside(
                    session, moved.at, queue, cards, contact_id=message.contact_id, now=now
                )
            return
        if isinstance(decision.act, HandOver) and decision.act.text is not None and decision.act.reason in _HELPS:
            first = conversations.content.Text(text=self.requesting.robot.pack.text(decision.act.text, turn.language))
            await self.requesting.robot.say(session, turn, first, template=decision.act.text, now=now)
        await self.requesting.speak(session, turn, outputs, now=now)

    async def _to_a_person(
        self, session: AsyncSession, turn: Turn, decision: Decision, handed: requests.HandOver | None
    ) -> None:
        """With what is known of the request that was open, and as soon as either of them asks for."""
        act, brief = decision.act, None
        if handed is not None:
            brief = self.requesting.brief_of(handed)
            if isinstance(act, HandOver):
                act = replace(act, lane=sooner(act.lane, handed.lane))
            elif isinstance(act, Answer | Several) and act.then is not None:
                act = replace(act, then=replace(act.then, lane=sooner(act.then.lane, handed.lane)))
        told = replace(decision, act=act)
        await self.requesting.robot.carry_out(session, turn, told, now=self.clock.now(), request=brief)

    async def by_press(self, job: jobs.Job, message: conversations.Incoming) -> None:
        """She pressed a button of a request's card, or the way to complain, where the robot does not speak with her.

        Ends the job.

        Words are the person's to answer.
        """
        pressed = conversations.content.parse(message.content)
        now = self.clock.now()
        async with self.database.reading() as session:
            is_open = await requests.is_open(session, message.conversation_id)
            level = await level_of(session, message.session_id, now=now)
            speaker = await conversations.speaker(session, message.conversation_id)
        taken = False
        button = pressed.button if isinstance(pressed, conversations.content.Choice) else ""
        complains = button == COMPLAIN
        if isinstance(pressed, conversations.content.Choice) and (complains or (is_open and answers_a_card(button))):
            at = at_of(speaker, level, message.language if message.language in {"zh", "en"} else "zh")
            said = requests.Heard(button=pressed.button, briefly=complains)
            taken = await self._moved(
                job,
                at,
                lambda dialogue, house, who, moment: requests.advance(dialogue, said, house, who, moment),
                lambda session, moved: self._hear_press(session, moved, message, pressed.label),
            )
        if not taken:
            async with job.transaction():
                return

    async def _hear_press(
        self, session: AsyncSession, moved: Moved, message: conversations.Incoming, label: str
    ) -> None:
        now = self.clock.now()
        place = await conversations.lock(session, message.conversation_id)
        owner = conversations.owner_of(place)
        contact_id = place.contact_id or message.contact_id
        outputs = await self.requesting.acceptance.keep(session, moved, contact_id=contact_id, now=now)
        if owner.kind is OwnerKind.BOT and place.contact_id == message.contact_id:
            await self._tell(session, moved.at, outputs)
            return
        await self.requesting.say_beside(session, moved.at, owner, outputs, contact_id=contact_id, now=now)
        is_served = owner.kind is OwnerKind.AGENT and place.contact_id is not None
        if is_served and moved.state.frames != moved.kept.state.frames:
            await self.requesting.note_press(session, message, label, now=now)

    async def by_effect(self, job: jobs.Job) -> None:
        """An effect ended, or its outcome stays unknown: prove it and tell."""
        facts = job.payload["facts"]
        request_id = UUID(str(facts["for"]).removeprefix("request:"))
        acceptance = self.requesting.acceptance
        try:
            ending = await acceptance.ending(request_id, "zh")
        except NotProven:
            await self._prove_later(job)
            return
        if ending is None:
            async with job.transaction():
                return
        async with self.database.reading() as session:
            at = await at_newest(session, ending.request.conversation_id, now=self.clock.now())
        if ending.outcome.kind == "pending":
            async with job.transaction() as session:
                if job.payload["type"] == "EffectPending":
                    await self._tell(session, at, [acceptance.pending(ending)])
            return
        await self._moved(
            job,
            at,
            lambda dialogue, house, who, moment: requests.performed(dialogue, ending.outcome, house, who, moment),
            lambda session, moved: self._end(session, moved, ending),
            always=True,
        )

    async def _prove_later(self, job: jobs.Job) -> None:
        """No failure of ours, so it costs no try, and the pause stays short however long the lender is away."""
        async with job.transaction() as session:
            await jobs.schedule(
                session,
                kind=job.kind,
                key=job.key,
                lane=job.lane,
                due_at=self.clock.now() + _PROVE_AGAIN_AFTER,
                payload=job.payload,
            )

    async def _end(self, session: AsyncSession, moved: Moved, ending: Ending) -> None:
        now = self.clock.now()
        place = await conversations.lock(session, moved.at.conversation_id)
        contact_id = place.contact_id or ending.request.contact_id
        outputs = await self.requesting.acceptance.finish(session, moved, ending, contact_id=contact_id, now=now)
        await self._tell(session, moved.at, outputs)

    async def by_silence(self, job: jobs.Job) -> None:
        """Nobody has said anything for a while."""
        conversation_id = UUID(job.payload["conversation"])
        await self._by_itself(job, conversation_id, requests.silent, noticed=True)

    async def by_proof(self, job: jobs.Job) -> None:
        """Go on from where the dialogue stands."""
        await self._by_itself(job, UUID(job.payload["conversation"]), requests.proceed, noticed=False)

    async def _by_itself(self, job: jobs.Job, conversation_id: UUID, move: requests.Move, *, noticed: bool) -> None:
        async with self.database.reading() as session:
            is_open = await requests.is_open(session, conversation_id)
            at = await at_newest(session, conversation_id, now=self.clock.now())
        if not is_open:
            async with job.transaction():
                return

        async def tell(session: AsyncSession, moved: Moved) -> None:
            place = await conversations.lock(session, conversation_id)
            contact_id = place.contact_id or conversation_id
            forgetful = replace(moved, kept=replace(moved.kept, silence_at=None)) if noticed else moved
            outputs = await self.requesting.acceptance.keep(
                session, forgetful, contact_id=contact_id, now=self.clock.now()
            )
            await self._tell(session, moved.at, outputs)

        await self._moved(job, at, move, tell, always=True)

    async def _tell(self, session: AsyncSession, at: At, outputs: list[Output]) -> None:
        """As the robot where it owns the conversation, as the house otherwise; to nobody without an open contact."""
        now = self.clock.now()
        place = await conversations.lock(session, at.conversation_id)
        owner = conversations.owner_of(place)
        if place.contact_id is None or owner.kind is not OwnerKind.BOT:
            await self.requesting.announce(session, at, outputs, now=now)
            return
        turn = Turn(
            at.conversation_id,
            place.contact_id,
            None,
            place.seq,
            owner,
            at.language,
            level=Level(at.who.level),
        )
        await self.requesting.speak(session, turn, outputs, now=now)

    async def _moved(self, job: jobs.Job, at: At, move: requests.Move, keep: Keep, *, always: bool = False) -> bool:
        """Move the dialogue and end the job with it; false, and the job goes on, where nothing was taken."""
        moving = Moving(self.requesting.acceptance, self.database, self.clock)
        return await moving.move(job.transaction, at, move, keep, always=always)


def _unshown(moved: Moved) -> Moved:
    """The card of her complaint is not shown while there is danger to a life, and a later yes does not mean it."""
    top = moved.state.top
    return moved if top is None else replace(moved, state=moved.state.with_top(top.with_(carded=None)))


def _cards_beside(person: HandOver, said: requests.Heard, outputs: list[Output]) -> list[requests.ConfirmCard]:
    """The card of her complaint, while she waits. Whoever is in danger is shown none."""
    if person.lane == Lane.LIFE or not said.complains:
        return []
    return [one for one in outputs if isinstance(one, requests.ConfirmCard)]


def _tells_more_than_a_wish(text: str) -> bool:
    """Whether what she began with is an account already, so that she is not asked for it again."""
    return len(text) > _LONGEST_WISH and not requests.is_wish(text)
