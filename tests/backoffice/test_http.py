"""The adapter believes nothing that is not signed, waits for nobody longer than its deadline, and asks safely."""

import asyncio
import hashlib
import io
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
import structlog
from click.testing import CliRunner
from starlette.applications import Starlette
from starlette.routing import Mount

from qiao import app
from qiao.backoffice import BackOfficeAway, BackOfficeRefused, ContractBroken, OutcomeUnknown
from qiao.backoffice.breaker import Breaker
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import MatchOrder
from qiao.backoffice.contract.payments import DeductHoldOrder, PaymentsQuery
from qiao.backoffice.contract.service import Document, DocumentKind, DocumentOrder
from qiao.backoffice.http import Address, HttpBackOffice
from qiao.backoffice.sandbox.app import create_app
from qiao.backoffice.sandbox.counter import Counter
from qiao.backoffice.sandbox.records import CustomerRecord
from qiao.cli.main import main
from qiao.foundation.clock import SystemClock
from qiao.foundation.settings import Settings, SettingsWrong
from qiao.foundation.telemetry import configure_logging
from tests.backoffice.conftest import Teller

_SECRET, _KEY = b"s" * 32, "house"
_HOLD = ops.OPERATIONS["holds.deduct"]

Tamper = Callable[[httpx.Response], httpx.Response]


class _Between(httpx.AsyncBaseTransport):
    """Somebody on the way, who may change what passes."""

    def __init__(self, inner: httpx.AsyncBaseTransport, tamper: Tamper) -> None:
        self._inner, self._tamper = inner, tamper
        self.passed = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.passed += 1
        response = await self._inner.handle_async_request(request)
        await response.aread()
        return self._tamper(response)


def _lender(teller: Teller) -> httpx.AsyncBaseTransport:
    return httpx.ASGITransport(create_app(Counter(teller.lender, {_KEY: _SECRET})))


def _office(
    teller: Teller,
    *,
    secret: bytes = _SECRET,
    transport: httpx.AsyncBaseTransport | None = None,
    deadline_s: float = 2.0,
) -> HttpBackOffice:
    address = Address("http://lender.test", _KEY, secret, deadline_s)
    return HttpBackOffice(address, SystemClock(), transport=transport or _lender(teller))


def _someone(teller: Teller) -> CustomerRecord:
    return next(iter(teller.lender.store.all(CustomerRecord)))


def _until(teller: Teller) -> DeductHoldOrder:
    return DeductHoldOrder(until=teller.lender.today)


async def test_reads_and_matches_are_signed_and_typed(teller: Teller) -> None:
    office, someone = _office(teller), _someone(teller)
    assert (await office.read(ops.CUSTOMER, someone.id)).id == someone.id
    payments = await office.read(ops.OPERATIONS["payments.list"], teller.running().id, PaymentsQuery())
    assert isinstance(payments.items, tuple)
    match = await office.read(ops.MATCH, someone.id, MatchOrder(what="phone", value="00000000000"))
    assert match.matches is False
    await office.close()


async def test_a_wrong_secret_changes_nothing_and_is_no_answer(teller: Teller) -> None:
    office = _office(teller, secret=b"w" * 32)
    with pytest.raises(BackOfficeAway):
        await office.order(_HOLD, teller.running().id, _until(teller), key="key-00000001")
    assert await _office(teller).outcome("key-00000001") is None
    await office.close()


def _changed(response: httpx.Response, content: bytes, *, status: int = 200, signed: bool = True) -> httpx.Response:
    kept = {
        name: value
        for name, value in response.headers.items()
        if name != "content-length" and (signed or not name.startswith("qiao-"))
    }
    return httpx.Response(status, headers=kept, content=content)


def _other_words(response: httpx.Response) -> httpx.Response:
    return _changed(response, response.content.replace(b'"id"', b'"ID"'))


def _unsigned(response: httpx.Response) -> httpx.Response:
    return _changed(response, response.content, signed=False)


def _another_status(response: httpx.Response) -> httpx.Response:
    return _changed(response, response.content, status=409)


@pytest.mark.parametrize("tamper", [_other_words, _unsigned, _another_status])
async def test_an_answer_changed_on_the_way_is_no_answer(teller: Teller, tamper: Tamper) -> None:
    office = _office(teller, transport=_Between(_lender(teller), tamper))
    with pytest.raises(OutcomeUnknown):
        await office.order(_HOLD, teller.running().id, _until(teller), key="key-00000001")
    with pytest.raises(BackOfficeAway):
        await office.read(ops.CUSTOMER, _someone(teller).id)
    # It happened all the same, and its key says so.
    known = await _office(teller).outcome("key-00000001")
    assert known is not None
    assert known.status == httpx.codes.OK
    await office.close()


