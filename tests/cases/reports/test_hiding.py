"""Small numbers cannot be found out from what is told, and parts are parts of their whole."""

from hypothesis import given
from hypothesis import strategies as st

from qiao.cases.reports.hiding import told_parts

COUNTS = st.dictionaries(st.integers(0, 8), st.integers(0, 40), max_size=8)


@given(COUNTS, st.integers(2, 20))
def test_what_is_left_out_is_no_small_number_and_never_one_alone(counts: dict[int, int], fewest: int) -> None:
    told = told_parts(counts, fewest=fewest)
    hidden = [counts[key] for key, count in told.items() if count is None]
    shown = {key: count for key, count in told.items() if count is not None}
    assert told.keys() == counts.keys()
    assert all(count == counts[key] and (count == 0 or count >= fewest) for key, count in shown.items())
    assert sum(hidden) + sum(shown.values()) == sum(counts.values())
    if hidden and any(shown.values()):
        assert len(hidden) > 1
        assert sum(hidden) >= fewest
