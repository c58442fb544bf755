"""Complaints over HTTP, for those who handle them and those who agree."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field

from qiao import access
from qiao.access import Doorkeeper, Staff
from qiao.cases.complaints import acting, reading, showing
from qiao.cases.complaints.classes import Dimension
from qiao.cases.complaints.kinds import Kind, Phase
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Wanted
from qiao.cases.complaints.speaking import People
from qiao.cases.complaints.wishes import Wish
from qiao.cases.model import Relation, Source
from qiao.cases.rules import SUBJECTS
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of

_Words = Annotated[str | None, Field(max_length=4_000)]
_Code = Annotated[str | None, Field(max_length=24)]


class LetterWish(Body):
    """A decision as far as it is written."""

    outcome: Annotated[str, Field(max_length=24)]
    result: _Words = None
    reasons: _Words = None
    redress_fen: Annotated[int, Field(ge=0, le=10**10)] = 0
    letter: Annotated[str | None, Field(max_length=8_000)] = None

    def wish(self) -> Wish:
        return Wish(Kind.DECISION_PROPOSED, **self.model_dump())


class ClassesWish(Body):
    """By what it is classified, in the codes of the pack; `region` is that of GB/T 2260."""

    business: _Code = None
    cause: _Code = None
    channel: _Code = None
    product: _Code = None
    responsibility: _Code = None
    harm: _Code = None
    demand: _Code = None
    remedy: _Code = None
    region: Annotated[str | None, Field(pattern=r"^\d{6}$")] = None
    redress_fen: Annotated[int | None, Field(ge=0, le=10**10)] = None


class PeopleWish(Body):
    """Who goes on with it, and the proof that was seen (Order 2020 No. 3, Art. 14); `record`: an heir's own here."""

    relation: Literal[Relation.HEIR, Relation.PROXY]
    names: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=60)], ...], Field(min_length=1, max_length=5)]
    proof: Annotated[str, Field(min_length=1, max_length=200)]
    number: Annotated[str | None, Field(max_length=40)] = None
    record: UUID | None = None

    def people(self) -> People:
        return People(**self.model_dump())


class ActWish(Body):
    """What is done. `words` are needed where something is told or explained, the rest by the act."""

    act: Literal[
        Kind.TAKEN,
        Kind.HANDED_ON,
        Kind.CONTACTED,
        Kind.NOTED,
        Kind.CLASSIFIED,
        Kind.LINKED,
        Kind.CARRIED_ON,
        Kind.FACT_ASKED,
        Kind.OPINION_ASKED,
        Kind.OPINION_GIVEN,
        Kind.PAUSED,
        Kind.RESUMED,
        Kind.EXTENSION_ASKED,
        Kind.DECISION_PROPOSED,
        Kind.AGREED,
        Kind.REFUSED,
        Kind.DELIVERED,
        Kind.REDRESS_ORDERED,
        Kind.REDRESS_PAID,
        Kind.WITHDRAWN,
        Kind.REOPENED,
        Kind.VERIFICATION_ASKED,
    ]
    words: _Words = None
    to: UUID | None = None
    department: _Code = None
    reason: _Code = None
    outcome: _Code = None
    result: _Words = None
    reasons: _Words = None
    redress_fen: Annotated[int | None, Field(ge=0, le=10**10)] = None
    letter: Annotated[str | None, Field(max_length=8_000)] = None
    source: Source | None = None
    reference: Annotated[str | None, Field(max_length=64)] = None
    answer_by: date | None = None
    classes: ClassesWish | None = None
    people: PeopleWish | None = None

    def wish(self) -> Wish:
        return Wish(
            self.act,
            words=self.words,
            to=self.to,
            department=self.department,
            reason=self.reason,
            outcome=self.outcome,
            result=self.result,
            reasons=self.reasons,
            redress_fen=self.redress_fen,
            letter=self.letter,
            source=self.source,
            reference=self.reference,
            answer_by=self.answer_by,
            classes=self.classes.model_dump() if self.classes else None,
            people=self.people.people() if self.people else None,
        )


