"""Queues with any patience, exactly: against Erlang A, and against the desk's own routing where patience ages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.desk.planning import Day, Patience, erlang_a, live_through, shares
from qiao.desk.planning.erlang import QueueImpossible
from qiao.desk.planning.patience import impatient

POINTS = [(20, 4, 2, 82), (20, 4, 2, 90), (5, 3, 5, 14), (60, 5, 3, 300), (20, 4, 2, 76), (100, 4, 2, 30)]


def _found(
    rate_s: float, agents: int, service_s: float, patience: Patience, within_s: float = 20
) -> tuple[float, float]:
    found = impatient(
        np.array([rate_s]), np.array([agents]), service_s=service_s, patience=patience, answer_within_s=within_s
    )
    return float(found.abandons[0]), float(found.late[0])


@pytest.mark.parametrize("point", POINTS)
def test_with_exponential_patience_it_is_erlang_a(point: tuple[int, int, int, int]) -> None:
    a_minute, service_min, patience_min, agents = point
    exact = erlang_a(
        arrivals_per_time=a_minute,
        service_time=service_min,
        patience=patience_min,
        servers=agents,
        answer_within=1 / 3,
    )
    abandons, late = _found(a_minute / 60, agents, service_min * 60, Patience(patience_min * 60))
    assert abandons == pytest.approx(exact.abandons, abs=1e-10)
    assert late == pytest.approx(1 - exact.answered_within, abs=1e-10)


@pytest.mark.parametrize("shape", [0.7, 1.3, 3.0])
def test_where_patience_ages_the_routing_finds_the_same(shape: float) -> None:
    chance, patience, slots = np.random.default_rng(11), Patience(120, shape), 24
    runs: list[tuple[float, float]] = []
    for _ in range(12):
        calls = int(chance.poisson(slots * 180))
        arrives_s = np.sort(chance.random(calls) * slots * 1800)
        day = Day(arrives_s, chance.exponential(240, calls), patience.lasts_in(1 - chance.random(calls)))
        answered, in_time = shares(live_through(day, [24] * slots, answer_within_s=20)[1:])
        runs.append((1 - answered, 1 - in_time))
    errors = np.std(runs, axis=0, ddof=1) / len(runs) ** 0.5
    distances = (np.mean(runs, axis=0) - _found(0.1, 24, 240, patience)) / errors
    assert np.abs(distances).max() < 4.5


@given(
    rate=st.floats(0.001, 5),
    service=st.floats(20, 1_000),
    patience=st.builds(Patience, st.floats(10, 2_000), st.floats(0.5, 4)),
    agents=st.integers(1, 1_500),
    within=st.floats(0, 300),
)
def test_one_more_agent_never_loses_more(
    rate: float, service: float, patience: Patience, agents: int, within: float
) -> None:
    found = impatient(
        np.array([rate]),
        np.array([agents, agents + 1]),
        service_s=service,
        patience=patience,
        answer_within_s=within,
    )
    for lost in (found.abandons, found.late):
        assert 0 <= lost[1] <= lost[0] + 1e-6
        assert lost[0] <= 1
    # Nobody serves more than all the time she has.
    assert rate * service * (1 - found.abandons[0]) <= agents * (1 + 1e-6)


@pytest.mark.parametrize(
    ("rate", "agents", "service", "patience"), [(0.0, 1, 1.0, 1.0), (1.0, 0, 1.0, 1.0), (1.0, 1, 0.0, 1.0)]
)
def test_what_is_no_queue_is_refused(rate: float, agents: int, service: float, patience: float) -> None:
    with pytest.raises(QueueImpossible):
        _found(rate, agents, service, Patience(patience))
