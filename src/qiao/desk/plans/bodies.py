"""What routes of planning are sent."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from qiao.desk.planning import Came, Change, Doubt, Patience, Targets
from qiao.desk.plans.asked import Asked
from qiao.desk.plans.own_calls import Today
from qiao.desk.plans.reckoning import Staffing
from qiao.foundation.bodies import Body

HOUSE = "house"
"""The history that is the house's own conversations."""
LARGEST_FILE_BYTES = 4_000_000
_Share = Annotated[float, Field(ge=0, le=0.999)]
_Factor = Annotated[float, Field(ge=0.1, le=10)]
_Note = Annotated[str, Field(max_length=400, pattern=r"^[^\x00]*$")]


class Otherwise(Body):
    """Agents more or fewer in every half hour; calls, their length and people's patience as factors."""

    agents: Annotated[int, Field(ge=-200, le=200)] = 0
    calls: _Factor = 1.0
    longer: _Factor = 1.0
    patience: _Factor = 1.0


class SoFar(Body):
    """So many calls came before a half hour of today."""

    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):(00|30)$")]
    calls: Annotated[float, Field(ge=0, le=1_000_000)]


class Asking(Body):
    """A day, where its history is from, and what is assumed. Seconds, and shares of one."""

    on: date
    history: Literal["house"] | UUID = HOUSE
    service_s: Annotated[float, Field(ge=1, le=7_200)] | None = None
    patience_s: Annotated[float, Field(ge=1, le=7_200)] = 120.0
    shape: Annotated[float, Field(ge=0.3, le=10)] = 1.0
    at_once: Annotated[int, Field(ge=1, le=20)] = 1
    shrinkage: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    answered: _Share = 0.95
    in_time: _Share = 0.85
    within_s: Annotated[float, Field(ge=0, le=3_600)] = 20.0
    sure: Annotated[float, Field(ge=0.5, le=0.99)] = 0.9
    day_off: Annotated[float, Field(ge=0, le=1)] = 0.1
    slot_off: Annotated[float, Field(ge=0, le=1)] = 0.08
    otherwise: Otherwise = Otherwise()
    so_far: SoFar | None = None

    def asked(self, came: Came, so_far: Today | None, shifts: tuple[int, ...] | None) -> Asked:
        """With what the house knows. Raises TargetImpossible."""
        what = self.otherwise
        return Asked(
            self.on,
            came,
            self.service_s,
            Patience(self.patience_s, self.shape),
            self.at_once,
            self.shrinkage,
            Targets(self.answered, self.in_time, self.within_s, self.sure),
            Doubt(self.day_off, self.slot_off),
            Change(what.agents, what.calls, what.longer, what.patience),
            so_far,
            shifts,
        )

    def said_so_far(self) -> Today | None:
        """What she says has come."""
        if self.so_far is None:
            return None
        at = datetime.strptime(self.so_far.at, "%H:%M")  # noqa: DTZ007  (a clock's reading, not a moment)
        return Today(at.hour * 2 + at.minute // 30, self.so_far.calls, None)


class Keeping(Asking):
    """What is to be kept, and what is said beside it."""

    note: _Note = ""


class Trying(Asking):
    """Which agents are tried, and on how many days."""

    which: Staffing = Staffing.NEEDED
    days: Annotated[int, Field(ge=20, le=500)] = 200


class Loading(Body):
    """A CSV file with the columns `start` and `calls`, a line for each half hour."""

    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*\S[^\x00]*$")]
    csv: Annotated[str, Field(min_length=1, max_length=LARGEST_FILE_BYTES)]
