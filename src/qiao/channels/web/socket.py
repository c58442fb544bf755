"""One customer's socket: a snapshot or the missed entries first, then live, in order, without gaps or doubles."""

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial
from typing import Any, assert_never
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.websockets import WebSocket, WebSocketDisconnect

from qiao import conversations, customers
from qiao.channels.web.doorway import Left, Visitor
from qiao.channels.web.frames import (
    Frame,
    FrameUnreadable,
    Hello,
    History,
    Mark,
    Ping,
    Rate,
    Send,
    Typing,
    client_id_of,
    parse_frame,
)
from qiao.channels.web.hub import Hub
from qiao.channels.web.ports import QueuePlace
from qiao.conversations import ChannelSession, Entry, Inbound, Level, OwnerKind, Viewer, shown
from qiao.conversations.content import Choice
from qiao.foundation import telemetry
from qiao.foundation.admission import WorkClass
from qiao.foundation.bus import Wake
from qiao.foundation.errors import QiaoError, TooMany, Unavailable
from qiao.foundation.sockets import Outgoing

log = structlog.get_logger(__name__)

_FIRST_ENTRIES = 50
_HELLO_WITHIN_S = 15
_GREETED_WITHIN_S = 10.0
"""Less than our own page waits for an answer before it takes the line for dead."""
_MOST_RESUMED = 500
_KEEPS_ORDER_FOR_S = 2.0


