"""What a robot's turn costs: `python -m benchmarks.turns [--json]`.

Starts Qiao on its embedded default and a bare WebSocket echo with the same server settings, and loads both from
this process in the same way: first 100 turns/s at random moments, then as many as one process sustains. The time
of a turn runs from the moment the server took the message to the reply, stored, in the customer's hands.
"""

import argparse
import asyncio
from collections.abc import Sequence

import uvloop
from rich.console import Console

from benchmarks import servers
from benchmarks.customer import Asker, Door, Echoed
from benchmarks.figures import Figures, meets, ratio, report
from benchmarks.load import arrive, at_rate, flat_out, leave
from benchmarks.servers import Server

BAR_P99_MS = 50.0
BAR_TURNS_PER_S = 200.0
# Enough that nobody meets the limit of messages a minute.
CUSTOMERS = 500


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each part")
    parser.add_argument("--rate", type=float, default=100.0, help="turns/s of the first part")
    parser.add_argument("--in-flight", type=int, default=32, help="turns at any moment of the second part")
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    servers.allow_many_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report(runner.run(measure(chosen, Console(stderr=True))), as_json=chosen.json)


async def measure(chosen: argparse.Namespace, console: Console) -> Figures:
    with servers.echo() as server:
        echoes: list[Asker] = [Echoed(server.address.replace("http", "ws")) for _ in range(chosen.customers)]
        echo = await _both_parts(server, echoes, chosen, console, "the echo")
    with servers.qiao() as server:
        async with Door(server.address) as door:
            customers: list[Asker] = [door.customer() for _ in range(chosen.customers)]
            turns = await _both_parts(server, customers, chosen, console, "Qiao")
    steady, most = turns["at_rate"], turns["flat_out"]
    return {
        "bars": {
            f"p99 at {chosen.rate:g} turns/s, ms": meets(
                steady["accepted_to_reply_ms"]["p99"], BAR_P99_MS, at_most=True
            ),
            "turns/s sustained": meets(most["turns_per_s"], BAR_TURNS_PER_S, at_most=False),
        },
        "qiao": turns,
        "echo": echo,
        "ratios": {
            "p50 of a turn / of an echo": ratio(
                steady["accepted_to_reply_ms"]["p50"], echo["at_rate"]["accepted_to_reply_ms"]["p50"]
            ),
            "processor time of a turn / of an echo": ratio(
                most["server_cpu_ms_per_turn"], echo["flat_out"]["server_cpu_ms_per_turn"]
            ),
            "turns/s / echoes/s": ratio(most["turns_per_s"], echo["flat_out"]["turns_per_s"]),
        },
    }


async def _both_parts(
    server: Server, askers: Sequence[Asker], chosen: argparse.Namespace, console: Console, whom: str
) -> Figures:
    with console.status(f"Connecting {len(askers)} clients to {whom} …") as status:
        await arrive(askers)
        status.update(f"Warming {whom} …")
        await flat_out(server, askers, in_flight=8, seconds=min(2.0, chosen.seconds))
        status.update(f"{whom}: {chosen.rate:g} turns/s for {chosen.seconds:g} s …")
        steady = await at_rate(server, askers, per_s=chosen.rate, seconds=chosen.seconds)
        status.update(f"{whom}: as many as it can for {chosen.seconds:g} s …")
        most = await flat_out(server, askers, in_flight=chosen.in_flight, seconds=chosen.seconds)
        await leave(askers)
    return {"at_rate": steady.figures(), "flat_out": most.figures()}


if __name__ == "__main__":
    main()
