"""A department's own system hears of its orders by webhook and answers them, signed, once."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from qiao.app.outside import WEBHOOK_EVENTS
from qiao.cases.events import ORDER_OPENED
from qiao.cases.orders import systems
from qiao.delivery import signing, webhooks
from qiao.foundation.ids import new_id
from tests.cases.orders.asked import Asked, asked
from tests.conftest import Web


class System:
    """That of operations, in a house whose pack names it."""

    def __init__(self, it: Asked, target: UUID, secret: str) -> None:
        self.it, self.target, self.secret = it, target, secret

    async def answers(self, order: Any, words: str, *, delivery: str, secret: str | None = None) -> Any:
        body = json.dumps({"words": words}).encode()
        now_s = self.it.web.house.clock.now().timestamp()
        headers = signing.signed_headers((secret or self.secret).encode(), delivery, body, now_s=now_s)
        return await self.it.web.client.post(
            f"/api/v1/systems/{self.target}/orders/{order['number']}/answers",
            content=body,
            headers={**headers, "content-type": "application/json"},
        )


@pytest.fixture
async def system(web: Web) -> System:
    it, house = await asked(web), web.house.house
    async with house.parts.database.transaction() as session:
        added = await webhooks.add_target(
            session,
            house.parts.ring,
            "https://operations.example/hooks",
            [ORDER_OPENED],
            catalogue=WEBHOOK_EVENTS,
            by="operator:test",
            now=web.house.clock.now(),
        )
    theirs = house.orders.departments["operations"].model_copy(update={"systems": frozenset({added.id})})
    ordering = replace(house.orders, departments={**house.orders.departments, "operations": theirs})
    web.app.router.routes[0:0] = systems.routes(house.parts, ordering).routes
    return System(it, added.id, added.secret)


async def test_a_system_answers_an_order_of_its_department_once(system: System) -> None:
    it, order = system.it, await system.it.opens()
    for _ in range(2):
        answer = await system.answers(order, "已入账", delivery="op-1")
        assert (answer.status_code, answer.json()) == (200, {"number": order["number"], "state": "answered"})
    history = (await it.seen(it.agent, order)).json()["history"]
    assert [(act["kind"], act["by"], act["words"]) for act in history[1:]] == [("answered", "system", "已入账")]
    late = await system.answers(order, "又一次", delivery="op-2")
    assert (late.status_code, late.json()["error"]) == (409, "OrderActNotPossible")


async def test_what_is_not_signed_or_not_its_own_is_refused(system: System) -> None:
    mine = await system.it.opens()
    others = await system.it.opens(type="limit_review", form={"what": "frozen"})
    forged = await system.answers(mine, "x", delivery="op-1", secret="qiao_somebody_else")
    assert (forged.status_code, forged.json()["error"]) == (401, "NotSigned")
    foreign = await system.answers(others, "x", delivery="op-1")
    nothing = await system.answers({"number": "C22222-22222"}, "x", delivery="op-1")
    assert (foreign.status_code, foreign.json()) == (nothing.status_code, nothing.json()) == (404, nothing.json())
    system.target = new_id()
    assert (await system.answers(mine, "x", delivery="op-1")).json()["error"] == "NotSigned"
