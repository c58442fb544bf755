"""A sandbox lender on a file of its own, with a clock that moves only when it is told to."""

import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.contract.operation import Gives, Operation, Takes
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.app import create_app, open_lender
from qiao.backoffice.sandbox.counter import Counter
from qiao.backoffice.sandbox.lender import Lender
from qiao.backoffice.sandbox.records import Behaviour, CardRecord, CustomerRecord, LoanRecord
from qiao.foundation.clock import ManualClock

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # A Monday, 12:00 in Beijing.


class Refusal(Exception):
    """What the lender refused with."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status, body)
        self.status = status
        self.code = body["error"]
        self.params = body["params"]


@dataclass
class Teller:
    """Asks the lender over HTTP, as the house will; and knows what only the lender knows."""

    client: httpx.AsyncClient
    lender: Lender
    clock: ManualClock
    _keys: Iterator[int] = field(default_factory=itertools.count)

    async def send(
        self, operation: Operation[Any, Any], subject: str = "", /, *, key: str | None = None, **given: Any
    ) -> httpx.Response:
        path = operation.address(subject)
        if not operation.is_write:
            return await self.client.get(path, params=given)
        headers = {"Idempotency-Key": key or f"key-{next(self._keys):08d}"}
        return await self.client.post(path, json=given, headers=headers)

    async def ask(
        self, operation: Operation[Takes, Gives], subject: str = "", /, *, key: str | None = None, **given: Any
    ) -> Gives:
        """The answer as the contract types it. Raises Refusal."""
        response = await self.send(operation, subject, key=key, **given)
        if not response.is_success:
            raise Refusal(response.status_code, response.json())
        return operation.gives.model_validate(response.json())

    async def refused(self, operation: Operation[Any, Any], subject: str = "", /, **given: Any) -> str:
        """The code the lender refuses with; an answer fails the test."""
        with pytest.raises(Refusal) as caught:
            await self.ask(operation, subject, **given)
        assert caught.value.status in {404, 409, 422}
        return caught.value.code

    async def play(self, path: str, **given: Any) -> Any:
        """Something the admin routes do."""
        response = await self.client.post(f"/sandbox/{path}", json=given)
        assert response.is_success, response.text
        return response.json()

    async def advance(self, **by: float) -> None:
        await self.play("clock", to=(self.lender.now + timedelta(**by)).isoformat())

    async def settle_payments(self) -> None:
        """Let what was just begun be decided."""
        await self.advance(minutes=1)

    async def events(self, after: int = 0) -> list[str]:
        return [event.type for event in (await self.ask(ops.FEED, after=after, limit=1000)).items]

    def last_event(self) -> int:
        return self.lender.store.last_event()

    def loan(self, wanted: Callable[[LoanRecord], bool]) -> LoanRecord:
        """A loan of the fixture that fits."""
        found = next((one for one in self.lender.store.all(LoanRecord) if wanted(one)), None)
        assert found is not None, "the fixture has no such loan"
        return found

    def running(self, *, product: str = "XQ-EI", quiet_days: int = 5, most_bills: int = 99) -> LoanRecord:
        """A loan with no bill for some days, some to come, a card that pays, and nothing on its way."""
        today = self.lender.today

        def fits(loan: LoanRecord) -> bool:
            if loan.state is not LoanState.CURRENT or loan.product_code != product:
                return False
            ahead = book.remaining_due(loan, today)
            line = book.running_line(loan, today)
            own = self.lender.of_customer(LoanRecord, loan.customer_id)
            cards = [one for one in self.lender.of_customer(CardRecord, loan.customer_id) if one.is_default]
            return (
                3 <= len(ahead) <= most_bills
                and (ahead[0] - today).days > quiet_days
                and line is not None
                and line.since < today
                and bool(cards)
                and cards[0].behaviour is Behaviour.PAYS
                and not any(book.in_flight(self.lender, one.id) for one in own)
            )

        return self.loan(fits)

    def late(self, state: LoanState = LoanState.OVERDUE_1_30) -> LoanRecord:
        return self.loan(
            lambda one: (
                one.state is state
                and not book.money_on_its_way(self.lender, one.id)
                and len(self.lender.of_customer(CardRecord, one.customer_id)) > 1
            )
        )

    def card(self, customer_id: str, *, pays: bool = True) -> CardRecord:
        return next(
            one for one in self.lender.of_customer(CardRecord, customer_id) if (one.behaviour is Behaviour.PAYS) is pays
        )

    def customer(self, loan: LoanRecord) -> CustomerRecord:
        return self.lender.need(CustomerRecord, loan.customer_id)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lender filled once; copied for each test."""
    path = tmp_path_factory.mktemp("lender") / "lender.db"
    open_lender(path, ManualClock(NOON)).store.close()
    return path


@pytest.fixture
async def teller(filled: Path, tmp_path: Path) -> AsyncIterator[Teller]:
    path = tmp_path / "lender.db"
    shutil.copy(filled, path)
    clock = ManualClock(NOON)
    lender = open_lender(path, clock)
    transport = httpx.ASGITransport(create_app(Counter(lender, {})))
    async with httpx.AsyncClient(transport=transport, base_url="http://lender.test") as client:
        yield Teller(client, lender, clock)
    lender.store.close()
