"""Several make one complaint: whoever joins has one of her own that follows it, with her number and her letter."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Staff
from qiao.cases.actions import Complaining
from qiao.cases.complaints import Handling, Kind, reading, together
from qiao.cases.complaints.acting import require_possible
from qiao.cases.intake.registering import Channel, New, Registered, register
from qiao.cases.model import Relation, Source, Subject


@dataclass(frozen=True, slots=True)
class Member:
    """Who joins. `speaks`: she is one of those who speak for the others; `said` is hers alone, the subject theirs."""

    client_key: str
    said: Complaining
    speaks: bool = False
    channel: Channel = Channel.VISIT
    relation: Relation = Relation.SELF
    customer_id: UUID | None = None
    is_another: bool = False


async def join(
    session: AsyncSession, handling: Handling, staff: Staff, complaint_id: UUID, member: Member, *, now: datetime
) -> Registered:
    """Put hers on record and let it follow, once for its key.

    Raises ComplaintsNotForThisPost, ComplaintNotFound, ActNotPossible, TooManyTogether, CustomerNotFound or
    LikelyKnown.
    """
    leading = await reading.for_staff(session, handling, staff, complaint_id, lock=True)
    require_possible(leading, staff, Kind.JOINED, now=now)
    row = leading.row
    new = New(
        member.client_key,
        Source(row.source),
        replace(member.said, subject=Subject(row.subject)),
        channel=member.channel,
        relation=member.relation,
        customer_id=member.customer_id,
        about=[UUID(one) for one in row.not_handled_by],
        is_another=member.is_another,
    )
    done = await register(session, handling, staff, new, now=now)
    if done.is_new:
        by = f"staff:{staff.id}"
        hers = await reading.opened(session, handling, done.row.id, lock=True)
        await together.join(session, handling, leading, hers.row, speaks=member.speaks, by=by, now=now)
    return done
