"""A team and its leader on the floor, and what the leader's screen shows."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from qiao import access
from qiao.access import Post
from qiao.access.signin import planning
from qiao.conversations import ChannelSession
from qiao.conversations.content import Choice
from qiao.desk import socket as desk_socket
from qiao.desk.open_desks import OpenDesks
from qiao.foundation.bus import LocalBus
from qiao.foundation.http import Parts
from tests.access.views.seeded import signed_in
from tests.access.views.test_reveals import Browser
from tests.conftest import TestHouse, Web


async def somebody(web: Web, name: str, post: Post = Post.ONLINE_AGENT) -> Browser:
    return await signs_in(web, await web.house.staff(name, post=post))


async def signs_in(web: Web, staff: access.Staff) -> Browser:
    cookies, headers, _ = await signed_in(web.house, staff)
    return Browser(web, staff, cookies, headers)


async def team(house: TestHouse, leader: access.Staff, *members: access.Staff) -> UUID:
    now = house.clock.now()
    async with house.database.transaction() as session:
        made = await planning.make_team(session, f"{leader.name}班", leader_id=leader.id, by="house", now=now)
        for member in members:
            await planning.join_team(session, member.id, made.id, by="house", now=now)
        return made.id


async def led(web: Web, *names: str) -> tuple[Browser, *tuple[Browser, ...]]:
    """A leader, and her team."""
    leader = await somebody(web, "leader", Post.TEAM_LEADER)
    members = [await somebody(web, name) for name in names]
    await team(web.house, leader.staff, *(one.staff for one in members))
    return leader, *members


async def becomes(who: Browser, state: str) -> None:
    assert (await who.put("/desk/presence", {"state": state})).status_code == 200


async def waits(house: TestHouse, *said: str) -> ChannelSession:
    """A customer who said this and waits for a person."""
    live = await house.visitor()
    for words in said:
        await house.receive(live, words)
        await house.settle()
    await house.receive(live, Choice(button="human", label="人工"))
    await house.settle()
    return live


async def takes(who: Browser, live: ChannelSession) -> str:
    """She takes this customer, whether it was offered to her or waits; the item's id."""
    desk = (await who.get("/desk")).json()
    (item,) = [item for item in (*desk["mine"], *desk["waiting"]) if item["conversation"] == str(live.conversation_id)]
    assert (await who.post(f"/desk/items/{item['id']}/accept", {})).status_code == 200
    return str(item["id"])


Process = tuple[Parts, OpenDesks]


def another_process(house: TestHouse) -> Process:
    """A process of which no wake reaches the first: the database is all that the two share."""
    parts = replace(house.house.parts, bus=LocalBus())
    return parts, OpenDesks(house.database, house.house.desk.views, house.clock)


class Screen:
    """A desk's socket whose frames are read one by one."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.seen: list[dict[str, Any]] = []
        """Everything it was ever sent."""

    def sends(self, frame: dict[str, Any]) -> None:
        self._sent.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    async def shows(self, kind: str) -> dict[str, Any]:
        """The next frame of this kind."""
        async with asyncio.timeout(20):
            while (frame := await self._frames.get())["type"] != kind:
                pass
        return frame

    async def accept(self) -> None:
        pass

    async def receive(self) -> dict[str, Any]:
        return await self._sent.get()

    async def send_text(self, text: str) -> None:
        await self.send_json(json.loads(text))

    async def send_json(self, frame: dict[str, Any]) -> None:
        self.seen.append(frame)
        self._frames.put_nowait(frame)

    async def close(self, code: int) -> None:
        _ = code


@contextlib.asynccontextmanager
async def screen(web: Web, who: access.Staff, process: Process | None = None) -> AsyncGenerator[Screen]:
    """Her desk, open in a browser, served by this process or by another."""
    house, shown = web.house.house, Screen()
    parts, desks = process or (house.parts, house.desks)
    _, _, live = await signed_in(web.house, who)
    serving = asyncio.create_task(
        desk_socket.serve(parts, house.desk, desks, house.marks, cast("Any", shown), live=live)
    )
    await shown.shows("welcome")
    try:
        yield shown
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving
