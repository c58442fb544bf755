"""Histories of what holds of a customer, invented by Hypothesis."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st

from qiao.customers.standing import Act, By, Change, Key, Kind, Source
from tests.conftest import NOON

KEYS = (
    Key(Kind.FLAG, "vulnerable"),
    Key(Kind.HOLD, "collection", origin="case:a"),
    Key(Kind.HOLD, "collection", origin="case:b"),
)
BY = By(Source.LENDER, "lender")


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    """Changes of few keys at few moments, so that they meet: numbered as they were made, each once."""
    made: list[Change] = []
    for number in range(draw(st.integers(0, 12))):
        from_at = NOON + timedelta(hours=draw(st.integers(0, 6)))
        act = draw(st.sampled_from(Act))
        lasts = draw(st.none() | st.integers(1, 6)) if act is Act.SET else None
        until = from_at + timedelta(hours=lasts) if lasts is not None else None
        key = draw(st.sampled_from(KEYS))
        made.append(Change(UUID(int=number), key, act, None, from_at, until, number, BY, "told_by_lender"))
    return made