class NotStored(Unavailable):
    """The message could not be stored just now; send it again with the same client id."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """A message that could not be taken for the moment: those sent behind it must not overtake it."""

    client_id: str
    trouble: TooMany | Unavailable
    at_s: float


class CustomerSocket:
    """The conversation of one socket with the house."""

    def __init__(self, hub: Hub, queue_place: QueuePlace, socket: WebSocket, session: ChannelSession) -> None:
        self.hub = hub
        self.session = session
        self.outgoing = Outgoing(socket)
        self.heard_at = hub.parts.clock.monotonic()
        self._queue_place = queue_place
        self._socket = socket
        self._viewer = Viewer(is_staff=False, level=session.level)
        self._sent_seq: int | None = None
        self._early: list[Entry | dict[str, Any]] = []
        self._catching_up: asyncio.Task[None] | None = None
        self._is_behind = False
        self._refused: _Refused | None = None
        self._stop_watching = hub.parts.bus.watch(conversations.topic(session.conversation_id), self._woken)

    async def greet(self, hello: Hello) -> None:
        """Send the snapshot, or everything after the last entry the client holds."""
        async with self.hub.parts.database.reading() as session:
            state = await conversations.state(session, self.session.conversation_id)
            resume = hello.resume
            missed = state.seq - resume.seq if resume and resume.conversation == str(state.id) else None
            if resume is not None and missed is not None and 0 <= missed <= _MOST_RESUMED:
                kind, has_more = "resumed", False
                entries = await conversations.entries(session, state.id, after=resume.seq, before=state.seq + 1)
            else:
                kind = "welcome"
                entries, has_more = await conversations.last_entries(
                    session, state.id, before=state.seq + 1, limit=_FIRST_ENTRIES
                )
            marks = await conversations.marks(session, state.id)
            queue = None
            if state.owner.kind is not OwnerKind.AGENT:
                queue = await self._queue_place(session, state.id, now=self.hub.parts.clock.now())
            name = await self._name(session)
        frame: dict[str, Any] = {
            "type": kind,
            "session": {"id": str(self.session.id), "level": self.session.level, "name": name},
            "conversation": {**state.wire(), "queue": queue},
            "entries": [shown(entry, self._viewer) for entry in entries],
            "marks": marks,
        }
        if kind == "welcome":
            frame["has_more"] = has_more
        self.outgoing.put(frame)
        self._sent_seq = state.seq
        early, self._early = self._early, []
        for one in early:
            if isinstance(one, Entry):
                self._deliver(one)
            else:
                self.outgoing.put(one)
        if self._is_behind:
            self._catch_up()

    async def _name(self, session: AsyncSession) -> str | None:
        """The masked name of somebody whom the lender's app has named; a visitor has none."""
        if self.session.level == Level.A0:
            return None
        return (await customers.find(session, self.session.customer_id)).name

    async def listen(self, first: str | None = None) -> None:
        """Take frames until the customer leaves, the `first` of them received already."""
        while not self.outgoing.closed:
            raw = first if first is not None else await _receive_text(self._socket)
            first = None
            if raw is None:
                return
            self.heard_at = self.hub.parts.clock.monotonic()
            client_id: str | None = None
            try:
                frame = parse_frame(raw)
                client_id = getattr(frame, "client_id", None)
                await self._take(frame)
            except FrameUnreadable as trouble:
                self._refuse(trouble, client_id or client_id_of(raw))
            except QiaoError as trouble:
                self._refuse(trouble, client_id)
            except (SQLAlchemyError, OSError):
                log.warning("a frame could not be served", session_id=str(self.session.id), exc_info=True)
                self._refuse(NotStored(), client_id)
            # Frames that wait here are read without a pause: let the others, and our own answers, have their turn.
            await asyncio.sleep(0)

    def close(self) -> None:
        self._stop_watching()
        self.outgoing.closed = True

    def moved(self, conversation_id: UUID) -> None:
        self._put_after_greeting({"type": "moved", "conversation": str(conversation_id)})

    async def _take(self, frame: Frame) -> None:
        match frame:
            case Send():
                await self._send(frame)
            case Mark():
                self._mark(frame)
            case Typing():
                wake = Wake(
                    conversations.topic(self.session.conversation_id),
                    None,
                    {
                        "type": "typing",
                        "by": "customer",
                        "name": None,
                        "on": frame.on,
                        "from": self.session.id,
                    },
                )
                self.hub.parts.bus.publish(wake)
            case Rate():
                await self._rate(frame)
            case History():
                await self._history(frame)
            case Ping():
                self.outgoing.put({"type": "pong"})
            case Hello():
                await self._start_again(frame)
            case _:
                assert_never(frame)

    async def _start_again(self, hello: Hello) -> None:
        """After signing in the session speaks at another level, perhaps in another conversation."""
        current = await _session_of(self.hub, hello)
        if current.id != self.session.id:
            raise FrameUnreadable(fields=["token"])
        self._stop_watching()
        self.session, self._viewer = current, Viewer(is_staff=False, level=current.level)
        self._sent_seq, self._early = None, []
        self._stop_watching = self.hub.parts.bus.watch(conversations.topic(current.conversation_id), self._woken)
        await self.greet(hello)

    async def _send(self, frame: Send) -> None:
        chosen = frame.content.button if isinstance(frame.content, Choice) else None
        now_s = self.hub.parts.clock.monotonic()
        work = self.hub.gate.work_of(self.session.id, chosen, now_s=now_s)
        try:
            if work is WorkClass.CUSTOMER_MESSAGE:
                self._keep_order(frame, now_s=now_s)
            self.hub.gate.admit(self.session.id, work, self.hub.load, now_s=now_s)
            await self._accept(frame)
        except (TooMany, Unavailable) as trouble:
            self._refused = self._refused or _Refused(frame.client_id, trouble, now_s)
            raise
        except (SQLAlchemyError, OSError):
            self._refused = self._refused or _Refused(frame.client_id, NotStored(), now_s)
            raise

    def _keep_order(self, frame: Send, *, now_s: float) -> None:
        """Refuse what was sent behind a message just refused, until that one comes again or is given up."""
        refused = self._refused
        if refused is None or frame.client_id == refused.client_id or now_s - refused.at_s > _KEEPS_ORDER_FOR_S:
            self._refused = None
            return
        raise refused.trouble

    async def _accept(self, frame: Send) -> None:
        parts = self.hub.parts
        inbound = Inbound(
            session=self.session,
            external_id=f"{self.session.id.hex}:{frame.client_id}",
            content=frame.content,
            client_id=frame.client_id,
            received_at=parts.clock.now(),
        )
        with telemetry.span("receive", channel="web"):
            said = await self._stored(inbound)
        self.outgoing.put(
            {
                "type": "ack",
                "client_id": frame.client_id,
                "message": str(said.id),
                "seq": said.seq,
                "at": said.at.isoformat(),
            }
        )

    async def _stored(self, inbound: Inbound) -> conversations.Said:
        parts = self.hub.parts
        async with parts.database.transaction() as session:
            return await conversations.receive(
                session,
                parts.ring,
                inbound,
                max_text=parts.settings.max_text,
                idle_after=parts.settings.contact_idle,
            )

    def _mark(self, frame: Mark) -> None:
        seen = self._sent_seq or 0
        self.hub.marks.mark(
            self.session.conversation_id,
            "customer",
            delivered=min(frame.delivered, seen),
            read=min(frame.read, seen),
        )

    async def _rate(self, frame: Rate) -> None:
        try:
            contact_id = UUID(frame.contact)
        except ValueError:
            raise FrameUnreadable(fields=["contact"]) from None
        async with self.hub.parts.database.transaction() as session:
            await conversations.rate_contact(
                session,
                self.session.conversation_id,
                contact_id,
                score=frame.score,
                reasons=frame.reasons,
                comment=frame.comment,
                actor=f"customer:{self.session.customer_id}",
                now=self.hub.parts.clock.now(),
            )
        self.outgoing.put({"type": "ack", "client_id": frame.client_id, "message": None, "seq": None, "at": None})

    async def _history(self, frame: History) -> None:
        async with self.hub.parts.database.reading() as session:
            entries, has_more = await conversations.last_entries(
                session, self.session.conversation_id, before=frame.before, limit=frame.limit
            )
        wires = [shown(entry, self._viewer) for entry in entries]
        self.outgoing.put({"type": "history", "entries": wires, "has_more": has_more})

    def _refuse(self, trouble: QiaoError, client_id: str | None) -> None:
        self.outgoing.put({"type": "error", "error": trouble.code, "params": trouble.params, "client_id": client_id})

    def _woken(self, wake: Wake) -> None:
        if wake.seq is None:
            self._pass_on(wake.entry)
        elif isinstance(wake.entry, Entry):
            self._deliver(wake.entry)
        else:
            self._catch_up()

    def _pass_on(self, frame: object) -> None:
        """Typing and marks: not stored, shown while they last."""
        if not isinstance(frame, dict) or frame.get("from") == self.session.id:
            return
        if frame["type"] == "marks":
            marks = {frame["side"]: {"delivered": frame["delivered"], "read": frame["read"]}}
            self._put_after_greeting({"type": "marks", "marks": marks})
        else:
            self._put_after_greeting({name: value for name, value in frame.items() if name != "from"})

    def _put_after_greeting(self, frame: dict[str, Any]) -> None:
        if self._sent_seq is None:
            self._early.append(frame)
        else:
            self.outgoing.put(frame)

    def _deliver(self, entry: Entry) -> None:
        if self._sent_seq is None:
            self._early.append(entry)
        elif entry.seq == self._sent_seq + 1:
            self._sent_seq = entry.seq
            self.outgoing.put({"type": "entry", "entry": shown(entry, self._viewer)})
        elif entry.seq > self._sent_seq:
            self._catch_up()

    def _catch_up(self) -> None:
        """Entries are missing here (another process wrote them): read them."""
        self._is_behind = True
        if self._sent_seq is not None and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = asyncio.create_task(self._read_missing())

    async def _read_missing(self) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError):
            while self._is_behind:  # Woken again while reading: what came then may not be among what was read.
                self._is_behind = False
                async with self.hub.parts.database.reading() as session:
                    entries = await conversations.entries(
                        session, self.session.conversation_id, after=self._sent_seq or 0
                    )
                for entry in entries:
                    self._deliver(entry)


