"""What the pack says of flags, holds, consents and preferences; a pack that would harm somebody is told where."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from qiao import app
from qiao.access import Post
from qiao.cases import rules as case_rules
from qiao.customers import standing
from qiao.customers.standing import Act, HoldsTooLong, Kind, NotTheirsToChange
from qiao.emergencies import actions as emergency_actions
from qiao.policy import Pack, PackInvalid
from tests.conftest import NOON


@pytest.fixture
def book(pack: Pack) -> standing.StandingBook:
    return pack.section(standing.STANDING)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("collection", case_rules.PAUSE_DAYS),
        ("collection", emergency_actions.HOLD_DAYS),
        ("outreach", emergency_actions.HOLD_DAYS),
    ],
)
def test_what_flows_place_by_themselves_the_pack_gives_to_the_robot(
    book: standing.StandingBook, name: str, days: int
) -> None:
    rule = book.rule(Kind.HOLD, name)
    assert book.permit(Act.SET, rule, Post.BOT, until=NOON + timedelta(days=days), now=NOON) is False
    with pytest.raises(NotTheirsToChange):
        book.permit(Act.END, rule, Post.BOT, now=NOON)


def test_what_lasts_longest_so_long_needs_an_end(book: standing.StandingBook) -> None:
    rule = book.rule(Kind.HOLD, "collection")
    assert rule.most_days == 30
    for until in (None, NOON + timedelta(days=30, seconds=1)):
        with pytest.raises(HoldsTooLong):
            book.permit(Act.SET, rule, Post.TEAM_LEADER, until=until, now=NOON)
    assert book.permit(Act.END, rule, Post.TEAM_LEADER, now=NOON) is True


def test_she_takes_back_every_consent_herself(book: standing.StandingBook) -> None:
    for kind in (Kind.CONSENT, Kind.PREFERENCE):
        for rule in book.rules[kind].values():
            assert book.permit(Act.SET, rule, "customer", now=NOON) is False


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("- {id: litigation,", "- {id: lawsuit,", "litigation of rules/facts.yaml is missing here"),
        ("set: [bot, vip_care_agent, team_leader], end: [team_leader]", "set: [bot], end: [bot]", "take a protection"),
        ("values: [zh, en], set: [customer, ", "values: [zh, en], set: [", "the customer herself may not change it"),
        ("- {id: elder,", "- {id: vulnerable,", "vulnerable stands twice"),
        ("set: [lender], end: [lender]}", "set: [lender], end: [lender], second_person: [end]}", "no member of staff"),
        ("scopes: [sms, call, email, push], ", "", "channels are named for consents"),
        ("set: [lender], end: [lender]}", "set: [lender], end: [someone]}", "end"),
    ],
)
def test_a_pack_that_would_harm_somebody_is_told_where(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(app.shipped_pack(), folder)
    file = folder / "standing.yaml"
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, becomes, 1))
    with pytest.raises(PackInvalid) as invalid:
        app.read_pack(folder)
    assert any(str(one).startswith("standing.yaml:") and said in str(one) for one in invalid.value.problems)
