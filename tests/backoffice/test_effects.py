"""An effect happens once in the lender's systems, whatever goes wrong on the way, and says how it stands."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from pydantic import BaseModel
from sqlalchemy import select, text

from qiao import backoffice, customers
from qiao.backoffice import BackOfficeAway, EffectId, EffectState, Intended, jobs
from qiao.backoffice.actions import EFFECT_JOB, queue
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import Channel, CorrectionOrder, OptOutOrder
from qiao.backoffice.contract.happenings import Outcome
from qiao.backoffice.contract.operation import Operation, Shape
from qiao.backoffice.contract.payments import DunningHoldOrder, Hold
from qiao.backoffice.http import Address, HttpBackOffice
from qiao.backoffice.model import EffectRow
from qiao.backoffice.rules import GIVE_UP_AFTER, pause_before, shows
from qiao.backoffice.sandbox.app import create_app
from qiao.backoffice.sandbox.counter import Counter
from qiao.backoffice.sandbox.records import CustomerRecord
from qiao.foundation.events import EventRow
from qiao.foundation.jobs import AT_ONCE, Handler, Job, JobRow, LeaseLost
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse

_DEADLINE_S = 0.3
_A_MINUTE = timedelta(minutes=1)
_HOLD = ops.OPERATIONS["holds.dunning"]


class Counted(HttpBackOffice):
    """The real adapter, which also counts, can die right after the lender has answered, and rests by no real clock."""

    orders = 0
    dies_after_order = 0
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """Happens once, while the lender is asked."""

    async def order(self, operation: Operation[Any, Any], subject: str, body: BaseModel, *, key: str) -> Shape:
        self.orders += 1
        made = await super().order(operation, subject, body, key=key)
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        if self.dies_after_order:
            self.dies_after_order -= 1
            raise ZeroDivisionError("the process is gone")
        return made

    def rested(self) -> None:
        self._breaker.worked()


@dataclass
class Works:
    """A house whose effects reach a lender of its own."""

    house: TestHouse
    teller: Teller
    lender: Counted
    customer: CustomerRecord
    customer_id: UUID

    async def perform(self, key: str, **changed: Any) -> EffectId:
        ring, now = self.house.house.parts.ring, self.house.clock.now()
        stated: dict[str, Any] = {
            "key": key,
            "operation": _HOLD,
            "subject": self.customer.id,
            "body": DunningHoldOrder(until=self.teller.lender.now + timedelta(hours=20), reason="test"),
            "customer_id": self.customer_id,
            "cause": "request:test",
        }
        async with self.house.database.transaction() as session:
            data_key = await customers.data_key(session, ring, self.customer_id, now=now)
            return await backoffice.perform(session, ring, Intended(**stated | changed, data_key=data_key), now=now)

    def handler(self) -> Handler:
        parts = self.house.house.parts
        return jobs.effect_handler(parts.ring, self.house.clock, parts.database, self.lender)

    def lost_handler(self) -> Handler:
        return jobs.lost_handler(self.house.house.parts.ring, self.house.clock)

    async def state(self, effect: EffectId) -> EffectState:
        return (await self.effect(effect)).state

    async def effect(self, effect: EffectId) -> backoffice.Effect:
        async with self.house.database.reading() as session:
            return await backoffice.effect(session, effect)

    async def told(self) -> list[str]:
        async with self.house.database.reading() as session:
            names = await session.scalars(
                select(EventRow.type).where(EventRow.cause == "request:test").order_by(EventRow.id)
            )
            return list(names)

    async def settle(self, within: timedelta = timedelta()) -> None:
        """Run what is due, for `within` of the house's time."""
        await self.house.settle()
        until = self.house.clock.now() + within
        while self.house.clock.now() < until:
            self.house.clock.advance(timedelta(seconds=15))
            self.lender.rested()
            await self.house.settle()

    def holds(self) -> list[Hold]:
        return [one for one in self.teller.lender.of_customer(Hold, self.customer.id) if one.reason == "test"]


