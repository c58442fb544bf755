"""What held when follows from the changes alone, whatever their order."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from qiao.customers.standing import Act, Change, at, intervals
from tests.conftest import NOON
from tests.customers.histories import KEYS, changes

_MOMENTS = [NOON + timedelta(minutes=30 * step) for step in range(-1, 28)]


@given(changes())
def test_no_two_intervals_of_one_key_overlap(made: list[Change]) -> None:
    for key in KEYS:
        of_key = [one for one in intervals(made) if one.opened.key == key]
        for one in of_key:
            assert one.ends_at is None or one.opened.from_at < one.ends_at
        for before, after in pairwise(of_key):
            assert before.ends_at is not None
            assert before.ends_at <= after.opened.from_at


@given(changes(), st.randoms(use_true_random=False))
def test_the_history_is_the_same_in_whatever_order_it_is_told(made: list[Change], luck: Random) -> None:
    told = [*made]
    luck.shuffle(told)
    assert intervals(told) == intervals(made)


@given(changes())
def test_what_holds_is_what_was_said_last_of_it_and_is_not_over(made: list[Change]) -> None:
    """The sentence as a newcomer would write it, against the replay."""
    for moment in _MOMENTS:
        expected: set[Change] = set()
        for key in KEYS:
            said = sorted((one for one in made if one.key == key and one.from_at <= moment), key=lambda one: one.order)
            if said and said[-1].act is Act.SET and (said[-1].until is None or moment < said[-1].until):
                expected.add(said[-1])
        assert set(at(made, moment)) == expected


@given(changes())
def test_ending_twice_is_ending_once(made: list[Change]) -> None:
    ends = [one for one in made if one.act is Act.END]
    again = [replace(one, id=UUID(int=100 + number)) for number, one in enumerate(ends)]
    spans = [(one.opened, one.ends_at) for one in intervals(made)]
    assert [(one.opened, one.ends_at) for one in intervals([*made, *again])] == spans
