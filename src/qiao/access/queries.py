"""Every SELECT of the access room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.model import HoldingRow, Post, StaffRow, StaffSessionRow
from qiao.foundation.errors import NotFound, Unauthenticated


class NotSignedIn(Unauthenticated):
    """There is no live session behind this request; sign in."""


class StaffNotFound(NotFound):
    """No such member of staff."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff."""

    id: UUID
    username: str
    name: str
    post: Post
    demo: bool


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A signed-in browser and who sits before it."""

    staff: Staff
    digest: str
    csrf: str


async def find_staff(session: AsyncSession, staff_id: UUID) -> Staff:
    """Raises StaffNotFound, also for those who no longer work here."""
    row = await session.scalar(select(StaffRow).where(StaffRow.id == staff_id, StaffRow.active))
    if row is None:
        raise StaffNotFound
    return _staff(row)


async def staff_names(session: AsyncSession, staff_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await session.execute(select(StaffRow.id, StaffRow.name).where(StaffRow.id.in_(list(staff_ids))))
    return {row.id: row.name for row in rows}


async def staff_by_username(session: AsyncSession, username: str) -> StaffRow | None:
    return await session.scalar(select(StaffRow).where(StaffRow.username == username.lower()))


async def all_staff(session: AsyncSession) -> Sequence[StaffRow]:
    """Every account there ever was, by username."""
    return (await session.scalars(select(StaffRow).order_by(StaffRow.username))).all()


async def session_of(session: AsyncSession, digest: str, *, now: datetime) -> StaffSession:
    """The live session behind a cookie's digest. Raises NotSignedIn."""
    found = (
        await session.execute(
            select(StaffSessionRow, StaffRow)
            .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
            .where(
                StaffSessionRow.digest == digest,
                StaffSessionRow.ended_at.is_(None),
                StaffSessionRow.expires_at > now,
                StaffRow.active,
            )
        )
    ).one_or_none()
    if found is None:
        raise NotSignedIn
    live, staff = found
    return StaffSession(_staff(staff), live.digest, live.csrf)


async def holds(session: AsyncSession, staff_id: UUID, customer_id: UUID, *, now: datetime) -> bool:
    """Whether this member of staff holds a contact of this customer right now."""
    return (
        await session.scalar(
            select(HoldingRow.id).where(
                HoldingRow.staff_id == staff_id,
                HoldingRow.customer_id == customer_id,
                HoldingRow.from_at <= now,
                or_(HoldingRow.to_at.is_(None), HoldingRow.to_at > now),
            )
        )
    ) is not None


def _staff(row: StaffRow) -> Staff:
    return Staff(row.id, row.username, row.name, Post(row.post), row.demo)