@pytest.fixture
async def works(house: TestHouse, teller: Teller) -> AsyncIterator[Works]:
    transport = httpx.ASGITransport(create_app(Counter(teller.lender, {})))
    lender = Counted(Address("http://lender.test", deadline_s=_DEADLINE_S), house.clock, transport=transport)
    customer = next(iter(teller.lender.store.all(CustomerRecord)))
    works = Works(house, teller, lender, customer, (await house.visitor()).customer_id)
    house.house.runner.register(EFFECT_JOB, works.handler(), given_up=works.lost_handler(), at_most=jobs.AT_MOST)
    yield works
    await lender.close()


async def test_an_effect_is_done_read_back_and_told(works: Works) -> None:
    effect = await works.perform("hold-0001", expected={"customer_id": works.customer.id, "kind": "dunning"})
    assert await works.state(effect) is EffectState.INTENDED
    await works.settle()

    done = await works.effect(effect)
    assert (done.state, done.resource_id) == (EffectState.VERIFIED, works.holds()[0].id)
    assert await works.told() == ["EffectVerified"]
    async with works.house.database.reading() as session:
        answer = await backoffice.answer_of(session, works.house.house.parts.ring, effect)
    assert answer is not None
    assert answer["reason"] == "test"


async def test_the_same_key_is_the_same_effect(works: Works) -> None:
    body = DunningHoldOrder(until=works.teller.lender.now + timedelta(hours=20), reason="test")
    first = await works.perform("hold-0001", body=body)
    assert await works.perform("hold-0001", body=body) == first
    await works.settle()
    assert await works.perform("hold-0001", body=body) == first
    await works.settle()
    assert len(works.holds()) == 1


async def test_a_key_for_something_else_is_refused(works: Works) -> None:
    await works.perform("hold-0001")
    other = DunningHoldOrder(until=works.teller.lender.now + timedelta(hours=1), reason="another")
    with pytest.raises(backoffice.EffectKeyReused):
        await works.perform("hold-0001", body=other)


async def test_a_refusal_is_an_end_with_its_code(works: Works) -> None:
    effect = await works.perform("hold-0001", subject="C999999")
    await works.settle()
    done = await works.effect(effect)
    assert (done.state, done.refusal) == (EffectState.REFUSED, "NotFound")
    assert await works.told() == ["EffectRefused"]


async def test_an_answer_lost_after_the_effect_is_reconciled_not_repeated(works: Works) -> None:
    await works.teller.play("faults", kind="timeout_after", operation="holds.dunning", times=1)
    effect = await works.perform("hold-0001")
    await works.settle()
    assert await works.state(effect) is EffectState.PENDING
    await works.settle(within=_A_MINUTE)

    assert await works.state(effect) is EffectState.VERIFIED
    assert works.lender.orders == 1
    assert len(works.holds()) == 1
    assert await works.told() == ["EffectPending", "EffectVerified"]


async def test_an_error_before_the_effect_is_asked_for_and_then_ordered_again(works: Works) -> None:
    await works.teller.play("faults", kind="error", operation="holds.dunning", times=1)
    effect = await works.perform("hold-0001")
    await works.settle(within=_A_MINUTE)
    assert await works.state(effect) is EffectState.VERIFIED
    assert works.lender.orders == 2
    assert len(works.holds()) == 1


async def test_a_lender_that_is_back_is_settled_with_within_a_minute(works: Works) -> None:
    await works.teller.play("faults", kind="down", operation="*")
    effects = [await works.perform(f"hold-000{number}") for number in range(3)]
    await works.settle(within=timedelta(minutes=5))
    assert {await works.state(effect) for effect in effects} == {EffectState.PENDING}
    await works.teller.play("faults/off")
    await works.settle(within=_A_MINUTE)
    assert {await works.state(effect) for effect in effects} == {EffectState.VERIFIED}
    assert len(works.holds()) == 3
    assert sorted(await works.told()) == ["EffectPending"] * 3 + ["EffectVerified"] * 3