async def test_a_refusal_carries_its_code_and_is_kept_under_the_key(teller: Teller) -> None:
    office = _office(teller)
    for _ in range(2):
        with pytest.raises(BackOfficeRefused) as refused:
            await office.order(_HOLD, "L999999", _until(teller), key="key-00000001")
        assert refused.value.reason == "NotFound"
    await office.close()


async def test_a_key_reused_for_something_else_breaks_the_contract(teller: Teller) -> None:
    office, loan = _office(teller), teller.running()
    await office.order(_HOLD, loan.id, _until(teller), key="key-00000001")
    other = teller.loan(lambda one: one.id != loan.id)
    with pytest.raises(ContractBroken):
        await office.order(_HOLD, other.id, _until(teller), key="key-00000001")
    await office.close()


async def test_nobody_is_waited_for_beyond_the_deadline(teller: Teller) -> None:
    office = _office(teller, deadline_s=0.1)
    await teller.play("faults", kind="slow", operation="*", delay_ms=60_000)
    with pytest.raises(OutcomeUnknown):
        await office.order(_HOLD, teller.running().id, _until(teller), key="key-00000001")
    with pytest.raises(BackOfficeAway):
        await office.read(ops.CUSTOMER, _someone(teller).id)
    await office.close()


async def test_a_read_is_asked_again_when_it_may_help(teller: Teller) -> None:
    office, someone = _office(teller), _someone(teller)
    await teller.play("faults", kind="error", operation="customers.read", times=2)
    assert (await office.read(ops.CUSTOMER, someone.id)).id == someone.id
    await office.close()


async def test_a_lender_that_fails_is_left_alone_for_a_while(teller: Teller) -> None:
    way = _Between(_lender(teller), lambda response: response)
    office, someone = _office(teller, transport=way), _someone(teller)
    await teller.play("faults", kind="error", operation="*")
    for _ in range(4):
        with pytest.raises(BackOfficeAway):
            await office.read(ops.CUSTOMER, someone.id)
    passed = way.passed
    with pytest.raises(BackOfficeAway):
        await office.read(ops.CUSTOMER, someone.id)
    assert office.is_resting
    assert way.passed == passed
    await office.close()


async def test_a_key_of_any_signs_is_found_again(teller: Teller) -> None:
    office, loan, key = _office(teller), teller.running(), "request:7, step 9 of 100%?"
    made = await office.order(_HOLD, loan.id, _until(teller), key=key)
    known = await office.outcome(key)
    assert known is not None
    assert (known.key, known.answer) == (key, made.model_dump(mode="json"))
    await office.close()


async def test_a_lender_behind_a_path_of_its_own_is_signed_for_as_it_is_asked(teller: Teller) -> None:
    lender = create_app(Counter(teller.lender, {_KEY: _SECRET}))
    transport = httpx.ASGITransport(Starlette(routes=[Mount("/core", lender)]))
    office = HttpBackOffice(Address("http://lender.test/core", _KEY, _SECRET), SystemClock(), transport=transport)
    someone = _someone(teller)
    assert (await office.read(ops.CUSTOMER, someone.id)).id == someone.id
    await office.close()


async def test_a_document_arrives_as_the_bytes_it_is(teller: Teller) -> None:
    office, loan = _office(teller), teller.running()
    made = await office.order(
        ops.MAKE_DOCUMENT, loan.id, DocumentOrder(kind=DocumentKind.CONTRACT_COPY), key="key-00000001"
    )
    assert isinstance(made, Document)
    content = await office.document(made.id)
    assert hashlib.sha256(content).hexdigest() == made.sha256
    with pytest.raises(BackOfficeRefused):
        await office.document("no such?document")
    await office.close()


class _Endless(httpx.AsyncBaseTransport):
    """A lender whose answer does not end."""

    def __init__(self) -> None:
        self.given = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        _ = request

        async def chunks() -> AsyncIterator[bytes]:
            while True:
                self.given += 1
                yield b" " * 1024 * 1024

        return httpx.Response(200, content=chunks())


async def test_an_answer_without_end_is_not_read_to_its_end(teller: Teller) -> None:
    endless = _Endless()
    office = _office(teller, transport=endless, deadline_s=60)
    with pytest.raises(OutcomeUnknown):
        await office.order(_HOLD, teller.running().id, _until(teller), key="key-00000001")
    assert endless.given <= 9
    await office.close()


def _garbage(response: httpx.Response) -> httpx.Response:
    _ = response
    return httpx.Response(200, content=b"<html>")


def _elsewhere(response: httpx.Response) -> httpx.Response:
    _ = response
    return httpx.Response(307, headers={"location": "https://elsewhere.test/"})


def _timestamp_of_a_thousand_years(response: httpx.Response) -> httpx.Response:
    response.headers["qiao-timestamp"] = "9" * 5000
    return response


