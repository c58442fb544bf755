"""Everything that changes who works here and what they hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit, queries
from qiao.access.model import HoldingRow, Post, StaffPostRow, StaffRow, StaffSessionRow
from qiao.foundation.bus import Wake
from qiao.foundation.database import after_commit
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id


class UsernameTaken(Conflict):
    """Somebody has that username."""


async def add_staff(
    session: AsyncSession,
    *,
    username: str,
    name: str,
    post: Post,
    password_hash: str,
    now: datetime,
    demo: bool = False,
    by: str = "house",
) -> UUID:
    """An account for a member of staff, made by the actor `by`. Raises UsernameTaken."""
    if await queries.staff_by_username(session, username) is not None:
        raise UsernameTaken(username=username)
    staff_id = new_id()
    session.add(
        StaffRow(
            id=staff_id,
            username=username.lower(),
            name=name,
            post=post,
            password_hash=password_hash,
            demo=demo,
            active=True,
            created_at=now,
        )
    )
    await session.flush()
    session.add(StaffPostRow(id=new_id(), staff_id=staff_id, post=post, from_at=now))
    await session.flush()
    detail = {"staff": str(staff_id), "became": post.value}
    await audit.record(session, audit.Record(by, audit.Action.RIGHTS_CHANGED, detail=detail), now=now)
    return staff_id


async def end_sessions(
    session: AsyncSession, staff_id: UUID, *, because: str, now: datetime, but: str | None = None
) -> None:
    """End every session of hers, but the one of the digest `but`; open sockets are told when this is committed."""
    query = update(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id, StaffSessionRow.ended_at.is_(None))
    if but is not None:
        query = query.where(StaffSessionRow.digest != but)
    await session.execute(query.values(ended_at=now, ended_because=because))
    wake_sessions(session, staff_id)


async def outdate_sessions(session: AsyncSession, staff_id: UUID, *, because: str, now: datetime) -> None:
    """End every session of hers because her rights are others now; also one that is just being made elsewhere."""
    await session.execute(
        update(StaffRow).where(StaffRow.id == staff_id).values(rights_version=StaffRow.rights_version + 1)
    )
    await end_sessions(session, staff_id, because=because, now=now)


def session_topic(staff_id: UUID) -> str:
    """The bus topic on which everything that holds a session of hers hears that it should look again."""
    return f"sessions:{staff_id}"


def wake_sessions(session: AsyncSession, staff_id: UUID) -> None:
    """Let open sockets of hers look again, when this is committed. Without a bus they do so every few seconds."""
    outlet: Any = session.info.get("outlet")
    if outlet is not None:
        after_commit(session, lambda: outlet.bus.publish(Wake(session_topic(staff_id), None)))


async def hold_contact(
    session: AsyncSession,
    *,
    staff_id: UUID,
    customer_id: UUID,
    contact_id: UUID,
    purpose: str,
    now: datetime,
    post: str | None = None,
    seen: Sequence[audit.Seen] = (),
    beside: bool = False,
    until: datetime | None = None,
    detail: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """From now on this member of staff works on this contact; earlier holders of it no longer do.

    `seen` is what her work list will show of the customer while she has the contact in hand. `beside`: she looks at it
    with whoever holds it, until then whoever holds it, or without a moment until that one holds it no more. `detail`
    says by ids why.
    """
    if not beside:
        await release_contact(session, contact_id, now=now)
    await session.execute(
        insert(HoldingRow).values(
            id=new_id(),
            staff_id=staff_id,
            customer_id=customer_id,
            contact_id=contact_id,
            purpose=purpose,
            seen=" ".join(one.field for one in seen),
            beside=beside,
            from_at=now,
            to_at=until,
        )
    )
    act = audit.Record(
        f"staff:{staff_id}",
        audit.Action.HELD,
        post=post,
        customer_id=customer_id,
        contact_id=contact_id,
        purpose=purpose,
        fields=seen,
        detail=detail,
    )
    await audit.record(session, act, now=now)


async def release_contact(session: AsyncSession, contact_id: UUID, *, now: datetime) -> None:
    """Nobody has the contact in hand any more, nor looks at it beside whoever had."""
    await session.execute(
        update(HoldingRow).where(HoldingRow.contact_id == contact_id, HoldingRow.to_at.is_(None)).values(to_at=now)
    )


async def stop_looking_on(session: AsyncSession, contact_id: UUID, staff_id: UUID, *, now: datetime) -> None:
    """She looks at the contact beside its holder no more."""
    hers = (HoldingRow.contact_id == contact_id, HoldingRow.staff_id == staff_id, HoldingRow.beside)
    await session.execute(update(HoldingRow).where(*hers, HoldingRow.to_at.is_(None)).values(to_at=now))
