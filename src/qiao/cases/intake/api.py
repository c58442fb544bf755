"""Registering complaints over HTTP, for those who handle them and those who agree."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from qiao.access import Doorkeeper
from qiao.cases.actions import Complaining
from qiao.cases.complaints import Handling
from qiao.cases.intake import finding, importing, joining
from qiao.cases.intake.importing import Line
from qiao.cases.intake.joining import Member
from qiao.cases.intake.registering import Channel, New, register
from qiao.cases.intake.sheets import MOST_BYTES, Row, rows_of
from qiao.cases.model import Relation, Source, Subject
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of

_Words = Annotated[str | None, Field(max_length=4_000)]
_Line = Annotated[str | None, Field(max_length=200)]
_Reference = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^\S(.*\S)?$")]


LARGER: Final = MappingProxyType({"/api/v1/staff/complaints/imports": MOST_BYTES})
"""Paths whose bodies may be so large."""
_A_SHEET: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Sought(Body):
    """The number of a conversation, the lender's number of the customer, or her id here."""

    said: Annotated[str, Field(min_length=3, max_length=64)]


class NewComplaint(Body):
    """What is known of a complaint. Only from whom the house has it has to be said; the rest may be left out."""

    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_\-]{8,50}$")]
    """Made by whoever registers: sent again with the same one, it is the same complaint."""
    source: Source
    channel: Channel = Channel.OTHER
    received_on: date | None = None
    references: Annotated[tuple[_Reference, ...], Field(max_length=5)] = ()
    """The numbers of whoever handed it over."""
    handed_over_by: _Line = None
    answer_by: date | None = None
    customer: UUID | None = None
    relation: Relation = Relation.SELF
    name: Annotated[str | None, Field(max_length=60)] = None
    number: Annotated[str | None, Field(max_length=40)] = None
    proof: _Line = None
    """Of a proxy her authorisation, of an heir her proof of succession, as it was seen (Order 2020 No. 3, Art. 14)."""
    broker: _Line = None
    """Why somebody is thought to be paid for it."""
    subject: Subject = Subject.OTHER
    facts: _Words = None
    demand: _Words = None
    about: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    is_another: bool = False

    def new(self) -> New:
        complaining = Complaining(
            self.subject,
            facts=_said(self.facts),
            demand=_said(self.demand),
            number=_said(self.number),
            name=_said(self.name),
            proof=_said(self.proof),
            broker=_said(self.broker),
            handed_over_by=_said(self.handed_over_by),
        )
        return New(
            self.client_id,
            self.source,
            complaining,
            channel=self.channel,
            relation=self.relation,
            customer_id=self.customer,
            received_on=self.received_on,
            references=self.references,
            answer_by=self.answer_by,
            about=self.about,
            is_another=self.is_another,
        )


class NewMember(Body):
    """Who joins a complaint. `speaks`: she is one of those who speak for the others."""

    client_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_\-]{8,50}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str | None, Field(max_length=40)] = None
    customer: UUID | None = None
    channel: Channel = Channel.VISIT
    relation: Relation = Relation.SELF
    proof: _Line = None
    facts: _Words = None
    demand: _Words = None
    speaks: bool = False
    is_another: bool = False

    def member(self) -> Member:
        return Member(
            self.client_id,
            Complaining(
                facts=_said(self.facts),
                demand=_said(self.demand),
                number=_said(self.number),
                name=_said(self.name),
                proof=_said(self.proof),
            ),
            speaks=self.speaks,
            channel=self.channel,
            relation=self.relation,
            customer_id=self.customer,
            is_another=self.is_another,
        )


def routes(parts: Parts, handling: Handling, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/complaints` by which complaints come in."""
    router = APIRouter(prefix="/api/v1/staff/complaints", tags=["complaints"], responses=REFUSALS)

    @router.post("", status_code=201)
    @declared(Who.DUTY)
    async def registered(new: NewComplaint, request: Request) -> dict[str, Any]:
        """Put a complaint on record: its number, until when it is answered, and whether it was known before."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            return (await register(session, handling, staff, new.new(), now=now)).wire()

    @router.post("/{complaint_id}/members", status_code=201)
    @declared(Who.HOLDER)
    async def joined(complaint_id: UUID, member: NewMember, request: Request) -> dict[str, Any]:
        """Somebody else makes it, too: the number of hers, which follows it, and until when it is answered."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            return (await joining.join(session, handling, staff, complaint_id, member.member(), now=now)).wire()

    @router.post("/who")
    @declared(Who.HOLDER, *finding.SHOWN)
    async def whom(sought: Sought, request: Request) -> dict[str, Any]:
        """The customer whom a complaint concerns; masked for whoever has her in hand. The look is on record."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            return await finding.find(session, handling, staff, sought.said, source=source_of(request), now=now)

    @router.post("/imports/preview", openapi_extra=_A_SHEET)
    @declared(Who.DUTY)
    async def previewed(request: Request) -> dict[str, Any]:
        """What a sheet would bring, line by line: new, known already, or a problem. Nothing is written."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        rows = await _rows(request)
        async with parts.database.reading() as session:
            return _report(await importing.preview(session, handling, staff, rows, now=now))

    @router.post("/imports", openapi_extra=_A_SHEET)
    @declared(Who.DUTY)
    async def imported(request: Request) -> dict[str, Any]:
        """Register what a sheet brings, each line by itself; the same sheet again brings nothing twice."""
        staff = (await signed_in(request)).staff
        rows = await _rows(request)
        return _report(await importing.import_rows(parts.database, handling, staff, rows, now=parts.clock.now))

    _ = (registered, joined, whom, previewed, imported)
    return router


async def _rows(request: Request) -> list[Row]:
    # Unpacking and reading a large workbook takes long enough to keep everybody else waiting.
    return await asyncio.to_thread(rows_of, await request.body())


def _report(lines: Sequence[Line]) -> dict[str, Any]:
    counts = Counter(one.what for one in lines)
    return {
        "lines": [one.wire() for one in lines],
        "counts": {what: counts[what] for what in ("new", "known", "problem")},
    }


def _said(words: str | None) -> str | None:
    """None for what is blank."""
    return (words or "").strip() or None
