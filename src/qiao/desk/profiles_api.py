"""What agents can and how much they hold, over HTTP: for those who plan work."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from qiao import access
from qiao.access import Doorkeeper, Staff
from qiao.desk import profiles
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import Parts
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
    router = APIRouter(prefix="/api/v1/desk/agents", tags=["desk"])

    async def for_planner(request: Request) -> Staff:
        live = await signed_in(request)
        if live.staff.post not in access.PLANNERS:
            raise PlansNoWork
        return live.staff

    @router.get("")
    @declared(Who.DUTY)
    async def agents(request: Request) -> dict[str, Any]:
        """Everybody who is given work, and the skills there are."""
        await for_planner(request)
        async with parts.database.reading() as session:
            staff = [one for one in await access.all_staff(session) if one.active and desk.views.serves(one.post)]
            known = await profiles.profiles(session, desk, [one.id for one in staff])
        return {
            "agents": [
                {"id": str(one.id), "name": one.name, "post": one.post, **known[one.id].wire()} for one in staff
            ],
            "skills": [{"id": skill, "name": _both(name)} for skill, name in desk.routing.skills.items()],
        }

    @router.put("/{staff_id}")
    @declared(Who.DUTY)
    async def set_profile(staff_id: UUID, new: NewProfile, request: Request) -> dict[str, Any]:
        planner = await for_planner(request)
        async with parts.database.transaction() as session:
            profile = await profiles.set_profile(
                session,
                desk,
                staff_id,
                skills=new.skills,
                capacity=new.capacity,
                by=planner,
                now=parts.clock.now(),
            )
        return profile.wire()

    _ = (agents, set_profile)
    return router


def _both(name: InBoth) -> Mapping[str, str]:
    return {"zh": name.zh, "en": name.en}
