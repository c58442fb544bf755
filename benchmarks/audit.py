"""What the audit trail costs: `python -m benchmarks.audit [--postgres URL] [--json]`.

Three questions: how many records a second a verification proves; what writing and sealing one takes; and what the
record takes off the throughput of a customer view. For the last, agents look at one conversation, many at once,
through the whole application (its ASGI interface, without a network), in short rounds by turns: with the record, and
sealing what was recorded; in the same transaction without it; and only reading, as without any trail. Shares are of
processor time, because the machine's other work makes the wall clock guess.
"""

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import uvloop
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.figures import Figures, meets, ratio, report
from benchmarks.servers import MODELS
from qiao import access, app, conversations, desk, migrations
from qiao.access import audit
from qiao.access.api import COOKIE
from qiao.access.signin import sessions
from qiao.conversations.content import Text
from qiao.foundation.clock import SystemClock
from qiao.foundation.database import Database
from qiao.foundation.ids import new_id
from qiao.foundation.keys import read_key_ring
from qiao.foundation.settings import Settings

BAR_VERIFIED_PER_S = 50_000.0
BAR_COST_OF_A_VIEW = 0.10
_TURNS = 8
_CUSTOMERS = 2_000


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=100_000, help="in the trail that is verified")
    parser.add_argument("--rounds", type=int, default=60, help="of each kind of view")
    parser.add_argument("--looks", type=int, default=64, help="in a round, after which what was recorded is sealed")
    parser.add_argument("--in-flight", type=int, default=32, help="views at any moment")
    parser.add_argument("--postgres", help="address of a server on which a database may be made and dropped")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report(runner.run(measure(chosen, Console(stderr=True))), as_json=chosen.json)


async def measure(chosen: argparse.Namespace, console: Console) -> Figures:
    figures: Figures = {"bars": {}}
    for name in ("sqlite", *(["postgres"] if chosen.postgres else [])):
        async with _database_url(chosen.postgres if name == "postgres" else None) as url:
            with tempfile.TemporaryDirectory(prefix="qiao-audit-") as folder:
                settings = Settings(data=Path(folder), database_url=url, secure_cookies=False)
                read_key_ring(settings.master_key_file, create=True)
                with console.status(f"{name}: writing, sealing and verifying {chosen.records:,} records …"):
                    trail = await _trail(settings, chosen.records)
        async with _database_url(chosen.postgres if name == "postgres" else None) as url:
            with tempfile.TemporaryDirectory(prefix="qiao-audit-") as folder:
                settings = Settings(data=Path(folder), database_url=url, secure_cookies=False)
                read_key_ring(settings.master_key_file, create=True)
                with console.status(f"{name}: {chosen.rounds} rounds of views …"):
                    views = await _views(settings, chosen)
        figures["bars"] |= {
            f"{name}: records proven a second of processor time": meets(
                trail["proven_per_cpu_s"], BAR_VERIFIED_PER_S, at_most=False
            ),
            f"{name}: records proven a second": meets(trail["proven_per_s"], BAR_VERIFIED_PER_S, at_most=False),
            f"{name}: what the record takes off a view's throughput": meets(
                views["takes_of_throughput"]["record_and_sealing"], BAR_COST_OF_A_VIEW, at_most=True
            ),
        }
        figures[name] = {"trail": trail, "views": views}
    return figures


@contextlib.asynccontextmanager
async def _database_url(server: str | None) -> AsyncGenerator[str | None]:
    if server is None:
        yield None
        return
    admin = create_async_engine(server, isolation_level="AUTOCOMMIT")
    name = f"qiao_benchmark_{uuid4().hex}"
    async with admin.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        async with admin.connect() as connection:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        await admin.dispose()


async def _trail(settings: Settings, count: int) -> Figures:
    database = Database(settings.database)
    await database.connect()
    await migrations.upgrade(database)
    keys = audit.attach(database, read_key_ring(settings.master_key_file, create=False))
    sealer = audit.Sealer(database, keys, SystemClock(), [audit.FileHeads(settings.audit_heads_file)])
    customers = [new_id() for _ in range(_CUSTOMERS)]
    writing_s = -time.process_time()
    for first in range(0, count, 500):
        async with database.transaction() as session:
            for number in range(first, min(first + 500, count)):
                await audit.record(session, _look(customers[number % _CUSTOMERS]), now=datetime.now(UTC))
    writing_s += time.process_time()
    sealing_s = -time.process_time()
    await sealer.seal()
    await sealer.put_head()
    sealing_s += time.process_time()
    proving_s, wall_s = -time.process_time(), -time.monotonic()
    found = await audit.verify(database, keys, settings.audit_heads_file)
    proving_s, wall_s = proving_s + time.process_time(), wall_s + time.monotonic()
    assert found.is_proven
    assert found.records == count
    asking_s = -time.monotonic()
    async with database.transaction() as session:
        sought = audit.Sought(customer_id=customers[0], field="phone")
        page = await audit.find_records(
            session, sought, asker=audit.Record("house", audit.Action.SEARCHED), now=datetime.now(UTC)
        )
    asking_s += time.monotonic()
    assert page.rows
    await database.close()
    return {
        "records": count,
        "writing_one_cpu_us": round(writing_s / count * 1e6, 1),
        "sealing_one_cpu_us": round(sealing_s / count * 1e6, 1),
        "proven_per_cpu_s": round(count / proving_s),
        "proven_per_s": round(count / wall_s),
        "who_saw_this_customers_phone_ms": round(asking_s * 1000, 1),
    }


