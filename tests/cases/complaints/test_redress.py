"""What a decision gives her is paid by the lender once, and what it refuses comes back to the officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from qiao.access import Post, Staff
from qiao.backoffice import feed
from qiao.backoffice import jobs as backoffice_jobs
from qiao.backoffice.contract.payments import CardState, Redress
from qiao.backoffice.sandbox.records import CardRecord
from qiao.cases.complaints import acting, reading, voice
from qiao.cases.complaints.acting import ActNotPossible
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.reading import Wanted
from qiao.cases.complaints.wishes import Wish
from qiao.cases.model import ComplaintRow
from tests.backoffice.conftest import Teller
from tests.cases.complaints.test_handling import CLASSES, complaint_of
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller, visiting

__all__ = ["filled", "house", "teller"]

_DECIDES = Wish(Kind.DECISION_PROPOSED, outcome="upheld", result="退还三百元", reasons="重复计收", redress_fen=30_000)


@dataclass
class Decided:
    """A complaint with a redress, handled by an officer of a house with a lender."""

    house: TestHouse
    teller: Teller
    who: Served
    reference: str
    complaint: UUID
    officer: Staff
    leader: Staff

    async def does(self, who: Staff, *wishes: Wish) -> None:
        for wish in wishes:
            async with self.house.database.transaction() as session:
                handling, now = self.house.house.complaints, self.house.clock.now()
                await acting.act(session, handling, who, self.complaint, wish, now=now)

    async def delivers(self) -> None:
        await self.does(self.officer, Wish(Kind.TAKEN), Wish(Kind.CLASSIFIED, classes=CLASSES), _DECIDES)
        await self.does(self.leader, Wish(Kind.AGREED))
        await self.does(self.officer, Wish(Kind.DELIVERED))

    async def hears(self, **later: float) -> None:
        """Let the lender's time pass and its feed be read."""
        if later:
            await self.teller.advance(**later)
        async with self.house.database.transaction() as session:
            await feed.begin_reading(session, now=self.house.clock.now())
        await self.house.settle()
        self.house.clock.advance(timedelta(seconds=30))
        await self.house.settle()

    async def acts(self) -> list[tuple[str, Any]]:
        """What was done about the redress, and why it was not paid."""
        async with self.house.database.reading() as session:
            found = await reading.opened(session, self.house.house.complaints, self.complaint)
        return [
            (act.kind.removeprefix("redress_"), act.facts.get("because"))
            for act in found.acts
            if act.kind.startswith("redress_")
        ]

    async def number(self) -> str:
        async with self.house.database.reading() as session:
            return (await session.get_one(ComplaintRow, self.complaint)).number

    async def hers(self) -> list[dict[str, Any]]:
        async with self.house.database.reading() as session:
            live, now = self.who.live, self.house.clock.now()
            shown = await voice.whole(session, self.house.house.complaints, live, self.complaint, now=now)
        return shown["redress"]

    async def owed(self) -> list[UUID]:
        """What stands in the officer's list of those that are not paid."""
        async with self.house.database.reading() as session:
            handling = self.house.house.complaints
            rows, _ = await reading.listed(session, handling, self.officer, Wanted(owed=True, mine=True))
            counts = await reading.counts(session, handling, self.officer)
        assert counts["owed"] == len(rows)
        return [row.id for row in rows]

    def paid(self) -> Sequence[Redress]:
        return self.teller.lender.store.all(Redress)

    def cards(self, state: CardState) -> None:
        """All of hers are in this state from now on."""
        lender = self.teller.lender
        with lender.store.transaction():
            for card in lender.of_customer(CardRecord, self.reference):
                lender.change(card, state=state)


async def begun(house: TestHouse, teller: Teller, *, is_known: bool = True) -> Decided:
    reference = teller.running().customer_id
    who = await (signed_in(house, teller, reference) if is_known else visiting(house, teller))
    _, complaint = await complaint_of(house, live=who.live)
    officer = await house.staff("sun", post=Post.COMPLAINT_OFFICER)
    it = Decided(house, teller, who, reference, complaint, officer, await house.staff("zhao", post=Post.TEAM_LEADER))
    await it.hears()
    return it


@pytest.fixture
async def it(house: TestHouse, teller: Teller) -> Decided:
    return await begun(house, teller)


async def test_it_is_ordered_with_the_letter_and_told_once_it_is_paid(it: Decided) -> None:
    await it.delivers()
    await it.hears()
    assert [(one.amount_fen, one.complaint, one.state) for one in it.paid()] == [
        (30_000, await it.number(), "processing")
    ]
    assert await it.hers() == [{"amount_fen": 30_000, "is_paid": False}]
    await it.hears(hours=3)
    assert await it.acts() == [("ordered", None), ("paid", None)]
    assert await it.hers() == [{"amount_fen": 30_000, "is_paid": True}]
    assert await it.owed() == []


async def test_doubled_acts_and_lost_answers_pay_once(it: Decided) -> None:
    await it.teller.play("faults", kind="timeout_after", operation="redresses.", delay_ms=1, times=1)
    await it.delivers()
    with pytest.raises(ActNotPossible):
        await it.does(it.officer, Wish(Kind.DELIVERED))
    with pytest.raises(ActNotPossible):
        await it.does(it.officer, Wish(Kind.REDRESS_ORDERED))
    await it.house.settle()
    it.house.clock.advance(timedelta(minutes=1))
    await it.hears(hours=3)
    await it.hears()
    assert len(it.paid()) == 1
    assert await it.acts() == [("ordered", None), ("paid", None)]


async def test_what_the_lender_refuses_comes_back_and_is_ordered_anew(it: Decided) -> None:
    it.cards(CardState.UNBOUND)
    await it.delivers()
    await it.hears()
    assert await it.acts() == [("ordered", None), ("refused", "CardNotUsable")]
    assert await it.owed() == [it.complaint]
    assert await it.hers() == [{"amount_fen": 30_000, "is_paid": False}]
    it.cards(CardState.BOUND)
    await it.does(it.officer, Wish(Kind.REDRESS_ORDERED))
    await it.hears()
    # The card goes while the bank has it.
    it.cards(CardState.UNBOUND)
    await it.hears(hours=3)
    assert (await it.acts())[2:] == [("ordered", None), ("refused", "CardNotUsable")]
    await it.does(it.officer, Wish(Kind.REDRESS_PAID, words="转账回单 测试0001"))
    assert await it.owed() == []
    assert (await it.hers())[0]["is_paid"]


async def test_what_nobody_knows_of_is_looked_into_and_never_ordered_again(
    it: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shows_otherwise(*_: object, **__: object) -> bool:
        return False

    monkeypatch.setattr(backoffice_jobs, "shows", shows_otherwise)
    await it.delivers()
    await it.hears()
    assert await it.acts() == [("ordered", None), ("stuck", "NotAsExpected")]
    assert await it.owed() == [it.complaint]
    with pytest.raises(ActNotPossible):
        await it.does(it.officer, Wish(Kind.REDRESS_ORDERED))


async def test_nobody_is_paid_who_has_no_account(house: TestHouse, teller: Teller) -> None:
    it = await begun(house, teller, is_known=False)
    await it.delivers()
    await it.hears()
    assert await it.acts() == [("refused", "no_account")]
    assert await it.owed() == [it.complaint]
    assert it.paid() == []
