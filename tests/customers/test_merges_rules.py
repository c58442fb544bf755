"""Which of two persons goes on, and what holds of one who stood here twice: pure, and for every history."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.customers import CustomerKind
from qiao.customers.merges import Plan, Side, Trouble, plan
from qiao.customers.standing import GRANTED, NO_CALLS, WITHDRAWN, Act, By, Change, Key, Kind, Source, stricter
from qiao.foundation.ids import new_id
from tests.conftest import NOON

VISITOR, CUSTOMER = CustomerKind.VISITOR, CustomerKind.CUSTOMER
HERE, OTHER = new_id(), new_id()
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("here", "other", "found"),
    [
        (Side(HERE, VISITOR), Side(OTHER, CUSTOMER), Plan(HERE, OTHER, needs_second=False)),
        (Side(HERE, CUSTOMER), Side(OTHER, VISITOR), Plan(OTHER, HERE, needs_second=False)),
        (Side(HERE, CUSTOMER), Side(OTHER, CUSTOMER), Plan(OTHER, HERE, needs_second=True)),
        (Side(HERE, CUSTOMER), Side(OTHER, CUSTOMER, has_loans=True), Plan(HERE, OTHER, needs_second=True)),
        (Side(HERE, VISITOR), Side(OTHER, VISITOR), Trouble.NOBODY_KNOWN),
        (
            Side(HERE, CUSTOMER, has_loans=True),
            Side(OTHER, CUSTOMER, has_loans=True),
            Trouble.BOTH_HAVE_LOANS,
        ),
        (
            Side(HERE, CUSTOMER, frozenset("a")),
            Side(OTHER, CUSTOMER, frozenset("b")),
            Trouble.OTHER_IDENTITY,
        ),
        (
            Side(HERE, CUSTOMER, frozenset("ab")),
            Side(OTHER, CUSTOMER, frozenset("b")),
            Plan(OTHER, HERE, needs_second=True),
        ),
    ],
)
def test_who_goes_on(here: Side, other: Side, found: Plan | Trouble) -> None:
    assert plan(here, other) == found


def _said(key: Key, value: str | None, after_h: int, until_h: int | None) -> Change:
    until = NOON + until_h * HOUR if until_h is not None else None
    return Change(
        new_id(), key, Act.SET, value, NOON + after_h * HOUR, until, 0, By(Source.STAFF, "agent:1"), "customer_asked"
    )


_KEYS = [
    Key(Kind.FLAG, "elder"),
    Key(Kind.HOLD, "collection", origin="staff"),
    Key(Kind.CONSENT, "marketing", "sms"),
    Key(Kind.PREFERENCE, NO_CALLS),
]
_STANDING = st.lists(
    st.builds(
        _said,
        st.sampled_from(_KEYS),
        st.sampled_from([GRANTED, WITHDRAWN]),
        st.integers(0, 9),
        st.none() | st.integers(10, 20),
    ),
    max_size=8,
)


@given(_STANDING)
def test_nothing_becomes_laxer_by_joining(standing: list[Change]) -> None:
    found = {one.key: one for one in stricter(standing, since=NOON + 10 * HOUR)}
    assert set(found) == {one.key for one in standing}
    for one in standing:
        kept = found[one.key]
        if one.key.kind in {Kind.FLAG, Kind.HOLD}:
            assert kept.until is None or (one.until is not None and one.until <= kept.until)
        if one.key.kind is Kind.CONSENT and one.value == WITHDRAWN:
            assert kept.value == WITHDRAWN


def test_what_she_says_as_one_person_counts() -> None:
    consent = _KEYS[2]
    before, after = _said(consent, WITHDRAWN, 1, None), _said(consent, GRANTED, 5, None)
    assert [one.value for one in stricter([before, after], since=NOON + 3 * HOUR)] == [GRANTED]
    assert [one.value for one in stricter([before, after], since=NOON + 7 * HOUR)] == [WITHDRAWN]
