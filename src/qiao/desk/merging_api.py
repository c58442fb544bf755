"""Joining two records to one person over HTTP: looked at side by side, joined, agreed to, parted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, customers
from qiao.access import Doorkeeper, Look, Staff, StaffSession
from qiao.conversations import ConversationState
from qiao.customers import merges
from qiao.customers.merges import MergeRow, MergeState, Plan, Trouble, Wish
from qiao.desk import looks, merging
from qiao.desk.merging import AtLender, Sides
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS, Parts, source_of

SHOWN = (*looks.TALK, "loans", "complaint_file", "flags", "consents", *looks.IDENTIFYING)
_Words = Annotated[str, Field(min_length=4, max_length=200)]


class MergesNobody(Forbidden):
    """The post in which you work does not say that two records are one person, or does not agree to it."""


class Sought(Body):
    """The number of a conversation, the lender's number of the customer, or the id here."""

    other: Annotated[str, Field(min_length=3, max_length=64)]


class NewMerge(Body):
    """Whom it is, and why; `id_tail`: the last four signs of her identity number, as she said them."""

    other: UUID
    words: _Words
    id_tail: Annotated[str, Field(pattern=r"^\d{3}[\dXx]$")] | None = None


class SecondOpinion(Body):
    agree: bool


class Parting(Body):
    words: _Words


@dataclass(frozen=True, slots=True)
class _Counter:
    """What the routes stand on."""

    parts: Parts
    desk: Desk
    at_lender: AtLender
    signed_in: Doorkeeper

    async def in_hand(self, request: Request, conversation_id: UUID) -> tuple[StaffSession, ConversationState, Look]:
        """Raises ConversationNotFound or MergesNobody."""
        live, now = await self.signed_in(request), self.parts.clock.now()
        async with self.parts.database.reading() as session:
            state, look = await looks.require_in_hand(session, self.desk, live.staff, conversation_id, now=now)
        if live.staff.post not in access.MERGERS:
            raise MergesNobody
        return live, state, look

    async def loans_of(self, one: UUID, other: UUID) -> frozenset[UUID]:
        """Raises OtherNotFound or BackOfficeAway."""
        async with self.parts.database.reading() as session:
            sides = await merging.sides_of(session, one, other)
        return await self.at_lender.with_loans(sides.here, sides.other)


