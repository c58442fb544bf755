"""How long a start takes: `python -m benchmarks.start [--json]`.

First starts of `qiao demo` on an empty folder (learning from the pack included), later starts on the same folder,
and starts of `qiao serve` with a trained model, each from the command to the first answer over HTTP; beside them
the bare echo server, which imports the same web framework. `processor` is the processor time a start took: what it
would last on a core of its own.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import Progress

from benchmarks import servers
from benchmarks.figures import Figures, meets, ratio, report
from benchmarks.servers import Server

BARS_S = {"demo_first": 15.0, "demo_later": 4.0, "serve_cached": 1.5}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5, help="starts of each kind; the median counts")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="qiao-benchmark-") as folder,
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        report(measure(Path(folder), chosen.times, progress), as_json=chosen.json)


def measure(folder: Path, times: int, progress: Progress) -> Figures:
    demo, serve = folder / "demo", folder / "serve"
    task = progress.add_task("Starting", total=4 * times)

    def of(kind: str, start: Callable[[], tuple[float, float]]) -> Figures:
        progress.update(task, description=kind)
        taken: list[tuple[float, float]] = []
        for _ in range(times):
            taken.append(start())
            progress.advance(task)
        return {
            "median_s": round(statistics.median(wall for wall, _ in taken), 2),
            "processor_s": round(statistics.median(processor for _, processor in taken), 2),
            "all_s": [round(wall, 2) for wall, _ in taken],
        }

    def first() -> tuple[float, float]:
        shutil.rmtree(demo, ignore_errors=True)
        return _start(lambda: servers.qiao(demo))

    kinds = {"demo_first": of("demo_first", first)}
    kinds["demo_later"] = of("demo_later", lambda: _start(lambda: servers.qiao(demo)))
    shutil.copytree(demo / "models", serve / "models")
    _start(lambda: servers.qiao(serve, command="serve"))
    kinds["serve_cached"] = of("serve_cached", lambda: _start(lambda: servers.qiao(serve, command="serve")))
    echo = of("echo", lambda: _start(servers.echo))
    return {
        "bars": {kind: meets(kinds[kind]["median_s"], bar, at_most=True) for kind, bar in BARS_S.items()},
        **kinds,
        "echo": echo,
        "ratios": {f"{kind} / echo": ratio(kinds[kind]["median_s"], echo["median_s"]) for kind in BARS_S},
    }


def _start(open_server: Callable[[], AbstractContextManager[Server]]) -> tuple[float, float]:
    """Seconds from the command to the first answer, and how many of them the server had a processor."""
    began = time.perf_counter()
    with open_server() as server:
        httpx.get(server.address, trust_env=False)
        return time.perf_counter() - began, server.cpu_s()


if __name__ == "__main__":
    main()
