"""All tasks, k times over: cast, played a few at a time, those with faults alone and last."""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qiao.cli.simulate.agent import Agent
from qiao.cli.simulate.casting import cast
from qiao.cli.simulate.device import House
from qiao.cli.simulate.handing import WAYS, Handing
from qiao.cli.simulate.household import household
from qiao.cli.simulate.lender import Lender
from qiao.cli.simulate.playing import Patience, Run, play
from qiao.cli.simulate.scoring import Scored
from qiao.cli.simulate.tasks import Task

_FIRST_LENDER = 20
_RESTS_S = 6.0
"""After a fault that lasted, the house leaves the lender alone for five seconds."""


@dataclass(frozen=True, slots=True)
class Account:
    """A member of the house's staff who serves customers."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How a suite is played. Without `running` every trial has a house and a lender of its own."""

    trials: int = 4
    seed: int = 1
    at_once: int = 4
    running: tuple[House, str] | None = None
    learnt: Path | None = None
    patience: Patience = field(default_factory=Patience)
    through_a_person: Account | None = None
    """Where given, every customer asks for a person in mid-request, and this agent of the house serves them."""


async def play_all(tasks: Sequence[Task], manner: Manner, tell: Callable[[Run], None]) -> list[Run]:
    """Every task `trials` times, each time by somebody else. `tell` hears of each run as it ends."""
    runs: list[Run] = []
    spent: set[str] = set()
    for trial in range(manner.trials):
        async with (
            _place(manner, trial) as (house, lender_url),
            Lender(lender_url) as lender,
            _at_the_desk(manner, house) as agent,
        ):
            for run in await _play_trial(
                tasks, manner, trial=trial, house=house, lender=lender, spent=frozenset(spent), agent=agent, tell=tell
            ):
                runs.append(run)
                if manner.running is not None:
                    spent.add(run.customer_id)
    return runs


@contextlib.asynccontextmanager
async def _place(manner: Manner, trial: int) -> AsyncGenerator[tuple[House, str]]:
    if manner.running is not None:
        yield manner.running
        return
    async with household(seed=_FIRST_LENDER + trial, learnt=manner.learnt) as own:
        yield own


@contextlib.asynccontextmanager
async def _at_the_desk(manner: Manner, house: House) -> AsyncGenerator[Agent | None]:
    account = manner.through_a_person
    if account is None:
        yield None
        return
    async with Agent(house.url, account.username, account.password) as agent:
        yield agent


async def _play_trial(
    tasks: Sequence[Task],
    manner: Manner,
    *,
    trial: int,
    house: House,
    lender: Lender,
    spent: frozenset[str],
    agent: Agent | None,
    tell: Callable[[Run], None],
) -> list[Run]:
    roll = await lender.roll()
    seed = f"{manner.seed} {trial}"
    parts = cast(tasks, roll, random.Random(seed), spent=spent)  # noqa: S311
    gate = asyncio.Semaphore(manner.at_once)

    def handing_of(task: Task) -> Handing | None:
        if agent is None:
            return None
        chance = random.Random(f"{seed} {task.id} handing")  # noqa: S311  (a play, not a secret)
        return Handing(agent, chance.choice(WAYS), chance.randrange(len(task.slots)))

    async def one(task: Task) -> Run:
        if task.id not in parts:
            run = Run(task, trial, "", end="not cast", failures=("no customer of this lender can play it",))
        else:
            async with gate:
                run = await play(
                    task,
                    parts[task.id],
                    roll,
                    house,
                    lender,
                    seed=seed,
                    trial=trial,
                    patience=manner.patience,
                    handing=handing_of(task),
                )
        tell(run)
        return run

    # Payments on their way arrive within the hour: whoever needs one goes first.
    calm = sorted((task for task in tasks if not task.faults), key=lambda task: not _is_urgent(task))
    runs = list(await asyncio.gather(*(one(task) for task in calm)))
    for task in tasks:
        if task.faults:
            runs.append(await one(task))
            if any(fault.times is None for fault in task.faults):
                await asyncio.sleep(_RESTS_S)
    return runs


def _is_urgent(task: Task) -> bool:
    return bool(task.cast.loan and task.cast.loan.in_flight) or bool(task.cast.customer.in_flight)


def scored(run: Run) -> Scored:
    return Scored(
        task=run.task.id,
        row=run.task.row,
        kind=run.task.kind,
        number=run.task.number,
        passed=run.passed,
        turns=run.turns,
        slots_needed=run.task.slots_needed,
        repeated=run.repeated,
        violations=len(run.violations),
    )
