"""Lives of customers: told in a few words where a test is about something, else invented by Hypothesis."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from qiao import app
from qiao.customers.lifecycle import LIFECYCLE, LifecycleBook, State, Told, begin_of, day_of
from qiao.customers.lifecycle.definition import EventShape, Fact

DAY = date(2026, 3, 2)
LOANS = ("LN-1", "LN-2")


@cache
def book() -> LifecycleBook:
    """The shipped one."""
    return app.read_pack(app.shipped_pack()).section(LIFECYCLE)


def at(day: int, hour: int = 10) -> datetime:
    """So many days after the story began, at this hour in Beijing."""
    return begin_of(DAY + timedelta(days=day)) + timedelta(hours=hour)


def on(day: int) -> str:
    return (DAY + timedelta(days=day)).isoformat()


def told(day: int, type_: str, loan: str | None = None, *, hour: int = 10, name: str = "", **facts: Any) -> Told:
    """One event of a story; its name is its type and day where the test gives none."""
    event_id = name or f"{type_}:{loan or ''}:{day}:{hour}"
    return Told(event_id, type_, 1, "borrower-1", at(day, hour), loan, 0, facts)


def wire(one: Told) -> dict[str, Any]:
    """As the lender sends it."""
    about = {"loan": one.loan} if one.loan is not None else {}
    return {
        "id": one.event_id,
        "type": one.type,
        "version": one.version,
        "customer": one.reference,
        "at": one.at.isoformat(),
        "number": one.number,
        "facts": dict(one.facts),
        **about,
    }


def stage(events: Sequence[Told], day: int) -> str:
    """Where the customer stands on a day, of what was told until then."""
    state = _state(events, day)
    assert state is not None
    return state.own.stage


def loan_stage(events: Sequence[Told], day: int, loan: str = "LN-1") -> str:
    """Where the loan stands on a day, of what was told until then."""
    state = _state(events, day)
    assert state is not None
    return state.loans[loan].stage


def _state(events: Sequence[Told], day: int) -> State | None:
    today = DAY + timedelta(days=day)
    state, _ = book().machines.fold([one for one in events if day_of(one.at) <= today], today)
    return state


BORROWED = (
    told(0, "account.registered"),
    told(0, "kyc.started", hour=11),
    told(0, "kyc.passed", hour=12),
    told(1, "credit.submitted"),
    told(2, "credit.granted"),
    told(3, "draw.submitted", "LN-1"),
    told(3, "draw.reviewing", "LN-1", hour=11),
    told(3, "draw.approved", "LN-1", hour=12),
    told(3, "loan.contract_signed", "LN-1", hour=13),
    told(3, "loan.funding_queued", "LN-1", hour=14),
    told(3, "loan.disbursing", "LN-1", hour=15),
    told(3, "loan.disbursed", "LN-1", hour=16, due_on=on(33)),
)
"""Somebody who has borrowed on the fourth day, to pay on the thirty-fourth."""


@st.composite
def lives(draw: st.DrawFn) -> list[Told]:
    """Events of every type at few moments, many of them on one day and about one loan, so that they meet."""
    shapes = sorted(book().shapes.values(), key=lambda one: one.type)
    made: list[Told] = []
    for number in range(draw(st.integers(1, 14))):
        shape = draw(st.sampled_from(shapes))
        moment = at(draw(st.integers(0, 120)), draw(st.sampled_from((0, 9, 23))))
        loan = draw(st.sampled_from(LOANS)) if shape.loan else None
        made.append(
            Told(f"e{number}", shape.type, 1, "borrower-1", moment, loan, draw(st.integers(0, 2)), _facts(draw, shape))
        )
    return made


def _facts(draw: st.DrawFn, shape: EventShape) -> dict[str, object]:
    return {name: _value(draw, fact) for name, fact in shape.facts.items() if fact.required or draw(st.booleans())}


def _value(draw: st.DrawFn, fact: Fact) -> object:
    if fact.can_be_none and draw(st.integers(0, 3)) == 0:
        return None
    match fact.kind:
        case "date":
            return on(draw(st.integers(-10, 150)))
        case "code":
            return draw(st.sampled_from(("early", "insufficient_funds")))
        case "whole":
            return draw(st.integers(0, 100_000))
