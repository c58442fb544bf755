"""Waiting on a real socket: what a browser is told live and what it is told when it comes again are the same."""

import asyncio
from typing import Any

import orjson
from websockets.asyncio.client import connect

from qiao.conversations.content import Choice, wire
from tests.access.signin.test_sessions import served
from tests.conftest import Web
from tests.faults.people import Client, arrive, new_client_id, socket_url


async def _press(person: Client, button: str) -> None:
    client_id = new_client_id()
    await person.put({"type": "send", "client_id": client_id, "content": wire(Choice(button=button, label="…"))})
    await person.hear(lambda frame: frame.get("client_id") == client_id)


async def _owner(person: Client, kind: str) -> dict[str, Any]:
    """The entry by which the conversation goes into these hands."""
    frame = await person.hear(
        lambda one: one["type"] == "entry" and one["entry"]["kind"] == "owner" and one["entry"]["owner"]["kind"] == kind
    )
    return dict(frame["entry"])


async def _seen_anew(person: Client) -> dict[str, Any]:
    """The conversation as a browser is shown it that knows nothing yet."""
    async with connect(socket_url(person.url), proxy=None) as socket:
        await socket.send(orjson.dumps({"type": "hello", "protocol": 1, "token": person.token}).decode())
        return dict(orjson.loads(await socket.recv())["conversation"])


async def test_her_place_is_shown_while_the_robot_helps_and_gone_when_she_leaves(web: Web) -> None:
    async with served(web) as port:
        person = await arrive(f"http://127.0.0.1:{port}")
        async with person.connected():
            await _press(person, "human")
            told = await person.hear(lambda frame: frame["type"] == "queue")
            waiting = (await _seen_anew(person))["queue"]
            assert {name: told[name] for name in waiting} == waiting
            assert (waiting["place"], waiting["wait_s"], waiting["wait_from_s"]) == (1, None, None)

            await _press(person, "wait:robot")
            assert (await _owner(person, "bot"))["waits"] is True
            answer = await person.ask("怎么还款")
            assert (answer["message"]["author"]["kind"], answer["message"]["label"] is None) == ("bot", False)
            helped = await _seen_anew(person)
            assert (helped["owner"]["kind"], helped["queue"]) == ("bot", waiting)

            await _press(person, "wait:leave")
            assert "waits" not in await _owner(person, "bot")
            async with asyncio.timeout(5):
                # The desk hears of it a moment later.
                while (left := await _seen_anew(person))["queue"] is not None:
                    assert left["queue"] == waiting
            assert left["owner"]["kind"] == "bot"

            await _press(person, "wait:stay")
            await _owner(person, "nobody")
            # At once, and as it was: what her page forgot is told again.
            assert await person.hear(lambda frame: frame["type"] == "queue") == told
            assert person.is_whole
