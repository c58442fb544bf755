"""Short messages over SMPP, against a centre that speaks the protocol by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.delivery import (
    CarrierAway,
    CarrierRefused,
    Content,
    DeliveryId,
    DeliveryState,
    Kind,
    MaybeSent,
    Message,
    Report,
)
from qiao.delivery.sms import SmppAddress, SmppCarrier
from qiao.delivery.sms.pdus import Garbled, receipt
from qiao.delivery.sms.texts import parts_of
from qiao.foundation.clock import ManualClock
from qiao.foundation.ids import new_id
from tests.conftest import NOON
from tests.delivery.conftest import Sending, dispatch_of
from tests.delivery.smsc import Centre, listening

_CHINESE = "您的验证码是482913，五分钟内有效。如非本人操作，请忽略。"


@dataclass
class Line:
    """A carrier bound to a centre, and what it reported."""

    centre: Centre
    carrier: SmppCarrier
    reports: list[Report] = field(default_factory=list[Report])
    refuses_reports: int = 0

    async def told(self, report: Report) -> None:
        if self.refuses_reports:
            self.refuses_reports -= 1
            raise OSError("the database is away")
        self.reports.append(report)

    async def submit(self, text: str = _CHINESE, *, minutes: int = 5) -> list[str]:
        return list(await self.carrier.submit(message(text, minutes=minutes)))


def message(text: str = _CHINESE, *, minutes: int = 5, delivery_id: UUID | None = None) -> Message:
    delivery_id = delivery_id or new_id()
    until = NOON + timedelta(minutes=minutes)
    return Message(DeliveryId(delivery_id), "8613800000000", Content(text=text), delivery_id.int % 65_536, until)


def carrier_to(centre: Centre, **more: Any) -> SmppCarrier:
    stated: dict[str, Any] = {"deadline_s": 1.0, "per_second": 500}
    address = SmppAddress("127.0.0.1", centre.port, "qiao", "geheim", **stated | more)
    return SmppCarrier(address, "10690000", ManualClock(NOON))


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with listening() as centre:
        line = Line(centre, carrier_to(centre))
        await line.carrier.start(line.told)
        yield line
        await line.carrier.stop()


async def until(holds: Callable[[], Any], within_s: float = 10) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110  (what is waited for happens in a server that knows no events)
            await asyncio.sleep(0.01)


async def test_a_chinese_text_is_one_message_with_its_receipt_and_its_time(line: Line) -> None:
    ids = await line.submit()
    taken = line.centre.taken[0]
    assert (ids, taken.text, taken.coding) == ([taken.message_id], _CHINESE, 8)
    assert (taken.source, taken.destination, taken.wants_receipt) == ("10690000", "8613800000000", True)
    assert taken.validity == "000000000500000R", "the centre lets a code die with its time"


async def test_a_latin_text_is_one_byte_a_sign(line: Line) -> None:
    await line.submit("Your code is 482913.")
    assert (line.centre.taken[0].text, line.centre.taken[0].coding) == ("Your code is 482913.", 0)


async def test_a_long_text_is_put_together_again_by_the_telephone(line: Line) -> None:
    text = "第一段很长的说明。" * 20 + "😀完"
    ids = await line.submit(text)
    taken = line.centre.taken
    assert len(ids) == len(taken) > 1
    assert "".join(one.text for one in taken) == text
    assert [one.header for one in taken] == [
        b"\x05\x00\x03" + bytes([taken[0].header[3], len(taken), number]) for number in range(1, len(taken) + 1)
    ]
    assert all(len(one.octets) <= 140 for one in taken)


@pytest.mark.parametrize("by_options", [False, True])
async def test_receipts_are_understood_and_acknowledged(line: Line, *, by_options: bool) -> None:
    await line.submit()
    taken = line.centre.taken[0]
    arrived = line.centre.report(taken, "DELIVRD", by_options=by_options)
    lost = line.centre.report(taken, "UNDELIV", "027", by_options=by_options)
    await until(lambda: line.centre.answered.keys() >= {arrived, lost})
    assert (line.centre.answered[arrived], line.centre.answered[lost]) == (0, 0)
    reference = int.from_bytes(taken.options[0x204])
    assert sorted(line.reports, key=lambda one: one.state) == [
        Report(Kind.SMS, taken.message_id, "delivered", None, "8613800000000", reference),
        Report(
            Kind.SMS, taken.message_id, "failed", "undeliv" if by_options else "undeliv_027", "8613800000000", reference
        ),
    ]


async def test_a_message_on_its_way_is_no_news(line: Line) -> None:
    await line.submit()
    on_its_way = line.centre.report(line.centre.taken[0], "ENROUTE")
    await until(lambda: on_its_way in line.centre.answered)
    assert line.reports == []


async def test_a_receipt_that_could_not_be_kept_is_brought_again(line: Line) -> None:
    await line.submit()
    line.refuses_reports = 1
    first = line.centre.report(line.centre.taken[0], "DELIVRD")
    await until(lambda: first in line.centre.answered)
    assert line.centre.answered[first] == 0x64
    again = line.centre.report(line.centre.taken[0], "DELIVRD")
    await until(lambda: line.reports)
    await until(lambda: again in line.centre.answered)
    assert line.centre.answered[again] == 0


async def test_a_message_from_a_customer_is_refused_not_lost_silently(line: Line) -> None:
    await line.submit()
    sequence = line.centre.deliver("8613800000000", "T")
    await until(lambda: sequence in line.centre.answered)
    assert (line.centre.answered[sequence], line.reports) == (0x66, [])


@pytest.mark.parametrize("status", [0x58, 0x14, 0x08])
async def test_a_centre_without_room_has_sent_nothing(line: Line, status: int) -> None:
    line.centre.statuses = [status]
    with pytest.raises(CarrierAway) as away:
        await line.submit()
    assert away.value.reason == f"smpp_{status:02x}"


async def test_a_centre_that_refuses_says_why(line: Line) -> None:
    line.centre.statuses = [0x0B]
    with pytest.raises(CarrierRefused) as refused:
        await line.submit()
    assert refused.value.reason == "smpp_0b"


async def test_no_answer_is_not_called_unsent(line: Line) -> None:
    line.centre.statuses = [None]
    with pytest.raises(MaybeSent):
        await line.submit()
    assert len(line.centre.taken) == 1


async def test_a_connection_that_ends_after_the_message_is_not_called_unsent_and_comes_back(line: Line) -> None:
    await line.submit()
    line.centre.drops_after_submit = True
    with pytest.raises(MaybeSent):
        await line.submit()
    line.centre.drops_after_submit = False
    await line.submit()
    assert line.centre.binds == 2


async def test_the_rest_of_a_long_text_waits_for_room(line: Line) -> None:
    line.centre.statuses = [0, 0x58, 0x58, 0]
    ids = await line.submit("字" * 130)
    assert [one.message_id for one in line.centre.taken] == ids
    assert len(ids) == 2


async def test_a_text_of_which_only_the_beginning_went_is_not_sent_again(line: Line) -> None:
    line.centre.statuses = [0, 0x0B]
    with pytest.raises(MaybeSent) as unknown:
        await line.submit("字" * 130)
    assert unknown.value.reason == "partly:smpp_0b"


async def test_without_a_centre_nothing_was_sent() -> None:
    async with listening() as centre:
        pass
    carrier = carrier_to(centre, deadline_s=0.3)
    await carrier.start(Line(centre, carrier).told)
    with pytest.raises(CarrierAway):
        await carrier.submit(message())
    await carrier.stop()


async def test_a_centre_that_does_not_let_us_in_has_taken_nothing() -> None:
    async with listening(Centre(password="another")) as centre:
        carrier = carrier_to(centre, deadline_s=0.3)
        await carrier.start(Line(centre, carrier).told)
        with pytest.raises(CarrierAway):
            await carrier.submit(message())
        await carrier.stop()
    assert centre.taken == []


async def test_a_centre_that_comes_back_is_bound_again() -> None:
    centre = Centre()
    async with listening(centre):
        line = Line(centre, carrier_to(centre))
        await line.carrier.start(line.told)
        await line.submit()
    async with listening(centre):
        async with asyncio.timeout(20):
            while True:
                try:
                    await line.submit()
                except (CarrierAway, MaybeSent):
                    continue
                break
        await line.carrier.stop()
    assert centre.binds >= 2


async def test_a_centre_that_fell_silent_is_noticed_and_left() -> None:
    async with listening() as centre:
        line = Line(centre, carrier_to(centre, enquire_s=0.05, deadline_s=0.3))
        await line.carrier.start(line.told)
        await until(lambda: centre.enquiries > 1)
        centre.deaf = True
        await until(lambda: len(centre.writers) > 1)
        centre.deaf = False
        await until(lambda: centre.binds > 1)
        await line.submit()
        await line.carrier.stop()


async def test_the_pace_of_the_centre_is_kept() -> None:
    async with listening() as centre:
        line = Line(centre, carrier_to(centre, per_second=50))
        await line.carrier.start(line.told)
        await asyncio.gather(*(line.submit() for _ in range(20)))
        await line.carrier.stop()
    assert centre.arrivals_s[-1] - centre.arrivals_s[0] >= 18 / 50


async def test_a_centre_can_be_asked(line: Line) -> None:
    ids = await line.submit()
    assert await line.carrier.ask(ids[0], "8613800000000") is None, "it says that it does not know"
    line.centre.knows[ids[0]] = 1
    assert await line.carrier.ask(ids[0], "8613800000000") is None, "on its way"
    line.centre.knows[ids[0]] = 2
    assert await line.carrier.ask(ids[0], "8613800000000") == Report(
        Kind.SMS, ids[0], "delivered", None, "8613800000000"
    )
    line.centre.hang_up()
    await asyncio.sleep(0.05)
    line.centre.deaf = True
    with pytest.raises(CarrierAway):
        await line.carrier.ask(ids[0], "8613800000000")


async def test_a_delivery_goes_to_the_centre_and_its_receipt_comes_home(sending: Sending) -> None:
    async with listening() as centre:
        carrier = SmppCarrier(SmppAddress("127.0.0.1", centre.port, "qiao", "geheim"), "10690000", sending.house.clock)
        dispatch = dispatch_of(sending.house, {Kind.SMS: carrier})
        await dispatch.start()
        delivery_id = await sending.send(content=Content(text="长" * 100))
        await sending.settle()
        assert (await sending.found(delivery_id)).state is DeliveryState.SENT
        assert len(centre.taken) == 2
        sequences = {centre.report(one, "DELIVRD") for one in centre.taken}
        await until(lambda: centre.answered.keys() >= sequences)
        await sending.settle()
        assert (await sending.found(delivery_id)).state is DeliveryState.DELIVERED
        await dispatch.stop()


@given(st.text(min_size=1, max_size=700).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_whatever_is_divided_is_whole_again_and_no_sign_is_cut(text: str) -> None:
    parts = parts_of(text, reference=7)
    bodies = [part.octets[6:] if part.has_header else part.octets for part in parts]
    codec = "ascii" if parts[0].data_coding == 0 else "utf-16-be"
    assert "".join(body.decode(codec) for body in bodies) == text
    assert all(len(part.octets) <= (160 if codec == "ascii" else 140) for part in parts)


@given(st.binary(max_size=200))
def test_whatever_a_centre_sends_is_a_receipt_or_refused(body: bytes) -> None:
    try:
        found = receipt(body)
    except Garbled:
        return
    assert found is None or found.message_id
