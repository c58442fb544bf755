"""What the lender tells is kept once, in whatever order it comes, and followed at once."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from qiao import customers
from qiao.customers import lifecycle
from qiao.customers.lifecycle import Intake, Reason, Taken, Told
from qiao.customers.lifecycle.model import LifecycleAlertRow, LifecycleEventRow, ShelvedEventRow
from qiao.customers.lifecycle.settling import same
from qiao.foundation.events import EventRow
from qiao.foundation.ids import new_id
from tests.conftest import TestHouse
from tests.customers.lifecycle.stories import BORROWED, DAY, at, book, lives, on, told, wire


@pytest.fixture
def intake(house: TestHouse) -> Intake:
    return Intake(house.house.parts.ring, book(), "call")


async def tell(house: TestHouse, intake: Intake, *given: Any) -> Taken:
    events = [wire(one) if isinstance(one, Told) else one for one in given]
    async with house.database.transaction() as session:
        return await lifecycle.take_in(session, intake, events, now=house.clock.now())


async def who(house: TestHouse, reference: str = "borrower-1") -> UUID:
    async with house.database.reading() as session:
        found = await customers.known_as(session, house.house.parts.ring, reference)
    assert found is not None
    return found


async def kept(house: TestHouse) -> lifecycle.State:
    async with house.database.reading() as session:
        found = await lifecycle.kept(session, await who(house))
    assert found is not None
    return found.state


async def published(house: TestHouse, type_: str) -> list[dict[str, Any]]:
    async with house.database.reading() as session:
        rows = await session.scalars(select(EventRow).where(EventRow.type == type_).order_by(EventRow.id))
        return [row.payload for row in rows]


async def count(house: TestHouse, table: Any) -> int:
    async with house.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_batch_is_kept_and_followed(house: TestHouse, intake: Intake) -> None:
    house.clock.set_wall(at(40))
    done = await tell(house, intake, *BORROWED)
    assert (done.taken, done.repeated, done.shelved) == (12, 0, [])
    state = await kept(house)
    assert (state.own.stage, state.loans["LN-1"].stage, state.next_on) == (
        "overdue",
        "overdue_1_30",
        DAY + timedelta(days=64),
    )


@pytest.mark.parametrize("batches", [1, 3, 12])
async def test_the_same_again_changes_nothing(house: TestHouse, intake: Intake, batches: int) -> None:
    house.clock.set_wall(at(40))
    await tell(house, intake, *BORROWED)
    before, size = await kept(house), -(-len(BORROWED) // batches)
    again = [await tell(house, intake, *BORROWED[begin : begin + size]) for begin in range(0, len(BORROWED), size)]
    assert (sum(one.taken for one in again), sum(one.repeated for one in again)) == (0, 12)
    assert await kept(house) == before
    assert await count(house, LifecycleEventRow) == 12


async def test_one_event_at_a_time_backwards_is_the_same_as_a_batch(house: TestHouse, intake: Intake) -> None:
    house.clock.set_wall(at(40))
    for one in reversed(BORROWED):
        await tell(house, intake, one)
    whole, _ = book().machines.fold(BORROWED, DAY + timedelta(days=40))
    assert whole is not None
    assert same(await kept(house), whole)


async def test_twice_in_one_batch_is_once(house: TestHouse, intake: Intake) -> None:
    house.clock.set_wall(at(40))
    done = await tell(house, intake, BORROWED[0], BORROWED[0])
    assert (done.taken, done.repeated) == (1, 1)


@pytest.mark.parametrize("in_one_batch", [True, False])
async def test_another_event_under_a_known_id_is_put_aside(
    house: TestHouse,
    intake: Intake,
    in_one_batch: bool,  # noqa: FBT001
) -> None:
    house.clock.set_wall(at(40))
    first, other = told(0, "account.registered", name="e1"), told(1, "account.closed", name="e1")
    if in_one_batch:
        done = await tell(house, intake, first, other)
    else:
        await tell(house, intake, first)
        done = await tell(house, intake, other)
    assert [(one.reason, one.event_id) for _, one in done.shelved] == [(Reason.ID_REUSED, "e1")]
    assert (await kept(house)).own.stage == "registered"


async def test_whoever_listens_hears_of_each_new_stage_once(house: TestHouse, intake: Intake) -> None:
    house.clock.set_wall(at(3, 20))
    await tell(house, intake, *BORROWED)
    await tell(house, intake, *BORROWED)
    house.clock.set_wall(at(4))
    await tell(house, intake, told(4, "payment.posted", "LN-1", due_on=on(63)))
    heard = [(one["loan"], one["before"], one["after"]) for one in await published(house, "StageChanged")]
    assert heard == [(None, None, "repaying"), ("LN-1", None, "disbursed"), ("LN-1", "disbursed", "current")]


async def test_a_wrong_step_is_shown_to_the_owners_of_data_until_a_late_event_explains_it(
    house: TestHouse, intake: Intake
) -> None:
    house.clock.set_wall(at(40))
    late = next(one for one in BORROWED if one.type == "loan.disbursing")
    await tell(house, intake, *(one for one in BORROWED if one is not late))
    async with house.database.reading() as session:
        alerts = await lifecycle.open_alerts(session, limit=10)
    assert [(one.loan, one.before, one.after) for one in alerts] == [("LN-1", "funding_queued", "disbursed")]
    assert [one["event"] for one in await published(house, "StepNotAllowed")] == [alerts[0].event_id]
    await tell(house, intake, late)
    async with house.database.reading() as session:
        assert await lifecycle.open_alerts(session, limit=10) == []
    assert await count(house, LifecycleAlertRow) == 1


@pytest.mark.parametrize(
    ("wrong", "reason", "field"),
    [
        ("no event at all", Reason.UNREADABLE, None),
        ([1, 2], Reason.UNREADABLE, None),
        ({"type": "kyc.passed"}, Reason.UNREADABLE, "id"),
        ({"type": "kyc.dreamt"}, Reason.TYPE_UNKNOWN, "type"),
        ({"version": 9}, Reason.VERSION_UNKNOWN, "version"),
        ({"version": True}, Reason.VERSION_UNKNOWN, "version"),
        ({"at": "2026-03-02T10:00:00"}, Reason.MALFORMED, "at"),
        ({"at": "0001-01-01T00:00:00+00:00"}, Reason.MALFORMED, "at"),
        ({"at": "2099-01-01T00:00:00+00:00"}, Reason.AHEAD, "at"),
        ({"customer": "测试 名字"}, Reason.MALFORMED, "customer"),
        ({"loan": "LN-9"}, Reason.MALFORMED, "loan"),
        ({"number": "7"}, Reason.MALFORMED, "number"),
        ({"name": "测试"}, Reason.MALFORMED, "name"),
        ({"facts": {"phone": "13800000000"}}, Reason.FACT_WRONG, "phone"),
        ({"facts": {"reason": "测试理由"}}, Reason.FACT_WRONG, "reason"),
        ({"facts": "none"}, Reason.FACT_WRONG, "facts"),
    ],
)
async def test_what_cannot_be_taken_is_put_aside_with_its_reason_and_holds_nothing_back(
    house: TestHouse, intake: Intake, wrong: Any, reason: Reason, field: str | None
) -> None:
    house.clock.set_wall(at(40))
    base = wire(told(0, "kyc.failed", name="e-wrong"))
    given = {**base, **wrong} if isinstance(wrong, dict) else wrong
    if wrong == {"type": "kyc.passed"}:
        given = wrong
    done = await tell(house, intake, given, BORROWED[0], given)
    assert [(one.reason, one.field) for _, one in done.shelved] == [(reason, field)] * 2
    assert done.taken == 1
    assert await count(house, ShelvedEventRow) == 1


async def test_a_fact_that_is_missing_is_named(house: TestHouse, intake: Intake) -> None:
    house.clock.set_wall(at(40))
    done = await tell(house, intake, told(3, "loan.disbursed", "LN-1"), told(3, "payment.posted", "LN-1", due_on=None))
    assert [(one.reason, one.field) for _, one in done.shelved] == [(Reason.FACT_WRONG, "due_on")]
    assert done.taken == 1


async def test_what_lies_on_the_shelf_can_be_told_again_when_its_reason_is_gone(
    house: TestHouse, intake: Intake
) -> None:
    house.clock.set_wall(at(0))
    await tell(house, intake, told(5, "account.registered"), "测试 nonsense")
    house.clock.set_wall(at(6))
    async with house.database.reading() as session:
        assert await lifecycle.shelf_by_reason(session) == {"ahead": 1, "unreadable": 1}
        ids = await lifecycle.shelved(session)
    async with house.database.transaction() as session:
        done = await lifecycle.replay(session, intake, ids, now=house.clock.now())
    assert (done.taken, [one.reason for _, one in done.shelved]) == (1, [Reason.UNREADABLE])
    assert (await kept(house)).own.stage == "registered"
    async with house.database.reading() as session:
        assert await lifecycle.shelf_by_reason(session) == {"unreadable": 1}


async def test_what_lies_on_the_shelf_is_sealed(house: TestHouse, intake: Intake) -> None:
    await tell(house, intake, {"id": "e1", "type": "kyc.passed", "phone": "13800000000"})
    async with house.database.reading() as session:
        row = (await session.scalars(select(ShelvedEventRow))).one()
    assert b"13800000000" not in row.sealed
    assert (row.reason, row.field) == (Reason.MALFORMED, "phone")


async def test_two_customers_of_one_batch_are_kept_apart(house: TestHouse, intake: Intake) -> None:
    house.clock.set_wall(at(40))
    other = [{**wire(one), "id": f"other:{one.event_id}", "customer": "borrower-2"} for one in BORROWED[:5]]
    await tell(house, intake, *BORROWED, *other)
    async with house.database.reading() as session:
        found = await lifecycle.kept(session, await who(house, "borrower-2"))
    assert found is not None
    assert (found.state.own.stage, (await kept(house)).own.stage) == ("credit_granted", "overdue")


async def test_erasing_leaves_stages_and_takes_the_numbers_of_loans(house: TestHouse, intake: Intake) -> None:
    house.clock.set_wall(at(40))
    await tell(house, intake, *BORROWED, {"id": "e1", "customer": "borrower-1", "type": "kyc.dreamt", "at": "?"})
    customer_id, before = await who(house), await kept(house)
    holder = customers.CustomersHolder(house.house.parts.ring)
    async with house.database.transaction() as session:
        held = await holder.export(session, customer_id)
        await holder.erase(session, customer_id, now=house.clock.now())
    assert {one["loan"] for one in held["lifecycle_events"]} == {None, "LN-1"}
    async with house.database.transaction() as session:
        done = await lifecycle.recompute_these(session, book(), [customer_id], now=house.clock.now())
        left = await lifecycle.life(session, book(), customer_id, now=house.clock.now())
    assert (done, await count(house, ShelvedEventRow)) == ((), 0)
    assert left is not None
    assert left.state.own == before.own
    assert "LN-1" not in {one.loan for one in left.told}


@given(lives(), st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_late_doubled_and_out_of_order_with_days_between_is_the_same_as_all_at_once(
    house: TestHouse, intake: Intake, events: list[Told], random: Random
) -> None:
    """What is kept, shown and warned of follows from what was told, whatever came between."""
    reference, order = str(new_id()), [*events, *random.sample(events, len(events) // 2)]
    random.shuffle(order)
    day, batch = 0, list[dict[str, Any]]()
    latest = max(one.at for one in events)
    for one in order:
        batch.append({**wire(one), "id": f"{reference}:{one.event_id}", "customer": reference})
        if random.random() < 0.6:
            house.clock.set_wall(latest + timedelta(days=day))
            await tell(house, intake, *batch)
            batch.clear()
            day += random.randint(0, 30)
            await _pass_days(house)
    house.clock.set_wall(latest + timedelta(days=day))
    await tell(house, intake, *batch)
    await _pass_days(house)
    async with house.database.reading() as session:
        customer_id = await who(house, reference)
        found = await lifecycle.kept(session, customer_id)
        life = await lifecycle.life(session, book(), customer_id, now=house.clock.now())
        alerts = [one for one in await lifecycle.alerts_of(session, customer_id) if one.cleared_at is None]
    assert found is not None
    assert life is not None
    assert len(life.told) == len(events)
    assert same(found.state, life.state)
    wrong = [(one.loan, one.before, one.after, one.event_id) for one in life.moves if not one.is_allowed]
    assert sorted((one.loan, one.before, one.after, one.event_id) for one in alerts) == sorted(wrong)
    async with house.database.transaction() as session:
        assert await lifecycle.recompute_these(session, book(), [customer_id], now=house.clock.now()) == ()


async def _pass_days(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        await lifecycle.begin_days(session, now=house.clock.now())
    await house.settle()
