"""Push through the lender's gateway: signed, repeated safely, asked for."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from qiao.delivery import (
    CarrierAway,
    CarrierRefused,
    Content,
    DeliveryId,
    DeliveryState,
    Kind,
    Message,
    Report,
    signing,
)
from qiao.delivery.push import PushAddress, PushCarrier
from qiao.foundation.clock import ManualClock
from qiao.foundation.ids import new_id
from tests.conftest import NOON
from tests.delivery.conftest import Sending, dispatch_of
from tests.delivery.receiver import Receiver, receiving

_SECRET = b"the secret of tests"


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
async def carrier(gateway: Receiver) -> AsyncIterator[PushCarrier]:
    carrier = PushCarrier(PushAddress(gateway.url("/qiao"), _SECRET, deadline_s=1.0), ManualClock(NOON))
    yield carrier
    await carrier.stop()


def _message() -> Message:
    content = Content(text="您的受理已完成。", title="受理结果")
    return Message(DeliveryId(new_id()), "device-1", content, 7, NOON + timedelta(hours=1))


async def test_what_is_pushed_is_signed_and_whole(gateway: Receiver, carrier: PushCarrier) -> None:
    message = _message()
    assert await carrier.submit(message) == [str(message.id)]
    [got] = gateway.got
    assert (got.method, got.path) == ("POST", "/qiao/messages")
    signing.check(
        [_SECRET], got.headers["qiao-delivery"], got.headers["qiao-signature"], got.body, now_s=NOON.timestamp()
    )
    told = json.loads(got.body)
    assert (
        told.items()
        >= {"id": str(message.id), "to": "device-1", "text": "您的受理已完成。", "title": "受理结果"}.items()
    )


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (410, b'{"error": "no_device"}', "no_device"),
        (400, b"<html>", "http_400"),
        (404, b'{"error": "A name"}', "http_404"),
    ],
)
async def test_a_refusal_has_a_code_and_no_words(
    gateway: Receiver, carrier: PushCarrier, status: int, body: bytes, reason: str
) -> None:
    gateway.answers = lambda _: (status, body)
    with pytest.raises(CarrierRefused) as refused:
        await carrier.submit(_message())
    assert refused.value.reason == reason


@pytest.mark.parametrize("status", [302, 401, 408, 429, 500, 503])
async def test_a_gateway_that_cannot_is_tried_again(gateway: Receiver, carrier: PushCarrier, status: int) -> None:
    gateway.answers = lambda _: (status, b"")
    with pytest.raises(CarrierAway):
        await carrier.submit(_message())
    assert len(gateway.got) == 1, "a redirect is not followed"


async def test_a_gateway_that_hangs_is_left(gateway: Receiver, carrier: PushCarrier) -> None:
    gateway.hanging = {"/qiao/messages"}
    with pytest.raises(CarrierAway):
        await carrier.submit(_message())


async def test_the_gateway_is_asked_what_became_of_it(gateway: Receiver, carrier: PushCarrier) -> None:
    for answer, expected in (
        (b'{"state": "sent"}', None),
        (b'{"state": "delivered"}', Report(Kind.PUSH, "x", "delivered")),
        (b'{"state": "failed", "error": "no_device"}', Report(Kind.PUSH, "x", "failed", "no_device")),
        (b"[]", None),
    ):
        gateway.answers = lambda _, answer=answer: (200, answer)
        assert await carrier.ask("x", "device-1") == expected
    assert {(one.method, one.path) for one in gateway.got} == {("GET", "/qiao/messages/x")}


async def test_a_push_that_got_no_answer_is_repeated_under_its_id(sending: Sending, gateway: Receiver) -> None:
    carrier = PushCarrier(PushAddress(gateway.url(""), _SECRET, deadline_s=1.0), sending.house.clock)
    dispatch_of(sending.house, {Kind.PUSH: carrier})
    answers = iter([500, 500])
    gateway.answers = lambda _: (next(answers, 200), b'{"state": "delivered"}')
    content = Content(text="您的受理已完成。", title="受理结果")
    delivery_id = await sending.send(kind=Kind.PUSH, destination="device-1", content=content)
    await sending.settle(within=timedelta(seconds=30))
    assert (await sending.found(delivery_id)).state is DeliveryState.SENT
    assert [one.headers["qiao-delivery"] for one in gateway.got] == [str(delivery_id)] * 3
    await sending.settle(within=timedelta(minutes=3))
    assert (await sending.found(delivery_id)).state is DeliveryState.DELIVERED
    await carrier.stop()
