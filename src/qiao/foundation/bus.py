"""Waking those who watch a topic. The truth stays in the database: a wake says only "there is a new `seq`".

Within a process a wake also carries the new entry, so that the usual case reads nothing; whoever finds a gap
reads from the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wake:
    """Something new in `topic`. `seq` is empty for what is not stored (typing, marks)."""

    topic: str
    seq: int | None
    entry: object = None


Watcher = Callable[[Wake], None]


class Bus(Protocol):
    """Carries wakes to every watcher of a topic, in this process and, with a broker, in others."""

    def publish(self, wake: Wake) -> None: ...

    def watch(self, topic: str, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` for each wake of `topic`; the returned function ends that."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...


class LocalBus:
    """The bus of a deployment with one process. Watchers must be quick and must not raise."""

    def __init__(self) -> None:
        self._watchers: dict[str, dict[int, Watcher]] = {}
        self._next = 0

    def publish(self, wake: Wake) -> None:
        watchers = self._watchers.get(wake.topic)
        if watchers:
            for watcher in tuple(watchers.values()):
                watcher(wake)

    def watch(self, topic: str, watcher: Watcher) -> Callable[[], None]:
        self._next += 1
        number = self._next
        self._watchers.setdefault(topic, {})[number] = watcher

        def stop() -> None:
            watchers = self._watchers.get(topic)
            if watchers is not None:
                watchers.pop(number, None)
                if not watchers:
                    del self._watchers[topic]

        return stop

    async def start(self) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing to let go."""
