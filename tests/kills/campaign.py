"""One campaign: load a server, kill it at random moments, start it again, and judge the history."""

import asyncio
import contextlib
import random
import statistics
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from qiao.conversations.entries import event_entry, message_entry
from qiao.conversations.events import MESSAGE_ACCEPTED, topic
from qiao.conversations.model import ConversationRow, MessageRow
from qiao.foundation.events import Event, EventRow
from qiao.foundation.jobs import AT_ONCE, JobRow
from tests.kills.history import Stored, Verdict, check, check_all_shown
from tests.kills.people import Agent, Customer, Load
from tests.kills.server import Server, furnish

RESTART_BAR_S = 1.5
DRAIN_BAR_S = 10.0
_TALKS = 40
_DRAINS = 4
_DURING_START = 0.25
_PATIENCE_S = 60.0
_LOOKS = 2


@dataclass(slots=True)
class Report:
    """What a campaign found."""

    database: str
    seed: int
    kills: int = 0
    sent: int = 0
    acknowledged: int = 0
    answers: int = 0
    handed_over: int = 0
    restarts_s: list[float] = field(default_factory=list[float])
    drains_s: list[float] = field(default_factory=list[float])
    met: Counter[str] = field(default_factory=Counter[str])
    verdict: Verdict = field(default_factory=Verdict)

    def __str__(self) -> str:
        counts = {kind: len(found) for kind, found in self.verdict.by_kind().items()}
        lines = [
            f"{self.kills} kills on {self.database} (seed {self.seed})",
            f"  {self.sent} messages sent, {self.acknowledged} acknowledged",
            f"  {self.answers} answers of the robot, {self.handed_over} conversations taken by an agent",
            "  " + ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in counts.items()),
            f"  start to answering: {spread(self.restarts_s)} (bar {RESTART_BAR_S} s)",
            f"  queue drained after: {spread(self.drains_s)} (bar {DRAIN_BAR_S} s)",
            f"  met on the way: {', '.join(f'{what} {times}' for what, times in self.met.most_common())}",
        ]
        for kind, found in self.verdict.by_kind().items():
            lines += [f"  {kind.replace('_', ' ').upper()}: {sentence}" for sentence in found[:5]]
        return "\n".join(lines)


def spread(seconds: list[float]) -> str:
    if not seconds:
        return "not measured"
    return f"median {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s of {len(seconds)}"


