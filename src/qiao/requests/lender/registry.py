"""What can be read and done for a flow: each name of the catalogue beside the function that fulfils it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.backoffice import BackOffice
from qiao.backoffice.contract.happenings import Outcome
from qiao.backoffice.contract.operation import Gives, Operation, Shape, Takes
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId, KeyRing
from qiao.requests.flows.catalogue import Catalogue, EffectSpec, FactType, ReadSpec
from qiao.requests.values import Value

Row = Mapping[str, Value | None]
LONG_AGO = timedelta(days=3650)
"""How far back something lies that has never happened, where a rule asks when it happened last."""


class NobodyKnown(Conflict):
    """Something was asked of the lender for a visitor whom it does not know."""


class ReadOnce:
    """The lender's systems for the length of a turn: the same question is asked once. Fulfils `BackOffice`."""

    def __init__(self, lender: BackOffice) -> None:
        self._lender = lender
        self._answers: dict[tuple[str, str, str], Any] = {}

    async def read(
        self, operation: Operation[Takes, Gives], subject: str = "", query: BaseModel | None = None
    ) -> Gives:
        key = (operation.id, subject, query.model_dump_json() if query else "")
        if key not in self._answers:
            self._answers[key] = await self._lender.read(operation, subject, query)
        return self._answers[key]

    async def order(self, operation: Operation[Any, Any], subject: str, body: BaseModel, *, key: str) -> Shape:
        self._answers.clear()
        return await self._lender.order(operation, subject, body, key=key)

    async def outcome(self, key: str) -> Outcome | None:
        return await self._lender.outcome(key)


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom something is read or done, and with what.

    `reference` is what the lender calls the customer (None: a visitor), `arguments` those of the read or effect by
    name. Reads of the house open their own transaction on `database`; there she is `customer_id`, and `ring` finds
    what is kept by a keyed digest alone. `frame` is the request in her dialogue.
    """

    lender: BackOffice
    database: Database
    customer_id: UUID
    reference: str | None
    now: datetime
    """In Beijing: its date is the lender's day."""
    language: str
    arguments: Mapping[str, Value | None] = field(default_factory=dict[str, Value | None])
    conversation_id: UUID | None = None
    ring: KeyRing | None = None
    frame: int = 0

    @property
    def customer(self) -> str:
        """What the lender calls her. Raises NobodyKnown for a visitor."""
        if self.reference is None:
            raise NobodyKnown
        return self.reference

    async def make(self, operation: Operation[Any, Gives], subject: str, body: BaseModel) -> Gives:
        """Have the lender work something out that binds nobody, such as a quote: made anew each time."""
        made: Any = await self.lender.order(operation, subject, body, key=f"{operation.id}-{new_id()}")
        return made

    def text(self, name: str) -> str:
        """An argument that is a text or an id."""
        value = self.arguments.get(name)
        assert isinstance(value, str), f"{name} is no text"
        return value

    def text_or_none(self, name: str) -> str | None:
        value = self.arguments.get(name)
        return value if isinstance(value, str) else None

    def whole(self, name: str) -> int:
        """An argument that is an amount in fen, a count or a day of the month."""
        value = self.arguments.get(name)
        assert type(value) is int, f"{name} is no number"
        return value

    def whole_or_none(self, name: str) -> int | None:
        value = self.arguments.get(name)
        return value if type(value) is int else None

    def day(self, name: str) -> date:
        return date.fromisoformat(self.text(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """An argument that holds several: chosen loans, channels."""
        value = self.arguments.get(name)
        return value if isinstance(value, tuple) else (str(value),) if value is not None else ()


@dataclass(frozen=True, slots=True)
class Order:
    """One order to the lender: an operation of the contract, what its address names, and what is asked for."""

    operation: Operation[Any, Any]
    subject: str
    body: BaseModel


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request of the house is carried out: its number, its dialogue, and the key that seals what it holds."""

    request_id: UUID
    number: str
    customer_id: UUID
    conversation_id: UUID
    contact_id: UUID
    ring: KeyRing
    data_key: KeyId


Reader = Callable[[Asking], Awaitable[Sequence[Row]]]
Orders = Callable[[Asking], Sequence[Order]]
Done = Callable[[Sequence[Shape]], Row]
Doer = Callable[[AsyncSession, Asking, Place], Awaitable[Row]]
FactReader = Callable[[Asking], Awaitable[Value]]


@dataclass(frozen=True, slots=True)
class Ordered:
    """A remote effect: the orders it takes, out of the operations it uses, and the facts in their answers."""

    orders: Orders
    done: Done
    uses: tuple[Operation[Any, Any], ...] = ()


@dataclass(frozen=True)
class Registry:
    """Everything that is registered. `doers` are effects of the house, done in the request's own transaction."""

    catalogue: Catalogue = field(default_factory=Catalogue)
    readers: Mapping[str, Reader] = field(default_factory=dict[str, Reader])
    ordered: Mapping[str, Ordered] = field(default_factory=dict[str, Ordered])
    doers: Mapping[str, Doer] = field(default_factory=dict[str, Doer])
    facts: Mapping[str, FactReader] = field(default_factory=dict[str, FactReader])
    """Facts that rules ask for and no flow reads, by their names in the pack."""

    def joined(self, other: "Registry") -> "Registry":
        """Both together. Raises ValueError for a name that stands in both."""
        twice = self.facts.keys() & other.facts.keys()
        if twice:
            raise ValueError(f"registered twice: {', '.join(sorted(twice))}")
        return Registry(
            self.catalogue.joined(other.catalogue),
            {**self.readers, **other.readers},
            {**self.ordered, **other.ordered},
            {**self.doers, **other.doers},
            {**self.facts, **other.facts},
        )


class Register:
    """Gathers a registry, one decorated function after the other."""

    def __init__(self) -> None:
        self._reads: dict[str, ReadSpec] = {}
        self._effects: dict[str, EffectSpec] = {}
        self._readers: dict[str, Reader] = {}
        self._ordered: dict[str, Ordered] = {}
        self._doers: dict[str, Doer] = {}
        self._facts: dict[str, FactReader] = {}

    def read(
        self,
        name: str,
        gives: Mapping[str, FactType],
        *,
        takes: str = "",
        many: bool = False,
        level: Any = "A1",  # noqa: ANN401
        of_proofs: bool = False,
    ) -> Callable[[Reader], Reader]:
        """A read; `takes` are the names of its arguments, set apart by spaces."""

        def keep(reader: Reader) -> Reader:
            self._new(name, self._reads)
            self._reads[name] = ReadSpec(frozenset(takes.split()), gives, many=many, level=level, of_proofs=of_proofs)
            self._readers[name] = reader
            return reader

        return keep

    def remote(
        self,
        name: str,
        gives: Mapping[str, FactType],
        *,
        takes: str,
        optional: str = "",
        done: Done,
        uses: tuple[Operation[Any, Any], ...] = (),
    ) -> Callable[[Orders], Orders]:
        """An effect in the lender's systems: `backoffice.…`. `uses` are the operations that it may order."""

        def keep(orders: Orders) -> Orders:
            self._effect(name, gives, takes, optional, frozenset(code for one in uses for code in one.refuses))
            self._ordered[name] = Ordered(orders, done, uses)
            return orders

        return keep

    def house(
        self, name: str, gives: Mapping[str, FactType], *, takes: str, optional: str = ""
    ) -> Callable[[Doer], Doer]:
        """An effect of the house itself: `house.…`."""

        def keep(doer: Doer) -> Doer:
            self._effect(name, gives, takes, optional, frozenset())
            self._doers[name] = doer
            return doer

        return keep

    def fact(self, *names: str) -> Callable[[FactReader], FactReader]:
        """Facts for rules; one function may tell several names apart by `asking.text("fact")`."""

        def keep(reader: FactReader) -> FactReader:
            for name in names:
                self._new(name, self._facts)
                self._facts[name] = reader
            return reader

        return keep

    def registry(self) -> Registry:
        return Registry(
            Catalogue(dict(self._reads), dict(self._effects)),
            dict(self._readers),
            dict(self._ordered),
            dict(self._doers),
            dict(self._facts),
        )

    def _effect(
        self, name: str, gives: Mapping[str, FactType], takes: str, optional: str, refuses: frozenset[str]
    ) -> None:
        self._new(name, self._effects)
        may_stay_away = frozenset(optional.split())
        self._effects[name] = EffectSpec(frozenset(takes.split()) | may_stay_away, gives, may_stay_away, refuses)

    @staticmethod
    def _new(name: str, known: Mapping[str, object]) -> None:
        if name in known:
            raise ValueError(f"registered twice: {name}")
