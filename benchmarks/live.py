"""A full floor at work: `python -m benchmarks.live [--json]`.

200 agents hold ten conversations each and answer one of them every 15 s; 2,000 customers write every 20 s. The time of
a message runs from the moment its writer sends it to the moment it stands on the other side's socket; both sides are
in this process. A server that only hands frames on, with the same settings, carries the same messages beside it.
"""

import argparse
import asyncio
import random
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
import psutil
import uvloop
from rich.console import Console
from websockets.asyncio.client import ClientConnection, connect

from benchmarks import servers
from benchmarks.figures import Figures, latencies_ms, meets, ratio, report
from benchmarks.hands import Hand, taken_in_hand
from benchmarks.servers import Server
from qiao.access.api import COOKIE

BAR_P99_MS = 200.0
_BEAT_S = 4.0
_PING_S = 25.0
_STILL_COMES_S = 5.0
_AT_ONCE = 32
_LETTERS = "abcdefghjkmnpqrstvwxyz"
_LINES = ("我再想想这笔账", "页面上还是显示处理中", "刚才那个我看到了", "好的我等您", "还是不太明白怎么弄")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--each", type=int, default=10, help="customers in the hands of one agent")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--customers-every", type=float, default=20.0, help="seconds between messages of a customer")
    parser.add_argument("--agents-every", type=float, default=15.0, help="seconds between messages of an agent")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    servers.allow_many_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report(runner.run(measure(chosen, Console(stderr=True))), as_json=chosen.json)


async def measure(chosen: argparse.Namespace, console: Console) -> Figures:
    with console.status("The bare fan-out …"), servers.fanout() as server:
        bare = await _work(server, _bare_floor(server, chosen), chosen)
    with tempfile.TemporaryDirectory(prefix="qiao-live-") as folder:
        data = Path(folder)
        with console.status(f"{chosen.agents * chosen.each} customers are taken in hand …"):
            hands = await taken_in_hand(data, chosen.agents, chosen.each)
        settings = {"QIAO_AGENT_CAPACITY": str(chosen.each), "QIAO_MESSAGES_PER_MINUTE": "1000"}
        with console.status("Qiao …"), servers.qiao(data, command="serve", settings=settings) as server:
            async with httpx.AsyncClient(
                base_url=server.address, headers={"origin": server.address}, timeout=60, trust_env=False
            ) as http:
                # All at once, since whoever is silent for 15 s is gone.
                began = time.perf_counter()
                desks = await asyncio.gather(*(_at_the_desk(server, hand) for hand in hands))
                seats = [await _at_work(server, http, hand, *at) for hand, at in zip(hands, desks, strict=True)]
                opened_s = round(time.perf_counter() - began, 1)
                qiao = await _work(server, seats, chosen)
    return {
        "bars": {
            "p99 of a message, ms": meets(qiao["delivered_ms"]["p99"], BAR_P99_MS, at_most=True),
            "messages lost": meets(qiao["lost"], 0, at_most=True),
        },
        "everything opened, s": opened_s,
        "qiao": qiao,
        "bare fan-out": bare,
        "p99 of a message / of the bare fan-out": ratio(qiao["delivered_ms"]["p99"], bare["delivered_ms"]["p99"]),
        "processor time / of the bare fan-out": ratio(
            qiao["server_cpu_share_of_a_core"], bare["server_cpu_share_of_a_core"]
        ),
    }


@dataclass(slots=True)
class Post:
    """What was sent and what came: by the mark in each text, in seconds of `time.perf_counter`."""

    sent: dict[str, float] = field(default_factory=dict[str, float])
    came: dict[str, float] = field(default_factory=dict[str, float])

    def mark(self) -> str:
        number, mark = len(self.sent) + 1_000, ""
        while number:
            number, at = divmod(number, len(_LETTERS))
            mark += _LETTERS[at]
        self.sent[mark] = time.perf_counter()
        return mark

    def hears(self, text: str) -> None:
        mark = text.rpartition("|")[2]
        if mark in self.sent:
            self.came.setdefault(mark, time.perf_counter())

    @property
    def missing(self) -> int:
        return len(self.sent) - len(self.came)

    def figures(self) -> Figures:
        return latencies_ms([came - self.sent[mark] for mark, came in self.came.items()])


_TROUBLE = Counter[str]()
"""What the server refused or took back on any socket, by its name."""

