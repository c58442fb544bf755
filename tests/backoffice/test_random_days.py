"""Whatever customers and banks do, the books balance, and doing it again under the same keys changes nothing."""

import asyncio
import random
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import REPAYING
from qiao.backoffice.contract.operation import Operation
from qiao.backoffice.sandbox.app import create_app, open_lender
from qiao.backoffice.sandbox.counter import Counter
from qiao.backoffice.sandbox.records import CardRecord, LoanRecord
from qiao.foundation.clock import ManualClock
from tests.backoffice.conftest import NOON, Teller
from tests.backoffice.test_lender import assert_books_balance

pytestmark = pytest.mark.slow

STEPS = 120
Step = tuple[Operation[Any, Any], str, dict[str, Any]]


def a_step(chance: random.Random, teller: Teller) -> Step:
    loan = chance.choice([one for one in teller.lender.store.all(LoanRecord) if one.state in REPAYING])
    cards = teller.lender.of_customer(CardRecord, loan.customer_id)
    card = chance.choice(cards).id
    amount = chance.choice((100, 10_000, 50_000, chance.randint(1, loan.principal_fen)))
    day = (teller.lender.today + timedelta(days=chance.randint(0, 8))).isoformat()
    return chance.choice(
        (
            (ops.REPAY, loan.id, {"amount_fen": amount, "card_id": card}),
            (ops.PREPAY, loan.id, {"amount_fen": amount, "mode": "keep_term", "card_id": card}),
            (ops.PREPAY, loan.id, {"amount_fen": amount, "mode": "shorten", "card_id": card}),
            (ops.CHANGE_DUE_DAY, loan.id, {"new_day": chance.randint(1, 28)}),
            (ops.QUOTE, loan.id, {"settle_on": day}),
            (ops.HOLD_DEDUCTION, loan.id, {"until": day}),
            (ops.WAIVE, loan.id, {"reason": "试一试"}),
            (ops.REGISTER_CASE, loan.customer_id, {"kind": "deferral", "loan_ids": [loan.id], "cause": "失业"}),
        )
    )  # pyright: ignore[reportReturnType]  (operations of many types)


async def live(teller: Teller, seed: int) -> None:
    """Some days of random orders, each sent twice, with quotes taken up and cases decided."""
    chance = random.Random(seed)  # noqa: S311  (days that can be repeated)
    for number in range(STEPS):
        operation, subject, order = a_step(chance, teller)
        key = f"random-{seed}-{number}"
        first = await teller.send(operation, subject, key=key, **order)
        assert first.status_code in {200, 409}, (operation.id, order, first.text)
        again = await teller.send(operation, subject, key=key, **order)
        assert (again.status_code, again.json()) == (first.status_code, first.json())
        made = first.json()
        if first.is_success and operation is ops.QUOTE:
            cards = teller.lender.of_customer(CardRecord, teller.lender.need(LoanRecord, subject).customer_id)
            await teller.send(
                ops.SETTLE, subject, key=f"settle-{seed}-{number}", quote_id=made["id"], card_id=cards[-1].id
            )
        if first.is_success and operation is ops.REGISTER_CASE and chance.random() < 0.7:
            await teller.play(f"cases/{made['id']}/decision", approved=True, months=chance.randint(1, 3))
        if number % 4 == 0:
            await teller.advance(hours=chance.choice((1, 11, 30)))
        if number % 40 == 39:
            assert_books_balance(teller.lender)
    await teller.advance(days=40)
    assert_books_balance(teller.lender)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_random_days_keep_the_books_balanced(teller: Teller, seed: int) -> None:
    await live(teller, seed)


def test_the_same_orders_give_the_same_lender(filled: Path, tmp_path: Path) -> None:
    async def once(name: str) -> dict[str, Any]:
        shutil.copy(filled, tmp_path / name)
        clock = ManualClock(NOON)
        lender = open_lender(tmp_path / name, clock)
        transport = httpx.ASGITransport(create_app(Counter(lender, {})))
        async with httpx.AsyncClient(transport=transport, base_url="http://lender.test") as client:
            await live(Teller(client, lender, clock), 7)
        dump = lender.store.dump()
        lender.store.close()
        return dump

    assert asyncio.run(once("first.db")) == asyncio.run(once("second.db"))
