"""Routing against theory, whole days, and how long a decision takes:
`python -m benchmarks.routing theory|day|decisions [--json]`.

`theory` lets the product's own router serve M/M/n+M on a virtual clock and compares the shares with exact Erlang A, in
standard errors taken over independent runs. Beside it Ciw, a maintained library, simulates the same queues from an
environment of its own, so that the theory itself is not ours alone:

    python -m venv /somewhere && /somewhere/bin/pip install ciw
    python -m benchmarks.routing theory --peer-python /somewhere/bin/python

`day` plans the agents of a day, searches for a plan with fewer that keeps the same targets, and lets the product's own
router live through other days with each: calls by half hour of an uncertain day, talk of uneven length, and patience
that ages.

`decisions` keeps 5,000 agents and 2,000 waiting items of all lanes under
the shipped pack's rules, and times every event in processor time, what has fallen due by then included.
"""

import argparse
import json
import statistics
import subprocess
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks.figures import Figures, latencies_ms, meets, report
from benchmarks.routing_day import usual_day, whole_day
from benchmarks.routing_floor import BusyFloor
from qiao import app
from qiao.desk.planning import Targets, erlang_a
from qiao.desk.planning.floor import Tally
from qiao.desk.planning.simulation import Simulation, Traffic
from qiao.desk.routing import ROUTING

POINTS = [(20, 4, 2, 82), (20, 4, 2, 90), (5, 3, 5, 14), (60, 5, 3, 300), (20, 4, 2, 76)]
"""Calls a minute, minutes of service, minutes of patience, agents."""
BARS = {"standard_errors": 3.0, "p99_ms": 20.0}
_WITHIN_S = 20
_WARM_UP = 5_000
_FIGURES = ("abandons", "mean_wait", "waits", "answered_within")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["theory", "day", "decisions"])
    parser.add_argument("--calls", type=int, default=5_000_000, help="simulated calls a point")
    parser.add_argument("--runs", type=int, default=50, help="independent runs they are shared among")
    parser.add_argument("--workers", type=int, default=2, help="processes of the simulation")
    parser.add_argument("--peer-python", help="an interpreter that can import ciw")
    parser.add_argument("--peer-calls", type=int, default=20_000, help="calls of each of twenty runs of the peer")
    parser.add_argument("--peak", type=float, default=300, help="calls in the busiest half hour of a day")
    parser.add_argument("--days", type=int, default=200, help="days that judge, and others that are searched on")
    parser.add_argument("--agents", type=int, default=5_000)
    parser.add_argument("--waiting", type=int, default=2_000)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    if chosen.what == "theory":
        figures = theory(chosen.calls, chosen.runs, workers=chosen.workers, seed=chosen.seed)
        if chosen.peer_python:
            figures["ciw"] = beside_peer(chosen.peer_python, chosen.peer_calls)
    elif chosen.what == "day":
        figures = day(chosen.peak, chosen.days, workers=chosen.workers, seed=chosen.seed)
    else:
        figures = decisions(chosen.agents, chosen.waiting, chosen.events, seed=chosen.seed)
    report(figures, as_json=chosen.json)


