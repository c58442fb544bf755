"""Handing over what may leave, in the transaction in which the governor let it: into her conversation, by a carrier of
the house, or by the lender in its own words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, conversations, customers, delivery
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.conversations import Level, content
from qiao.customers import CustomerField
from qiao.outreach.triggers.book import DATE
from qiao.outreach.triggers.definition import Step
from qiao.outreach.triggers.model import JourneyRow
from qiao.outreach.triggers.occasions import Occasion
from qiao.outreach.triggers.parts import Journeys

NOTICE = "touch"
CAUSE = "touch:"
"""Before the id of a touch: what a delivery, or an order at the lender, is for."""
_FEN = "_fen"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Handed:
    """`seq`: its place in her conversation, where it went there."""

    seq: int | None = None


@dataclass(frozen=True, slots=True)
class _Touch:
    """A touch of a journey that may leave."""

    journeys: Journeys
    row: JourneyRow
    id: UUID
    step: Step
    occasion: Occasion
    now: datetime

    def text(self, language: str) -> str:
        said = self.journeys.pack.filled(self.step.text, language)
        values = {**self.occasion.facts, DATE: self.occasion.name}
        return re.sub(r"\{([a-z_]+)\}", lambda found: shown(found[1], values[found[1]], language), said)

    def buttons(self, language: str) -> tuple[content.Button, ...]:
        flow = self.journeys.flows.flows.get(self.step.opens or "")
        if flow is None:
            return ()
        return (content.Button(id=f"intent:{flow.intents[0]}", label=flow.name.in_language(language)),)


async def hand_over(
    session: AsyncSession, journeys: Journeys, row: JourneyRow, step: Step, occasion: Occasion, *, now: datetime
) -> Handed | None:
    """Send the touch of the journey; None where nobody can be reached by its channel."""
    assert row.touch_id is not None, "it was asked for"
    touch = _Touch(journeys, row, row.touch_id, step, occasion, now)
    if step.channels[row.channel] == "app":
        return await _into_conversation(session, touch) or await _by_lender(session, touch, "app", CAUSE)
    if journeys.has_sms and (handed := await _by_sms(session, touch)) is not None:
        return handed
    return await _by_lender(session, touch, "sms", CAUSE)


async def conversation_of(session: AsyncSession, customer_id: UUID) -> UUID | None:
    """The conversation of a person, under whichever of her records."""
    for record in (await customers.person_of(session, customer_id)).records:
        found = await conversations.conversation_of(session, record)
        if found is not None:
            return found
    return None


def shown(name: str, value: object, language: str) -> str:
    """A fact in words: a day, an amount in yuan, else as it is."""
    if isinstance(value, int) and name.endswith(_FEN):
        return f"{value / 100:,.2f}{'元' if language == 'zh' else ' yuan'}"
    if isinstance(value, str) and _ISO.fullmatch(value):
        day = date.fromisoformat(value)
        return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%B}"
    return str(value)


async def _into_conversation(session: AsyncSession, touch: _Touch) -> Handed | None:
    """As a fact of the house. Where nobody is there any more the lender's app says that there is something to read."""
    conversation_id = await conversation_of(session, touch.row.customer_id)
    contact_id = await conversations.last_contact(session, conversation_id) if conversation_id is not None else None
    if conversation_id is None or contact_id is None:
        return None
    language = await conversations.language_of(session, conversation_id)
    said = await conversations.announce(
        session,
        touch.journeys.governor.ring,
        conversation_id,
        content.Notice(notice=NOTICE, text=touch.text(language), buttons=touch.buttons(language)),
        template_version=touch.journeys.pack.version,
        language=language,
        now=touch.now,
        level=Level.A1,
        contact_id=contact_id,
    )
    assert said is not None, "it belongs to a contact"
    if (await conversations.state(session, conversation_id)).contact is None:
        await _by_lender(session, touch, "app", "word:")
    return Handed(said.seq)


async def _by_sms(session: AsyncSession, touch: _Touch) -> Handed | None:
    """To the number that she has here, in the pack's words."""
    ring, whose = touch.journeys.governor.ring, touch.row.customer_id
    records = (await customers.person_of(session, whose)).records
    found = [one for values in (await customers.fields_of(session, records)).values() for one in values]
    numbers = [one for one in found if one.field is CustomerField.PHONE]
    if not numbers:
        return None
    newest = max(numbers, key=lambda one: one.as_of)
    sender = touch.journeys.pack.lender.brand.in_language("zh")
    await delivery.send(
        session,
        ring,
        delivery.Outgoing(
            key=f"touch-{touch.id}",
            kind=delivery.Kind.SMS,
            purpose=delivery.Purpose.TOUCH,
            customer_id=whose,
            data_key=await customers.data_key(session, ring, whose, now=touch.now),
            destination=await customers.open_field(session, ring, newest.id),
            content=delivery.Content(text=f"【{sender}】{touch.text('zh')}"),
            template=touch.row.trigger,
            template_version=touch.journeys.pack.version,
            cause=f"{CAUSE}{touch.id}",
        ),
        now=touch.now,
    )
    return Handed()


async def _by_lender(session: AsyncSession, touch: _Touch, way: Literal["app", "sms"], cause: str) -> Handed | None:
    """In the lender's own words, where it has some for this and can be asked."""
    ring, whose, template = touch.journeys.governor.ring, touch.row.customer_id, touch.step.template
    reference = await customers.open_reference(session, ring, whose)
    if not touch.journeys.has_lender or template is None or reference is None:
        return None
    await backoffice.perform(
        session,
        ring,
        backoffice.Intended(
            key=f"touch-{touch.id}",
            operation=c.SEND_MESSAGE,
            subject=reference,
            body=cu.MessageOrder(channel=way, template=template, loan_id=touch.row.loan or None),
            customer_id=whose,
            data_key=await customers.data_key(session, ring, whose, now=touch.now),
            cause=f"{cause}{touch.id}",
        ),
        now=touch.now,
    )
    return Handed()


def of_a_touch(facts: Mapping[str, Any]) -> bool:
    """Of deliveries and of effects at the lender, those that carry a touch."""
    return str(facts["for"]).startswith(CAUSE)
