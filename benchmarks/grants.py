"""How fast rights are decided, on one core: `python -m benchmarks.grants [--json]`.

The compiled table asked one question at a time, and the whole decision with holding, matter, shift, quota and step-up.
Beside them Cedar and casbin over the same rows and questions, from an environment of their own:

    python -m venv /somewhere && /somewhere/bin/pip install cedarpy casbin
    python -m benchmarks.grants --peer-python /somewhere/bin/python

Without one of them the figures say that it was absent. Seconds are processor time; each figure is the best of several
runs. Half of the questions are about what the table gives, half about anything.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures, meets, ratio, report
from qiao import access, app
from qiao.access import Asked, GrantBook, Holding, Right, Scope
from qiao.access.grants import cedar

BARS = {"decisions_per_s": 500_000}
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_RUNS = 5

Question = tuple[str, str, str, str]
"""Post, field, purpose, action."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--peer-questions", type=int, default=1_000, help="of these, how many the peers are asked")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter that can import cedarpy, casbin")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    book = app.read_pack(app.shipped_pack()).section(access.GRANTS)
    asked = questions(book, chosen.questions)
    figures = measure(book, asked)
    figures["peers"] = beside_peers(
        book, asked[: chosen.peer_questions], chosen.peer_python, ours=figures["decisions_per_s"]
    )
    report(figures, as_json=chosen.json)


def questions(book: GrantBook, count: int) -> list[Question]:
    chance = random.Random(1)
    given = [(*cell, cedar.action_of(grants[0])) for cell, grants in book.table.cells.items()]
    posts, fields, purposes = list(book.posts), list(book.fields), list(book.purposes)
    anything = [
        (chance.choice(posts), chance.choice(fields), chance.choice(purposes), chance.choice(cedar.ACTIONS))
        for _ in range(count // 2)
    ]
    mixed = [*anything, *chance.choices(given, k=count - len(anything))]
    chance.shuffle(mixed)
    return mixed


def measure(book: GrantBook, asked: Sequence[Question]) -> Figures:
    table, holding = book.table, Holding(Scope.OWN, NOW - timedelta(minutes=5))
    every = frozenset(book.purposes)
    whole = [
        Asked(
            post=post,
            field=field,
            purpose=purpose,
            holding=holding,
            purposes_of_subject=every,
            on_shift=True,
            quota_left=9,
            stepped_up=False,
            now=NOW,
        )
        for post, field, purpose, _ in asked
    ]

    def look_up() -> None:
        decide = table.decide
        for post, field, purpose, _ in asked:
            decide(post, field, purpose)

    def decide_whole() -> None:
        for one in whole:
            access.decide(table, one)

    per_s = round(len(asked) / _best_seconds(look_up))
    return {
        "rows": len(book.rows),
        "cells": len(table.cells),
        "decisions_per_s": per_s,
        "whole_decisions_per_s": round(len(asked) / _best_seconds(decide_whole)),
        "bars": {"decisions_per_s": meets(per_s, BARS["decisions_per_s"], at_most=False)},
    }


def beside_peers(book: GrantBook, asked: Sequence[Question], python: str, *, ours: float) -> Figures:
    """Decisions a second of each peer, how many times ours that is, and on how many questions it differs."""
    began = round((NOW - timedelta(minutes=5)).timestamp())
    given = {
        "cedar": cedar.policies(book),
        "circumstances": {
            "holding": {"scope": "own", "from_at": began},
            "purposes_of_subject": list(book.purposes),
            "on_shift": True,
            "quota_left": 9,
            "stepped_up": True,
            "now": round(NOW.timestamp()),
        },
        "rows": [
            [
                row.post,
                row.field,
                "|".join(sorted(row.purposes)),
                "any" if row.grant.right is Right.NONE else cedar.action_of(row.grant),
                "deny" if row.grant.right is Right.NONE else "allow",
            ]
            for row in book.rows
        ],
        "questions": asked,
        "runs": 2,
    }
    peer = Path(__file__).with_name("grants_peers.py")
    ran = subprocess.run([python, str(peer)], input=json.dumps(given), capture_output=True, text=True, check=False)  # noqa: S603  the reader names the interpreter
    if ran.returncode:
        return {"error": f"{python} cannot run the peers: {ran.stderr.strip().splitlines()[-1:]}"}
    expected = [
        any(cedar.action_of(grant) == action for grant in book.table.offers(post, field, purpose))
        for post, field, purpose, action in asked
    ]
    found: dict[str, dict[str, Any]] = json.loads(ran.stdout.splitlines()[-1])
    return {name: _beside(one, expected, ours) for name, one in found.items()}


def _beside(one: dict[str, Any], expected: Sequence[bool], ours: float) -> Figures:
    if "absent" in one:
        return {"absent": one["absent"]}
    return {
        "decisions_per_s": round(one["per_s"]),
        "ours_times": ratio(ours, one["per_s"]),
        "different_answers": sum(a != b for a, b in zip(one["answers"], expected, strict=True)),
    }


def _best_seconds(work: Callable[[], object]) -> float:
    taken: list[float] = []
    for _ in range(_RUNS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


if __name__ == "__main__":
    main()
