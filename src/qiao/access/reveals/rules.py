"""Pure decisions about opening what a mask hides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from qiao.access.grants import Because, Form, Grant, Hidden, Right, Shown
from qiao.access.queries import Staff
from qiao.foundation.business_calendar import SHANGHAI

_CLEAR = frozenset({Right.FULL, Right.WRITE})


@dataclass(frozen=True, slots=True)
class Clear:
    """The value may be opened, by this rule, for this purpose."""

    purpose: str
    rule: str


@dataclass(frozen=True, slots=True)
class StepUp:
    """It may once she has proved again who she is."""


Answer = Clear | StepUp | Hidden


def is_clear(grant: Grant | Shown) -> bool:
    return grant.right in _CLEAR and grant.form is None


def clearest(answers: Sequence[tuple[str, Shown | Hidden]], *, otherwise: Hidden) -> Answer:
    """The best of the table's answers for several purposes: open, after a step-up, or the nearest refusal."""
    for purpose, answer in answers:
        if isinstance(answer, Shown) and is_clear(answer):
            return Clear(purpose, answer.rule)
    for _, answer in answers:
        if isinstance(answer, Shown) and answer.after_step_up is not None and is_clear(answer.after_step_up):
            return StepUp()
        if isinstance(answer, Hidden) and answer.because is Because.STEP_UP:
            return StepUp()
    return next((answer for _, answer in answers if isinstance(answer, Hidden)), otherwise)


def may_match(answer: Shown | Hidden) -> bool:
    """Whether it may be asked if a value fits: who may see it may ask too."""
    return isinstance(answer, Shown) and (answer.may(Form.MATCH) or is_clear(answer))


def start_of_day(now: datetime) -> datetime:
    """Quotas are counted by the day of Beijing."""
    return datetime.combine(now.astimezone(SHANGHAI).date(), time.min, SHANGHAI)


def watermark(staff: Staff, now: datetime) -> str:
    """Who looks and when, as it is drawn over what is shown."""
    return f"{staff.name} {staff.username} {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
