"""What the rights of a person need from every room that keeps something about customers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that erasing leaves, and the reason."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What erasing did in one room: rows by table, and what stays."""

    rows: dict[str, int]
    kept: tuple[Kept, ...] = ()


class PersonalDataHolder(Protocol):
    """One room's hold of personal data. `tables` names every table of the room that is about customers."""

    @property
    def room(self) -> str: ...

    @property
    def tables(self) -> frozenset[str]: ...

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        """Everything the room holds about her, in clear, as JSON values by table."""
        ...

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        """Set a field of hers; False where the room has no such field."""
        ...

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """Remove or blank what identifies her; afterwards `export` holds nothing of hers but pseudonymous facts."""
        ...


class EarlierSelves(Protocol):
    """The pseudonyms under which a person was served before anybody knew her."""

    async def __call__(self, session: AsyncSession, customer_id: UUID, /) -> Sequence[UUID]: ...


class People(Protocol):
    """Finding the person whose request it is, by what an officer was told; equality alone, nothing is shown."""

    async def find(self, session: AsyncSession, by: str, value: str) -> Sequence[UUID]:
        """The customers of whom `value` is the `reference`, `phone`, `id_number` or `bank_card`, or the `id`."""
        ...


async def _none(_session: AsyncSession, _customer_id: UUID) -> Sequence[UUID]:
    return ()


@dataclass(frozen=True, slots=True)
class Holders:
    """All rooms that hold personal data, in the order in which they erase: those above first.

    What was said under a pseudonym of `earlier` is the person's as well.
    """

    all: Sequence[PersonalDataHolder] = field(default_factory=tuple[PersonalDataHolder, ...])
    earlier: EarlierSelves = _none

    async def pseudonyms(self, session: AsyncSession, customer_id: UUID) -> list[UUID]:
        """The customer and whom she was before, the customer first."""
        return [customer_id, *await self.earlier(session, customer_id)]

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(table for holder in self.all for table in holder.tables)
