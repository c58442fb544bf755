"""Seeing at the desk what a mask hides: a value, a span of a message, whether a value fits, and breaking the glass."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.access import Doorkeeper, reveals
from qiao.customers import CustomerField, FieldNotFound
from qiao.desk import looks
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import QiaoError
from qiao.foundation.http import REFUSALS, Parts, source_of

_Id = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]


class NewReveal(Body):
    """Which value, and what for: one of the customer's (`value`), or a masked span of a message."""

    value: UUID | None = None
    message: UUID | None = None
    span: Annotated[int, Field(ge=0, le=1000)] = 0
    reason: _Id
    glass: UUID | None = None


class Said(Body):
    """What the customer said, to be compared."""

    field: Literal["id_number", "phone"]
    said: Annotated[str, Field(min_length=4, max_length=60)]


class NewGlass(Body):
    """What is needed beyond the table, and why."""

    fields: Annotated[list[_Id], Field(min_length=1, max_length=10)]
    reason: _Id
    words: Annotated[str, Field(min_length=4, max_length=200)]


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/conversations/…` that open something."""
    router = APIRouter(prefix="/api/v1/desk/conversations/{conversation_id}", tags=["desk"], responses=REFUSALS)

    @router.post("/reveals")
    @declared(Who.HOLDER)
    async def reveal(conversation_id: UUID, new: NewReveal, request: Request, response: Response) -> dict[str, Any]:
        """One value in clear, for a short time. It is on record before it is read."""
        response.headers["cache-control"] = "no-store"
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            state, _ = await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            field, target, span, owner = await _target(session, desk, state, new)
            wanted = reveals.Wanted(field, target, span, new.reason, new.glass)
            opened = await desk.reveals.open(
                session, live, looks.about(state), wanted, now=now, source=source_of(request)
            )
            if not isinstance(opened, QiaoError) and owner != state.customer_id:
                await access.audit.record(
                    session,
                    access.audit.Record(
                        f"staff:{live.staff.id}",
                        access.audit.Action.REVEALED,
                        post=live.staff.post,
                        customer_id=owner,
                        reason=new.reason,
                        source=source_of(request),
                        detail={"reveal": str(opened.id), "field": field},
                    ),
                    now=now,
                )
        if isinstance(opened, QiaoError):
            raise opened
        async with parts.database.reading() as session:
            if span is None:
                value = await customers.open_field(session, parts.ring, target)
            else:
                value = await conversations.open_span(session, parts.ring, target, span)
        return reveals.wire(opened, value, now=now)

    @router.post("/matches")
    @declared(Who.HOLDER)
    async def match(conversation_id: UUID, said: Said, request: Request) -> dict[str, Any]:
        """Whether what the customer said is what the house keeps; nothing else is told."""
        live, now, source = await signed_in(request), parts.clock.now(), source_of(request)
        fits, left = False, 0
        async with parts.database.transaction() as session:
            state, _ = await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            about = looks.about(state)
            trouble = await desk.reveals.check_match(session, live, about, said.field, now=now)
            if trouble is None:
                field = CustomerField(said.field)
                records = (await customers.person_of(session, state.customer_id)).records
                fits = any([await customers.matches(session, parts.ring, one, field, said.said) for one in records])
                left = await desk.reveals.note_match(
                    session, live, about, said.field, fits=fits, now=now, source=source
                )
        if trouble is not None:
            raise trouble
        return {"matches": fits, "tries_left": max(left, 0)}

    @router.post("/break-glass", status_code=202)
    @declared(Who.HOLDER)
    async def break_glass(conversation_id: UUID, new: NewGlass, request: Request) -> dict[str, Any]:
        """Ask a second person to let her see more than the table gives."""
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            state, _ = await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            row = await reveals.ask(
                session,
                desk.reveals,
                live.staff,
                looks.about(state),
                new.fields,
                reason=new.reason,
                words=new.words,
                now=now,
            )
            return {"id": str(row.id), "approved": None, "until": None}

    @router.get("/break-glass")
    @declared(Who.HOLDER)
    async def asked(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """What she asked for of this customer, and what became of it."""
        live = await signed_in(request)
        async with parts.database.reading() as session:
            state, _ = await looks.require_in_hand(session, desk, live.staff, conversation_id, now=parts.clock.now())
            rows = await reveals.glasses_of(session, live.staff.id, state.customer_id)
        return {
            "requests": [
                {
                    "id": str(row.id),
                    "fields": row.fields,
                    "approved": row.approved,
                    "until": row.until.isoformat() if row.until else None,
                }
                for row in rows
            ]
        }

    _ = (reveal, match, break_glass, asked)
    return router


async def _target(
    session: AsyncSession, desk: Desk, state: conversations.ConversationState, new: NewReveal
) -> tuple[str, UUID, int | None, UUID]:
    """The field, the row, the span, and under which record of hers it stands.

    Raises FieldNotFound, also for what is another customer's.
    """
    if new.value is not None:
        value = await customers.find_field(session, new.value)
        if value.customer_id not in (await customers.person_of(session, state.customer_id)).records:
            raise FieldNotFound
        return value.field, value.id, None, value.customer_id
    if new.message is None:
        raise FieldNotFound
    kind = await conversations.span_kind(session, state.id, new.message, new.span)
    if kind is None:
        raise FieldNotFound
    return desk.views.book.field_of_identifier[kind], new.message, new.span, state.customer_id
