"""The one decision, over the shipped table: what a post sees, and what it is told when it does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from qiao import access
from qiao.access import Asked, Because, Form, GrantBook, Hidden, Holding, Post, Right, Scope, Shown, decide
from qiao.customers import CustomerField
from qiao.policy import Pack

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CONTACT = Holding(Scope.OWN, NOW - timedelta(minutes=5))
CASE = Holding(Scope.CASE, NOW - timedelta(days=2))
AGENT = Asked(
    post=Post.ONLINE_AGENT,
    field="phone",
    purpose="service",
    holding=CONTACT,
    purposes_of_subject=frozenset({"service", "identity_check"}),
    on_shift=True,
    quota_left=10,
    stepped_up=False,
    now=NOW,
)
OFFICER = replace(
    AGENT, post=Post.COMPLAINT_OFFICER, purpose="complaint", holding=CASE, purposes_of_subject=frozenset({"complaint"})
)


@pytest.fixture(scope="module")
def book(pack: Pack) -> GrantBook:
    return pack.section(access.GRANTS)


def test_an_agent_sees_a_masked_phone_and_is_told_by_which_rule(book: GrantBook) -> None:
    answer = decide(book.table, AGENT)
    assert isinstance(answer, Shown)
    assert (answer.right, answer.rule) == (Right.MASKED, "onl-phone")
    assert book.table.decide(Post.ONLINE_AGENT, "phone", "service").right is Right.MASKED


@pytest.mark.parametrize(
    ("question", "because"),
    [
        (replace(AGENT, field="address"), Because.FORBIDDEN),
        (replace(AGENT, field="c3_secret"), Because.NEVER),
        (replace(AGENT, field="no_such_field"), Because.NO_GRANT),
        (replace(AGENT, purpose="audit"), Because.OTHER_PURPOSE),
        (replace(AGENT, on_shift=False), Because.OFF_SHIFT),
        (replace(AGENT, holding=None), Because.NO_HOLDING),
        (replace(AGENT, holding=CASE), Because.NO_HOLDING),
        (replace(AGENT, holding=replace(CONTACT, to_at=NOW)), Because.HOLDING_OVER),
        (replace(AGENT, holding=replace(CONTACT, from_at=NOW + timedelta(seconds=1))), Because.HOLDING_OVER),
        (replace(AGENT, purposes_of_subject=frozenset[str]()), Because.SUBJECT),
        (replace(AGENT, field="loans", quota_left=0), Because.QUOTA),
        (replace(OFFICER, field="risk_decision"), Because.STEP_UP),
        (replace(AGENT, post="a post that is gone"), Because.NO_GRANT),
    ],
)
def test_each_refusal_says_why_in_both_languages(book: GrantBook, question: Asked, because: Because) -> None:
    answer = decide(book.table, question)
    assert isinstance(answer, Hidden)
    assert answer.because is because
    reason = book.reason(answer)
    assert all([reason.why.zh, reason.why.en, reason.ask.zh, reason.ask.en])


def test_a_mask_outlives_the_quota(book: GrantBook) -> None:
    assert isinstance(decide(book.table, replace(AGENT, quota_left=0)), Shown)


def test_a_step_up_turns_the_mask_into_clear_text(book: GrantBook) -> None:
    before = decide(book.table, OFFICER)
    after = decide(book.table, replace(OFFICER, stepped_up=True))
    assert isinstance(before, Shown)
    assert isinstance(after, Shown)
    assert before.right is Right.MASKED
    assert before.after_step_up is not None
    assert (after.right, after.rule) == (Right.FULL, before.after_step_up.rule)


def test_a_phone_agent_matches_and_dials_without_seeing_more_than_the_mask(book: GrantBook) -> None:
    agent = replace(AGENT, post=Post.PHONE_AGENT, stepped_up=True)
    dials = decide(book.table, agent)
    matches = decide(book.table, replace(agent, field="id_number", purpose="identity_check"))
    for answer, act in ((dials, Form.DIAL), (matches, Form.MATCH)):
        assert isinstance(answer, Shown)
        assert answer.right is Right.MASKED
        assert answer.may(act)
    assert isinstance(matches, Shown)
    assert not matches.may(Form.DIAL)


def test_another_purpose_that_would_do_is_named(book: GrantBook) -> None:
    answer = decide(book.table, replace(AGENT, purpose="audit"))
    assert isinstance(answer, Hidden)
    assert "service" in answer.purposes


def test_a_leader_reaches_her_team_and_an_agent_only_her_own(book: GrantBook) -> None:
    teams = Holding(Scope.TEAM, NOW - timedelta(minutes=5))
    assert isinstance(decide(book.table, replace(AGENT, post=Post.TEAM_LEADER, holding=teams)), Shown)
    assert isinstance(decide(book.table, replace(AGENT, holding=teams)), Hidden)


def test_who_can_see_a_bank_card_in_clear_nobody_and_masked_those_who_need_it(book: GrantBook) -> None:
    sights = book.who_can_see("bank_card")
    assert {sight.grant.right for sight in sights} == {Right.MASKED}
    assert Post.PHONE_AGENT in {sight.post for sight in sights}
    assert Post.COLLECTION_VENDOR not in {sight.post for sight in sights}
    assert all(sight.grant.rule and sight.purposes for sight in sights)


def test_the_system_administrator_sees_nothing(book: GrantBook) -> None:
    assert book.what_can_see(Post.SYSADMIN) == []


def test_the_matter_of_a_contact_allows_its_purposes(book: GrantBook, pack: Pack) -> None:
    unknown = book.purposes_for(None)
    assert unknown == {"service", "identity_check", "quality_review"}
    overdue = book.purposes_for(pack.intents["overdue_status"])
    assert {"postloan", "collection", "repayment"} <= overdue
    assert "fraud" in book.purposes_for(pack.intents["account_stolen"])
    for intent in pack.intents.values():
        assert unknown <= book.purposes_for(intent)
        assert book.purposes_for(intent).isdisjoint({"audit", "training", "analysis", "lost_contact"})


def test_every_identifier_of_free_text_is_one_field(book: GrantBook) -> None:
    by_kind = {kind.value: field for kind, field in book.field_of_identifier.items()}
    assert by_kind["CN_PHONE"] == "phone"
    assert by_kind["PASSPORT"] == by_kind["CN_ID"] == "id_number"
    assert by_kind["CVV"] == "c3_secret"
    assert book.who_can_see("c3_secret") == []


def test_every_field_kept_of_a_customer_is_a_field_of_the_table(book: GrantBook) -> None:
    assert {field.value for field in CustomerField} <= book.fields.keys()
