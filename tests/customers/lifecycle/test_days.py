"""Days pass at five past midnight in Beijing, and move those alone whose day has come."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from qiao import customers
from qiao.customers import lifecycle
from qiao.customers.lifecycle import DAY_JOB, Intake, Told
from qiao.foundation.events import EventRow
from qiao.foundation.jobs import JobRow
from tests.conftest import TestHouse
from tests.customers.lifecycle.stories import BORROWED, DAY, at, book, told, wire


async def _tell(house: TestHouse, *references: str, events: Sequence[Told] = BORROWED) -> None:
    intake = Intake(house.house.parts.ring, book(), "call", is_news=False)
    given = [
        {**wire(one), "id": f"{reference}:{one.event_id}", "customer": reference}
        for reference in references
        for one in events
    ]
    async with house.database.transaction() as session:
        await lifecycle.take_in(session, intake, given, now=house.clock.now())
        await lifecycle.begin_days(session, now=house.clock.now())
    await house.settle()


async def _due_at(house: TestHouse) -> Any:
    async with house.database.reading() as session:
        return await session.scalar(select(JobRow.due_at).where(JobRow.kind == DAY_JOB))


async def _stage(house: TestHouse, reference: str) -> tuple[str, str]:
    async with house.database.reading() as session:
        customer_id = await customers.known_as(session, house.house.parts.ring, reference)
        assert customer_id is not None
        kept = await lifecycle.kept(session, customer_id)
    assert kept is not None
    return kept.state.own.stage, kept.state.loans["LN-1"].stage


async def test_the_next_day_is_waited_for(house: TestHouse) -> None:
    house.clock.set_wall(at(20, 12))
    await _tell(house, "borrower-1")
    assert await _due_at(house) == lifecycle.begin_of(DAY + timedelta(days=21))


async def test_each_day_moves_those_whose_day_it_is(house: TestHouse) -> None:
    house.clock.set_wall(at(29, 12))
    await _tell(house, "borrower-1")
    seen: list[tuple[str, str]] = []
    for day in range(30, 39):
        house.clock.set_wall(at(day, 0))
        await house.settle()
        seen.append(await _stage(house, "borrower-1"))
    assert seen == [
        *[("repaying", "due_soon")] * 3,
        ("repaying", "due_today"),
        *[("repaying", "grace")] * 3,
        *[("overdue", "overdue_1_30")] * 2,
    ]


async def test_whoever_listens_hears_of_stages_that_came_by_the_day(house: TestHouse) -> None:
    house.clock.set_wall(at(36, 12))
    await _tell(house, "borrower-1")
    house.clock.set_wall(at(37, 0))
    await house.settle()
    async with house.database.reading() as session:
        rows = await session.scalars(select(EventRow).where(EventRow.type == "StageChanged").order_by(EventRow.id))
        heard = [(row.payload["loan"], row.payload["after"]) for row in rows]
    assert heard == [(None, "overdue"), ("LN-1", "overdue_1_30")]


async def test_a_house_that_was_down_for_weeks_catches_up_in_the_same_way(house: TestHouse) -> None:
    house.clock.set_wall(at(20, 12))
    await _tell(house, "borrower-1")
    house.clock.set_wall(at(70, 3))
    await house.settle()
    async with house.database.reading() as session:
        customer_id = await customers.known_as(session, house.house.parts.ring, "borrower-1")
        assert customer_id is not None
        kept = await lifecycle.kept(session, customer_id)
    whole, _ = book().machines.fold(BORROWED, DAY + timedelta(days=70))
    assert kept is not None
    assert whole is not None
    assert (kept.state.own, kept.state.loans, kept.state.next_on) == (whole.own, whole.loans, whole.next_on)


async def test_nobody_is_looked_at_whose_day_has_not_come(house: TestHouse) -> None:
    """Beside three who are due soon, one who is not: her row is neither read nor locked."""
    house.clock.set_wall(at(29, 12))
    await _tell(house, "borrower-1", "borrower-2", "borrower-3")
    intake = Intake(house.house.parts.ring, book(), "call", is_news=False)
    given = [{**wire(told(0, "account.registered")), "id": "early", "customer": "borrower-9"}]
    async with house.database.transaction() as session:
        await lifecycle.take_in(session, intake, given, now=house.clock.now())
    house.clock.set_wall(at(30, 0))
    async with house.database.reading() as session:
        due = await lifecycle.due(session, lifecycle.day_of(house.clock.now()), limit=10)
        quiet = await customers.known_as(session, house.house.parts.ring, "borrower-9")
    assert len(due) == 3
    assert quiet not in due


async def test_more_than_one_transaction_takes_are_moved_one_after_the_other(house: TestHouse) -> None:
    house.clock.set_wall(at(1, 12))
    await _tell(house, *(f"borrower-{index}" for index in range(201)), events=[told(1, "kyc.started")])
    house.clock.set_wall(at(8, 0))
    await house.settle()
    async with house.database.reading() as session:
        assert await lifecycle.due(session, lifecycle.day_of(house.clock.now()), limit=1) == []


async def test_new_machines_are_followed_by_recomputing(house: TestHouse) -> None:
    """What other machines made is not trusted: a pack that counts days of grace otherwise moves whoever it concerns."""
    house.clock.set_wall(at(36, 12))
    await _tell(house, "borrower-1")
    strict = _without_grace()
    async with house.database.transaction() as session:
        done = await lifecycle.recompute(session, strict, now=house.clock.now())
    assert (done.customers, len(done.changed)) == (1, 1)
    assert await _stage(house, "borrower-1") == ("overdue", "overdue_1_30")
    async with house.database.transaction() as session:
        again = await lifecycle.recompute(session, strict, now=house.clock.now())
    assert again.changed == ()


def _without_grace() -> lifecycle.LifecycleBook:
    raw = book().machines.loan.file.model_dump(by_alias=True)
    for stage in raw["stages"]:
        if stage["id"] == "overdue_1_30":
            stage["when"]["due"]["days"] = (1, 30)
    raw["stages"] = [stage for stage in raw["stages"] if stage["id"] != "grace"]
    loan = lifecycle.Machine(type(book().machines.loan.file).model_validate(raw))
    machines = lifecycle.Machines(book().machines.customer, loan)
    return lifecycle.LifecycleBook(book().shapes, book().most_ahead, machines)