async def test_a_process_that_dies_after_the_answer_does_not_order_twice(works: Works) -> None:
    works.lender.dies_after_order = 1
    effect = await works.perform("hold-0001")
    await works.settle(within=_A_MINUTE)
    assert await works.state(effect) is EffectState.VERIFIED
    assert works.lender.orders == 1
    assert len(works.holds()) == 1


async def test_what_may_have_been_sent_is_not_ordered_again_while_nobody_says_what_became_of_it(works: Works) -> None:
    works.lender.dies_after_order = 1
    await works.teller.play("faults", kind="error", operation="outcomes.read", times=3)
    effect = await works.perform("hold-0001")
    await works.settle(within=_A_MINUTE)
    assert await works.state(effect) is EffectState.VERIFIED
    assert works.lender.orders == 1
    assert await works.told() == ["EffectPending", "EffectVerified"]


_NO_HOLD: dict[str, Any] = {"id": "H000001"}


@pytest.mark.parametrize(
    "said",
    [
        {"operation": "cards.bind", "status": 200, "answer": {"id": "K000001"}},
        {"operation": "holds.dunning", "status": 200, "answer": _NO_HOLD},
        {"operation": "holds.dunning", "status": 200, "answer": {}},
        {"operation": "holds.dunning", "status": 500, "answer": {"error": "Unexpected"}},
        {"operation": "holds.dunning", "status": 409, "answer": {"error": "X" * 5000}},
        {"operation": "holds.dunning", "status": 409, "answer": {}},
    ],
)
async def test_an_outcome_the_contract_does_not_know_needs_a_person(
    works: Works, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any]
) -> None:
    async def outcome(key: str) -> Outcome:
        return Outcome(key=key, recorded_at=works.teller.lender.now, **said)

    await works.teller.play("faults", kind="timeout_after", operation="holds.dunning", times=1)
    monkeypatch.setattr(works.lender, "outcome", outcome)
    effect = await works.perform("hold-0001")
    await works.settle(within=_A_MINUTE)
    stuck = await works.effect(effect)
    assert (stuck.state, stuck.trouble) == (EffectState.STUCK, "ContractBroken")
    assert await works.told() == ["EffectPending", "EffectStuck"]


async def test_what_made_nothing_with_an_id_is_verified_by_its_outcome(works: Works) -> None:
    body = OptOutOrder(phone="10000000000", channel=Channel.SMS)
    effect = await works.perform("opt-out-1", operation=ops.OPT_OUT, subject="", body=body, expected={"done": True})
    await works.settle()
    done = await works.effect(effect)
    assert (done.state, done.resource_id) == (EffectState.VERIFIED, None)


async def test_a_runner_that_lost_its_lease_in_the_middle_says_nothing(works: Works) -> None:
    handler = works.handler()
    effect = await works.perform("hold-0001")
    first = await _leased(works, owner="first", attempt=1)

    async def another_takes_over() -> None:
        await handler(await _leased(works, owner="second", attempt=2))

    works.lender.meanwhile = another_takes_over
    with pytest.raises(LeaseLost):
        await handler(first)
    assert await works.state(effect) is EffectState.VERIFIED
    assert len(works.holds()) == 1
    assert await works.told() == ["EffectVerified"]
    await works.settle()
    assert await works.told() == ["EffectVerified"]


async def test_what_every_runner_was_lost_with_is_asked_for_and_not_ordered_blindly(works: Works) -> None:
    effect = await works.perform("hold-0001")
    works.lender.dies_after_order = 1
    with pytest.raises(ZeroDivisionError):
        await works.handler()(await _leased(works, owner="first", attempt=1))
    await works.lost_handler()(await _leased(works, owner="last", attempt=13))
    found = await works.effect(effect)
    assert (found.state, found.trouble) == (EffectState.PENDING, "RunnerLost")
    await works.settle(within=_A_MINUTE)
    assert await works.state(effect) is EffectState.VERIFIED
    assert (works.lender.orders, len(works.holds())) == (1, 1)
    assert await works.told() == ["EffectPending", "EffectVerified"]


