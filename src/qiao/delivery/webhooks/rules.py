"""When a webhook is tried again, and when no more: pure decisions."""

from datetime import timedelta

PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (30, 120, 600, 1_800, 3_600, 2 * 3_600, 4 * 3_600, 8 * 3_600, 12 * 3_600)
)
"""Between one try and the next: ten tries. Also with every jitter at its shortest they reach over 24 hours."""
JITTER = 0.1
_LONGEST_REST = timedelta(seconds=15)
_MOST_DOUBLINGS = 4


def next_pause(attempts: int, jitter: float) -> timedelta | None:
    """How long to wait after so many tries that failed; None when it was the last. `jitter` is from -1 to 1."""
    if attempts > len(PAUSES):
        return None
    return PAUSES[attempts - 1] * (1 + JITTER * max(-1.0, min(1.0, jitter)))


def rest_after(failures: int) -> timedelta:
    """How long a target that failed so often in a row is left alone, whatever else waits for it."""
    return min(_LONGEST_REST, timedelta(seconds=1) * 2 ** min(failures - 1, _MOST_DOUBLINGS))


def is_taken(status: int) -> bool:
    """Whether the target has taken it. A redirect has not: it is not followed."""
    return 200 <= status < 300  # noqa: PLR2004  (the class of HTTP's good answers)
