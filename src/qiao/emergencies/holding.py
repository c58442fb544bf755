"""The end of a pause: told some days before, and again when it has come; and what the lender decided meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, conversations, requests
from qiao.conversations import Level, content
from qiao.emergencies.model import EmergencyRow, EmergencyState
from qiao.emergencies.needs import publish_moved
from qiao.foundation import jobs
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.clock import Clock
from qiao.foundation.keys import KeyDestroyed, KeyRing
from qiao.policy import Pack

_DECIDED = "case.decided"
_AGAIN = "disaster_affected"
_HOUSE = "house"


def is_decision(facts: Mapping[str, Any]) -> bool:
    """Of what the lender tells, the decisions about cases."""
    return facts["type"] == _DECIDED


def hold_handler(pack: Pack, ring: KeyRing, clock: Clock) -> jobs.Handler:
    """Tells that a pause ends, or has ended; nothing where it was begun anew meanwhile.

    The pause itself ends by its own date, whatever becomes of this job.
    """

    async def look(job: jobs.Job) -> None:
        async with job.transaction() as session:
            row = await _locked(session, UUID(job.payload["need"]))
            if row is not None and row.times == job.payload["times"] and row.held_until is not None:
                await _tell(session, pack, ring, row, row.held_until, job.payload["days"], now=clock.now())

    return look


def decision_handler(clock: Clock) -> jobs.Handler:
    """Keeps what the lender decided with the need that it is about; the customer is told by the news of her request."""

    async def hear(job: jobs.Job) -> None:
        facts = job.payload["facts"]
        async with job.transaction() as session:
            for effect in await backoffice.effects_that_made(session, facts["resource"]):
                row = await _by_case(session, effect.key)
                if row is not None and row.decided_at is None:
                    row.decision, row.decided_at = facts["facts"]["state"], clock.now()
                    await publish_moved(session, row, "decided", actor="lender", now=clock.now(), decision=row.decision)

    return hear


async def _tell(  # noqa: PLR0917  (which pause ends when)
    session: AsyncSession, pack: Pack, ring: KeyRing, row: EmergencyRow, until: datetime, days: int, *, now: datetime
) -> None:
    what = "ending" if days else "ended"
    if not days and row.decision is not None:
        row.state, row.closed_at = EmergencyState.CLOSED, now
    await publish_moved(session, row, what, actor=_HOUSE, now=now, until=until.isoformat())
    if row.held_id != row.customer_id:
        return
    language = await conversations.language_of(session, row.conversation_id)
    ends = until.astimezone(SHANGHAI)
    text = pack.text(f"hold_{what}", language, number=row.number, until=f"{ends:%m-%d %H:%M}", days=str(days))
    buttons = (
        content.Button(id=f"intent:{_AGAIN}", label=pack.text("button_need_again", language)),
        content.Button(id="human", label=pack.text("button_human", language)),
    )
    try:
        await conversations.announce(
            session,
            ring,
            row.conversation_id,
            content.Notice(notice=f"hold_{what}", text=text, buttons=buttons),
            template_version=pack.version,
            language=language,
            now=now,
            level=Level.A1,
            contact_id=row.contact_id,
        )
        await requests.send_there_is_news(
            session,
            ring,
            row.customer_id,
            request_id=requests.RequestId(row.request_id),
            number=row.number,
            # The lender numbers its events from 1, so that none of its news is taken for this.
            news=-(row.times * 100 + days),
            now=now,
        )
    except KeyDestroyed:
        return


async def _locked(session: AsyncSession, need_id: UUID) -> EmergencyRow | None:
    query = select(EmergencyRow).where(EmergencyRow.id == need_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def _by_case(session: AsyncSession, key: str) -> EmergencyRow | None:
    query = select(EmergencyRow).where(EmergencyRow.case_key == key).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))
