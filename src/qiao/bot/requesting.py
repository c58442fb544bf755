"""Requests in the robot's mouth: a message or an event moves a dialogue, and what comes of it is said and done."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.bot.act import Robot
from qiao.bot.decide import Answer, HandOver
from qiao.bot.turn import Turn
from qiao.conversations import Level, OwnerKind
from qiao.policy import InBoth, Lane, sooner
from qiao.requests import Acceptance, At, Caller, Output, Words, rendered

_TO_A_PERSON = frozenset({"human", "complaint"})
_LANES = {"complaint": Lane.COMPLAINT}
_FACTS = (requests.Receipt, requests.Refusal, requests.ShowCard)
_ANSWERED_BY_WORDS = frozenset({"change"})
_OfTheHouse = conversations.content.Notice | conversations.content.Receipt | conversations.content.Confirm
_WORDS = (conversations.content.Text, conversations.content.Buttons)


@dataclass(frozen=True, slots=True)
class Requesting:
    """Says what a dialogue wants said, as the owner of the conversation or as the house."""

    robot: Robot
    acceptance: Acceptance

    async def speak(self, session: AsyncSession, turn: Turn, outputs: Sequence[Output], *, now: datetime) -> None:
        """Raises NotOwner when the conversation changed hands; nothing is said then."""
        waiting: list[Output] = []
        for output in outputs:
            match output:
                case requests.HandOver():
                    turn = await self._say(session, turn, waiting, now=now)
                    await self._hand_over(session, turn, output, now=now)
                    return
                case requests.Digress():
                    turn = await self._say(session, turn, waiting, now=now)
                    waiting.clear()
                    await self.robot.answer(session, turn, Answer(output.intent), now=now)
                    turn = acknowledged(turn)
                case _:
                    waiting.append(output)
        await self._say(session, turn, waiting, now=now)

    async def announce(
        self,
        session: AsyncSession,
        at: At,
        outputs: Sequence[Output],
        *,
        now: datetime,
        contact_id: UUID | None = None,
    ) -> None:
        """Tell the facts among them, where somebody else speaks in the conversation: how a request ended.

        Without an open contact they belong to `contact_id`, one that was closed.
        """
        facts = [one for one in outputs if isinstance(one, _FACTS)]
        await self._announce(session, at, facts, contact_id=contact_id, now=now)

    async def say_beside(
        self,
        session: AsyncSession,
        at: At,
        owner: conversations.Owner,
        outputs: Sequence[Output],
        *,
        now: datetime,
        contact_id: UUID,
    ) -> None:
        """While the robot does not speak: facts from the house, and from the agent what follows the customer's yes.

        Questions are hers to ask. The card of a complaint is the house's, for it may be about whoever serves, and
        nobody may stand between a customer and its registration. Raises NotOwner.
        """
        of_the_house, hers = list[Output](), list[Output]()
        for one in outputs:
            if isinstance(one, _FACTS) or self._is_card_of_a_complaint(one):
                of_the_house.append(one)
            elif isinstance(one, requests.StepUp | requests.ConfirmCard):
                hers.append(one)
        await self._announce(session, at, of_the_house, contact_id=contact_id, now=now)
        if owner.kind is OwnerKind.AGENT:
            for said in rendered(self.acceptance.book, hers, at.language):
                await self.say_card(session, at, owner, said.content, now=now)

    async def _announce(
        self,
        session: AsyncSession,
        at: At,
        outputs: Sequence[Output],
        *,
        contact_id: UUID | None,
        now: datetime,
    ) -> None:
        for output in outputs:
            for said in rendered(self.acceptance.book, [output], at.language):
                await self._keep(session, at.conversation_id, said.content)
                await conversations.announce(
                    session,
                    self.acceptance.ring,
                    at.conversation_id,
                    _of_the_house(said.content, said.template),
                    template_version=self.robot.pack.version,
                    language=at.language,
                    now=now,
                    level=self._level_of(at, output),
                    contact_id=contact_id,
                )

    def _is_card_of_a_complaint(self, output: Output) -> bool:
        complaint = self.acceptance.book.complaint
        return complaint is not None and isinstance(output, requests.ConfirmCard) and output.flow == complaint.id

    def _level_of(self, at: At, output: Output) -> Level:
        """What a session needs to see it: a visitor sees what she may ask for herself, and nothing of an account."""
        flow = self.acceptance.book.flows.get(getattr(output, "flow", ""))
        return min(Level(at.who.level), Level.A1) if flow is not None and flow.level == Level.A0 else Level.A1

    async def say_card(
        self,
        session: AsyncSession,
        at: At,
        owner: conversations.Owner,
        card: conversations.content.Content,
        *,
        now: datetime,
        client_id: str | None = None,
    ) -> conversations.Said:
        """A card or question of a request as the agent's; a person is there already. Raises NotOwner."""
        return await conversations.say(
            session,
            self.acceptance.ring,
            at.conversation_id,
            without_ways_to_a_person(card),
            owner=owner,
            author=conversations.Author(conversations.AuthorKind.AGENT, owner.id, owner.name),
            now=now,
            level=min(Level(at.who.level), Level.A1),
            language=at.language,
            client_id=client_id,
        )

    async def note_press(
        self, session: AsyncSession, message: conversations.Incoming, label: str, *, now: datetime
    ) -> None:
        """Tell the agent that what the customer pressed was taken."""
        text = self.acceptance.book.text("pressed_by_customer", button=Words(label, label))
        await conversations.note(
            session,
            self.acceptance.ring,
            message.conversation_id,
            text.zh,
            author=conversations.HOUSE,
            client_id=message.id.hex,
            now=now,
        )

    async def _say(self, session: AsyncSession, turn: Turn, outputs: Sequence[Output], *, now: datetime) -> Turn:
        """Returns the turn for what follows: how she feels is acknowledged once, before the first words."""
        for said in rendered(self.acceptance.book, outputs, turn.language):
            await self.robot.say(session, turn, said.content, template=said.template, now=now, level=self.level(turn))
            await self._keep(session, turn.conversation_id, said.content)
            if isinstance(said.content, _WORDS):
                turn = acknowledged(turn)
        return turn

    async def _hand_over(self, session: AsyncSession, turn: Turn, output: requests.HandOver, *, now: datetime) -> None:
        text = output.text.in_language(turn.language)
        said = conversations.content.Text(text=text)
        await self.robot.say(session, turn, said, template="request_hand_over", now=now, level=self.level(turn))
        act = HandOver(
            "complaint" if output.reason == "complaint" else "asked" if output.reason == "asked" else "request",
            sooner(output.lane, _LANES.get(output.reason, Lane.NORMAL)),
        )
        await self.robot.hand_over(session, turn, act, now=now, request=self.brief_of(output))

    async def _keep(self, session: AsyncSession, conversation_id: UUID, content: conversations.content.Content) -> None:
        if isinstance(content, conversations.content.Receipt):
            receipt = {"title": content.title, "text": content.text, "within": content.within}
            await requests.keep_receipt(session, self.acceptance.ring, conversation_id, content.number, receipt)

    @staticmethod
    def level(turn: Turn) -> Level:
        """What a session needs to see what is said: that it is hers, where it is about an account."""
        return min(turn.level, Level.A1)

    def brief_of(self, output: requests.HandOver) -> dict[str, Any] | None:
        """What is known of the request, for the person: its name, and each answer, masked where it is sensitive."""
        flow = self.acceptance.book.flows.get(output.flow or "")
        if flow is None:
            return None
        return {
            "flow": flow.id,
            "name": _both(flow.name),
            "slots": [
                {"name": _both(line.name), "value": _both(line.value), "is_skipped": line.is_skipped}
                for line in output.brief
            ],
        }


