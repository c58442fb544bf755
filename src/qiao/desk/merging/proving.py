"""How a person showed who she is, so that one member of staff is enough to join a visitor to her."""

from dataclasses import dataclass
from datetime import datetime

from qiao import conversations
from qiao.access import StaffSession
from qiao.conversations import ConversationState, Level
from qiao.customers import Person
from qiao.desk import looks
from qiao.desk.merging.at_lender import AtLender
from qiao.desk.parts import Desk
from qiao.foundation.errors import Invalid
from qiao.foundation.http import Parts

BY_SESSION, BY_ID_TAIL = "session", "id_tail"
_FIELD = "id_number"


class IdTailWrong(Invalid):
    """The end of the identity number is not hers."""


@dataclass(frozen=True, slots=True)
class Proving:
    """Who asks in which conversation, of whom, and the last four signs that she said."""

    live: StaffSession
    state: ConversationState
    known: Person
    id_tail: str | None


async def proof_of(
    parts: Parts, desk: Desk, at_lender: AtLender, asked: Proving, *, source: str, now: datetime
) -> str | None:
    """By her session at A2, or by the last four signs of her identity number, which the lender compares.

    Raises IdTailWrong, MatchesUsedUp, BackOfficeRefused or BackOfficeAway.
    """
    live, state, known = asked.live, asked.state, asked.known
    async with parts.database.reading() as session:
        last = await conversations.last_session(session, state.id)
    if state.customer_id in known.records and last is not None and last.level_at(now) >= Level.A2:
        return BY_SESSION
    if asked.id_tail is None:
        return None
    async with parts.database.transaction() as session:
        trouble = await desk.reveals.check_tries(session, live.staff.id, known.id, _FIELD, now=now)
    if trouble is not None:
        raise trouble
    fits = await at_lender.is_hers(known, asked.id_tail)
    async with parts.database.transaction() as session:
        about = looks.about_record(state, known.id)
        await desk.reveals.note_match(session, live, about, _FIELD, fits=fits, now=now, source=source)
    if not fits:
        raise IdTailWrong
    return BY_ID_TAIL
