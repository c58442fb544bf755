"""The robot's turn: one customer message, one answer, exactly once.

The job that answers a message is ended in the transaction that stores the answer. A reply that was computed before
the conversation changed hands is dropped there.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.bot.act import Robot
from qiao.bot.befalling import UnaffectedTurns, tell_first
from qiao.bot.decide import Decision, HandOver, Heard, Past, decide
from qiao.bot.hearing import hear, language_in
from qiao.bot.manner import acknowledged_in, plain_template
from qiao.bot.on_record import LOOK_BACK, has_answered, note_reading
from qiao.bot.ports import Bystander
from qiao.bot.promised_calls import PromisedCallTurns
from qiao.bot.request_turns import RequestTurns
from qiao.bot.turn import Turn
from qiao.bot.waiting import wish_in
from qiao.bot.waiting_turns import WaitingTurns
from qiao.conversations import AuthorKind, OwnerKind, content
from qiao.foundation import jobs, telemetry
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict
from qiao.language import Emotion, worsened

log = structlog.get_logger(__name__)

_TRIES_BEFORE_A_PERSON = 3
_A_PERSON = Decision(HandOver("unavailable"), ("the robot failed",))
_LATELY = timedelta(hours=72)
_LONGEST_NAME = 4


def is_from_a_customer(facts: Mapping[str, Any]) -> bool:
    """Of accepted messages the robot hears only these."""
    return facts["author"] == AuthorKind.CUSTOMER


def turn_handler(
    robot: Robot,
    database: Database,
    clock: Clock,
    *,
    gives_up: bool = False,
    request_turns: RequestTurns | None = None,
    bystander: Bystander | None = None,
) -> jobs.Handler:
    """The subscriber of customer messages; one that `gives_up` reads nothing and lets a person answer.

    Without `request_turns` nothing is accepted: the robot explains. What a person answers is told to `bystander`.
    """
    elsewhere = _Elsewhere(robot, database, clock, request_turns, bystander, gives_up=gives_up)

    async def take_turn(job: jobs.Job) -> None:
        message = await _message(job, database)
        if await elsewhere.takes(job, message):
            return
        # Understanding takes most of a turn's time; no transaction waits for it.
        heard, failed = _unread(message) if gives_up else _understood(robot, message, attempt=job.attempt)
        is_written = heard.choice is None and heard.file is None
        robot.moods.remember(message.conversation_id, message.seq, heard.emotion if is_written else None)
        # 测试华诚 answers an English question for the name, and asks for no other language.
        is_told = is_written and (heard.accepted or len(heard.text) > _LONGEST_NAME)
        language = language_in(heard.text if is_told else "", message.language)
        if failed is None and await elsewhere.unaffected.take(job, message, heard, language):
            return
        if failed is None and await elsewhere.calls.take(job, message, heard, language):
            return
        if request_turns is not None and failed is None:
            taken, failed = await _with_requests(request_turns, job, message, heard, language)
            if taken is not None:
                _count(taken, message)
                return
        async with job.transaction() as session:
            place = await conversations.lock(session, message.conversation_id)
            owner = conversations.owner_of(place)
            if owner.kind is not OwnerKind.BOT or place.contact_id != message.contact_id:
                return
            before = await conversations.traces_before(session, message, look_back=LOOK_BACK)
            if heard.file is not None and _has_told_of_files(before):
                return
            felt = await _felt_before(session, robot, message, before)
            heard = await _with_history(session, heard, message.conversation_id, now=clock.now())
            decision = failed or _decided(
                robot, heard, replace(_past(before), felt=felt), attempt=job.attempt, now=clock.now()
            )
            turn = Turn(
                conversation_id=message.conversation_id,
                contact_id=message.contact_id,
                message_id=message.id,
                seq=message.seq,
                owner=owner,
                language=language,
            )
            if not has_answered(before):
                await note_reading(session, place.customer_id, turn, now=clock.now())
                await tell_first(robot, session, turn, place.customer_id, now=clock.now())
            await robot.carry_out(session, turn, decision, now=clock.now())
            if heard.file is not None and await requests.is_open(session, message.conversation_id):
                # What was asked stands above the file now.
                await requests.wake(session, message.conversation_id)
        _count(decision, message)

    return take_turn


class _Elsewhere:
    """What is not the robot's to answer: messages to a person or to whoever comes, and choices of those who wait."""

    def __init__(
        self,
        robot: Robot,
        database: Database,
        clock: Clock,
        request_turns: RequestTurns | None,
        bystander: Bystander | None,
        *,
        gives_up: bool,
    ) -> None:
        self._robot, self._database, self._clock, self._bystander = robot, database, clock, bystander
        self.calls = PromisedCallTurns(robot, database, clock)
        self.unaffected = UnaffectedTurns(robot, clock)
        self._waiting = WaitingTurns(robot, database, clock, request_turns)
        self._request_turns = request_turns
        self._gives_up = gives_up

    async def takes(self, job: jobs.Job, message: conversations.Incoming) -> bool:
        """Whether it was such a message; the job is ended then."""
        if message.owner_kind == OwnerKind.BOT:
            wish = None if self._gives_up else wish_in(content.parse(message.content))
            return wish is not None and await self._waiting.by_wish(job, message, wish)
        pressed = _pressed(message)
        if await self.unaffected.take(job, message, *pressed) or await self.calls.take(job, message, *pressed):
            return True
        if message.owner_kind == OwnerKind.NOBODY and not self._gives_up:
            await self._waiting.take(job, message)
            return True
        if self._bystander is not None and (felt := self._felt(message)) is not None:
            async with job.transaction() as session:
                await self._bystander.heard(session, message, felt, now=self._clock.now())
            return True
        if self._bystander is not None:
            async with self._database.transaction() as session:
                await self._bystander.came(session, message, now=self._clock.now())
        if self._request_turns is not None:
            # What is pressed on the card of a request counts, whoever speaks.
            await self._request_turns.by_press(job, message)
        else:
            async with job.transaction():
                pass
        return True

    def _felt(self, message: conversations.Incoming) -> Emotion | None:
        return None if self._gives_up else _felt(self._robot, content.parse(message.content))


