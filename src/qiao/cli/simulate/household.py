"""A Qiao and a sandbox lender of the simulator's own, in a temporary folder, stopped when it is done."""

import asyncio
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path

import click
import httpx

from qiao.cli.beside import KEY_ID, SECRET, read_secret
from qiao.cli.simulate.device import House

_UP_WITHIN_S = 240.0
_STOPS_WITHIN_S = 15
_MODELS = "models"


class DidNotStart(click.ClickException):
    """One of the two did not come up."""

    def __init__(self, what: str, log: Path) -> None:
        end = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        super().__init__(f"{what} did not start; the end of its log:\n{end}")


@contextlib.asynccontextmanager
async def household(*, seed: int, learnt: Path | None) -> AsyncGenerator[tuple[House, str]]:
    """A house with a lender of this seed, and the lender's address. `learnt`: a data folder whose models are taken,
    and where they are laid once they are learnt. Raises DidNotStart.
    """
    with tempfile.TemporaryDirectory(prefix="qiao-simulate-") as place:
        folder = Path(place)
        data, lender_folder = folder / "data", folder / "lender"
        data.mkdir()
        lender_folder.mkdir()
        read_secret(lender_folder)
        if learnt is not None and (learnt / _MODELS).is_dir():
            shutil.copytree(learnt / _MODELS, data / _MODELS)
        key = secrets.token_hex(32)
        lender_url, url = _free_address(), _free_address()
        lender = _start(folder / "lender.log", {}, "sandbox", "--data", str(lender_folder), "--seed", str(seed),
                        "--port", lender_url.rpartition(":")[2])  # fmt: skip
        settings = {
            "QIAO_IDENTITY_ALGORITHM": "HS256",
            "QIAO_IDENTITY_KEY": key,
            "QIAO_BACKOFFICE_URL": lender_url,
            "QIAO_BACKOFFICE_KEY_ID": KEY_ID,
            "QIAO_BACKOFFICE_SECRET_FILE": str(lender_folder / SECRET),
            "QIAO_SESSIONS_PER_MINUTE": "10000",
            "QIAO_MESSAGES_PER_MINUTE": "1000",
            "QIAO_LOG_LEVEL": "warning",
        }
        service = _start(folder / "service.log", settings, "demo", "--no-lender", "--data", str(data),
                         "--port", url.rpartition(":")[2])  # fmt: skip
        try:
            await _answers(lender_url, lender, folder / "lender.log", "the sandbox lender")
            await _answers(url, service, folder / "service.log", "the service")
            if learnt is not None and not (learnt / _MODELS).exists():
                shutil.copytree(data / _MODELS, learnt / _MODELS)
            yield House(url, key), lender_url
        finally:
            for process in (service, lender):
                _stop(process)


def _free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def _start(log: Path, settings: Mapping[str, str], *words: str) -> "subprocess.Popen[bytes]":
    """This interpreter and our own command, without settings of whoever started the simulator."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QIAO_") or name == "QIAO_PACK"}
    with log.open("wb") as opened:
        return subprocess.Popen(  # noqa: S603  (our own command)
            [sys.executable, "-m", "qiao", *words], env={**kept, **settings}, stdout=opened, stderr=opened
        )


async def _answers(url: str, process: "subprocess.Popen[bytes]", log: Path, what: str) -> None:
    until_s = time.monotonic() + _UP_WITHIN_S
    async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as client:
        while time.monotonic() < until_s and process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/healthz")).is_success:
                    return
            await asyncio.sleep(0.1)
    raise DidNotStart(what, log)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
