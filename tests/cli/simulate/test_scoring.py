"""What a suite comes to."""

import pytest

from qiao.cli.simulate.scoring import Bars, Scored, by_row, missed, score


def ran(task: str, *passed: bool, row: str = "a", number: int = 1, **changes: int) -> list[Scored]:
    plain = {"turns": 4, "slots_needed": 2, "repeated": 0, "violations": 0} | changes
    return [Scored(task=task, row=row, kind="happy", number=number, passed=one, **plain) for one in passed]


def test_pass_1_is_the_mean_and_pass_k_wants_all() -> None:
    found = score([*ran("a-1", True, True, True, True), *ran("a-2", True, True, True, False)])
    assert found.pass_k == {1: 0.875, 2: 0.75, 3: 0.625, 4: 0.5}
    assert (found.tasks, found.runs) == (2, 8)


def test_pass_k_reaches_as_far_as_every_task_was_run() -> None:
    assert set(score([*ran("a-1", True, True), *ran("a-2", True)]).pass_k) == {1}


def test_nothing_played_is_nothing_scored() -> None:
    found = score([])
    assert (found.pass_k, found.median_turns, found.extra_turns) == ({}, None, None)
    assert missed(found, Bars()) != ()


def test_turns_beyond_the_slots_are_counted_where_an_honest_customer_succeeded() -> None:
    found = score([*ran("a-1", True, turns=5), *ran("a-2", True, turns=9), *ran("a-3", False, turns=14)])
    assert (found.median_turns, found.extra_turns) == (7, 5)


def test_rows_stand_in_the_order_of_their_numbers() -> None:
    runs = [*ran("b-1", True, row="b", number=2), *ran("a-1", False, row="a", number=1)]
    assert [(row, found.pass_k[1]) for row, found in by_row(runs).items()] == [("a", 0.0), ("b", 1.0)]


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        (ran("a-1", True, True), None),
        (ran("a-1", True, False), "pass^1 0.500"),
        (ran("a-1", True, True, violations=1), "2 policy violations"),
        (ran("a-1", True, True, turns=9), "7 turns beyond"),
    ],
)
def test_bars_that_were_missed_are_named(runs: list[Scored], words: str | None) -> None:
    found = missed(score(runs), Bars())
    assert found == () if words is None else words in " ".join(found)
