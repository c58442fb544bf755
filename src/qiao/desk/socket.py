"""An agent's socket: the work list and the conversations she watches, live."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

import structlog
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect

from qiao import access, conversations
from qiao.access import Look, StaffSession
from qiao.conversations import Entry, MarkBook
from qiao.desk import in_hands, looks, onlookers, queries, vanishing
from qiao.desk.api import desk_wire
from qiao.desk.floor import SHOWN as ON_FLOOR
from qiao.desk.floor import LiveView, Recorded, ToldOf, require_counter, require_leader, seen_by, wall
from qiao.desk.items import item_wires
from qiao.desk.model import ItemState
from qiao.desk.onlookers import Onlooker
from qiao.desk.open_desks import OpenDesks
from qiao.desk.parts import ALERT_TOPIC, TOPIC, Desk, dealings_topic, mentions_topic, onlookers_topic, presence_topic
from qiao.foundation import telemetry
from qiao.foundation.bus import Wake
from qiao.foundation.errors import Invalid, QiaoError
from qiao.foundation.http import Parts
from qiao.foundation.ids import new_id
from qiao.foundation.sockets import Outgoing

log = structlog.get_logger(__name__)

SHOWN = (*in_hands.LISTED, *looks.TALK, *ON_FLOOR)
"""Fields of a customer that this socket shows to whoever has her in hand, and to the leader of whoever has."""
_MOST_WATCHED = 50
_LONGEST_FRAME = 16 * 1024


class FrameUnreadable(Invalid):
    """The frame is not what the protocol describes; see docs/reference/protocol.md."""


class WatchingTooMany(Invalid):
    """One desk watches at most fifty conversations at a time."""


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Hello(_Frame):
    type: Literal["hello"]
    protocol: Literal[1]


class _Watch(_Frame):
    type: Literal["watch"]
    conversation: UUID
    after: int = Field(default=0, ge=0, le=2**31 - 1)


class _Unwatch(_Frame):
    type: Literal["unwatch"]
    conversation: UUID


class _Typing(_Frame):
    type: Literal["typing"]
    conversation: UUID
    on: bool
    saying: Literal["reply", "note"] = "reply"


class _Mark(_Frame):
    type: Literal["mark"]
    conversation: UUID
    delivered: int = Field(default=0, ge=0)
    read: int = Field(default=0, ge=0)


class _Floor(_Frame):
    """The floor of her teams, what she is told of there, or the figures of the wallboard, again and again while on."""

    type: Literal["floor", "alerts", "wall"]
    on: bool


class _Beat(_Frame):
    type: Literal["beat"]


_frame: TypeAdapter[_Hello | _Watch | _Unwatch | _Typing | _Mark | _Floor | _Beat] = TypeAdapter(
    Annotated[_Hello | _Watch | _Unwatch | _Typing | _Mark | _Floor | _Beat, Field(discriminator="type")]
)


class _Watched:
    """A conversation on an agent's screen, and how far it has been sent there."""

    def __init__(self, desk_socket: "DeskSocket", conversation_id: UUID, look: Look) -> None:
        self._desk_socket = desk_socket
        self._look = look
        self._is_held = False
        self.as_of = desk_socket.next_number()
        """What was found out before this number came about says nothing of it."""
        self._id = conversation_id
        self.screen_id = new_id()
        self.onlookers: tuple[Onlooker, ...] = ()
        self.sent_seq: int | None = None
        self._reading: asyncio.Task[None] | None = None
        self._is_behind = False
        self._early: list[Entry | Wake] = []
        bus = desk_socket.parts.bus
        self._stops = (
            bus.watch(conversations.topic(conversation_id), self._woken),
            bus.watch(dealings_topic(conversation_id), self._woken),
            bus.watch(onlookers_topic(conversation_id), self._told),
        )

    def stop(self) -> None:
        for stop in self._stops:
            stop()

    @property
    def is_led(self) -> bool:
        """Whether she only watches one of her people, who does not see it."""
        held = self._look.in_hand
        return held is not None and held.holding.scope is access.Scope.TEAM

    @property
    def is_beside(self) -> bool:
        """Whether another serves, and a colleague let her look on."""
        held = self._look.in_hand
        return held is not None and held.beside

    @property
    def contact_id(self) -> UUID | None:
        return self._look.about.contact_id

    def hold(self) -> None:
        """Nothing more is told of it until it is known whether she still has it in hand."""
        self.as_of = self._desk_socket.next_number()
        self._is_held = True

    def go_on(self) -> None:
        """She has it in hand."""
        self._is_held = False
        if self._is_behind:
            self._catch_up()

    def started_at(self, seq: int) -> None:
        self.sent_seq = seq
        early, self._early = self._early, []
        for one in early:
            if isinstance(one, Entry):
                self._deliver(one)
            else:
                self._woken(one)
        if self._is_behind:
            self._catch_up()

    def _told(self, wake: Wake) -> None:
        if isinstance(wake.entry, dict) and wake.entry["type"] == "onlookers":
            self._desk_socket.look_again()
        else:
            self._woken(wake)

    def _woken(self, wake: Wake) -> None:
        if self._is_held:
            self._is_behind = self._is_behind or wake.seq is not None
        elif wake.seq is None and self.sent_seq is None:
            self._early.append(wake)
        elif wake.seq is None:
            self._desk_socket.pass_on(self._id, wake.entry)
        elif isinstance(wake.entry, Entry):
            self._deliver(wake.entry)
        else:
            self._catch_up()

    def _deliver(self, entry: Entry) -> None:
        if self.sent_seq is None:
            self._early.append(entry)
        elif entry.seq == self.sent_seq + 1:
            self.sent_seq = entry.seq
            wire = looks.entry_wire(self._desk_socket.desk, self._look, entry)
            self._desk_socket.outgoing.put({"type": "entry", "conversation": str(self._id), "entry": wire})
        elif entry.seq > self.sent_seq:
            self._catch_up()

    def _catch_up(self) -> None:
        self._is_behind = True
        if self._is_held:
            return
        if self.sent_seq is not None and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read_missing())

    async def _read_missing(self) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError):
            while self._is_behind:  # Woken again while reading: what came then may not be among what was read.
                self._is_behind = False
                async with self._desk_socket.parts.database.reading() as session:
                    entries = await conversations.entries(session, self._id, after=self.sent_seq or 0)
                for entry in entries if not self._is_held else ():
                    self._deliver(entry)


