"""The lender's app: it shows the chat, and vouches for whoever it says is there."""

import re
from datetime import UTC, datetime

import httpx

from qiao.backoffice.sandbox.app import create_app
from qiao.backoffice.sandbox.app_page import CustomerService
from qiao.backoffice.sandbox.counter import Counter
from qiao.channels.web.identity import verified_claim
from qiao.foundation.settings import IdentitySettings
from tests.backoffice.conftest import Teller, filled, teller

__all__ = ["filled", "teller"]
KEY = "the shared secret of tests, long enough"
SERVICE = CustomerService("http://qiao.test", KEY)


def app_of(teller: Teller) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(Counter(teller.lender, {}), SERVICE))
    return httpx.AsyncClient(transport=transport, base_url="http://app.test")


async def test_the_app_vouches_for_its_customer_in_words_the_service_believes(teller: Teller) -> None:
    loan = teller.running()
    async with app_of(teller) as app:
        page = await app.get(f"/app/{loan.customer_id}")
        script = await app.get(f"/app/{loan.customer_id}/sign-in.js")
    assert 'src="http://qiao.test/widget.js"' in page.text
    assert f"/app/{loan.customer_id}/sign-in.js" in page.text
    assert "script-src 'self' http://qiao.test;" in page.headers["content-security-policy"]
    token = re.search(r'const token = "([^"]+)"', script.text)
    assert token is not None
    claim = verified_claim(IdentitySettings(algorithm="HS256", key=KEY), token[1], now=datetime.now(UTC))
    assert (claim.reference, claim.level) == (loan.customer_id, "A1")
    assert claim.name == teller.customer(loan).name


async def test_nobody_is_let_in_who_is_no_customer(teller: Teller) -> None:
    async with app_of(teller) as app:
        assert (await app.get("/app/C999999")).status_code == 404
        assert (await app.get("/app/C999999/sign-in.js")).status_code == 404


async def test_without_a_service_there_is_no_app(teller: Teller) -> None:
    loan = teller.running()
    assert (await teller.client.get(f"/app/{loan.customer_id}")).status_code == 404
    assert "/app/" not in (await teller.client.get(f"/customers/{loan.customer_id}")).text
