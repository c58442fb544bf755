"""The check that a lender can run against its own systems: it passes the sandbox, and names what is broken."""

from collections.abc import Callable

import httpx
import orjson
import pytest
from click.testing import CliRunner

from qiao.backoffice.conformance import Conformance
from qiao.backoffice.http import Address
from qiao.backoffice.sandbox.app import create_app
from qiao.backoffice.sandbox.counter import Counter
from qiao.cli.main import main
from qiao.foundation.clock import SystemClock
from tests.backoffice.conftest import Teller

_SECRET, _KEY = b"s" * 32, "house"


async def _troubles(transport: httpx.AsyncBaseTransport, customer: str | None = None) -> dict[str, str]:
    check = Conformance(
        Address("http://lender.test", _KEY, _SECRET), SystemClock(), customer, writes=True, transport=transport
    )
    asked = [one async for one in check.ask()]
    assert len(asked) > 5
    return {one.what: one.trouble for one in asked if one.trouble is not None}


class _Lender(httpx.AsyncBaseTransport):
    """The sandbox lender with one thing changed about its answers."""

    def __init__(self, teller: Teller, change: Callable[[httpx.Request, httpx.Response], httpx.Response]) -> None:
        self._inner = httpx.ASGITransport(create_app(Counter(teller.lender, {_KEY: _SECRET})))
        self._change = change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        await response.aread()
        return self._change(request, response)


async def test_the_sandbox_keeps_the_contract(teller: Teller) -> None:
    customer = teller.running().customer_id
    lender = httpx.ASGITransport(create_app(Counter(teller.lender, {_KEY: _SECRET})))
    assert await _troubles(lender, customer) == {}


async def test_a_lender_that_answers_everybody_is_found_out(teller: Teller) -> None:
    open_to_all = httpx.ASGITransport(create_app(Counter(teller.lender, {})))
    assert {
        "a signed request is answered, and the answer is signed",
        "a request without a signature is refused",
        "a wrong secret is refused",
        "a signature of an hour ago is refused",
        "the same signed request is answered once",
    } <= (await _troubles(open_to_all)).keys()


async def test_a_lender_that_forgets_keys_is_found_out(teller: Teller) -> None:
    made = 0

    def forgetful(request: httpx.Request, response: httpx.Response) -> httpx.Response:
        nonlocal made
        key = request.headers.get("idempotency-key")
        if key is not None and key.startswith("qiao-conformance"):
            made += 1
            request.headers["idempotency-key"] = f"{key}-{made}"
        return response

    class Forgetful(_Lender):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            forgetful(request, httpx.Response(200))
            return await super().handle_async_request(request)

    lender = Forgetful(teller, lambda _request, response: response)
    troubles = await _troubles(lender, teller.running().customer_id)
    assert troubles["asked again under its key, the same ticket is answered"] == "the same key made two tickets"
    assert "what a key made is found by the key and read back" in troubles


def test_a_lender_that_is_not_there_is_said_to_be_so() -> None:
    result = CliRunner().invoke(main, ["backoffice", "check", "http://127.0.0.1:9", "--deadline", "0.5", "--json"])
    assert result.exit_code == 1
    told = [orjson.loads(line) for line in result.output.splitlines()]
    assert told
    assert not any(one["kept"] for one in told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["http://127.0.0.1:9", "--writes"], "name one with --customer"),
        (["http://127.0.0.1:9", "--secret-file", "no-such-file"], "does not exist"),
    ],
)
def test_a_wrong_question_says_what_is_missing(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["backoffice", "check", *arguments])
    assert result.exit_code != 0
    assert message in result.output
