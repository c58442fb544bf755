"""The robot's turn: one customer message, one answer, exactly once.

The job that answers a message is ended in the transaction that stores the answer. A reply that was computed before
the conversation changed hands is dropped there.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.bot.act import Robot
from qiao.bot.decide import Decision, HandOver, Heard, Past, decide
from qiao.bot.turn import Turn
from qiao.conversations import AuthorKind, OwnerKind, content
from qiao.foundation import jobs, telemetry
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.language import language_of

log = structlog.get_logger(__name__)

_SAID_BEFORE = 24
_TRIES_BEFORE_A_PERSON = 3


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
        heard, decision = _decided(robot, said, _past(earlier), attempt=job.attempt)
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
                if not any(row.author_kind == AuthorKind.BOT for row in earlier):
                    await _note_reading(session, turn, now=clock.now())
                await robot.carry_out(session, turn, decision, now=clock.now())
        except conversations.NotOwner:
            log.info("a reply came after a hand-over and was dropped", conversation_id=str(turn.conversation_id))
            async with job.transaction():
                return
        telemetry.replies.labels(decision.act.kind).inc()
        telemetry.reply_seconds.observe(max(time.time() - message.accepted_at.timestamp(), 0.0))

    return take_turn


async def _note_reading(session: AsyncSession, turn: Turn, *, now: datetime) -> None:
    """The robot is a post too: that it reads this contact is recorded once, with its first answer."""
    state = await conversations.state(session, turn.conversation_id)
    act = access.audit.Record(
        "bot",
        access.audit.Action.ROBOT_READ,
        post=access.Post.BOT,
        customer_id=state.customer_id,
        contact_id=turn.contact_id,
        purpose="service",
        fields=[("transcript", "masked", "robot")],
    )
    await access.audit.record(session, act, now=now)


def _decided(robot: Robot, said: content.Content, past: Past, *, attempt: int) -> tuple[Heard, Decision]:
    """What was heard and what to do. A robot that fails again and again lets a person answer."""
    try:
        heard = _heard(robot, said)
        return heard, decide(heard, past, robot.facts)
    except Exception:
        if attempt < _TRIES_BEFORE_A_PERSON:
            raise
        log.exception("the robot cannot answer; a person will")
        return Heard(content.plain(said)), Decision(HandOver("unavailable"), ("the robot failed",))


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
    )


def _past(earlier: Sequence[conversations.Spoken]) -> Past:
    """How often in a row the robot asked back or missed, until now."""
    clarified = missed = 0
    templates = [row.template for row in earlier if row.author_kind == AuthorKind.BOT]
    for template in reversed(templates):
        if template == "clarify":
            clarified += 1
        elif template in {"not_understood", "redirect"}:
            missed += 1
        else:
            break
    return Past(clarified, missed, templates.count("unsolved_ask"))


def _language(text: str, of_session: str | None) -> str:
    """The language of the words themselves; of the session where they are too few to tell."""
    if text and (language_of(text) == "zh") == any("\u4e00" <= sign <= "\u9fff" for sign in text):
        return language_of(text)
    return of_session if of_session in {"zh", "en"} else "zh"
