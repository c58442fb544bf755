"""The lender tells by itself: signed as everything between it and the house, and answered event by event."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from qiao import backoffice
from qiao.customers.lifecycle import Intake, api
from qiao.foundation.http import answer_errors
from tests.conftest import TestHouse
from tests.customers.lifecycle.stories import BORROWED, at, book, told, wire

_PATH, _KEY, _SECRET = "/api/v1/lender/events", "house", bytes(range(32))
signing = backoffice.contract.signing


@dataclass
class Lender:
    """Calls the house and signs what it says."""

    client: httpx.AsyncClient
    house: TestHouse

    async def tells(
        self, *events: Any, secret: bytes = _SECRET, nonce: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        body, now_s = json.dumps({"events": events}).encode(), self.house.clock.now().timestamp()
        headers = signing.signed_headers(_KEY, secret, method="POST", path=_PATH, body=body, now_s=now_s, nonce=nonce)
        return await self.sends(body, headers)

    async def sends(self, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        answer = await self.client.post(_PATH, content=body, headers={**headers, "content-type": "application/json"})
        return answer.status_code, answer.json()


@pytest.fixture
async def lender(house: TestHouse) -> AsyncIterator[Lender]:
    parts, application = house.house.parts, FastAPI()
    answer_errors(application)
    verifier = signing.Verifier({_KEY: _SECRET})
    application.include_router(api.routes(parts, Intake(parts.ring, book(), "call"), verifier))
    house.clock.set_wall(at(40))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://test") as client:
        yield Lender(client, house)


async def test_a_batch_is_answered_event_by_event(lender: Lender) -> None:
    wrong = {**wire(told(0, "kyc.passed", name="e9")), "type": "kyc.dreamt"}
    assert await lender.tells(*(wire(one) for one in BORROWED), wrong, "nonsense") == (
        200,
        {
            "taken": 12,
            "repeated": 0,
            "shelved": [
                {"place": 12, "id": "e9", "reason": "type_unknown", "field": "type"},
                {"place": 13, "id": None, "reason": "unreadable", "field": None},
            ],
        },
    )
    again = await lender.tells(*(wire(one) for one in BORROWED))
    assert again == (200, {"taken": 0, "repeated": 12, "shelved": []})


async def test_nobody_else_may_tell(lender: Lender) -> None:
    status, body = await lender.tells(wire(BORROWED[0]), secret=b"another secret of 32 bytes, more")
    assert (status, body["error"]) == (401, "NotSigned")
    status, body = await lender.sends(json.dumps({"events": [wire(BORROWED[0])]}).encode(), {})
    assert (status, body["error"]) == (401, "NotSigned")


async def test_a_signature_counts_once(lender: Lender) -> None:
    nonce = "n" * 20
    assert (await lender.tells(wire(BORROWED[0]), nonce=nonce))[0] == 200
    status, body = await lender.tells(wire(BORROWED[0]), nonce=nonce)
    assert (status, body["error"]) == (401, "Replayed")


async def test_more_than_a_batch_is_refused(lender: Lender) -> None:
    status, _ = await lender.tells(*[wire(BORROWED[0])] * 201)
    assert status == 422
