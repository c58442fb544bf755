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

from qiao import conversations
from qiao.bot.act import Robot
from qiao.bot.decide import Decision, HandOver, Heard, Past, decide
from qiao.bot.manner import acknowledged_in, plain_template
from qiao.bot.turn import Turn
from qiao.conversations import AuthorKind, OwnerKind, content
from qiao.foundation import jobs, telemetry
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.language import language_of, worsened

log = structlog.get_logger(__name__)

_SAID_BEFORE = 24
_TRIES_BEFORE_A_PERSON = 3
_A_PERSON = Decision(HandOver("unavailable"), ("the robot failed",))
_LATELY = timedelta(hours=72)


def is_from_a_customer(facts: Mapping[str, Any]) -> bool:
    """Of accepted messages the robot hears only these."""
    return facts["author"] == AuthorKind.CUSTOMER


def turn_handler(robot: Robot, database: Database, clock: Clock) -> jobs.Handler:
    """The subscriber of customer messages."""

    async def take_turn(job: jobs.Job) -> None:
        message_id = UUID(job.payload["facts"]["message"])
        async with database.reading() as session:
            message, owner, open_contact = await conversations.message_in_place(session, message_id)
            is_mine = owner.kind is OwnerKind.BOT and open_contact == message.contact_id
            before = (
                await conversations.said_in_contact(session, message.contact_id, limit=_SAID_BEFORE) if is_mine else []
            )
        if not is_mine:
            async with job.transaction():
                return
        said = content.parse(message.content)
        earlier = [row for row in before if row.seq < message.seq]
        heard, failed = _understood(robot, said, attempt=job.attempt)
        robot.moods.remember(message.conversation_id, message.seq, heard.emotion)
        heard = await _with_history(heard, database, message.conversation_id, now=clock.now())
        decision = failed or _decided(robot, heard, earlier, message.conversation_id, attempt=job.attempt)
        turn = Turn(
            conversation_id=message.conversation_id,
            contact_id=message.contact_id,
            message_id=message_id,
            owner=owner,
            language=_language(heard.text if heard.choice is None else "", message.language),
            said=[*earlier, conversations.Spoken.of(message)],
        )
        try:
            async with job.transaction() as session:
                await robot.carry_out(session, turn, decision, now=clock.now())
        except conversations.NotOwner:
            log.info("a reply came after a hand-over and was dropped", conversation_id=str(turn.conversation_id))
            async with job.transaction():
                return
        telemetry.replies.labels(decision.act.kind).inc()
        telemetry.reply_seconds.observe(max(time.time() - message.accepted_at.timestamp(), 0.0))

    return take_turn


def _understood(robot: Robot, said: content.Content, *, attempt: int) -> tuple[Heard, Decision | None]:
    """What was heard; and already the decision where the robot fails again and again: a person will answer."""
    try:
        return _heard(robot, said), None
    except Exception:
        if attempt < _TRIES_BEFORE_A_PERSON:
            raise
        log.exception("the robot cannot understand; a person will answer")
        return Heard(content.plain(said)), _A_PERSON


def _decided(
    robot: Robot, heard: Heard, earlier: Sequence[conversations.Spoken], conversation_id: UUID, *, attempt: int
) -> Decision:
    """What to do; a robot that fails again and again lets a person answer."""
    try:
        felt = robot.moods.felt_in(conversation_id, earlier, robot.understander.feel)
        return decide(heard, replace(_past(earlier), felt=felt), robot.facts)
    except Exception:
        if attempt < _TRIES_BEFORE_A_PERSON:
            raise
        log.exception("the robot cannot decide; a person will answer")
        return _A_PERSON


async def _with_history(heard: Heard, database: Database, conversation_id: UUID, *, now: datetime) -> Heard:
    """A negative feeling weighs more after many contacts or a bad rating; nothing is read for the others."""
    if not heard.emotion.is_negative:
        return heard
    async with database.reading() as session:
        contacts, rating = await conversations.contacts_since(session, conversation_id, now - _LATELY)
    return replace(heard, emotion=worsened(heard.emotion, contacts_in_72_h=contacts, last_rating=rating))


def _heard(robot: Robot, said: content.Content) -> Heard:
    if isinstance(said, content.Choice):
        return Heard(said.label, choice=said.button)
    text = content.plain(said)
    understood = robot.understander.understand(text)
    return Heard(
        text,
        ranked=understood.intents,
        out_of_scope=understood.out_of_scope,
        accepted=understood.accepted,
        signals=frozenset(str(signal.name) for signal in understood.signals),
        emotion=understood.emotion,
    )


def _past(earlier: Sequence[conversations.Spoken]) -> Past:
    """How often in a row the robot asked back or missed, until now."""
    clarified = missed = 0
    kept = [row.template for row in earlier if row.author_kind == AuthorKind.BOT]
    templates = [plain_template(template) for template in kept]
    for template in reversed(templates):
        if template == "clarify":
            clarified += 1
        elif template in {"not_understood", "redirect"}:
            missed += 1
        else:
            break
    return Past(clarified, missed, templates.count("unsolved_ask"), acknowledged=acknowledged_in(kept))


def _language(text: str, of_session: str | None) -> str:
    """The language of the words themselves; of the session where they are too few to tell."""
    if text and (language_of(text) == "zh") == any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return language_of(text)
    return of_session if of_session in {"zh", "en"} else "zh"
