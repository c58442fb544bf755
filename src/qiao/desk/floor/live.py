"""What a screen on the floor shows: told anew whenever something changes, at most twice a second."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from qiao.desk.parts import FLOOR_TOPIC, TOPIC
from qiao.foundation.bus import Bus, Wake

_PAUSE_S = 0.5  # In a busy hour hundreds of things change in a second; nobody reads faster than this.

Frame = dict[str, Any]
Later = Callable[[Coroutine[object, object, None]], None]


class LiveView:
    """Each frame is the whole of it, so what is missed or comes twice does no harm."""

    def __init__(
        self,
        bus: Bus,
        read: Callable[[], Awaitable[Frame]],
        send: Callable[[Frame], None],
        later: Later,
        *,
        topics: Sequence[str] = (TOPIC, FLOOR_TOPIC),
        concerns: Callable[[Wake], bool] = lambda _wake: True,
    ) -> None:
        self._read, self._send, self._later, self._concerns = read, send, later, concerns
        self._is_behind = self._is_telling = False
        self._stops = tuple(bus.watch(topic, self._changed) for topic in topics)
        self._changed()

    def stop(self) -> None:
        for stop in self._stops:
            stop()

    def _changed(self, wake: Wake | None = None) -> None:
        if wake is not None and not self._concerns(wake):
            return
        self._is_behind = True
        if not self._is_telling:
            self._is_telling = True
            self._later(self._tell())

    async def _tell(self) -> None:
        try:
            while self._is_behind:  # What changed while it was read may not be in what was read.
                self._is_behind = False
                self._send(await self._read())
                await asyncio.sleep(_PAUSE_S)
        finally:
            self._is_telling = False
