"""What the pack teaches, learnt once for all tests."""

import contextlib
import fcntl
from collections.abc import Generator
from pathlib import Path

KEPT = Path(__file__).parent.parent / ".cache" / "tests"


@contextlib.contextmanager
def kept() -> Generator[Path]:
    """The data folder that holds it between runs, because learning takes half a minute.

    One process has it at a time: the one learns, and the others find it there.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield KEPT
