"""What a silent customer costs: `python -m benchmarks.idle [--json]`.

Connects 10,000 customers to one process, counts the memory the server took for each, and asks questions through a
few of them while the others stay silent. The bare echo server is measured in the same run, in the same way.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence

import uvloop
from rich.console import Console
from rich.progress import Progress

from benchmarks import servers
from benchmarks.customer import Asker, Door, Echoed, source_of
from benchmarks.figures import Figures, meets, ratio, report
from benchmarks.load import arrive, at_rate, leave
from benchmarks.servers import Server

BAR_BYTES = 40_000
_SETTLES_S = 2.0
_PING_EVERY_S = 25.0
_ASKING = 50


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0, help="of asking while the others are silent")
    parser.add_argument("--rate", type=float, default=20.0, help="turns/s of those who ask")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    servers.allow_many_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report(runner.run(measure(chosen)), as_json=chosen.json)


async def measure(chosen: argparse.Namespace) -> Figures:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        with servers.echo() as server:
            address = server.address.replace("http", "ws")
            echoes = [Echoed(address, source_of(number, server.address)) for number in range(chosen.customers)]
            echo = await _crowd(server, echoes, chosen, progress, "the echo")
        with servers.qiao() as server:
            async with Door(server.address) as door:
                customers = [door.customer(number) for number in range(chosen.customers)]
                qiao = await _crowd(server, customers, chosen, progress, "Qiao")
    return {
        "bars": {"bytes a socket": meets(qiao["bytes_a_socket"], BAR_BYTES, at_most=True)},
        "qiao": qiao,
        "echo": echo,
        "ratios": {"bytes a socket / of the echo": ratio(qiao["bytes_a_socket"], echo["bytes_a_socket"])},
    }


async def _crowd(
    server: Server, askers: Sequence[Asker], chosen: argparse.Namespace, progress: Progress, whom: str
) -> Figures:
    task = progress.add_task(f"Connecting to {whom}", total=len(askers))
    # What the first connections load and allocate once is no cost of a socket.
    warm = min(_ASKING, len(askers) // 2)
    await arrive(askers[:warm])
    progress.advance(task, warm)
    await at_rate(server, askers[:warm], per_s=chosen.rate, seconds=min(3.0, chosen.seconds))
    before, began = server.rss_bytes(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        pinging = group.create_task(_keep_alive(askers))
        await arrive(askers[warm:], tell=lambda: progress.advance(task))
        connected_s = time.perf_counter() - began
        await asyncio.sleep(_SETTLES_S)
        grown = server.rss_bytes() - before
        progress.update(task, description=f"Asking {whom}")
        asked = await at_rate(server, askers[:warm], per_s=chosen.rate, seconds=chosen.seconds)
        pinging.cancel()
    figures = {
        "sockets": len(askers),
        "bytes_a_socket": round(grown / (len(askers) - warm)),
        "rss_mb": round(server.rss_bytes() / 1e6, 1),
        "connected_per_s": round((len(askers) - warm) / connected_s, 1),
        "while_asking": asked.figures(),
    }
    progress.update(task, description=f"Leaving {whom}")
    await leave(askers)
    progress.remove_task(task)
    return figures


async def _keep_alive(askers: Sequence[Asker]) -> None:
    """The ping that the protocol asks of every client: each second some of them, all of them in time."""
    share = -(-len(askers) // round(_PING_EVERY_S * 0.8))
    while True:
        for first in range(0, len(askers), share):
            began = time.perf_counter()
            for asker in askers[first : first + share]:
                await asker.ping()
            await asyncio.sleep(max(0.0, began + 1 - time.perf_counter()))


if __name__ == "__main__":
    main()