async def test_what_has_ended_stays_as_it_is(works: Works) -> None:
    effect = await works.perform("hold-0001")
    await works.settle()
    ended = await works.effect(effect)
    works.house.clock.advance(_A_MINUTE)
    async with works.house.database.transaction() as session:
        await queue(session, effect, due_at=AT_ONCE)
    await works.settle()
    assert await works.effect(effect) == ended
    assert await works.told() == ["EffectVerified"]


def test_pauses_double_and_stay_short() -> None:
    pauses = [pause_before(attempt).total_seconds() for attempt in (1, 2, 3, 4, 5, 6, 1000)]
    assert pauses == [1, 2, 4, 8, 15, 15, 15]


def test_what_is_read_back_is_what_was_made_and_as_expected() -> None:
    assert shows({"id": "H1", "kind": "dunning"}, resource_id="H1", expected={"kind": "dunning"})
    assert not shows({"id": "H2", "kind": "dunning"}, resource_id="H1", expected={"kind": "dunning"})
    assert not shows({"id": "H1", "kind": "deduct"}, resource_id="H1", expected={"kind": "dunning"})
    assert not shows({"id": "H1"}, resource_id="H1", expected={"kind": "dunning"})


async def _leased(works: Works, *, owner: str, attempt: int) -> Job:
    """The effect's job in the hands of a runner."""
    database = works.house.database
    async with database.transaction() as session:
        row = (await session.scalars(select(JobRow).where(JobRow.kind == EFFECT_JOB))).one()
        row.lease_owner, row.attempt = owner, attempt
        return Job(row.id, row.kind, row.key, row.lane, row.payload, attempt, row.due_at, None, database, owner)


async def test_a_key_asked_for_by_two_at_once_is_one_effect(works: Works) -> None:
    body = DunningHoldOrder(until=works.teller.lender.now + timedelta(hours=20), reason="test")
    effects = await asyncio.gather(*(works.perform("hold-0001", body=body) for _ in range(4)))
    assert len(set(effects)) == 1
    await works.settle()
    assert (works.lender.orders, len(works.holds())) == (1, 1)


async def test_what_is_not_there_when_read_back_needs_a_person(works: Works) -> None:
    effect = await works.perform("hold-0001", expected={"reason": "something else"})
    await works.settle()
    stuck = await works.effect(effect)
    assert (stuck.state, stuck.trouble) == (EffectState.STUCK, "NotAsExpected")
    assert await works.told() == ["EffectStuck"]
    async with works.house.database.reading() as session:
        assert await backoffice.unfinished(session) == {EffectState.STUCK: 1}


async def test_a_stuck_effect_is_taken_up_again_by_asking_first(works: Works) -> None:
    await works.teller.play("faults", kind="error", operation="holds.read")
    effect = await works.perform("hold-0001")
    await works.settle()
    works.house.clock.advance(GIVE_UP_AFTER)
    await works.settle(within=_A_MINUTE)
    assert await works.state(effect) is EffectState.STUCK

    async with works.house.database.transaction() as session:
        await backoffice.take_up_again(session, effect, now=works.house.clock.now())
    await works.settle(within=_A_MINUTE)
    assert await works.state(effect) is EffectState.SUBMITTED, "it has as long as a new one, not one try"
    await works.teller.play("faults/off")
    await works.settle(within=_A_MINUTE)
    assert await works.state(effect) is EffectState.VERIFIED
    assert (works.lender.orders, len(works.holds())) == (1, 1)
    async with works.house.database.transaction() as session:
        with pytest.raises(backoffice.EffectNotStuck):
            await backoffice.take_up_again(session, effect, now=works.house.clock.now())


