"""Background work: what was held is judged again when its time has come."""

from uuid import UUID

from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.outreach.deciding import give_up, judge_again
from qiao.outreach.parts import Governor


def judge_handler(governor: Governor, clock: Clock) -> jobs.Handler:
    """Judges it again; where it is held once more, another job follows."""

    async def again(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await judge_again(session, governor, UUID(job.payload["touch"]), now=clock.now())

    return again


def give_up_handler(governor: Governor, clock: Clock) -> jobs.Handler:
    """What could not be judged after many tries does not leave."""

    async def given_up(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await give_up(session, governor, UUID(job.payload["touch"]), now=clock.now())

    return given_up
