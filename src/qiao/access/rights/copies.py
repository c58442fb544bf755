"""The copy made for a person: sealed under a key of her own, fetched for a short time, gone when that is over."""

import asyncio
import json
import zlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.queries import Staff
from qiao.access.rights import queries
from qiao.access.rights.actions import Held, RequestNotFound
from qiao.access.rights.model import ExportRow, RightsRequestRow
from qiao.foundation import jobs
from qiao.foundation.keys import KeyId, KeyRing

EXPIRE_JOB = "rights.expire"
LASTS = timedelta(hours=72)


def packed(held: Held) -> bytes:
    """What is sealed; for much data it takes a while, so call it in a thread."""
    return zlib.compress(json.dumps(held, ensure_ascii=False, indent=1).encode())


async def keep(
    session: AsyncSession, ring: KeyRing, request: RightsRequestRow, content: bytes, *, now: datetime
) -> None:
    """Keep what `packed` gave for a while. Erasing the person destroys the key it is sealed under."""
    key_id = await ring.create(session, request.customer_id, now=now)
    await session.flush()
    await ring.load(session, key_id)
    row = ExportRow(
        request_id=request.id,
        customer_id=request.customer_id,
        sealed=ring.seal(key_id, content, bound_to=_place(request.id)),
        key_id=key_id,
        made_at=now,
        expires_at=now + LASTS,
    )
    session.add(row)
    await session.flush()
    await jobs.schedule(
        session,
        kind=EXPIRE_JOB,
        key=request.id.hex,
        # A lane of its own: what waits for three days would make the next request of hers wait as well.
        lane=f"{EXPIRE_JOB}:{request.id.hex}",
        due_at=row.expires_at,
        payload={"request": str(request.id)},
    )


async def note_fetch(
    session: AsyncSession, request_id: UUID, *, by: Staff, source: str, now: datetime
) -> RightsRequestRow:
    """Somebody is about to be given the copy. Raises RequestNotFound where there is none, or none any more."""
    request = await queries.request(session, request_id)
    if request is None or await queries.export_of(session, request_id, now=now) is None:
        raise RequestNotFound
    act = audit.Record(
        f"staff:{by.id}",
        audit.Action.EXPORTED,
        post=by.post,
        customer_id=request.customer_id,
        purpose="data_rights",
        source=source,
        detail={"did": "fetched", "request": str(request.id)},
    )
    await audit.record(session, act, now=now)
    return request


async def fetch(session: AsyncSession, ring: KeyRing, request_id: UUID, *, now: datetime) -> str:
    """The copy, as JSON. Raises RequestNotFound, or KeyDestroyed after the person was erased."""
    row = await queries.export_of(session, request_id, now=now)
    if row is None:
        raise RequestNotFound
    await ring.load(session, KeyId(row.key_id))
    content = ring.open(KeyId(row.key_id), row.sealed, bound_to=_place(request_id))
    return (await asyncio.to_thread(zlib.decompress, content)).decode()


async def throw_away(session: AsyncSession, request_id: UUID) -> None:
    await session.execute(delete(ExportRow).where(ExportRow.request_id == request_id))


def _place(request_id: UUID) -> str:
    return f"rights_exports.sealed:{request_id}:1"
