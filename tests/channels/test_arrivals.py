"""New sessions: one address cannot fill the house with them, and nobody else notices."""

from datetime import timedelta

import httpx
import pytest

from qiao.foundation.settings import Settings
from tests.conftest import Web

ALLOWED = 3


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sessions_per_minute": ALLOWED})


async def _arrivals(web: Web, address: str, times: int) -> list[int]:
    transport = httpx.ASGITransport(web.app, client=(address, 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return [(await client.post("/api/v1/web/sessions", json={})).status_code for _ in range(times)]


async def test_one_address_is_slowed_and_another_is_served(web: Web) -> None:
    assert await _arrivals(web, "192.0.2.1", ALLOWED + 2) == [201] * ALLOWED + [429] * 2
    assert await _arrivals(web, "192.0.2.2", 1) == [201]
    web.house.clock.advance(timedelta(seconds=60))
    assert await _arrivals(web, "192.0.2.1", 1) == [201]


async def test_a_household_of_ipv6_counts_as_one_address(web: Web) -> None:
    assert await _arrivals(web, "2001:db8::1", ALLOWED) == [201] * ALLOWED
    assert await _arrivals(web, "2001:db8::ffff", 1) == [429]
    assert await _arrivals(web, "2001:db8:0:1::1", 1) == [201]
    assert await _arrivals(web, "::ffff:192.0.2.9", ALLOWED) == [201] * ALLOWED
    assert await _arrivals(web, "192.0.2.9", 1) == [429]
