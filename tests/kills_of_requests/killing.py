"""Throwing server and lender down, at random moments and just after somebody agreed; and the lender's faults."""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass, field

import httpx

from tests.kills.server import Server
from tests.kills_of_requests.asking import Scene
from tests.kills_of_requests.lender import LenderProcess

_AIMED, _LENDER_ONLY, _BOTH, _DURING_START = 0.75, 0.4, 0.15, 0.2
_AT_LEAST = 3
_WRITES = ("settlements.order", "due-days.change", "documents.make", "cases.register")
_FAULTS = ("timeout_after", "timeout_after", "duplicate", "error", "slow")


@dataclass(slots=True)
class Killer:
    """Kills until told to stop; leaves both running. `kills` are moments of a monotonic clock."""

    house: Server
    lender: LenderProcess
    scene: Scene
    dice: random.Random
    kills: list[float] = field(default_factory=list[float])
    of_house: int = 0
    of_lender: int = 0
    faults: int = 0
    _start_s: float = 2.0
    """How long the last start took: whoever is killed sooner than that never gets anything done."""

    async def rage(self, enough: asyncio.Event) -> None:
        """Kill until `enough` is set, and a few times at least."""
        while not (enough.is_set() and len(self.kills) >= _AT_LEAST):
            await self._moment()
            await self.kill()

    async def _moment(self) -> None:
        """A random one, or just after somebody's yes was acknowledged."""
        if self.dice.random() < _AIMED:
            self.scene.someone_agreed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.scene.someone_agreed.wait(), 2.0 + 2.0 * self._start_s)
            await asyncio.sleep(self.dice.uniform(0.0, 0.3))
        else:
            await asyncio.sleep(self.dice.uniform(0.3, 2.0 + 2.0 * self._start_s))

    async def kill(self) -> None:
        """One or both go down, perhaps again while they start; returns when they are back."""
        both = self.dice.random() < _BOTH
        lender_only = not both and self.dice.random() < _LENDER_ONLY
        victims = [self.house, self.lender] if both else [self.lender if lender_only else self.house]
        self.kills.append(time.monotonic())
        for one in victims:
            one.kill()
            self._count(one)
        if self.dice.random() < _DURING_START:
            victims[0].launch()
            await asyncio.sleep(self.dice.uniform(0.2, 1.5))
            victims[0].kill()
            self._count(victims[0])
        await asyncio.sleep(self.dice.choice((0.0, 0.0, 0.5, 2.0)))
        self._start_s = max(await asyncio.gather(*(one.start() for one in victims)))

    def _count(self, one: Server) -> None:
        self.of_lender += one is self.lender
        self.of_house += one is not self.lender

    async def play_faults(self) -> None:
        """Let the lender lose answers, hear things twice, fail and be slow, until cancelled."""
        async with httpx.AsyncClient(base_url=self.lender.url, timeout=10) as http:
            while True:
                await asyncio.sleep(self.dice.uniform(0.5, 2.0))
                kind = self.dice.choice(_FAULTS)
                fault = {
                    "kind": kind,
                    "operation": self.dice.choice((*_WRITES, *_WRITES, "outcomes.read")),
                    "times": self.dice.randint(1, 2),
                    **({"delay_ms": self.dice.randint(500, 4000)} if kind in {"timeout_after", "slow"} else {}),
                }
                with contextlib.suppress(httpx.HTTPError):
                    (await http.post("/sandbox/faults", json=fault)).raise_for_status()
                    self.faults += 1

    async def no_more_faults(self) -> None:
        async with httpx.AsyncClient(base_url=self.lender.url, timeout=10) as http:
            (await http.post("/sandbox/faults/off", json={})).raise_for_status()
