"""A campaign: people complain at a rate while the house is killed; then calm, and every complaint is accounted for."""

import asyncio
import contextlib
import math
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, create_engine

from tests.kills.campaign import spread
from tests.kills.server import Server, furnish
from tests.kills.talking import CROWDED
from tests.kills_of_complaints.complaining import Complainant, Officer, Scene
from tests.kills_of_complaints.history import IN_TIME_S, Person, Verdict, check, waits
from tests.kills_of_complaints.house import asked_for, is_idle, kept_complaints
from tests.kills_of_complaints.killing import Cluster, Killer
from tests.kills_of_requests.lender import LenderBook, LenderProcess

_SIGNED_IN, _BY_OFFICERS = 0.2, 0.08
_MOST_AT_ONCE = 100
_PATIENCE_S = 90.0
_BACKLOG_S = 300.0


@dataclass(slots=True)
class Report:
    """What a campaign found."""

    database: str
    seed: int
    asked_rate: float
    begun: int = 0
    confirmed: int = 0
    brought: int = 0
    yeses: int = 0
    kept: int = 0
    hit: int = 0
    """Customers with an outage between their first yes and their receipt."""
    kills: int = 0
    restarts_of_database: int = 0
    loaded_s: float = 0.0
    waits_s: list[float] = field(default_factory=list[float])
    starts_s: list[float] = field(default_factory=list[float])
    met: Counter[str] = field(default_factory=Counter[str])
    verdict: Verdict = field(default_factory=Verdict)

    def __str__(self) -> str:
        rate = self.kept / self.loaded_s if self.loaded_s else 0.0
        counts = {kind: len(found) for kind, found in self.verdict.by_kind().items()}
        lines = [
            f"{self.kept} complaints on {self.database} (seed {self.seed}) in {self.loaded_s / 60:.1f} min",
            f"  {rate:.1f} a second ({self.asked_rate:g} asked for); {self.brought} registered by an officer",
            f"  {self.begun} customers, {self.confirmed} confirmed ({self.yeses} yeses), {self.hit} hit by an outage",
            f"  {self.kills} kills of the server, {self.restarts_of_database} of the database",
            "  " + ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in counts.items()),
            f"  receipt after yes, nothing being down: {self._receipts()}",
            f"  start to answering: {spread(self.starts_s)}",
            f"  met on the way: {', '.join(f'{what} {times}' for what, times in self.met.most_common())}",
        ]
        for kind, found in self.verdict.by_kind().items():
            lines += [f"  {kind.replace('_', ' ').upper()}: {sentence}" for sentence in found[:5]]
        return "\n".join(lines)

    def _receipts(self) -> str:
        if not self.waits_s:
            return "not measured"
        count = len(self.waits_s)
        share = sum(one <= IN_TIME_S for one in self.waits_s) / count
        middle, p99 = (self.waits_s[math.ceil(count * part) - 1] for part in (0.5, 0.99))
        return f"{share:.2%} of {count} within {IN_TIME_S:g} s, median {middle:.2f} s, p99 {p99:.2f} s"


