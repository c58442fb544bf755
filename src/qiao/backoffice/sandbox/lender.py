"""The lender at work: its clock, its numbers, its events, and the agenda of what happens by itself."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn, TypeVar

from qiao.backoffice.contract.happenings import EVENT_FACTS, Event
from qiao.backoffice.contract.operation import Resource
from qiao.backoffice.sandbox.records import InboxMessage
from qiao.backoffice.sandbox.store import Store
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import Clock
from qiao.foundation.errors import Conflict, Invalid, NotFound

Record = TypeVar("Record", bound=Resource)
Duty = Callable[["Lender", str], None]

NIGHTLY_AT = time(0, 5)
_FURTHEST = timedelta(days=3660)


class Refused(Conflict):
    """The lender says no; the code says why, and nothing has happened."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(**params)
        self._code = code

    @property
    def code(self) -> str:
        return self._code


class NotThere(NotFound):
    """The contract knows one word for this."""

    @property
    def code(self) -> str:
        return "NotFound"


class ClockGoesForward(Invalid):
    """The lender's clock goes forward only, and at most ten years at once."""


def refuse(code: str, **params: object) -> NoReturn:
    raise Refused(code, **params)


@dataclass(slots=True)
class Lender:
    """Everything an operation needs. Time stands still within one operation."""

    store: Store
    clock: Clock
    duties: dict[str, Duty]
    seed: int = 20
    _now: datetime | None = field(default=None)

    @property
    def now(self) -> datetime:
        """The lender's time in Shanghai: the host's, moved by what the clock was advanced."""
        if self._now is not None:
            return self._now
        moved = timedelta(seconds=float(self.store.fact("clock.ahead_s") or 0))
        return (self.clock.now() + moved).astimezone(SHANGHAI).replace(microsecond=0)

    @property
    def today(self) -> date:
        return self.now.date()

    def catch_up(self) -> None:
        """Let happen what was due by now. Within a transaction."""
        until = self.now
        if not self.store.has_planned(until):
            return
        try:
            while planned := self.store.next_planned(until):
                self._now, what, subject = planned
                self.duties[what](self, subject)
        finally:
            self._now = None

    def advance(self, to: datetime) -> None:
        """Move the clock forward, letting everything in between happen at its own moment. Within a transaction.

        Raises ClockGoesForward.
        """
        self.catch_up()
        by = to.astimezone(SHANGHAI) - self.now
        if not timedelta(0) <= by <= _FURTHEST:
            raise ClockGoesForward(now=self.now.isoformat())
        ahead = float(self.store.fact("clock.ahead_s") or 0) + by.total_seconds()
        self.store.set_fact("clock.ahead_s", f"{ahead:.0f}")
        self.catch_up()

    def at(self, moment: datetime) -> "Lender":
        """The same lender at another moment; for building the fixture."""
        return Lender(self.store, self.clock, self.duties, self.seed, moment)

    def plan(self, at: datetime, what: str, subject: str) -> None:
        self.store.plan(at.astimezone(SHANGHAI), what, subject)

    def number(self, prefix: str) -> str:
        """A new number of a series, such as `P000042`: the same run gives the same numbers."""
        return f"{prefix}{self.store.count(f'number.{prefix}'):06d}"

    def draw(self, *what: str) -> int:
        """A number from the seed and a name; stands in for chance."""
        return int.from_bytes(hashlib.sha256("\n".join((str(self.seed), *what)).encode()).digest()[:8])

    def need(self, kind: type[Record], identifier: str) -> Record:
        """The record. Raises NotThere."""
        found = self.store.find(kind, identifier)
        if found is None:
            raise NotThere
        return found

    def of_customer(self, kind: type[Record], customer_id: str) -> list[Record]:
        return self.store.owned(kind, customer_id)

    def of_loan(self, kind: type[Record], loan_id: str) -> list[Record]:
        return self.store.owned(kind, loan_id)

    def keep(self, record: Record) -> Record:
        self.store.put(record)
        return record

    def change(self, record: Record, **update: object) -> Record:
        return self.keep(record.model_copy(update=update))

    def tell(
        self,
        what: str,
        *,
        customer_id: str | None = None,
        loan_id: str | None = None,
        resource_id: str | None = None,
        **facts: Any,  # noqa: ANN401  (facts are JSON)
    ) -> None:
        """Put a fact into the feed."""
        assert facts.keys() <= EVENT_FACTS[what], what
        number = self.store.count("number.event")
        self.store.add_event(
            Event(
                number=number,
                type=what,
                occurred_at=self.now,
                customer_id=customer_id,
                loan_id=loan_id,
                resource_id=resource_id,
                facts=facts,
            )
        )

    def text(self, phone: str, words: str) -> None:
        """Send a text message into the inbox page."""
        self.keep(InboxMessage(id=self.number("SMS"), phone=phone, text=words, at=self.now))


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=SHANGHAI)
