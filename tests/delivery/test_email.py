"""E-mail over SMTP: encrypted, signed in, whole, and never called unsent when it may have gone."""

import email
import ssl
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from qiao.delivery import (
    Attachment,
    CarrierAway,
    CarrierRefused,
    Content,
    DeliveryId,
    DeliveryState,
    Kind,
    MaybeSent,
    Message,
    Purpose,
)
from qiao.delivery.email import SmtpAddress, SmtpCarrier
from qiao.foundation.clock import ManualClock
from qiao.foundation.ids import new_id
from tests.conftest import NOON
from tests.delivery.conftest import Sending, dispatch_of
from tests.delivery.relay import Relay, relaying
from tests.foundation.test_outbound import certificate

_TEXT = "您好，\n\n您的结清证明在附件里。\n.这一行以点开头。\n"
_PDF = b"%PDF-1.4 \x00\xff synthetic"


@pytest.fixture
def trusts(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certificate("localhost", tmp_path)


@pytest.fixture
def relay(trusts: tuple[ssl.SSLContext, ssl.SSLContext]) -> Iterator[Relay]:
    with relaying(trusts[0]) as running:
        yield running


def _carrier(relay: Relay, trust: ssl.SSLContext, **changed: Any) -> SmtpCarrier:
    stated: dict[str, Any] = {"tls": "starttls", "user": "qiao", "password": "p@ss", "trust": trust, "deadline_s": 2.0}
    address = SmtpAddress("localhost", relay.port, **stated | changed)
    return SmtpCarrier(address, "测试贷款 <service@lender.example>", ManualClock(NOON))


def _message() -> Message:
    attachment = Attachment(name="结清证明.pdf", media_type="application/pdf", content=_PDF)
    content = Content(text=_TEXT, title="结清证明", attachments=(attachment,))
    return Message(DeliveryId(new_id()), "ceshi@customer.example", content, 7, NOON + timedelta(hours=1))


def _read(data: bytes) -> EmailMessage:
    read = email.message_from_bytes(data, policy=default)
    assert isinstance(read, EmailMessage)
    return read


async def test_a_letter_arrives_whole(relay: Relay, trusts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    message, carrier = _message(), _carrier(relay, trusts[1])
    assert await carrier.submit(message) == [f"{message.id}@lender.example"]
    await carrier.stop()

    [letter] = relay.taken
    assert (letter.was_encrypted, letter.user) == (True, "qiao")
    assert letter.envelope_from.startswith(f"mail FROM:<service@lender.example> ENVID={message.id}")
    assert letter.envelope_to == "rcpt TO:<ceshi@customer.example> NOTIFY=FAILURE,DELAY"
    assert letter.data.isascii(), "a relay need not know anything newer than ASCII"
    read = _read(letter.data)
    assert (read["Subject"], read["To"], read["Auto-Submitted"]) == (
        "结清证明",
        "ceshi@customer.example",
        "auto-generated",
    )
    assert read["From"] == "测试贷款 <service@lender.example>"
    assert read["Message-ID"] == f"<{message.id}@lender.example>"
    body = read.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == _TEXT.splitlines()
    [attached] = list(read.iter_attachments())
    assert (attached.get_filename(), attached.get_content_type()) == ("结清证明.pdf", "application/pdf")
    assert attached.get_content() == _PDF


async def test_tls_from_the_first_byte(trusts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with relaying(trusts[0], implicit=True) as relay:
        carrier = _carrier(relay, trusts[1], tls="implicit")
        await carrier.submit(_message())
        await carrier.stop()
    assert relay.taken[0].was_encrypted


async def test_a_relay_without_tls_gets_nothing_in_clear(
    relay: Relay, trusts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    relay.knows_tls = False
    carrier = _carrier(relay, trusts[1])
    with pytest.raises(CarrierAway):
        await carrier.submit(_message())
    await carrier.stop()
    assert relay.taken == []
    assert not any(one.startswith("AUTH") for one in relay.commands)


async def test_a_relay_nobody_vouches_for_gets_nothing(
    relay: Relay, trusts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    _ = trusts
    carrier = _carrier(relay, ssl.create_default_context())
    with pytest.raises(CarrierAway):
        await carrier.submit(_message())
    await carrier.stop()
    assert relay.taken == []


@pytest.mark.parametrize(
    ("refuses", "expected", "reason"),
    [
        ({"RCPT": "550 no such person"}, CarrierRefused, "smtp_550"),
        ({"RCPT": "451 later"}, CarrierAway, "smtp_451"),
        ({"MAIL": "452 full"}, CarrierAway, "smtp_452"),
        ({"DATA": "554 no"}, CarrierRefused, "smtp_554"),
        ({".": "552 too large"}, CarrierRefused, "smtp_552"),
        ({".": "451 later"}, CarrierAway, "smtp_451"),
        ({"AUTH": "535 who are you"}, CarrierAway, "smtp_535"),
    ],
)
async def test_what_the_relay_refuses_was_not_sent(
    relay: Relay,
    trusts: tuple[ssl.SSLContext, ssl.SSLContext],
    refuses: dict[str, str],
    expected: type[CarrierAway] | type[CarrierRefused],
    reason: str,
) -> None:
    relay.refuses = refuses
    carrier = _carrier(relay, trusts[1])
    with pytest.raises(expected) as refused:
        await carrier.submit(_message())
    await carrier.stop()
    assert refused.value.reason == reason


async def test_a_relay_that_took_it_and_said_nothing_may_have_sent_it(
    relay: Relay, trusts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    relay.drops_after_data = True
    carrier = _carrier(relay, trusts[1])
    with pytest.raises(MaybeSent):
        await carrier.submit(_message())
    await carrier.stop()


async def test_nobody_there_is_nothing_sent(trusts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with relaying(trusts[0]) as relay:
        pass
    carrier = _carrier(relay, trusts[1])
    with pytest.raises(CarrierAway):
        await carrier.submit(_message())
    await carrier.stop()


async def test_a_document_goes_out_by_the_house(
    sending: Sending, relay: Relay, trusts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    carrier = _carrier(relay, trusts[1])
    dispatch_of(sending.house, {Kind.EMAIL: carrier})
    delivery_id = await sending.send(
        kind=Kind.EMAIL,
        purpose=Purpose.DOCUMENT,
        destination="ceshi@customer.example",
        content=_message().content,
    )
    await sending.settle()
    await carrier.stop()
    found = await sending.found(delivery_id)
    assert (found.state, found.masked) == (DeliveryState.SENT, "c***@customer.example")
    assert len(relay.taken) == 1
