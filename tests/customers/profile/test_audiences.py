"""Audiences are sets of numbers: how many, who, and why each is in it or not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from qiao.customers.profile.audiences import Audiences, AudienceUnknown
from qiao.customers.profile.definition import Expression
from tests.customers.profile.stories import book

_Rule = dict[str, Any]
_PEOPLE = range(200)
_TAGS = ("no_contact_90", "prime", "leaving")


def _audiences() -> Audiences:
    """Of two hundred people, of whom every second, third and fifth has a tag; half are repaying."""
    tags = {tag: BitMap(range(0, 200, step)) for tag, step in zip(_TAGS, (2, 3, 5), strict=True)}
    stages = {"repaying": BitMap(range(100)), "visitor": BitMap(range(100, 200))}
    return Audiences(book(), BitMap(_PEOPLE), tags, stages)


def _leaf() -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        st.sampled_from(_TAGS).map(lambda tag: {"tag": tag}),
        st.sampled_from(("borrowing", "joining", "ended")).map(lambda group: {"group": [group]}),
        st.just({"stage": ["repaying", "closed"]}),
    )


def _rules() -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(_leaf(), _joined, max_leaves=8)


def _joined(inner: st.SearchStrategy[_Rule]) -> st.SearchStrategy[_Rule]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        some.map(lambda rules: {"all": rules}),
        some.map(lambda rules: {"any": rules}),
        inner.map(lambda one: {"not": one}),
    )


@given(_rules())
def test_whoever_is_in_an_audience_is_in_it_for_the_reasons_that_are_told(rule: dict[str, Any]) -> None:
    audiences, expression = _audiences(), Expression.model_validate(rule)
    found = audiences.of(expression)
    assert set(found) == {number for number in _PEOPLE if audiences.why(expression, number)[0]}


def test_a_preview_tells_how_many_and_the_same_few_of_them_again() -> None:
    audiences = _audiences()
    rule = Expression.model_validate({"all": [{"tag": "no_contact_90"}, {"not": {"tag": "prime"}}]})
    first = audiences.preview(rule, sample=5)
    assert (first.count, len(first.sample)) == (66, 5)
    assert first == audiences.preview(rule, sample=5)
    assert all(audiences.why(rule, number)[0] for number in first.sample)
    is_in, shares = audiences.why(rule, 6)
    assert (is_in, [share.fits for share in shares]) == (False, [True, True])


def test_of_fewer_than_twenty_nothing_is_told() -> None:
    rule = Expression.model_validate({"all": [{"tag": tag} for tag in _TAGS]})
    assert len(_audiences().of(rule)) == 7
    preview = _audiences().preview(rule, sample=5)
    assert (preview.count, preview.sample) == (None, ())


@pytest.mark.parametrize("rule", [{"tag": "nothing_known"}, {"trait": "limit_fen", "between": [1, None]}])
def test_what_no_set_is_at_hand_for_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(AudienceUnknown):
        _audiences().of(Expression.model_validate(rule))
