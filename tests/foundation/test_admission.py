"""Admission: what is shed first, what never, and limits that hold for every key."""

import math
from itertools import combinations_with_replacement, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.foundation.admission import (
    NEVER_SHED,
    Admission,
    AdmissionQueue,
    Load,
    RateLimit,
    WorkClass,
    WorkShed,
)

GATE = Admission(full_depth=1000, full_lag_s=10.0)
loads = st.builds(Load, queue_depth=st.integers(0, 10**6), lag_s=st.floats(0, 1e6))


@given(loads)
def test_work_is_shed_from_the_end_and_some_never(load: Load) -> None:
    admitted = [GATE.admits(work, load) for work in WorkClass]

    assert all(earlier or not later for earlier, later in pairwise(admitted))
    assert all(GATE.admits(work, load) for work in NEVER_SHED)


@given(loads, loads, st.sampled_from(WorkClass))
def test_more_load_never_lets_more_in(one: Load, other: Load, work: WorkClass) -> None:
    both = Load(max(one.queue_depth, other.queue_depth), max(one.lag_s, other.lag_s))

    if GATE.admits(work, both):
        assert GATE.admits(work, one)


@pytest.mark.parametrize(
    ("load", "first_shed"),
    [
        (Load(499, 4.9), None),
        (Load(500, 0), WorkClass.MARKETING),
        (Load(0, 7.0), WorkClass.STATISTICS),
        (Load(900, 1.0), WorkClass.STAFF),
        (Load(1000, 0), WorkClass.CUSTOMER_MESSAGE),
        (Load(10**9, 1e9), WorkClass.CUSTOMER_MESSAGE),
    ],
)
def test_classes_are_shed_one_after_another(load: Load, first_shed: WorkClass | None) -> None:
    shed = [work for work in WorkClass if not GATE.admits(work, load)]

    assert (shed[0] if shed else None) == first_shed


def test_shed_work_says_which_class_has_to_wait() -> None:
    GATE.require(WorkClass.COMPLAINT, Load(10**9, 0))
    with pytest.raises(WorkShed) as refusal:
        GATE.require(WorkClass.MARKETING, Load(600, 0))

    assert refusal.value.params == {"work": "marketing"}


def test_a_full_queue_gives_up_the_newest_of_the_least_important() -> None:
    queue: AdmissionQueue[str] = AdmissionQueue(2)
    assert queue.offer(WorkClass.MARKETING, "old advert") is None
    assert queue.offer(WorkClass.MARKETING, "new advert") is None

    assert queue.offer(WorkClass.STAFF, "report") == "new advert"
    assert queue.offer(WorkClass.STATISTICS, "count") == "old advert"
    assert queue.offer(WorkClass.MARKETING, "third advert") == "third advert"
    assert [queue.take(), queue.take(), queue.take()] == ["report", "count", None]


@given(st.lists(st.tuples(st.sampled_from(WorkClass), st.booleans()), max_size=60), st.integers(1, 8))
def test_the_queue_is_bounded_ordered_and_loses_nothing_unsaid(steps: list[tuple[WorkClass, bool]], bound: int) -> None:
    queue: AdmissionQueue[tuple[WorkClass, int]] = AdmissionQueue(bound)
    waiting: set[tuple[WorkClass, int]] = set()
    for number, (work, takes) in enumerate(steps):
        waiting.add((work, number))
        shed = queue.offer(work, (work, number))
        waiting.discard(shed or (work, -1))
        assert shed is None or shed[0] not in NEVER_SHED
        if takes:
            order = list(WorkClass)
            first = min(waiting, key=lambda entry: (order.index(entry[0]), entry[1]), default=None)
            assert queue.take() == first
            waiting -= {first} if first else set()
        assert len(queue) == len(waiting)
        assert len(queue) <= bound or all(kept in NEVER_SHED for kept, _ in waiting)


def test_a_queue_holds_something() -> None:
    with pytest.raises(ValueError, match="0 entries"):
        AdmissionQueue[str](0)


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    limit = RateLimit(rate_per_s=2, burst=3)

    assert [limit.wait_s("a", now_s=10.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.wait_s("b", now_s=10.0) == 0
    assert limit.wait_s("a", now_s=10.5) == 0
    assert limit.wait_s("a", now_s=10.5) == 0.5
    assert limit.wait_s("a", now_s=1000.0, cost=3) == 0
    assert math.isinf(limit.wait_s("a", now_s=2000.0, cost=3.5))


def test_a_refused_request_costs_nothing() -> None:
    limit = RateLimit(rate_per_s=1, burst=2)
    limit.wait_s("a", now_s=0.0, cost=1)

    assert [limit.wait_s("a", now_s=0.0, cost=2) for _ in range(3)] == [1, 1, 1]
    assert limit.wait_s("a", now_s=1.0, cost=2) == 0


def test_invented_keys_do_not_push_a_spent_one_out() -> None:
    limit = RateLimit(rate_per_s=1, burst=1, max_keys=2)
    assert limit.wait_s("spent", now_s=0.0) == 0
    for index in range(50):
        limit.wait_s(f"invented {index}", now_s=0.0)

    assert len(limit) == 2
    assert limit.wait_s("spent", now_s=0.5) == 0.5


def test_a_bucket_that_filled_up_makes_room() -> None:
    limit = RateLimit(rate_per_s=1, burst=1, max_keys=1)
    limit.wait_s("a", now_s=0.0)

    assert limit.wait_s("b", now_s=1.0) == 0
    assert limit.wait_s("b", now_s=1.0) == 1
    assert len(limit) == 1


@pytest.mark.parametrize("limits", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-1, 1, 1)])
def test_a_limit_that_limits_nothing_is_refused(limits: tuple[float, float, int]) -> None:
    rate_per_s, burst, max_keys = limits
    with pytest.raises(ValueError, match="positive"):
        RateLimit(rate_per_s=rate_per_s, burst=burst, max_keys=max_keys)


@given(
    requests=st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 8)), max_size=100),
    burst=st.integers(1, 5),
    rate_per_s=st.integers(1, 3),
    max_keys=st.integers(1, 8),
)
def test_no_key_ever_gets_more_than_its_burst_and_rate(
    requests: list[tuple[str, int]], burst: int, rate_per_s: int, max_keys: int
) -> None:
    limit = RateLimit(rate_per_s=rate_per_s, burst=burst, max_keys=max_keys)
    now_s = 0.0
    granted: dict[str, list[float]] = {}
    for key, quarters in requests:
        now_s += quarters / 4
        if limit.wait_s(key, now_s=now_s) == 0:
            granted.setdefault(key, []).append(now_s)
        assert len(limit) <= max_keys

    buckets = 1 if max_keys >= len(granted) else 2  # its own, and the one that unknown keys share
    for moments in granted.values():
        for first, last in combinations_with_replacement(range(len(moments)), 2):
            seconds = moments[last] - moments[first]
            assert last - first + 1 <= buckets * (burst + rate_per_s * seconds)


def test_a_clock_that_steps_back_grants_nothing() -> None:
    limit = RateLimit(rate_per_s=1, burst=1)
    limit.wait_s("a", now_s=10.0)

    assert limit.wait_s("a", now_s=5.0) == 1
    assert limit.wait_s("a", now_s=10.0) == 1