def _look(customer: UUID) -> audit.Record:
    return audit.Record(
        "staff:01a219c5-507d-7264-baa6-9eea792fa175",
        audit.Action.VIEWED,
        post="online_agent",
        customer_id=customer,
        contact_id=customer,
        purpose="service",
        fields=[("transcript", "masked", "R21"), ("name", "masked", "R1"), ("phone", "masked", "R7")],
        source="192.0.2.7",
    )


@dataclass
class _Kind:
    """One way of looking, and what a look took in each round."""

    name: str
    cpu_s: list[float] = field(default_factory=list[float])
    wall_s: list[float] = field(default_factory=list[float])


async def _views(settings: Settings, chosen: argparse.Namespace) -> Figures:
    pack = app.load_pack(settings)
    MODELS.parent.mkdir(parents=True, exist_ok=True)
    learnt = Settings(data=MODELS.parent)
    house = app.assemble(settings, pack, app.load_understander(learnt, pack), app.load_library(learnt, pack))
    database = house.parts.database
    await database.connect()
    await migrations.upgrade(database)
    application = app.create_app(house)
    conversation, cookie = await _conversation_in_hand(house)

    async def look() -> None:
        status = await _get(application, f"/api/v1/desk/conversations/{conversation}", cookie)
        assert status == 200, status  # noqa: PLR2004  (OK)

    async def nothing(*_: object, **__: object) -> None:
        return None

    recorded, unrecorded, reading = _Kind("recorded"), _Kind("same transaction, no record"), _Kind("only reading")
    kinds = [recorded, unrecorded, reading]
    for _ in range(20):
        await look()
    await house.sealer.seal()
    for number in range(chosen.rounds):
        # Each takes every place in the round, so that a neighbour's load falls on all of them.
        for kind in kinds[number % 3 :] + kinds[: number % 3]:
            with contextlib.ExitStack() as bent:
                if kind is not recorded:
                    bent.enter_context(patch.object(access.audit, "record", nothing))
                if kind is reading:
                    bent.enter_context(patch.object(database, "transaction", database.reading))
                cpu_s, wall_s = -time.process_time(), -time.monotonic()
                await _looks(look, chosen.looks, chosen.in_flight)
                if kind is recorded:
                    await house.sealer.seal()
            kind.cpu_s.append(cpu_s + time.process_time())
            kind.wall_s.append(wall_s + time.monotonic())
    await database.close()
    return {
        "looks_per_s": {kind.name: round(chosen.looks / median(kind.wall_s)) for kind in kinds},
        "look_cpu_ms": {kind.name: round(median(kind.cpu_s) / chosen.looks * 1000, 2) for kind in kinds},
        "takes_of_throughput": {
            "record_and_sealing": _taken(recorded.cpu_s, unrecorded.cpu_s),
            "record_sealing_and_transaction": _taken(recorded.cpu_s, reading.cpu_s),
            "record_and_sealing_of_the_wall": _taken(recorded.wall_s, unrecorded.wall_s),
        },
    }


def _taken(with_s: Sequence[float], without_s: Sequence[float]) -> float:
    """The share of throughput that is gone: the median of the rounds, each compared with its neighbour."""
    return round(1 - median(ratio(without, took) for took, without in zip(with_s, without_s, strict=True)), 3)


async def _looks(look: Callable[[], Awaitable[None]], count: int, in_flight: int) -> None:
    left = iter(range(count))

    async def keep_looking() -> None:
        for _ in left:
            await look()

    await asyncio.gather(*(keep_looking() for _ in range(in_flight)))


async def _conversation_in_hand(house: app.House) -> tuple[UUID, str]:
    """A conversation of some turns that an agent has accepted, and her cookie."""
    parts, now = house.parts, house.parts.clock.now
    password_hash = await access.hash_password("a password of nobody")
    async with parts.database.transaction() as session:
        staff_id = await access.add_staff(
            session,
            username="agent",
            name="林美",
            post=access.Post.ONLINE_AGENT,
            password_hash=password_hash,
            now=now(),
        )
        account = await session.get_one(access.StaffRow, staff_id)
        cookie = await sessions.begin(
            session,
            parts.ring,
            account,
            browser=sessions.Browser("127.0.0.1"),
            lasts=sessions.Lasts(parts.settings.session_idle, parts.settings.session_lasts),
            way="password",
            now=now(),
        )
        session_id, _ = await conversations.start_session(
            session, parts.ring, channel="web", entrance="web", locale="zh-CN", now=now()
        )
    async with parts.database.reading() as session:
        live = await conversations.session_by_id(session, session_id)
        agent = await access.find_staff(session, staff_id)
    for said in (*["怎么还款", "利息怎么算", "可以提前还款吗", "账单日是哪天"] * (_TURNS // 4), "转人工"):
        client_id = new_id().hex
        inbound = conversations.Inbound(live, f"{live.id.hex}:{client_id}", Text(text=said), client_id, now())
        async with parts.database.transaction() as session:
            await conversations.receive(
                session, parts.ring, inbound, max_text=4000, idle_after=parts.settings.contact_idle
            )
        await house.runner.drain()
    async with parts.database.transaction() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
        assert item is not None
        await desk.accept(session, house.desk, item.id, by=agent, now=now())
    return live.conversation_id, cookie


async def _get(application: Any, path: str, cookie: str) -> int:  # noqa: ANN401  (an ASGI application)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"test"), (b"cookie", f"{COOKIE}={cookie}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    await application(scope, receive, send)
    return status


if __name__ == "__main__":
    main()
