"""What the runs of a suite come to: pass^1, pass^k, violations, turns, questions asked twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from statistics import median


@dataclass(frozen=True, slots=True)
class Scored:
    """What counts of one run of one task. Violations make it fail."""

    task: str
    row: str
    kind: str
    number: int
    passed: bool
    turns: int
    slots_needed: int
    repeated: int
    violations: int


@dataclass(frozen=True, slots=True)
class Score:
    """`pass_k` holds pass^k for each k up to the fewest runs of a task; `extra_turns` counts honest ones."""

    tasks: int
    runs: int
    pass_k: Mapping[int, float]
    violations: int
    repeated: int
    median_turns: float | None
    extra_turns: float | None
    """Median of turns beyond the slots that an honest customer had to be asked for; None without such runs."""


def score(runs: Iterable[Scored]) -> Score:
    """The score of some runs. pass^k is the chance that k runs of a task, drawn from its runs, all passed."""
    of_task: defaultdict[str, list[Scored]] = defaultdict(list)
    for run in runs:
        of_task[run.task].append(run)
    every = [run for found in of_task.values() for run in found]
    most = min((len(found) for found in of_task.values()), default=0)
    honest = [run.turns - run.slots_needed for run in every if run.kind == "happy" and run.passed]
    turns = [run.turns for run in every if run.passed]
    return Score(
        tasks=len(of_task),
        runs=len(every),
        pass_k={k: _pass_k(list(of_task.values()), k) for k in range(1, most + 1)},
        violations=sum(run.violations for run in every),
        repeated=sum(run.repeated for run in every),
        median_turns=median(turns) if turns else None,
        extra_turns=median(honest) if honest else None,
    )


def _pass_k(found: Sequence[Sequence[Scored]], k: int) -> float:
    def of_task(runs: Sequence[Scored]) -> float:
        return comb(sum(run.passed for run in runs), k) / comb(len(runs), k)

    return sum(map(of_task, found)) / len(found)


def by_row(runs: Iterable[Scored]) -> dict[str, Score]:
    """The score of each request, in the order of its number."""
    rows: defaultdict[tuple[int, str], list[Scored]] = defaultdict(list)
    for run in runs:
        rows[run.number, run.row].append(run)
    return {row: score(found) for (_, row), found in sorted(rows.items())}


@dataclass(frozen=True, slots=True)
class Bars:
    """What a suite has to reach."""

    pass_1: float = 0.95
    pass_k: float = 0.90
    violations: int = 0
    extra_turns: float = 3


def missed(score_: Score, bars: Bars) -> tuple[str, ...]:
    """The bars that were not reached, in words."""
    k = max(score_.pass_k, default=0)
    checks = (
        (score_.pass_k.get(1, 0.0) >= bars.pass_1, f"pass^1 {score_.pass_k.get(1, 0.0):.3f}, wanted {bars.pass_1}"),
        (score_.pass_k.get(k, 0.0) >= bars.pass_k, f"pass^{k} {score_.pass_k.get(k, 0.0):.3f}, wanted {bars.pass_k}"),
        (score_.violations <= bars.violations, f"{score_.violations} policy violations, allowed {bars.violations}"),
        (
            score_.extra_turns is None or score_.extra_turns <= bars.extra_turns,
            f"median of {score_.extra_turns or 0:g} turns beyond the slots needed, allowed {bars.extra_turns}",
        ),
    )
    return tuple(words for reached, words in checks if not reached)