Says = Callable[[str], Awaitable[object]]


@dataclass(slots=True)
class Seat:
    """An agent and her customers on their sockets: how each says something, and how each listens until cancelled."""

    agent_says: Callable[[int, str], Awaitable[object]]
    customers_say: Sequence[Says]
    listen: Callable[[Callable[[str], None], Callable[[str], None]], Coroutine[Any, Any, None]]


async def _work(server: Server, seats: Sequence[Seat], chosen: argparse.Namespace) -> Figures:
    """Everybody writes for a while; what became of it."""
    to_agents, to_customers = Post(), Post()
    ears = [asyncio.create_task(seat.listen(to_agents.hears, to_customers.hears)) for seat in seats]
    await asyncio.sleep(_STILL_COMES_S)
    own = psutil.Process()
    began, server_s, own_s = time.perf_counter(), server.cpu_s(), sum(own.cpu_times()[:2])
    until = began + chosen.seconds
    async with asyncio.TaskGroup() as group:
        for number, seat in enumerate(seats):
            chance = random.Random(number)
            group.create_task(_agent_writes(seat, to_customers, chance, until, chosen.agents_every))
            for says in seat.customers_say:
                moments = random.Random(chance.random())
                group.create_task(_writes(says, to_agents, moments, until, chosen.customers_every))
    took_s = time.perf_counter() - began
    figures = {
        "messages": len(to_agents.sent) + len(to_customers.sent),
        "messages_per_s": round((len(to_agents.sent) + len(to_customers.sent)) / took_s, 1),
        "server_cpu_share_of_a_core": round((server.cpu_s() - server_s) / took_s, 2),
        "generator_cpu_share_of_a_core": round((sum(own.cpu_times()[:2]) - own_s) / took_s, 2),
    }
    await asyncio.sleep(_STILL_COMES_S)
    for ear in ears:
        ear.cancel()
    both = [came - post.sent[mark] for post in (to_agents, to_customers) for mark, came in post.came.items()]
    lost = {"to the agent": to_agents.missing, "to the customer": to_customers.missing}
    return {
        **figures,
        "lost": sum(lost.values()),
        "lost, by side": lost,
        "told by the server": dict(_TROUBLE),
        "delivered_ms": latencies_ms(both),
        "to_the_agent_ms": to_agents.figures(),
        "to_the_customer_ms": to_customers.figures(),
    }


async def _agent_writes(seat: Seat, post: Post, chance: random.Random, until: float, every_s: float) -> None:
    turn = 0

    async def says(text: str) -> None:
        nonlocal turn
        turn += 1
        await seat.agent_says(turn % len(seat.customers_say), text)

    await _writes(says, post, chance, until, every_s)


async def _writes(says: Says, post: Post, chance: random.Random, until: float, every_s: float) -> None:
    pause_s = chance.uniform(0, every_s)
    while time.perf_counter() + pause_s < until:
        await asyncio.sleep(pause_s)
        await says(f"{chance.choice(_LINES)}|{post.mark()}")
        pause_s = chance.uniform(0.5, 1.5) * every_s
    await asyncio.sleep(until - time.perf_counter())


async def _at_the_desk(server: Server, hand: Hand) -> tuple[ClientConnection, asyncio.Task[None]]:
    at_desk = await _open(
        f"ws{server.address.removeprefix('http')}/api/v1/desk/socket",
        {"type": "hello", "protocol": 1},
        {"cookie": f"{COOKIE}={hand.cookie}", "origin": server.address},
    )
    return at_desk, asyncio.create_task(_beats(at_desk))


