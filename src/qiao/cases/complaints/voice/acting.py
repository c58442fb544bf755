"""What the complainant does: one function for each thing, which looks first whether it may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.cases.complaints import letters, reading, settling, together
from qiao.cases.complaints.acting import ActNotPossible
from qiao.cases.complaints.holding import hands
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.letters import LetterNotFound, Paper
from qiao.cases.complaints.notices import told_with
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.together import Copied
from qiao.cases.complaints.voice.reading import hers
from qiao.cases.complaints.voice.rules import possible, why_not
from qiao.cases.complaints.wishes import ActIncomplete, Wish
from qiao.cases.complaints.writing import act_of, add_act
from qiao.cases.events import COMPLAINT_WITHDRAWN
from qiao.cases.queries import ComplaintNotFound
from qiao.conversations import ChannelSession

Reason = Literal["clear", "quick", "fair", "polite", "unclear", "slow", "unfair", "impolite"]
"""What a rating can be given for."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Adding:
    """What she adds. The same `client_id` again is the same addition. `files` were uploaded by her session before."""

    client_id: str
    words: str = ""
    files: tuple[UUID, ...] = ()


async def add_facts(
    session: AsyncSession,
    handling: Handling,
    live: ChannelSession,
    complaint_id: UUID,
    adding: Adding,
    *,
    now: datetime,
) -> None:
    """Put it on record; a clock that stood still for it runs again.

    Raises ComplaintNotFound, ActNotPossible or ActIncomplete; of a file FileNotFound, FileQuarantined, FileAlreadySent.
    """
    found = await hers(session, handling, live, complaint_id, lock=True)
    if any(act.facts.get("client_id") == adding.client_id for act in found.acts):
        return
    _require(found, Kind.FACTS_ADDED, now=now)
    if not adding.words.strip() and not adding.files:
        raise ActIncomplete(missing=["words"])
    row = found.row
    files = [await conversations.files.send_to_case(session, live, file_id, row.id) for file_id in adding.files]
    facts = {
        "client_id": adding.client_id,
        "files": [one.model_dump(include={"file", "name", "size_bytes", "type"}) for one in files],
    }
    await _done(session, handling, found, Kind.FACTS_ADDED, facts=facts, words=adding.words, now=now)
    reason = found.case.pause
    if (
        reason is not None
        and reason in handling.rules.pause_reasons
        and handling.rules.pause_reasons[reason].waits_for_her
    ):
        # The clock of a joint complaint is that of the leading one.
        runs = await reading.opened(session, handling, row.leading_id, lock=True) if row.leading_id else found
        await _done(session, handling, runs, Kind.RESUMED, now=now)


async def withdraw(
    session: AsyncSession, handling: Handling, live: ChannelSession, complaint_id: UUID, *, now: datetime
) -> None:
    """Take it back. Raises ComplaintNotFound or ActNotPossible."""
    found = await hers(session, handling, live, complaint_id, lock=True)
    _require(found, Kind.WITHDRAWN, now=now)
    told, notice = await told_with(session, handling, found, Wish(Kind.WITHDRAWN), now=now)
    await _done(session, handling, found, Kind.WITHDRAWN, facts=told, notice=notice, now=now)


async def ask_verification(
    session: AsyncSession, handling: Handling, live: ChannelSession, complaint_id: UUID, words: str, *, now: datetime
) -> None:
    """Have the decision verified by others; she is told until when. Raises ComplaintNotFound or ActNotPossible."""
    found = await hers(session, handling, live, complaint_id, lock=True)
    _require(found, Kind.VERIFICATION_ASKED, now=now)
    told, notice = await told_with(session, handling, found, Wish(Kind.VERIFICATION_ASKED, words=words), now=now)
    await _done(session, handling, found, Kind.VERIFICATION_ASKED, facts=told, words=words, notice=notice, now=now)


async def rate(
    session: AsyncSession,
    handling: Handling,
    live: ChannelSession,
    complaint_id: UUID,
    *,
    score: int,
    reasons: tuple[Reason, ...],
    now: datetime,
) -> None:
    """Once for each decision, from 1 to 5; a low one asks for a call. Raises ComplaintNotFound or ActNotPossible."""
    found = await hers(session, handling, live, complaint_id, lock=True)
    _require(found, Kind.RATED, now=now)
    facts = {"score": score, "reasons": list(reasons), "follow_up": score <= found.terms.low_rating}
    await _done(session, handling, found, Kind.RATED, facts=facts, now=now)


async def open_letter(
    session: AsyncSession, handling: Handling, live: ChannelSession, letter_id: UUID, *, now: datetime
) -> Paper:
    """The letter of a decision on a complaint of hers; that she opened it is put on record the first time.

    Raises LetterNotFound, also for somebody else's.
    """
    complaint_id = await letters.complaint_of(session, letter_id)
    try:
        found = await hers(session, handling, live, complaint_id, lock=True)
    except ComplaintNotFound:
        raise LetterNotFound from None
    paper = await letters.delivered(session, handling.ring, found, letter_id)
    opened = {"letter_id": str(letter_id)}
    if not any(act.kind == Kind.OPENED_LETTER and act.facts == opened for act in found.acts):
        await _done(session, handling, found, Kind.OPENED_LETTER, facts=opened, now=now)
    return paper


def _require(found: Opened, kind: Kind, *, now: datetime) -> None:
    """Raises ActNotPossible."""
    acts = [*map(act_of, found.acts)]
    because = why_not(found.case, acts, kind, found.terms, now=now)
    if because is not None:
        instead = [one.value for one in possible(found.case, acts, found.terms, now=now)]
        raise ActNotPossible(act=kind.value, because=because.value, instead=instead)


async def _done(
    session: AsyncSession,
    handling: Handling,
    found: Opened,
    kind: Kind,
    *,
    facts: Mapping[str, Any] = _NOTHING,
    words: str = "",
    notice: Mapping[str, str] = _NOTHING,
    now: datetime,
) -> None:
    """Add the act, and let those who handle know of it."""
    row, actor = found.row, f"customer:{found.row.customer_id}"
    said = {**({"words": words.strip()} if words.strip() else {}), **notice}
    await add_act(session, handling.ring, row, kind, by="customer", now=now, facts=facts, words=said)
    after = await settling.settle(session, handling, row, now=now)
    await hands(session, found, after, now=now)
    await together.follow(session, handling, found, Copied(Wish(kind), "customer", facts, {}), now=now)
    if kind is Kind.WITHDRAWN:
        await settling.publish(session, row, COMPLAINT_WITHDRAWN, {"number": row.number}, actor=actor, now=now)
    else:
        await settling.moved(session, row, kind, actor=actor, now=now)