def acknowledged(turn: Turn) -> Turn:
    """The turn after its first words."""
    return replace(turn, manner=replace(turn.manner, first=None))


def _of_the_house(told: conversations.content.Content, template: str) -> _OfTheHouse:
    """As the house tells it: a receipt and a card as they are, anything else in its words.

    Where nobody asks what shall be another answer, a card offers no change.
    """
    match told:
        case conversations.content.Receipt():
            return told
        case conversations.content.Confirm():
            kept = tuple(one for one in told.buttons if one.id not in {*_TO_A_PERSON, *_ANSWERED_BY_WORDS})
            return told.model_copy(update={"buttons": kept})
        case _:
            text = getattr(told, "text", "") or conversations.content.plain(told)
            return conversations.content.Notice(notice=template, text=text, buttons=getattr(told, "buttons", ()))


def without_ways_to_a_person(card: conversations.content.Content) -> conversations.content.Content:
    """The same without the buttons that lead to a person or a complaint."""
    buttons: tuple[conversations.content.Button, ...] = getattr(card, "buttons", ())
    kept = tuple(one for one in buttons if one.id not in _TO_A_PERSON)
    return card.model_copy(update={"buttons": kept}) if buttons else card


async def level_of(session: AsyncSession, session_id: UUID | None, *, now: datetime) -> Level:
    """How surely we know who spoke; nobody, where the session has ended."""
    if session_id is None:
        return Level.A0
    with contextlib.suppress(conversations.SessionEnded):
        return (await conversations.session_by_id(session, session_id)).level_at(now)
    return Level.A0


def at_of(
    speaker: conversations.Speaker, level: Level, language: str, *, post: str = "bot", actor: str | None = None
) -> At:
    """The dialogue of a conversation, for somebody so known, who speaks for whom the contact says."""
    who = Caller(level.value, speaker.party, post)  # pyright: ignore[reportArgumentType]  # A party as it was stored.
    return At(speaker.conversation_id, speaker.customer_id, who, language, actor)


async def at_newest(
    session: AsyncSession, conversation_id: UUID, *, now: datetime, post: str = "bot", actor: str | None = None
) -> At:
    """The dialogue of a conversation in the language and at the level of its newest session."""
    speaker = await conversations.speaker(session, conversation_id)
    live = await conversations.last_session(session, conversation_id)
    level, language = (live.level_at(now), live.locale[:2]) if live else (Level.A0, "zh")
    return at_of(speaker, level, language, post=post, actor=actor)


def _both(text: Words | InBoth) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
