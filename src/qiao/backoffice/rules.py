"""What is done next with an effect: pure decisions."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from qiao.backoffice.contract.happenings import Event, Feed
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.contract.payments import PaymentKind
from qiao.backoffice.events import DEDUCTION_FAILED, LOAN_DISBURSED, LOAN_OVERDUE, LOAN_SETTLED
from qiao.backoffice.model import EffectState

LONGEST_PAUSE = timedelta(seconds=15)
"""A lender that is back is asked again within this, so that everything is settled within a minute."""
GIVE_UP_AFTER = timedelta(hours=24)
_FIRST_PAUSE = timedelta(seconds=1)
_MOST_DOUBLINGS = 5
FEED_EVERY = timedelta(seconds=3)
_LONGEST_FEED_PAUSE = timedelta(minutes=1)

FACTS_OF_LOANS = frozenset({"before", "after", "days_past_due", "how", "kind", "failure_code"})
"""What is told with an event about a loan: states, days and codes, no amounts."""
_OVERDUE = frozenset(
    {LoanState.OVERDUE_1_30, LoanState.OVERDUE_31_60, LoanState.OVERDUE_61_90, LoanState.OVERDUE_90_PLUS}
)


class Step(StrEnum):
    """What to ask the lender."""

    ORDER = "order"
    ASK_OUTCOME = "ask_outcome"
    READ_BACK = "read_back"
    NOTHING = "nothing"


def next_step(state: EffectState, *, perhaps_sent: bool) -> Step:
    """`perhaps_sent`: a process took this effect up before and did not live to say what came of it."""
    match state:
        case EffectState.INTENDED:
            return Step.ASK_OUTCOME if perhaps_sent else Step.ORDER
        case EffectState.PENDING:
            return Step.ASK_OUTCOME
        case EffectState.SUBMITTED:
            return Step.READ_BACK
        case EffectState.VERIFIED | EffectState.REFUSED | EffectState.STUCK:
            return Step.NOTHING


def pause_before(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th try, counted from 1."""
    return min(LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(max(attempt - 1, 0), _MOST_DOUBLINGS))


def shows(read_back: Mapping[str, Any], *, resource_id: str, expected: Mapping[str, Any]) -> bool:
    """Whether what was read back is what was made and has the fields that were expected, in JSON's values."""
    return read_back.get("id") == resource_id and all(read_back.get(name) == value for name, value in expected.items())


def fresh(page: Feed, *, after: int) -> list[Event]:
    """What a page holds beyond the cursor, each event once and in order, whatever the page does with them.

    What lies beyond the page's own cursor comes again with the next one: what is before it may not be there yet.
    """
    by_number = {one.number: one for one in page.items if after < one.number <= page.next_after}
    return [by_number[number] for number in sorted(by_number)]


def befell(event: Event) -> str | None:
    """Which event of the house an event of the feed is, of those that befall a loan; None for every other."""
    match event.type:
        case "loan.state_changed":
            before, after = event.facts["before"], event.facts["after"]
            if after in _OVERDUE and before not in _OVERDUE:
                return LOAN_OVERDUE
            return LOAN_DISBURSED if after == LoanState.DISBURSED else None
        case "payment.failed":
            return DEDUCTION_FAILED if event.facts["kind"] == PaymentKind.DEDUCTION else None
        case "loan.settled":
            return LOAN_SETTLED
        case _:
            return None


def feed_pause(failures: int) -> timedelta:
    """How long the feed is left alone; `failures` counts those in a row."""
    return min(_LONGEST_FEED_PAUSE, FEED_EVERY * 2 ** min(failures, _MOST_DOUBLINGS))
