"""`qiao` on a host whose clock is off by CLOCK_OFF_S seconds."""

import os
from datetime import UTC, datetime, timedelta

from qiao.cli import main
from qiao.foundation.clock import SystemClock

_OFF = timedelta(seconds=float(os.environ["CLOCK_OFF_S"]))


def _now(self: SystemClock) -> datetime:
    _ = self
    return datetime.now(UTC) + _OFF


SystemClock.now = _now
if __name__ == "__main__":
    main()
