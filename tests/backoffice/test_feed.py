"""The lender's feed is read on by one job, and each event somebody wants is told once, whatever happens in between."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import select

from qiao.backoffice import feed
from qiao.backoffice.contract.catalogue import FEED
from qiao.backoffice.contract.happenings import Event, Feed, FeedQuery
from qiao.backoffice.contract.operation import Operation
from qiao.backoffice.events import LENDER_TOLD
from qiao.backoffice.http import Address, HttpBackOffice
from qiao.backoffice.model import FeedRow
from qiao.backoffice.ports import BackOfficeAway, ContractBroken, NoBackOffice
from qiao.backoffice.rules import feed_pause, fresh
from qiao.backoffice.sandbox.app import create_app
from qiao.backoffice.sandbox.counter import Counter
from qiao.foundation.errors import QiaoError
from qiao.foundation.events import EventRow
from qiao.foundation.jobs import JobRow
from tests.backoffice.conftest import Teller
from tests.conftest import NOON, TestHouse

_A_MINUTE = timedelta(minutes=1)


def happened(number: int, type_: str = "case.decided", **facts: Any) -> Event:
    return Event(
        number=number,
        type=type_,
        occurred_at=NOON,
        customer_id="C000001",
        loan_id="L000001",
        resource_id=f"CS{number}",
        facts={"state": "approved", **facts},
    )


def wants_state(type_: str, facts: Mapping[str, Any]) -> dict[str, Any] | None:
    return {"state": facts["state"]} if type_ == "case.decided" else None


@dataclass
class Telling(NoBackOffice):
    """A lender whose pages are at odds with their order, hold events twice, and do not always come."""

    held: list[Event] = field(default_factory=list[Event])
    luck: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311
    troubles: tuple[type[QiaoError], ...] = ()
    page: int = 3
    asked: list[int] = field(default_factory=list[int])

    async def read(self, operation: Operation[Any, Any], subject: str = "", query: BaseModel | None = None) -> Any:
        assert (operation.id, subject) == (FEED.id, "")
        assert isinstance(query, FeedQuery)
        self.asked.append(query.after)
        if self.troubles and self.luck.random() < 0.4:
            raise self.luck.choice(self.troubles)(operation=operation.id)
        here = [one for one in self.held if one.number > query.after][: self.page]
        garbled = here + self.luck.sample(self.held, min(2, len(self.held))) + here
        self.luck.shuffle(garbled)
        return Feed(items=tuple(garbled), next_after=here[-1].number if here else query.after)


@dataclass
class Reading:
    """A house that reads a lender's feed."""

    house: TestHouse
    lender: Telling

    def attach(self, asked: feed.Asked = wants_state) -> None:
        clock = self.house.clock
        self.house.house.runner.register(
            feed.FEED_JOB,
            feed.feed_handler(self.house.database, clock, self.lender, asked),
            given_up=feed.put_off_handler(clock),
        )

    async def begin(self) -> None:
        async with self.house.database.transaction() as session:
            await feed.begin_reading(session, now=self.house.clock.now())
        await self.house.settle()

    async def goes_on(self, times: int = 1) -> None:
        for _ in range(times):
            self.house.clock.advance(_A_MINUTE)
            await self.house.settle()

    async def told(self) -> list[Any]:
        async with self.house.database.reading() as session:
            rows = await session.scalars(select(EventRow).where(EventRow.type == LENDER_TOLD).order_by(EventRow.id))
            return [row.payload for row in rows]

    async def numbers(self) -> list[int]:
        return [one["number"] for one in await self.told()]

    async def jobs(self) -> list[JobRow]:
        async with self.house.database.reading() as session:
            return list(await session.scalars(select(JobRow).where(JobRow.kind == feed.FEED_JOB)))


@pytest.fixture
def reading(house: TestHouse) -> Reading:
    made = Reading(house, Telling())
    made.attach()
    return made


async def test_the_past_is_not_told_and_what_comes_is(reading: Reading) -> None:
    reading.lender.held = [happened(number) for number in range(1, 9)]
    await reading.begin()
    await reading.goes_on()
    assert await reading.told() == []
    reading.lender.held += [happened(9), happened(10, "payment.posted"), happened(12, amount="secret")]
    await reading.goes_on()
    first, second = await reading.told()
    assert first == {
        "number": 9,
        "type": "case.decided",
        "resource": "CS9",
        "at": NOON.isoformat(),
        "facts": {"state": "approved"},
    }
    assert (second["number"], second["facts"]) == (12, {"state": "approved"})
    assert "C000001" not in str(await reading.told())
    await reading.goes_on(3)
    assert await reading.numbers() == [9, 12]


