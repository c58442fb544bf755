"""What is let in when there is more than can be done: work is shed by class, from the end (design.md §5.8).

Complaints, emergencies and the way to a person are never shed, so a queue may grow past its bound by those
alone. Everything here is pure: depths, lags and the monotonic time are handed in.
"""

from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from qiao.foundation.errors import TooMany

T = TypeVar("T")


class WorkClass(StrEnum):
    """Kinds of work, the first kept longest."""

    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    WAY_TO_A_PERSON = "way_to_a_person"
    CUSTOMER_MESSAGE = "customer_message"
    STAFF = "staff"
    STATISTICS = "statistics"
    MARKETING = "marketing"


NEVER_SHED = frozenset({WorkClass.COMPLAINT, WorkClass.EMERGENCY, WorkClass.WAY_TO_A_PERSON})

SHED_FROM: Mapping[WorkClass, float] = MappingProxyType(
    {
        WorkClass.MARKETING: 0.5,
        WorkClass.STATISTICS: 0.7,
        WorkClass.STAFF: 0.9,
        WorkClass.CUSTOMER_MESSAGE: 1.0,
    }
)
"""The share of the capacity in use from which each class is shed."""


class WorkShed(TooMany):
    """There is more to do than can be done at this moment; please try again a little later."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits now: entries in the queue, and the age of the oldest in seconds."""

    queue_depth: int
    lag_s: float


@dataclass(frozen=True, slots=True)
class Admission:
    """Lets work in while there is room for its class.

    `full_depth` entries or a lag of `full_lag_s` seconds, whichever is nearer, count as full capacity.
    """

    full_depth: int
    full_lag_s: float

    def pressure(self, load: Load) -> float:
        """The share of the capacity in use; more than 1 when overfull."""
        return max(load.queue_depth / self.full_depth, load.lag_s / self.full_lag_s)

    def admits(self, work: WorkClass, load: Load) -> bool:
        return work in NEVER_SHED or self.pressure(load) < SHED_FROM[work]

    def require(self, work: WorkClass, load: Load) -> None:
        """Raise WorkShed, naming the class, when the work has to wait outside."""
        if not self.admits(work, load):
            raise WorkShed(work=work.value)


class AdmissionQueue(Generic[T]):
    """A bounded queue that gives out the most important class first, each class in order of arrival.

    When it is full, the newest entry of the least important class makes room; an entry that is itself the
    least important is turned away. Only the classes that are never shed may fill it beyond `bound`.
    """

    def __init__(self, bound: int) -> None:
        """Hold at most `bound` entries that may be shed; raises ValueError for fewer than one."""
        if bound < 1:
            raise ValueError(f"A queue of {bound} entries holds nothing")
        self._bound = bound
        self._waiting: dict[WorkClass, deque[T]] = {work: deque() for work in WorkClass}

    def __len__(self) -> int:
        return sum(len(entries) for entries in self._waiting.values())

    def offer(self, work: WorkClass, entry: T) -> T | None:
        """Put the entry in its place; returns the entry that was shed for it (perhaps itself), or None."""
        self._waiting[work].append(entry)
        if len(self) <= self._bound:
            return None
        last = next((shed for shed in reversed(WorkClass) if self._waiting[shed] and shed not in NEVER_SHED), None)
        return None if last is None else self._waiting[last].pop()

    def take(self) -> T | None:
        """The entry to do next, or None when nothing waits."""
        entries = next((entries for entries in self._waiting.values() if entries), None)
        return None if entries is None else entries.popleft()


@dataclass(slots=True)
class _Bucket:
    tokens: float
    seen_s: float


class RateLimit:
    """A token bucket for each key: `burst` at once, `rate_per_s` over time, in bounded memory.

    At most `max_keys` buckets are kept. Only a bucket that has filled up again is forgotten, so nobody gains
    by filling the memory with invented keys; while there is no room, unknown keys share one bucket.
    """

    def __init__(self, *, rate_per_s: float, burst: float, max_keys: int = 100_000) -> None:
        """Set the limits; raises ValueError unless all are positive."""
        if rate_per_s <= 0 or burst <= 0 or max_keys < 1:
            raise ValueError("A rate limit needs a positive rate, burst and number of keys")
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._max_keys = max_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._shared = _Bucket(tokens=burst, seen_s=0.0)

    def __len__(self) -> int:
        return len(self._buckets)

    def wait_s(self, key: str, *, now_s: float, cost: float = 1.0) -> float:
        """Take `cost` tokens and return 0.0, or take nothing and return the seconds until there are enough.

        `now_s` is monotonic. A cost above the burst can never be paid and answers infinity.
        """
        if cost > self._burst:
            return float("inf")
        bucket = self._bucket_of(key, now_s)
        self._refill(bucket, now_s)
        if bucket.tokens >= cost:
            bucket.tokens -= cost
            return 0.0
        return (cost - bucket.tokens) / self._rate_per_s

    def _bucket_of(self, key: str, now_s: float) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is not None:
            self._buckets.move_to_end(key)
            return bucket
        if len(self._buckets) >= self._max_keys and not self._forget_the_oldest(now_s):
            return self._shared
        self._buckets[key] = bucket = _Bucket(tokens=self._burst, seen_s=now_s)
        return bucket

    def _forget_the_oldest(self, now_s: float) -> bool:
        key, bucket = next(iter(self._buckets.items()))
        self._refill(bucket, now_s)
        if bucket.tokens < self._burst:
            return False
        del self._buckets[key]
        return True

    def _refill(self, bucket: _Bucket, now_s: float) -> None:
        elapsed_s = max(0.0, now_s - bucket.seen_s)
        bucket.tokens = min(self._burst, bucket.tokens + elapsed_s * self._rate_per_s)
        bucket.seen_s = max(bucket.seen_s, now_s)