def theory(calls: int, runs: int, *, workers: int, seed: int) -> Figures:
    """Each point simulated and computed; `furthest` is the largest distance in standard errors."""
    with ProcessPoolExecutor(workers) as processes:
        points = {
            _name(point): _beside_theory(
                point, list(processes.map(partial(_run, point, calls // runs), range(seed, seed + runs)))
            )
            for point in POINTS
        }
    furthest = max(abs(one["standard_errors"]) for point in points.values() for one in point.values())
    return {
        "calls_a_point": calls // runs * runs,
        "runs_a_point": runs,
        **points,
        "furthest": furthest,
        "bars": {"standard_errors": meets(furthest, BARS["standard_errors"], at_most=True)},
    }


def beside_peer(python: str, calls: int) -> Figures:
    """What the peer finds at each point, in its standard errors from the exact figures."""
    given = {"points": POINTS, "runs": 20, "run": {"calls": calls, "within": _WITHIN_S / 60}}
    peer = Path(__file__).with_name("routing_peer.py")
    ran = subprocess.run([python, str(peer)], input=json.dumps(given), capture_output=True, text=True, check=False)  # noqa: S603  the reader names the interpreter
    if ran.returncode:
        return {"error": f"{python} cannot run the peer: {ran.stderr.strip().splitlines()[-1:]}"}
    found = json.loads(ran.stdout.splitlines()[-1])
    if "absent" in found:
        return found
    return {
        _name(point): {name: _compared([run[name] for run in runs], exact) for name, exact in _exact(point).items()}
        for point, runs in zip(POINTS, found["runs"], strict=True)
    }


def day(peak: float, days: int, *, workers: int, seed: int) -> Figures:
    """The answer rate alone, which is the bar, and with the share answered in 20 seconds beside it."""
    demand = usual_day(peak)
    aims = {"answered": Targets(in_time=0), "answered_and_in_time": Targets()}
    with ProcessPoolExecutor(workers) as processes:
        found = processes.map(partial(whole_day, demand=demand, days=days, seed=seed), aims.values())
        return {"calls_a_day": round(sum(demand.calls)), "days": days, **dict(zip(aims, found, strict=True))}


def decisions(agents: int, waiting: int, events: int, *, seed: int) -> Figures:
    floor = BusyFloor(app.read_pack(app.shipped_pack()).section(ROUTING), agents, waiting, seed=seed)
    taken = floor.run(events)
    every = latencies_ms([one for kind in taken.values() for one in kind])
    return {
        "agents": agents,
        "waiting": floor.waiting,
        "events": sum(len(kind) for kind in taken.values()),
        "ms": every,
        "ms_by_event": {kind: {"events": len(one), **latencies_ms(one)} for kind, one in sorted(taken.items())},
        "restored_in_ms": floor.restoring_ms(),
        "bars": {"p99_ms": meets(every["p99"], BARS["p99_ms"], at_most=True)},
    }


def _run(point: tuple[int, int, int, int], calls: int, seed: int) -> Tally:
    a_minute, service_min, patience_min, servers = point
    traffic = Traffic(60 / a_minute, service_min * 60, patience_min * 60, servers)
    return Simulation(traffic, seed=seed, answer_within_s=_WITHIN_S).run(calls, warm_up=_WARM_UP)


def _name(point: tuple[int, int, int, int]) -> str:
    return f"λ={point[0]}/min AHT={point[1]} min patience={point[2]} min n={point[3]}"


def _beside_theory(point: tuple[int, int, int, int], runs: Sequence[Tally]) -> Figures:
    return {name: _compared([_figure(name, run) for run in runs], exact) for name, exact in _exact(point).items()}


def _exact(point: tuple[int, int, int, int]) -> dict[str, float]:
    a_minute, service_min, patience_min, servers = point
    exact = asdict(
        erlang_a(
            arrivals_per_time=a_minute,
            service_time=service_min,
            patience=patience_min,
            servers=servers,
            answer_within=_WITHIN_S / 60,
        )
    )
    return {name: exact[name] for name in _FIGURES}


def _figure(name: str, run: Tally) -> float:
    """A share of the run's calls, or their mean wait in minutes."""
    of_all = {
        "abandons": run.abandoned,
        "mean_wait": run.wait_s / 60,
        "waits": run.waited,
        "answered_within": run.answered_within,
    }
    return of_all[name] / run.calls


def _compared(values: Sequence[float], exact: float) -> Figures:
    mean, error = statistics.fmean(values), statistics.stdev(values) / len(values) ** 0.5
    return {
        "simulated": round(mean, 6),
        "exact": round(exact, 6),
        "standard_error": round(error, 7),
        "standard_errors": round((mean - exact) / error, 2),
    }


if __name__ == "__main__":
    main()
