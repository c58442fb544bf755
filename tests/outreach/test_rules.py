"""The judgement itself: what stops a touch, in what order it is told, and what unknown facts mean."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao import app
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.settings import Settings
from qiao.outreach import GOVERNOR, Candidate, Facts, Gate, GovernorRules, Kind, Ruling, Then, judge
from qiao.outreach.book import Window
from qiao.outreach.rules import StandingHold
from qiao.policy import Pack

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CAPS: list[str] = ["service_a_day", "marketing_a_week", "robot_calls_a_day", "collection_calls_a_day", "dials_a_day"]
USED = dict.fromkeys(CAPS, 0)
FREE = Facts(
    is_customer=True,
    flags=frozenset(),
    holds=(),
    consents={(purpose, way): True for purpose in ("marketing", "service_details") for way in ("sms", "push", "call")},
    refuses_calls=False,
    has_complaint=False,
    is_overdue=False,
    is_in_hardship=False,
    used=USED,
)
_CHANNELS = ("app", "sms", "email", "wechat", "robot_call", "agent_call")


@pytest.fixture
def rules(pack: Pack) -> GovernorRules:
    return pack.section(GOVERNOR)


def touch(kind: Kind = Kind.SERVICE, channel: str = "sms", **more: Any) -> Candidate:
    return Candidate(kind=kind, channel=channel, topic="t", asked_at=NOON, **more)


@pytest.mark.parametrize("kind", list(Kind))
def test_at_noon_nothing_stops_what_nothing_stands_against(rules: GovernorRules, kind: Kind) -> None:
    assert judge(touch(kind), FREE, rules, NOON).ruling is Ruling.SEND


@pytest.mark.parametrize(
    ("unknown", "candidate"),
    [
        ({"flags": None}, touch(Kind.TRANSACTIONAL)),
        ({"holds": None}, touch(Kind.TRANSACTIONAL)),
        ({"refuses_calls": None}, touch(channel="agent_call", number="n")),
        ({"has_complaint": None}, touch(Kind.MARKETING)),
        ({"is_overdue": None}, touch(Kind.MARKETING)),
        ({"is_in_hardship": None}, touch(Kind.MARKETING)),
        ({"consents": {}}, touch(Kind.MARKETING)),
        ({"consents": {}}, touch(Kind.TRANSACTIONAL, "robot_call", number="n")),
        ({"used": {}}, touch()),
    ],
)
def test_unknown_means_no(rules: GovernorRules, unknown: dict[str, Any], candidate: Candidate) -> None:
    verdict = judge(candidate, replace(FREE, **unknown), rules, NOON)
    assert verdict.ruling is Ruling.DROP
    assert all(one.is_unknown for one in verdict.reasons)


def test_all_reasons_are_told_in_the_order_of_the_gates(rules: GovernorRules) -> None:
    facts = Facts(
        is_customer=False,
        flags=frozenset({"do_not_market", "litigation", "minor_suspected", "complaint_open"}),
        holds=(StandingHold("contact"),),
        consents={("marketing", "sms"): False},
        refuses_calls=False,
        has_complaint=True,
        is_overdue=True,
        is_in_hardship=None,
        used={**USED, "marketing_a_week": 1},
        more_pressing_due_at=NOON,
        same_topic_at=NOON - MINUTE,
        newer_of_topic_at=NOON + MINUTE,
        is_paused=True,
    )
    night = NOON.replace(hour=15)
    verdict = judge(
        touch(Kind.MARKETING), replace(facts, more_pressing_due_at=night, same_topic_at=night), rules, night
    )
    assert verdict.ruling is Ruling.DROP
    gates = [one.gate for one in verdict.reasons]
    assert gates == sorted(gates, key=list(Gate).index)
    assert set(gates) == set(Gate) - {Gate.TIME}


@pytest.mark.parametrize(
    ("clock", "candidate", "until"),
    [
        ("20:59", touch(), None),
        ("21:00", touch(), "08:00"),
        ("07:59", touch(), "08:00"),
        ("08:00", touch(), None),
        ("20:00", touch(Kind.MARKETING), "09:00"),
        ("19:59", touch(Kind.MARKETING), None),
        ("23:00", touch(Kind.TRANSACTIONAL), None),
        ("22:00", touch(Kind.TRANSACTIONAL, is_about_debt=True), "08:00"),
        ("21:30", touch(Kind.TRANSACTIONAL, is_about_debt=True), None),
        ("03:00", touch(Kind.EMERGENCY, "app"), None),
        ("03:00", touch(Kind.EMERGENCY), "08:00"),
        ("03:00", touch(Kind.EMERGENCY, "agent_call", number="n"), "08:00"),
        ("18:59", touch(channel="robot_call", number="n", is_about_debt=True), None),
        ("19:00", touch(channel="robot_call", number="n", is_about_debt=True), "10:00"),
        ("09:30", touch(channel="robot_call", number="n", is_about_debt=True), "10:00"),
    ],
)
def test_quiet_hours_are_those_of_beijing(
    rules: GovernorRules, clock: str, candidate: Candidate, until: str | None
) -> None:
    now = datetime.combine(NOON.date(), time.fromisoformat(clock), SHANGHAI)
    verdict = judge(candidate, FREE, rules, now.astimezone(UTC))
    if until is None:
        assert verdict.ruling is Ruling.SEND
        return
    ends_at = datetime.combine(now.date(), time.fromisoformat(until), SHANGHAI)
    assert (verdict.ruling, verdict.until) == (Ruling.HOLD, ends_at if ends_at > now else ends_at + timedelta(days=1))


def test_hours_she_chose_apply_to_service_and_not_to_business(rules: GovernorRules) -> None:
    facts = replace(FREE, her_hours=Window.read("12:00-14:00"))
    assert judge(touch(), facts, rules, NOON).until == NOON + timedelta(hours=2)
    assert judge(touch(Kind.TRANSACTIONAL), facts, rules, NOON).ruling is Ruling.SEND
    called = touch(Kind.TRANSACTIONAL, "agent_call", number="n")
    assert judge(called, facts, rules, NOON).ruling is Ruling.HOLD


def test_a_hold_on_one_loan_spares_the_others(rules: GovernorRules) -> None:
    facts = replace(FREE, holds=(StandingHold("collection", "L1"),))
    assert judge(touch(is_about_debt=True, loan="L2"), facts, rules, NOON).ruling is Ruling.SEND
    for loan in ("L1", None):
        assert judge(touch(is_about_debt=True, loan=loan), facts, rules, NOON).ruling is Ruling.DROP


def test_a_hold_that_lets_wait_waits_until_it_ends(rules: GovernorRules) -> None:
    waits = rules.file.holds["contact"].model_copy(update={"then": Then.HOLD})
    waiting = GovernorRules(rules.file.model_copy(update={"holds": {**rules.file.holds, "contact": waits}}))
    until = NOON + timedelta(days=1)
    for ends_at, ruling in ((until, Ruling.HOLD), (None, Ruling.DROP)):
        facts = replace(FREE, holds=(StandingHold("contact", until=ends_at),))
        verdict = judge(touch(), facts, waiting, NOON)
        assert (verdict.ruling, verdict.until) == (ruling, ends_at)


def test_a_lesser_touch_waits_ten_minutes_for_a_more_pressing_one(rules: GovernorRules) -> None:
    facts = replace(FREE, more_pressing_due_at=NOON - MINUTE)
    assert judge(touch(), facts, rules, NOON).until == NOON + 9 * MINUTE
    assert judge(touch(), facts, rules, NOON + 9 * MINUTE).ruling is Ruling.SEND


def test_figures_hold_from_their_day_on(rules: GovernorRules) -> None:
    """A rule that has no figure yet does not hold."""
    day = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
    used = {**USED, "service_a_day": 9, "collection_calls_a_day": 3}
    debt = touch(channel="agent_call", number="n", is_about_debt=True)
    assert [one.rule for one in judge(debt, replace(FREE, used=used), rules, day).reasons] == ["collection_calls_a_day"]
    later = judge(debt, replace(FREE, used=used), rules, NOON)
    assert {one.rule for one in later.reasons} == {"service_a_day", "collection_calls_a_day"}


@cache
def shipped() -> GovernorRules:
    return app.load_pack(Settings(data=Path("unused"))).section(GOVERNOR)


_maybe = st.sampled_from([True, False, None])
_moments = st.integers(0, 60 * 24 * 9).map(lambda minutes: NOON + minutes * MINUTE)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Candidate, Facts, datetime]:
    rules, now = shipped(), draw(_moments)
    channel = draw(st.sampled_from(_CHANNELS))
    candidate = Candidate(
        kind=draw(st.sampled_from(list(Kind))),
        channel=channel,
        topic="t",
        asked_at=now - draw(st.integers(0, 100)) * MINUTE,
        is_about_debt=draw(st.booleans()),
        number=draw(st.sampled_from(["n", None])),
        good_until=draw(st.sampled_from([None, now + timedelta(hours=2), now + timedelta(days=3)])),
    )
    used = {name: draw(st.integers(0, 2)) for name in draw(st.sets(st.sampled_from(sorted(USED))))}
    facts = Facts(
        is_customer=draw(st.booleans()),
        flags=draw(st.none() | st.frozensets(st.sampled_from([*rules.file.flags, "new"]), max_size=2)),
        holds=draw(
            st.none() | st.lists(st.builds(StandingHold, st.sampled_from([*rules.file.holds])), max_size=2).map(tuple)
        ),
        consents=draw(
            st.dictionaries(
                st.tuples(st.sampled_from(["marketing", "service_details"]), st.sampled_from(["sms", "push", "call"])),
                st.booleans(),
            )
        ),
        refuses_calls=draw(_maybe),
        has_complaint=draw(_maybe),
        is_overdue=draw(_maybe),
        is_in_hardship=draw(_maybe),
        used=used,
        same_topic_at=draw(st.none() | st.just(now - 5 * MINUTE)),
        more_pressing_due_at=draw(st.none() | st.just(now - MINUTE)),
    )
    return candidate, facts, now


@given(situations())
def test_a_verdict_is_whole(situation: tuple[Candidate, Facts, datetime]) -> None:
    """Sent without a reason; held with an end ahead and before it is too late; dropped by one that drops."""
    candidate, facts, now = situation
    verdict = judge(candidate, facts, shipped(), now)
    assert verdict == judge(candidate, facts, shipped(), now)
    match verdict.ruling:
        case Ruling.SEND:
            assert (verdict.reasons, verdict.until) == ((), None)
        case Ruling.HOLD:
            assert verdict.until is not None
            assert verdict.until > now
            assert candidate.good_until is None or verdict.until < candidate.good_until
            assert all(one.then is Then.HOLD and one.until is not None for one in verdict.reasons)
        case Ruling.DROP:
            assert any(one.then is Then.DROP for one in verdict.reasons)
            assert verdict.until is None


@given(situations(), st.sampled_from(["flags", "holds", "refuses_calls", "has_complaint", "is_overdue", "used"]))
def test_knowing_less_never_lets_more_out(situation: tuple[Candidate, Facts, datetime], forgotten: str) -> None:
    candidate, facts, now = situation
    knowing_less = replace(facts, **{forgotten: {} if forgotten == "used" else None})
    if judge(candidate, knowing_less, shipped(), now).ruling is Ruling.SEND:
        assert judge(candidate, facts, shipped(), now).ruling is Ruling.SEND


@given(situations(), st.sampled_from(["deceased_reported", "litigation", "do_not_market", "new"]))
def test_one_more_flag_never_lets_more_out(situation: tuple[Candidate, Facts, datetime], flag: str) -> None:
    candidate, facts, now = situation
    more = replace(facts, flags=(facts.flags or frozenset()) | {flag})
    if facts.flags is not None and judge(candidate, facts, shipped(), now).ruling is not Ruling.SEND:
        assert judge(candidate, more, shipped(), now).ruling is not Ruling.SEND