def routes(parts: Parts, handling: Handling, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/complaints`."""
    router = APIRouter(prefix="/api/v1/staff/complaints", tags=["complaints"], responses=REFUSALS)
    choices = _choices(handling)

    @router.get("")
    @declared(Who.DUTY)
    async def listed(
        request: Request,
        *,
        phase: Phase | None = None,
        mine: bool = False,
        awaits_me: bool = False,
        owed: bool = False,
        after_due: AwareDatetime | None = None,
        after: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> dict[str, Any]:
        """Those that run, those of one phase, or (`owed`) those decided whose redress is not paid; with counts.

        The soonest due come first; `next` names the place after.
        """
        staff = (await signed_in(request)).staff
        place = (after_due, after) if after_due is not None and after is not None else None
        wanted = Wanted(phase, mine=mine, awaits_me=awaits_me, owed=owed, limit=limit, after=place)
        async with parts.database.reading() as session:
            rows, has_more = await reading.listed(session, handling, staff, wanted)
            counts = await reading.counts(session, handling, staff)
            names = await access.staff_names(session, {row.handler_id for row in rows if row.handler_id})
        last = {"after_due": rows[-1].soonest_due_at.isoformat(), "after": str(rows[-1].id)} if has_more else None
        return {"items": [showing.item_wire(row, names) for row in rows], "counts": counts, "next": last}

    @router.get("/choices")
    @declared(Who.STAFF)
    async def chosen_from(request: Request) -> dict[str, Any]:
        """Departments, reasons for a pause, outcomes, subjects and classes, as the pack names them."""
        await signed_in(request)
        return choices

    @router.get("/{complaint_id}")
    @declared(Who.HOLDER, *showing.SHOWN)
    async def one(complaint_id: UUID, request: Request) -> dict[str, Any]:
        """How it stands and what may be done; its words and history for whoever handles it or is asked to agree."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        return await _shown(staff, complaint_id, source=source_of(request), now=now)

    @router.post("/{complaint_id}/acts")
    @declared(Who.HOLDER, *showing.SHOWN)
    async def act(complaint_id: UUID, wish: ActWish, request: Request) -> dict[str, Any]:
        """Do something; the complaint as it stands then. What cannot be done is refused with what can."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            await acting.act(session, handling, staff, complaint_id, wish.wish(), now=now)
        return await _shown(staff, complaint_id, source=source_of(request), now=now)

    @router.post("/{complaint_id}/letter")
    @declared(Who.HOLDER)
    async def letter(complaint_id: UUID, wish: LetterWish, request: Request) -> dict[str, Any]:
        """The letter that would be proposed, what it lacks, and how high the post that agrees; nothing is kept."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            draft = await acting.draft(session, handling, staff, complaint_id, wish.wish(), now=now)
        return {"letter": draft.letter, "missing": draft.missing, "level": draft.level}

    async def _shown(staff: Staff, complaint_id: UUID, *, source: str, now: datetime) -> dict[str, Any]:
        found, look = await showing.looked_at(parts, handling, staff, complaint_id, source=source, now=now)
        async with parts.database.reading() as session:
            return await showing.wire(session, handling, staff, found, look, now=now)

    _ = (listed, chosen_from, one, act, letter)
    return router


def _choices(handling: Handling) -> dict[str, Any]:
    rules = handling.rules
    return {
        "departments": [{"id": id_, "name": one.name.model_dump()} for id_, one in rules.departments.items()],
        "pause_reasons": [
            {"id": id_, "name": one.name.model_dump(), "stops_the_law": one.stops_the_law}
            for id_, one in rules.pause_reasons.items()
        ],
        "outcomes": [{"id": id_, "name": name.model_dump()} for id_, name in rules.outcomes.items()],
        "subjects": [{"id": id_.value, "name": name.model_dump()} for id_, name in SUBJECTS.items()],
        "classes": [
            {
                "id": one.value,
                "name": handling.classes[one].name.model_dump(),
                "needed": handling.classes[one].needed,
                "codes": [
                    {"id": id_, "name": code.name.model_dump()} for id_, code in handling.classes[one].codes.items()
                ],
            }
            for one in Dimension
        ],
    }
