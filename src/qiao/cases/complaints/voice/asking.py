"""How a complaint stands, for whoever has its number and the last digits of a phone that belongs to it.

State and next date alone are told, never a word. Wrong digits are counted by number and by session, and what is refused
is refused in the same way whether there is such a complaint or not.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.backoffice import BackOffice
from qiao.backoffice.contract import catalogue as c
from qiao.cases.complaints import reading
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.speaking import details_now
from qiao.cases.complaints.voice.showing import item
from qiao.cases.model import ComplaintLookupRow, ComplaintRow, Relation
from qiao.conversations import ChannelSession
from qiao.foundation.database import Database
from qiao.foundation.errors import NotFound, TooMany
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyDestroyed

_A_DAY = timedelta(hours=24)


class LookupLocked(TooMany):
    """Too many wrong digits; `locked_until` says until when. Whoever signs in sees her complaints all the same."""


class NumberOrDigitsWrong(NotFound):
    """There is no complaint with this number and these digits."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A complaint, and what could prove that it is hers."""

    row: ComplaintRow
    left: frozenset[str]
    """The digits of the numbers left for the answer, hers and those of whoever speaks for her."""
    reference: str | None
    """Nothing where heirs go on with it: the registered phone may be in anybody's hands."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Looks complaints up. The lender, who has the registered phone, is asked outside of every transaction."""

    handling: Handling
    lender: BackOffice
    database: Database

    async def state(self, live: ChannelSession, number: str, digits: str, *, now: datetime) -> dict[str, Any]:
        """How it stands. Raises LookupLocked, NumberOrDigitsWrong or BackOfficeAway."""
        number = number.strip().upper()
        async with self.database.transaction() as session:
            try_id = await self._try(session, live, number, now=now)
            found = await self._find(session, number)
        if found is None or not await self._fits(found, digits):
            raise NumberOrDigitsWrong
        async with self.database.transaction() as session:
            await session.execute(update(ComplaintLookupRow).where(ComplaintLookupRow.id == try_id).values(fits=True))
        told = item(found.row)
        return {name: told[name] for name in ("number", "state", "due_on", "closed_at")}

    async def _try(self, session: AsyncSession, live: ChannelSession, number: str, *, now: datetime) -> UUID:
        """Count it as wrong before anybody looks, so that none is free. Raises LookupLocked."""
        index = self.handling.ring.blind_index("complaint_lookups.number", number)
        most = self.handling.terms(now).lookup_tries
        for who in (ComplaintLookupRow.number == index, ComplaintLookupRow.session_id == live.id):
            wrong = await _wrong(session, who, since=now - _A_DAY)
            if len(wrong) >= most:
                raise LookupLocked(locked_until=(wrong[-most] + _A_DAY).isoformat())
        row = ComplaintLookupRow(id=new_id(), number=index, session_id=live.id, fits=False, at=now)
        session.add(row)
        return row.id

    async def _find(self, session: AsyncSession, number: str) -> _Found | None:
        row = await session.scalar(select(ComplaintRow).where(ComplaintRow.number == number))
        if row is None:
            return None
        ring = self.handling.ring
        told = [await details_now(session, ring, await reading.with_history(session, self.handling, row))]
        if is_hers := row.relation != Relation.HEIR:
            told.append(await reading.details_of(session, ring, row))
        try:
            reference = await customers.open_reference(session, ring, row.customer_id) if is_hers else None
        except KeyDestroyed:
            return None
        left = frozenset(re.sub(r"\D", "", one.get("number") or "") for one in told)
        return _Found(row, left, reference)

    async def _fits(self, found: _Found, digits: str) -> bool:
        if any(left.endswith(digits) for left in found.left):
            return True
        if found.reference is None:
            return False
        return (await self.lender.read(c.CUSTOMER, found.reference)).phone_masked.endswith(digits)


async def _wrong(session: AsyncSession, who: ColumnElement[bool], *, since: datetime) -> list[datetime]:
    query = select(ComplaintLookupRow.at).where(who, ~ComplaintLookupRow.fits, ComplaintLookupRow.at > since)
    return [*await session.scalars(query.order_by(ComplaintLookupRow.at))]
