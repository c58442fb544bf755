"""Helping others with their accounts over HTTP: resets by two, locks, single sign-on, sessions."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from qiao.access import passwords
from qiao.access.grants import Duty, GrantBook
from qiao.access.signin import keeping_out, resets, sessions, sso
from qiao.access.signin.doors import Doorkeeper
from qiao.access.signin.entrance import Entrance
from qiao.access.signin.office import Office, names_in, request_wire
from qiao.access.signin.sso_routes import NoSso, Subject
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS

# Whoever keeps accounts may be the second person too, so that nights need no compliance officer: it is another one.
_DECIDES = (Duty.RIGHTS_APPROVE, Duty.STAFF_ACCOUNTS)


class Reset(Body):
    """What is to be set anew: always the password, and the one-time codes when the telephone is lost."""

    codes: bool = False
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


def routes(entrance: Entrance, book: GrantBook, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/access` that help one person at a time."""
    router = APIRouter(prefix="/api/v1/access", tags=["access"], responses=REFUSALS)
    office = Office(entrance, book, signed_in)
    _add_resets(router, office)
    _add_locks(router, office)
    _add_ways_in(router, office)
    return router


def _add_resets(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.post("/staff/{staff_id}/reset", status_code=201)
    @declared(Who.DUTY)
    async def ask(staff_id: UUID, what: Reset, request: Request) -> dict[str, Any]:
        """Ask for a reset, and be shown the first half of the password that will serve once."""
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with parts.database.transaction() as session:
            row = await resets.ask(
                session, staff_id, codes=what.codes, reason=what.reason.strip(), by=by, now=parts.clock.now()
            )
        return {
            "request": str(row.id),
            "expires": row.expires_at.isoformat(),
            "first_half": resets.first_half(parts.ring, row.id),
        }

    @router.get("/reset-requests")
    @declared(Who.DUTY)
    async def waiting(request: Request) -> dict[str, Any]:
        """What waits for a second person, and whether that may be the one who asks."""
        by = await office.for_duty(request, *_DECIDES)
        async with parts.database.reading() as session:
            rows = await resets.waiting(session, now=parts.clock.now())
            names = await names_in(session, rows)
        return {"requests": [{**request_wire(row, names, by), "codes": row.codes} for row in rows]}

    @router.post("/reset-requests/{request_id}/{decision}")
    @declared(Who.DUTY)
    async def decide(request_id: UUID, decision: Literal["approve", "refuse"], request: Request) -> dict[str, Any]:
        """The second person's word: she is shown the other half. Who asked may refuse: that takes it back."""
        by = await office.for_duty(request, *_DECIDES)
        if decision == "refuse":
            async with parts.database.transaction() as session:
                await resets.refuse(session, request_id, by=by, now=parts.clock.now())
            return {"second_half": None}
        second = resets.second_half()
        password_hash = await passwords.hash_password(resets.first_half(parts.ring, request_id) + second)
        async with parts.database.transaction() as session:
            await resets.approve(session, parts.ring, request_id, password_hash, by=by, now=parts.clock.now())
        return {"second_half": second}

    _ = (ask, waiting, decide)


def _add_locks(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.post("/staff/{staff_id}/lock", status_code=204)
    @declared(Who.DUTY)
    async def lock(staff_id: UUID, request: Request) -> Response:
        """Keep her out until somebody lifts it; her posts stay hers."""
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with parts.database.transaction() as session:
            await keeping_out.lock_out(session, staff_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/staff/{staff_id}/unlock", status_code=204)
    @declared(Who.DUTY)
    async def unlock(staff_id: UUID, request: Request) -> Response:
        """End a lock, whether somebody set it or wrong passwords did."""
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with parts.database.transaction() as session:
            await keeping_out.let_in(session, parts.ring, staff_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (lock, unlock)


def _add_ways_in(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.put("/staff/{staff_id}/sso", status_code=204)
    @declared(Who.DUTY)
    async def link(staff_id: UUID, provider: Subject, request: Request) -> Response:
        """Say under which name the identity provider knows her; a second person agrees. Raises NoSso, LinkTaken."""
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        if office.issuer is None:
            raise NoSso
        async with office.changing(staff_id, by) as session:
            await sso.link(session, staff_id, office.issuer, provider.subject, by=by, now=parts.clock.now())
        return Response(status_code=204)

    @router.get("/staff/{staff_id}/sso")
    @declared(Who.DUTY)
    async def waiting(staff_id: UUID, request: Request) -> dict[str, Any]:
        """The link that waits for a second person, if there is one."""
        await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with parts.database.reading() as session:
            row = await sso.waiting_link(session, staff_id)
        found = row and {"subject": row.subject, "linked_by": row.linked_by, "linked_at": row.linked_at.isoformat()}
        return {"waiting": found}

    @router.post("/staff/{staff_id}/sso/agree", status_code=204)
    @declared(Who.DUTY)
    async def agree(staff_id: UUID, provider: Subject, request: Request) -> Response:
        """The second person, who names what she agrees to. Raises LinkNotFound, SecondPersonNeeded or NotOneself."""
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with office.changing(staff_id, by) as session:
            await sso.agree(session, staff_id, provider.subject, by=by, now=parts.clock.now())
        return Response(status_code=204)

    @router.delete("/staff/{staff_id}/sso", status_code=204)
    @declared(Who.DUTY)
    async def unlink(staff_id: UUID, request: Request) -> Response:
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with office.changing(staff_id, by) as session:
            await sso.unlink(session, staff_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/staff/{staff_id}/sessions/end", status_code=204)
    @declared(Who.DUTY)
    async def end_sessions(staff_id: UUID, request: Request) -> Response:
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with office.changing(staff_id, by) as session:
            await sessions.end_all(session, staff_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (link, waiting, agree, unlink, end_sessions)
