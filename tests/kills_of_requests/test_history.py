"""The checker must be able to fail: each history below holds one fault, and it is named."""

from dataclasses import replace

import pytest

from tests.kills.talking import Yes
from tests.kills_of_requests.history import Done, Kept, Run, Told, Verdict, check

KEY, NUMBER = "key-1-0-0", "R11111-22222"
DONE = Done("CS000001", "hardship", "C000001", KEY)
KEPT = Kept(NUMBER, "c-1", "hardship", "completed", None, True, {KEY: "verified"})


def run() -> Run:
    """A customer who pressed twice, was acknowledged once, and has her receipt."""
    return Run(
        "C000001",
        "hardship",
        "c-1",
        [Yes("k-1", "yes:1", 1.0, 1.1), Yes("k-2", "yes:1", 1.0)],
        5.0,
        [Told(NUMBER, "pending"), Told(NUMBER, "completed")],
        {NUMBER: "completed"},
    )


def refused_run() -> tuple[Run, Kept]:
    one = run()
    one.shown, one.listed, one.elsewhere = [], {NUMBER: "refused"}, True
    return one, replace(KEPT, state="refused", effects={KEY: "refused"})


def faults(one: Run, kept: list[Kept], done: list[Done], *, settled_s: float = 1.0) -> set[str]:
    verdict = check([one], kept, done, settled_s=settled_s)
    return {kind for kind, found in verdict.by_kind().items() if found}


def test_what_was_agreed_to_and_done_once_is_faultless() -> None:
    assert faults(run(), [KEPT], [DONE]) == set()


def test_a_refusal_that_is_listed_and_did_nothing_is_faultless() -> None:
    one, kept = refused_run()
    assert faults(one, [kept], []) == set()


def test_a_refusal_without_a_reason_is_lost() -> None:
    one, kept = refused_run()
    one.elsewhere = False
    assert faults(one, [kept], []) == {"lost"}


def test_who_never_agreed_leaves_nothing_to_check() -> None:
    one = Run("C000001", "hardship", "c-1")
    assert faults(one, [replace(KEPT, state="open", submitted=False, effects={})], []) == set()


def test_a_refusal_before_the_card_is_no_run() -> None:
    one = Run("C000001", "hardship", "c-1")
    assert faults(one, [replace(KEPT, state="refused", submitted=False, effects={})], []) == set()


def test_an_acknowledged_yes_without_a_request_is_lost() -> None:
    assert "lost" in faults(run(), [], [])
    assert "lost" in faults(run(), [replace(KEPT, state="open", submitted=False, effects={})], [])


def test_a_completed_request_without_an_effect_is_lost() -> None:
    assert faults(run(), [KEPT], []) == {"lost"}


def test_an_effect_that_stands_twice_is_doubled() -> None:
    assert "doubled" in faults(run(), [KEPT], [DONE, replace(DONE, id="CS000002", key="key-1-1-0")])
    assert "doubled" in faults(run(), [KEPT], [DONE, replace(DONE, id="CS000002", key=None)])


def test_an_effect_without_a_yes_is_unasked() -> None:
    one = run()
    one.yeses.clear()
    assert "unasked" in faults(one, [KEPT], [DONE])
    assert "unasked" in faults(run(), [KEPT], [DONE, replace(DONE, id="CS000009", customer="C000009")])


def test_an_effect_that_no_request_asked_for_is_unasked() -> None:
    assert "unasked" in faults(run(), [KEPT], [replace(DONE, key="key-9-0-0")])


@pytest.mark.parametrize("state", ["pending", "stuck"])
def test_a_request_that_has_not_ended_is_stuck(state: str) -> None:
    one = run()
    one.shown.pop()
    assert faults(one, [replace(KEPT, state=state)], [DONE]) == {"stuck"}


def test_what_took_more_than_a_minute_is_late() -> None:
    assert faults(run(), [KEPT], [DONE], settled_s=61.0) == {"late"}


def test_a_receipt_that_was_not_shown_is_untold() -> None:
    one = run()
    one.shown.pop()
    assert faults(one, [KEPT], [DONE]) == {"untold"}


def test_a_list_that_says_something_else_is_untold() -> None:
    one = run()
    one.listed[NUMBER] = "pending"
    assert faults(one, [KEPT], [DONE]) == {"untold"}


def test_a_receipt_given_more_often_than_she_agreed_is_told_wrongly() -> None:
    one = run()
    one.shown += [one.shown[-1]] * len(one.yeses)
    assert faults(one, [KEPT], [DONE]) == {"told_wrongly"}


def test_a_receipt_for_what_was_refused_is_told_wrongly() -> None:
    one, kept = refused_run()
    one.shown = [Told(NUMBER, "completed")]
    assert faults(one, [kept], []) == {"told_wrongly"}


def test_a_refusal_of_what_was_done_is_told_wrongly() -> None:
    one, kept = refused_run()
    assert faults(one, [kept], [DONE]) == {"told_wrongly"}


def test_verdicts_of_waves_add_up() -> None:
    every = Verdict()
    every.add(check([run()], [KEPT], [], settled_s=1.0))
    every.add(check([run()], [KEPT], [DONE], settled_s=61.0))
    assert (len(every.lost), len(every.late), every.faultless) == (1, 1, False)
