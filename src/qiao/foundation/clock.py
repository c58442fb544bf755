"""Time as something handed in, so that every rule about time can be tested without waiting."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, and how much of it has passed."""

    def now(self) -> datetime:
        """The moment in UTC. The host may set it forward or back at any time."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed moment; never goes back. For measuring, not for storing."""
        ...


class SystemClock:
    """The host's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that moves only when it is told to."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start`, which must carry a zone; raises ValueError when it does not."""
        self._now = _in_utc(start)
        self._monotonic_s = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic_s

    def advance(self, by: timedelta) -> datetime:
        """Let time pass on both clocks; raises ValueError when asked to go back."""
        if by < timedelta(0):
            raise ValueError("Time does not pass backwards; set_wall moves the wall clock back")
        self._now += by
        self._monotonic_s += by.total_seconds()
        return self._now

    def set_wall(self, moment: datetime) -> None:
        """Set the wall clock alone, as an operator or a time server would."""
        self._now = _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone")
    return moment.astimezone(UTC)
