"""Joining two records to one person, and parting them again. Nothing of either is changed: a link comes and goes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Look, audit
from qiao.customers.merges import queries
from qiao.customers.merges.events import CUSTOMERS_MERGED, CUSTOMERS_PARTED
from qiao.customers.merges.model import MergeRow, MergeState
from qiao.customers.merges.queries import Person
from qiao.customers.merges.rules import PART_ALONE_FOR, Plan, Trouble, plan
from qiao.foundation import events
from qiao.foundation.errors import Conflict, Forbidden, NotFound
from qiao.foundation.ids import new_id
from qiao.language import identifiers


class NotToBeMerged(Conflict):
    """The two are not one person as far as anybody can tell; `trouble` says why."""


class AlreadyOnePerson(Conflict):
    """These two are one person already."""


class MergedMeanwhile(Conflict):
    """One of the two was merged or parted by somebody else meanwhile; look again."""


class MergeNotFound(NotFound):
    """No such merge of this customer waits or holds."""


class OwnMerge(Forbidden):
    """Whoever proposed a merge does not agree to it herself."""


class NotMerged(Conflict):
    """It is parted already, or was never merged."""


class PartingNeedsAnother(Forbidden):
    """After a day, somebody who neither proposed nor agreed to it has to part them."""


@dataclass(frozen=True, slots=True)
class Wish:
    """That two records are one person, and why.

    `have_loans`: of which persons loans run at the lender. `proof`: how she showed who she is, so that one member of
    staff is enough; None where she did not.
    """

    here: UUID
    other: UUID
    words: str
    have_loans: frozenset[UUID] = frozenset()
    proof: str | None = None


async def propose(session: AsyncSession, look: Look, wish: Wish, *, now: datetime, source: str | None) -> MergeRow:
    """Join the two, or let it wait for a second person; asked for again it is the same.

    Raises AlreadyOnePerson, NotToBeMerged, MergedMeanwhile or CustomerNotFound.
    """
    here, other = await _locked(session, wish.here, wish.other)
    if here.id == other.id:
        raise AlreadyOnePerson
    found = await _planned(session, here, other, wish.have_loans)
    standing = await queries.standing_between(session, found.merged, found.into)
    if standing is not None:
        return standing
    row = MergeRow(
        id=new_id(),
        merged_id=found.merged,
        into_id=found.into,
        state=MergeState.PROPOSED,
        words=identifiers.mask(wish.words).text[:200],
        proof=wish.proof,
        proposed_by=look.staff.id,
        proposed_at=now,
    )
    session.add(row)
    await session.flush()
    if found.needs_second or wish.proof is None:
        await _put_on_record(session, look, row, "proposed", now=now, source=source)
    else:
        await _join(session, look, row, now=now, source=source)
    return row


async def decide(
    session: AsyncSession,
    look: Look,
    merge_id: UUID,
    *,
    agrees: bool,
    have_loans: frozenset[UUID],
    now: datetime,
    source: str | None,
) -> MergeRow:
    """Agree to what another proposed, or turn it down; what forbids it is asked again.

    Raises MergeNotFound, OwnMerge, NotToBeMerged or MergedMeanwhile.
    """
    row = await _of(session, look, merge_id)
    if row.state != MergeState.PROPOSED:
        raise MergeNotFound
    if row.proposed_by == look.staff.id:
        raise OwnMerge
    row.decided_by = look.staff.id
    if not agrees:
        row.state, row.closed_at = MergeState.TURNED_DOWN, now
        await session.flush()
        await _put_on_record(session, look, row, "turned_down", now=now, source=source)
        return row
    merged, into = await _locked(session, row.merged_id, row.into_id)
    if (merged.id, into.id) != (row.merged_id, row.into_id):
        raise MergedMeanwhile
    await _planned(session, merged, into, have_loans)
    await _join(session, look, row, now=now, source=source)
    return row


async def part(
    session: AsyncSession,
    look: Look,
    merge_id: UUID,
    words: str,
    *,
    agrees_to_others: bool,
    now: datetime,
    source: str | None,
) -> MergeRow:
    """They are two again, each with what was hers; what either did meanwhile stays with the record it was done under.

    `agrees_to_others`: whether this post agrees to what others propose. Raises MergeNotFound, NotMerged or
    PartingNeedsAnother.
    """
    row = await _of(session, look, merge_id)
    if row.state != MergeState.MERGED or row.merged_at is None:
        raise NotMerged
    is_another = agrees_to_others and look.staff.id not in {row.proposed_by, row.decided_by}
    if now - row.merged_at > PART_ALONE_FOR and not is_another:
        raise PartingNeedsAnother
    await queries.lock_records(session, row.merged_id, row.into_id)
    row.state, row.closed_at, row.parted_by = MergeState.PARTED, now, look.staff.id
    row.part_words = identifiers.mask(words).text[:200]
    await session.flush()
    await _put_on_record(session, look, row, "parted", now=now, source=source)
    await _tell(session, look, row, CUSTOMERS_PARTED, now=now)
    return row


async def _of(session: AsyncSession, look: Look, merge_id: UUID) -> MergeRow:
    """One that is about whom she has in hand. Raises MergeNotFound."""
    row = await queries.lock_merge(session, merge_id)
    records = (await queries.person_of(session, look.about.customer_id)).records
    if row is None or not {row.merged_id, row.into_id} & set(records):
        raise MergeNotFound
    return row


async def _locked(session: AsyncSession, one: UUID, another: UUID) -> tuple[Person, Person]:
    """The two persons, whom nobody merges until this transaction ends: a link begins only at a locked record.

    Raises MergedMeanwhile.
    """
    before = await queries.persons_of(session, (one, another))
    await queries.lock_records(session, before[one].id, before[another].id)
    now = await queries.persons_of(session, (one, another))
    if (now[one].id, now[another].id) != (before[one].id, before[another].id):
        raise MergedMeanwhile
    return now[one], now[another]


async def _planned(session: AsyncSession, here: Person, other: Person, have_loans: frozenset[UUID]) -> Plan:
    """Raises NotToBeMerged."""
    sides = [await queries.side_of(session, one, has_loans=one.id in have_loans) for one in (here, other)]
    found = plan(*sides)
    if isinstance(found, Trouble):
        raise NotToBeMerged(trouble=found)
    return found


async def _join(session: AsyncSession, look: Look, row: MergeRow, *, now: datetime, source: str | None) -> None:
    row.state, row.merged_at = MergeState.MERGED, now
    await session.flush()
    await _put_on_record(session, look, row, "merged", now=now, source=source)
    await _tell(session, look, row, CUSTOMERS_MERGED, now=now)


async def _put_on_record(
    session: AsyncSession, look: Look, row: MergeRow, what: str, *, now: datetime, source: str | None
) -> None:
    """With each of the two: whoever asks about either finds it."""
    for customer_id, other in ((row.merged_id, row.into_id), (row.into_id, row.merged_id)):
        act = audit.Record(
            f"staff:{look.staff.id}",
            audit.Action.MERGED,
            post=look.staff.post,
            customer_id=customer_id,
            contact_id=look.about.contact_id,
            purpose=look.purpose,
            source=source,
            detail={"what": what, "merge": str(row.id), "other": str(other), "proof": row.proof or "none"},
        )
        await audit.record(session, act, now=now)


async def _tell(session: AsyncSession, look: Look, row: MergeRow, type_: str, *, now: datetime) -> None:
    for customer_id, other in ((row.merged_id, row.into_id), (row.into_id, row.merged_id)):
        await events.publish(
            session,
            events.Event(
                type=type_,
                actor=f"agent:{look.staff.id}",
                occurred_at=now,
                payload={"merge": str(row.id), "other": str(other)},
                subject=f"customer:{customer_id}",
                customer_id=customer_id,
            ),
        )
