"""A customer sees and changes what she allows and how she wants to be served; flags and holds are not hers to see."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from qiao import app, conversations, customers
from qiao.backoffice.contract import catalogue as ops
from qiao.conversations import Level
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import filled, house, teller

__all__ = ["filled", "house", "teller"]


@dataclass
class Page:
    """Her page, behind the bearer token of a session of hers."""

    client: httpx.AsyncClient
    live: conversations.ChannelSession

    async def standing(self) -> dict[str, dict[str, Any]]:
        body = (await self.client.get("/api/v1/web/standing")).json()
        consents = {f"{one['purpose']}/{one['channel']}": one for one in body["consents"]}
        return {**consents, **{one["id"]: one for one in body["preferences"]}}

    async def posts(self, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        answer = await self.client.post(f"/api/v1/web/{path}", json=body)
        return answer.status_code, answer.json()


async def begun(house: TestHouse, reference: str | None) -> tuple[str, conversations.ChannelSession]:
    ring, now = house.house.parts.ring, house.clock.now()
    async with house.database.transaction() as session:
        session_id, secret = await conversations.start_session(
            session, ring, channel="web", entrance="web", locale="zh-CN", now=now
        )
        live = await conversations.session_by_id(session, session_id)
        if reference is not None:
            claim = conversations.Claim(reference, "测试一", Level.A1, f"jti-{session_id}", now + timedelta(minutes=5))
            live = await conversations.identify_session(session, ring, live, claim, now=now)
    return secret, live


@pytest.fixture
async def page(house: TestHouse, teller: Teller) -> AsyncIterator[Page]:
    secret, live = await begun(house, teller.running().customer_id)
    transport = httpx.ASGITransport(app.create_app(house.house))
    headers = {"authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield Page(client, live)


async def test_a_consent_she_takes_back_is_taken_back_here_and_at_the_lender(
    page: Page, house: TestHouse, teller: Teller
) -> None:
    assert await page.posts("consents/marketing/sms", granted=False) == (200, {"granted": False})
    await house.settle()
    assert (await page.standing())["marketing/sms"]["value"] == "withdrawn"
    at_the_lender = (await teller.ask(ops.CONSENTS, teller.running().customer_id)).items
    assert [one.granted for one in at_the_lender if (one.channel, one.purpose) == ("sms", "marketing")] == [False]
    async with house.database.reading() as session:
        (kept,) = await customers.consents_at(session, page.live.customer_id, house.clock.now())
    assert (kept.by.source, kept.version) == ("customer", house.house.pack.version)


async def test_a_preference_is_hers_to_give_and_to_take_back(page: Page) -> None:
    assert await page.posts("preferences/large_text", value="yes") == (200, {"value": "yes"})
    assert (await page.standing())["large_text"]["value"] == "yes"
    assert await page.posts("preferences/large_text") == (200, {"value": None})
    assert (await page.standing())["large_text"]["value"] is None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("consents/marketing/pigeon", {"granted": False}),
        ("consents/nothing/sms", {"granted": False}),
        ("preferences/language", {"value": "fr"}),
        ("preferences/vulnerable", {"value": "yes"}),
    ],
)
async def test_what_the_pack_does_not_offer_is_refused(page: Page, path: str, body: dict[str, Any]) -> None:
    status, answer = await page.posts(path, **body)
    assert (status, answer["error"]) == (422, "StandingUnknown")


async def test_what_staff_state_of_her_is_not_shown_to_her(page: Page, house: TestHouse) -> None:
    now = house.clock.now()
    by, because = customers.By(customers.Source.STAFF, "agent:1"), customers.Because("seen_in_contact")
    async with house.database.transaction() as session:
        await customers.set_flag(session, page.live.customer_id, "fraud_suspected", by=by, because=because, now=now)
    shown = (await page.client.get("/api/v1/web/standing")).text
    assert "fraud" not in shown
    assert "agent:1" not in shown


async def test_a_visitor_signs_in_first(house: TestHouse, page: Page) -> None:
    secret, _ = await begun(house, None)
    answer = await page.client.get("/api/v1/web/standing", headers={"authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.json()["error"]) == (403, "SignInFirst")
