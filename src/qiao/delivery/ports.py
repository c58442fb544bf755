"""What a delivery needs of a carrier, and how handing something over can go wrong."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from qiao.delivery.model import DeliveryId, Kind
from qiao.foundation.errors import Conflict, Unavailable


class CarrierAway(Unavailable):
    """The carrier was not reached or had no room: surely nothing was sent, and trying again is safe."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class CarrierRefused(Conflict):
    """The carrier refused for good: nothing was sent, and the same message is refused again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class MaybeSent(Unavailable):
    """The carrier was handed it, and did not say what became of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason = reason


class _Sealed(BaseModel):
    """Kept as JSON inside a seal."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


class Attachment(_Sealed):
    """A file that goes with an e-mail."""

    name: str
    media_type: str
    content: bytes


class Content(_Sealed):
    """What a person reads. `title` is the subject of an e-mail and the headline of a push; an SMS has none."""

    text: str
    title: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One delivery in clear, for the carrier alone. `destination` is in the one form `rules.destination` gives.

    `reference` is a number below 65,536 that the carrier may give back with its report. `valid_until` is when nobody
    wants it any more.
    """

    id: DeliveryId
    destination: str
    content: Content
    reference: int
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What a carrier says became of one message of its own. `destination` and `reference` where it names them."""

    kind: Kind
    provider_id: str
    state: Literal["delivered", "failed"]
    error: str | None = None
    destination: str | None = None
    reference: int | None = None


Told = Callable[[Report], Awaitable[None]]
"""Takes a report and returns once it is kept; a carrier acknowledges afterwards."""


class Carrier(Protocol):
    """A way out of the house. Every call carries a deadline; none is made inside a database transaction."""

    @property
    def repeats(self) -> bool:
        """Whether the same delivery may be handed over again and still goes out once."""
        ...

    @property
    def asks(self) -> bool:
        """Whether `ask` can tell anything."""
        ...

    async def start(self, told: Told) -> None:
        """Keep whatever connection it takes. Returns at once, also where nobody answers yet."""
        ...

    async def stop(self) -> None: ...

    async def submit(self, message: Message) -> Sequence[str]:
        """Hand it over; returns the carrier's own ids, one a part.

        Raises CarrierAway, CarrierRefused or MaybeSent.
        """
        ...

    async def ask(self, provider_id: str, destination: str) -> Report | None:
        """What became of it; None while nobody knows. Raises CarrierAway."""
        ...
