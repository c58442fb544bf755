"""When a journey begins, what is next and why it ends, by a customer's log alone: pure."""

from datetime import date, timedelta
from functools import cache
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import app
from qiao.customers.lifecycle import Told, day_of
from qiao.outreach.triggers import (
    TRIGGERS,
    Ask,
    Ended,
    Known,
    Occasion,
    Over,
    Past,
    Stop,
    Trigger,
    Wait,
    is_held_out,
    moment,
    next_step,
    occasions,
    wanted_on,
)
from tests.customers.lifecycle.stories import DAY, at, book, on, told

DUE = 10
"""The day of the story on which the loan is due."""


@cache
def trigger(name: str) -> Trigger:
    return app.read_pack(app.shipped_pack()).section(TRIGGERS).triggers[name]


def known(log: list[Told], day: int, hour: int = 10) -> Known:
    until = sorted((one for one in log if one.at <= at(day, hour)), key=lambda one: one.order)
    state, _ = book().machines.fold(until, day_of(at(day, hour)))
    assert state is not None
    return Known(until, state)


def begun(name: str, log: list[Told], day: int, hour: int = 10) -> list[Occasion]:
    return list(occasions(trigger(name), known(log, day, hour), at(day, hour)))


BORROWED = [told(0, "loan.disbursed", "LN-1", due_on=on(DUE))]
FAILED = told(DUE, "deduction.failed", "LN-1", hour=9)


def test_reminders_are_due_at_their_hours_before_the_due_day() -> None:
    (occasion,) = begun("due_soon", BORROWED, 1)
    days = [DAY + timedelta(days=DUE + before) for before in (-3, -1, 0)]
    moments = [moment(step, occasion) + timedelta(hours=8) for step in trigger("due_soon").steps]
    assert [one.date() for one in moments] == days
    assert [f"{one:%H:%M}" for one in moments] == ["09:30", "09:30", "10:00"]


@pytest.mark.parametrize(
    "ends",
    [
        told(DUE - 2, "payment.submitted", "LN-1"),
        told(DUE - 2, "payment.posted", "LN-1", due_on=on(DUE + 30)),
        told(DUE - 2, "loan.schedule_changed", "LN-1", version=2, due_on=on(DUE + 5)),
        told(DUE - 2, "loan.relief_granted", "LN-1"),
        told(DUE - 2, "loan.settled", "LN-1"),
        told(DUE - 2, "loan.legal", "LN-1"),
    ],
    ids=lambda one: one.type,
)
def test_nothing_is_said_of_a_due_day_that_is_over_or_another(ends: Told) -> None:
    (occasion,) = begun("due_soon", BORROWED, 1)
    log = [*BORROWED, ends]
    assert isinstance(next_step(trigger("due_soon"), occasion, known(log, DUE - 3), 0, at(DUE - 3)), Ask)
    assert isinstance(next_step(trigger("due_soon"), occasion, known(log, DUE - 1), 1, at(DUE - 1)), Stop)


def test_the_payment_of_another_loan_ends_nothing() -> None:
    log = [*BORROWED, told(1, "loan.disbursed", "LN-2", due_on=on(DUE)), told(2, "payment.submitted", "LN-2")]
    assert [one.loan for one in begun("due_soon", log, 3)] == ["LN-1", "LN-2"]
    (first, second) = begun("due_soon", log, 3)
    of_first = next_step(trigger("due_soon"), first, known(log, 7), 0, at(7))
    of_second = next_step(trigger("due_soon"), second, known(log, 7), 0, at(7))
    assert (type(of_first), of_second) == (Ask, Stop(Ended.GOAL))


NOISE = [
    told(1, "session.started"),
    told(2, "payment.failed", "LN-1"),
    told(3, "deduction.failed", "LN-1"),
    told(4, "loan.repaying", "LN-1"),
    told(5, "loan.disbursed", "LN-2", due_on=on(DUE)),
]


@given(
    noise=st.lists(st.sampled_from(NOISE), unique_by=lambda one: one.event_id),
    paid=st.sampled_from(["payment.submitted", "payment.received", "deduction.submitted", "loan.settled"]),
    hour=st.integers(11, DUE * 24 + 12),
    later=st.integers(0, 60),
    step=st.integers(0, 2),
)
def test_after_a_payment_no_step_is_asked_for_whatever_else_is_told(
    noise: list[Told], paid: str, hour: int, later: int, step: int
) -> None:
    (occasion,) = begun("due_soon", BORROWED, 0, 11)
    log = [*noise, told(0, paid, "LN-1", hour=hour), *BORROWED]
    found = next_step(trigger("due_soon"), occasion, known(log, 0, hour + later), step, at(0, hour + later))
    assert isinstance(found, Stop)


def test_a_failed_deduction_is_told_once_and_again_in_the_evening_only_while_it_stands() -> None:
    log = [*BORROWED, FAILED]
    (occasion,) = begun("deduct_failed", log, DUE, 10)
    of = trigger("deduct_failed")
    assert isinstance(next_step(of, occasion, known(log, DUE), 0, at(DUE)), Ask)
    assert next_step(of, occasion, known(log, DUE), 1, at(DUE)) == Wait(1, at(DUE, 17) - timedelta(minutes=5))
    assert begun("deduct_failed", log, DUE, 22) == [], "an event of long ago begins nothing"


def test_the_second_failure_within_forty_days_offers_help() -> None:
    assert begun("hardship_offer", [*BORROWED, FAILED], DUE) == []
    again = told(DUE + 1, "deduction.failed", "LN-1", hour=9)
    assert [one.name for one in begun("hardship_offer", [*BORROWED, FAILED, again], DUE + 1)] == [again.event_id]


def test_a_step_that_is_too_late_is_left_out() -> None:
    (occasion,) = begun("due_soon", BORROWED, DUE)
    assert next_step(trigger("due_soon"), occasion, known(BORROWED, DUE, 19), 0, at(DUE, 19)) == Over()


def test_who_is_held_out_is_so_for_ever_and_about_as_many_as_were_wanted() -> None:
    people = [UUID(int=number) for number in range(4000)]
    out = [one for one in people if is_held_out(trigger("dormant"), one)]
    assert out == [one for one in people if is_held_out(trigger("dormant"), one)]
    assert 320 <= len(out) <= 480
    assert not is_held_out(trigger("due_soon"), uuid4())


def test_a_day_looked_at_afterwards_has_what_was_due_on_it() -> None:
    paid = told(DUE - 2, "payment.submitted", "LN-1")
    for log, days in ((BORROWED, [DUE - 3, DUE - 1, DUE]), ([*BORROWED, paid], [DUE - 3])):
        past = Past(log, book())
        wanted = [day for day in range(20) if list(wanted_on(trigger("due_soon"), past, _date(day)))]
        assert wanted == days


def _date(day: int) -> date:
    return DAY + timedelta(days=day)
