"""Commands as people run them: in this process where that is the same, as processes where it is not."""

import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

import qiao
from qiao import language
from qiao.cli import main
from qiao.foundation.keys import read_key_ring

Run = Callable[..., Result]
Start = Callable[[Path], "Service"]
MODELS = Path(__file__).parents[2] / ".cache" / "tests" / "models"
PASSWORD = "a test password"


@pytest.fixture(autouse=True)
def clean_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings of the developer's, and no logging of a command, outlive a test."""
    for name in [name for name in os.environ if name.startswith("QIAO_")]:
        monkeypatch.delenv(name)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def run() -> Run:
    """`qiao …` in this process."""

    def invoke(*words: str | Path, stdin: str | None = None, env: dict[str, str] | None = None) -> Result:
        result = CliRunner().invoke(main, [str(word) for word in words], input=stdin, env=env)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a schema, a master key and the account of linmei; copy it."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    unset: dict[str, str | None] = {name: None for name in os.environ if name.startswith("QIAO_")}
    runner = CliRunner(env=unset)
    runner.invoke(main, ["migrate", "--data", str(folder)])
    read_key_ring(folder / "keys" / "master.key", create=True)
    words = ["staff", "add", "linmei", "--name", "林美", "--post", "online_agent", "--password-stdin"]
    result = runner.invoke(main, [*words, "--data", str(folder)], input=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    return folder


def with_model(folder: Path) -> Path:
    """A data folder in which the model is learnt already."""
    shutil.copytree(MODELS, folder / "models", copy_function=os.link)
    return folder


@pytest.fixture
def learnt(tmp_path: Path, understander: language.Understander) -> Path:
    assert understander
    return with_model(tmp_path / "data")


def surroundings(**settings: str) -> dict[str, str]:
    """The environment of a process of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QIAO_")}
    return {**kept, "PYTHONPATH": str(Path(qiao.__file__).parents[1]), "PYTHONIOENCODING": "utf-8", **settings}


@dataclass
class Service:
    """A running `qiao serve`."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    log: list[str]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(20)


def start_service(data: Path) -> Service:
    process = subprocess.Popen(  # noqa: S603  (our own command)
        [sys.executable, "-m", "qiao", "serve", "--data", str(data), "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=surroundings(),
    )
    assert process.stderr is not None
    log: list[str] = []
    for line in process.stderr:
        log.append(line)
        if found := re.search(r"Customers\s+(http://\S+?)/?\s", line):
            # Someone must read on, or the service would wait for room in the pipe.
            threading.Thread(target=log.extend, args=(process.stderr,), daemon=True).start()
            return Service(process, found[1], data, log)
    raise AssertionError("".join(log))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, understander: language.Understander) -> Iterator[Service]:
    assert understander
    running = start_service(with_model(tmp_path_factory.mktemp("served") / "data"))
    yield running
    assert running.stop() in {0, -15}
    assert running.process.stderr is not None
    running.process.stderr.close()
