"""The same queues simulated by Ciw, a maintained library for queueing networks: run by `benchmarks.routing`, in an
interpreter that has it. Points in, the shares of each run out, as JSON.
"""

# pyright: basic, reportMissingImports=false

import json
import sys

_WARM_UP = 2_000
_COOL_DOWN = 500
"""Calls at both ends of a run that are not counted: those of an empty floor, and those that may not have ended."""


def main() -> None:
    given = json.load(sys.stdin)
    try:
        import ciw  # noqa: F401, PLC0415  (the peer may be absent)
    except ImportError as absent:
        print(json.dumps({"absent": str(absent)}))
        return
    run, seeds = given["run"], range(given["runs"])
    runs = [[_run(*point, **run, seed=seed) for seed in seeds] for point in given["points"]]
    print(json.dumps({"runs": runs}))


def _run(
    a_minute: float,
    service: float,
    patience: float,
    servers: int,
    *,
    calls: int,
    within: float,
    seed: int,
) -> dict[str, float]:
    import ciw  # noqa: PLC0415  (the peer may be absent)

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(a_minute)],
        service_distributions=[ciw.dists.Exponential(1 / service)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / patience)],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network)
    until = (_WARM_UP + calls + _COOL_DOWN) / a_minute
    simulation.simulate_until_max_time(until)
    begins, ends = _WARM_UP / a_minute, until - _COOL_DOWN / a_minute
    records = [one for one in simulation.get_all_records() if begins < one.arrival_date < ends]
    answered = [one.waiting_time for one in records if one.record_type == "service"]
    return {
        "abandons": 1 - len(answered) / len(records),
        "mean_wait": sum(one.waiting_time for one in records) / len(records),
        "waits": sum(one.waiting_time > 0 for one in records) / len(records),
        "answered_within": sum(wait <= within for wait in answered) / len(records),
    }


if __name__ == "__main__":
    main()
