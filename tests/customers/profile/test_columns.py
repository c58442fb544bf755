"""An engine judges everybody as each is judged alone: stages, loans and tags, from the same events."""

from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.customers.lifecycle import Told
from qiao.customers.lifecycle.columns import Table
from qiao.customers.profile.columns import Everybody, everybody_of, tags_of
from qiao.customers.profile.definition import TagRule
from qiao.customers.profile.judging import tags_on
from qiao.customers.profile.writing import events_of, people_of
from tests.customers.profile.stories import book, day, everything, outlook_of

_Rule = dict[str, Any]
_TODAY = day(205)
"""After everything that is told of anybody."""


@dataclass(frozen=True, repr=False)
class Engine:
    """An engine, the rules, and the statement that they were compiled to."""

    everybody: Everybody
    connection: duckdb.DuckDBPyConnection
    statement: str

    def settled(self, events: Table, people: Table) -> list[dict[str, Any]]:
        with self.connection.cursor() as cursor:
            cursor.register("events", events)
            cursor.register("people", people)
            return cursor.sql(self.statement).to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def engine() -> Engine:
    everybody = everybody_of(book())
    return Engine(everybody, duckdb.connect(), everybody.statement(_TODAY))


@given(st.lists(st.tuples(everything(), st.booleans()), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_engine_finds_of_everybody_what_is_found_of_each_alone(
    engine: Engine, people: list[tuple[list[Told], bool]]
) -> None:
    outlooks = [outlook_of(events, _TODAY, frozenset({"profiling"} if allows else ())) for events, allows in people]
    found = engine.settled(
        events_of(engine.everybody, [events for events, _ in people]),
        people_of(engine.everybody, [one.memory for one in outlooks], [one.consents for one in outlooks]),
    )
    assert len(found) == len(people)
    for row in found:
        facts = outlooks[row["customer"]].on(_TODAY)
        assert row["stage"] == engine.everybody.codes.stage[facts.stage]
        assert row["loans"] == sum(engine.everybody.codes.loan_bit[group] for group in facts.loans)
        assert tags_of(engine.everybody, row) == tags_on(book().tags.values(), facts, _TODAY)


_BOUNDS = st.tuples(st.one_of(st.none(), st.integers(-40, 3)), st.one_of(st.none(), st.integers(4, 200)))


def _leaves() -> st.SearchStrategy[_Rule]:
    kinds = book().kinds
    unknown = {"or_unknown": st.booleans()}
    of_kind = {kind: st.sampled_from([name for name in kinds if kinds[name] == kind]) for kind in set(kinds.values())}
    return st.one_of(
        st.fixed_dictionaries({"trait": of_kind["date"], "days": _BOUNDS}, optional=unknown),
        st.fixed_dictionaries({"trait": of_kind["whole"], "between": _BOUNDS}, optional=unknown),
        st.fixed_dictionaries(
            {"trait": of_kind["code"], "is": st.just(["low", "none", "d", "search"])}, optional=unknown
        ),
        st.fixed_dictionaries({"mark": st.just("credit"), "is": st.just(["granted"])}, optional=unknown),
        st.fixed_dictionaries({"mark": st.sampled_from(("kyc", "seen")), "days": _BOUNDS}, optional=unknown),
        st.fixed_dictionaries(
            {
                "events": st.just(["session.started", "contact.opened"]),
                "within": st.integers(1, 200),
                "between": _BOUNDS,
            }
        ),
        st.sampled_from(
            [{"group": ["borrowing"]}, {"stage": ["visitor", "overdue"]}, {"loans": ["overdue", "drawing"]}]
        ),
    )


def _joined(inner: st.SearchStrategy[_Rule]) -> st.SearchStrategy[_Rule]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        some.map(lambda rules: {"all": rules}),
        some.map(lambda rules: {"any": rules}),
        inner.map(lambda one: {"not": one}),
    )


@given(
    st.lists(st.recursive(_leaves(), _joined, max_leaves=6), min_size=6, max_size=6),
    st.lists(everything(), min_size=1, max_size=4),
)
@settings(max_examples=15, deadline=None)
def test_whatever_tree_a_pack_writes_is_judged_alike(rules: list[_Rule], people: list[list[Told]]) -> None:
    tags = {
        f"tag_{number}": TagRule.model_validate(
            {"id": f"tag_{number}", "version": 1, "name": {"zh": "甲", "en": "A"}, "group": "need", "when": rule}
        )
        for number, rule in enumerate(rules)
    }
    everybody = everybody_of(replace(book(), tags=tags))
    outlooks = [outlook_of(events, _TODAY, rules=everybody.book) for events in people]
    engine = Engine(everybody, duckdb.connect(), everybody.statement(_TODAY))
    found = engine.settled(
        events_of(everybody, people),
        people_of(everybody, [one.memory for one in outlooks], [frozenset() for _ in outlooks]),
    )
    for row in found:
        assert tags_of(everybody, row) == tags_on(tags.values(), outlooks[row["customer"]].on(_TODAY), _TODAY)
