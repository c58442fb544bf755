"""Declared, and customers see it: within seconds of machine time, in every process, without a restart."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from qiao.access import Post
from qiao.emergencies.incidents import Act, Wish, move, write
from qiao.foundation.bus import LocalBus
from qiao.foundation.ids import new_id
from qiao.policy.overlays import Overlays
from tests.conftest import Web

AT_MOST_S = 5.0


@dataclass(eq=False)
class _Page:
    """A page that is open."""

    locale: str
    frames: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __post_init__(self) -> None:
        self.session = SimpleNamespace(id=new_id(), locale=self.locale)
        self.outgoing = SimpleNamespace(put=self.frames.append)
        self.heard_at = float("inf")


async def _soon(seen: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it is seen before the time is over."""
    ends = time.monotonic() + AT_MOST_S
    for _ in iter(lambda: time.monotonic() < ends, False):
        if await seen():
            return True
        await asyncio.sleep(0.02)
    return False


async def test_declared_it_is_seen_within_seconds_everywhere(web: Web) -> None:
    house, now = web.house, web.house.clock.now()
    writer, second = await house.staff("writer", post=Post.TEAM_LEADER), await house.staff("second")
    elsewhere = Overlays(house.database, LocalBus(), house.clock)  # A process whom no bus tells.
    await elsewhere.start()
    pages = [_Page("zh-CN"), _Page("en")]
    for page in pages:
        house.house.hub.enter(cast("Any", page))
    wish = Wish("disaster", "flood", 1, ("410100",), now, now + timedelta(days=3))
    async with house.database.transaction() as session:
        row = await write(session, house.house.incidents, wish, writer.id, now=now)
        await move(session, house.house.incidents, row.id, Act.SUBMIT, writer.id, now=now)
    async with house.database.transaction() as session:
        await move(session, house.house.incidents, row.id, Act.AGREE, second.id, now=now)

    async def on_a_new_page() -> bool:
        return bool((await web.client.get("/api/v1/web/config")).json()["banners"])

    async def on_open_pages() -> bool:
        return all(page.frames for page in pages)

    async def in_another_process() -> bool:
        return bool(elsewhere.at(now))

    for seen in (on_a_new_page, on_open_pages, in_another_process):
        assert await _soon(seen), seen.__name__
    await elsewhere.stop()
    for page in pages:
        house.house.hub.leave(cast("Any", page))
    assert ["郑州" in page.frames[-1]["ai_notice"] for page in pages] == [True, True]
    assert pages[1].frames[-1]["tiles"][0]["label"] == "Help after a disaster"
