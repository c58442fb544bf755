"""What a customer sets of herself: consents and preferences, as far as the pack gives them to her."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.standing import actions
from qiao.customers.standing.actions import GRANTED, Because
from qiao.customers.standing.book import StandingBook, StandingUnknown
from qiao.customers.standing.model import Act, Kind, Source
from qiao.customers.standing.rules import WITHDRAWN, By, Key
from qiao.customers.standing.staff import Wanted

_REASON = "customer_asked"


@dataclass(frozen=True, slots=True)
class Herself:
    """Who she is, and of which pack the words were that she read."""

    customer_id: UUID
    version: str

    @property
    def by(self) -> By:
        return By(Source.CUSTOMER, f"customer:{self.customer_id}")


async def allow(
    session: AsyncSession, book: StandingBook, her: Herself, purpose: str, channel: str, *, granted: bool, now: datetime
) -> Wanted:
    """Give a consent or take it back; returns the change. Raises StandingUnknown or NotTheirsToChange."""
    rule = book.rule(Kind.CONSENT, purpose)
    if channel not in rule.scopes:
        raise StandingUnknown(scope=channel)
    book.permit(Act.SET, rule, "customer", now=now)
    because = Because(_REASON, version=her.version)
    await actions.record_consent(
        session, her.customer_id, purpose, channel, granted=granted, by=her.by, because=because, now=now
    )
    key, value = Key(Kind.CONSENT, purpose, channel), GRANTED if granted else WITHDRAWN
    return Wanted(Act.SET, key, _REASON, value)


async def prefer(
    session: AsyncSession, book: StandingBook, her: Herself, name: str, value: str | None, *, now: datetime
) -> None:
    """How she wants to be served from now on; with None, as everybody. Raises StandingUnknown or NotTheirsToChange."""
    rule = book.rule(Kind.PREFERENCE, name)
    book.permit(Act.SET if value is not None else Act.END, rule, "customer", now=now)
    because = Because(_REASON, version=her.version)
    if value is None:
        key = Key(Kind.PREFERENCE, name)
        await actions.end(session, her.customer_id, key, by=her.by, because=because, now=now)
    elif value in rule.values:
        await actions.set_preference(session, her.customer_id, name, value, by=her.by, because=because, now=now)
    else:
        raise StandingUnknown(value=value)
