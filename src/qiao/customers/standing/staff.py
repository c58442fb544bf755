"""Changes by members of staff: by the rules of the pack, on record, and where it says so by two of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Look, audit
from qiao.customers import queries as people
from qiao.customers.standing import actions, queries
from qiao.customers.standing.actions import Because
from qiao.customers.standing.book import NotTheirsToChange, StandingBook, StandingRule, StandingUnknown
from qiao.customers.standing.model import Act, Kind, Source, StandingProposalRow
from qiao.customers.standing.rules import WITHDRAWN, By, Key
from qiao.foundation.errors import Forbidden
from qiao.foundation.ids import new_id

FIELD_OF = {Kind.FLAG: "flags", Kind.HOLD: "flags", Kind.CONSENT: "consents", Kind.PREFERENCE: "consents"}
"""Under which field of the table of rights each kind is shown and changed."""


class SecondPersonNeeded(Forbidden):
    """Whoever proposed a change does not agree to it herself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that somebody wants to make, and the code of her reason."""

    act: Act
    key: Key
    reason: str
    value: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was proposed, and whether it was done: not where it was turned down, or agreed to too late."""

    wanted: Wanted
    is_done: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for a second person."""

    id: UUID
    wanted: Wanted
    at: datetime


async def change(
    session: AsyncSession, book: StandingBook, look: Look, wanted: Wanted, *, now: datetime, source: str | None
) -> bool:
    """Make the change, or propose it where a second person has to agree; whether it is made.

    Raises StandingUnknown, NotTheirsToChange or HoldsTooLong.
    """
    staff, customer_id = look.staff, look.about.customer_id
    rule = _rule(book, wanted)
    needs_second = book.permit(wanted.act, rule, staff.post, until=wanted.until, now=now)
    if needs_second:
        session.add(
            StandingProposalRow(
                id=new_id(),
                customer_id=customer_id,
                change=_as_document(wanted),
                proposed_by=staff.id,
                proposed_at=now,
            )
        )
        await session.flush()
    else:
        await _carry_out(session, customer_id, wanted, By(Source.STAFF, f"agent:{staff.id}"), now=now)
    await _put_on_record(session, look, wanted, "proposed" if needs_second else wanted.act, now=now, source=source)
    return not needs_second


async def decide(
    session: AsyncSession,
    book: StandingBook,
    look: Look,
    proposal_id: UUID,
    *,
    agrees: bool,
    now: datetime,
    source: str | None,
) -> Decided:
    """Agree to what another has proposed, or turn it down.

    It is agreed to too late where its own time is over, or what it is about has ended or changed since: she may have
    allowed again meanwhile what was to be taken down as withdrawn.

    Raises ProposalNotFound, SecondPersonNeeded, NotTheirsToChange or HoldsTooLong.
    """
    staff, customer_id = look.staff, look.about.customer_id
    row = await queries.lock_proposal(session, customer_id, proposal_id)
    if row.proposed_by == staff.id:
        raise SecondPersonNeeded
    wanted = wanted_in(row)
    book.permit(wanted.act, _rule(book, wanted), staff.post, until=wanted.until, now=row.proposed_at)
    row.decided_by, row.decided_at, row.is_agreed = staff.id, now, agrees
    await session.flush()
    by = By(Source.STAFF, f"agent:{row.proposed_by}", agreed_by=f"agent:{staff.id}")
    is_done = (
        agrees
        and not await _is_over(session, row, wanted, now=now)
        and await _carry_out(session, customer_id, wanted, by, now=now)
    )
    what = "turned_down" if not agrees else "agreed" if is_done else "agreed_too_late"
    await _put_on_record(session, look, wanted, what, now=now, source=source)
    return Decided(wanted, is_done)


async def _is_over(session: AsyncSession, row: StandingProposalRow, wanted: Wanted, *, now: datetime) -> bool:
    """Whether its time has passed, or what it is about is no longer as it was when it was proposed."""
    if wanted.until is not None and wanted.until <= now:
        return True
    await people.lock(session, row.customer_id)
    return await queries.has_changed(session, row.customer_id, wanted.key, row.proposed_at)


def proposed(row: StandingProposalRow) -> Proposal:
    return Proposal(row.id, wanted_in(row), row.proposed_at)


def wanted_in(row: StandingProposalRow) -> Wanted:
    """What a proposal proposes."""
    said: dict[str, Any] = row.change
    until = datetime.fromisoformat(said["until"]) if said["until"] is not None else None
    key = Key(Kind(said["kind"]), said["name"], said["scope"], said["origin"])
    return Wanted(Act(said["act"]), key, said["reason"], said["value"], until)


def _as_document(wanted: Wanted) -> dict[str, str | None]:
    key = wanted.key
    return {
        "act": wanted.act,
        "kind": key.kind,
        "name": key.name,
        "scope": key.scope,
        "origin": key.origin,
        "value": wanted.value,
        "until": wanted.until.isoformat() if wanted.until is not None else None,
        "reason": wanted.reason,
    }


def _rule(book: StandingBook, wanted: Wanted) -> StandingRule:
    rule = book.rule(wanted.key.kind, wanted.key.name)
    if wanted.reason not in book.reasons:
        raise StandingUnknown(reason=wanted.reason)
    if wanted.key.origin.startswith(Source.LENDER):  # Only the lender takes back what it stated.
        raise NotTheirsToChange(name=rule.id)
    if wanted.act is Act.END:
        return rule
    if wanted.key.kind is Kind.CONSENT:
        # The lender asks for consent and keeps what she was told; staff can only take down that she withdraws it.
        if wanted.value != WITHDRAWN:
            raise NotTheirsToChange(name=rule.id)
        if wanted.key.scope not in rule.scopes:
            raise StandingUnknown(scope=wanted.key.scope)
    if wanted.key.kind is Kind.PREFERENCE and wanted.value not in rule.values:
        raise StandingUnknown(value=wanted.value)
    return rule


async def _carry_out(session: AsyncSession, customer_id: UUID, wanted: Wanted, by: By, *, now: datetime) -> bool:
    """Make the change; false where there is nothing to end."""
    because = Because(wanted.reason)
    if wanted.act is Act.END:
        return await actions.end(session, customer_id, wanted.key, by=by, because=because, now=now)
    await actions.put(
        session,
        customer_id,
        wanted.key,
        by=by,
        because=because,
        value=wanted.value,
        until=wanted.until,
        from_at=now,
        now=now,
    )
    return True


async def _put_on_record(
    session: AsyncSession, look: Look, wanted: Wanted, what: str, *, now: datetime, source: str | None
) -> None:
    await audit.record(
        session,
        audit.Record(
            f"staff:{look.staff.id}",
            audit.Action.STANDING_CHANGED,
            post=look.staff.post,
            customer_id=look.about.customer_id,
            contact_id=look.about.contact_id,
            purpose=look.purpose,
            reason=wanted.reason,
            source=source,
            detail={"kind": wanted.key.kind, "name": wanted.key.name, "what": what},
        ),
        now=now,
    )
