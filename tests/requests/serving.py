"""A house with the sandbox lender beside it, in one process: rooms are real, the wire is the contract's."""

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from qiao import app, conversations, knowledge, language, requests
from qiao.access import Post
from qiao.backoffice import BackOfficeAway
from qiao.backoffice.contract.operation import Operation
from qiao.backoffice.http import Address, HttpBackOffice
from qiao.conversations import ChannelSession, Level
from qiao.conversations.content import Choice
from qiao.foundation.clock import ManualClock
from qiao.foundation.settings import Settings
from qiao.policy import Pack
from qiao.requests.model import RequestRow
from tests.access.views.seeded import signed_in as browser_of
from tests.backoffice.conftest import Teller, filled, teller
from tests.conftest import NOON, TestHouse, opened

__all__ = ["filled", "house", "teller"]


@pytest.fixture
async def house(
    settings: Settings, pack: Pack, understander: language.Understander, library: knowledge.Library, teller: Teller
) -> AsyncIterator[TestHouse]:
    """The rooms on a fresh database, with the sandbox as their lender."""
    clock = ManualClock(NOON)
    transport = teller.client._transport  # pyright: ignore[reportPrivateUsage]  # The lender in this process.
    lender = HttpBackOffice(Address("http://lender.test", deadline_s=2.0), clock, transport=transport)
    assembled = app.assemble(settings, pack, understander, library, clock=clock, lender=lender)
    async with opened(assembled, clock, settings) as house:
        yield house


@dataclass
class Served:
    """A signed-in customer of the lender, or a visitor, in a conversation with the robot."""

    house: TestHouse
    teller: Teller
    live: ChannelSession
    seen: int = 0
    last: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def says(self, text: str) -> "Served":
        await self.house.receive(self.live, text)
        return await self.hears()

    async def presses(self, label: str) -> "Served":
        """The newest button that begins so, or whose id does."""
        button = self.button(label)
        return await self.presses_id(button["id"], button["label"])

    async def presses_id(self, button: str, label: str = "…") -> "Served":
        await self.house.receive(self.live, Choice(button=button, label=label))
        return await self.hears()

    async def hears(self) -> "Served":
        """Let the house work; what is new of the robot and the house stands in `last`."""
        await self.house.settle()
        said = await self.house.messages(self.live)
        self.last = [one for one in said[self.seen :] if one["author"]["kind"] != "customer"]
        self.seen = len(said)
        return self

    def button(self, label: str) -> dict[str, Any]:
        shown = [button for message in reversed(self.last) for button in message["content"].get("buttons", ())]
        found = next((one for one in shown if one["label"].startswith(label) or one["id"].startswith(label)), None)
        assert found is not None, f"no button {label} among {[one['label'] for one in shown]}"
        return found

    def card(self, kind: str) -> dict[str, Any]:
        """The only new card of that kind."""
        found = [one["content"] for one in self.last if one["content"].get("card") == kind]
        assert len(found) == 1, f"{len(found)} {kind} in {self.text}"
        return found[0]

    @property
    def text(self) -> str:
        """Everything that is new, as words."""
        told = [conversations.content.plain(conversations.content.parse(one["content"])) for one in self.last]
        return "\n".join(told)

    async def proves(self, level: Level = Level.A2) -> "Served":
        """Somebody proved who she is; how is tested elsewhere."""
        async with self.house.database.transaction() as session:
            until = self.house.clock.now() + timedelta(minutes=15)
            await conversations.prove(session, self.live.id, level, until=until)
            await requests.wake(session, self.live.conversation_id)
        return await self.hears()

    async def rows(self) -> list[RequestRow]:
        async with self.house.database.reading() as session:
            mine = select(RequestRow).where(RequestRow.conversation_id == self.live.conversation_id)
            return list(await session.scalars(mine.order_by(RequestRow.id)))


async def signed_in(house: TestHouse, teller: Teller, reference: str, *, locale: str = "zh-CN") -> Served:
    """The customer whom the lender calls so, signed in."""
    live = await house.visitor(locale=locale)
    async with house.database.transaction() as session:
        live = await conversations.identify_session(
            session,
            house.house.parts.ring,
            live,
            conversations.Claim(
                reference, "测试一", Level.A1, f"jti-{live.id}", house.clock.now() + timedelta(minutes=5)
            ),
            now=house.clock.now(),
        )
    return Served(house, teller, live)


async def visiting(house: TestHouse, teller: Teller) -> Served:
    return Served(house, teller, await house.visitor())


@contextlib.asynccontextmanager
async def leader(house: TestHouse) -> AsyncGenerator[httpx.AsyncClient]:
    """The browser of somebody who answers for requests."""
    cookies, headers, _ = await browser_of(house, await house.staff(post=Post.TEAM_LEADER))
    transport = httpx.ASGITransport(app.create_app(house.house))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=headers, cookies=cookies
    ) as browser:
        yield browser


@dataclass
class ReadOnce:
    """A lender who lets an operation be read once, which the log of effects does, and then not until it is back."""

    is_back: bool = False
    reads: int = 0


def only_read_once(house: TestHouse, monkeypatch: pytest.MonkeyPatch, operation: Operation[Any, Any]) -> ReadOnce:
    """Let the proof of a flow fail from now on."""
    lender, standing = house.house.lender, ReadOnce()
    assert lender is not None
    read = lender.read

    async def reading(wanted: Operation[Any, Any], subject: str = "", query: Any = None) -> Any:
        if wanted is operation:
            standing.reads += 1
            if standing.reads > 1 and not standing.is_back:
                raise BackOfficeAway(operation=wanted.id)
        return await read(wanted, subject, query)

    monkeypatch.setattr(lender, "read", reading)
    return standing
