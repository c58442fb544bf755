"""What a suite came to: a table, a JSON file, the transcript of every failure."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

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


def print_seams(console: Console, runs: Sequence[Run]) -> None:
    """What the hand-overs in the middle of these runs came to."""
    seams = [(run, run.seam) for run in runs if run.seam is not None]
    if not seams:
        console.print("nobody was handed over")
        return
    answered_s, told_s = sorted(one.answered_s for _, one in seams), sorted(one.told_s for _, one in seams)
    lines = {
        "hand-overs in mid-request": len(seams),
        "of these carried on by the agent": sum(one.way == "carried_on" for _, one in seams),
        "answers known by then": sum(len(one.known) for _, one in seams),
        "of these lost": sum(len(one.lost) for _, one in seams),
        "questions repeated": sum(one.repeated for _, one in seams),
        "customer told what was passed on": _share(one.told_what_came_along for _, one in seams),
        "first line goes on with the request": _share(one.opens_with_request for _, one in seams),
        "ended as it should": _share(run.passed for run, _ in seams),
        "from her wish to the first word, s (median, longest)": f"{median(answered_s):.2f}, {answered_s[-1]:.2f}",
        "from taking over to the line that says so, s": f"{median(told_s):.2f}, {told_s[-1]:.2f}",
    }
    for name, value in lines.items():
        console.print(f"{name:54} {value}")
    for run, one in seams:
        if one.lost or one.repeated or not one.told_what_came_along or not one.opens_with_request:
            console.print(
                f"{run.task.id}.{run.trial} at {one.at}, {one.way}: lost {', '.join(one.lost) or 'nothing'}, "
                f"repeated {one.repeated}, told {one.told_what_came_along}, opened {one.opens_with_request}"
            )


def _share(found: Iterable[bool]) -> str:
    every = list(found)
    return f"{sum(every)} of {len(every)}"


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
                "seam": asdict(run.seam) if run.seam is not None else None,
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
