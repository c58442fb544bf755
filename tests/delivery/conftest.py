"""A house that sends by a carrier which does as it is told, and remembers what it took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from qiao import app, customers, delivery
from qiao.delivery import Content, Delivery, DeliveryId, Kind, Message, Outgoing, Purpose, Report, jobs
from qiao.delivery.dispatch import Dispatch
from qiao.foundation.events import EventRow, Subscriptions
from qiao.foundation.jobs import PENDING, Job, JobRow
from tests.conftest import TestHouse

PHONE = "13800000000"
CODE = "482913"


@dataclass
class Obedient:
    """Fulfils `ports.Carrier`. `does` is what it does with the next messages, one after another; then it takes all."""

    repeats: bool = False
    asks: bool = False
    parts: int = 1
    does: list[Exception | Callable[[], None]] = field(default_factory=list[Any])
    taken: list[Message] = field(default_factory=list[Message])
    knows: dict[str, Report] = field(default_factory=dict[str, Report])
    was_asked: list[str] = field(default_factory=list[str])

    async def start(self, told: Any) -> None:
        _ = told

    async def stop(self) -> None:
        """Nothing is kept."""

    async def submit(self, message: Message) -> Sequence[str]:
        does = self.does.pop(0) if self.does else None
        if isinstance(does, Exception):
            raise does
        self.taken.append(message)
        if does is not None:
            does()
        return [f"{message.id.hex[-8:]}-{number}" for number in range(self.parts)]

    async def ask(self, provider_id: str, destination: str) -> Report | None:
        assert destination == f"86{PHONE}"
        self.was_asked.append(provider_id)
        return self.knows.get(provider_id)


async def settle(house: TestHouse, within: timedelta = timedelta()) -> None:
    """Run what is due, and for `within` of the house's time what becomes due, each when it does."""
    await house.settle()
    until = house.clock.now() + within
    while house.clock.now() < until:
        async with house.database.reading() as session:
            waiting = select(func.min(JobRow.due_at)).where(JobRow.state == PENDING, JobRow.due_at > house.clock.now())
            due_at = await session.scalar(waiting)
        house.clock.advance(min(due_at or until, until) - house.clock.now())
        await house.settle()


@dataclass
class Sending:
    """A house with one customer and, unless a test takes it away, one carrier of short messages."""

    house: TestHouse
    carrier: Obedient
    dispatch: Dispatch
    customer_id: UUID

    async def send(self, key: str = "code-0001", **changed: Any) -> DeliveryId:
        ring, now = self.house.house.parts.ring, self.house.clock.now()
        stated: dict[str, Any] = {
            "key": key,
            "kind": Kind.SMS,
            "purpose": Purpose.CODE,
            "customer_id": self.customer_id,
            "destination": PHONE,
            "content": Content(text=f"验证码{CODE}，五分钟内有效。"),
            "template": "one_time_code",
            "template_version": "1",
            "cause": "request:test",
        }
        async with self.house.database.transaction() as session:
            data_key = await customers.data_key(session, ring, self.customer_id, now=now)
            return await delivery.send(session, ring, Outgoing(**stated | changed, data_key=data_key), now=now)

    async def found(self, delivery_id: DeliveryId) -> Delivery:
        async with self.house.database.reading() as session:
            return await delivery.delivery(session, delivery_id)

    async def settle(self, within: timedelta = timedelta()) -> None:
        await settle(self.house, within)

    async def report(self, provider_id: str, state: Any = "delivered", **more: Any) -> None:
        await self.dispatch.take_report(Report(Kind.SMS, provider_id, state, **more))

    async def told(self) -> list[str]:
        async with self.house.database.reading() as session:
            query = select(EventRow.type).where(EventRow.cause == "request:test").order_by(EventRow.id)
            return list(await session.scalars(query))

    async def leased(self, *, owner: str, attempt: int) -> Job:
        """The delivery's job in the hands of a runner."""
        async with self.house.database.transaction() as session:
            row = (await session.scalars(select(JobRow).where(JobRow.kind == jobs.submit_job(Kind.SMS)))).one()
            row.lease_owner, row.attempt = owner, attempt
            database = self.house.database
            return Job(row.id, row.kind, row.key, row.lane, row.payload, attempt, row.due_at, None, database, owner)


def dispatch_of(house: TestHouse, carriers: jobs.Carriers, **more: Any) -> Dispatch:
    """The running part of the room with these carriers, in the place of the house's own."""
    parts = house.house.parts
    made = Dispatch(parts.database, parts.ring, house.clock, carriers, catalogue=app.WEBHOOK_EVENTS, **more)
    made.register(house.house.runner, Subscriptions())
    return made


@pytest.fixture
async def sending(house: TestHouse) -> Sending:
    carrier = Obedient()
    customer_id = (await house.visitor()).customer_id
    return Sending(house, carrier, dispatch_of(house, {Kind.SMS: carrier}), customer_id)
