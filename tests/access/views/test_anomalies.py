"""What looks odd in the trail: each sign from its figure on, and not below it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from qiao.access.reveals import Act, Around, Sign, Thresholds, find_anomalies

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
STAFF = UUID(int=7)
THRESHOLDS = Thresholds(customers_an_hour=3, refusals_an_hour=4, in_sequence=3)


def _acts(customers: Sequence[int], *, every_s: int = 60, refused: bool = False) -> list[Act]:
    return [
        Act(NINE + timedelta(seconds=place * every_s), STAFF, UUID(int=customer), refused)
        for place, customer in enumerate(customers)
    ]


def _signs(acts: Sequence[Act], around: Around | None = None) -> list[tuple[Sign, int]]:
    return [(one.sign, one.count) for one in find_anomalies(acts, THRESHOLDS, around or Around())]


def test_many_customers_within_an_hour_are_noticed() -> None:
    assert _signs(_acts([1, 2, 3])) == [(Sign.MANY_CUSTOMERS, 3)]
    assert _signs(_acts([1, 2, 1, 2, 1])) == []
    assert _signs(_acts([1, 2, 3], every_s=1800)) == []


def test_looks_without_a_contact_are_noticed() -> None:
    assert _signs(_acts([5, 5, 5, 5], refused=True)) == [(Sign.WITHOUT_CONTACT, 4)]
    assert _signs(_acts([5, 5, 5], refused=True)) == []


def test_walking_along_the_ids_is_noticed_and_work_that_was_given_is_not() -> None:
    assert _signs(_acts([1, 4, 9], every_s=4000, refused=True)) == [(Sign.IN_SEQUENCE, 3)]
    assert _signs(_acts([4, 1, 9], every_s=4000, refused=True)) == []
    assert _signs(_acts([1, 4, 9], every_s=4000)) == []


def test_looks_off_shift_and_at_marked_customers_are_noticed() -> None:
    asleep = Around(on_shift=lambda _staff, _at: False)
    assert _signs(_acts([1]), asleep) == [(Sign.OFF_SHIFT, 1)]
    assert _signs(_acts([1, 2]), Around(marked={UUID(int=2)})) == [(Sign.MARKED_CUSTOMER, 1)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7200), st.booleans()), max_size=40))
def test_the_order_in_which_acts_come_does_not_matter(drawn: list[tuple[int, int, bool]]) -> None:
    # One act a second at most: of two in the same second nobody can say which was first.
    by_second = {second: (customer, refused) for customer, second, refused in drawn}
    acts = [Act(NINE + timedelta(seconds=s), STAFF, UUID(int=c), refused) for s, (c, refused) in by_second.items()]
    assert find_anomalies(acts, THRESHOLDS, Around()) == find_anomalies(acts[::-1], THRESHOLDS, Around())
