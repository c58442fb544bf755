"""Throwing down the server, and where it has a cluster of its own the database, at random moments."""

import asyncio
import contextlib
import os
import random
import shutil
import subprocess
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.kills.server import Server, free_port
from tests.kills_of_complaints.complaining import Scene

_DURING_START, _AIMED, _DATABASE = 0.2, 0.5, 0.3
_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql")


class Cluster:
    """A PostgreSQL of the campaign's own, which may be shut down at once as a power cut would."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self._folder = folder
        self._binaries = binaries
        self._port = free_port()

    @staticmethod
    def binaries() -> Path | None:
        """Where the programs of a server lie, if this machine has them."""
        found = shutil.which("initdb")
        beside = [Path(found).resolve()] if found else []
        installed = (one for place in _PLACES for one in sorted(Path(place).glob("**/bin/initdb"), reverse=True))
        return next((one.parent for one in (*beside, *installed) if one.with_name("postgres").exists()), None)

    @classmethod
    @contextlib.asynccontextmanager
    async def built(cls, binaries: Path) -> AsyncGenerator["Cluster"]:
        with TemporaryDirectory(prefix="qiao-cluster-", ignore_cleanup_errors=True) as folder:
            if (owner := _owner()) is not None:
                shutil.chown(folder, owner)
            cluster = cls(Path(folder) / "data", binaries)
            await cluster.run("initdb", "--auth=trust", "--username=qiao", "--encoding=UTF8", "--locale=C")
            await cluster.start()
            try:
                yield cluster
            finally:
                await cluster.stop()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://qiao@127.0.0.1:{self._port}/postgres"

    async def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        await self.run("pg_ctl", "start", "-w", "-l", str(self._folder.parent / "log"), "-o", options)

    async def stop(self) -> None:
        """Without a checkpoint and without a word to whoever is connected."""
        await self.run("pg_ctl", "stop", "-w", "-m", "immediate")

    async def run(self, program: str, *words: str) -> None:
        command = [str(self._binaries / program), *words, "-D", str(self._folder)]
        await asyncio.to_thread(
            subprocess.run,
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            user=_owner(),
        )


def _owner() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


@dataclass(slots=True)
class Killer:
    """Kills about every `every_s` seconds, `most` times or until told to stop; leaves everything running."""

    house: Server
    scene: Scene
    dice: random.Random
    every_s: float
    most: int
    cluster: Cluster | None = None
    outages: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])
    """When something went down and when the house answered again, of a monotonic clock."""
    kills: int = 0
    restarts_of_database: int = 0
    starts_s: list[float] = field(default_factory=list[float])

    async def rage(self, enough: asyncio.Event) -> None:
        while not enough.is_set() and len(self.outages) < self.most:
            await self._moment(enough)
            if not enough.is_set():
                await self.kill()

    async def _moment(self, enough: asyncio.Event) -> None:
        """A random one, half of them just after somebody's yes was acknowledged."""
        with contextlib.suppress(TimeoutError):
            # Whoever is killed sooner than she started gets nothing done, however long a busy machine takes for it.
            start_s = self.starts_s[-1] if self.starts_s else 0.0
            await asyncio.wait_for(enough.wait(), self.dice.uniform(0.2, 2 * (self.every_s + start_s)))
        if self.dice.random() < _AIMED:
            self.scene.someone_agreed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.scene.someone_agreed.wait(), self.every_s)
            await asyncio.sleep(self.dice.uniform(0.0, 0.3))

    async def kill(self) -> None:
        began = time.monotonic()
        if self.cluster is not None and self.dice.random() < _DATABASE:
            await self.cluster.stop()
            self.restarts_of_database += 1
            await asyncio.sleep(self.dice.choice((0.0, 0.5, 2.0)))
            await self.cluster.start()
            await self.house.answers()
        else:
            await self._kill_house()
        self.outages.append((began, time.monotonic()))

    async def _kill_house(self) -> None:
        self.house.kill()
        self.kills += 1
        if self.dice.random() < _DURING_START:
            self.house.launch()
            await asyncio.sleep(self.dice.uniform(0.2, 1.5))
            self.house.kill()
            self.kills += 1
        self.starts_s.append(await self.house.start())
