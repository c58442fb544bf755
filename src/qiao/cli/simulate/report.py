"""What a suite came to: a table, a JSON file, the transcript of every failure."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from qiao.cli.simulate.playing import Run
from qiao.cli.simulate.scoring import Score, by_row, score
from qiao.cli.simulate.suite import scored


def print_table(console: Console, runs: Sequence[Run]) -> None:
    """A row for each request and one for all; then the tasks that failed, and why."""
    total = score(map(scored, runs))
    k = max(total.pass_k, default=1)
    table = Table(box=None, pad_edge=False)
    columns = (
        "Request",
        "Tasks",
        "pass^1",
        *((f"pass^{k}",) if k > 1 else ()),
        "Violations",
        "Turns",
        "Extra",
        "Twice",
    )
    for place, title in enumerate(columns):
        table.add_column(title, justify="left" if place == 0 else "right", no_wrap=True)
    for row, found in {**by_row(map(scored, runs)), "all": total}.items():
        table.add_row(
            row,
            str(found.tasks),
            _part(found.pass_k.get(1)),
            *((_part(found.pass_k.get(k)),) if k > 1 else ()),
            str(found.violations),
            _plain(found.median_turns),
            _plain(found.extra_turns),
            str(found.repeated),
        )
    console.print(table)
    failed: defaultdict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if not run.passed:
            failed[run.task.id].append(run)
    for task, found in failed.items():
        console.print(f"{task}  failed {len(found)} of {sum(run.task.id == task for run in runs)}: {_why(found[0])}")


def _why(run: Run) -> str:
    return "; ".join((*run.failures, *(f"VIOLATION {one.rule}: {one.what}" for one in run.violations)))


def _part(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def write_json(file: Path, runs: Sequence[Run]) -> None:
    """Scores and every run, for comparing two versions. Customers are named by the lender's number alone."""
    every = list(map(scored, runs))
    content = {
        "all": _score(score(every)),
        "rows": {row: _score(one) for row, one in by_row(every).items()},
        "runs": [
            {
                "task": run.task.id,
                "kind": run.task.kind,
                "persona": run.task.persona,
                "trial": run.trial,
                "customer": run.customer_id,
                "passed": run.passed,
                "end": run.end,
                "failures": run.failures,
                "violations": [{"rule": one.rule, "what": one.what} for one in run.violations],
                "turns": run.turns,
                "slots_needed": run.task.slots_needed,
                "repeated": run.repeated,
                "took_s": round(run.took_s, 2),
            }
            for run in runs
        ],
    }
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _score(one: Score) -> dict[str, object]:
    return {
        "tasks": one.tasks,
        "runs": one.runs,
        "pass": {str(k): round(value, 4) for k, value in one.pass_k.items()},
        "violations": one.violations,
        "repeated": one.repeated,
        "median_turns": one.median_turns,
        "extra_turns": one.extra_turns,
    }


def write_transcripts(folder: Path, runs: Iterable[Run]) -> int:
    """A file for each of the runs; returns how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = list(runs)
    for run in written:
        told = [f"{run.task.id}, trial {run.trial}, {run.task.persona}, customer {run.customer_id}", *run.lines]
        told += [f"# {one}" for one in run.failures]
        told += [f"# VIOLATION {one.rule}: {one.what}" for one in run.violations]
        (folder / f"{run.task.id}.{run.trial}.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
    return len(written)
