"""The shipped tasks hold together and can be played; a folder from outside is read, or its faults are named."""

import ast
import random
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import qiao.cli.simulate
from qiao.cli.simulate.casting import cast, parts_for, props_of
from qiao.cli.simulate.props import placeholders
from qiao.cli.simulate.tasks import HERE, Kind, TasksInvalid, read_tasks
from tests.cli.conftest import Run
from tests.cli.simulate.conftest import roll_of

OUTSIDE = """\
row: callback
number: 25
level: A0
called: [回电]
opens: [给我来个电话]
slots:
  topic: {asks: [什么事], say: [合同]}
expected:
  end: [completed]
  writes: [{operation: callbacks.book}]
tasks:
  - {id: outside, kind: happy}
"""


def _said_of(folder: Path, text: str) -> str:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TasksInvalid) as caught:
        read_tasks(folder)
    return str(caught.value).replace(f"{folder}/", "")


def test_every_request_has_at_least_six_tasks_and_every_kind_is_there() -> None:
    tasks = read_tasks(HERE)
    rows = {task.row for task in tasks}
    assert len(tasks) >= 180
    assert {task.number for task in tasks} == set(range(1, 32))
    assert len(rows) == 31
    assert min(sum(task.row == row for task in tasks) for row in rows) >= 6
    assert {task.kind for task in tasks} == set(get_args(Kind))
    assert sum(task.language == "en" for task in tasks) >= 25


@pytest.mark.parametrize(
    ("seed", "day"),
    [(20, date(2026, 9, 15)), (21, date(2026, 11, 28)), (22, date(2026, 12, 31)), (23, date(2027, 3, 1))],
)
def test_every_task_finds_a_customer_of_its_own_in_every_lender_of_a_suite(seed: int, day: date) -> None:
    """Also around the end of a month, where no instalment falls due after the 28th."""
    roll, tasks = roll_of(seed, day), read_tasks(HERE)
    parts = cast(tasks, roll, random.Random(seed), spent=frozenset())
    assert {task.id for task in tasks} - set(parts) == set()
    assert len({part.person.id for part in parts.values()}) == len(tasks)
    for task in tasks:
        props = props_of(parts[task.id], roll, random.Random(1))
        assert placeholders(task.model_dump_json()) <= set(props.values), task.id


def test_whoever_was_used_up_is_not_cast_again() -> None:
    roll, tasks = roll_of(20), read_tasks(HERE)[:5]
    first = {part.person.id for part in cast(tasks, roll, random.Random(1), spent=frozenset()).values()}
    second = {part.person.id for part in cast(tasks, roll, random.Random(1), spent=frozenset(first)).values()}
    assert len(second) == 5
    assert first & second == set()


def test_a_part_has_what_its_task_wants() -> None:
    roll = roll_of(20)
    task = next(one for one in read_tasks(HERE) if one.id == "early_settlement_apply-in_flight")
    for part in parts_for(task, roll):
        assert part.loan is not None
        assert part.loan.payment_in_flight
        assert sum(loan.state in {"due_today", "overdue_1_30"} for loan in part.person.loans) == 1


def test_a_folder_from_outside_is_played_alone_or_beside_ours(tmp_path: Path, run: Run) -> None:
    (tmp_path / "mine.yaml").write_text(OUTSIDE, encoding="utf-8")
    alone = run("simulate", "--tasks", tmp_path, "--no-own-tasks", "--list")
    assert alone.output == "callback-outside\thappy\tplain\tzh\n"
    beside = run("simulate", "--tasks", tmp_path, "--only", "callback", "--list")
    assert "callback-outside\t" in beside.output
    assert "callback-happy\t" in beside.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: happy", "kind: glad", "mine.yaml:12: kind: Input should be"),
        ("kind: happy", "kind: happy, persona: nobody", "no persona 'nobody'"),
        ("say: [合同]", "say: ['{loan.colour}']", "unknown placeholders loan.colour"),
        ("end: [completed]", "end: [refused]", "needs `says`"),
        ("say: [合同]", "says: [合同]", "mine.yaml:7: slots.topic.say: Field required"),
        ("level: A0", "level: A9", "mine.yaml:3: level"),
        ("level: A0", "level: A0\ncolour: red", "mine.yaml:4: 'colour' is not known here"),
        ("kind: happy}", "kind: happy}\n  - {id: outside, kind: happy}", "the task callback-outside stands twice"),
        ("tasks:", "tasks: [", "mine.yaml:"),
        ("kind: happy}", "kind: happy, asides: [{instead_of: nothing, say: [x]}]}", "'nothing' is no slot"),
    ],
)
def test_a_file_that_cannot_be_played_says_where_and_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in _said_of(tmp_path, OUTSIDE.replace(old, new))


def test_a_task_lays_its_own_words_over_those_of_its_file(tmp_path: Path) -> None:
    own = "kind: happy, slots: {topic: null, window: {asks: [几点], say: [九点]}}, expected: {writes: []}"
    (tmp_path / "mine.yaml").write_text(OUTSIDE.replace("kind: happy", own), encoding="utf-8")
    (task,) = read_tasks(tmp_path)
    assert set(task.slots) == {"window"}
    assert (task.expected.end, task.expected.writes) == (("completed",), ())


def test_an_empty_folder_has_no_tasks(tmp_path: Path) -> None:
    with pytest.raises(TasksInvalid, match=r"no \*\.yaml"):
        read_tasks(tmp_path)


def test_the_judges_import_nothing_of_the_robot() -> None:
    folder = Path(qiao.cli.simulate.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom | ast.Import):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
                for name in names:
                    assert not name.startswith(("qiao.bot", "qiao.language", "qiao.requests", "qiao.desk")), file
