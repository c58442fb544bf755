"""The desk's own routing on a virtual clock agrees with theory; the whole of it is `python -m benchmarks.routing`."""

import pytest
from benchmarks.routing import theory

from qiao.desk.planning.simulation import Simulation, Traffic


@pytest.mark.slow
def test_routing_as_a_queue_with_impatient_customers_agrees_with_erlang_a() -> None:
    figures = theory(60_000, 12, workers=1, seed=7)
    # Twenty figures, of which the furthest of a right simulation is within four standard errors nearly always.
    assert figures["furthest"] < 4.5


def test_everybody_is_accounted_for_and_the_same_seed_is_the_same_day() -> None:
    def day() -> object:
        return Simulation(Traffic(3.0, 240.0, 120.0, 70), seed=3, answer_within_s=20).run(5_000, warm_up=100)

    tally = Simulation(Traffic(3.0, 240.0, 120.0, 70), seed=3, answer_within_s=20).run(5_000, warm_up=100)
    assert day() == tally
    assert tally.calls == 5_000
    assert 0 < tally.abandoned < tally.waited
    assert tally.answered_within <= tally.calls - tally.abandoned


@pytest.mark.parametrize("servers", [1, 300])
def test_with_people_enough_nobody_waits_and_with_one_most_give_up(servers: int) -> None:
    tally = Simulation(Traffic(3.0, 240.0, 30.0, servers), seed=1, answer_within_s=20).run(2_000)
    share = tally.abandoned / tally.calls
    assert share == 0 if servers == 300 else share > 0.9
