"""Carrying out a decision: words through `conversations.say`, a hand-over with its brief, all in one transaction."""

import math
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, knowledge
from qiao.bot.brief import Briefs
from qiao.bot.decide import Act, Answer, Clarify, Decision, Facts, HandOver, Say, Several
from qiao.bot.moods import Moods
from qiao.bot.ports import Forecast, HumanDesk, Incidents, QuietTimes
from qiao.bot.turn import Turn
from qiao.bot.wording import in_manner
from qiao.conversations import content
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.language import Understander
from qiao.policy import Pack

log = structlog.get_logger(__name__)


class Robot:
    """The robot of a deployment: a pack, what it understands, and how it reaches people."""

    def __init__(  # noqa: PLR0917  (what a robot is made of)
        self,
        pack: Pack,
        understander: Understander,
        library: knowledge.Library,
        ring: KeyRing,
        desk: HumanDesk,
        incidents: Incidents | None = None,
    ) -> None:
        self.pack = pack
        self.understander = understander
        self.library = library
        self._ring = ring
        self._briefs = Briefs(pack, understander)
        self.desk = desk
        self.incidents = incidents or QuietTimes()
        self.moods = Moods()
        self.facts = Facts(dict(pack.intents), frozenset(pack.articles))

    def accepts(self, intents: frozenset[str]) -> None:
        """These can be asked for here, so an answer about one offers to begin it."""
        self.facts = replace(self.facts, accepted=intents)

    def label(self) -> dict[str, str]:
        """The mark of a machine's words: engine, pack and a number of their own (GB 45438-2025)."""
        return {
            "engine": f"qiao-{self.understander.model.fingerprint[:12]}",
            "pack": self.pack.version,
            "number": new_id().hex,
        }

    async def carry_out(
        self,
        session: AsyncSession,
        turn: Turn,
        decision: Decision,
        *,
        now: datetime,
        request: dict[str, Any] | None = None,
    ) -> None:
        """Raises NotOwner when the conversation changed hands since the message was read; nothing is said then.

        `request` is what is known of a request, for a person who takes over.
        """
        await self._act(session, replace(turn, manner=decision.manner), decision.act, request, now=now)

    async def _act(
        self, session: AsyncSession, turn: Turn, act: Act, request: dict[str, Any] | None, *, now: datetime
    ) -> None:
        match act:
            case Say():
                await self._say_text(session, turn, act.text, act.buttons, now=now)
            case Clarify():
                await self._clarify(session, turn, act.intents, now=now)
            case Answer():
                await self.answer(session, turn, act, now=now)
                if act.then is not None:
                    await self.hand_over(session, turn, act.then, now=now, request=request)
            case Several():
                await self._answer_several(session, turn, act, now=now)
                if act.then is not None:
                    await self.hand_over(session, turn, act.then, now=now, request=request)
            case HandOver():
                if act.text is not None:
                    await self._say_text(session, turn, act.text, (), now=now)
                await self.hand_over(session, turn, act, now=now, request=request)
            case _:
                assert_never(act)

    async def _say_text(
        self, session: AsyncSession, turn: Turn, key: str, buttons: tuple[str, ...], *, now: datetime
    ) -> None:
        text = self.pack.text(key, turn.language)
        said = (
            content.Buttons(text=text, buttons=self._buttons(buttons, turn.language))
            if buttons
            else content.Text(text=text)
        )
        await self.say(session, turn, said, template=key, now=now)

    async def _clarify(self, session: AsyncSession, turn: Turn, intents: tuple[str, ...], *, now: datetime) -> None:
        buttons = (*self._meanings(intents, turn.language), *self._buttons(("human", "complaint"), turn.language))
        text = self.pack.text("clarify", turn.language)
        await self.say(session, turn, content.Buttons(text=text, buttons=buttons), template="clarify", now=now)

    async def answer(self, session: AsyncSession, turn: Turn, act: Answer, *, now: datetime) -> None:
        """The article of an intent. Raises NotOwner."""
        answered = knowledge.answer_for(self.pack, act.intent, turn.language)
        if answered is None:
            await self._say_text(session, turn, "not_understood", ("human", "complaint"), now=now)
            return
        following = () if act.buttons or act.then else answered.next[:2]
        buttons = tuple(content.Button(id=f"intent:{intent}", label=name) for intent, name in following)
        own = act.buttons or (() if act.then else ("unsolved",))
        if act.begins:
            label = self.pack.text("button_begin", turn.language)
            buttons = (content.Button(id=f"intent:{act.intent}", label=label), *buttons)
        card = content.Answer(
            title=answered.title,
            text=answered.text,
            source=content.Source(article=answered.article, title=answered.title, version=answered.version),
            buttons=(*buttons, *self._buttons(own, turn.language)),
        )
        await self.say(session, turn, card, template="answer", now=now)

    async def _answer_several(self, session: AsyncSession, turn: Turn, act: Several, *, now: datetime) -> None:
        """One turn for all of them, so that no other message can come between."""
        found = (knowledge.answer_for(self.pack, intent, turn.language) for intent in act.intents)
        answers = tuple(
            content.AnswerPart(
                title=one.title,
                text=one.text,
                source=content.Source(article=one.article, title=one.title, version=one.version),
            )
            for one in found
            if one is not None
        )
        card = content.Answers(
            text=self.pack.text("several_also" if act.also else "several", turn.language),
            answers=answers,
            buttons=(
                *self._meanings(act.also, turn.language),
                *self._buttons(act.buttons or (() if act.then else ("unsolved",)), turn.language),
            ),
        )
        await self.say(session, turn, card, template="several", now=now)

    async def say(
        self,
        session: AsyncSession,
        turn: Turn,
        said: content.Content,
        *,
        template: str,
        now: datetime,
        level: conversations.Level = conversations.Level.A0,
    ) -> None:
        """Words of the robot, with its label; seen by sessions of that level. Raises NotOwner."""
        said, template = in_manner(self.pack, said, template, turn.manner, turn.language)
        await conversations.say(
            session,
            self._ring,
            turn.conversation_id,
            said,
            owner=turn.owner,
            author=conversations.BOT,
            now=now,
            level=level,
            language=turn.language,
            label=self.label(),
            template=(template, self.pack.version),
            reply_to=turn.message_id,
        )

    async def hand_over(
        self,
        session: AsyncSession,
        turn: Turn,
        act: HandOver,
        *,
        now: datetime,
        request: dict[str, Any] | None = None,
    ) -> None:
        """To a person, with the brief; `request` is what is known of what was being asked for."""
        lane = act.lane
        brief = await self._briefs.written(
            session, turn.contact_id, reason=act.reason, language=turn.language, now=now, until=turn.seq
        )
        if request is not None:
            brief["request"] = request
        await conversations.hand_over(
            session,
            turn.conversation_id,
            to=conversations.OwnerKind.NOBODY,
            actor="bot",
            reason=act.reason,
            now=now,
            expected=turn.owner,
            brief=brief,
            lane=lane,
        )
        prospects = await self._prospects(session, turn, lane, now=now)
        buttons = self._buttons(act.buttons, turn.language)
        await self.announce(session, turn, "handing_over", prospects, now=now, buttons=buttons)

    async def announce(
        self,
        session: AsyncSession,
        turn: Turn,
        notice: str,
        text: str,
        *,
        now: datetime,
        buttons: tuple[content.Button, ...] = (),
    ) -> None:
        """A fact of the house, where the robot is not the one who speaks."""
        await conversations.announce(
            session,
            self._ring,
            turn.conversation_id,
            content.Notice(notice=notice, text=text, buttons=buttons),
            template_version=self.pack.version,
            language=turn.language,
            now=now,
        )

    async def _prospects(self, session: AsyncSession, turn: Turn, lane: str, *, now: datetime) -> str:
        try:
            forecast = await self.desk.forecast(session, turn.conversation_id, lane=lane, now=now)
        except Exception:
            log.warning("the desk gave no forecast", exc_info=True)
            return self.pack.text("queue_unknown", turn.language)
        return self._expectation(forecast, turn.language)

    def _expectation(self, forecast: Forecast, language: str) -> str:
        """One honest line about what happens next."""
        if not forecast.open:
            opens_at = forecast.opens_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if forecast.opens_at else ""
            return self.pack.text("queue_off_hours", language, opens_at=opens_at)
        if forecast.ahead == 0:
            return self.pack.text("queue_next", language)
        if forecast.wait_s is None:
            return self.pack.text("queue_unknown", language)
        return self.pack.text(
            "queue_place", language, place=str(forecast.ahead), wait=self._wait(forecast.wait_s, language)
        )

    def _wait(self, wait_s: tuple[float, float], language: str) -> str:
        least, most = (math.ceil(one / 60) for one in wait_s)
        if most <= 1:
            return self.pack.text("under_a_minute", language)
        if least == most:
            return self.pack.text("minutes", language, n=str(most))
        return self.pack.text("minutes_between", language, least=str(least), most=str(most))

    def _meanings(self, intents: tuple[str, ...], language: str) -> tuple[content.Button, ...]:
        return tuple(
            content.Button(id=f"intent:{intent}", label=knowledge.name_of(self.pack, intent, language))
            for intent in intents
        )

    def _buttons(self, ids: tuple[str, ...], language: str) -> tuple[content.Button, ...]:
        return tuple(content.Button(id=button, label=self.pack.text(f"button_{button}", language)) for button in ids)
