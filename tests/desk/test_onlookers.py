"""Who else has a conversation open is seen by those who serve it, in whichever process each of them is served."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from qiao import desk
from qiao.conversations import ChannelSession
from qiao.desk.model import OnlookerRow
from tests.conftest import Web
from tests.conversations.screens import Screen as CustomersScreen
from tests.desk.floor.people import Browser, Screen, another_process, becomes, led, screen, somebody, takes, waits


def _watch(shown: Screen, live: ChannelSession) -> None:
    shown.sends({"type": "watch", "conversation": str(live.conversation_id), "after": 0})


async def _sees(shown: Screen) -> list[str]:
    return [one["name"] for one in (await shown.shows("onlookers"))["people"]]


@pytest.fixture
async def consulted(web: Web) -> tuple[Browser, Browser, ChannelSession]:
    """Ann serves a customer, and Bea looks at it with her because she was asked."""
    ann, bea = await somebody(web, "ann"), await somebody(web, "bea")
    live = await waits(web.house)
    await takes(ann, live)
    await becomes(bea, "busy")
    question = {"to": str(bea.staff.id), "text": "能减免吗？", "client_id": str(uuid4())}
    consult = (await ann.post(f"/desk/conversations/{live.conversation_id}/consults", question)).json()
    assert (await bea.post(f"/desk/items/{consult['id']}/accept", {})).status_code == 200
    return ann, bea, live


async def test_who_has_it_open_as_well_is_seen_until_she_closes_it(
    web: Web, consulted: tuple[Browser, Browser, ChannelSession]
) -> None:
    ann, bea, live = consulted
    async with screen(web, ann.staff) as hers, screen(web, bea.staff) as other:
        _watch(hers, live)
        await hers.shows("entries")
        _watch(other, live)
        assert await _sees(hers) == [bea.staff.name]
        assert await _sees(other) == [ann.staff.name]
        other.sends({"type": "unwatch", "conversation": str(live.conversation_id)})
        assert await _sees(hers) == []


async def test_a_second_browser_of_her_own_is_nobody_else(
    web: Web, consulted: tuple[Browser, Browser, ChannelSession]
) -> None:
    ann, bea, live = consulted
    async with screen(web, ann.staff) as hers, screen(web, ann.staff) as second, screen(web, bea.staff) as other:
        _watch(hers, live)
        await hers.shows("entries")
        _watch(second, live)
        await second.shows("entries")
        _watch(other, live)
        assert await _sees(other) == [ann.staff.name]
        assert await _sees(hers) == [bea.staff.name]


async def test_another_process_sees_her_as_well_and_a_browser_that_drops_is_gone_with_its_lease(
    web: Web, consulted: tuple[Browser, Browser, ChannelSession]
) -> None:
    ann, bea, live = consulted
    process = another_process(web.house)
    async with screen(web, ann.staff) as hers, screen(web, bea.staff, process) as other:
        _watch(hers, live)
        await hers.shows("entries")
        _watch(other, live)
        assert await _sees(other) == [ann.staff.name]
        sweeper = web.house.house.sweeper
        await _checks(web)
        assert await _sees(hers) == [bea.staff.name]
        for _ in range(4):
            # Ann's browser is heard of, and Bea's is silent: its process sweeps as well and hears nothing.
            hers.sends({"type": "beat"})
            await hers.shows("beat")
            web.house.clock.advance(desk.LEASE / 3)
            await sweeper.sweep()
        await _checks(web)
        assert await _sees(hers) == []
        async with web.house.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(OnlookerRow)) == 2
        for _ in range(4):
            hers.sends({"type": "beat"})
            await hers.shows("beat")
            web.house.clock.advance(desk.LEASE / 2)
            await sweeper.sweep()
        async with web.house.database.reading() as session:
            assert [one.staff_id for one in await session.scalars(select(OnlookerRow))] == [ann.staff.id]


async def _checks(web: Web) -> None:
    """What a process does every few seconds for all desks that are open in it."""
    desks = web.house.house.desks
    await desks.check(desks.everybody)


async def test_a_leader_who_only_watches_is_unseen_by_whom_she_watches(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    item = await takes(ann, live)
    async with screen(web, ann.staff) as hers, screen(web, leader.staff) as watching:
        _watch(hers, live)
        await hers.shows("entries")
        _watch(watching, live)
        assert await _sees(watching) == [ann.staff.name]
        watching.sends({"type": "typing", "conversation": str(live.conversation_id), "on": True, "saying": "note"})
        watching.sends({"type": "beat"})
        await watching.shows("beat")
        hers.sends({"type": "beat"})
        await hers.shows("beat")
        assert not [frame for frame in hers.seen if frame["type"] in {"onlookers", "typing"}]
        assert (await leader.post(f"/desk/floor/items/{item}/take-over", {})).status_code == 200
        await hers.shows("unwatched")


async def test_who_writes_a_note_is_seen_by_colleagues_and_not_by_the_customer(
    web: Web, consulted: tuple[Browser, Browser, ChannelSession]
) -> None:
    ann, bea, live = consulted
    customer = CustomersScreen(web.house, live)
    await customer.connect()
    async with screen(web, ann.staff) as hers, screen(web, bea.staff) as other:
        for shown in (hers, other):
            _watch(shown, live)
            await shown.shows("entries")
        writes: dict[str, Any] = {"type": "typing", "conversation": str(live.conversation_id), "on": True}
        other.sends(writes | {"saying": "note"})
        note = await hers.shows("typing")
        assert (note["by"], note["name"], note["saying"]) == ("agent", bea.staff.name, "note")
        hers.sends(writes)
        assert (await other.shows("typing"))["name"] == ann.staff.name
        await customer.look()
        seen = [frame for frame in customer.frames if frame["type"] == "typing"]
        assert [frame["name"] for frame in seen] == [ann.staff.name]
    await customer.disconnect()
