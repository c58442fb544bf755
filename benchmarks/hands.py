"""Agents with customers in their hands, made in a house that is not open yet."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import update

from benchmarks.servers import MODELS
from qiao import access, app, conversations, desk, migrations
from qiao.access.signin import sessions
from qiao.conversations.content import Text
from qiao.desk.model import PresenceRow
from qiao.foundation.ids import new_id
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings

_AGENTS_TOGETHER = 10
_LINES = ("我再想想这笔账", "页面上还是显示处理中", "刚才那个我看到了", "好的我等您", "还是不太明白怎么弄")


@dataclass(frozen=True, slots=True)
class Hand:
    """An agent's browser, and the customers in her hands: their conversations and the tokens of their sessions."""

    cookie: str
    csrf: str
    customers: tuple[tuple[UUID, str], ...]


async def taken_in_hand(data: Path, agents: int, each: int, *, messages: int = 0) -> list[Hand]:
    """Agents who hold as many customers as they can, in a house that is not open yet.

    Each customer has written so many `messages` to her agent.
    """
    settings = Settings(data=data, agent_capacity=each, secure_cookies=False)
    read_key_ring(settings.master_key_file, create=True)
    pack, learnt = app.load_pack(settings), Settings(data=MODELS.parent)
    house = app.assemble(settings, pack, app.load_understander(learnt, pack), app.load_library(learnt, pack))
    (data / "models").symlink_to(MODELS)
    database = house.parts.database
    await database.connect()
    await migrations.upgrade(database)
    password_hash = await access.hash_password("a password of nobody")
    hands: list[Hand] = []
    for first in range(0, agents, _AGENTS_TOGETHER):
        numbers = range(first, min(first + _AGENTS_TOGETHER, agents))
        hands += await _taken_together(house, numbers, each, messages, password_hash)
    async with database.transaction() as session:
        await session.execute(update(PresenceRow).values(lease_until=datetime.now(UTC) + timedelta(minutes=5)))
    await database.close()
    return hands


async def _taken_together(
    house: app.House, numbers: Sequence[int], each: int, messages: int, password_hash: str
) -> list[Hand]:
    parts, now = house.parts, house.parts.clock.now
    agents = [await _agent(house, number, password_hash) for number in numbers]
    waiting = await asyncio.gather(*(_asks_for_a_person(house) for _ in range(each * len(agents))))
    await house.runner.drain()

    async def accepted(agent: access.Staff, conversation: UUID) -> None:
        async with parts.database.transaction() as session:
            item = await desk.live_item_of_conversation(session, conversation)
            assert item is not None
            await desk.accept(session, house.desk, item.id, by=agent, now=now())

    async def writes(session_id: UUID) -> None:
        for number in range(messages):
            await _says(house, session_id, f"{_LINES[number % len(_LINES)]}，第{number + 1}句")

    shares = [waiting[first : first + each] for first in range(0, len(waiting), each)]
    await asyncio.gather(
        *(accepted(agent, one) for (agent, _, _), hers in zip(agents, shares, strict=True) for one, _, _ in hers)
    )
    await asyncio.gather(*(writes(session_id) for _, _, session_id in waiting))
    await house.runner.drain()
    for agent, _, _ in agents:
        async with parts.database.transaction() as session:
            await desk.set_presence(session, house.desk, agent.id, desk.PresenceState.READY, now=now())
    return [
        Hand(cookie, csrf, tuple((conversation, token) for conversation, token, _ in hers))
        for (_, cookie, csrf), hers in zip(agents, shares, strict=True)
    ]


async def _agent(house: app.House, number: int, password_hash: str) -> tuple[access.Staff, str, str]:
    """Her account, and a browser's cookie and token."""
    parts, now = house.parts, house.parts.clock.now
    async with parts.database.transaction() as session:
        staff_id = await access.add_staff(
            session,
            username=f"agent{number}",
            name=f"坐席{number}",
            post=access.Post.ONLINE_AGENT,
            password_hash=password_hash,
            now=now(),
        )
        cookie = await sessions.begin(
            session,
            parts.ring,
            await session.get_one(access.StaffRow, staff_id),
            browser=sessions.Browser("127.0.0.1"),
            lasts=sessions.Lasts(parts.settings.session_idle, parts.settings.session_lasts),
            way="password",
            now=now(),
        )
        live = await access.session_of(session, parts.ring.token_digest(cookie), now=now())
    return live.staff, cookie, live.csrf


async def _asks_for_a_person(house: app.House) -> tuple[UUID, str, UUID]:
    """Her conversation, the token of her session, and its id."""
    parts, now = house.parts, house.parts.clock.now
    async with parts.database.transaction() as session:
        session_id, token = await conversations.start_session(
            session, parts.ring, channel="web", entrance="web", locale="zh-CN", now=now()
        )
    return await _says(house, session_id, "转人工"), token, session_id


async def _says(house: app.House, session_id: UUID, text: str) -> UUID:
    """The conversation in which it was said."""
    parts, now = house.parts, house.parts.clock.now
    async with parts.database.transaction() as session:
        live = await conversations.session_by_id(session, session_id)
        client_id = new_id().hex
        inbound = conversations.Inbound(live, f"{live.id.hex}:{client_id}", Text(text=text), client_id, now())
        await conversations.receive(session, parts.ring, inbound, max_text=4000, idle_after=parts.settings.contact_idle)
    return live.conversation_id
