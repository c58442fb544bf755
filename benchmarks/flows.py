"""What a step of a request costs: `python -m benchmarks.flows [--json]`.

Starts Qiao on its embedded default with a sandbox lender, and keeps many customers in the middle of requests at
once: each is signed in, works out a loan (product, amount, months, a correction) and, with two loans of her own,
an early settlement, and thinks a while between her answers. The time of a step runs from the moment the server
took the message to the reply in the customer's hands, with every question to the lender in it; the processor
time is the service's own, without the lender's. Plain questions of visitors in the same house are the baseline.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence
from itertools import cycle

import httpx
import psutil
import uvloop
from rich.console import Console

from benchmarks import servers
from benchmarks.customer import Customer, Door, Turn
from benchmarks.figures import Figures, meets, ratio, report
from benchmarks.load import Meter, arrive, at_rate, leave
from benchmarks.servers import MODELS, Server
from qiao.backoffice.contract.loans import REPAYING
from qiao.cli.simulate.device import House
from qiao.cli.simulate.household import household
from qiao.cli.simulate.lender import Lender, PersonSeen

BAR_P99_MS = 300.0
BAR_CPU_MS = 5.0
_TRIAL = ("借款试算", "第一个", "1万", "12期", "不对，改成2万")
_SETTLEMENT = ("提前结清要还多少钱", "第一笔", "明天")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=200, help="in requests at once")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--thinks", type=float, default=4.0, help="seconds between an answer and the next, on average")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    servers.allow_many_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report(runner.run(measure(chosen, Console(stderr=True))), as_json=chosen.json)


async def measure(chosen: argparse.Namespace, console: Console) -> Figures:
    with console.status("Starting the house and a lender …") as status:
        async with household(seed=1, learnt=MODELS.parent) as (house, lender_url):
            async with Lender(lender_url) as lender:
                people = (await lender.roll()).customers
            server = Server(house.url, _listening_on(house.url), 0.0)
            async with Door(house.url) as door:
                status.update("Plain questions …")
                visitors = [door.customer() for _ in range(chosen.customers)]
                await arrive(visitors)
                plain = await at_rate(
                    server, visitors, per_s=chosen.customers / chosen.thinks, seconds=chosen.seconds / 3
                )
                await leave(visitors)
                status.update(f"Signing in {chosen.customers} customers …")
                talks = [Talk(door.customer(), person) for person in people[: chosen.customers]]
                for talk in talks:
                    await talk.begin(house)
                status.update(f"{len(talks)} customers in requests for {chosen.seconds:g} s …")
                asking_before_s = await _asking_the_lender_s(house.url)
                meter = Meter(server)
                until_s = meter.began + chosen.seconds
                await asyncio.gather(*(talk.go_on(until_s, thinks_s=chosen.thinks) for talk in talks))
                run = meter.read([turn for talk in talks for turn in talk.turns], [])
                asking_s = await _asking_the_lender_s(house.url) - asking_before_s
                await leave([talk.customer for talk in talks])
    figures, baseline = run.figures(), plain.figures()
    del figures["due_to_reply_ms"], baseline["due_to_reply_ms"]
    asking_ms = 1000 * asking_s / max(figures["turns"], 1)
    besides_ms = round(figures["server_cpu_ms_per_turn"] - asking_ms, 3)
    return {
        "bars": {
            f"p99 of a step, {len(talks)} customers in requests, ms": meets(
                figures["accepted_to_reply_ms"]["p99"], BAR_P99_MS, at_most=True
            ),
            "server CPU of a step besides asking the lender, ms": meets(besides_ms, BAR_CPU_MS, at_most=True),
        },
        "server CPU of a step besides asking the lender, ms": besides_ms,
        "steps": figures,
        "plain questions": baseline,
        "processor time of a step / of a plain question": ratio(
            figures["server_cpu_ms_per_turn"], baseline["server_cpu_ms_per_turn"]
        ),
        "refused": sum(turn.refused is not None for turn in run.turns),
        "went to a person": sum(turn.handed_over for turn in run.turns),
        "cards shown": sum(_is_card(turn) for turn in run.turns),
    }


class Talk:
    """One customer, who says her lines over and over."""

    def __init__(self, customer: Customer, person: PersonSeen) -> None:
        self.customer = customer
        self.turns: list[Turn] = []
        self._person = person
        own = sum(loan.state in REPAYING for loan in person.loans)
        self._lines = cycle(_TRIAL + _SETTLEMENT if own > 1 else _TRIAL)
        self._moments = random.Random(person.id)

    async def begin(self, house: House) -> None:
        await self.customer.sign_in(house.vouch_for(self._person.id, self._person.name))

    async def go_on(self, until_s: float, *, thinks_s: float) -> None:
        """Speak until `until_s`, pausing `thinks_s` on average and half of it at least, so that all speak unevenly."""
        await asyncio.sleep(self._moments.uniform(0, thinks_s))
        while time.perf_counter() < until_s:
            self.turns.append(await self.customer.ask(next(self._lines)))
            await asyncio.sleep(self._moments.uniform(0.5, 1.5) * thinks_s)


async def _asking_the_lender_s(house: str) -> float:
    """Processor time that the house has spent on asking the lender, by its own account."""
    async with httpx.AsyncClient(base_url=house, trust_env=False) as client:
        told = (await client.get("/metrics")).text
    line = next(line for line in told.splitlines() if line.startswith("qiao_lender_cpu_seconds_total "))
    return float(line.split()[1])


def _is_card(turn: Turn) -> bool:
    return turn.reply is not None and turn.reply["content"].get("card") is not None


def _listening_on(url: str) -> psutil.Process:
    """The process that serves this address on this machine."""
    port = int(url.rpartition(":")[2])
    for connection in psutil.net_connections("tcp"):
        if connection.status == psutil.CONN_LISTEN and tuple(connection.laddr)[1:] == (port,) and connection.pid:
            return psutil.Process(connection.pid)
    raise LookupError(url)


if __name__ == "__main__":
    main()