async def _at_work(
    server: Server, http: httpx.AsyncClient, hand: Hand, at_desk: ClientConnection, beats: asyncio.Task[None]
) -> Seat:
    """The sockets of an agent and of her customers, open."""
    headers = {"cookie": f"{COOKIE}={hand.cookie}", "x-csrf-token": hand.csrf}
    for conversation, _ in hand.customers:
        await _send(at_desk, {"type": "watch", "conversation": str(conversation), "after": 0})
    shown = 0
    while shown < len(hand.customers):
        shown += orjson.loads(await at_desk.recv(decode=False))["type"] == "entries"
    gate = asyncio.Semaphore(_AT_ONCE)

    async def customer(token: str) -> ClientConnection:
        async with gate:
            return await _open(
                server.socket_address, {"type": "hello", "protocol": 1, "token": token, "locale": "zh-CN"}, {}
            )

    lines = await asyncio.gather(*(customer(token) for _, token in hand.customers))
    pings = asyncio.create_task(_pings(lines))

    async def agent_says(whom: int, text: str) -> None:
        path = f"/api/v1/desk/conversations/{hand.customers[whom][0]}/messages"
        body = {"client_id": uuid.uuid4().hex, "text": text}
        (await http.post(path, json=body, headers=headers)).raise_for_status()

    def saying(line: ClientConnection) -> Says:
        async def says(text: str) -> None:
            content = {"v": 1, "kind": "text", "text": text}
            await _send(line, {"type": "send", "client_id": uuid.uuid4().hex, "content": content})

        return says

    async def listen(agent_hears: Callable[[str], None], customer_hears: Callable[[str], None]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_reads(at_desk, "customer", agent_hears))
                for line in lines:
                    group.create_task(_reads(line, "agent", customer_hears))
        finally:
            beats.cancel()
            pings.cancel()

    return Seat(agent_says, [saying(line) for line in lines], listen)


async def _beats(line: ClientConnection) -> None:
    while True:
        await _send(line, {"type": "beat"})
        await asyncio.sleep(_BEAT_S)


async def _pings(lines: Sequence[ClientConnection]) -> None:
    """What the widget says while its customer is silent: whoever says nothing for a minute and more is let go."""
    while True:
        await asyncio.sleep(_PING_S)
        for line in lines:
            await _send(line, {"type": "ping"})


async def _reads(line: ClientConnection, author: str, hears: Callable[[str], None]) -> None:
    async for raw in line:
        frame = orjson.loads(raw)
        if frame["type"] in {"error", "unwatched", "bye"}:
            _TROUBLE[f"{frame['type']} {frame.get('error', '')}".strip()] += 1
        # What came while its reader was behind comes together.
        entries = [frame["entry"]] if frame["type"] == "entry" else frame.get("entries", ())
        for message in [one["message"] for one in entries if one["kind"] == "message"]:
            if message["author"]["kind"] == author and message["content"]["kind"] == "text":
                hears(message["content"]["text"])


def _bare_floor(server: Server, chosen: argparse.Namespace) -> list[Seat]:
    address = f"ws{server.address.removeprefix('http').rstrip('/')}"

    def seat(number: int) -> Seat:
        names = [f"/a{number}", *(f"/a{number}c{at}" for at in range(chosen.each))]
        lines: dict[str, ClientConnection] = {}

        async def listen(agent_hears: Callable[[str], None], customer_hears: Callable[[str], None]) -> None:
            for name in names:
                lines[name] = await _open(f"{address}{name}", None, {})
            async with asyncio.TaskGroup() as group:
                for name in names:
                    hears = agent_hears if name == names[0] else customer_hears
                    group.create_task(_hears_bare(lines[name], hears))

        async def agent_says(whom: int, text: str) -> None:
            await _send(lines[names[0]], {"to": names[1 + whom], "text": text})

        def saying(name: str) -> Says:
            async def says(text: str) -> None:
                await _send(lines[name], {"to": names[0], "text": text})

            return says

        return Seat(agent_says, [saying(name) for name in names[1:]], listen)

    return [seat(number) for number in range(chosen.agents)]


async def _hears_bare(line: ClientConnection, hears: Callable[[str], None]) -> None:
    async for raw in line:
        hears(orjson.loads(raw)["text"])


async def _open(address: str, hello: dict[str, Any] | None, headers: dict[str, str]) -> ClientConnection:
    origin = headers.pop("origin", None)
    line = await connect(
        address,
        compression=None,
        ping_interval=None,
        open_timeout=60,
        max_queue=None,
        proxy=None,
        origin=origin,  # pyright: ignore[reportArgumentType]  # A NewType of str.
        additional_headers=headers,
    )
    if hello is not None:
        await _send(line, hello)
        welcome = orjson.loads(await line.recv(decode=False))
        if welcome["type"] != "welcome":
            raise OSError(f"no welcome: {welcome}")
    return line


async def _send(line: ClientConnection, frame: dict[str, Any]) -> None:
    await line.send(orjson.dumps(frame), text=True)


if __name__ == "__main__":
    main()
