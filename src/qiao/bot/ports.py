"""What the robot needs from above: how things stand at the people's desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations import Incoming
from qiao.language import Emotion
from qiao.policy import InBoth

MEANWHILE = "meanwhile"
"""Why a conversation goes to the robot while the customer keeps her place in the queue for a person."""
LEFT = "left"
"""Why a conversation goes to the robot when the customer waits for a person no more."""
WaitingChoice = Literal["call", "robot", "leave"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The queue as she meets it: how many wait before her, how long that takes, whether people are on duty.

    `wait_s`: from and to, in seconds; four of five waits end between the two. None when too little was measured.
    """

    open: bool
    ahead: int
    wait_s: tuple[float, float] | None
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """That somebody waits for a person: in which lane, and what she may choose beside waiting.

    Who leaves is back at her place when she comes again within `kept_min` minutes.
    """

    lane: str
    choices: frozenset[WaitingChoice]
    kept_min: int


@dataclass(frozen=True, slots=True)
class PromisedCall:
    """A call that is still to come, by the number people know it by."""

    id: UUID
    number: str
    starts_at: datetime
    ends_at: datetime


class HumanDesk(Protocol):
    """What people have in store for a customer: the wait to expect, her place, and the calls she is promised."""

    async def forecast(self, session: AsyncSession, conversation_id: UUID, *, lane: str, now: datetime) -> Forecast: ...

    async def waiting(self, session: AsyncSession, conversation_id: UUID) -> Waiting | None:
        """None when she does not wait, or somebody has her in hand."""
        ...

    async def calls(self, session: AsyncSession, customer_id: UUID) -> Sequence[PromisedCall]: ...

    async def cancel_call(self, session: AsyncSession, customer_id: UUID, call_id: UUID, *, now: datetime) -> None:
        """Cancel a call and tell her. Raises Conflict where it is over, NotFound where there is none of hers."""
        ...

    def call_windows(self, now: datetime) -> Sequence[tuple[datetime, datetime]]:
        """The times for which a call can be promised, the soonest first."""
        ...

    async def move_call(
        self, session: AsyncSession, customer_id: UUID, call_id: UUID, starts_at: datetime, *, now: datetime
    ) -> None:
        """Promise the call for that window instead and tell her. Raises as `cancel_call`; Invalid for no window."""
        ...


class Bystander(Protocol):
    """Is told what a customer felt in words that a person answers, and of whatever else she sends."""

    async def heard(self, session: AsyncSession, message: Incoming, felt: Emotion, *, now: datetime) -> None: ...

    async def came(self, session: AsyncSession, message: Incoming, *, now: datetime) -> None:
        """A file, or something that was pressed."""
        ...


@dataclass(frozen=True, slots=True)
class FirstLine:
    """What is said before anything else while something befalls many: in both languages, with the way in.

    `entry`: the intent that its button begins, and the button's name. `source` names the incident, where somebody may
    say that it is not about her.
    """

    text: InBoth
    entry: tuple[str, InBoth] | None
    source: str | None


class Incidents(Protocol):
    """What befalls many at once, as far as it changes what the robot says."""

    def urgent(self, now: datetime) -> frozenset[str]:
        """The intents that come first where it is unclear what was meant."""
        ...

    async def first_line(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> FirstLine | None:
        """What this customer is told first, in the transaction that tells it; None where nothing concerns her."""
        ...

    async def not_affected(self, session: AsyncSession, customer_id: UUID, source: str, *, now: datetime) -> None:
        """She says that it is not about her. What is over, or was never there, is nothing to deny."""


class QuietTimes:
    """Nothing befalls anybody. Fulfils `Incidents`."""

    def urgent(self, now: datetime) -> frozenset[str]:
        _ = now
        return frozenset()

    async def first_line(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> FirstLine | None:
        _ = (session, customer_id, now)
        return None

    async def not_affected(self, session: AsyncSession, customer_id: UUID, source: str, *, now: datetime) -> None:
        _ = (session, customer_id, source, now)
