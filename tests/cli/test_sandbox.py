"""`qiao sandbox` as a process: it starts, keeps what it has, answers signed requests, and ends when it should."""

import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract import signing
from qiao.cli.beside import sandbox_beside
from qiao.cli.sandbox import KEY_ID, read_secret
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

_PATIENCE_S = 60


@dataclass
class Sandbox:
    url: str
    folder: Path
    process: "subprocess.Popen[str]"

    def send(self, method: str, path: str, body: bytes = b"", **more: str) -> httpx.Response:
        headers = signing.signed_headers(
            KEY_ID, read_secret(self.folder), method=method, path=path, body=body, now_s=time.time()
        )
        return httpx.request(method, self.url + path, content=body, headers={**headers, **more}, timeout=_PATIENCE_S)


@contextmanager
def started(folder: Path, *words: str) -> Generator[Sandbox]:
    command = [sys.executable, "-m", "qiao", "sandbox", "--data", str(folder), "--port", "0", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603  (our own command)
        assert process.stderr is not None
        found = re.search(r"http://\S+[^/\s]", process.stderr.readline())
        assert found is not None
        yield Sandbox(found.group(), folder, process)
        process.send_signal(signal.SIGINT)
        assert process.wait(_PATIENCE_S) == 0


def test_what_was_done_stands_after_a_kill(tmp_path: Path) -> None:
    key = {"Idempotency-Key": "frozen-before-the-kill"}
    path, body = ops.FREEZE.address("C000100"), b'{"reason":"test"}'
    command = [sys.executable, "-m", "qiao", "sandbox", "--data", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603  (our own command)
        assert process.stderr is not None
        found = re.search(r"http://\S+[^/\s]", process.stderr.readline())
        assert found is not None
        killed = Sandbox(found.group(), tmp_path, process)
        made = killed.send("POST", path, body, **key)
        assert made.status_code == 200, made.text
        process.kill()
    with started(tmp_path) as again:
        outcome = again.send("GET", ops.OUTCOME.address(key["Idempotency-Key"]))
        assert outcome.json()["answer"] == made.json()
        assert again.send("POST", path, body, **key).headers["idempotent-replay"] == "true"
        assert httpx.get(again.url + "/v1/products", timeout=_PATIENCE_S).json()["error"] == "NotSigned"


def test_its_secret_is_its_owners(tmp_path: Path) -> None:
    assert read_secret(tmp_path) == read_secret(tmp_path)
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_fresh_begins_anew_and_a_folder_serves_one(tmp_path: Path) -> None:
    with started(tmp_path, "--unsigned") as first:
        clock: Any = httpx.post(first.url + "/sandbox/clock", json={"days": 3}, timeout=_PATIENCE_S).json()
        assert clock["now"]
    with sqlite3.connect(tmp_path / "lender.db") as file:
        assert file.execute("SELECT value FROM facts WHERE name = 'clock.ahead_s'").fetchone() == ("259200",)
    file.close()
    with started(tmp_path, "--unsigned", "--fresh", "--seed", "5") as second:
        state: Any = httpx.get(second.url + "/sandbox/state", timeout=_PATIENCE_S).json()
        assert (state["seed"], state["last_event"]) == (5, 30)


def test_a_taken_port_is_said(run: Run, tmp_path: Path) -> None:
    with started(tmp_path / "one") as first:
        port = first.url.rpartition(":")[2]
        result = run("sandbox", "--data", tmp_path / "two", "--port", port)
        assert result.exit_code == 1
        assert "in use" in result.output


def test_beside_the_demo_it_ends_with_it(tmp_path: Path) -> None:
    with sandbox_beside(tmp_path / "sandbox", fresh=False) as beside:
        assert not beside.runs
        beside.start()
        answer = httpx.get(f"{beside.address}/sandbox/state", timeout=_PATIENCE_S)
        assert answer.json()["customers"] == 500
        assert beside.runs
    assert not beside.runs
    assert beside.stop() == 0


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent = (
        "import sys, time, pathlib; from qiao.cli.beside import Beside\n"
        f"one = Beside(pathlib.Path({str(tmp_path)!r}), False); one.start(); print(one.address, flush=True)\n"
        "time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert httpx.get(f"{address}/healthz", timeout=_PATIENCE_S).is_success
        process.kill()
    # The next one on this folder gets the lock only when the orphan is gone.
    with started(tmp_path) as again:
        assert httpx.get(again.url + "/healthz", timeout=_PATIENCE_S).is_success
