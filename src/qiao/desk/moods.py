"""What a customer feels while she waits for a person, or is served by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations import Incoming, content
from qiao.desk import alerts, asides, queries, risks
from qiao.desk.announcing import tell_floor
from qiao.desk.aside_rules import Until
from qiao.desk.model import AlertKind, WorkItemRow
from qiao.desk.parts import Desk
from qiao.language import Emotion

_KEPT = 3


class Bystander:
    """Fulfils `bot.ports.Bystander`: what was felt, and what it says of a complaint to come, is kept on the work item,
    and leaders are told where they must; what was put aside until she writes is back.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def heard(self, session: AsyncSession, message: Incoming, felt: Emotion, *, now: datetime) -> None:
        item = await queries.live_item_of_contact(session, message.contact_id)
        if item is None:
            return
        mood = {"label": str(felt.feeling), "intensity": felt.intensity if felt.is_negative else 0}
        item.moods = moods_after(item.moods or (), mood)
        await session.flush()
        tell_floor(session)
        told = await alerts.hear_mood(session, self._desk, item, now=now)
        await self._came(session, item, message, is_danger=AlertKind.DANGER in told, now=now)
        await risks.hear(session, self._desk, item, _text(message), now=now)

    async def came(self, session: AsyncSession, message: Incoming, *, now: datetime) -> None:
        item = await queries.live_item_of_contact(session, message.contact_id)
        if item is not None:
            await self._came(session, item, message, is_danger=False, now=now)

    async def _came(
        self, session: AsyncSession, item: WorkItemRow, message: Incoming, *, is_danger: bool, now: datetime
    ) -> None:
        if item.is_aside:
            at, text = message.accepted_at, _text(message)
            await asides.event_came(
                session, self._desk, item, Until.CUSTOMER, at=at, text=text, is_danger=is_danger, now=now
            )


def _text(message: Incoming) -> str:
    said = content.parse(message.content)
    return said.text if isinstance(said, content.Text) else ""


def moods_after(before: Sequence[Mapping[str, Any]], mood: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The last moods with one more; None adds nothing."""
    told = [] if mood is None else [{"label": mood["label"], "intensity": mood["intensity"]}]
    return [*(dict(one) for one in before), *told][-_KEPT:]


def worst_mood(moods: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The strongest of the last moods, of equal ones the latest; None where she was calm all the time.

    One polite word does not end an anger: it has faded after three messages without it.
    """
    return max((one for one in reversed(moods) if one["intensity"] > 0), key=lambda one: one["intensity"], default=None)