async def test_an_erased_persons_effect_is_not_guessed_at(works: Works) -> None:
    effect = await works.perform("hold-0001")
    async with works.house.database.transaction() as session:
        await works.house.house.parts.ring.destroy(session, works.customer_id, now=works.house.clock.now())
    await works.settle()
    stuck = await works.effect(effect)
    assert (stuck.state, stuck.trouble) == (EffectState.STUCK, "KeyDestroyed")
    assert works.lender.orders == 0


async def test_of_who_is_erased_while_it_happens_no_answer_is_kept(works: Works) -> None:
    async def erased() -> None:
        async with works.house.database.transaction() as session:
            await works.house.house.parts.ring.destroy(session, works.customer_id, now=works.house.clock.now())

    works.lender.meanwhile = erased
    effect = await works.perform("hold-0001")
    await works.settle()
    done = await works.effect(effect)
    assert (done.state, done.resource_id) == (EffectState.VERIFIED, works.holds()[0].id)
    async with works.house.database.reading() as session:
        assert await backoffice.answer_of(session, works.house.house.parts.ring, effect) is None


async def test_what_was_asked_cannot_be_guessed_from_what_stays(works: Works) -> None:
    body = OptOutOrder(phone="10000000000", channel=Channel.SMS)
    await works.perform("opt-out-1", operation=ops.OPT_OUT, subject="", body=body)
    guess = orjson.dumps({"subject": "", "body": body.model_dump(mode="json")})
    async with works.house.database.reading() as session:
        digest = await session.scalar(select(EffectRow.digest))
    assert digest != hashlib.sha256(b"consents.opt-out\n" + guess).hexdigest()


async def test_what_is_asked_and_answered_stands_nowhere_in_clear(works: Works) -> None:
    secret = "测试路九百九十九号"
    effect = await works.perform(
        "correct-0001", operation=ops.CORRECT, body=CorrectionOrder(field="address", value=secret)
    )
    await works.settle()
    assert await works.state(effect) is EffectState.VERIFIED
    async with works.house.database.reading() as session:
        for table in ("effects", "events", "jobs"):
            rows = [tuple(row) for row in await session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608  (our own)
            assert secret not in repr(rows)
            assert secret.encode() not in b"".join(bytes(one) for row in rows for one in row if isinstance(one, bytes))


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_goes_wrong_each_effect_happens_exactly_once(works: Works, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    effects: list[EffectId] = []
    for number in range(12):
        kind = dice.choice(["timeout_after", "error", "down", "duplicate", "none"])
        if kind != "none":
            operation = dice.choice(["holds.dunning", "holds.read", "outcomes.read", "*"])
            await works.teller.play("faults", kind=kind, operation=operation, times=dice.randint(1, 3))
        works.lender.dies_after_order += dice.choice([0, 0, 1])
        body = DunningHoldOrder(until=works.teller.lender.now + timedelta(hours=20), reason="test")
        effects.append(await works.perform(f"hold-{number:04d}", body=body))
        if dice.choice([True, False]):  # A double click.
            assert await works.perform(f"hold-{number:04d}", body=body) == effects[-1]
        await works.settle(within=timedelta(seconds=dice.choice([0, 15])))
    await works.teller.play("faults/off")
    await works.settle(within=timedelta(minutes=30))

    assert {await works.state(effect) for effect in effects} == {EffectState.VERIFIED}
    made = {(await works.effect(effect)).resource_id for effect in effects}
    assert len(made) == len(effects)
    assert {one.id for one in works.holds()} == made


async def test_a_lender_out_of_reach_has_done_nothing(works: Works) -> None:
    unreachable = HttpBackOffice(Address("http://127.0.0.1:9", deadline_s=_DEADLINE_S), works.house.clock)
    body = DunningHoldOrder(until=works.teller.lender.now + timedelta(hours=1), reason="test")
    with pytest.raises(BackOfficeAway):
        await unreachable.order(_HOLD, works.customer.id, body, key="hold-0001")
    await unreachable.close()
