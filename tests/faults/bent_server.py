"""`qiao` with a lever on its insides: `python -m tests.faults.bent_server demo …`.

`QIAO_BENT_CLOCK` names a file that holds seconds by which the wall clock is wrong; it may change at any time.
`QIAO_BENT_DEATH` names a file that holds where in the robot's turn the process dies next: once, for the file is
removed first.
"""

import contextlib
import os
import signal
import time
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import cli
from qiao.bot import Robot
from qiao.bot import jobs as turns
from qiao.foundation import clock, ids, jobs

BEFORE_SAYING, BEFORE_COMMIT, AFTER_COMMIT = "before saying", "before the commit", "after the commit"


def bend_clock(file: Path) -> None:
    def wrong_by_s() -> float:
        with contextlib.suppress(OSError, ValueError):
            return float(file.read_text())
        return 0.0

    class BentTime:
        """The `time` of `ids`, which reads the host's clock itself."""

        def time_ns(self) -> int:
            return time.time_ns() + int(wrong_by_s() * 1e9)

    def now(_clock: clock.SystemClock) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=wrong_by_s())

    setattr(ids, "time", BentTime())  # noqa: B010  (a module's name, replaced on purpose)
    setattr(clock.SystemClock, "now", now)  # noqa: B010


def bend_turns(file: Path) -> None:
    def die_if(place: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            if file.read_text() == place:
                file.unlink()
                os.kill(os.getpid(), signal.SIGKILL)

    decide, carry_out, transaction = turns.decide, Robot.carry_out, jobs.Job.transaction

    def decided(*arguments: Any) -> Any:
        decision = decide(*arguments)
        die_if(BEFORE_SAYING)
        return decision

    async def carried_out(robot: Robot, session: AsyncSession, *arguments: Any, **more: Any) -> None:
        await carry_out(robot, session, *arguments, **more)
        die_if(BEFORE_COMMIT)

    @contextlib.asynccontextmanager
    async def committed(job: jobs.Job) -> AsyncGenerator[AsyncSession]:
        async with transaction(job) as session:
            yield session
        if job.kind == "on:bot":
            die_if(AFTER_COMMIT)

    bent: list[tuple[object, str, Callable[..., Any]]] = [
        (turns, "decide", decided),
        (Robot, "carry_out", carried_out),
        (jobs.Job, "transaction", committed),
    ]
    for place, name, replacement in bent:
        setattr(place, name, replacement)


if __name__ == "__main__":
    if "QIAO_BENT_CLOCK" in os.environ:
        bend_clock(Path(os.environ["QIAO_BENT_CLOCK"]))
    if "QIAO_BENT_DEATH" in os.environ:
        bend_turns(Path(os.environ["QIAO_BENT_DEATH"]))
    cli.main()
