"""Somebody the governor decides about, in a house of which she is a customer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers, outreach
from qiao.customers import Because, By, Person, Source, lifecycle, standing
from qiao.customers.lifecycle import LIFECYCLE, Intake
from qiao.foundation.events import Event, of_subject
from qiao.outreach import Governor, Kind, Situation, State, Wanted
from qiao.outreach.model import TouchCountRow, TouchDecisionRow, TouchRow
from tests.conftest import TestHouse

PHONE = "13900000000"
LENDER, WHY = By(Source.LENDER, "lender"), Because("told_by_lender")


class AllIsWell:
    """Fulfils `outreach.Situations`: nothing is overdue, and nobody in hardship."""

    async def of(self, session: AsyncSession, person: Person, *, now: datetime) -> Situation:
        _ = (session, person, now)
        return Situation(is_overdue=False, is_in_hardship=False)


@dataclass
class Her:
    house: TestHouse
    id: UUID
    governor: Governor
    reference: str = "borrower-7"

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    async def decide(self, **wanted: Any) -> outreach.Decided:
        asked: dict[str, Any] = {"kind": Kind.SERVICE, "channel": "sms", "topic": uuid4().hex, "once": uuid4().hex}
        asked |= wanted
        async with self.house.database.transaction() as session:
            return await outreach.decide_touch(
                session, self.governor, Wanted(customer_id=self.id, trigger="due_soon", **asked), now=self.now
            )

    async def take_up(self, decided: outreach.Decided) -> bool:
        async with self.house.database.transaction() as session:
            return await outreach.take_up(session, self.governor, decided.touch_id, now=self.now)

    async def call_off(self, decided: outreach.Decided) -> bool:
        async with self.house.database.transaction() as session:
            return await outreach.call_off(session, self.governor, decided.touch_id, now=self.now)

    async def flag(self, name: str) -> None:
        async with self.house.database.transaction() as session:
            await customers.set_flag(session, self.id, name, by=LENDER, because=WHY, now=self.now)

    async def hold(self, name: str, *, until: datetime | None = None) -> None:
        async with self.house.database.transaction() as session:
            await customers.place_hold(
                session, self.id, name, origin=uuid4().hex, until=until, by=LENDER, because=WHY, now=self.now
            )

    async def consent(self, purpose: str, channel: str, *, granted: bool) -> None:
        async with self.house.database.transaction() as session:
            await standing.record_consent(
                session, self.id, purpose, channel, granted=granted, by=LENDER, because=WHY, now=self.now
            )

    async def is_told(self, type_: str, loan: str | None = None, *, at: datetime | None = None, **facts: Any) -> None:
        """The lender tells an event of her life."""
        event = {"id": uuid4().hex, "type": type_, "customer": self.reference, "at": (at or self.now).isoformat()}
        about = {"loan": loan} if loan is not None else {}
        async with self.house.database.transaction() as session:
            intake = Intake(self.governor.ring, self.house.house.pack.section(LIFECYCLE), "call")
            done = await lifecycle.take_in(session, intake, [{**event, **about, "facts": facts}], now=self.now)
        assert not done.shelved, done.shelved

    async def row(self, decided: outreach.Decided) -> TouchRow:
        async with self.house.database.reading() as session:
            return await session.get_one(TouchRow, decided.touch_id)

    async def state(self, decided: outreach.Decided) -> State:
        return State((await self.row(decided)).state)

    async def decisions(self, decided: outreach.Decided) -> list[tuple[str, list[str]]]:
        async with self.house.database.reading() as session:
            rows = await session.scalars(
                select(TouchDecisionRow)
                .where(TouchDecisionRow.touch_id == decided.touch_id)
                .order_by(TouchDecisionRow.id)
            )
            return [(row.ruling, [one["rule"] for one in row.reasons]) for row in rows]

    async def taken(self) -> dict[str, int]:
        """Places of today that are taken under her caps, and under those of her number."""
        subjects = [self.id.hex, customers.number_index(self.governor.ring, PHONE)]
        async with self.house.database.reading() as session:
            rows = await session.scalars(select(TouchCountRow).where(TouchCountRow.subject.in_(subjects)))
            today = self.now + timedelta(hours=8)
            return {row.cap: row.ours + row.others + row.over for row in rows if row.day == today.date()}

    async def told(self) -> list[Event]:
        async with self.house.database.reading() as session:
            found = await of_subject(session, f"customer:{self.id}")
        return [one for one in found if one.type in {outreach.TOUCH_DECIDED, outreach.TOUCH_REPORTED}]


async def her(house: TestHouse, *, reference: str = "borrower-7") -> Her:
    """A customer of whom nothing stands in the way."""
    governor = replace(house.house.governor, situations=AllIsWell())
    async with house.database.transaction() as session:
        who, _ = await customers.identify(session, governor.ring, reference=reference, name=None, now=house.clock.now())
    return Her(house, who, governor, reference)
