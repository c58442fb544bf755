"""Somebody who complains by taps alone, and sees no more than her own session is shown."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from qiao import conversations
from qiao.cases.model import ComplaintRow
from qiao.conversations import ChannelSession, Viewer
from qiao.conversations.content import Choice
from tests.conftest import TestHouse

_MOST_TAPS = 8


@dataclass
class Tapping:
    """Her session, and what was new on her screen after her last tap."""

    house: TestHouse
    live: ChannelSession
    last: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _seen: int = 0

    async def taps(self, button: str, label: str = "…") -> None:
        await self.house.receive(self.live, Choice(button=button, label=label))
        await self.hears()

    async def says(self, text: str) -> None:
        await self.house.receive(self.live, text)
        await self.hears()

    async def hears(self) -> None:
        await self.house.settle()
        async with self.house.database.reading() as session:
            entries = await conversations.entries(session, self.live.conversation_id, after=self._seen)
        self._seen += len(entries)
        viewer = Viewer(is_staff=False, level=self.live.level)
        shown = [conversations.shown(one, viewer) for one in entries]
        said = [one["message"] for one in shown if one["kind"] == "message"]
        self.last = [one for one in said if one["author"]["kind"] != "customer"]

    def button(self, begins: str) -> str | None:
        shown = [button["id"] for one in self.last for button in one["content"].get("buttons", ())]
        return next((one for one in shown if one.startswith(begins)), None)

    def receipts(self) -> list[dict[str, Any]]:
        return [one["content"] for one in self.last if one["content"].get("card") == "receipt"]

    async def complains(self) -> None:
        """From the tap in the menu to the receipt, which comes in the turn of her yes; nothing is written."""
        await self.taps("complaint", "我要投诉")
        await self.finishes()

    async def finishes(self) -> None:
        """From wherever the form stands."""
        for _ in range(_MOST_TAPS):
            if (yes := self.button("yes:")) is not None:
                await self.taps(yes)
                break
            skip = self.button("skip")
            assert skip is not None, f"nothing to tap in {self.last}"
            await self.taps(skip)
        (row,) = await self.registered()
        (receipt,) = self.receipts()
        assert row.number in receipt["text"]

    async def registered(self) -> list[ComplaintRow]:
        async with self.house.database.reading() as session:
            mine = select(ComplaintRow).where(ComplaintRow.customer_id == self.live.customer_id)
            return [*await session.scalars(mine)]