async def campaign(
    *,
    complaints: int,
    rate: float,
    seed: int,
    folder: Path,
    database_url: str | None = None,
    cluster: Cluster | None = None,
    kill_every_s: float = 12.0,
    most_kills: int = sys.maxsize,
    within_s: float = math.inf,
    progress: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Let `complaints` be made, `rate` a second begun, under kills. The dice are thrown from `seed`.

    Nobody begins after `within_s`: the report then tells of fewer.
    """
    url = cluster.url if cluster is not None else database_url
    report = Report("PostgreSQL" if url else "SQLite", seed, rate)
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    async with _started(folder, url) as (house, engine, known):
        dice.shuffle(known)
        scene = Scene(house=house.url, dice=dice, met=report.met)
        killer = Killer(house, scene, dice, kill_every_s, most_kills, cluster)
        officer = Officer(scene)
        await officer.come()
        crowd = _Crowded(officer, scene, known)
        enough = asyncio.Event()
        raging = asyncio.create_task(killer.rage(enough))
        began = time.monotonic()
        try:
            await crowd.come(complaints, rate, within_s, lambda: progress(_so_far(report, crowd, killer)))
            await _until(lambda: crowd.gone, _PATIENCE_S)
        finally:
            enough.set()
            await raging
        # Whoever is still there finds the house up from now on.
        await _until(lambda: crowd.gone, _PATIENCE_S)
        # A busy machine is behind with what it took; that is late, and shows in the waits.
        await _until(lambda: is_idle(engine), _BACKLOG_S)
        scene.leave.set()
        await crowd.all_gone()
        await officer.leave()
        _so_far(report, crowd, killer)
        _judge(report, crowd, killer, engine)
        report.loaded_s = max((one.told_at or began for one in crowd.persons), default=began) - began
    return report


class _Crowded:
    """Those who come one after another, so many a second and not too many at once."""

    def __init__(self, officer: Officer, scene: Scene, known: list[str]) -> None:
        self.people: list[Complainant] = []
        self.officer = officer
        self._scene = scene
        self._known = known
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def persons(self) -> list[Person]:
        return [one.person for one in self.people]

    @property
    def gone(self) -> bool:
        return all(one.done() for one in self._tasks)

    async def come(self, complaints: int, rate: float, within_s: float, tell: Callable[[], None]) -> None:
        began = time.monotonic()
        room = asyncio.Semaphore(_MOST_AT_ONCE)
        for number in range(complaints):
            await room.acquire()
            ahead_s = number / rate - (time.monotonic() - began)
            await asyncio.sleep(max(ahead_s, 0.0))
            if time.monotonic() - began > within_s:
                break
            by_officer = self._scene.dice.random() < _BY_OFFICERS
            self._begin(self.officer.register() if by_officer else self._somebody().live(), room)
            if number % 20 == 0:
                tell()

    async def all_gone(self) -> None:
        await asyncio.gather(*self._tasks)

    def _somebody(self) -> Complainant:
        is_known = self._known and self._scene.dice.random() < _SIGNED_IN
        self.people.append(Complainant(self._scene, self._known.pop() if is_known else None))
        return self.people[-1]

    def _begin(self, life: Coroutine[None, None, None], room: asyncio.Semaphore) -> None:
        task = asyncio.create_task(life)
        task.add_done_callback(lambda _: room.release())
        self._tasks.add(task)


@contextlib.asynccontextmanager
async def _started(folder: Path, url: str | None) -> AsyncGenerator[tuple[Server, Engine, list[str]]]:
    """A house with a lender beside it, a reader of its database, and the customers whom the lender knows."""
    lender = LenderProcess(folder / "lender")
    home = folder / "house"
    for place in (lender.folder, home):
        place.mkdir()
    house = Server(home, database_url=url)
    engine = create_engine(url or f"sqlite:///{home / 'qiao.db'}", pool_pre_ping=True)
    try:
        await asyncio.gather(lender.start(), asyncio.to_thread(furnish, home))
        house.environment |= {**CROWDED, **lender.known_to_the_house}
        await house.start()
        yield house, engine, LenderBook(lender.book).customers()
    finally:
        engine.dispose()
        house.kill()
        lender.kill()


async def _until(is_so: Callable[[], bool], within_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            while not is_so():  # noqa: ASYNC110  (what is waited for is in many places)
                await asyncio.sleep(0.1)


def _so_far(report: Report, crowd: _Crowded, killer: Killer) -> Report:
    people = crowd.persons
    report.begun, report.brought = len(people), len(crowd.officer.brought)
    report.confirmed = sum(one.was_heard for one in people)
    report.yeses = sum(len(one.yeses) for one in people)
    report.kills, report.restarts_of_database = killer.kills, killer.restarts_of_database
    report.starts_s = killer.starts_s
    return report


def _judge(report: Report, crowd: _Crowded, killer: Killer, engine: Engine) -> None:
    people, kept = [one for one in crowd.persons if one.yeses], kept_complaints(engine)
    report.verdict = check(people, crowd.officer.brought, asked_for(engine), kept)
    report.kept = len(kept)
    report.waits_s = waits(people, killer.outages)
    report.hit = sum(one.waited is not None for one in people) - len(report.waits_s)
