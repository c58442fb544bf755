"""A campaign: waves of customers agree while both systems are killed; then calm, and everything is judged."""

import asyncio
import contextlib
import math
import random
import statistics
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, create_engine

from tests.kills.server import Server, furnish
from tests.kills.talking import CROWDED
from tests.kills_of_requests.asking import Asker, Scene
from tests.kills_of_requests.history import ENDED, SETTLED_WITHIN_S, Kept, Run, Verdict, check
from tests.kills_of_requests.house import kept_requests
from tests.kills_of_requests.killing import Killer
from tests.kills_of_requests.lender import LenderBook, LenderProcess, Wish

_LONGEST_WAY_S, _LONGEST_STORM_S = 90.0, 60.0
_KILLED_EARLY = 0.4
_PATIENCE_S = SETTLED_WITHIN_S + 60.0
Databases = Callable[[], AbstractAsyncContextManager[str | None]]


@asynccontextmanager
async def in_the_folder() -> AsyncGenerator[str | None]:
    """No database of its own: the embedded one, in the server's folder."""
    yield None


@dataclass(slots=True)
class Report:
    """What a campaign found. A run is a customer who said yes."""

    database: str
    seed: int
    runs: int = 0
    by_flow: Counter[str] = field(default_factory=Counter[str])
    by_end: Counter[str] = field(default_factory=Counter[str])
    yeses: int = 0
    hit: int = 0
    """Runs with a kill between the first yes and the receipt."""
    kills_of_house: int = 0
    kills_of_lender: int = 0
    faults: int = 0
    effects: int = 0
    settled_s: list[float] = field(default_factory=list[float])
    took_s: float = 0.0
    met: Counter[str] = field(default_factory=Counter[str])
    verdict: Verdict = field(default_factory=Verdict)

    def __str__(self) -> str:
        counts = {kind: len(found) for kind, found in self.verdict.by_kind().items()}
        middle = statistics.median(self.settled_s) if self.settled_s else 0.0
        longest = max(self.settled_s, default=0.0)
        lines = [
            f"{self.runs} runs on {self.database} (seed {self.seed}) in {self.took_s / 60:.0f} min",
            f"  {_listed(self.by_flow)}; {self.yeses} yeses sent, {self.effects} effects at the lender",
            f"  ended: {_listed(self.by_end)}",
            f"  {self.kills_of_house} kills of the server, {self.kills_of_lender} of the lender",
            f"  {self.hit} runs were hit between yes and receipt; {self.faults} faults switched on",
            "  " + ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in counts.items()),
            f"  settled after both were back: median {middle:.1f} s, longest {longest:.1f} s of {len(self.settled_s)}",
            f"  met on the way: {_listed(self.met)}",
        ]
        for kind, found in self.verdict.by_kind().items():
            lines += [f"  {kind.replace('_', ' ').upper()}: {sentence}" for sentence in found[:5]]
        return "\n".join(lines)


def _listed(counted: Counter[str]) -> str:
    return ", ".join(f"{what} {times}" for what, times in counted.most_common())