class _Served:
    """A contact that somebody has served to its end: of its conversation she is told the rating, and nothing else."""

    def __init__(self, desk_socket: "DeskSocket", conversation_id: UUID, contact_id: UUID) -> None:
        self._desk_socket = desk_socket
        self._id = conversation_id
        self._contact = str(contact_id)
        self.stop = desk_socket.parts.bus.watch(conversations.topic(conversation_id), self._woken)

    def _woken(self, wake: Wake) -> None:
        if isinstance(wake.entry, Entry):
            self._tell(wake.entry)
        elif wake.seq is not None:
            self._desk_socket.later(self._read(wake.seq))

    async def _read(self, seq: int) -> None:
        async with self._desk_socket.parts.database.reading() as session:
            for entry in await conversations.entries(session, self._id, after=seq - 1, before=seq + 1):
                self._tell(entry)

    def _tell(self, entry: Entry) -> None:
        if entry.wire["kind"] == "rating" and entry.wire["contact"] == self._contact:
            self._desk_socket.outgoing.put({"type": "entry", "conversation": str(self._id), "entry": entry.wire})


class DeskSocket:
    """One agent's browser."""

    def __init__(
        self, parts: Parts, desk: Desk, desks: OpenDesks, marks: MarkBook, socket: WebSocket, *, live: StaffSession
    ) -> None:
        self.parts = parts
        self.outgoing = Outgoing(socket)
        self.id = new_id()
        self.desk = desk
        self._marks = marks
        self._socket = socket
        self.live = live
        self._desks = desks
        self._watched: dict[UUID, _Watched] = {}
        self._numbers = itertools.count()
        self._served: dict[UUID, _Served] = {}
        self._doing: set[asyncio.Task[None]] = set()
        self._views: dict[str, LiveView] = {}
        self._stops = (
            parts.bus.watch(TOPIC, self._item_changed),
            parts.bus.watch(presence_topic(live.staff.id), self._presence_changed),
            parts.bus.watch(mentions_topic(live.staff.id), self._told_directly),
            parts.bus.watch(access.session_topic(live.staff.id), lambda _wake: self.look_again()),
            desks.opened(self),
        )

    @property
    def watching(self) -> dict[UUID, int]:
        return {conversation_id: one.as_of for conversation_id, one in self._watched.items()}

    def next_number(self) -> int:
        """A number that nothing on this desk has had."""
        return next(self._numbers)

    async def run(self) -> None:
        """From the greeting to the last frame."""
        try:
            now = self.parts.clock.now()
            # Coming back is a heartbeat too: a lease about to run out must not run out before the first beat.
            async with self.parts.database.transaction() as session:
                await vanishing.hear(session, self.desk, [self.live.staff.id], now=now)
            async with self.parts.database.reading() as session:
                desk = await desk_wire(session, self.desk, self.live.staff, now=now)
            self.outgoing.put({"type": "welcome", "desk": desk})
            while not self.outgoing.closed:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                self._desks.hear(self.id, self.live.staff.id)
                await self._take(message.get("text") or "")
                # Frames that wait here are read without a pause: let the others have their turn.
                await asyncio.sleep(0)
        finally:
            screens = {conversation_id: one.screen_id for conversation_id, one in self._watched.items()}
            self.close()
            # Without the database the lease ends it.
            with contextlib.suppress(SQLAlchemyError, OSError):
                await self._close_screens(screens)

    def close(self) -> None:
        for stop in self._stops:
            stop()
        for watched in (*self._watched.values(), *self._served.values()):
            watched.stop()
        self._watched.clear()
        self._served.clear()
        for view in self._views.values():
            view.stop()
        self._views.clear()
        for task in self._doing:
            task.cancel()
        self.outgoing.closed = True

    def pass_on(self, conversation_id: UUID, frame: object) -> None:
        """Typing and marks of a watched conversation, unless they are her own, and that there is something new."""
        if not isinstance(frame, dict) or str(frame.get("from")) == str(self.live.staff.id) or frame["type"] == "queue":
            return
        shown_frame = {
            name: value for name, value in frame.items() if name not in {"from", "side", "delivered", "read"}
        }
        if frame["type"] == "marks":
            shown_frame["marks"] = {frame["side"]: {"delivered": frame["delivered"], "read": frame["read"]}}
        self.outgoing.put({**shown_frame, "conversation": str(conversation_id)})

    async def _take(self, raw: str) -> None:
        try:
            if len(raw) > _LONGEST_FRAME:
                raise FrameUnreadable
            try:
                frame = _frame.validate_json(raw)
            except (ValidationError, UnicodeEncodeError):
                raise FrameUnreadable from None
            match frame:
                case _Watch():
                    await self._watch(frame.conversation, frame.after)
                case _Unwatch():
                    self._unwatch(frame.conversation)
                case _Typing():
                    self._typing(frame)
                case _Mark():
                    self._mark(frame)
                case _Floor():
                    self._show(frame)
                case _Beat():
                    self.outgoing.put({"type": "beat", "at": self.parts.clock.now().isoformat()})
                case _Hello():
                    pass
        except QiaoError as trouble:
            self.outgoing.put({"type": "error", "error": trouble.code, "params": trouble.params})
        except (SQLAlchemyError, OSError):
            log.warning("a desk frame could not be served", exc_info=True)
            self.outgoing.put({"type": "error", "error": "DatabaseAway", "params": {}})

    async def _watch(self, conversation_id: UUID, after: int) -> None:
        if conversation_id not in self._watched and len(self._watched) >= _MOST_WATCHED:
            raise WatchingTooMany
        self._unwatch(conversation_id)
        _, look = await looks.look_at(self.parts, self.desk, self.live.staff, conversation_id, looks.TALK)
        watched = self._watched[conversation_id] = _Watched(self, conversation_id, look)
        async with self.parts.database.reading() as session:
            state = await conversations.state(session, conversation_id)
            entries = await conversations.entries(session, conversation_id, after=after, before=state.seq + 1)
            marks = await conversations.marks(session, conversation_id)
        last = entries[-1].seq if entries else after
        self.outgoing.put(
            {
                "type": "entries",
                "conversation": str(conversation_id),
                "entries": looks.entry_wires(self.desk, look, entries),
                "marks": marks,
            }
        )
        watched.started_at(last)
        async with self.parts.database.transaction() as session:
            staff_id, now = self.live.staff.id, self.parts.clock.now()
            await onlookers.open_on(session, watched.screen_id, self.id, conversation_id, staff_id, now=now)
        self._tell_onlookers(conversation_id)

    async def _close_screens(self, screens: Mapping[UUID, UUID]) -> None:
        """These conversations are on these screens no longer."""
        if not screens:
            return
        async with self.parts.database.transaction() as session:
            await onlookers.close_on(session, list(screens.values()))
        for conversation_id in screens:
            self._tell_onlookers(conversation_id)

    def _tell_onlookers(self, conversation_id: UUID) -> None:
        wake = Wake(onlookers_topic(conversation_id), None, {"type": "onlookers"})
        self.parts.bus.publish(wake)

    def show_onlookers(self, conversation_id: UUID, people: tuple[Onlooker, ...]) -> None:
        """Tell who else has it open, where that is others than she was told last."""
        watched = self._watched.get(conversation_id)
        if watched is not None and watched.onlookers != people:
            watched.onlookers = people
            wires = [one.wire() for one in people]
            self.outgoing.put({"type": "onlookers", "conversation": str(conversation_id), "people": wires})

    def _show(self, frame: _Floor) -> None:
        before = self._views.pop(frame.type, None)
        if before is not None:
            before.stop()
        if not frame.on:
            return
        bus, put = self.parts.bus, self.outgoing.put
        match frame.type:
            case "floor":
                require_leader(self.live.staff)
                view = LiveView(bus, self._read_floor(Recorded()), put, self.later)
            case "alerts":
                require_leader(self.live.staff)
                told = ToldOf(self.parts, self.desk, self.live.staff)
                topics = (TOPIC, ALERT_TOPIC)
                view = LiveView(bus, told.read, put, self.later, topics=topics, concerns=told.concerns)
            case "wall":
                require_counter(self.live.staff)
                view = LiveView(bus, self._read_wall, put, self.later)
        self._views[frame.type] = view

    def _read_floor(self, recorded: Recorded) -> Callable[[], Awaitable[dict[str, Any]]]:
        async def read() -> dict[str, Any]:
            floor = await seen_by(self.parts, self.desk, self.live.staff, recorded)
            return {"type": "floor", "floor": floor.wire()}

        return read

    async def _read_wall(self) -> dict[str, Any]:
        return {"type": "wall", "wall": await wall(self.parts, self.desk)}

    def let_go(self, conversation_id: UUID, as_of: int) -> None:
        """Show no longer what is no longer in her hands, unless it was watched anew meanwhile."""
        watched = self._watched.get(conversation_id)
        if watched is not None and watched.as_of == as_of:
            if not watched.is_beside:
                self._await_rating(conversation_id, watched.contact_id)
            self._unwatch(conversation_id)
            self.outgoing.put({"type": "unwatched", "conversation": str(conversation_id)})

    def keep(self, conversation_id: UUID, as_of: int) -> None:
        """Go on with what she still has, unless it was held back anew meanwhile."""
        watched = self._watched.get(conversation_id)
        if watched is not None and watched.as_of == as_of:
            watched.go_on()

    def sign_out(self) -> None:
        """The session is over."""
        self.outgoing.close("SignedOut")

    def look_again(self) -> None:
        """Something changed: see at once what this desk may still show, and who else looks at it."""
        self.later(self._desks.check([self]))

    def _unwatch(self, conversation_id: UUID) -> None:
        watched = self._watched.pop(conversation_id, None)
        if watched:
            watched.stop()
            self.later(self._close_screens({conversation_id: watched.screen_id}))

    def _await_rating(self, conversation_id: UUID, contact_id: UUID | None) -> None:
        if contact_id is None:
            return
        earlier = self._served.pop(conversation_id, None)
        if earlier is None and len(self._served) >= _MOST_WATCHED:
            earlier = self._served.pop(next(iter(self._served)))
        if earlier is not None:
            earlier.stop()
        self._served[conversation_id] = _Served(self, conversation_id, contact_id)

    def _typing(self, frame: _Typing) -> None:
        watched = self._watched.get(frame.conversation)
        is_note = frame.saying == "note"
        if watched is None or (is_note and watched.is_led):
            return
        wake = {
            "type": "typing",
            "by": "agent",
            "name": self.live.staff.name,
            "on": frame.on,
            "from": self.live.staff.id,
        }
        if is_note:
            # What is for colleagues alone takes a way on which no customer listens.
            wake["saying"] = "note"
        topic = onlookers_topic if is_note else conversations.topic
        self.parts.bus.publish(Wake(topic(frame.conversation), None, wake))

    def _mark(self, frame: _Mark) -> None:
        watched = self._watched.get(frame.conversation)
        if watched is not None:
            seen = watched.sent_seq or 0
            self._marks.mark(
                frame.conversation, "staff", delivered=min(frame.delivered, seen), read=min(frame.read, seen)
            )

    def _item_changed(self, wake: Wake) -> None:
        """Everybody who serves sees that an item changed; what is in it only who has it in hand, read for her alone."""
        if not isinstance(wake.entry, dict) or not self.desk.views.serves(self.live.staff.post):
            return
        is_hers = wake.entry["holder"] == str(self.live.staff.id) and wake.entry["state"] == ItemState.ASSIGNED
        watched = self._watched.get(UUID(wake.entry["conversation"]))
        if watched is not None and not is_hers:
            watched.hold()
            self.look_again()
        if is_hers:
            self.later(self._show_item(UUID(wake.entry["id"])))
        else:
            self.outgoing.put({"type": "item", "item": wake.entry})

    async def _show_item(self, item_id: UUID) -> None:
        now = self.parts.clock.now()
        async with self.parts.database.reading() as session:
            item = await queries.item(session, item_id)
            if item is not None:
                wires = await item_wires(session, self.desk, [item], self.live.staff, now=now)
                self.outgoing.put({"type": "item", "item": wires[0]})

    def later(self, work: Coroutine[object, object, None]) -> None:
        """Do what needs the database beside the socket. Without the database the regular check does it."""

        async def quietly() -> None:
            with contextlib.suppress(SQLAlchemyError, OSError):
                await work

        task = asyncio.create_task(quietly())
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    def _told_directly(self, wake: Wake) -> None:
        if isinstance(wake.entry, dict):
            self.outgoing.put(wake.entry)

    def _presence_changed(self, wake: Wake) -> None:
        if isinstance(wake.entry, dict):
            self.outgoing.put({"type": "presence", "presence": wake.entry})


async def serve(
    parts: Parts, desk: Desk, desks: OpenDesks, marks: MarkBook, socket: WebSocket, *, live: StaffSession | None
) -> None:
    """One connection of a signed-in agent; `live` is None when the cookie is not worth anything."""
    if not parts.allows_origin(socket.headers.get("origin"), socket.headers.get("host")):
        await socket.close(code=1008)
        return
    await socket.accept()
    if live is None:
        with contextlib.suppress(Exception):  # Whoever has gone already needs no answer.
            await socket.send_json({"type": "bye", "error": "NotSignedIn"})
            await socket.close(code=1008)
        return
    telemetry.sockets.labels("staff").inc()
    try:
        await DeskSocket(parts, desk, desks, marks, socket, live=live).run()
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        telemetry.sockets.labels("staff").dec()
