"""`qiao rules`: the engine asked from a terminal."""

import json

import pytest
from click.testing import CliRunner, Result

from qiao.cli.main import main


def _qiao(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments])


def test_a_verdict_as_json_says_what_is_missing() -> None:
    answered = _qiao(
        "ask", "close_account", "--level", "A3", "customer.balance=0", "standing.is_scheduled=false", "--json"
    )
    told = json.loads(answered.output)
    assert told["outcome"] == "not_known_yet"
    assert "customer.refund_due" in told["missing"]
    assert "customer.balance" not in told["missing"]


def test_a_refusal_is_told_in_the_customers_words() -> None:
    facts = ["customer.flags=[]", "session.self_harm=false"]
    facts += ["customer.balance=1200", "customer.open_cases=0", "customer.frozen=false", "standing.is_scheduled=false"]
    answered = _qiao("ask", "close_account", "--level", "A3", *facts)
    assert "close_account: refused" in answered.output
    assert "→ early_settlement_quote" in answered.output


def test_figures_and_rules_are_listed_with_their_source() -> None:
    assert "quote_days_ahead: 7 days, since 2026-01-01" in _qiao("figures").output
    assert "nothing yet on 2025-01-01" in _qiao("figures", "--on", "2025-01-01").output
    assert "due_date_moved_seldom: fewer completed than due_date_changes_most" in _qiao("of", "change_due_date").output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["of", "dance"], "There is no request dance"),
        (["ask", "close_account", "customer.balance"], "write fact=value"),
        (["ask", "close_account", "customer.balance=much"], "customer.balance must be a whole number"),
        (["ask", "close_account", "customer.shoe=1"], "customer.shoe is no fact"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_write(arguments: list[str], message: str) -> None:
    answered = _qiao(*arguments)
    assert answered.exit_code == 1
    assert message in answered.output