async def campaign(
    *,
    kills: int,
    seed: int,
    folder: Path,
    database_url: str | None = None,
    customers: int = 12,
    agents: tuple[str, ...] = ("linmei", "chenyu"),
    progress: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Kill a loaded server `kills` times and say what came of it. The dice are thrown from `seed`."""
    report = Report("PostgreSQL" if database_url else "SQLite", seed)
    furnish(folder)
    server = Server(
        folder,
        database_url=database_url,
        environment={"QIAO_MESSAGES_PER_MINUTE": "60000", "QIAO_SESSIONS_PER_MINUTE": "60000"},
    )
    load = Load(url=server.url, dice=random.Random(seed))  # noqa: S311  (dice, not secrets)
    load.met = report.met
    people = _People(load, customers, agents)
    with _reader(folder, database_url) as engine:
        try:
            report.restarts_s.append(await server.start())
            load.speak.set()
            async with people.present():
                await _keep_killing(server, load, engine, kills=kills, report=report, progress=progress)
                load.speak.clear()
                await _until_quiet(people, engine)
        finally:
            server.stop()
        stored = stored_conversations(engine)
    _judge(report, people, stored)
    return report


class _People:
    """The customers who come one after another, and the agents who stay."""

    def __init__(self, load: Load, customers: int, agents: tuple[str, ...]) -> None:
        self._load = load
        self._places = customers
        self.customers: list[Customer] = []
        self.agents = [Agent(load, username) for username in agents]

    @contextlib.asynccontextmanager
    async def present(self) -> AsyncGenerator[None]:
        """Everybody is here; whoever has said all she wanted is joined by somebody new."""
        async with asyncio.TaskGroup() as tasks:
            for agent in self.agents:
                tasks.create_task(agent.live())
            # A sign-in that a kill cuts short stays counted, and a few of those lock the account for a minute.
            for agent in self.agents:
                await agent.is_in.wait()
            arriving = tasks.create_task(self._arrive(tasks))
            try:
                yield
            finally:
                arriving.cancel()
                self._load.leave.set()

    async def _arrive(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            talking = [one for one in self.customers if len(one.part.sent) < _TALKS]
            if self._load.speak.is_set():
                for _ in range(self._places - len(talking)):
                    customer = Customer(self._load, len(self.customers), talks=_TALKS)
                    self.customers.append(customer)
                    tasks.create_task(customer.live())
            await asyncio.sleep(0.2)


async def _keep_killing(
    server: Server,
    load: Load,
    engine: Engine,
    *,
    kills: int,
    report: Report,
    progress: Callable[[Report], None],
) -> None:
    dice = random.Random(report.seed + 1)  # noqa: S311  (dice, not secrets)
    drain_at = {round(kills * (part + 1) / _DRAINS) for part in range(_DRAINS)}
    while report.kills < kills:
        await asyncio.sleep(dice.uniform(0.1, 1.2))
        server.kill()
        report.kills += 1
        if dice.random() < _DURING_START and report.kills < kills:
            server.launch()
            await asyncio.sleep(dice.uniform(0.2, 1.5))
            server.kill()
            report.kills += 1
        report.restarts_s.append(await server.start())
        if drain_at & {report.kills, report.kills - 1}:
            drain_at -= {report.kills, report.kills - 1}
            load.speak.clear()
            report.drains_s.append(await _drained(engine))
            load.speak.set()
        progress(report)


async def _drained(engine: Engine) -> float:
    """Seconds until no work that should be done at once is left."""
    began = time.monotonic()
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            if not await asyncio.to_thread(_due, engine):
                break
            await asyncio.sleep(0.05)
    return time.monotonic() - began


async def _until_quiet(people: _People, engine: Engine) -> None:
    """Until everything sent is acknowledged, everything due is done, and everybody has seen the end.

    What the robot did last may wait for an agent who looked just before: the end is one that agents have looked at.
    """
    give_up_at = time.monotonic() + _PATIENCE_S
    seen: tuple[dict[str, int], list[int]] | None = None
    while time.monotonic() < give_up_at:
        await asyncio.sleep(0.3)
        looks = [one.looks for one in people.agents]
        if not all(one.is_quiet for one in (*people.customers, *people.agents)):
            continue
        if await asyncio.to_thread(_due, engine):
            continue
        reached = await asyncio.to_thread(_last_numbers, engine)
        if any(one.last_seq != reached.get(one.part.conversation, 0) for one in people.customers):
            continue
        if seen is None or seen[0] != reached:
            seen = reached, looks
        elif all(now >= then + _LOOKS for then, now in zip(seen[1], looks, strict=True)):
            return


def _judge(report: Report, people: _People, stored: list[Stored]) -> None:
    parts = [one.part for one in people.customers]
    report.verdict = check([*parts, *(part for agent in people.agents for part in agent.parts)], stored)
    by_id = {one.id: one for one in stored}
    for part in parts:
        if part.conversation in by_id:
            report.verdict.not_shown += check_all_shown(part, by_id[part.conversation])
    every = [one for part in parts for one in part.sent]
    every += [one for agent in people.agents for part in agent.parts for one in part.sent]
    report.sent, report.acknowledged = len(every), sum(1 for one in every if one.acknowledged)
    report.handed_over = sum(agent.accepted for agent in people.agents)
    report.answers = sum(
        1
        for conversation in stored
        for wire in conversation.entries
        if wire["kind"] == "message" and wire["message"]["author"]["kind"] == "bot"
    )


@contextlib.contextmanager
def _reader(folder: Path, database_url: str | None) -> Generator[Engine]:
    """Reads the database beside the server, with a driver and a connection of its own."""
    engine = create_engine(database_url or f"sqlite:///{folder / 'qiao.db'}")
    try:
        yield engine
    finally:
        engine.dispose()


def _due(engine: Engine) -> int:
    with Session(engine) as session:
        due = select(func.count()).where(JobRow.state == "pending", JobRow.due_at == AT_ONCE)
        return session.scalar(due) or 0


def _last_numbers(engine: Engine) -> dict[str, int]:
    with Session(engine) as session:
        return {str(row[0]): row[1] for row in session.execute(select(ConversationRow.id, ConversationRow.seq))}


def stored_conversations(engine: Engine) -> list[Stored]:
    """Every conversation with everything in it, straight from the tables."""
    with Session(engine) as session:
        numbers = session.execute(select(ConversationRow.id, ConversationRow.seq)).all()
        messages = {row.id: row for row in session.scalars(select(MessageRow))}
        by_topic: dict[str, list[EventRow]] = {}
        for row in session.scalars(select(EventRow).where(EventRow.topic.is_not(None)).order_by(EventRow.seq)):
            by_topic.setdefault(row.topic or "", []).append(row)
        by_place = {(row.conversation_id, row.seq): row for row in messages.values()}
        stored: list[Stored] = []
        for conversation_id, seq in numbers:
            rows = by_topic.get(topic(conversation_id), [])
            entries = [_wire(row, by_place.get((conversation_id, row.seq or 0))) for row in rows]
            kept = sum(1 for place in by_place if place[0] == conversation_id)
            told = sum(1 for row in rows if row.type == MESSAGE_ACCEPTED)
            assert kept == told, f"{conversation_id}: {kept} messages are kept, {told} are in the stream"
            stored.append(Stored(str(conversation_id), seq, entries))
        return stored


def _wire(row: EventRow, message: MessageRow | None) -> dict[str, Any]:
    if row.type == MESSAGE_ACCEPTED:
        assert message is not None, f"event {row.id} names a message that is not kept"
        return message_entry(message).wire
    event = Event(row.type, row.actor, row.occurred_at, row.payload, topic=row.topic, seq=row.seq)
    return event_entry(event).wire
