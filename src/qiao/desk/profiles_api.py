"""What agents can and how much they hold, over HTTP: for those who plan work."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from qiao import access
from qiao.access import Doorkeeper, Staff
from qiao.desk import assigning, profiles, queries
from qiao.desk.model import PresenceState
from qiao.desk.parts import Desk
from qiao.desk.routing import Queue
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS, Parts
from qiao.policy import InBoth

_Proficiency = Annotated[int, Field(ge=1, le=5)]


class PlansNoWork(Forbidden):
    """The post in which you work does not plan who does what."""


class NewProfile(Body):
    """Proficiency (1 to 5) by skill, `null` for every skill; units at a time, `null` for what the settings say."""

    skills: Annotated[dict[str, _Proficiency], Field(max_length=50)] | None
    capacity: Annotated[int, Field(ge=1, le=50)] | None


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/agents`."""
    router = APIRouter(prefix="/api/v1/desk/agents", tags=["desk"], responses=REFUSALS)

    async def for_planner(request: Request) -> Staff:
        live = await signed_in(request)
        if live.staff.post not in access.PLANNERS:
            raise PlansNoWork
        return live.staff

    @router.get("")
    @declared(Who.DUTY)
    async def agents(request: Request) -> dict[str, Any]:
        """Everybody who is given work, the skills there are, and what asks for them."""
        planner = await for_planner(request)
        async with parts.database.reading() as session:
            staff = [one for one in await access.all_staff(session) if one.active and desk.views.serves(one.post)]
            known = await profiles.profiles(session, desk, [one.id for one in staff])
            here = await queries.here(session, now=parts.clock.now())
            led = await desk.views.rota.led_by(session, planner.id)
        return {
            "agents": [
                {
                    "id": str(one.id),
                    "name": one.name,
                    "post": one.post,
                    "state": here.get(one.id, PresenceState.OFFLINE),
                    "yours": one.id in led,
                    **known[one.id].wire(),
                }
                for one in staff
            ],
            "skills": [{"id": skill, "name": _both(name)} for skill, name in desk.routing.skills.items()],
            "usual_capacity": desk.capacity,
            "queues": [_asked_by(queue) for queue in desk.routing.queues],
            "languages": dict(desk.routing.languages),
        }

    @router.put("/{staff_id}")
    @declared(Who.DUTY)
    async def set_profile(staff_id: UUID, new: NewProfile, request: Request) -> dict[str, Any]:
        planner, now = await for_planner(request), parts.clock.now()
        async with parts.database.transaction() as session:
            profile = await profiles.set_profile(
                session,
                desk,
                staff_id,
                skills=new.skills,
                capacity=new.capacity,
                by=planner,
                now=now,
            )
            # What waits for a skill that she has from now on is hers at once, not with the next thing that happens.
            await assigning.route(session, desk, now=now)
        return profile.wire()

    _ = (agents, set_profile)
    return router


def _asked_by(queue: Queue) -> Mapping[str, Any]:
    """What a queue asks for, from which wait on; and whose people take its items as well, after a while."""
    overflow = queue.overflow
    return {
        "id": queue.id,
        "name": _both(queue.name),
        "asks": [
            {"after_s": 0, "skills": dict(queue.skills)},
            *({"after_s": step.after_s, "skills": dict(step.skills)} for step in queue.relax),
        ],
        "overflow": {"to": overflow.to, "after_s": overflow.after_s} if overflow is not None else None,
    }


def _both(name: InBoth) -> Mapping[str, str]:
    return {"zh": name.zh, "en": name.en}
