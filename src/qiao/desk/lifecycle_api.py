"""Where the customer in hand stands, over HTTP: her stage, how she came there, and what the lender told."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from qiao.access import Doorkeeper, Form, Look
from qiao.customers import lifecycle, profile
from qiao.customers.lifecycle import CUSTOMER, Life, LifecycleBook, Move, Told
from qiao.customers.profile import ProfileBook
from qiao.desk import looks
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.policy import InBoth

_LOANS, _ARREARS = "loans", "overdue_notes"
SHOWN = (_LOANS, _ARREARS)
_MOST = 200


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The route `/api/v1/desk/conversations/…/lifecycle`."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=REFUSALS)
    book = desk.pack.section(lifecycle.LIFECYCLE)
    shown = _Shown(book, _withheld(book, desk.pack.section(profile.PROFILE)))

    @router.get("/conversations/{conversation_id}/lifecycle")
    @declared(Who.HOLDER, *SHOWN)
    async def stands(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """Where she and her loans stand, the line of stages that led there, and the newest 200 events.

        Whoever sees a summary of her loans sees her own stages, without her loans. Whoever may not know of arrears sees
        in which group of stages she is, which is the same for who pays in time.
        """
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, SHOWN, source=source_of(request))
        async with parts.database.reading() as session:
            found = (
                await lifecycle.lives(session, shown.book, look.about.customer_id, now=parts.clock.now())
                if look.shows(_LOANS) and look.form_of(_LOANS) in {None, Form.SUMMARY}
                else []
            )
        return {"records": [_life(shown, look, one) for one in found], "view": desk.views.wire(look)}

    _ = stands
    return router


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the pack says, and of which types which facts are not told with her stages.

    Some are told with her tags alone, under rights of their own; a code may be why the lender would not lend, which
    hardly any post may know.
    """

    book: LifecycleBook
    withheld: frozenset[tuple[str, str]]


def _withheld(book: LifecycleBook, traits: ProfileBook) -> frozenset[tuple[str, str]]:
    of_traits = (
        (type_, one.last)
        for one in traits.traits.values()
        if one.last is not None and one.field not in SHOWN
        for type_ in one.of
    )
    codes = (
        (one.type, name) for one in book.shapes.values() for name, fact in one.facts.items() if fact.kind == "code"
    )
    return frozenset((*of_traits, *codes))


def _life(shown: _Shown, look: Look, life: Life) -> dict[str, Any]:
    """One record of hers, as far as the look shows it."""
    book = shown.book
    own = book.machines.customer.stages[life.state.own.stage]
    group = book.machines.customer.file.groups.get(own.group)
    where = {"group": own.group, "group_name": _both(group) if group else None}
    if not look.shows(_ARREARS):
        told = [_told(shown, one) for one in life.told if one.loan is None]
        return {**where, "stage": None, "since": None, "loans": [], "line": [], "events": told[-_MOST:]}
    sees_loans = look.form_of(_LOANS) is None
    moves = [one for one in life.moves if sees_loans or one.loan == CUSTOMER]
    told = [_told(shown, one) for one in life.told if sees_loans or one.loan is None]
    loans = [
        {"loan": loan, "stage": _stage(book, loan, placed.stage), "since": placed.since.isoformat()}
        for loan, placed in sorted(life.state.loans.items())
        if sees_loans
    ]
    return {
        **where,
        "stage": _stage(book, CUSTOMER, own.id),
        "since": life.state.own.since.isoformat(),
        "loans": loans,
        "line": [_move(book, one) for one in moves[-_MOST:]],
        "events": told[-_MOST:],
    }


def _stage(book: LifecycleBook, loan: str, stage: str) -> dict[str, Any]:
    rule = book.machines.of(loan).stages[stage]
    return {"id": stage, "code": rule.code, "group": rule.group, "name": _both(rule.name)}


def _move(book: LifecycleBook, move: Move) -> dict[str, Any]:
    """`by_event` is false where only days have passed."""
    return {
        "loan": move.loan or None,
        "before": move.before,
        "stage": _stage(book, move.loan, move.after),
        "at": move.at.isoformat(),
        "by_event": move.event_id is not None,
        "is_allowed": move.is_allowed,
    }


def _told(shown: _Shown, told: Told) -> dict[str, Any]:
    name = shown.book.name_of(told.type)
    return {
        "type": told.type,
        "name": _both(name) if name is not None else None,
        "loan": told.loan,
        "at": told.at.isoformat(),
        "facts": {fact: value for fact, value in told.facts.items() if (told.type, fact) not in shown.withheld},
    }


def _both(text: InBoth) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