async def test_a_lender_with_nothing_yet_is_told_of_from_the_first_event(reading: Reading) -> None:
    await reading.begin()
    reading.lender.held = [happened(1)]
    await reading.goes_on()
    assert await reading.numbers() == [1]


@pytest.mark.parametrize("seed", range(12))
async def test_every_event_is_told_once_and_in_order_whatever_fails(
    reading: Reading, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages repeat, come in disorder or not at all; the process dies with the transaction half written."""
    luck = random.Random(seed)  # noqa: S311
    await reading.begin()
    reading.lender.luck, reading.lender.troubles = luck, (BackOfficeAway, ContractBroken)
    queue = feed._queue  # pyright: ignore[reportPrivateUsage]  # The last thing a transaction of the feed does.

    async def dies_sometimes(*given: Any, **named: Any) -> None:
        await queue(*given, **named)
        if luck.random() < 0.3:
            raise ZeroDivisionError("the process is gone")

    monkeypatch.setattr(feed, "_queue", dies_sometimes)
    expected: list[int] = []
    number = 0
    for _ in range(12):
        for _ in range(luck.randrange(5)):
            number += luck.randrange(1, 4)
            reading.lender.held.append(happened(number))
            expected.append(number)
        await reading.goes_on()
        assert await reading.numbers() == expected[: len(await reading.numbers())]
    monkeypatch.setattr(feed, "_queue", queue)
    reading.lender.troubles = ()
    await reading.goes_on(6)
    assert await reading.numbers() == expected
    assert len(await reading.jobs()) == 1


@given(data=st.data(), numbers=st.lists(st.integers(1, 60), unique=True), size=st.integers(1, 7))
def test_pages_in_any_order_and_with_anything_twice_give_each_number_once(
    data: st.DataObject, numbers: list[int], size: int
) -> None:
    """What a page shows beyond its own cursor is left for the next one, where a late one before it may have come."""
    held = [happened(number) for number in sorted(numbers)]
    cursor, read = 0, list[int]()
    for _ in range(len(held) + 1):
        here = [one for one in held if one.number > cursor][:size]
        end = here[-1].number if here else cursor
        shown = data.draw(st.permutations([*here, *data.draw(st.lists(st.sampled_from(held or [happened(1)])))]))
        read += [one.number for one in fresh(Feed(items=tuple(shown), next_after=end), after=cursor)]
        cursor = end
    assert read == sorted(numbers)


async def test_a_lender_that_is_away_costs_no_try_and_is_asked_ever_less_often(reading: Reading) -> None:
    await reading.begin()
    reading.lender.troubles, reading.lender.luck = (BackOfficeAway,), random.Random()  # noqa: S311
    reading.lender.luck.random = lambda: 0.0  # type: ignore[method-assign]
    pauses = list[timedelta]()
    for _ in range(20):
        (job,) = await reading.jobs()
        pauses.append(job.due_at - reading.house.clock.now())
        reading.house.clock.advance(pauses[-1])
        await reading.house.settle()
        (job,) = await reading.jobs()
        assert (job.attempt, job.state) == (0, "pending")
    assert pauses == sorted(pauses)
    assert pauses[-1] == _A_MINUTE
    reading.lender.troubles = ()
    await reading.goes_on()
    (job,) = await reading.jobs()
    assert job.due_at - reading.house.clock.now() == feed_pause(0) < timedelta(seconds=10)


async def test_one_job_reads_however_often_the_house_begins(reading: Reading) -> None:
    for _ in range(3):
        await reading.begin()
    assert len(await reading.jobs()) == 1
    async with reading.house.database.reading() as session:
        assert len(list(await session.scalars(select(FeedRow)))) == 1


async def test_the_sandbox_is_read_under_its_own_faults(house: TestHouse, teller: Teller) -> None:
    lender = HttpBackOffice(
        Address("http://lender.test", deadline_s=2.0),
        house.clock,
        transport=httpx.ASGITransport(create_app(Counter(teller.lender, {}))),
    )
    reading = Reading(house, Telling())
    house.house.runner.register(
        feed.FEED_JOB,
        feed.feed_handler(house.database, house.clock, lender, lambda _type, facts: {"kind": facts.get("kind")}),
    )
    await reading.begin()
    begun_at = teller.last_event()
    for kind in ("duplicate", "out_of_order"):
        await teller.play("faults", kind=kind, operation="events.", times=50)
    await teller.advance(days=3)
    await reading.goes_on(2)
    events = teller.lender.store.events(begun_at, 10_000)
    assert len(events) > 20
    assert await reading.numbers() == [one.number for one in events if one.resource_id is not None]
    await lender.close()
