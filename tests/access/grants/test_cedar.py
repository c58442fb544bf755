"""Cedar reads the exported policies and judges the table: the two must answer alike, and a changed row must show."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cedarpy
import pytest

from qiao.access import GrantBook, GrantTable, Right, Row, Scope
from qiao.access.grants import cedar
from tests.access.grants.cedar_judge import (
    Judge,
    differences,
    is_allowed,
    our_rules_for,
    random_question,
    requests,
    shipped,
)


@pytest.fixture(scope="module")
def book() -> GrantBook:
    return shipped()


@pytest.fixture(scope="module")
def judge(book: GrantBook) -> Judge:
    return Judge(book, sliced=True)


def test_cedar_gives_the_same_20_000_answers(book: GrantBook, judge: Judge) -> None:
    asked = list(requests(book, 20_000, seed=20261123))
    assert list(differences(judge, book.table, asked)) == []
    assert sum(is_allowed(our_rules_for(book.table, *question)) for question in asked) > 2_000


def test_the_whole_document_answers_like_its_slices(book: GrantBook) -> None:
    assert list(differences(Judge(book, sliced=False), book.table, requests(book, 500, seed=5))) == []


def test_the_schema_holds_for_every_policy(book: GrantBook) -> None:
    assert cedarpy.validate_policies(cedar.policies(book), cedar.SCHEMA).validation_passed
    assert not cedarpy.validate_policies(
        cedar.policies(book), cedar.SCHEMA.replace("stepped_up", "x")
    ).validation_passed


def test_a_note_cannot_break_out_of_its_policy(book: GrantBook) -> None:
    hostile = replace(book.rows[0], note='") permit (principal, action, resource); //\\\n" ')
    text = cedar.policies(replace(book, rows=(hostile,)))
    assert len(cedarpy.PolicySet.from_str(text)) == 3


def _changed(row: Row) -> Iterator[tuple[str, Row | None]]:
    """Slips that a table could carry."""
    grant = row.grant
    yield "lost", None
    if grant.right is Right.NONE:
        yield "opened", replace(row, grant=replace(grant, right=Right.FULL))
        return
    yield "forbids", replace(row, grant=replace(grant, right=Right.NONE))
    other = Right.MASKED if grant.right is not Right.MASKED else Right.FULL
    yield "other right", replace(row, grant=replace(grant, right=other, form=None))
    yield "step-up turned round", replace(row, grant=replace(grant, step_up=not grant.step_up))
    wider = Scope.ANY if grant.scope is not Scope.ANY else Scope.OWN
    yield "other scope", replace(row, grant=replace(grant, scope=wider))
    if len(row.purposes) > 1:
        yield "a purpose lost", replace(row, purposes=row.purposes - {min(row.purposes)})
    yield "a purpose more", replace(row, purposes=row.purposes | {"lost_contact", "training"})
    yield "other rule", replace(row, grant=replace(grant, rule="another"))


def test_every_kind_of_changed_row_is_noticed(book: GrantBook, judge: Judge) -> None:
    chance = random.Random(7)  # noqa: S311  (questions, not secrets)
    places = chance.sample(range(len(book.rows)), 12)
    for place in places:
        row = book.rows[place]
        for kind, changed in _changed(row):
            rows = [*book.rows[:place], *([changed] if changed else []), *book.rows[place + 1 :]]
            touched = sorted(row.purposes | (changed.purposes if changed else frozenset()))
            questions = (
                random_question(book, chance, post=row.post, field=row.field, purpose=purpose)[0]
                for _ in range(40)
                for purpose in touched
            )
            asked = ((question, action) for question in questions for action in cedar.ACTIONS)
            assert any(differences(judge, GrantTable(rows), asked)), (kind, row)


def test_the_export_is_two_files_that_a_cedar_engine_reads(book: GrantBook, tmp_path: Path) -> None:
    cedar.export(book, tmp_path / "out")
    text = (tmp_path / "out" / "grants.cedar").read_text()
    assert cedarpy.validate_policies(text, (tmp_path / "out" / "qiao.cedarschema").read_text()).validation_passed
    assert text.count("@id(") == len(book.rows) + 2
