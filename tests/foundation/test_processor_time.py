"""The processor time of one piece of work is told, and the work is as it was."""

import asyncio
import time

import pytest

from qiao.foundation.processor_time import Timed


def _work_hard(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


async def _work(seconds: float, *, waits: int = 2) -> str:
    for _ in range(waits):
        _work_hard(seconds)
        await asyncio.sleep(0)
    return "done"


async def test_only_what_the_work_itself_spends_is_counted() -> None:
    spent: list[float] = []
    idle: list[float] = []
    done, _ = await asyncio.gather(Timed(_work(0.05), spent.append), Timed(_work(0.0, waits=4), idle.append))
    assert done == "done"
    assert sum(spent) >= 0.1 > sum(idle)


async def test_a_failure_comes_through_and_what_it_cost_is_counted() -> None:
    async def fail() -> None:
        _work_hard(0.01)
        await asyncio.sleep(0)
        raise ValueError("no")

    spent: list[float] = []
    with pytest.raises(ValueError, match="no"):
        await Timed(fail(), spent.append)
    assert sum(spent) >= 0.01


async def test_whoever_gives_up_waiting_ends_the_work() -> None:
    ended = asyncio.Event()

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await Timed(wait(), lambda _: None)
    assert ended.is_set()
