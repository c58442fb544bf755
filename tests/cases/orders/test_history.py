"""Work orders over random histories: what may be done never breaks the fold, and the clock owes nothing it was paid."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.cases.orders.clocks import Step, Terms, reading, steps_ahead
from qiao.cases.orders.history import RUNNING, Act, Kind, Order, State, fold
from qiao.cases.orders.rules import BY_STAFF, Who, possible, why_not
from qiao.cases.orders.section import Tells, Unit
from qiao.foundation.deadlines import DeadlineState
from qiao.foundation.ids import new_id

BEGUN = datetime(2026, 11, 23, 4, tzinfo=UTC)
STEPS = (
    Step("remind", 50, Kind.REMINDED, frozenset({Tells.OWNER})),
    Step("end", 100, Kind.BREACHED, frozenset({Tells.OWNER})),
)
HOURS = Terms(Unit.HOURS, 24, STEPS)
DAYS = Terms(Unit.WORKING_DAYS, 3, STEPS)
SERVICE, CLERK = Who(new_id(), serves=True, answers=False), Who(new_id(), serves=False, answers=True)
PEOPLE = (SERVICE, CLERK)
Move = tuple[int, int, bool]
"""Which of what may be done, how many minutes later, and whether a pause stops the clock."""
MOVES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 4_000), st.booleans()), max_size=25)


def _facts(order: Order, kind: Kind, *, stops: bool) -> dict[str, object]:
    task = next((one.id for one in order.tasks), "0")
    by_kind: dict[Kind, dict[str, object]] = {
        Kind.TAKEN: {"to": str(CLERK.id)},
        Kind.HANDED_ON: {"department": "risk"},
        Kind.PRIORITY_SET: {"priority": 3},
        Kind.PROMISED: {"at": BEGUN.isoformat()},
        Kind.TASK_ADDED: {"task": new_id().hex},
        Kind.TASK_DONE: {"task": task},
        Kind.TASK_UNDONE: {"task": task},
        Kind.PAUSED: {"reason": "bank", "stops_clock": stops},
        Kind.MERGED: {"into": str(new_id())},
    }
    return by_kind.get(kind, {})


def _story(moves: list[Move]) -> list[Act]:
    """A history in which people do what they may, and nothing else."""
    acts = [Act(Kind.OPENED, BEGUN, "staff", {"department": "operations", "priority": 1, "tasks": 1})]
    at = BEGUN
    for choice, minutes, stops in moves:
        at += timedelta(minutes=minutes)
        order = fold(acts)
        offers = [(who, kind) for who in PEOPLE for kind in possible(order, who)]
        who, kind = offers[choice % len(offers)]
        acts.append(Act(kind, at, f"staff:{who.id}", _facts(order, kind, stops=stops)))
    return acts


def _stood_still(acts: list[Act], until: datetime) -> list[tuple[datetime, datetime]]:
    """When the clock stood still, told once more by hand."""
    found: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for act in acts:
        stops = act.kind in {Kind.ASKED_BACK, Kind.ANSWERED} or (
            act.kind is Kind.PAUSED and bool(act.facts["stops_clock"])
        )
        goes_on = act.kind in {Kind.RESUMED, Kind.REPLIED, Kind.REOPENED, Kind.RETURNED}
        if stops and since is None:
            since = act.at
        elif goes_on and since is not None:
            found.append((since, act.at))
            since = None
    return [*found, (since, until)] if since is not None else found


@given(MOVES)
@settings(max_examples=150, deadline=None)
def test_an_order_is_where_its_history_says_and_its_clock_counts_what_it_ran(moves: list[Move]) -> None:
    acts = _story(moves)
    order, now = fold(acts), acts[-1].at + timedelta(minutes=7)
    assert order.is_over == (acts[-1].kind in {Kind.CLOSED, Kind.CANCELLED, Kind.MERGED} or order.state not in RUNNING)
    assert (order.state is State.WAITING) == (order.pause is not None)
    assert order.owner is None or order.state is not State.RETURNED
    left, due = timedelta(hours=24), BEGUN
    for since, until in _stood_still(acts, order.ended_at or now):
        if since - due >= left:
            break
        left, due = left - (since - due), until
    assert reading(order, HOURS, now=now).due_at == due + left
    assert (reading(order, DAYS, now=now).state is DeadlineState.STOPPED) == order.is_over


@given(MOVES)
@settings(max_examples=100, deadline=None)
def test_a_step_is_never_taken_twice_and_none_while_the_clock_stands_still(moves: list[Move]) -> None:
    acts = _story(moves)
    order = fold(acts)
    ahead = [*steps_ahead(order, DAYS, now=acts[-1].at)]
    assert not ahead or not (order.stands_still or order.is_over)
    done = [*acts, *(Act(step.does, acts[-1].at, "house", {"step": step.name}) for _, step in ahead)]
    if ahead:
        assert [*steps_ahead(fold(done), DAYS, now=acts[-1].at)] == []


@given(MOVES)
@settings(max_examples=100, deadline=None)
def test_what_is_over_takes_nothing_but_notes_and_only_the_owner_answers_what_somebody_has(moves: list[Move]) -> None:
    order = fold(_story(moves))
    stranger = Who(new_id(), serves=False, answers=True)
    is_nobodys = order.owner is None and order.state is State.NEW
    assert (why_not(order, Kind.ANSWERED, stranger) is None) == is_nobodys
    if order.is_over:
        assert {kind for who in PEOPLE for kind in possible(order, who)} == {Kind.NOTED}
    assert all(why_not(order, kind, SERVICE) for kind in BY_STAFF if kind in {Kind.ANSWERED, Kind.TAKEN})
