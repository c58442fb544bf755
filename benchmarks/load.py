"""Load: many askers in this process, as fast as they are answered or at a given rate."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

import psutil

from benchmarks.customer import Asker, Customer, Turn
from benchmarks.figures import Figures, latencies_ms
from benchmarks.servers import Server

# Invented questions: some the robot answers, some it asks back about, some are nobody's business here.
QUESTIONS = (
    "怎么提前还款",
    "我这个月的账单什么时候出",
    "利息是怎么算的",
    "额度怎么突然没了",
    "还款日能改吗",
    "扣款失败了怎么办",
    "那个东西我弄不了",
    "今天天气真好",
    "怎么开结清证明",
    "换了银行卡怎么改绑",
)
_ARRIVING_AT_ONCE = 32


@dataclass(slots=True)
class Run:
    """What a while of load came to. `late_s` is how long each turn took from when it was due."""

    turns: list[Turn]
    late_s: list[float]
    took_s: float
    server_cpu_s: float
    client_cpu_s: float

    def figures(self) -> Figures:
        replied = [turn for turn in self.turns if turn.replied_at is not None]
        return {
            "turns": len(self.turns),
            "unanswered": len(self.turns) - len(replied),
            "turns_per_s": round(len(replied) / self.took_s, 1),
            "accepted_to_reply_ms": latencies_ms([turn.server_s for turn in replied if turn.server_s is not None]),
            "due_to_reply_ms": latencies_ms(self.late_s),
            "server_cpu_ms_per_turn": round(1000 * self.server_cpu_s / max(len(replied), 1), 3),
            "server_cpu_share_of_a_core": round(self.server_cpu_s / self.took_s, 2),
            "client_cpu_share_of_a_core": round(self.client_cpu_s / self.took_s, 2),
        }


async def arrive(
    askers: Sequence[Asker], *, at_once: int = _ARRIVING_AT_ONCE, tell: Callable[[], object] | None = None
) -> None:
    """Connect everyone, `at_once` at a time."""
    waiting = iter(askers)

    async def one_by_one() -> None:
        for asker in waiting:
            await asker.arrive()
            if tell is not None:
                tell()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one_by_one())


async def leave(askers: Sequence[Asker]) -> None:
    for first in range(0, len(askers), 500):
        await asyncio.gather(*(asker.leave() for asker in askers[first : first + 500]))


async def at_rate(server: Server, askers: Sequence[Asker], *, per_s: float, seconds: float, seed: int = 0) -> Run:
    """Open loop: turns fall due at Poisson moments, whether the ones before were answered or not."""
    free: asyncio.Queue[Asker] = asyncio.Queue()
    for asker in askers:
        free.put_nowait(asker)
    moments, texts = random.Random(seed), cycle(QUESTIONS)
    turns: list[Turn] = []
    late_s: list[float] = []

    async def take_turn(due_at: float) -> None:
        asker = await free.get()
        turn = await _asked(asker, next(texts))
        free.put_nowait(asker)
        turns.append(turn)
        late_s.append((turn.replied_at or time.perf_counter()) - due_at)

    meter = Meter(server)
    due_at = meter.began
    async with asyncio.TaskGroup() as group:
        while due_at < meter.began + seconds:
            if (pause_s := due_at - time.perf_counter()) > 0:
                await asyncio.sleep(pause_s)
            group.create_task(take_turn(due_at))
            due_at += moments.expovariate(per_s)
    return meter.read(turns, late_s)


async def flat_out(server: Server, askers: Sequence[Asker], *, in_flight: int, seconds: float) -> Run:
    """Closed loop: `in_flight` turns at any moment, going round among all askers."""
    free = list(reversed(askers))
    texts = cycle(QUESTIONS)
    turns: list[Turn] = []
    meter = Meter(server)

    async def keep_asking() -> None:
        while time.perf_counter() < meter.began + seconds:
            asker = free.pop()
            turns.append(await _asked(asker, next(texts)))
            free.insert(0, asker)

    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(keep_asking())
    late_s = [turn.replied_at - turn.sent_at for turn in turns if turn.replied_at is not None]
    return meter.read(turns, late_s)


async def _asked(asker: Asker, text: str) -> Turn:
    """One turn; who was handed to a person comes again as somebody new, and the turn is not counted twice."""
    turn = await asker.ask(text)
    if isinstance(asker, Customer) and not asker.robots:
        await asker.leave()
        await asker.arrive()
    return turn


class Meter:
    """The clock and the processor time of both sides since it was made."""

    def __init__(self, server: Server) -> None:
        self._server, self._client = server, psutil.Process()
        self.began = time.perf_counter()
        self._server_cpu_s, self._client_cpu_s = server.cpu_s(), self._own_cpu_s()

    def read(self, turns: list[Turn], late_s: list[float]) -> Run:
        return Run(
            turns,
            late_s,
            time.perf_counter() - self.began,
            self._server.cpu_s() - self._server_cpu_s,
            self._own_cpu_s() - self._client_cpu_s,
        )

    def _own_cpu_s(self) -> float:
        times = self._client.cpu_times()
        return times.user + times.system
