"""Exact Erlang A against the published figures, and against formulations that share nothing with it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.special import gammainc, gammaln

from qiao.desk.planning import Waits, erlang_a
from qiao.desk.planning.erlang import QueueImpossible, erlang_c

POINTS = [(20, 4, 2, 82), (20, 4, 2, 90), (5, 3, 5, 14), (60, 5, 3, 300), (20, 4, 2, 76)]


def _waits(arrivals: float, service: float, patience: float, servers: int, within: float = 1 / 3) -> Waits:
    return erlang_a(
        arrivals_per_time=arrivals, service_time=service, patience=patience, servers=servers, answer_within=within
    )


def test_the_figures_of_a_well_known_point() -> None:
    waits = _waits(20, 4, 2, 82)
    assert waits.abandons == pytest.approx(0.04027, abs=5e-6)
    assert waits.mean_wait == pytest.approx(0.08054, abs=5e-6)
    assert waits.answered_within == pytest.approx(0.8815, abs=5e-5)


@pytest.mark.parametrize("point", POINTS)
def test_the_closed_form_by_the_incomplete_gamma_function_agrees(point: tuple[float, float, float, int]) -> None:
    waits, abandons = _closed_form(*point)
    found = _waits(*point)
    assert found.waits == pytest.approx(waits, rel=1e-9)
    assert found.abandons == pytest.approx(abandons, rel=1e-8)


@pytest.mark.parametrize("point", POINTS[:3])
def test_following_one_customer_through_the_queue_agrees(point: tuple[float, float, float, int]) -> None:
    assert _waits(*point).answered_within == pytest.approx(_answered_by_following(*point, within=1 / 3), abs=1e-8)


@pytest.mark.parametrize("point", POINTS[:3])
def test_the_mean_wait_is_the_area_under_the_waits_that_go_on(point: tuple[float, float, float, int]) -> None:
    arrivals, service, patience, servers = point
    chances = _stationary(arrivals, service, patience, servers, 400)[servers:]

    def goes_on(time: float) -> float:
        return _waits_longer(chances, service, patience, servers, time)

    area, _ = quad(goes_on, 0, 20 * point[2], limit=200)
    assert _waits(*point).mean_wait == pytest.approx(area, rel=1e-5)


@given(
    arrivals=st.floats(0.01, 1_000),
    service=st.floats(0.1, 30),
    patience=st.floats(0.1, 60),
    servers=st.integers(1, 3_000),
    within=st.floats(0, 10),
)
def test_shares_are_shares_at_any_size(
    arrivals: float, service: float, patience: float, servers: int, within: float
) -> None:
    found = _waits(arrivals, service, patience, servers, within)
    # Whoever is served took her share of the servers' time.
    assert found.occupancy * servers == pytest.approx(arrivals * service * (1 - found.abandons), rel=1e-6, abs=1e-9)
    assert -1e-12 <= found.abandons <= found.waits + 1e-12
    assert 1 - found.waits - 1e-9 <= found.answered_within <= 1 - found.abandons + 1e-9 or within < patience * 40
    assert found.mean_wait == pytest.approx(found.abandons * patience, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    "wrong", [{"servers": 0}, {"patience": 0.0}, {"service_time": -1.0}, {"arrivals_per_time": 0.0}]
)
def test_what_is_no_queue_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(QueueImpossible):
        erlang_a(
            **{  # pyright: ignore[reportArgumentType]  the point of the test is what is wrong
                "arrivals_per_time": 1.0,
                "service_time": 1.0,
                "patience": 1.0,
                "servers": 1,
                "answer_within": 1.0,
                **wrong,
            }
        )


@pytest.mark.parametrize(("arrivals", "service", "servers"), [(20, 4, 90), (5, 3, 17), (0.2, 4, 2)])
def test_with_patience_without_end_it_is_erlang_c(arrivals: float, service: float, servers: int) -> None:
    in_time = erlang_c(arrivals_per_time=arrivals, service_time=service, servers=servers, answer_within=1 / 3)
    assert _waits(arrivals, service, 1e7, servers).answered_within == pytest.approx(in_time, abs=1e-5)


def test_a_queue_that_only_grows_answers_nobody_in_time() -> None:
    assert erlang_c(arrivals_per_time=20, service_time=4, servers=80, answer_within=1) == 0


def _closed_form(arrivals: float, service: float, patience: float, servers: int) -> tuple[float, float]:
    """The share that waits and the share that gives up, by Palm's function A(x, y) = x e^y γ(x, y) / y^x."""
    load, x, y = arrivals * service, servers * patience / service, arrivals * patience
    a = math.exp(math.log(x) + y + gammaln(x) + math.log(gammainc(x, y)) - x * math.log(y))
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    waits = a * blocked / (1 + (a - 1) * blocked)
    rho = load / servers
    return waits, (1 / (rho * a) + 1 - 1 / rho) * waits


def _answered_by_following(arrivals: float, service: float, patience: float, servers: int, *, within: float) -> float:
    """By the transient of the chain of how many are before her, she herself absorbed when served or gone."""
    depth = 250
    before, mu, theta = _stationary(arrivals, service, patience, servers, depth), 1 / service, 1 / patience
    moves = np.zeros((depth + 2, depth + 2))
    for ahead in range(depth):
        moves[ahead, ahead - 1 if ahead else depth] = servers * mu + ahead * theta
        moves[ahead, depth + 1] = theta
        moves[ahead, ahead] = -moves[ahead].sum()
    start = np.concatenate([before[servers : servers + depth], [0.0, 0.0]])
    return float(before[:servers].sum() + (start @ expm(moves * within))[depth])


def _waits_longer(chances: np.ndarray, service: float, patience: float, servers: int, time: float) -> float:
    """The share whose wait, served or not, is longer than `time`: e^(-θt) P(her turn comes later than t), where
    `chances` are those of how many wait before her.
    """
    theta, a = 1 / patience, servers * patience / service
    x = math.exp(-theta * time)
    # P(D > t) for the sum D of j + 1 exponentials is P(Beta(a, j + 1) < x), built up term by term.
    later, term, longer = x**a, x**a, 0.0
    for ahead, chance in enumerate(chances):
        longer += chance * later
        term *= (a + ahead) / (ahead + 1) * (1 - x)
        later += term
    return longer * x


def _stationary(arrivals: float, service: float, patience: float, servers: int, depth: int) -> np.ndarray:
    """By solving the balance of all states together, not one after the other."""
    size = servers + depth
    states = np.arange(1, size)
    down = np.minimum(states, servers) / service + np.maximum(states - servers, 0) / patience
    rates = np.diag(np.full(size - 1, float(arrivals)), 1) + np.diag(down, -1)
    rates -= np.diag(rates.sum(axis=1))
    rates[:, 0] = 1.0
    right = np.zeros(size)
    right[0] = 1.0
    return np.linalg.solve(rates.T, right)