def _pressed(message: conversations.Incoming) -> tuple[Heard, str]:
    """What was pressed, if anything, and the language of her session: words are not understood for that."""
    said = content.parse(message.content)
    choice = said.button if isinstance(said, content.Choice) else None
    return Heard("", choice=choice), language_in("", message.language)


def _count(decision: Decision, message: conversations.Incoming) -> None:
    telemetry.replies.labels(decision.act.kind).inc()
    telemetry.reply_seconds.observe(max(time.time() - message.accepted_at.timestamp(), 0.0))


async def _with_requests(
    request_turns: RequestTurns,
    job: jobs.Job,
    message: conversations.Incoming,
    heard: Heard,
    language: str,
) -> tuple[Decision | None, Decision | None]:
    """What was decided where a request took the message; and the decision for a person, where it fails for good."""
    robot = request_turns.requesting.robot

    async def decided(session: AsyncSession) -> Decision:
        before = await conversations.traces_before(session, message, look_back=LOOK_BACK)
        felt = await _felt_before(session, robot, message, before)
        worse = await _with_history(session, heard, message.conversation_id, now=message.accepted_at)
        past = replace(_past(before), felt=felt)
        return _decided(robot, worse, past, attempt=job.attempt, now=message.accepted_at)

    try:
        return await request_turns.by_message(job, message, heard, language, decided), None
    except Conflict:
        # Somebody else moved it, or took the conversation over: the job is tried again.
        raise
    except Exception:
        if job.attempt < _TRIES_BEFORE_A_PERSON:
            raise
        log.exception("a request cannot go on; a person will answer")
        return None, _A_PERSON


