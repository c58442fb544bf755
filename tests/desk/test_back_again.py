"""An agent whose line breaks: while anything comes from her browser she is here, and soon back she goes on."""

from datetime import timedelta
from typing import Any

import pytest

from qiao import access, desk
from qiao.conversations import ChannelSession, OwnerKind
from qiao.conversations.content import Choice
from qiao.desk import PresenceState, queries
from tests.conftest import TestHouse

LOOK = timedelta(seconds=3)


async def _waiting(house: TestHouse) -> ChannelSession:
    live = await house.visitor()
    await house.receive(live, Choice(button="human", label="human"))
    await house.settle()
    return live


async def _is(
    house: TestHouse, agent: access.Staff, state: PresenceState = PresenceState.READY, reason: str | None = None
) -> None:
    async with house.database.transaction() as session:
        await desk.set_presence(session, house.house.desk, agent.id, state, reason=reason, now=house.clock.now())


async def _takes(house: TestHouse, agent: access.Staff, live: ChannelSession) -> None:
    async with house.database.transaction() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
        assert item is not None
        await desk.accept(session, house.house.desk, item.id, by=agent, now=house.clock.now())


async def _in_hand(house: TestHouse, agent: access.Staff) -> ChannelSession:
    live = await _waiting(house)
    await _takes(house, agent, live)
    return live


async def _passes(house: TestHouse, time: timedelta, *heard: access.Staff) -> None:
    """Time goes by look by look, in each of which something comes from these agents' browsers."""
    for _ in range(time // LOOK):
        house.clock.advance(LOOK)
        for agent in heard:
            house.house.desks.hear(agent.id, agent.id)
        await house.house.sweeper.sweep()


async def _presence(house: TestHouse, agent: access.Staff) -> tuple[str, str | None]:
    async with house.database.reading() as session:
        found = await queries.presence(session, agent.id, capacity=5, now=house.clock.now())
        return found.state, found.reason


async def _owner(house: TestHouse, live: ChannelSession) -> Any:
    owner = (await house.state(live)).owner
    return owner.id or owner.kind


async def _told(house: TestHouse, live: ChannelSession) -> list[str]:
    contents = [one["content"] for one in await house.messages(live)]
    return [one["notice"] for one in contents if one["kind"] == "notice"]


async def _vanishes(house: TestHouse) -> None:
    await _passes(house, desk.LEASE + 2 * LOOK)


async def test_whatever_comes_from_her_browser_keeps_her_here(house: TestHouse) -> None:
    agent, silent = await house.staff("one"), await house.staff("two")
    live, lost = await _in_hand(house, agent), await _in_hand(house, silent)
    await _is(house, agent)
    await _is(house, silent)
    await _passes(house, 3 * desk.LEASE, agent)

    assert await _presence(house, agent) == ("ready", None)
    assert await _owner(house, live) == agent.id
    assert await _presence(house, silent) == ("offline", None)
    assert await _owner(house, lost) == OwnerKind.NOBODY


async def test_soon_back_she_goes_on_with_whom_nobody_took(house: TestHouse) -> None:
    agent, other = await house.staff("one"), await house.staff("two")
    kept, gone = await _in_hand(house, agent), await _in_hand(house, agent)
    await _is(house, agent)
    await _vanishes(house)
    await _takes(house, other, gone)
    await _passes(house, LOOK, agent)

    assert await _presence(house, agent) == ("ready", None)
    assert await _owner(house, kept) == agent.id
    assert (await _told(house, kept))[-2:] == ["queue_next", "agent_back"]
    assert await _owner(house, gone) == other.id
    async with house.database.reading() as session:
        assert await access.holds(session, agent.id, kept.customer_id, now=house.clock.now())
        assert not await access.holds(session, agent.id, gone.customer_id, now=house.clock.now())


async def test_what_she_has_again_is_lost_to_nobody_any_more(house: TestHouse) -> None:
    agent, other = await house.staff("one"), await house.staff("two")
    live = await _in_hand(house, agent)
    await _is(house, agent)
    await _vanishes(house)
    await _passes(house, LOOK, agent)
    async with house.database.transaction() as session:
        await desk.hand_on(session, house.house.desk, live.conversation_id, to=None, by=agent, now=house.clock.now())
    await _takes(house, other, live)
    await _vanishes(house)
    await _passes(house, LOOK, agent)

    assert await _owner(house, live) == other.id


async def test_back_too_late_she_signs_on_herself(house: TestHouse) -> None:
    agent = await house.staff("one")
    live = await _in_hand(house, agent)
    await _is(house, agent)
    await _vanishes(house)
    house.clock.advance(house.house.desk.floor.back_within)
    await _passes(house, LOOK, agent)

    assert await _presence(house, agent) == ("offline", None)
    assert await _owner(house, live) == OwnerKind.NOBODY


async def test_whoever_signed_off_stays_signed_off(house: TestHouse) -> None:
    agent = await house.staff("one")
    await _is(house, agent)
    await _vanishes(house)
    await _is(house, agent, PresenceState.OFFLINE)
    await _passes(house, LOOK, agent)

    assert await _presence(house, agent) == ("offline", None)


@pytest.mark.parametrize(("state", "reason"), [(PresenceState.BREAK, "meal"), (PresenceState.BUSY, None)])
async def test_she_is_what_she_was(house: TestHouse, state: PresenceState, reason: str | None) -> None:
    agent = await house.staff("one")
    await _is(house, agent, state, reason)
    await _vanishes(house)
    assert await _presence(house, agent) == ("offline", None)
    await _passes(house, LOOK, agent)

    assert await _presence(house, agent) == (state, reason)
