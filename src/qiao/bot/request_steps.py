"""Steps of a request that an agent takes for her customer, at the desk; afterwards the robot goes on from there.

She owns the conversation meanwhile. What she presses or writes moves the dialogue as the customer's would; facts are
told to the customer by the house, each step stands in the conversation as a note, and her name in the request's record.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.access import Staff
from qiao.bot.moving import Moving
from qiao.bot.requesting import Requesting, at_newest, without_ways_to_a_person
from qiao.conversations import Level, OwnerKind, content
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict, Forbidden
from qiao.foundation.keys import KeyDestroyed
from qiao.language import entities
from qiao.requests import At, DialogueChanged, Moved, Output, Standing, Words

_STANDS = (requests.Tell, requests.Ask, requests.ConfirmCard, requests.StepUp, requests.Offer)
_FOR_HER = (requests.Ask, requests.ConfirmCard, requests.StepUp)
_BUTTON_TEXTS = {"yes": "button_yes", "skip": "button_skip", "cancel": "button_cancel", "change": "button_change"}


class NothingUnderWay(Conflict):
    """No request is open in this conversation, or what was pressed begins none."""


class NothingToSend(Conflict):
    """There is no question and no card at which the request stands."""


class RequestNotForThisPost(Forbidden):
    """Another post carries out this request: pass the conversation on."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A dialogue as its agent sees it: the request on top, where it stands, and what else waits.

    `stand` is empty where she does not own the conversation, and while an effect is under way. `opening` is a first
    line for her to say, in the customer's language: it goes on where the request stands.
    """

    request: Standing | None
    waiting: tuple[Words, ...]
    level: Level
    stand: tuple[content.Content, ...] = ()
    opening: str | None = None


@dataclass(frozen=True, slots=True)
class AgentStep:
    """What she pressed or wrote; neither goes on from where it stands. `client_id` makes it count once."""

    client_id: str
    button: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class RequestSteps:
    """Shows a dialogue to its agent, and takes her steps."""

    requesting: Requesting
    database: Database
    clock: Clock

    async def show(self, conversation_id: UUID, staff: Staff, *, language: str, at_work: bool = True) -> Shown:
        """Where it stands. What is needed to tell is read at the lender, unless she is not `at_work` on it."""
        state, at = await self._at(conversation_id, staff)
        shown = await self._shown(at)
        owns = (state.owner.kind, state.owner.id) == (OwnerKind.AGENT, staff.id)
        if shown.request is None or not owns or not at_work:
            return shown
        moved = await self._moving.read(replace(at, actor=None), requests.proceed)
        if moved is None:
            return shown
        await self._keep_what_was_read(moved, staff)
        opening = self._opening(moved.outputs, shown.request.name)
        return replace(
            shown,
            stand=self._rendered(moved.outputs, language),
            opening=opening.in_language(at.language) if opening is not None else None,
        )

    async def take(self, conversation_id: UUID, staff: Staff, step: AgentStep, *, language: str) -> Shown:
        """Move the dialogue for the customer; what comes of it is in `stand`.

        Raises NotOwner, NothingUnderWay, RequestNotForThisPost or DialogueChanged.
        """
        state, at = await self._at(conversation_id, staff)
        if (state.owner.kind, state.owner.id) != (OwnerKind.AGENT, staff.id):
            raise conversations.NotOwner
        async with self.database.reading() as session:
            taken_before = await conversations.is_noted(session, staff.id, step.client_id)
        if taken_before:
            return await self.show(conversation_id, staff, language=language)
        outputs: list[Output] = []

        async def keep(session: AsyncSession, moved: Moved) -> None:
            outputs[:] = await self._keep(session, moved, staff, step)

        move = requests.proceed if step.button is None and step.text is None else self._heard(step)
        if not await self._moving.move(self.database.transaction, at, move, keep):
            raise NothingUnderWay
        return replace(await self._shown(at), stand=self._rendered(outputs, language))

    async def send(self, conversation_id: UUID, staff: Staff, *, client_id: str) -> conversations.Said:
        """Send the customer the question or card at which it stands, to answer herself.

        Raises NotOwner, NothingToSend or ContentChanged.
        """
        _, at = await self._at(conversation_id, staff)
        sent: list[conversations.Said] = []

        async def keep(session: AsyncSession, moved: Moved) -> None:
            now = self.clock.now()
            owner = await _owned(session, conversation_id, staff)
            card = next((one for one in reversed(moved.outputs) if isinstance(one, _FOR_HER)), None)
            if card is None:
                raise NothingToSend
            await self._store(session, moved)
            (said,) = requests.rendered(self.requesting.acceptance.book, [card], at.language)
            sent.append(await self.requesting.say_card(session, at, owner, said.content, now=now, client_id=client_id))

        if not await self._moving.move(self.database.transaction, replace(at, actor=None), requests.proceed, keep):
            raise NothingToSend
        return sent[-1]

    @property
    def _moving(self) -> Moving:
        return Moving(self.requesting.acceptance, self.database, self.clock)

    async def _at(self, conversation_id: UUID, staff: Staff) -> tuple[conversations.ConversationState, At]:
        """The dialogue, moved by this agent at the level at which the customer is known."""
        async with self.database.reading() as session:
            state = await conversations.state(session, conversation_id)
            at = await at_newest(
                session,
                conversation_id,
                now=self.clock.now(),
                post=staff.post.value,
                actor=f"agent:{staff.id}",
            )
            return state, at

    def _heard(self, step: AgentStep) -> requests.Move:
        text = step.text or ""
        found = requests.said(entities.find(text, now=self.clock.now())) if text else ()
        heard = requests.Heard(text=text, entities=found, button=step.button, by="agent")
        return lambda dialogue, house, who, now: requests.advance(dialogue, heard, house, who, now)

    async def _keep(self, session: AsyncSession, moved: Moved, staff: Staff, step: AgentStep) -> list[Output]:
        now, acceptance = self.clock.now(), self.requesting.acceptance
        owner = await _owned(session, moved.at.conversation_id, staff)
        if any(isinstance(one, requests.Refusal) and one.rules == ("post",) for one in moved.outputs):
            raise RequestNotForThisPost
        if await conversations.is_noted(session, staff.id, step.client_id):
            return []
        outputs = await self._store(session, moved)
        await self.requesting.announce(session, moved.at, outputs, now=now)
        words = self._words(moved, step)
        if words is not None:
            top = moved.kept.state.top or moved.state.top
            flow = acceptance.book.flows.get(top.flow) if top else None
            name = Words(flow.name.zh, flow.name.en) if flow else acceptance.book.text("a_request")
            await conversations.note(
                session,
                acceptance.ring,
                moved.at.conversation_id,
                acceptance.book.text("step_by_agent", flow=name, step=words).zh,
                author=conversations.Author(conversations.AuthorKind.AGENT, staff.id, owner.name),
                client_id=step.client_id,
                now=now,
            )
        return outputs

    async def _store(self, session: AsyncSession, moved: Moved) -> list[Output]:
        """The conversation is locked by whoever calls, and has an open contact: she owns it."""
        place = await conversations.lock(session, moved.at.conversation_id)
        assert place.contact_id is not None, "who owns a conversation serves a contact"
        return await self.requesting.acceptance.keep(session, moved, contact_id=place.contact_id, now=self.clock.now())

    def _opening(self, outputs: Sequence[Output], flow: Words) -> Words | None:
        book = self.requesting.acceptance.book
        match next((one for one in reversed(outputs) if isinstance(one, _FOR_HER)), None):
            case requests.Ask(text=question):
                return book.text("opening_ask", flow=flow, question=question)
            case requests.ConfirmCard():
                return book.text("opening_confirm", flow=flow)
            case requests.StepUp():
                return book.text("opening_step_up", flow=flow)
            case _:
                return None

    def _words(self, moved: Moved, step: AgentStep) -> Words | None:
        """What she did, for the note; None where nothing came of it."""
        book, now = self.requesting.acceptance.book, self.clock.now()
        given = requests.newly_given(moved.kept.state, moved.state, book, now)
        if given:
            return Words(
                "；".join(f"{one.name.zh}：{one.value.zh}" for one in given),
                "; ".join(f"{one.name.en}: {one.value.en}" for one in given),
            )
        if moved.state.frames == moved.kept.state.frames:
            return None
        text = _BUTTON_TEXTS.get((step.button or "").partition(":")[0])
        return book.text(text or "button_resume")

    async def _keep_what_was_read(self, moved: Moved, staff: Staff) -> None:
        """What a look read, so that the card she sees is the card that can be agreed to. A look ends nothing."""
        if moved.state.frames == moved.kept.state.frames or not all(isinstance(one, _STANDS) for one in moved.outputs):
            return
        try:
            async with self.database.transaction() as session:
                await _owned(session, moved.at.conversation_id, staff)
                await self._store(session, moved)
        except (DialogueChanged, conversations.NotOwner):
            return  # Somebody moved it meanwhile: the next look shows that.

    async def _shown(self, at: At) -> Shown:
        acceptance, now = self.requesting.acceptance, self.clock.now()
        level = Level(at.who.level)
        async with self.database.reading() as session:
            try:
                kept = await requests.dialogue(session, acceptance.ring, at.conversation_id, now=now)
            except KeyDestroyed:
                return Shown(None, (), level)
        top = next(iter(requests.standing(kept.state, acceptance.book, now)), None)
        return Shown(top, requests.names_waiting(kept.state, acceptance.book), level)

    def _rendered(self, outputs: Sequence[Output], language: str) -> tuple[content.Content, ...]:
        """What a step says, for the agent: she is the person to whom anything would be handed over."""
        said = [
            requests.Tell("handed_over", one.text) if isinstance(one, requests.HandOver) else one for one in outputs
        ]
        shown = requests.rendered(self.requesting.acceptance.book, said, language)
        return tuple(without_ways_to_a_person(one.content) for one in shown)


async def _owned(session: AsyncSession, conversation_id: UUID, staff: Staff) -> conversations.Owner:
    """Lock the conversation. Raises NotOwner where it is not, or no longer, in her hands."""
    place = await conversations.lock(session, conversation_id)
    owner = conversations.owner_of(place)
    if (owner.kind, owner.id) != (OwnerKind.AGENT, staff.id) or place.contact_id is None:
        raise conversations.NotOwner
    return owner
