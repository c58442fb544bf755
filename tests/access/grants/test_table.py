"""What holds for every grant table, whatever stands in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qiao.access import Asked, Because, Form, Grant, GrantTable, Hidden, Holding, Post, Right, Row, Scope, Shown, decide
from qiao.access.grants.terms import ACTS

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
POSTS: list[Post] = [Post.BOT, Post.ONLINE_AGENT, Post.TEAM_LEADER]
FIELDS = ["phone", "name"]
PURPOSES = ["service", "complaint", "audit"]
RANK = {Right.NONE: 0, Right.MASKED: 1, Right.PARTIAL: 2, Right.FULL: 3, Right.WRITE: 4}

posts, fields, purposes = st.sampled_from(POSTS), st.sampled_from(FIELDS), st.sampled_from(PURPOSES)


@st.composite
def _row(draw: st.DrawFn, rights: st.SearchStrategy[Right]) -> Row:
    right = draw(rights)
    form = draw(st.sampled_from([Form.MATCH, Form.DIAL, Form.REGION])) if right is Right.PARTIAL else None
    grant = Grant(right, f"r{draw(st.integers(0, 10**9))}", draw(st.booleans()), draw(st.sampled_from(Scope)), form)
    return Row(1, draw(posts), draw(fields), draw(st.frozensets(purposes, min_size=1)), grant, "")


any_right = st.sampled_from(Right)
a_permit = st.sampled_from([right for right in Right if right is not Right.NONE])
# The pack's check refuses two rows of one name.
tables = st.lists(_row(any_right), max_size=12, unique_by=lambda row: row.grant.rule)
holdings = st.none() | st.builds(
    Holding,
    st.sampled_from([Scope.OWN, Scope.CASE, Scope.TEAM]),
    st.sampled_from([NOW - timedelta(hours=1), NOW, NOW + timedelta(seconds=1)]),
    st.sampled_from([None, NOW, NOW + timedelta(hours=1)]),
)
asked = st.builds(
    Asked,
    posts,
    fields,
    purposes,
    holdings,
    st.frozensets(purposes),
    on_shift=st.booleans(),
    quota_left=st.integers(-1, 2),
    stepped_up=st.booleans(),
    now=st.just(NOW),
)


def _given(answer: Shown | Hidden) -> set[str]:
    """The rules by which something is given."""
    return {answer.rule, *(grant.rule for grant in answer.also)} if isinstance(answer, Shown) else set()


@given(tables, asked)
def test_what_one_row_forbids_no_row_gives(rows: list[Row], question: Asked) -> None:
    forbids = Row(
        1,
        Post(question.post),
        question.field,
        frozenset({question.purpose}),
        Grant(Right.NONE, "forbids", step_up=False, scope=Scope.ANY),
        "",
    )
    for table in (GrantTable([*rows, forbids]), GrantTable([forbids, *rows])):
        assert isinstance(decide(table, question), Hidden)
        assert table.decide(question.post, question.field, question.purpose).right is Right.NONE


@given(tables, _row(a_permit), asked)
def test_a_row_more_that_gives_takes_nothing_away(rows: list[Row], permit: Row, question: Asked) -> None:
    before, after = decide(GrantTable(rows), question), decide(GrantTable([*rows, permit]), question)
    assert _given(before) <= _given(after)
    if isinstance(before, Shown):
        assert isinstance(after, Shown)
        assert RANK[after.right] >= RANK[before.right] or before.form in ACTS


@given(tables, asked)
def test_what_no_row_names_is_denied(rows: list[Row], question: Asked) -> None:
    others = [
        row
        for row in rows
        if (row.post, row.field) != (question.post, question.field) or question.purpose not in row.purposes
    ]
    answer = decide(GrantTable(others), question)
    assert isinstance(answer, Hidden)
    assert answer.because in {Because.NO_GRANT, Because.NEVER, Because.OTHER_PURPOSE, Because.FORBIDDEN}


@given(tables, asked)
def test_proving_again_who_one_is_never_hides_anything(rows: list[Row], question: Asked) -> None:
    table = GrantTable(rows)
    before, after = (decide(table, replace(question, stepped_up=stepped_up)) for stepped_up in (False, True))
    assert _given(before) <= _given(after)
    if isinstance(before, Shown) and before.after_step_up is not None:
        assert before.after_step_up.rule in _given(after)


@given(tables, asked)
def test_whatever_is_given_meets_every_condition_of_its_row(rows: list[Row], question: Asked) -> None:
    answer = decide(GrantTable(rows), question)
    for row in rows:
        if row.grant.rule not in _given(answer):
            continue
        assert (row.post, row.field) == (question.post, question.field)
        assert question.purpose in row.purposes
        assert question.on_shift
        assert question.stepped_up or not row.grant.step_up
        assert question.quota_left > 0 or row.grant.right is Right.MASKED
        if row.grant.scope is not Scope.ANY:
            assert question.holding is not None
            assert question.holding.is_open(NOW)
            assert question.purpose in question.purposes_of_subject


@given(tables, asked)
def test_the_order_of_the_rows_decides_nothing_that_is_shown(rows: list[Row], question: Asked) -> None:
    one, other = decide(GrantTable(rows), question), decide(GrantTable(rows[::-1]), question)
    assert _given(one) == _given(other)
    assert isinstance(one, Shown) == isinstance(other, Shown)
    if isinstance(one, Shown) and isinstance(other, Shown):
        assert one.right is other.right
