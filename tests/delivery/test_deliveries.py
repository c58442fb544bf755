"""A message goes out once, whatever goes wrong on the way, and nothing is called sent that may not have been."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from qiao import delivery
from qiao.access import Kept
from qiao.delivery import (
    Attachment,
    CarrierAway,
    CarrierRefused,
    Content,
    ContentRefused,
    DeliveryHolder,
    DeliveryState,
    DestinationRefused,
    Kind,
    MaybeSent,
    Purpose,
    Report,
    jobs,
)
from qiao.delivery.model import DeliveryRow
from qiao.delivery.rules import ASK_AFTER, destination, masked, pause_before
from qiao.foundation.jobs import LeaseLost
from tests.delivery.conftest import CODE, PHONE, Obedient, Sending, dispatch_of

pytestmark = pytest.mark.both_databases("each database settles what happens at once in its own way")

_A_MINUTE = timedelta(minutes=1)


async def test_what_is_sent_is_taken_once_and_told(sending: Sending) -> None:
    delivery_id = await sending.send()
    assert (await sending.found(delivery_id)).state is DeliveryState.QUEUED
    await sending.settle()

    found = await sending.found(delivery_id)
    assert (found.state, found.masked, found.attempts, found.error) == (DeliveryState.SENT, "138****0000", 1, None)
    assert [(one.destination, CODE in one.content.text) for one in sending.carrier.taken] == [(f"86{PHONE}", True)]
    assert await sending.told() == ["DeliverySent"]


async def test_the_same_key_is_the_same_delivery(sending: Sending) -> None:
    first = await sending.send()
    assert await asyncio.gather(*(sending.send() for _ in range(4))) == [first] * 4
    await sending.settle()
    assert await sending.send() == first
    await sending.settle()
    assert len(sending.carrier.taken) == 1


@pytest.mark.parametrize(
    "changed",
    [{"destination": "13900000000"}, {"content": Content(text="另一句")}, {"template_version": "2"}],
)
async def test_a_key_for_something_else_is_refused(sending: Sending, changed: dict[str, Any]) -> None:
    await sending.send()
    with pytest.raises(delivery.DeliveryKeyReused):
        await sending.send(**changed)


async def test_without_a_carrier_it_fails_and_nothing_pretends(sending: Sending) -> None:
    dispatch_of(sending.house, {})
    delivery_id = await sending.send()
    await sending.settle()
    found = await sending.found(delivery_id)
    assert (found.state, found.error, found.sent_at) == (DeliveryState.FAILED, "no_carrier", None)
    assert await sending.told() == ["DeliveryFailed"]


async def test_a_carrier_that_was_away_gets_it_when_it_is_back(sending: Sending) -> None:
    sending.carrier.does = [CarrierAway("not_connected"), CarrierAway("smpp_58")]
    delivery_id = await sending.send()
    await sending.settle()
    waiting = await sending.found(delivery_id)
    assert (waiting.state, waiting.error) == (DeliveryState.QUEUED, "not_connected")
    await sending.settle(within=_A_MINUTE)
    assert (await sending.found(delivery_id)).state is DeliveryState.SENT
    assert len(sending.carrier.taken) == 1
    assert await sending.told() == ["DeliverySent"]


async def test_a_code_that_comes_too_late_is_not_sent_any_more(sending: Sending) -> None:
    sending.carrier.does = [CarrierAway("not_connected")] * 1000
    delivery_id = await sending.send()
    await sending.settle(within=timedelta(minutes=6))
    found = await sending.found(delivery_id)
    assert (found.state, found.error) == (DeliveryState.EXPIRED, "not_connected")
    sending.carrier.does.clear()
    await sending.settle(within=_A_MINUTE)
    assert sending.carrier.taken == []
    assert await sending.told() == ["DeliveryFailed"]


async def test_a_code_is_worth_minutes_and_a_receipt_a_day(sending: Sending) -> None:
    now = sending.house.clock.now()
    await sending.send()
    await sending.send("receipt-0001", purpose=Purpose.RECEIPT)
    await sending.send("receipt-0002", purpose=Purpose.RECEIPT, give_up_at=now + timedelta(hours=2))
    async with sending.house.database.reading() as session:
        last = list(await session.scalars(select(DeliveryRow.give_up_at).order_by(DeliveryRow.id)))
    assert [one - now for one in last] == [timedelta(minutes=5), timedelta(hours=24), timedelta(hours=2)]


async def test_a_refusal_is_an_end_with_its_code(sending: Sending) -> None:
    sending.carrier.does = [CarrierRefused("smpp_0b")]
    delivery_id = await sending.send()
    await sending.settle(within=_A_MINUTE)
    found = await sending.found(delivery_id)
    assert (found.state, found.error, sending.carrier.taken) == (DeliveryState.FAILED, "smpp_0b", [])


async def test_what_may_have_gone_is_never_sent_again(sending: Sending) -> None:
    sending.carrier.does = [MaybeSent("no_answer")]
    delivery_id = await sending.send()
    await sending.settle(within=timedelta(minutes=10))
    found = await sending.found(delivery_id)
    assert (found.state, found.error, found.attempts) == (DeliveryState.UNKNOWN, "no_answer", 1)
    assert await sending.told() == ["DeliveryUncertain"]
    async with sending.house.database.reading() as session:
        assert await delivery.unfinished(session) == {DeliveryState.UNKNOWN: 1}


def _dies() -> None:
    raise ZeroDivisionError("the process is gone")


async def test_a_process_that_dies_between_handing_over_and_recording_does_not_send_twice(sending: Sending) -> None:
    sending.carrier.does = [_dies]
    delivery_id = await sending.send()
    await sending.settle(within=_A_MINUTE)
    found = await sending.found(delivery_id)
    assert (found.state, found.error) == (DeliveryState.UNKNOWN, "RunnerLost")
    assert len(sending.carrier.taken) == 1
    assert await sending.told() == ["DeliveryUncertain"]


async def test_a_carrier_that_knows_what_it_had_gets_it_again(sending: Sending) -> None:
    sending.carrier.repeats = True
    sending.carrier.does = [_dies]
    delivery_id = await sending.send()
    await sending.settle(within=_A_MINUTE)
    assert (await sending.found(delivery_id)).state is DeliveryState.SENT
    assert {one.id for one in sending.carrier.taken} == {delivery_id}


async def test_who_lost_the_lease_but_knows_that_it_went_says_so(sending: Sending) -> None:
    parts = sending.house.house.parts
    delivery_id = await sending.send()
    first = await sending.leased(owner="first", attempt=1)
    handler = jobs.submit_handler(parts.ring, sending.house.clock, parts.database, {Kind.SMS: Slow(sending)})
    with pytest.raises(LeaseLost):
        await handler(first)
    assert (await sending.found(delivery_id)).state is DeliveryState.SENT
    assert await sending.told() == ["DeliveryUncertain", "DeliverySent"]


class Slow(Obedient):
    """While it takes a message, another runner takes the job over."""

    def __init__(self, sending: Sending) -> None:
        super().__init__()
        self._sending = sending

    async def submit(self, message: delivery.Message) -> list[str]:
        sending, parts = self._sending, self._sending.house.house.parts
        second = await sending.leased(owner="second", attempt=2)
        other = jobs.submit_handler(parts.ring, sending.house.clock, parts.database, {Kind.SMS: sending.carrier})
        await other(second)
        assert sending.carrier.taken == [], "what is being handed over is not handed over a second time"
        return list(await super().submit(message))


async def test_what_every_runner_was_lost_with_ends(sending: Sending) -> None:
    delivery_id = await sending.send()
    lost = jobs.lost_handler(sending.house.clock)
    await lost(await sending.leased(owner="last", attempt=13))
    assert (await sending.found(delivery_id)).state is DeliveryState.QUEUED, "it had not begun, so it may go on"
    await sending.settle(within=_A_MINUTE)
    assert (await sending.found(delivery_id)).state is DeliveryState.SENT


async def test_a_report_says_that_it_arrived(sending: Sending) -> None:
    delivery_id = await sending.send()
    await sending.settle()
    await sending.report(f"{delivery_id.hex[-8:]}-0")
    await sending.settle()
    assert (await sending.found(delivery_id)).state is DeliveryState.DELIVERED
    await sending.report(f"{delivery_id.hex[-8:]}-0", "failed", error="undeliv")
    await sending.settle()
    assert (await sending.found(delivery_id)).state is DeliveryState.DELIVERED, "the first word holds"
    assert await sending.told() == ["DeliverySent", "DeliveryArrived"]


async def test_a_long_message_has_arrived_when_all_its_parts_have(sending: Sending) -> None:
    sending.carrier.parts = 3
    delivery_id = await sending.send()
    await sending.settle()
    for number, expected in enumerate((DeliveryState.SENT, DeliveryState.SENT, DeliveryState.DELIVERED)):
        await sending.report(f"{delivery_id.hex[-8:]}-{number}")
        await sending.settle()
        assert (await sending.found(delivery_id)).state is expected


async def test_one_lost_part_is_a_message_that_did_not_arrive(sending: Sending) -> None:
    sending.carrier.parts = 2
    delivery_id = await sending.send()
    await sending.settle()
    await sending.report(f"{delivery_id.hex[-8:]}-0")
    await sending.report(f"{delivery_id.hex[-8:]}-1", "failed", error="undeliv_027")
    await sending.settle()
    found = await sending.found(delivery_id)
    assert (found.state, found.error) == (DeliveryState.FAILED, "undeliv_027")
    assert await sending.told() == ["DeliverySent", "DeliveryFailed"]


async def test_a_report_that_comes_before_the_record_waits_for_it(sending: Sending) -> None:
    delivery_id = await sending.send()
    await sending.report(f"{delivery_id.hex[-8:]}-0")
    sending.carrier.does = [CarrierAway("not_connected")]
    await sending.settle()
    await sending.settle(within=_A_MINUTE)
    assert (await sending.found(delivery_id)).state is DeliveryState.DELIVERED


async def test_a_report_about_nothing_known_is_given_up(sending: Sending) -> None:
    await sending.report("somebody-elses")
    await sending.settle(within=timedelta(minutes=10))
    async with sending.house.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM jobs WHERE kind = 'delivery:report'")) == 0


async def test_what_nobody_knew_of_is_found_by_its_reference(sending: Sending) -> None:
    sending.carrier.does = [MaybeSent("no_answer"), MaybeSent("no_answer")]
    first, other = await sending.send(), await sending.send("code-0002")
    await sending.settle()
    reference = first.int % 65_536
    await sending.report("unheard-of", destination=f"86{PHONE}", reference=reference)
    await sending.report("unheard-of-too", destination="8613900000000", reference=other.int % 65_536)
    await sending.settle(within=timedelta(minutes=10))
    assert (await sending.found(first)).state is DeliveryState.DELIVERED
    assert (await sending.found(other)).state is DeliveryState.UNKNOWN, "the report was about another telephone"


async def test_a_carrier_that_does_not_report_is_asked(sending: Sending) -> None:
    sending.carrier.asks = True
    delivery_id = await sending.send()
    await sending.settle(within=ASK_AFTER[0])
    provider_id = f"{delivery_id.hex[-8:]}-0"
    assert sending.carrier.was_asked == [provider_id]
    sending.carrier.knows[provider_id] = Report(Kind.SMS, provider_id, "delivered")
    await sending.settle(within=ASK_AFTER[1])
    assert (await sending.found(delivery_id)).state is DeliveryState.DELIVERED
    await sending.settle(within=timedelta(hours=30))
    assert len(sending.carrier.was_asked) == 2


async def test_a_carrier_is_not_asked_for_ever(sending: Sending) -> None:
    sending.carrier.asks = True
    delivery_id = await sending.send()
    await sending.settle(within=timedelta(hours=60))
    assert len(sending.carrier.was_asked) == len(ASK_AFTER)
    assert (await sending.found(delivery_id)).state is DeliveryState.SENT


async def test_where_it_goes_and_what_it_says_stands_nowhere_in_clear(sending: Sending) -> None:
    sending.carrier.does = [CarrierAway("not_connected")]
    await sending.send()
    await sending.settle(within=_A_MINUTE)
    await sending.report("unheard-of", destination=f"86{PHONE}", reference=1)
    async with sending.house.database.reading() as session:
        for table in ("deliveries", "delivery_parts", "events", "jobs"):
            rows = [tuple(row) for row in await session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608  (our own)
            stored = repr(rows) + repr(
                [bytes(one) for row in rows for one in row if isinstance(one, bytes | memoryview)]
            )
            assert PHONE not in stored
            assert CODE not in stored


async def test_a_code_is_not_kept_after_it_was_sent(sending: Sending) -> None:
    await sending.send()
    await sending.settle()
    async with sending.house.database.reading() as session:
        assert await session.scalar(select(DeliveryRow.body)) is None


async def test_an_erased_persons_message_is_not_sent(sending: Sending) -> None:
    parts = sending.house.house.parts
    holder = DeliveryHolder(parts.ring)
    delivery_id = await sending.send()
    async with sending.house.database.reading() as session:
        told = (await holder.export(session, sending.customer_id))["deliveries"][0]
    assert (told["destination"], CODE in told["text"]) == (f"86{PHONE}", True)

    async with sending.house.database.transaction() as session:
        erased = await holder.erase(session, sending.customer_id, now=sending.house.clock.now())
        await parts.ring.destroy(session, sending.customer_id, now=sending.house.clock.now())
    assert erased.rows == {"deliveries": 1}
    assert all(isinstance(one, Kept) for one in erased.kept)
    await sending.settle()
    found = await sending.found(delivery_id)
    assert (found.state, found.error, found.masked) == (DeliveryState.FAILED, "KeyDestroyed", "")
    assert sending.carrier.taken == []
    async with sending.house.database.reading() as session:
        told = (await holder.export(session, sending.customer_id))["deliveries"][0]
    assert (told["destination"], told["text"]) == (None, None)


@pytest.mark.parametrize(
    ("kind", "said", "form"),
    [
        (Kind.SMS, "13800000000", "8613800000000"),
        (Kind.SMS, "+86 138-0000-0000", "8613800000000"),
        (Kind.SMS, "+852 5000 0000", "85250000000"),
        (Kind.EMAIL, " ceshi@lender.example ", "ceshi@lender.example"),
        (Kind.PUSH, "device-1:abc", "device-1:abc"),
    ],
)
def test_a_destination_has_one_form(kind: Kind, said: str, form: str) -> None:
    assert destination(kind, said) == form


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.SMS, "1380000"),
        (Kind.SMS, "１３８００００００００"),
        (Kind.SMS, "13800000000\r\n"),
        (Kind.EMAIL, "ceshi@lender"),
        (Kind.EMAIL, "a@b.example\r\nBcc: c@d.example"),
        (Kind.EMAIL, "a@b.example, c@d.example"),
        (Kind.EMAIL, f"{'a' * 65}@b.example"),
        (Kind.PUSH, ""),
        (Kind.PUSH, "a b"),
    ],
)
def test_what_is_no_destination_is_refused(kind: Kind, said: str) -> None:
    with pytest.raises(DestinationRefused) as refused:
        destination(kind, said)
    assert said.strip() == "" or said.strip() not in str(refused.value.params)


def test_masks_keep_the_agreed_signs() -> None:
    assert masked(Kind.SMS, "8613800000000") == "138****0000"
    assert masked(Kind.SMS, "85250000012") == "****12"
    assert masked(Kind.EMAIL, "ceshi@lender.example") == "c***@lender.example"
    assert masked(Kind.PUSH, "device-1") == "******"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Kind.SMS, Content(text=" ")),
        (Kind.SMS, Content(text="字" * 601)),
        (Kind.SMS, Content(text="有标题", title="短信没有标题")),
        (Kind.EMAIL, Content(text="没有标题")),
        (Kind.EMAIL, Content(text="x", title="a\r\nBcc: c@d.example")),
        (
            Kind.EMAIL,
            Content(text="x", title="x", attachments=(Attachment(name="../x", media_type="a/b", content=b""),)),
        ),
        (
            Kind.EMAIL,
            Content(text="x", title="x", attachments=(Attachment(name="x", media_type="a\n/b", content=b""),)),
        ),
        (Kind.PUSH, Content(text="x", title="x", attachments=(Attachment(name="x", media_type="a/b", content=b""),))),
    ],
)
async def test_what_a_way_cannot_carry_is_refused(sending: Sending, kind: Kind, content: Content) -> None:
    to = {Kind.SMS: PHONE, Kind.EMAIL: "ceshi@lender.example", Kind.PUSH: "device-1"}[kind]
    with pytest.raises(ContentRefused):
        await sending.send(kind=kind, destination=to, content=content)


def test_pauses_double_up_to_five_minutes() -> None:
    assert [pause_before(attempt).total_seconds() for attempt in (1, 2, 3, 6, 10, 1000)] == [1, 2, 4, 32, 300, 300]
