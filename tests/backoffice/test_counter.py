"""What every request meets: keys, signatures, faults, the feed."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract import signing
from qiao.backoffice.contract.payments import Payment, PaymentState
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.app import create_app
from qiao.backoffice.sandbox.counter import Counter
from qiao.backoffice.sandbox.records import CardRecord
from qiao.foundation.errors import Unauthenticated
from tests.backoffice.conftest import Refusal, Teller

SECRET = b"a secret of the tests"


async def repay(teller: Teller, key: str, **other: Any) -> httpx.Response:
    """Pay a hundred yuan of one late loan, always the same."""
    loan = teller.loan(
        lambda one: (
            one.state in book.OVERDUE
            and len(teller.lender.of_customer(CardRecord, one.customer_id)) > 1
            and not any(
                each.state is PaymentState.PROCESSING and each.created_at < teller.lender.now
                for each in teller.lender.of_loan(Payment, one.id)
            )
        )
    )
    order = {"amount_fen": 10_000, "card_id": teller.card(loan.customer_id).id, **other}
    return await teller.send(ops.REPAY, loan.id, key=key, **order)


async def test_the_same_key_pays_once(teller: Teller) -> None:
    before = len(teller.lender.store.all(Payment))
    first, second = await repay(teller, "key-of-one-payment"), await repay(teller, "key-of-one-payment")
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert second.headers["idempotent-replay"] == "true"
    assert "idempotent-replay" not in first.headers
    assert len(teller.lender.store.all(Payment)) == before + 1


async def test_another_body_under_the_same_key_is_refused(teller: Teller) -> None:
    await repay(teller, "key-of-one-payment")
    other = await repay(teller, "key-of-one-payment", amount_fen=10_001)
    assert (other.status_code, other.json()["error"]) == (409, "KeyReused")
    elsewhere = await teller.send(ops.FREEZE, teller.late().customer_id, key="key-of-one-payment", reason="x")
    assert (elsewhere.status_code, elsewhere.json()["error"]) == (409, "KeyReused")


async def test_a_refusal_stays_one_under_its_key(teller: Teller) -> None:
    first = await repay(teller, "key-that-is-refused", amount_fen=10**12)
    assert (first.status_code, first.json()["error"]) == (409, "AmountAbovePayable")
    again = await repay(teller, "key-that-is-refused", amount_fen=10**12)
    assert again.json() == first.json()
    outcome = await teller.ask(ops.OUTCOME, "key-that-is-refused")
    assert (outcome.status, outcome.answer["error"]) == (409, "AmountAbovePayable")


async def test_a_write_needs_a_key_and_a_whole_order(teller: Teller) -> None:
    loan = teller.late()
    path = ops.REPAY.address(loan.id)
    bare = await teller.client.post(path, json={"amount_fen": 1, "method": "link"})
    assert (bare.status_code, bare.json()["params"]["fields"]) == (422, ["idempotency-key"])
    orders: tuple[dict[str, Any], ...] = ({"amount_fen": 1.5}, {"amount_fen": 0}, {"amount_fen": 5, "ammount": 5}, {})
    for order in orders:
        wrong = await teller.send(ops.REPAY, loan.id, **order)
        assert (wrong.status_code, wrong.json()["error"]) == (422, "Malformed")
    garbled = await teller.client.post(path, content=b"\x00{", headers={"Idempotency-Key": "a-key-for-this"})
    assert garbled.status_code == 422
    large = await teller.client.post(path, content=b"x" * 70_000, headers={"Idempotency-Key": "a-key-for-this"})
    assert (large.status_code, large.json()["error"]) == (422, "BodyTooLarge")
    assert (await teller.send(ops.LOAN, "../../sandbox/state")).status_code == 404


async def test_an_unknown_outcome_is_read_by_its_key(teller: Teller) -> None:
    """The answer never came: the effect is there, under the key."""
    await teller.play("faults", kind="timeout_after", operation="payments.repay", delay_ms=1, times=1)
    lost = await repay(teller, "key-of-a-lost-answer")
    assert lost.status_code == 504
    outcome = await teller.ask(ops.OUTCOME, "key-of-a-lost-answer")
    assert (outcome.operation, outcome.status) == ("payments.repay", 200)
    payment = await teller.ask(ops.PAYMENT, outcome.answer["id"])
    assert payment.amount_fen == 10_000
    again = await repay(teller, "key-of-a-lost-answer")
    assert again.json()["id"] == payment.id
    assert await teller.refused(ops.OUTCOME, "key-nobody-used") == "NotFound"


async def test_faults_before_the_effect_leave_no_trace(teller: Teller) -> None:
    before = teller.lender.store.dump()["records"]
    for kind, status in (("error", 500), ("down", 503)):
        await teller.play("faults", kind=kind, operation="payments.", times=1)
        assert (await repay(teller, "key-that-fails-first")).status_code == status
        assert await teller.refused(ops.OUTCOME, "key-that-fails-first") == "NotFound"
    assert teller.lender.store.dump()["records"] == before
    assert (await repay(teller, "key-that-fails-first")).status_code == 200


async def test_a_request_delivered_twice_takes_effect_once(teller: Teller) -> None:
    await teller.play("faults", kind="duplicate", operation="payments.repay", times=1)
    before = len(teller.lender.store.all(Payment))
    doubled = await repay(teller, "key-delivered-twice")
    assert doubled.headers["idempotent-replay"] == "true"
    assert len(teller.lender.store.all(Payment)) == before + 1


async def test_slow_is_slow_and_others_pass(teller: Teller) -> None:
    await teller.play("faults", kind="slow", operation="loans.read", delay_ms=600_000)
    loan = teller.late()
    slow = asyncio.create_task(teller.send(ops.LOAN, loan.id))
    assert (await teller.send(ops.SCHEDULE, loan.id)).status_code == 200
    assert not slow.done()
    slow.cancel()
    await teller.play("faults/off")
    assert (await teller.send(ops.LOAN, loan.id)).status_code == 200


async def test_a_fault_of_everything_spares_the_admin(teller: Teller) -> None:
    made = await teller.play("faults", kind="down")
    assert (await teller.send(ops.PRODUCTS)).status_code == 503
    assert (await teller.client.get("/healthz")).status_code == 200
    assert (await teller.client.get("/sandbox/state")).json()["loans"] == 900
    await teller.play("faults/off", id=made["id"])
    assert (await teller.send(ops.PRODUCTS)).status_code == 200


async def test_the_feed_tells_everything_once_in_order(teller: Teller) -> None:
    await teller.advance(days=2)
    seen = list((await teller.ask(ops.FEED, limit=1)).items)
    after = seen[-1].number
    while True:
        page = await teller.ask(ops.FEED, after=after, limit=50)
        seen += page.items
        if page.next_after == after:
            break
        after = page.next_after
    assert [one.number for one in seen] == list(range(1, teller.last_event() + 1))
    assert all(before.occurred_at <= after.occurred_at for before, after in pairwise(seen[30:]))


async def test_the_feed_under_faults_keeps_its_cursor(teller: Teller) -> None:
    plain = await teller.ask(ops.FEED, after=0, limit=10)
    await teller.play("faults", kind="out_of_order", operation="events.list")
    await teller.play("faults", kind="duplicate", operation="events.list")
    garbled = await teller.ask(ops.FEED, after=0, limit=10)
    assert [one.number for one in garbled.items] == [one.number for one in reversed(plain.items)] * 2
    assert garbled.next_after == plain.next_after


async def test_events_carry_no_identifying_value(teller: Teller) -> None:
    loan = teller.running()
    customer = teller.customer(loan)
    before = teller.last_event()
    await teller.ask(ops.SEND_CODE, customer.id, purpose="step_up")
    await teller.ask(ops.CORRECT, customer.id, field="email", value="someone@example.invalid")
    await teller.ask(ops.SEND_MESSAGE, customer.id, channel="app", template="bill")
    told = json.dumps([one.model_dump(mode="json") for one in teller.lender.store.events(before, 100)])
    for value in (customer.name, customer.phone, customer.id_number, "someone@"):
        assert value not in told


@pytest.fixture
async def signed(teller: Teller) -> AsyncIterator[httpx.AsyncClient]:
    """A counter that asks for signatures."""
    transport = httpx.ASGITransport(create_app(Counter(teller.lender, {"house": SECRET})))
    async with httpx.AsyncClient(transport=transport, base_url="http://lender.test") as client:
        yield client


def headers(path: str, body: bytes = b"", method: str = "GET", *, late_s: float = 0) -> dict[str, str]:
    now_s = time.time() - late_s
    return signing.signed_headers("house", SECRET, method=method, path=path, body=body, now_s=now_s)


async def test_only_signed_requests_are_answered_and_the_answer_is_signed(signed: httpx.AsyncClient) -> None:
    path = "/v1/events?after=0&limit=3"
    assert (await signed.get(path)).json()["error"] == "NotSigned"
    sent = headers(path)
    answer = await signed.get(path, headers=sent)
    assert answer.status_code == 200
    fits: dict[str, Any] = {
        "status": 200,
        "path": path,
        "nonce": sent[signing.NONCE],
        "body": answer.content,
        "now_s": time.time(),
    }
    signing.check_answer(SECRET, answer.headers, **fits)
    others: tuple[dict[str, Any], ...] = (
        {"body": b"{}"},
        {"nonce": "x" * 24},
        {"status": 201},
        {"now_s": time.time() + 400},
    )
    for other in others:
        with pytest.raises(Unauthenticated):
            signing.check_answer(SECRET, answer.headers, **{**fits, **other})


async def test_a_signature_fits_one_request_once(signed: httpx.AsyncClient) -> None:
    sent = headers("/v1/products")
    assert (await signed.get("/v1/products", headers=sent)).status_code == 200
    assert (await signed.get("/v1/products", headers=sent)).json()["error"] == "Replayed"
    assert (await signed.get("/v1/incidents", headers=headers("/v1/products"))).json()["error"] == "NotSigned"
    old = headers("/v1/products", late_s=301)
    assert (await signed.get("/v1/products", headers=old)).json()["error"] == "Stale"
    body = b'{"phone":"15400000001"}'
    good = headers("/v1/customers/lookup", body, "POST")
    other = await signed.post("/v1/customers/lookup", content=body.replace(b'1"', b'2"'), headers=good)
    assert other.json()["error"] == "NotSigned"
    assert (await signed.post("/v1/customers/lookup", content=body, headers=good)).status_code == 200


async def test_documents_are_signed_for_too(signed: httpx.AsyncClient) -> None:
    path = "/v1/documents/D000001/content"
    assert (await signed.get(path)).status_code == 401
    assert (await signed.get(path, headers=headers(path))).status_code == 404


@given(st.binary(max_size=40), st.integers(0, 3), st.integers(0, 200))
def test_any_changed_byte_breaks_the_signature(body: bytes, part: int, place: int) -> None:
    sent = signing.signed_headers(
        "house", SECRET, method="POST", path="/v1/x", body=body, now_s=1_000_000, nonce="n" * 20
    )
    name = (signing.KEY, signing.TIMESTAMP, signing.NONCE, signing.SIGNATURE)[part]
    value = sent[name]
    place %= len(value)
    changed = {**sent, name: value[:place] + ("a" if value[place] != "a" else "b") + value[place + 1 :]}
    verifier = signing.Verifier({"house": SECRET})
    with pytest.raises(Unauthenticated):
        verifier.check(changed, method="POST", path="/v1/x", body=body, now_s=1_000_000)
    assert verifier.check(sent, method="POST", path="/v1/x", body=body, now_s=1_000_000) == "house"


def test_nonces_are_forgotten_after_their_window_and_no_sooner() -> None:
    verifier = signing.Verifier({"house": SECRET})

    def check(now_s: float, signed_s: float, nonce: str) -> None:
        sent = signing.signed_headers(
            "house", SECRET, method="GET", path="/", body=b"", now_s=signed_s, nonce=nonce * 20
        )
        verifier.check(sent, method="GET", path="/", body=b"", now_s=now_s)

    check(1000, 1300, "a")  # The asker's clock is five minutes ahead: this one stays valid for ten.
    with pytest.raises(signing.Replayed):
        check(1600, 1300, "a")
    for step in range(5):
        check(2000 + step, 2000 + step, "bcdef"[step])
    assert len(verifier._seen) == 5  # pyright: ignore[reportPrivateUsage]  (memory is what this is about)


async def test_what_is_no_json_is_refused_and_nothing_falls_over(teller: Teller) -> None:
    loan = teller.late()
    for path in ("/v1/nothing", "/v1/loans", f"/v1/loans/{loan.id}/schedule?version=x"):
        response = await teller.client.get(path)
        assert response.status_code in {404, 422}
        assert set(response.json()) == {"error", "params"}
    with pytest.raises(Refusal):
        await teller.ask(ops.LOAN, "")
