"""Background work: an incident whose period is over is announced no longer."""

from uuid import UUID

from qiao.emergencies.incidents import queries
from qiao.emergencies.incidents.actions import move
from qiao.emergencies.incidents.machine import Act, State
from qiao.emergencies.incidents.parts import Incidents
from qiao.foundation import jobs
from qiao.foundation.clock import Clock


def end_handler(incidents: Incidents, clock: Clock) -> jobs.Handler:
    """Winds it down, unless it was moved or prolonged meanwhile."""

    async def end(job: jobs.Job) -> None:
        now, incident_id = clock.now(), UUID(job.payload["incident"])
        async with job.transaction() as session:
            row = await queries.incident(session, incident_id, lock=True)
            if row.state == State.ACTIVE and row.ends_at <= now:
                await move(session, incidents, incident_id, Act.WIND_DOWN, None, now=now)

    return end
