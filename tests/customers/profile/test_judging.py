"""Tags follow from what happened, what she has allowed and the day, whichever way one comes to them."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.customers.lifecycle import Told
from qiao.customers.profile.judging import answer, next_on, tags_on
from qiao.customers.profile.knowing import Memory
from tests.customers.lifecycle.stories import BORROWED
from tests.customers.profile.stories import book, day, everything, last_day, outlook_of, told


def _tags(events: Sequence[Told], number: int, *consents: str) -> frozenset[str]:
    outlook = outlook_of(list(events), day(number), frozenset(consents))
    return tags_on(book().tags.values(), outlook.on(day(number)), day(number))


@given(everything(), st.randoms(use_true_random=False), st.integers(0, 300))
def test_one_event_after_another_late_and_doubled_is_the_same_as_all_at_once(
    events: list[Told], random: Random, days: int
) -> None:
    """Whatever comes in whatever order, and whatever is thrown away meanwhile because no window asks for it."""
    given_again = [*events, *events[: len(events) // 2]]
    random.shuffle(given_again)
    last = max(last_day(events), day(days))
    remembering, memory, known = book().remembering, Memory(), set[str]()
    for place, one in enumerate(given_again):
        if one.event_id not in known:
            memory = remembering.remember(memory, one)
        known.add(one.event_id)
        memory = remembering.pruned(memory, last - timedelta(days=len(given_again) - place))
    assert remembering.pruned(memory, last) == outlook_of(events, last).memory


@given(everything(), st.integers(0, 60), st.booleans())
@settings(max_examples=40)
def test_between_two_looks_nothing_changes_before_the_day_that_is_foretold(
    events: list[Told],
    days: int,
    allows: bool,  # noqa: FBT001
) -> None:
    first = last_day(events) + timedelta(days=days)
    outlook = outlook_of(events, first, frozenset({"profiling"} if allows else ()))
    rules = book().tags.values()
    turn = next_on(rules, outlook, first)
    before = tags_on(rules, outlook.on(first), first)
    for ahead in range(1, 150):
        then = first + timedelta(days=ahead)
        has_turned = tags_on(rules, outlook.on(then), then) != before
        assert has_turned == (turn is not None and then == turn)
        if has_turned:
            break


@given(everything(), st.booleans())
def test_the_reasons_of_a_tag_bear_its_answer(events: list[Told], allows: bool) -> None:  # noqa: FBT001
    last = last_day(events)
    facts = outlook_of(events, last, frozenset({"profiling"} if allows else ())).on(last)
    for rule in book().tags.values():
        found = answer(rule, facts, last)
        assert found.reasons or (rule.consent is not None and not found.fits)


def test_who_was_not_spoken_to_for_ninety_days_is_so_by_the_days_alone_and_no_longer_when_she_comes() -> None:
    spoken = (told(0, "contact.opened"),)
    assert [("no_contact_90" in _tags(spoken, number)) for number in (0, 89, 90)] == [False, False, True]
    outlook = outlook_of(list(spoken), day(40))
    assert next_on([book().tags["no_contact_90"]], outlook, day(40)) == day(90)
    assert "no_contact_90" not in _tags((*spoken, told(95, "contact.opened")), 95)


def test_events_are_counted_within_days_and_leave_the_window_by_themselves() -> None:
    failed = [told(number, "deduction.failed", "LN-1") for number in (0, 20)]
    assert [("may_need_relief" in _tags((*BORROWED, *failed), number)) for number in (20, 59, 60)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("allows", [False, True])
def test_what_is_made_for_offers_is_made_by_consent_alone(allows: bool) -> None:  # noqa: FBT001
    consents = ("profiling",) if allows else ()
    assert ("new_borrower" in _tags(BORROWED, 5, *consents)) is allows


def test_the_last_thing_told_holds_and_what_is_told_as_none_is_not_known() -> None:
    earlier = told(3, "profile.told", name="a", used_percent=95, limit_fen=100)
    later = told(5, "profile.told", name="b", used_percent=None)
    assert "uses_nearly_all" in _tags([earlier], 6)
    assert "uses_nearly_all" not in _tags([later, earlier], 6)
    assert "uses_nearly_all" in _tags([told(7, "profile.told", name="c", used_percent=91), later, earlier], 7)
