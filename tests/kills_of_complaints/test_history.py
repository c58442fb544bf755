"""The checker must be able to fail: each history below holds one fault, and it is named."""

from dataclasses import replace

import pytest

from tests.kills.talking import Yes
from tests.kills_of_complaints.history import Asked, Brought, Kept, Person, check, waits

NUMBER, LETTER = "T11111-22222", "T33333-44444"
ASKED = Asked("r-1", "c-1", "completed", confirmed=True)
KEPT = Kept(NUMBER, 1, "c-1", "r-1", None)
KEPT_LETTER = Kept(LETTER, 1, None, None, "k-1")
BROUGHT = Brought("k-1", [LETTER, LETTER])


def person() -> Person:
    """She pressed twice, was acknowledged once, and has her receipt."""
    return Person("c-1", [Yes("y-1", "yes:1", 1.0, 1.1), Yes("y-2", "yes:1", 1.0)], 1.5, [NUMBER])


def faults(
    one: Person,
    *kept: Kept,
    asked: Asked = ASKED,
    brought: Brought = BROUGHT,
    letters: tuple[Kept, ...] = (KEPT_LETTER,),
) -> set[str]:
    verdict = check([one], [brought], [asked], [*kept, *letters])
    return {kind for kind, found in verdict.by_kind().items() if found}


def test_what_was_confirmed_and_kept_once_is_faultless() -> None:
    assert faults(person(), KEPT) == set()


def test_a_yes_that_never_arrived_may_have_come_to_nothing() -> None:
    one = Person("c-1", [Yes("y-1", "yes:1", 1.0)])
    assert faults(one, asked=replace(ASKED, state="open", confirmed=False)) == set()


def test_a_confirmed_complaint_that_is_not_there_is_lost() -> None:
    one = person()
    one.shown.clear()
    assert faults(one) == {"lost"}


def test_a_letter_that_is_not_there_is_lost() -> None:
    assert faults(person(), KEPT, letters=()) == {"lost", "told_wrongly"}


@pytest.mark.parametrize(
    "second",
    [KEPT, replace(KEPT, number="T99999-99999"), replace(KEPT_LETTER, number="T99999-99999")],
    ids=["number", "request", "key"],
)
def test_one_that_stands_twice_is_doubled(second: Kept) -> None:
    assert "doubled" in faults(person(), KEPT, second)


@pytest.mark.parametrize("times", [0, 2])
def test_a_history_begins_once(times: int) -> None:
    assert faults(person(), replace(KEPT, opened=times)) == {"doubled"}


def test_a_complaint_of_a_request_that_nobody_confirmed_is_unasked() -> None:
    assert "unasked" in faults(person(), KEPT, asked=replace(ASKED, confirmed=False))
    assert "unasked" in faults(person(), replace(KEPT, request="r-2"))
    assert "unasked" in faults(Person("c-1"), KEPT)


def test_a_letter_that_no_officer_registered_is_unasked() -> None:
    assert faults(person(), KEPT, brought=Brought("k-2")) == {"unasked"}


def test_a_request_that_has_not_ended_is_stuck() -> None:
    one = person()
    one.shown.clear()
    assert faults(one, asked=replace(ASKED, state="pending")) == {"stuck"}


def test_a_receipt_she_does_not_find_is_untold() -> None:
    one = person()
    one.shown.clear()
    assert faults(one, KEPT) == {"untold"}


def test_a_number_of_nobody_and_a_receipt_too_many_are_told_wrongly() -> None:
    one = person()
    one.shown.append("T99999-99999")
    assert faults(one, KEPT) == {"told_wrongly"}
    one.shown = [NUMBER] * 3
    assert faults(one, KEPT) == {"told_wrongly"}


def test_an_officer_who_is_told_another_number_is_told_wrongly() -> None:
    assert faults(person(), KEPT, brought=Brought("k-1", [LETTER, NUMBER])) == {"told_wrongly"}


def test_only_who_met_no_outage_counts_for_how_long_it_took() -> None:
    assert waits([person()], [(2.0, 3.0)]) == [0.5]
    assert waits([person()], [(1.2, 1.3)]) == []