async def _message(job: jobs.Job, database: Database) -> conversations.Incoming:
    """The message to answer; read again unless this process has just stored it as one for the robot."""
    if isinstance(job.at_hand, conversations.Incoming) and job.at_hand.owner_kind == OwnerKind.BOT:
        return job.at_hand
    async with database.reading() as session:
        return await conversations.incoming(session, UUID(job.payload["facts"]["message"]))


def _unread(message: conversations.Incoming) -> tuple[Heard, Decision]:
    """Whoever read it was lost with it, again and again."""
    said = content.parse(message.content)
    return Heard("" if isinstance(said, content.File) else content.plain(said)), _A_PERSON


def _understood(robot: Robot, message: conversations.Incoming, *, attempt: int) -> tuple[Heard, Decision | None]:
    """What was heard; and already the decision, where the robot fails again and again: a person will answer."""
    said = content.parse(message.content)
    try:
        return hear(robot.understander, robot.library, said), None
    except Exception:
        if attempt < _TRIES_BEFORE_A_PERSON:
            raise
        log.exception("the robot cannot understand; a person will answer")
        return _unread(message)


def _decided(robot: Robot, heard: Heard, past: Past, *, attempt: int, now: datetime) -> Decision:
    """What to do; a robot that fails again and again lets a person answer."""
    try:
        return decide(heard, past, replace(robot.facts, urgent=robot.incidents.urgent(now)))
    except Exception:
        if attempt < _TRIES_BEFORE_A_PERSON:
            raise
        log.exception("the robot cannot decide; a person will answer")
        return _A_PERSON


async def _felt_before(
    session: AsyncSession, robot: Robot, message: conversations.Incoming, before: Sequence[conversations.Trace]
) -> tuple[Emotion, ...]:
    """What she felt in her last messages; words are read again only where no memory of them is left."""
    unread = set(robot.moods.unread(message.conversation_id, before))
    if unread:
        said = await conversations.said_in_contact(session, message.contact_id, limit=LOOK_BACK, until=message.seq)
        for row in said:
            if row.seq in unread:
                robot.moods.remember(message.conversation_id, row.seq, _felt(robot, content.parse(row.content)))
    return robot.moods.felt(message.conversation_id, before)


def _felt(robot: Robot, said: content.Content) -> Emotion | None:
    """Nothing for a button or a file, nor where reading fails: a feeling must not silence anybody."""
    if isinstance(said, content.Choice | content.File):
        return None
    try:
        return robot.understander.feel(content.plain(said))
    except Exception:
        log.warning("a message could not be felt", exc_info=True)
        return None


async def _with_history(session: AsyncSession, heard: Heard, conversation_id: UUID, *, now: datetime) -> Heard:
    """A negative feeling weighs more after many contacts or a bad rating; nothing is read for the others."""
    if not heard.emotion.is_negative:
        return heard
    contacts, rating = await conversations.contacts_since(session, conversation_id, now - _LATELY)
    return replace(heard, emotion=worsened(heard.emotion, contacts_in_72_h=contacts, last_rating=rating))


def _has_told_of_files(before: Sequence[conversations.Trace]) -> bool:
    """Whether the robot's last words were that a file came: of five pictures in a row it says so once."""
    kept = [trace.template for trace in before if trace.author_kind == AuthorKind.BOT]
    return bool(kept) and plain_template(kept[-1]) == "file_received"


def _past(before: Sequence[conversations.Trace]) -> Past:
    """How often in a row the robot asked back or missed, until now, and what it has acknowledged."""
    clarified = missed = 0
    kept = [trace.template for trace in before if trace.author_kind == AuthorKind.BOT]
    templates = [plain_template(template) for template in kept]
    for template in reversed(templates):
        if template == "clarify":
            clarified += 1
        elif template in {"not_understood", "redirect"}:
            missed += 1
        else:
            break
    return Past(clarified, missed, templates.count("unsolved_ask"), acknowledged=acknowledged_in(kept))
