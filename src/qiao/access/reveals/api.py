"""What was opened, over HTTP: proving again who one is, agreeing to exceptions, and reviewing."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field, model_validator

from qiao.access.grants import Duty
from qiao.access.queries import Staff, staff_names
from qiao.access.reveals import glass, oddities_api, proving, queries
from qiao.access.reveals.model import GlassRow, RevealRow, Verdict
from qiao.access.reveals.opening import Reveals, reasons_wire
from qiao.access.signin import Doorkeeper
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS, Parts, source_of

_MOST = 200


class NotForThisPost(Forbidden):
    """This is for those whose duty is to look after what was seen."""


class StepUp(Body):
    """Her own password, typed again, or her one-time code of now."""

    password: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    code: Annotated[str, Field(min_length=1, max_length=20)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.password is None) == (self.code is None):
            raise ValueError("say either a password or a code")
        return self


class Decision(Body):
    """Whether the second person agrees."""

    approve: bool


class Review(Body):
    """What the reviewer found."""

    verdict: Verdict


def routes(parts: Parts, reveals: Reveals, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/access` about what was opened."""
    router = APIRouter(prefix="/api/v1/access", tags=["access"], responses=REFUSALS)

    async def auditor(request: Request) -> Staff:
        """Who asks. Raises NotForThisPost."""
        staff = (await signed_in(request)).staff
        if Duty.AUDIT_READ not in reveals.views.book.posts[staff.post].duties:
            raise NotForThisPost
        return staff

    _add_own(router, parts, reveals, signed_in)
    _add_glass(router, parts, reveals, signed_in, auditor)
    _add_reviews(router, parts, auditor)
    oddities_api.add_routes(router, parts, reveals.views.rota, auditor)
    return router


_Auditor = Callable[[Request], Awaitable[Staff]]


def _add_own(router: APIRouter, parts: Parts, reveals: Reveals, signed_in: Doorkeeper) -> None:
    @router.post("/step-up")
    @declared(Who.STAFF)
    async def step_up(typed: StepUp, request: Request) -> dict[str, Any]:
        """Prove again who she is; for a few minutes the most sensitive values can be opened."""
        live = await signed_in(request)
        source = source_of(request)
        await proving.step_up(parts, live, password=typed.password, code=typed.code, source=source)
        return {"until": (parts.clock.now() + reveals.step_up_lasts).isoformat()}

    @router.get("/reveal-reasons")
    @declared(Who.STAFF)
    async def reasons(request: Request) -> dict[str, Any]:
        """What a reveal may be for, how many values her post may open in a day, and which by breaking the glass."""
        staff = (await signed_in(request)).staff
        glass = reveals.rules.glass
        return {
            "reasons": reasons_wire(reveals.rules),
            "a_day": reveals.rules.quota(staff.post),
            "glass": {"fields": list(glass.fields) if staff.post in glass.posts else []},
        }

    _ = (step_up, reasons)


def _add_glass(router: APIRouter, parts: Parts, reveals: Reveals, signed_in: Doorkeeper, auditor: _Auditor) -> None:
    @router.get("/break-glass")
    @declared(Who.DUTY)
    async def broken(request: Request) -> dict[str, Any]:
        """Requests to see more than the table gives: for those who may agree, and for auditors."""
        staff = (await signed_in(request)).staff
        may_agree = staff.post in reveals.rules.glass.approvers
        if not may_agree:
            await auditor(request)
        async with parts.database.reading() as session:
            rows = await queries.glasses(session, limit=_MOST)
            names = await staff_names(session, _people(rows))
        return {"may_agree": may_agree, "requests": [_glass_wire(row, names) for row in rows]}

    @router.post("/break-glass/{glass_id}/decision")
    @declared(Who.DUTY)
    async def decide(glass_id: UUID, decision: Decision, request: Request) -> dict[str, Any]:
        """Agree or not, as a second person."""
        staff = (await signed_in(request)).staff
        async with parts.database.transaction() as session:
            row = await glass.decide(
                session, reveals, glass_id, by=staff, approve=decision.approve, now=parts.clock.now()
            )
            return _glass_wire(row, await staff_names(session, _people([row])))

    @router.post("/break-glass/{glass_id}/review")
    @declared(Who.DUTY)
    async def review(glass_id: UUID, found: Review, request: Request) -> dict[str, Any]:
        """Look at it afterwards, as a third person."""
        staff = await auditor(request)
        async with parts.database.transaction() as session:
            row = await glass.review_glass(session, glass_id, found.verdict, by=staff, now=parts.clock.now())
            return _glass_wire(row, await staff_names(session, _people([row])))

    _ = (broken, decide, review)


def _add_reviews(router: APIRouter, parts: Parts, auditor: _Auditor) -> None:
    @router.get("/reveals")
    @declared(Who.DUTY)
    async def opened(request: Request, *, reviewed: bool | None = None) -> dict[str, Any]:
        """What was opened, the newest first, without the values."""
        await auditor(request)
        async with parts.database.reading() as session:
            rows = await queries.reveals(session, reviewed=reviewed, limit=_MOST)
            names = await staff_names(session, {one for row in rows for one in (row.staff_id, row.reviewed_by) if one})
        return {"reveals": [_reveal_wire(row, names) for row in rows]}

    @router.post("/reveals/{reveal_id}/review")
    @declared(Who.DUTY)
    async def review(reveal_id: UUID, found: Review, request: Request) -> dict[str, Any]:
        """Say whether it was justified."""
        staff = await auditor(request)
        async with parts.database.transaction() as session:
            row = await glass.review_reveal(session, reveal_id, found.verdict, by=staff, now=parts.clock.now())
            return _reveal_wire(row, await staff_names(session, {row.staff_id, staff.id}))

    _ = (opened, review)


def _people(rows: Sequence[GlassRow]) -> set[UUID]:
    return {one for row in rows for one in (row.staff_id, row.decided_by, row.reviewed_by) if one}


def _glass_wire(row: GlassRow, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "staff": str(row.staff_id),
        "name": names.get(row.staff_id),
        "post": row.post,
        "fields": row.fields,
        "reason": row.reason,
        "words": row.words,
        "asked_at": row.asked_at.isoformat(),
        "approved": row.approved,
        "decided_by": names.get(row.decided_by) if row.decided_by else None,
        "decided_at": _at(row.decided_at),
        "until": _at(row.until),
        "reviewed_by": names.get(row.reviewed_by) if row.reviewed_by else None,
        "verdict": row.verdict,
    }


def _reveal_wire(row: RevealRow, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "staff": str(row.staff_id),
        "name": names.get(row.staff_id),
        "post": row.post,
        "customer": str(row.customer_id),
        "field": row.field,
        "in_message": row.span is not None,
        "purpose": row.purpose,
        "reason": row.reason,
        "rule": row.rule,
        "broke_glass": row.glass_id is not None,
        "at": row.at.isoformat(),
        "reviewed_by": names.get(row.reviewed_by) if row.reviewed_by else None,
        "verdict": row.verdict,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