def routes(parts: Parts, desk: Desk, at_lender: AtLender, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/conversations/…/merges`."""
    router = APIRouter(prefix="/api/v1/desk/conversations/{conversation_id}/merges", tags=["desk"], responses=REFUSALS)
    counter = _Counter(parts, desk, at_lender, signed_in)
    _add_looking(router, counter)
    _add_joining(router, counter)
    return router


def _add_looking(router: APIRouter, at: _Counter) -> None:
    parts, desk = at.parts, at.desk

    @router.get("")
    @declared(Who.HOLDER)
    async def merged(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """What was joined to her and holds, and what waits for a second person."""
        live = await at.signed_in(request)
        async with parts.database.reading() as session:
            state, _ = await looks.require_in_hand(session, desk, live.staff, conversation_id, now=parts.clock.now())
            person = await customers.person_of(session, state.customer_id)
            rows = await merges.merges_of(session, person)
            return {"merges": await _wires(session, rows, live.staff)}

    @router.post("/preview")
    @declared(Who.HOLDER, *SHOWN)
    async def preview(conversation_id: UUID, sought: Sought, request: Request) -> dict[str, Any]:
        """Both beside each other, masked: what would be joined, and what forbids it. The look is on record for both."""
        live, state, _ = await at.in_hand(request, conversation_id)
        now, source = parts.clock.now(), source_of(request)
        async with parts.database.transaction() as session:
            other = await merging.find_other(session, parts.ring, sought.other)
            _, look = await looks.decide(session, desk, live.staff, conversation_id, now=now)
            here = await desk.views.record(session, look, SHOWN, now=now, source=source)
            there = await desk.views.record(
                session, looks.at_record(look, other), SHOWN, now=now, source=source, detail={"because": "merge"}
            )
        have_loans = await at.loans_of(state.customer_id, other)
        async with parts.database.reading() as session:
            sides = await merging.sides_of(session, state.customer_id, other)
            if sides.here.id == sides.other.id:
                raise merges.AlreadyOnePerson
            return {
                "here": await merging.side_wire(session, desk, here, sides.here, now=now),
                "other": await merging.side_wire(session, desk, there, sides.other, now=now),
                "takes_on": await merging.takes_on(session, desk, here, sides, now=now),
                **_plan_wire(await _planned(session, sides, have_loans), sides),
            }

    _ = (merged, preview)


def _add_joining(router: APIRouter, at: _Counter) -> None:
    parts, desk = at.parts, at.desk

    @router.post("", status_code=201)
    @declared(Who.HOLDER)
    async def join(conversation_id: UUID, new: NewMerge, request: Request) -> dict[str, Any]:
        """Join the two, or propose it: two whom the lender knows, or somebody who has not shown who she is."""
        live, state, look = await at.in_hand(request, conversation_id)
        now, source = parts.clock.now(), source_of(request)
        have_loans = await at.loans_of(state.customer_id, new.other)
        async with parts.database.reading() as session:
            sides = await merging.sides_of(session, state.customer_id, new.other)
            by_id = {one.id: await merges.side_of(session, one, has_loans=False) for one in (sides.here, sides.other)}
        asked = merging.Proving(live, state, sides.known(by_id), new.id_tail)
        proof = await merging.proof_of(parts, desk, at.at_lender, asked, source=source, now=now)
        wish = Wish(state.customer_id, new.other, new.words, have_loans, proof)
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            row = await merges.propose(session, look, wish, now=now, source=source)
            return (await _wires(session, [row], live.staff))[0]

    @router.post("/{merge_id}")
    @declared(Who.HOLDER)
    async def decide(conversation_id: UUID, merge_id: UUID, opinion: SecondOpinion, request: Request) -> dict[str, Any]:
        """Agree to what a colleague has proposed, or turn it down."""
        live, state, look = await at.in_hand(request, conversation_id)
        if live.staff.post not in access.MERGE_AGREERS:
            raise MergesNobody
        now = parts.clock.now()
        async with parts.database.reading() as session:
            rows = await merges.merges_of(session, await customers.person_of(session, state.customer_id))
        row = next((one for one in rows if one.id == merge_id), None)
        if row is None:
            raise merges.MergeNotFound
        have_loans = await at.loans_of(row.merged_id, row.into_id) if opinion.agree else frozenset[UUID]()
        async with parts.database.transaction() as session:
            row = await merges.decide(
                session,
                look,
                merge_id,
                agrees=opinion.agree,
                have_loans=have_loans,
                now=now,
                source=source_of(request),
            )
            return (await _wires(session, [row], live.staff))[0]

    @router.post("/{merge_id}/part")
    @declared(Who.HOLDER)
    async def part(conversation_id: UUID, merge_id: UUID, parting: Parting, request: Request) -> dict[str, Any]:
        """They are two again: within a day by whoever may join, afterwards by somebody who had no part in it."""
        live, _, look = await at.in_hand(request, conversation_id)
        async with parts.database.transaction() as session:
            row = await merges.part(
                session,
                look,
                merge_id,
                parting.words,
                agrees_to_others=live.staff.post in access.MERGE_AGREERS,
                now=parts.clock.now(),
                source=source_of(request),
            )
            return (await _wires(session, [row], live.staff))[0]

    _ = (join, decide, part)


async def _planned(session: AsyncSession, sides: Sides, have_loans: frozenset[UUID]) -> Plan | Trouble:
    here, other = [
        await merges.side_of(session, one, has_loans=one.id in have_loans) for one in (sides.here, sides.other)
    ]
    return merges.plan(here, other)


def _plan_wire(found: Plan | Trouble, sides: Sides) -> dict[str, Any]:
    if isinstance(found, Trouble):
        return {"trouble": found, "into": None, "needs_second": False}
    into = "here" if found.into == sides.here.id else "other"
    return {"trouble": None, "into": into, "needs_second": found.needs_second}


async def _wires(session: AsyncSession, rows: Sequence[MergeRow], staff: Staff) -> list[dict[str, Any]]:
    """The protocol's `Merge`s."""
    ids = {one for row in rows for one in (row.proposed_by, row.decided_by) if one is not None}
    names = await access.staff_names(session, ids)
    return [_wire(row, names, staff) for row in rows]


def _wire(row: MergeRow, names: Mapping[UUID, str], staff: Staff) -> dict[str, Any]:
    is_alone_until = row.merged_at + merges.PART_ALONE_FOR if row.merged_at else None
    return {
        "id": str(row.id),
        "state": row.state,
        "merged": str(row.merged_id),
        "into": str(row.into_id),
        "reason": row.words,
        "proof": row.proof,
        "by": names.get(row.proposed_by),
        "agreed_by": names.get(row.decided_by) if row.decided_by and row.state == MergeState.MERGED else None,
        "at": (row.merged_at or row.proposed_at).isoformat(),
        "is_yours": row.proposed_by == staff.id,
        "alone_until": is_alone_until.isoformat() if is_alone_until else None,
    }
