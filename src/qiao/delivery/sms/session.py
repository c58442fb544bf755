"""One bound connection to a carrier's centre: kept, watched, and made again when it is lost."""

import asyncio
import contextlib
import random
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

from qiao.delivery.ports import CarrierAway, MaybeSent
from qiao.delivery.sms import pdus
from qiao.delivery.sms.pdus import Garbled, Pdu, Receipt

log = structlog.get_logger(__name__)

TakesReceipt = Callable[[Receipt], Awaitable[None]]
_LAST_SEQUENCE = 0x7FFFFFFF
_LONGEST_REST_S = 30.0
_MOST_RECEIPTS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class SmppAddress:
    """Where the centre listens and how fast it may be spoken to. `trust` makes the connection TLS."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    trust: ssl.SSLContext | None = None
    per_second: int = 20
    window: int = 10
    deadline_s: float = 10.0
    enquire_s: float = 30.0


class SmppSession:
    """Requests out, receipts in. `start` once, `stop` once."""

    def __init__(self, address: SmppAddress) -> None:
        self._address = address
        self._writer: asyncio.StreamWriter | None = None
        self._bound = asyncio.Event()
        self._open: dict[int, asyncio.Future[Pdu]] = {}
        self._window = asyncio.Semaphore(address.window)
        self._pace = asyncio.Lock()
        self._next_at_s = 0.0
        self._sequence = 0
        self._receipts: set[asyncio.Task[None]] = set()
        self._keeping: asyncio.Task[None] | None = None

    async def start(self, takes: TakesReceipt) -> None:
        self._keeping = asyncio.create_task(self._keep(takes))

    async def stop(self) -> None:
        if self._bound.is_set():
            with contextlib.suppress(CarrierAway, MaybeSent):
                await self._exchange(pdus.UNBIND, b"", within_s=1.0)
        if self._keeping is not None:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
        if self._receipts:
            await asyncio.wait(self._receipts, timeout=5)

    async def request(self, command: int, body: bytes) -> Pdu:
        """The centre's answer, whatever its status.

        Raises CarrierAway when nothing was sent, MaybeSent when it was and no answer came.
        """
        try:
            async with asyncio.timeout(self._address.deadline_s):
                await self._bound.wait()
                await self._window.acquire()
        except TimeoutError:
            raise CarrierAway("not_connected") from None
        try:
            await self._keep_pace()
            return await self._exchange(command, body, within_s=self._address.deadline_s)
        finally:
            self._window.release()

    async def _keep_pace(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._pace:
            await asyncio.sleep(max(0.0, self._next_at_s - loop.time()))
            self._next_at_s = loop.time() + 1 / self._address.per_second

    async def _exchange(self, command: int, body: bytes, *, within_s: float) -> Pdu:
        if self._writer is None:
            raise CarrierAway("not_connected")
        self._sequence = self._sequence % _LAST_SEQUENCE + 1
        sequence = self._sequence
        answer = self._open[sequence] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(Pdu(command, sequence, body).encode())
            async with asyncio.timeout(within_s):
                return await answer
        except (TimeoutError, ConnectionError):
            raise MaybeSent("no_answer") from None
        finally:
            self._open.pop(sequence, None)

    async def _keep(self, takes: TakesReceipt) -> None:
        """Stay connected until cancelled."""
        rest_s = 0.2
        while True:
            try:
                async with asyncio.timeout(self._address.deadline_s):
                    reader, writer = await asyncio.open_connection(
                        self._address.host, self._address.port, ssl=self._address.trust
                    )
            except (OSError, TimeoutError) as trouble:
                log.warning("the SMS centre is not reached", trouble=type(trouble).__name__)
            else:
                if await self._live(reader, writer, takes):
                    rest_s = 0.2
            await asyncio.sleep(rest_s * random.uniform(0.5, 1.0))  # noqa: S311
            rest_s = min(rest_s * 2, _LONGEST_REST_S)

    async def _live(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, takes: TakesReceipt) -> bool:
        """One connection from its binding to its end. Says whether it was bound at all."""
        self._writer = writer
        listening = asyncio.create_task(self._listen(reader, writer, takes))
        watching: asyncio.Task[None] | None = None
        was_bound = False
        try:
            bind = pdus.bind_body(self._address.system_id, self._address.password)
            answer = await self._exchange(pdus.BIND_TRANSCEIVER, bind, within_s=self._address.deadline_s)
            if answer.status != pdus.OK:
                log.error("the SMS centre does not let us in", status=answer.status)
                return False
            was_bound = True
            self._bound.set()
            watching = asyncio.create_task(self._watch())
            await asyncio.wait([listening, watching], return_when=asyncio.FIRST_COMPLETED)
            log.warning("the SMS centre's connection ended")
        except (CarrierAway, MaybeSent, Garbled):
            log.warning("the SMS centre does not answer")
        finally:
            self._bound.clear()
            self._writer = None
            for task in (listening, watching):
                if task is not None:
                    task.cancel()
            await asyncio.gather(*(task for task in (listening, watching) if task is not None), return_exceptions=True)
            writer.close()
        return was_bound

    async def _watch(self) -> None:
        """Ask now and then whether the other side is there; ends when it is not."""
        with contextlib.suppress(CarrierAway, MaybeSent):
            while True:
                await asyncio.sleep(self._address.enquire_s)
                await self._exchange(pdus.ENQUIRE_LINK, b"", within_s=self._address.deadline_s)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, takes: TakesReceipt) -> None:
        """Give answers to who waits for them, and answer what is asked; ends with the connection."""
        try:
            while True:
                unit = await pdus.read(reader)
                if unit.command & pdus.ANSWER:
                    waiting = self._open.get(unit.sequence)
                    if waiting is not None and not waiting.done():
                        waiting.set_result(unit)
                elif unit.command == pdus.DELIVER:
                    await self._hear(unit, writer, takes)
                elif unit.command in {pdus.ENQUIRE_LINK, pdus.UNBIND}:
                    writer.write(Pdu(unit.command | pdus.ANSWER, unit.sequence).encode())
                    if unit.command == pdus.UNBIND:
                        return
                else:
                    nack = Pdu(pdus.GENERIC_NACK, unit.sequence, status=pdus.INVALID_COMMAND)
                    writer.write(nack.encode())
        except (asyncio.IncompleteReadError, ConnectionError, Garbled):
            return
        finally:
            # Before those who wait hear of it: what they send next must wait for the next connection.
            self._bound.clear()
            self._writer = None
            for one in self._open.values():
                if not one.done():
                    one.set_exception(ConnectionResetError())

    async def _hear(self, unit: Pdu, writer: asyncio.StreamWriter, takes: TakesReceipt) -> None:
        """Keep a receipt and say so, beside what else comes; of too many the next waits."""
        while len(self._receipts) >= _MOST_RECEIPTS_AT_ONCE:
            await asyncio.wait(self._receipts, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(_take(unit, writer, takes))
        self._receipts.add(task)
        task.add_done_callback(self._receipts.discard)


async def _take(unit: Pdu, writer: asyncio.StreamWriter, takes: TakesReceipt) -> None:
    """Acknowledged only when it is kept: the centre brings it again otherwise."""
    status = pdus.OK
    try:
        receipt = pdus.receipt(unit.body)
        if receipt is None:
            # No channel takes messages from customers by SMS yet; who sends one is told so by her carrier.
            log.warning("a short message came in, and nobody takes it")
            status = pdus.REJECTED
        else:
            await takes(receipt)
    except Garbled:
        status = pdus.REJECTED
    except Exception:
        # A database that is away for a moment must not lose a receipt, nor the connection.
        log.warning("a receipt could not be kept", exc_info=True)
        status = pdus.TRY_AGAIN
    if not writer.is_closing():
        writer.write(Pdu(pdus.DELIVER | pdus.ANSWER, unit.sequence, b"\x00", status).encode())
