"""The rights of the person over HTTP: for compliance, who answers what a person asks about her data."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.model import Post
from qiao.access.queries import StaffSession, staff_names
from qiao.access.reveals import Reveals, StepUpNeeded
from qiao.access.reveals.rules import watermark
from qiao.access.rights import actions, copies, queries
from qiao.access.rights.actions import Correction, RequestNotFound
from qiao.access.rights.holds_api import add_holds
from qiao.access.rights.model import LegalHoldRow, RightsRequestRow, RightsState, RightsType
from qiao.access.rights.ports import Holders, People
from qiao.access.signin import Doorkeeper
from qiao.foundation.bodies import Body
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Conflict, Forbidden, NotFound
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.policy import Term

_OFFICERS = frozenset({Post.COMPLIANCE})
_MOST_CLOSED = 200
Words = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*\S[^\x00]*$")]
_Value = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]


class OfficersOnly(Forbidden):
    """Requests about personal data are for compliance."""


class PersonNotFound(NotFound):
    """Nobody here has this reference, number or id; ask the person again, or look for another one."""


class SeveralPeople(Conflict):
    """Several customers have this number; say which one by her id."""


class NewRequest(Body):
    """What somebody asks for, and who she is: by what she said, found by equality alone."""

    type: RightsType
    by: Literal["id", "reference", "phone", "id_number", "bank_card"] = "id"
    customer: _Value


class Corrected(Body):
    """A field of hers, and what it shall be."""

    field: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
    value: _Value


class Answer(Body):
    """What she was told, or the reason why it is refused. Identifiers in it are masked before it is kept."""

    words: Words

    @model_validator(mode="after")
    def _trimmed(self) -> Self:
        return self.model_copy(update={"words": self.words.strip()})


class Office:
    """Whom a route of the rights serves."""

    def __init__(self, parts: Parts, signed_in: Doorkeeper) -> None:
        self.parts = parts
        self._signed_in = signed_in

    async def officer(self, request: Request) -> StaffSession:
        """Who asks. Raises OfficersOnly."""
        live = await self._signed_in(request)
        if live.staff.post not in _OFFICERS:
            raise OfficersOnly
        return live


def routes(
    parts: Parts,
    holders: Holders,
    people: People,
    reveals: Reveals,
    *,
    terms: Mapping[str, Term],
    signed_in: Doorkeeper,
) -> APIRouter:
    """The routes under `/api/v1/access/rights`. `terms` says within how many days each type is answered."""
    router = APIRouter(prefix="/api/v1/access/rights", tags=["access"], responses=REFUSALS)
    office = Office(parts, signed_in)
    _add_intake(router, office, people, terms)
    _add_steps(router, office, holders)
    _add_answers(router, office, holders)
    _add_file(router, office, reveals)
    add_holds(router, parts, office.officer)
    return router


def _add_intake(router: APIRouter, office: Office, people: People, terms: Mapping[str, Term]) -> None:
    parts = office.parts

    @router.post("/requests", status_code=201)
    @declared(Who.DUTY)
    async def open_request(new: NewRequest, request: Request) -> dict[str, Any]:
        """Take in a request; the same type again while one is open is that one. Looking for somebody is on record."""
        live = await office.officer(request)
        by, now = f"staff:{live.staff.id}", parts.clock.now()
        async with parts.database.transaction() as session:
            sought = audit.Record(
                by,
                audit.Action.SEARCHED,
                post=live.staff.post,
                purpose="data_rights",
                source=source_of(request),
                detail={"by": new.by},
            )
            await audit.record(session, sought, now=now)
            found = await people.find(session, new.by, new.customer.strip())
            trouble = _not_one(found)
            if trouble is None:
                days = timedelta(days=terms[new.type].days)
                row = await actions.open_request(session, found[0], new.type, by=by, answer_within=days, now=now)
                return await _told(session, row, now=now)
        raise trouble

    @router.get("/requests")
    @declared(Who.DUTY)
    async def requests(
        request: Request, state: Annotated[Literal["open", "closed"], Query()] = "open"
    ) -> dict[str, Any]:
        """What is open, the most urgent first, or what was answered, the newest first."""
        await office.officer(request)
        now = parts.clock.now()
        async with parts.database.reading() as session:
            rows = (
                await queries.open_requests(session)
                if state == "open"
                else await queries.closed_requests(session, limit=_MOST_CLOSED)
            )
            names = await staff_names(session, _people(rows))
        return {"requests": [_wire(row, names, now=now) for row in rows]}

    @router.get("/requests/{rights_id}")
    @declared(Who.DUTY)
    async def one(rights_id: UUID, request: Request) -> dict[str, Any]:
        """One request with its progress, the legal holds that stand, and until when its copy can be fetched."""
        await office.officer(request)
        async with parts.database.reading() as session:
            row = await queries.request(session, rights_id)
            if row is None:
                raise RequestNotFound
            return await _told(session, row, now=parts.clock.now())

    _ = (open_request, requests, one)


def _add_steps(router: APIRouter, office: Office, holders: Holders) -> None:
    parts = office.parts

    @router.post("/requests/{rights_id}/verify")
    @declared(Who.DUTY)
    async def verify(rights_id: UUID, request: Request) -> dict[str, Any]:
        """Say that somebody made sure the person is who she says."""
        live, now = await office.officer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            row = await actions.verify(session, rights_id, by=f"staff:{live.staff.id}", now=now)
            return await _told(session, row, now=now)

    @router.post("/requests/{rights_id}/run", status_code=202)
    @declared(Who.DUTY)
    async def run(rights_id: UUID, request: Request) -> dict[str, Any]:
        """Make the copy, or erase; it takes a while, and the request tells how far it is."""
        live, now = await office.officer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await actions.start(session, holders, rights_id, by=f"staff:{live.staff.id}", now=now)
            return await _of(session, rights_id, now=now)

    _ = (verify, run)


def _add_answers(router: APIRouter, office: Office, holders: Holders) -> None:
    parts = office.parts

    @router.post("/requests/{rights_id}/correct")
    @declared(Who.DUTY)
    async def correct(rights_id: UUID, what: Corrected, request: Request) -> dict[str, Any]:
        """Set a field of hers in every room that keeps it."""
        live, now = await office.officer(request), parts.clock.now()
        correction = Correction(what.field, what.value.strip())
        async with parts.database.transaction() as session:
            by = f"staff:{live.staff.id}"
            await actions.correct(session, holders, rights_id, correction, by=by, now=now)
            return await _of(session, rights_id, now=now)

    @router.post("/requests/{rights_id}/answer")
    @declared(Who.DUTY)
    async def answer(rights_id: UUID, given: Answer, request: Request) -> dict[str, Any]:
        """The explanation she was given, or that her withdrawal was carried out."""
        live, now = await office.officer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await actions.explain(session, rights_id, given.words, by=f"staff:{live.staff.id}", now=now)
            return await _of(session, rights_id, now=now)

    @router.post("/requests/{rights_id}/refuse")
    @declared(Who.DUTY)
    async def refuse(rights_id: UUID, given: Answer, request: Request) -> dict[str, Any]:
        """Refuse with the reason the law asks for; legal holds that stand are named beside it."""
        live, now = await office.officer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await actions.refuse(session, rights_id, given.words, by=f"staff:{live.staff.id}", now=now)
            return await _of(session, rights_id, now=now)

    _ = (correct, answer, refuse)


def _add_file(router: APIRouter, office: Office, reveals: Reveals) -> None:
    parts = office.parts

    @router.get("/requests/{rights_id}/file")
    @declared(Who.DUTY)
    async def fetch(rights_id: UUID, request: Request) -> Response:
        """The copy, to be handed to the person: after a step-up, on record, with a line that says who fetched it."""
        live, now = await office.officer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            row = await queries.request(session, rights_id)
            if row is not None and not await reveals.has_proved(session, live, now=now):
                raise StepUpNeeded
            row = await copies.note_fetch(session, rights_id, by=live.staff, source=source_of(request), now=now)
        async with parts.database.reading() as session:
            held = await copies.fetch(session, parts.ring, rights_id, now=now)
        fetched = json.dumps(watermark(live.staff, now), ensure_ascii=False)
        head = f'{{"request": "{row.number}", "fetched": {fetched},\n"held": '
        return Response(
            f"{head}{held}}}",
            media_type="application/json",
            headers={
                "Content-Disposition": f'attachment; filename="{row.number}.json"',
                "Cache-Control": "no-store",
            },
        )

    _ = fetch


def _not_one(found: Sequence[UUID]) -> PersonNotFound | SeveralPeople | None:
    if len(found) == 1:
        return None
    return SeveralPeople(customers=[str(one) for one in found]) if found else PersonNotFound()


async def _of(session: AsyncSession, request_id: UUID, *, now: datetime) -> dict[str, Any]:
    row = await queries.request(session, request_id)
    assert row is not None, "it was changed in this transaction"
    return await _told(session, row, now=now)


async def _told(session: AsyncSession, row: RightsRequestRow, *, now: datetime) -> dict[str, Any]:
    names = await staff_names(session, _people([row]))
    holds = await queries.holds_of(session, row.customer_id)
    copy = await queries.export_of(session, row.id, now=now)
    return {
        **_wire(row, names, now=now),
        "holds": [_hold(one) for one in holds],
        "file_until": copy.expires_at.isoformat() if copy else None,
    }


def _wire(row: RightsRequestRow, names: Mapping[UUID, str], *, now: datetime) -> dict[str, Any]:
    today: date = now.astimezone(SHANGHAI).date()
    left = (row.due_on - today).days if row.closed_at is None else None
    return {
        "id": str(row.id),
        "number": row.number,
        "customer": str(row.customer_id),
        "type": row.type,
        "state": RightsState(row.state),
        "opened_at": row.opened_at.isoformat(),
        "opened_by": _name(row.opened_by, names),
        "due_on": row.due_on.isoformat(),
        "days_left": left,
        "overdue": left is not None and left < 0,
        "verified_by": _name(row.verified_by, names),
        "progress": row.progress,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "closed_by": _name(row.closed_by, names),
        "outcome": row.outcome,
    }


def _hold(row: LegalHoldRow) -> dict[str, Any]:
    return {"id": str(row.id), "reason": row.reason, "from": row.from_at.isoformat()}


def _people(rows: Sequence[RightsRequestRow]) -> set[UUID]:
    actors = (actor for row in rows for actor in (row.opened_by, row.verified_by, row.closed_by))
    return {UUID(actor.removeprefix("staff:")) for actor in actors if actor and actor.startswith("staff:")}


def _name(actor: str | None, names: Mapping[UUID, str]) -> str | None:
    if actor is None or not actor.startswith("staff:"):
        return actor
    return names.get(UUID(actor.removeprefix("staff:")), actor)
