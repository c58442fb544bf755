"""What the engine says of a request, and what it never does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import app
from qiao.foundation.business_calendar import SHANGHAI
from qiao.policy.rules import RULES, Kind, NotOfKind, Outcome, RuleBook, UnknownFigure, Value, Who, known

_NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)  # Noon in Shanghai.
_TODAY = date(2026, 11, 27)
_ROBOT = Who("bot", "A2")
_CALM: dict[str, Value] = {
    "customer.flags": frozenset(),
    "customer.complaints": frozenset(),
    "session.self_harm": False,
    "loan.outstanding": 500_000,
    "loan.days_past_due": 0,
    "loan.next_due_on": date(2026, 12, 15),
    "loan.in_flight": False,
    "quota.due_date_moved_seldom": 0,
}


@cache
def _book() -> RuleBook:
    return app.read_pack(app.shipped_pack()).section(RULES)


def _outcome(request: str, who: Who = _ROBOT, **changed: Value) -> Outcome:
    facts = {**_CALM, **{name.replace("__", "."): value for name, value in changed.items()}}
    return _book().verdict(request, facts, who, _NOW).outcome


def test_what_breaks_no_rule_is_allowed() -> None:
    assert _outcome("change_due_date") is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"loan__days_past_due": 1}, "not_overdue"),
        ({"loan__next_due_on": date(2026, 11, 30)}, "not_just_before_due"),
        ({"quota__due_date_moved_seldom": 1}, "due_date_moved_seldom"),
        ({"loan__outstanding": 0}, "nothing_left_to_pay"),
    ],
)
def test_a_refusal_names_its_rule_and_says_what_helps(changed: dict[str, Value], reason: str) -> None:
    facts = {**_CALM, **{name.replace("__", "."): value for name, value in changed.items()}}
    verdict = _book().verdict("change_due_date", facts, _ROBOT, _NOW)
    assert verdict.outcome is Outcome.REFUSED
    assert [one.rule for one in verdict.reasons] == [reason]


@pytest.mark.parametrize(
    ("about", "reason"), [("repayment", "complaint_about_deductions"), ("service", None), (None, None)]
)
def test_who_complained_of_the_very_matter_is_served_by_a_person(about: str | None, reason: str | None) -> None:
    complaints = frozenset({about}) if about else frozenset[str]()
    verdict = _book().verdict("stop_auto_deduct", {**_CALM, "customer.complaints": complaints}, _ROBOT, _NOW)
    assert [one.rule for one in verdict.reasons] == ([reason] if reason else [])
    assert (verdict.outcome is Outcome.TO_PERSON) == (reason is not None)


def test_figures_stand_in_the_text_as_they_hold_that_day() -> None:
    facts = {**_CALM, "request.settle_on": date(2027, 1, 1), "quote.valid_until": _NOW + timedelta(hours=12)}
    (reason,) = _book().verdict("early_settlement_apply", facts, _ROBOT, _NOW).reasons
    assert _book().said(reason.text, "zh", _TODAY) == "试算的日期只能是今天起 7 天以内。"
    assert "{" not in _book().said(reason.text, "en", _TODAY)


def test_a_persons_matter_is_not_refused_by_a_machine() -> None:
    assert _outcome("change_due_date", customer__flags=frozenset({"litigation"}), loan__days_past_due=9) is (
        Outcome.TO_PERSON
    )


def test_nobody_is_refused_while_a_person_may_have_to_decide() -> None:
    facts = {**_CALM, "loan.days_past_due": 9}
    del facts["customer.flags"]
    verdict = _book().verdict("change_due_date", facts, _ROBOT, _NOW)
    assert verdict.outcome is Outcome.NOT_KNOWN_YET
    assert "customer.flags" in verdict.missing


def test_a_refusal_comes_before_the_demand_for_more_proof() -> None:
    assert _outcome("change_due_date", Who("bot", "A1"), loan__days_past_due=9) is Outcome.REFUSED
    assert _outcome("change_due_date", Who("bot", "A1")) is Outcome.NEEDS_LEVEL


def test_others_than_the_borrower_reach_a_person() -> None:
    assert _outcome("change_due_date", Who("bot", "A2", "third_party")) is Outcome.TO_PERSON


def test_a_post_without_the_right_is_refused() -> None:
    assert _outcome("change_due_date", Who("collection_vendor", "A3")) is Outcome.REFUSED


def test_what_nobody_permitted_is_refused() -> None:
    assert _outcome("how_to_apply") is Outcome.REFUSED


def test_a_quota_says_what_to_count() -> None:
    facts = {name: value for name, value in _CALM.items() if not name.startswith("quota.")}
    verdict = _book().verdict("change_due_date", facts, _ROBOT, _NOW)
    assert verdict.outcome is Outcome.NOT_KNOWN_YET
    (counting,) = verdict.counts
    assert (counting.fact, counting.of, counting.per) == ("quota.due_date_moved_seldom", "completed", "loan")
    assert counting.since == date(2026, 5, 28)


def test_the_day_is_that_of_shanghai() -> None:
    late = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)  # One minute before midnight there.
    facts = {**_CALM, "request.settle_on": date(2026, 12, 4), "quote.valid_until": _NOW + timedelta(days=2)}
    assert _book().verdict("early_settlement_apply", facts, _ROBOT, late).outcome is Outcome.ALLOWED
    facts["request.settle_on"] = date(2026, 12, 5)
    assert _book().verdict("early_settlement_apply", facts, _ROBOT, late).outcome is Outcome.REFUSED
    after_midnight = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    assert _book().verdict("early_settlement_apply", facts, _ROBOT, after_midnight).outcome is Outcome.ALLOWED


def test_the_cut_off_hour_counts_on_its_day_only() -> None:
    asked: dict[str, Value] = {"loan__next_due_on": _TODAY, "request__on": _TODAY, "quota__deduction_stopped_once": 0}
    facts = {**_CALM, **{name.replace("__", "."): value for name, value in asked.items()}}
    evening = datetime(2026, 11, 27, 18, tzinfo=SHANGHAI)
    assert _book().verdict("stop_auto_deduct", facts, _ROBOT, _NOW).outcome is Outcome.ALLOWED
    assert _book().verdict("stop_auto_deduct", facts, _ROBOT, evening).outcome is Outcome.REFUSED
    facts["loan.next_due_on"] = facts["request.on"] = date(2026, 11, 28)
    assert _book().verdict("stop_auto_deduct", facts, _ROBOT, evening).outcome is Outcome.ALLOWED


def test_a_quote_holds_until_its_moment_and_not_to_the_end_of_that_day() -> None:
    ends = datetime(2026, 11, 28, tzinfo=SHANGHAI)
    facts = {**_CALM, "request.settle_on": date(2026, 11, 28), "quote.valid_until": ends}
    before = ends - timedelta(seconds=1)
    assert _book().verdict("early_settlement_apply", facts, _ROBOT, before).outcome is Outcome.ALLOWED
    (reason,) = _book().verdict("early_settlement_apply", facts, _ROBOT, ends).reasons
    assert reason.rule == "quote_still_holds"


@pytest.mark.parametrize(
    ("days", "applies"),
    [
        ({"since": _TODAY}, True),
        ({"since": _TODAY + timedelta(days=1)}, False),
        ({"until": _TODAY}, False),
        ({"until": _TODAY + timedelta(days=1)}, True),
    ],
)
def test_a_rule_holds_from_its_first_day_and_no_longer_on_its_last(days: dict[str, date], applies: bool) -> None:  # noqa: FBT001
    dated = tuple(replace(one, rule=one.rule.model_copy(update=days)) for one in _book().rules)
    facts = {**_CALM, "loan.days_past_due": 1}
    verdict = replace(_book(), rules=dated).verdict("change_due_date", facts, _ROBOT, _NOW)
    assert verdict.outcome is (Outcome.REFUSED if applies else Outcome.ALLOWED)


def test_a_quota_whose_figures_do_not_hold_yet_is_not_known() -> None:
    """Whoever decides then is a person; nothing falls over."""
    facts = {name: value for name, value in _CALM.items() if not name.startswith("quota.")}
    verdict = _book().verdict("change_due_date", facts, _ROBOT, datetime(2025, 12, 31, 4, tzinfo=UTC))
    assert (verdict.outcome, verdict.counts) == (Outcome.NOT_KNOWN_YET, ())


def test_a_figure_is_unknown_before_its_first_day() -> None:
    assert _book().figure("quote_days_ahead", _TODAY) == 7
    with pytest.raises(UnknownFigure):
        _book().figure("quote_days_ahead", date(2025, 12, 31))


def test_a_fact_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(NotOfKind, match=r"loan\.outstanding must be a whole number"):
        known({"loan.outstanding": 12.5}, _book().facts)
    with pytest.raises(NotOfKind, match=r"quote\.valid_until must be a moment"):
        known({"quote.valid_until": "2026-11-28T00:00:00"}, _book().facts)  # Of no place on earth.
    with pytest.raises(NotOfKind, match=r"loan\.shoe_size is no fact"):
        known({"loan.shoe_size": 42}, _book().facts)


_OF_KIND: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.FEN: st.integers(0, 2_000_000),
    Kind.DAYS: st.integers(0, 120),
    Kind.COUNT: st.integers(0, 5),
    Kind.FLAG: st.booleans(),
    Kind.TIME: st.times(),
    Kind.DATE: st.dates(date(2020, 1, 1), date(2027, 12, 31)),
    Kind.MOMENT: st.datetimes(datetime(2020, 1, 1), datetime(2027, 12, 31), timezones=st.just(SHANGHAI)),  # noqa: DTZ001
}


@st.composite
def _told(draw: st.DrawFn, request: str) -> dict[str, Value]:
    book = _book()
    facts: dict[str, Value] = {}
    for name in sorted(book.facts_for(request, _TODAY)):
        fact = book.facts[name]
        options = st.sampled_from(fact.options) if fact.options else st.nothing()
        if fact.kind is Kind.CHOICE:
            facts[name] = draw(options)
        elif fact.kind is Kind.SET:
            facts[name] = draw(st.frozensets(options, max_size=2))
        else:
            facts[name] = draw(_OF_KIND[fact.kind])
    for one in book.rules:
        if one.rule.quota is not None and one.concerns(request, _TODAY):
            facts[f"quota.{one.rule.id}"] = draw(st.integers(0, 4))
    return facts


_WHO = st.builds(
    Who,
    st.sampled_from(["bot", "online_agent", "compliance", "collection_vendor"]),
    st.sampled_from(["A0", "A1", "A2", "A3"]),
    st.sampled_from(["self", "proxy", "heir", "third_party"]),
)


@given(st.data())
def test_what_was_decided_stays_decided_however_much_more_is_told(data: st.DataObject) -> None:
    request = data.draw(st.sampled_from(sorted(_book().permits)))
    facts, who = data.draw(_told(request)), data.draw(_WHO)
    some = {name: facts[name] for name in sorted(facts) if data.draw(st.booleans())}
    before = _book().verdict(request, some, who, _NOW)
    after = _book().verdict(request, facts, who, _NOW)
    assert after.outcome is not Outcome.NOT_KNOWN_YET
    if before.outcome in {Outcome.ALLOWED, Outcome.REFUSED, Outcome.TO_PERSON}:
        assert after.outcome is before.outcome


@given(st.data())
def test_only_the_sure_enough_borrower_and_the_right_post_are_allowed(data: st.DataObject) -> None:
    request = data.draw(st.sampled_from(sorted(_book().permits)))
    who = data.draw(_WHO)
    verdict = _book().verdict(request, data.draw(_told(request)), who, _NOW)
    permit = _book().permits[request]
    if verdict.outcome is Outcome.ALLOWED:
        assert who.post in _book().posts[permit.by]
        assert who.party in permit.parties
        assert who.level >= permit.level
        assert all(one.standing == "held" for one in verdict.applied)


@given(st.data())
def test_complaints_and_the_like_are_never_refused_to_those_who_may_bring_them(data: st.DataObject) -> None:
    never = sorted(name for name, permit in _book().permits.items() if permit.never_refused)
    request = data.draw(st.sampled_from(never))
    facts = data.draw(_told(request))
    assert _book().verdict(request, facts, Who("bot", "A3"), _NOW).outcome in {Outcome.ALLOWED, Outcome.TO_PERSON}
