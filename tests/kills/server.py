"""A real server process of its own, which can be killed at any moment."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random

import httpx

from qiao import app
from qiao.foundation.settings import read_settings
from tests.learnt import KEPT, kept

ROOT = Path(__file__).parents[2]
_UP_WITHIN_S = 120.0
_PORTS = range(20_000, 32_000)


class DidNotStart(AssertionError):
    """The server ended, or did not answer in time; the message holds the end of its log."""


def free_port() -> int:
    """One that nobody is given while the server is down: below what the system hands out for connections."""
    for port in Random().sample(_PORTS, len(_PORTS)):  # noqa: S311  (not secret)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


def furnish(folder: Path) -> None:
    """Lay a master key and the trained model into a data folder; learnt once for all tests, as `understander` is."""
    key = folder / "keys" / "master.key"
    key.parent.mkdir()
    key.write_text("11" * 32)
    key.chmod(0o600)
    _learn()
    with kept() as data:
        shutil.copytree(data / "models", folder / "models", dirs_exist_ok=True)


@cache
def _learn() -> None:
    """Once a process: to find that all has been learnt takes as long as the half of a start."""
    with kept() as data:
        settings = read_settings(data=data)
        pack = app.load_pack(settings)
        app.load_understander(settings, pack)
        app.load_library(settings, pack)


class Server:
    """`qiao demo` on a folder (SQLite) or on `database_url`, always on the same port."""

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str | None = None,
        launcher: Sequence[str] = ("-m", "qiao"),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "server.log"
        self.environment = dict(environment or {})
        self._database_url = database_url
        self._launcher = launcher
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def words(self) -> list[str]:
        """The command of `qiao` that is run."""
        return ["demo", "--no-lender", "--data", str(self.folder), "--port", str(self.port)]

    def launch(self) -> None:
        """Begin to start; returns at once."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QIAO_")}
        environment |= {
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "PYTHONPYCACHEPREFIX": str(KEPT / "bytecode"),  # An installed package has its bytecode; so shall this.
            "QIAO_LOG_LEVEL": "warning",
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if self._database_url is not None:
            environment["QIAO_DATABASE_URL"] = self._database_url
        environment |= self.environment
        command = [sys.executable, *self._launcher, *self.words()]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  (our own program)
                command, env=environment, cwd=self.folder, stdout=log, stderr=log
            )

    async def start(self) -> float:
        """Launch and wait until it answers; returns the seconds that took. Raises DidNotStart."""
        began = time.monotonic()
        self.launch()
        await self.answers()
        return time.monotonic() - began

    async def answers(self) -> None:
        """Wait until the launched server answers. Raises DidNotStart."""
        give_up_at = time.monotonic() + _UP_WITHIN_S
        async with httpx.AsyncClient(base_url=self.url, timeout=_UP_WITHIN_S) as client:
            while time.monotonic() < give_up_at and self.is_running:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/healthz")).is_success:
                        return
                await asyncio.sleep(0.01)
        raise DidNotStart(self.tail())

    def kill(self) -> None:
        """SIGKILL: no warning, no clean-up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, and SIGKILL for one who does not listen."""
        self._end(signal.SIGTERM)

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""

    async def died(self, within_s: float = 30.0) -> None:
        """Wait until the process has ended by itself."""
        assert self._process is not None
        await asyncio.to_thread(self._process.wait, within_s)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(15)
        self._process = None
