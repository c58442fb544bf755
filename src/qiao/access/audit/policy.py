"""The trail of policies: with which pack the house ran from when."""

from datetime import datetime

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit import queries
from qiao.access.audit.model import Action
from qiao.access.audit.recording import Record, record


async def note_policy(session: AsyncSession, *, version: str, fingerprint: str, now: datetime) -> bool:
    """Record that the house runs with this pack from now on, unless it did so before; whether it was recorded."""
    last = await queries.last_of_house(session, Action.POLICY_CHANGED)
    before = orjson.loads(last.detail) if last is not None and last.detail else {}
    if before.get("fingerprint") == fingerprint:
        return False
    detail = {"version": version, "fingerprint": fingerprint}
    await record(session, Record("house", Action.POLICY_CHANGED, detail=detail), now=now)
    return True
