"""Short messages as deliveries: divided, handed over part by part, reported by receipts or asked for."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from qiao.delivery.model import Kind
from qiao.delivery.ports import CarrierAway, CarrierRefused, MaybeSent, Message, Report, Told
from qiao.delivery.sms import pdus
from qiao.delivery.sms.pdus import Garbled, Receipt
from qiao.delivery.sms.session import SmppAddress, SmppSession
from qiao.delivery.sms.texts import Part, parts_of
from qiao.foundation.clock import Clock

_NO_ROOM = frozenset({pdus.THROTTLED, pdus.QUEUE_FULL, pdus.SYSTEM_ERROR})
_ARRIVED, _LOST = "DELIVRD", frozenset({"EXPIRED", "DELETED", "UNDELIV", "REJECTD"})
_PART_TRIES = 6
_PART_PAUSE_S = 0.25


class SmppCarrier:
    """Fulfils `ports.Carrier`. `source` is the number or name that telephones show as the sender."""

    repeats = False
    asks = True

    def __init__(self, address: SmppAddress, source: str, clock: Clock) -> None:
        self._session = SmppSession(address)
        self._source = source
        self._clock = clock

    async def start(self, told: Told) -> None:
        async def take(receipt: Receipt) -> None:
            report = _reported(receipt)
            if report is not None:
                await told(report)

        await self._session.start(take)

    async def stop(self) -> None:
        await self._session.stop()

    async def submit(self, message: Message) -> Sequence[str]:
        parts = parts_of(message.content.text, reference=message.reference)
        taken: list[str] = []
        for part in parts:
            try:
                taken.append(await self._submit_part(message, part, tries=_PART_TRIES if taken else 1))
            except (CarrierAway, CarrierRefused) as trouble:
                if taken:  # The beginning has gone: the whole can neither be called unsent nor be sent again.
                    raise MaybeSent(f"partly:{trouble.reason}") from None
                raise
        return taken

    async def ask(self, provider_id: str, destination: str) -> Report | None:
        try:
            answer = await self._session.request(pdus.QUERY, pdus.query_body(provider_id, self._source))
            if answer.status != pdus.OK:
                return None
            state, error = pdus.query_answer(answer.body)
        except (MaybeSent, Garbled):
            raise CarrierAway("no_answer") from None
        return _reported(Receipt(provider_id, state, error, destination, None))

    async def _submit_part(self, message: Message, part: Part, *, tries: int) -> str:
        """The centre's number of it. Tried again where the centre has no room at the moment."""
        for left in reversed(range(tries)):
            try:
                return await self._submit_once(message, part)
            except CarrierAway:
                if not left:
                    raise
                await asyncio.sleep(_PART_PAUSE_S)
        raise AssertionError("there is a last try")

    async def _submit_once(self, message: Message, part: Part) -> str:
        left = message.valid_until - self._clock.now()
        body = pdus.submit_body(
            source=self._source,
            destination=message.destination,
            coding=part.data_coding,
            octets=part.octets,
            has_header=part.has_header,
            valid_for=max(left, timedelta(seconds=1)),
            reference=message.reference,
        )
        answer = await self._session.request(pdus.SUBMIT, body)
        if answer.status in _NO_ROOM:
            raise CarrierAway(f"smpp_{answer.status:02x}")
        if answer.status != pdus.OK:
            raise CarrierRefused(f"smpp_{answer.status:02x}")
        try:
            return pdus.message_id(answer.body)
        except Garbled:
            raise MaybeSent("garbled") from None


def _reported(receipt: Receipt) -> Report | None:
    """What a receipt means for a delivery; None while it is still on its way."""
    common = (receipt.destination.removeprefix("+"), receipt.reference)
    if receipt.state == _ARRIVED:
        return Report(Kind.SMS, receipt.message_id, "delivered", None, *common)
    if receipt.state in _LOST:
        error = f"{receipt.state.lower()}_{receipt.error}" if receipt.error else receipt.state.lower()
        return Report(Kind.SMS, receipt.message_id, "failed", error[:60], *common)
    return None
