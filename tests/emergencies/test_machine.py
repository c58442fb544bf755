"""The states of an incident: every order of acts leads through two people, and nothing else makes it active."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.customers import KnownRegion, RegionSource, is_within
from qiao.emergencies.incidents.concerning import Confidence, concern
from qiao.emergencies.incidents.machine import Act, ActNotOpen, SecondPersonNeeded, State, open_acts, step
from qiao.emergencies.incidents.model import IncidentRow
from qiao.foundation.ids import new_id

PEOPLE = [new_id() for _ in range(3)]
ANYTHING = st.lists(st.tuples(st.sampled_from(Act), st.sampled_from(PEOPLE)), max_size=30)


@given(ANYTHING)
def test_nothing_is_active_without_two_people(acts: list[tuple[Act, UUID]]) -> None:
    writer, state = PEOPLE[0], State.DRAFT
    submitted: UUID | None = None
    for act, by in acts:
        answered = frozenset({writer} if submitted is None else {writer, submitted})
        offered = open_acts(state, by=by, answered=answered)
        try:
            after = step(state, act, by=by, answered=answered)
        except (ActNotOpen, SecondPersonNeeded):
            assert act not in offered
            continue
        assert act in offered
        if after is State.ACTIVE and state is not State.WINDING_DOWN:
            assert (state, act) == (State.PROPOSED, Act.AGREE)
            assert by not in {writer, submitted}
        if act is Act.SUBMIT:
            submitted = by
        state = after


def test_what_is_closed_stays_closed() -> None:
    for act in Act:
        with pytest.raises(ActNotOpen):
            step(State.CLOSED, act, by=PEOPLE[0], answered=frozenset())


@pytest.mark.parametrize(
    ("code", "around", "inside"),
    [
        ("410105", "410100", True),
        ("410100", "410000", True),
        ("410100", "410100", True),
        ("410100", "410105", False),
        ("419001", "410100", False),
        ("419001", "410000", True),
        ("110105", "110000", True),
        ("420100", "410000", False),
    ],
)
def test_a_code_tells_where_it_lies(code: str, around: str, inside: bool) -> None:  # noqa: FBT001
    assert is_within(code, around) is inside


@pytest.mark.parametrize(
    ("said", "known", "expected"),
    [
        (False, [(RegionSource.ADDRESS, "410105")], (False, Confidence.SURE, "said")),
        (True, [(RegionSource.ADDRESS, "440100")], (True, Confidence.SURE, "said")),
        (None, [(RegionSource.ADDRESS, "410105")], (True, Confidence.SURE, "address")),
        (
            None,
            [(RegionSource.ADDRESS, "440100"), (RegionSource.PHONE, "410100")],
            (True, Confidence.POSSIBLE, "phone"),
        ),
        (None, [(RegionSource.CONTRACT, "410000")], (True, Confidence.POSSIBLE, "contract")),
        (None, [(RegionSource.CONTRACT, "440100")], (False, Confidence.LIKELY, "contract")),
        (None, [], (True, Confidence.POSSIBLE, "unknown")),
    ],
)
def test_whom_a_flood_concerns(
    said: bool | None,  # noqa: FBT001
    known: list[tuple[RegionSource, str]],
    expected: tuple[bool, Confidence, str],
) -> None:
    flood, now = IncidentRow(regions=["410100"]), datetime(2026, 11, 23, tzinfo=UTC)
    regions = [KnownRegion(new_id(), source, code, now) for source, code in known]
    found = concern(flood, said, regions)
    assert (found.concerns, found.confidence, found.because) == expected