@pytest.mark.parametrize(
    ("tamper", "secret"),
    [
        (_garbage, _SECRET),
        (_garbage, b""),
        (_elsewhere, _SECRET),
        (_elsewhere, b""),
        (_timestamp_of_a_thousand_years, _SECRET),
    ],
)
async def test_an_outcome_that_makes_no_sense_is_no_outcome(teller: Teller, tamper: Tamper, secret: bytes) -> None:
    lender = httpx.ASGITransport(create_app(Counter(teller.lender, {_KEY: secret} if secret else {})))
    office = _office(teller, secret=secret, transport=_Between(lender, tamper))
    with pytest.raises(BackOfficeAway):
        await office.outcome("key-00000001")
    await office.close()


async def test_trouble_names_the_operation_and_nothing_that_was_asked(teller: Teller) -> None:
    office = _office(teller, transport=_Between(_lender(teller), _unsigned))
    with pytest.raises(BackOfficeAway) as away:
        await office.read(ops.COLLECTOR, "00012345678")
    assert "00012345678" not in repr(away.value.params)
    await office.close()


async def test_addresses_stand_in_no_log(teller: Teller) -> None:
    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    configure_logging("debug", stream=written)
    office = _office(teller)
    try:
        with pytest.raises(BackOfficeRefused):
            await office.read(ops.COLLECTOR, "00012345678")
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
    assert "00012345678" not in written.getvalue()
    await office.close()


@pytest.mark.parametrize("held", ["", "\n", "no hexadecimal"])
def test_a_file_without_a_secret_is_not_taken_for_consent_to_sign_nothing(
    settings: Settings, tmp_path: Path, held: str
) -> None:
    (tmp_path / "secret").write_text(held)
    lender = {"backoffice_url": "http://lender.test", "backoffice_secret_file": tmp_path / "secret"}
    with pytest.raises(SettingsWrong, match="QIAO_BACKOFFICE_SECRET_FILE"):
        app.back_office(settings.model_copy(update=lender), SystemClock())
    asked = CliRunner().invoke(
        main, ["backoffice", "check", "http://127.0.0.1:9", "--secret-file", str(tmp_path / "secret")]
    )
    assert asked.exit_code == 1
    assert "holds no secret" in asked.output


async def test_a_read_is_not_asked_again_after_its_deadline(teller: Teller) -> None:
    way = _Between(_lender(teller), lambda response: response)
    office = _office(teller, transport=way, deadline_s=0.1)
    await teller.play("faults", kind="error", operation="*")
    with pytest.raises(BackOfficeAway):
        await office.read(ops.CUSTOMER, _someone(teller).id)
    assert way.passed == 1
    await office.close()


async def test_whoever_no_longer_waits_says_nothing_about_the_lender(teller: Teller) -> None:
    office = _office(teller, deadline_s=60)
    await teller.play("faults", kind="slow", operation="*", delay_ms=60_000, times=6)
    for _ in range(6):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await office.read(ops.INCIDENTS)
    assert not office.is_resting
    await office.read(ops.INCIDENTS)
    await office.close()


class _Restless(HttpBackOffice):
    """Leaves the lender alone after one failure, and only until the next request."""

    def hurry(self) -> None:
        self._breaker = Breaker(failures=1, rest_s=0)


async def test_whoever_leaves_in_the_middle_of_trying_leaves_the_trying_to_others(teller: Teller) -> None:
    office = _Restless(Address("http://lender.test", _KEY, _SECRET, 60), SystemClock(), transport=_lender(teller))
    office.hurry()
    await teller.play("faults", kind="error", operation="holds.deduct", times=1)
    with pytest.raises(OutcomeUnknown):
        await office.order(_HOLD, teller.running().id, _until(teller), key="key-00000001")
    await teller.play("faults", kind="slow", operation="incidents.list", delay_ms=60_000, times=1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await office.read(ops.INCIDENTS)
    assert office.is_resting
    await office.read(ops.INCIDENTS)
    assert not office.is_resting
    await office.close()


def test_whoever_leaves_while_the_breaker_tries_lets_another_try() -> None:
    breaker = Breaker(failures=1, rest_s=5)
    breaker.failed(0)
    assert breaker.lets_through(5)
    breaker.left()
    assert breaker.lets_through(5)
    assert not breaker.lets_through(5)


def test_after_its_rest_the_breaker_lets_one_through_to_decide() -> None:
    breaker = Breaker(failures=2, rest_s=5)
    assert breaker.lets_through(0)
    breaker.failed(0)
    breaker.failed(1)
    assert not breaker.lets_through(5.9)
    assert breaker.lets_through(6)
    assert not breaker.lets_through(6)
    breaker.failed(7)
    assert not breaker.lets_through(11.9)
    assert breaker.lets_through(12)
    breaker.worked()
    assert breaker.lets_through(12)
    assert breaker.lets_through(12)
