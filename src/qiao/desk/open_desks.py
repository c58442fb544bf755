"""Every desk that is open in this process: whose browser was heard of, and what each may still show."""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from qiao import access, conversations
from qiao.access import StaffSession
from qiao.desk import onlookers, participants
from qiao.desk.onlookers import Onlooker
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database

log = structlog.get_logger(__name__)

_CHECKED_EVERY_S = 3.0
_AT_ONCE = 50


class OpenDesk(Protocol):
    """A desk on somebody's screen."""

    @property
    def id(self) -> UUID:
        """Its own, for as long as it is open."""
        ...

    @property
    def live(self) -> StaffSession:
        """Who sits before it."""
        ...

    @property
    def watching(self) -> Mapping[UUID, int]:
        """The conversations on it, each with a number that changes when it is watched anew or held back."""
        ...

    def keep(self, conversation_id: UUID, as_of: int) -> None:
        """It may be shown on, unless its number has changed since."""

    def let_go(self, conversation_id: UUID, as_of: int) -> None:
        """Show this conversation no longer, unless its number has changed since."""

    def show_onlookers(self, conversation_id: UUID, people: tuple[Onlooker, ...]) -> None:
        """These others have it open as well."""

    def sign_out(self) -> None:
        """The session is over: say so and close."""


class OpenDesks:
    """Checks all desks together every few seconds, since one question for many costs hardly more than for one.

    What ends elsewhere reaches a desk at once by the bus; this finds what the bus lost.
    """

    def __init__(self, database: Database, views: access.Views, clock: Clock) -> None:
        self._database = database
        self._views = views
        self._clock = clock
        self._open: set[OpenDesk] = set()
        self._heard: dict[UUID, UUID] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def everybody(self) -> tuple[OpenDesk, ...]:
        """All that are open here."""
        return tuple(self._open)

    def opened(self, desk: OpenDesk) -> Callable[[], None]:
        """This one is open from now on. Returns how it is closed."""
        self._open.add(desk)
        return lambda: self._open.discard(desk)

    def hear(self, desk_id: UUID, staff_id: UUID) -> None:
        """Something came from this browser of hers."""
        self._heard[desk_id] = staff_id

    def heard(self) -> Mapping[UUID, UUID]:
        """Which browsers were heard of since this was asked last, and whose each is."""
        heard, self._heard = self._heard, {}
        return heard

    async def check(self, desks: Collection[OpenDesk]) -> None:
        """Close the desks whose session is over, and let the others go of what is in nobody's hands there any more."""
        now = self._clock.now()
        async with self._database.reading() as session:
            signed_in = await access.still_signed_in(session, {desk.live.digest for desk in desks}, now=now)
            watching = {desk: desk.watching for desk in desks}
            watched = {one for held in watching.values() for one in held}
            whose = await conversations.customers_in(session, watched) if watched else {}
            hands = await self._views.hands(session, frozenset(whose.values()), now=now) if whose else {}
            looking = await onlookers.who_looks(session, watched, now=now) if watched else {}
            joined = await participants.speaking(session, watched) if watched else {}
            lost: list[tuple[OpenDesk, UUID, int]] = []
            for desk, held in watching.items():
                staff = desk.live.staff
                others = {
                    one: whose.get(one) for one in held if one not in whose or staff.id not in hands.get(whose[one], ())
                }
                customers = {one for one in others.values() if one is not None}
                by_team = await self._views.still_in_hand(session, staff, customers, now=now) if customers else ()
                lost += [(desk, one, held[one]) for one, customer in others.items() if customer not in by_team]
        for desk in desks:
            if desk.live.digest not in signed_in:
                desk.sign_out()
        for desk, conversation_id, as_of in lost:
            desk.let_go(conversation_id, as_of)
        for desk, held in watching.items():
            for conversation_id, as_of in held.items():
                holders = hands.get(whose[conversation_id], ()) if conversation_id in whose else ()
                seen = {*holders, *joined.get(conversation_id, ())}
                people = onlookers.shown_to(desk.live.staff.id, looking.get(conversation_id, ()), seen)
                desk.show_onlookers(conversation_id, people)
                # What was let go of is watched no longer, and keeping it does nothing.
                desk.keep(conversation_id, as_of)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_CHECKED_EVERY_S)
            everybody = self.everybody
            for first in range(0, len(everybody), _AT_ONCE):
                try:
                    await self.check(everybody[first : first + _AT_ONCE])
                except (SQLAlchemyError, OSError):
                    log.warning("open desks could not be checked", exc_info=True)
