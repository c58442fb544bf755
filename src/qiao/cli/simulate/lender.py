"""The sandbox lender as the simulator sees it: who there is, what was written, what is switched on, her text messages.

Read over the lender's admin addresses, so that any sandbox lender will do. Nothing here goes through Qiao.
"""

from datetime import date, datetime
from types import TracebackType
from typing import Any, Self, cast

import httpx
from pydantic import BaseModel, ConfigDict

from qiao.foundation.errors import Unavailable


class LenderAway(Unavailable):
    """No sandbox lender answers there. Start one with `qiao sandbox`, or leave out --lender."""


class _Seen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CardSeen(_Seen):
    id: str
    bank: str
    number: str
    tail: str
    is_default: bool
    state: str
    behaviour: str


class PaymentSeen(_Seen):
    id: str
    amount_fen: int
    at: datetime


class LoanSeen(_Seen):
    id: str
    product_code: str
    state: str
    principal_fen: int
    months: int
    disbursed_on: date | None
    due_day: int | None
    outstanding_principal_fen: int
    due_now_fen: int
    overdue_fen: int
    penalty_fen: int
    days_past_due: int
    next_due_on: date | None
    next_due_fen: int
    payment_in_flight: bool
    settled_on: date | None
    card_id: str | None
    faults: tuple[str, ...]
    left_over_fen: int
    posted: tuple[PaymentSeen, ...]


class ApplicationSeen(_Seen):
    id: str
    state: str
    amount_fen: int
    missing_documents: tuple[str, ...]


class ConsentSeen(_Seen):
    channel: str
    purpose: str
    granted: bool


class PersonSeen(_Seen):
    """A synthetic customer in clear, with everything that is hers."""

    id: str
    name: str
    phone: str
    id_number: str
    email: str | None
    region: str
    address: str
    stage: str
    flags: tuple[str, ...]
    is_frozen: bool
    limit_fen: int
    limit_state: str
    sim_changed_on: date | None
    face_outcome: str
    cards: tuple[CardSeen, ...]
    loans: tuple[LoanSeen, ...]
    applications: tuple[ApplicationSeen, ...]
    consents: tuple[ConsentSeen, ...]
    open_work: tuple[str, ...]


class ProductSeen(_Seen):
    code: str
    name: str
    allows_prepayment: bool
    allows_due_day_change: bool


class Roll(_Seen):
    now: datetime
    products: tuple[ProductSeen, ...]
    customers: tuple[PersonSeen, ...]


class Written(_Seen):
    """A write that took effect: the operation of the contract, and what it made."""

    operation: str
    answer: dict[str, Any]
    at: datetime


class Lender:
    def __init__(self, url: str) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=30, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def roll(self) -> Roll:
        return Roll.model_validate(await self._asked("GET", "/sandbox/customers"))

    async def writes(self, customer_id: str) -> tuple[Written, ...]:
        """What was written for a customer since the lender was made."""
        found = await self._asked("GET", f"/sandbox/customers/{customer_id}/writes")
        return tuple(Written.model_validate(one) for one in cast("list[object]", found))

    async def last_code(self, phone: str) -> str | None:
        """The digits of the last one-time code sent to a phone, as its owner would read them."""
        for message in cast("list[dict[str, str]]", await self._asked("GET", f"/sandbox/inbox?phone={phone}")):
            head, found, rest = message["text"].partition("验证码 ")
            if found and not head.endswith("不要告诉"):
                return rest[:6]
        return None

    async def switch_on(self, operation: str, kind: str, *, times: int | None, delay_ms: int | None) -> None:
        await self._asked(
            "POST",
            "/sandbox/faults",
            {"kind": kind, "operation": operation, "times": times, "delay_ms": delay_ms},
        )

    async def switch_all_off(self) -> None:
        await self._asked("POST", "/sandbox/faults/off", {})

    async def pass_seconds(self, seconds: int) -> None:
        await self._asked("POST", "/sandbox/clock", {"seconds": seconds})

    async def _asked(self, method: str, path: str, body: object = None) -> object:
        try:
            answer = await self._client.request(method, path, json=body)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError):
            raise LenderAway(url=str(self._client.base_url)) from None
