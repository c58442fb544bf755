"""Servers in processes of their own: Qiao on its embedded default, and the bare echo beside it."""

import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
MODELS = ROOT / ".cache" / "tests" / "models"  # What tests and benchmarks have trained before.
_ADDRESS = re.compile(r"https?://[\w.\[\]:]+")
_STOPS_WITHIN_S = 20
_OURS = {"QIAO_LOG_LEVEL": "warning", "QIAO_SESSIONS_PER_MINUTE": "1000000"}  # All customers come from one address.


class ServerStopped(RuntimeError):
    """The server ended before it was open; its last lines are in the message."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    address: str
    process: psutil.Process
    opened_after_s: float

    @property
    def socket_address(self) -> str:
        return f"ws{self.address.removeprefix('http')}/api/v1/web/socket"

    def rss_bytes(self) -> int:
        return self.process.memory_info().rss

    def cpu_s(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system


@contextlib.contextmanager
def qiao(
    data: Path | None = None, *, command: str = "demo", settings: Mapping[str, str] | None = None
) -> Generator[Server]:
    """`qiao demo` on a free port; without `data` in a folder of its own, with the model trained by an earlier run."""
    with contextlib.ExitStack() as leaving:
        folder = data or Path(leaving.enter_context(tempfile.TemporaryDirectory(prefix="qiao-benchmark-")))
        if data is None and MODELS.is_dir():
            shutil.copytree(MODELS, folder / "models")
        arguments = ["-m", "qiao", command, "--data", str(folder), "--port", "0"]
        yield leaving.enter_context(_running(arguments, {**_OURS, **(settings or {})}))
        if data is None:
            shutil.copytree(folder / "models", MODELS, dirs_exist_ok=True)


@contextlib.contextmanager
def echo() -> Generator[Server]:
    with _running(["-m", "benchmarks.echo"], {}) as server:
        yield server


@contextlib.contextmanager
def fanout() -> Generator[Server]:
    with _running(["-m", "benchmarks.fanout"], {}) as server:
        yield server


def allow_many_files() -> None:
    """Lift this process, and those it starts, to as many open files as the system lets it have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextlib.contextmanager
def _running(arguments: Sequence[str], environment: Mapping[str, str]) -> Generator[Server]:
    began = time.monotonic()
    with tempfile.NamedTemporaryFile("w+", prefix="qiao-", suffix=".log", encoding="utf-8") as said:
        process = subprocess.Popen(  # noqa: S603  (this interpreter, our own modules)
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**_environment(), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            address = _address(process, Path(said.name))
            yield Server(address, psutil.Process(process.pid), time.monotonic() - began)
        finally:
            process.terminate()
            try:
                process.wait(_STOPS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment() -> dict[str, str]:
    """Ours, but servers keep their compiled modules, as an installed one does: else a start compiles them all."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _address(process: "subprocess.Popen[bytes]", said: Path) -> str:
    """The first address the server prints, which it does when it is open."""
    while True:
        text = said.read_text(encoding="utf-8")
        if found := _ADDRESS.search(text):
            return found.group()
        if process.poll() is not None:
            raise ServerStopped(text[-2000:])
        time.sleep(0.01)