async def serve(hub: Hub, queue_place: QueuePlace, socket: WebSocket) -> None:
    """One connection from its first frame to its last."""
    origin, host = socket.headers.get("origin"), socket.headers.get("host")
    if not hub.parts.allows_origin(origin, host):
        await socket.close(code=1008)
        return
    await socket.accept()
    customer: CustomerSocket | None = None
    try:
        async with asyncio.timeout(_HELLO_WITHIN_S):
            raw = await _receive_text(socket)
            if raw is None:
                return
            hello = parse_frame(raw)
            if not isinstance(hello, Hello) or hello.protocol != 1:
                raise FrameUnreadable(fields=["protocol"])
        visitor = Visitor(_receive_text(socket), waits_s=_GREETED_WITHIN_S)
        try:
            async with hub.doorway.turn(visitor):
                current = await hub.doorway.as_soon_as_it_can(visitor, partial(_session_of, hub, hello))
                customer = CustomerSocket(hub, queue_place, socket, current)
                hub.enter(customer)
                await hub.doorway.as_soon_as_it_can(visitor, partial(customer.greet, hello))
        except TimeoutError:
            raise NotStored from None
        finally:
            first = await visitor.first_frame()
        del raw, hello, visitor  # A socket lives for hours, and most are silent.
        await customer.listen(first)
    except Left:
        pass
    except QiaoError as trouble:
        await _refuse_and_close(socket, trouble)
    except TimeoutError:  # Nobody said who she is. It is an OSError too, and no trouble of ours to log.
        with contextlib.suppress(Exception):
            await socket.close(code=1008)
    except (SQLAlchemyError, OSError):
        log.warning("a socket could not be served", exc_info=True)
        await _refuse_and_close(socket, NotStored())
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        if customer is not None:
            customer.close()
            hub.leave(customer)


async def _session_of(hub: Hub, hello: Hello) -> ChannelSession:
    async with hub.parts.database.reading() as session:
        return await conversations.session_by_digest(session, hub.parts.ring.token_digest(hello.token))


async def _refuse_and_close(socket: WebSocket, trouble: QiaoError) -> None:
    with contextlib.suppress(Exception):  # Whoever has gone already needs no answer.
        await socket.send_json({"type": "error", "error": trouble.code, "params": trouble.params, "client_id": None})
        await socket.close(code=1008 if trouble.status < 500 else 1013)  # noqa: PLR2004  (HTTP's server errors)


async def _receive_text(socket: WebSocket) -> str | None:
    """The next text frame; None when the other side is gone. Bytes are nobody's language here."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    text = message.get("text")
    return text if text is not None else ""
