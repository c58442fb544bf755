"""Tasks, customers and pages for the simulator's own tests."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

import pytest

from qiao.backoffice.sandbox import roll as sandbox_roll
from qiao.backoffice.sandbox.app import open_lender
from qiao.cli.simulate.lender import Roll
from qiao.cli.simulate.tasks import Task
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import ManualClock

NewTask = Callable[..., Task]

SETTLES: Mapping[str, Any] = {
    "id": "early_settlement_apply-test",
    "row": "early_settlement_apply",
    "number": 6,
    "level": "A2",
    "called": ["办理提前结清"],
    "kind": "happy",
    "opens": ["全部还清"],
    "slots": {
        "loan": {"asks": ["哪一笔"], "say": ["{loan.id}"], "press": ["{loan.id}"]},
        "card": {"asks": ["哪张"], "say": ["尾号{card.tail}"], "press": ["{card.tail}"]},
    },
    "cast": {"customer": {"cards_least": 1}, "loan": {"states": ["current"]}},
    "expected": {
        "end": ["completed"],
        "writes": [{"operation": "settlements.order", "having": {"loan_id": "{loan.id}", "card_id": "{card.id}"}}],
    },
}


@pytest.fixture
def task() -> NewTask:
    """A task that settles a loan, with what the test says instead."""

    def make(**changes: Any) -> Task:
        return Task.model_validate({**SETTLES, **changes})

    return make


def roll_of(seed: int, day: date = date(2026, 9, 15)) -> Roll:
    """Everybody of a sandbox lender on a day, as the simulator reads them."""
    lender = open_lender(None, ManualClock(datetime.combine(day, time(10), SHANGHAI)), seed=seed)
    return Roll.model_validate(sandbox_roll.roll(lender))


@pytest.fixture(scope="session")
def roll() -> Roll:
    return roll_of(20)