async def _until(is_so: Callable[[], bool], within_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            while not is_so():  # noqa: ASYNC110  (what is waited for is in a dozen places)
                await asyncio.sleep(0.1)


async def campaign(
    *,
    runs: int,
    seed: int,
    folder: Path,
    databases: Databases = in_the_folder,
    customers: int = 24,
    within_s: float = math.inf,
    progress: Callable[[Report], None] = lambda _: None,
) -> Report:
    """Let `runs` customers agree under kills, `customers` at a time. The dice are thrown from `seed`.

    No wave begins after `within_s`: the report then tells of fewer runs.
    """
    report = Report("SQLite", seed)
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    began, batch = time.monotonic(), 0
    while report.runs < runs and report.took_s < within_s:
        batch += 1
        place = folder / f"batch-{batch}"
        place.mkdir()
        async with databases() as url:
            report.database = "PostgreSQL" if url else "SQLite"
            async with _Stage.built(place, url, dice) as stage:
                while report.runs < runs and stage.wishes and report.took_s < within_s:
                    # Some never agree: they have no e-mail address, or a person takes over.
                    await stage.wave(min(customers, round(1.3 * (runs - report.runs)) + 1), report)
                    report.took_s = time.monotonic() - began
                    progress(report)
    return report


@dataclass
class _Stage:
    """A server and a lender on fresh folders, and whoever may still ask there."""

    house: Server
    lender: LenderProcess
    engine: Engine
    book: LenderBook
    wishes: list[Wish]
    dice: random.Random
    earlier: list[Run] = field(default_factory=list[Run])

    @classmethod
    @asynccontextmanager
    async def built(cls, folder: Path, url: str | None, dice: random.Random) -> AsyncGenerator["_Stage"]:
        lender = LenderProcess(folder / "lender")
        lender.folder.mkdir()
        home = folder / "house"
        home.mkdir()
        await asyncio.to_thread(furnish, home)
        house = Server(home, database_url=url)
        engine = create_engine(url or f"sqlite:///{home / 'qiao.db'}")
        try:
            await lender.start()
            house.environment |= {
                **CROWDED,
                **lender.known_to_the_house,
                "QIAO_BACKOFFICE_DEADLINE_S": "2",
            }
            await house.start()
            book = LenderBook(lender.book)
            yield cls(house, lender, engine, book, book.wishes(dice), dice)
        finally:
            engine.dispose()
            house.stop()
            lender.stop()

    async def wave(self, customers: int, report: Report) -> None:
        """Some customers ask and agree under kills; then both stay up, and what was agreed to has to end."""
        adapter = self.lender.adapter()
        scene = Scene(house=self.house.url, lender=self.lender.url, adapter=adapter, dice=self.dice, met=report.met)
        askers = [Asker(scene, self.wishes.pop()) for _ in range(min(customers, len(self.wishes)))]
        killer = Killer(self.house, self.lender, scene, self.dice)
        async with asyncio.TaskGroup() as tasks:
            for one in askers:
                tasks.create_task(one.live())
            await self._storm(askers, killer, scene)
            settled_s = await self._calm(askers)
            scene.leave.set()
        await asyncio.gather(*(one.look_again() for one in askers))
        await adapter.close()
        self._judge([one.run for one in askers], settled_s, killer, report)

    async def _storm(self, askers: Sequence[Asker], killer: Killer, scene: Scene) -> None:
        """Everybody comes as far as the card, past a kill or two; then they agree, and the killing is thick."""
        if self.dice.random() < _KILLED_EARLY:
            await asyncio.sleep(self.dice.uniform(2.0, 15.0))
            await killer.kill()
        await _until(lambda: all(one.is_over or one.has_a_card for one in askers), _LONGEST_WAY_S)
        scene.agreeing.set()
        enough = asyncio.Event()
        faults = asyncio.create_task(killer.play_faults())
        raging = asyncio.create_task(killer.rage(enough))
        await _until(
            lambda: (
                raging.done() or all(one.is_over or one.run.agreed_at is not None for one in askers if one.has_a_card)
            ),
            _LONGEST_STORM_S,
        )
        enough.set()
        await raging
        scene.agreeing.clear()
        faults.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await faults
        await killer.no_more_faults()

    async def _calm(self, askers: Sequence[Asker]) -> float:
        """Seconds until everything agreed to has ended and been told; all the patience there is where it does not."""
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE_S:
            await asyncio.sleep(0.2)
            agreed = [one for one in askers if one.run.yeses]
            kept = await asyncio.to_thread(self._kept, [one.run for one in agreed])
            refused = {one.conversation for one in kept if one.state == "refused" and one.submitted}
            told = all(one.is_over or one.run.conversation in refused for one in agreed)
            if told and all(one.state in ENDED for one in kept if one.effects):
                break
        return time.monotonic() - began

    def _kept(self, runs: Sequence[Run]) -> list[Kept]:
        return kept_requests(self.engine, [one.conversation for one in runs if one.conversation])

    def _judge(self, runs: list[Run], settled_s: float, killer: Killer, report: Report) -> None:
        kept, every = self._kept(runs), self.book.done()
        done = [one for one in every if not (one.key or "").startswith("elsewhere-")]
        others = {(one.customer, one.flow) for one in every} - {(one.customer, one.flow) for one in done}
        for run in runs:
            run.elsewhere = (run.customer, run.flow) in others
        before = {(one.customer, one.flow) for one in self.earlier}
        # What earlier waves had done is looked at again: nothing may be done for them any more.
        report.verdict.add(check(runs, kept, [one for one in done if (one.customer, one.flow) not in before],
                                 settled_s=settled_s))  # fmt: skip
        again = Counter((one.customer, one.flow) for one in done)
        report.verdict.doubled += [f"done again in a later wave: {one}" for one in before if again[one] > 1]
        agreed = [one for one in runs if one.yeses]
        self.earlier += agreed
        report.runs += len(agreed)
        report.by_flow.update(one.flow for one in agreed)
        report.by_end.update(one.state for one in kept if one.conversation in {run.conversation for run in agreed})
        report.yeses += sum(len(one.yeses) for one in agreed)
        report.effects += sum((one.customer, one.flow) not in before for one in done)
        report.hit += sum(_is_hit(one, killer.kills) for one in agreed)
        report.kills_of_house += killer.of_house
        report.kills_of_lender += killer.of_lender
        report.faults += killer.faults
        report.settled_s.append(settled_s)


def _is_hit(run: Run, kills: Sequence[float]) -> bool:
    return any(run.yeses[0].sent_at < at < (run.receipt_at or at + 1) for at in kills)
