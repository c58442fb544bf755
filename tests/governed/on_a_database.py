"""The whole gate on a real database: what holds of people, touches and reports stand in its tables."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers, migrations, outreach
from qiao.cases.model import ComplaintRow, ComplaintState, Subject
from qiao.customers import Because, By, Person, Source, standing
from qiao.customers.standing import Key
from qiao.customers.standing import Kind as StandingKind
from qiao.foundation.database import Database
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing, read_key_ring
from qiao.foundation.settings import Settings
from qiao.outreach import Governor, GovernorRules, Kind, Situation, Wanted
from qiao.outreach.reporting import Report, report
from tests.governed.campaign import Governed
from tests.governed.in_memory import said
from tests.governed.judge import Judged
from tests.governed.lives import START, Fact, Life, Touch

_LENDER, _WHY = By(Source.LENDER, "lender"), Because("told_by_lender")
_STANDING = {
    "flag": StandingKind.FLAG,
    "hold": StandingKind.HOLD,
    "consent": StandingKind.CONSENT,
    "no_calls": StandingKind.PREFERENCE,
    "her_hours": StandingKind.PREFERENCE,
}
_VENDOR = "system:vendor"


@dataclass
class Loans:
    """Fulfils `outreach.Situations` by the lives."""

    whose: dict[UUID, tuple[Life, int]] = field(default_factory=dict[UUID, tuple[Life, int]])

    async def of(self, session: AsyncSession, person: Person, *, now: datetime) -> Situation:
        _ = session
        life, who = self.whose[person.id]
        if not life.loans_known[who]:
            return Situation()
        return Situation(bool(life.holding(who, "overdue", now)), bool(life.holding(who, "hardship", now)))


@dataclass
class GovernedHouse:
    """A database with nobody in it, and the governor over it."""

    database: Database
    ring: KeyRing
    governor: Governor
    loans: Loans

    async def begins(self, life: Life) -> Governed:
        people: list[UUID] = []
        async with self.database.transaction() as session:
            for who in (0, 1):
                reference = f"borrower-{uuid4().hex}"
                if life.known[who]:
                    one, _ = await customers.identify(session, self.ring, reference=reference, name=None, now=START)
                else:
                    one = await customers.new_visitor(session, now=START)
                people.append(one)
                self.loans.whose[one] = (life, who)
        return OnADatabase(self, (people[0], people[1]), uuid4().hex[:8])


@contextlib.asynccontextmanager
async def opened(rules: GovernorRules, folder: Path, url: str | None) -> AsyncGenerator[GovernedHouse]:
    settings = Settings(data=folder, database_url=url, key_file=_key_file(folder))
    database = Database(settings.database)
    await database.connect()
    try:
        await migrations.upgrade(database)
        ring, loans = read_key_ring(settings.master_key_file, create=True), Loans()
        yield GovernedHouse(database, ring, Governor(ring, rules, loans, "test"), loans)
    finally:
        await database.close()


def _key_file(folder: Path) -> Path:
    file = folder / "master.key"
    file.write_text("22" * 32)
    file.chmod(0o600)
    return file


@dataclass
class OnADatabase:
    """Fulfils `campaign.Governed` for one life."""

    house: GovernedHouse
    people: tuple[UUID, UUID]
    tag: str
    _ids: dict[int, UUID] = field(default_factory=dict[int, UUID])
    _complaints: list[tuple[UUID, datetime]] = field(default_factory=list[tuple[UUID, datetime]])

    async def learns(self, life: Life, fact: Fact, *, now: datetime) -> None:
        _ = life
        whose = self.people[fact.who]
        async with self.house.database.transaction() as session:
            if fact.what == "complaint":
                await self._complains(session, whose, fact, now)
            if fact.what not in _STANDING:
                return
            kind = _STANDING[fact.what]
            name, value, scope = fact.name, None, fact.scope
            if fact.what == "consent":
                value = standing.GRANTED if fact.value else standing.WITHDRAWN
            if fact.what == "her_hours":
                name, value = "quiet_hours", fact.name
            if fact.what == "no_calls":
                name, value = standing.NO_CALLS, "yes"
                scope = customers.number_index(self.house.ring, self._number(fact.scope)) if fact.scope else ""
            # Each stands by itself, as those of different cases do.
            origin = uuid4().hex if kind in {StandingKind.FLAG, StandingKind.HOLD} else ""
            key = Key(kind, name, scope, origin)
            await standing.put(
                session, whose, key, by=_LENDER, because=_WHY, value=value, from_at=now, until=fact.until, now=now
            )

    async def hears(self, life: Life, told: Touch, *, now: datetime) -> None:
        _ = life
        async with self.house.database.transaction() as session:
            reference = await customers.open_reference(session, self.house.ring, self.people[told.who])
            if reference is None:
                # Nobody can report on whom the lender does not know; to the other judge she may get nothing anyway.
                told.left_at, told.state = None, "dropped"
                return
            assert told.left_at is not None
            await report(session, self.house.governor, self._report(told, reference, told.left_at), now=now)

    async def judges(self, life: Life, touch: Touch, *, now: datetime) -> Judged:
        _ = life
        async with self.house.database.transaction() as session:
            await self._complaints_end(session, now)
            governor, known = self.house.governor, self._ids.get(id(touch))
            if known is None:
                decided = await outreach.decide_touch(session, governor, self._wanted(touch), now=now)
                self._ids[id(touch)] = decided.touch_id
            else:
                decided = await outreach.judge_again(session, governor, known, now=now)
            assert decided.verdict is not None
        if decided.verdict.ruling is outreach.Ruling.SEND:
            async with self.house.database.transaction() as session:
                assert await outreach.take_up(session, governor, decided.touch_id, now=now)
        return said(decided.verdict)

    async def answered(self, touch: Touch, *, now: datetime) -> None:
        async with self.house.database.transaction() as session:
            await outreach.settle(session, self._ids[id(touch)], is_connected=bool(touch.answered), now=now)

    async def gives_back(self, touch: Touch, *, now: datetime) -> None:
        async with self.house.database.transaction() as session:
            assert await outreach.give_back(session, self._ids[id(touch)], now=now)

    def _wanted(self, touch: Touch) -> Wanted:
        return Wanted(
            once=uuid4().hex,
            customer_id=self.people[touch.who],
            trigger="a_trigger",
            kind=Kind(touch.kind),
            channel=touch.channel,
            topic=touch.topic,
            is_about_debt=touch.about_debt,
            loan=touch.loan,
            number=self._number(touch.number) if touch.number is not None else None,
            good_until=touch.good_until,
        )

    def _report(self, told: Touch, reference: str, at: datetime) -> Report:
        return Report(
            once=uuid4().hex,
            source=_VENDOR,
            reporter="vendor",
            reference=reference,
            kind=Kind(told.kind),
            channel=told.channel,
            at=at,
            topic=told.topic,
            is_about_debt=told.about_debt,
            loan=told.loan,
            number=self._number(told.number) if told.number is not None else None,
            is_connected=told.answered,
        )

    def _number(self, name: str) -> str:
        """Lives share no number with each other."""
        return f"{int(self.tag, 16):010d}{('shared', 'own0', 'own1').index(name)}"

    async def _complains(self, session: AsyncSession, whose: UUID, fact: Fact, now: datetime) -> None:
        row = ComplaintRow(
            id=new_id(),
            number=f"T{uuid4().hex[:12]}",
            customer_id=whose,
            channel="web",
            subject=Subject.SERVICE,
            details=b"",
            key_id=uuid4(),
            not_handled_by=[],
            state=ComplaintState.OPEN,
            opened_at=now,
            registered_at=now,
            due_at=now + timedelta(days=15),
        )
        session.add(row)
        await session.flush()
        if fact.until is not None:
            self._complaints.append((row.id, fact.until))

    async def _complaints_end(self, session: AsyncSession, now: datetime) -> None:
        over = [one for one, until in self._complaints if until <= now]
        if over:
            await session.execute(
                update(ComplaintRow).where(ComplaintRow.id.in_(over)).values(state=ComplaintState.WITHDRAWN)
            )
            self._complaints = [(one, until) for one, until in self._complaints if until > now]
