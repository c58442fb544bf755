"""A joint complaint: one leads and is handled, the others follow it, each with its number, its letter and its own will.

What is done about the leading one is copied into the histories of those that follow. So each can be read by itself, is
due on the same day, and goes on by itself where the leading one is taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints import letter, reading, settling
from qiao.cases.complaints.history import BEGINNINGS
from qiao.cases.complaints.holding import hands
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.letter import Decision
from qiao.cases.complaints.notices import told_with
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.wishes import Wish
from qiao.cases.complaints.writing import add_act, look_at
from qiao.cases.model import RUNNING, ComplaintActRow, ComplaintRow
from qiao.foundation.deadlines import Started
from qiao.foundation.errors import Conflict
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing

COPIED: Final = frozenset(
    {
        Kind.TAKEN,
        Kind.HANDED_ON,
        Kind.CLASSIFIED,
        Kind.PAUSED,
        Kind.RESUMED,
        Kind.EXTENSION_ASKED,
        Kind.DECISION_PROPOSED,
        Kind.AGREED,
        Kind.REFUSED,
        Kind.DELIVERED,
    }
)
"""What is done about all of them together. Of a question those are asked alone who speak for the others."""
_ITS_OWN: Final = frozenset({"told", "letter", "sha256"})
"""Facts of what one complainant was told."""


class TooManyTogether(Conflict):
    """A joint complaint has at most `most` complainants, of whom `representatives` speak for the others."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was done about the leading one: the wish, by whom, and its facts and words without what she was told."""

    wish: Wish
    by: str
    facts: Mapping[str, Any]
    words: Mapping[str, str]


async def followers(session: AsyncSession, leading_id: UUID) -> Sequence[ComplaintRow]:
    """Those that follow it and are not answered yet, locked, the first of them first."""
    query = select(ComplaintRow).where(ComplaintRow.leading_id == leading_id, ComplaintRow.state.in_(RUNNING))
    return (await session.scalars(query.order_by(ComplaintRow.id).with_for_update())).all()


async def members(session: AsyncSession, leading_id: UUID) -> Sequence[ComplaintRow]:
    """Those that follow it, or followed it until they ended."""
    query = select(ComplaintRow).where(ComplaintRow.leading_id == leading_id)
    return (await session.scalars(query.order_by(ComplaintRow.id))).all()


async def follow(session: AsyncSession, handling: Handling, leading: Opened, what: Copied, *, now: datetime) -> None:
    """What was just done about the locked complaint `leading`, as it stood before, is done about those that follow it.

    Each complainant is told for herself. Whose data is erased is left out: there is nobody to tell.
    """
    kind = what.wish.kind
    if kind is Kind.WITHDRAWN:
        await leave(session, handling.ring, leading.row, now=now)
    if kind not in COPIED and kind is not Kind.FACT_ASKED:
        return
    for row in await followers(session, leading.row.id):
        before = await reading.with_history(session, handling, row)
        if (kind is Kind.FACT_ASKED and not before.case.speaks) or not await _is_there(session, handling.ring, row):
            continue
        facts, words = _hers(handling, leading, before, kind, facts=what.facts, words=what.words)
        told, notice = await told_with(session, handling, before, what.wish, now=now)
        await add_act(
            session, handling.ring, row, kind, by=what.by, now=now, facts={**facts, **told}, words={**words, **notice}
        )
        after = await settling.settle(session, handling, row, now=now)
        await hands(session, before, after, now=now)
        if kind is not Kind.CLASSIFIED:
            await settling.moved(session, row, kind, actor=what.by.replace("staff:", "agent:"), now=now)


async def join(
    session: AsyncSession,
    handling: Handling,
    leading: Opened,
    row: ComplaintRow,
    *,
    speaks: bool,
    by: str,
    now: datetime,
) -> None:
    """Let the complaint `row`, just put on record, follow the locked one, whose clocks are hers from now on.

    Raises TooManyTogether.
    """
    ring, head = handling.ring, leading.row
    await require_room(session, handling, leading, speaks=speaks)
    before = await reading.with_history(session, handling, row)
    legal, house = leading.case.legal[0], leading.case.house[0]
    assert isinstance(legal, Started) and isinstance(house, Started), "a clock begins with its start"  # noqa: PT018
    led = {
        "leading": str(head.id),
        "number": head.number,
        "speaks": speaks,
        "begun_at": legal.at.isoformat(),
        "days": legal.days,
        "house_days": house.days,
    }
    await add_act(session, ring, row, Kind.LED_BY, by=by, now=now, facts=led)
    said = await reading.words_of(session, ring, leading.acts)
    for act in _this_round(leading.acts):
        kept = {name: fact for name, fact in act.facts.items() if name not in _ITS_OWN}
        words = {name: text for name, text in said.get(act.id, {}).items() if name != "notice"}
        facts, words = _hers(handling, leading, before, Kind(act.kind), facts=kept, words=words)
        await add_act(session, ring, row, Kind(act.kind), by=act.by, now=act.at, facts=facts, words=words)
    after = await settling.settle(session, handling, row, now=now)
    await hands(session, before, after, now=now)
    joined = {"complaint": str(row.id), "number": row.number, "speaks": speaks}
    await add_act(session, ring, head, Kind.JOINED, by=by, now=now, facts=joined)
    await settling.settle(session, handling, head, now=now)
    await settling.moved(session, head, Kind.JOINED, actor=by.replace("staff:", "agent:"), now=now)


async def leave(session: AsyncSession, ring: KeyRing, row: ComplaintRow, *, now: datetime) -> None:
    """The locked complaint leads no longer: of those that follow it the one due first leads now, as it stands."""
    left = sorted(await followers(session, row.id), key=lambda one: (one.due_at, one.id))
    for one in left:
        leads = one.id == left[0].id
        one.leading_id = None if leads else left[0].id
        facts = {"leading": None if leads else str(left[0].id), "number": row.number if leads else left[0].number}
        await add_act(session, ring, one, Kind.LED_BY, by="house", now=now, facts=facts)
    if left:
        await look_at(session, left[0].id, at=now)


async def require_room(session: AsyncSession, handling: Handling, leading: Opened, *, speaks: bool) -> None:
    """Raises TooManyTogether where one more cannot join the locked complaint."""
    terms, there = leading.terms, await followers(session, leading.row.id)
    speak = [(await reading.with_history(session, handling, one)).case.speaks for one in there]
    # Whoever leads speaks, too.
    if len(there) + 2 > terms.together or (speaks and sum(speak) + 2 > terms.representatives):
        raise TooManyTogether(most=terms.together, representatives=terms.representatives)


def _this_round(acts: Sequence[ComplaintActRow]) -> list[ComplaintActRow]:
    begun = max(place for place, act in enumerate(acts) if act.kind in BEGINNINGS)
    return [act for act in acts[begun:] if act.kind in COPIED]


def _hers(
    handling: Handling,
    leading: Opened,
    member: Opened,
    kind: Kind,
    *,
    facts: Mapping[str, Any],
    words: Mapping[str, str],
) -> tuple[dict[str, Any], dict[str, str]]:
    """As it stands in her history. What is paid is that of all together, and counted once, at the leading one."""
    kept, said = {**facts, "of": leading.row.number}, dict(words)
    if kind is Kind.DECISION_PROPOSED:
        kept["redress_fen"] = 0
        if said:
            said["letter"] = _letter(handling, leading, member, facts, words)
    if kind is Kind.CLASSIFIED:
        kept["classes"] = {name: code for name, code in facts["classes"].items() if name != "redress_fen"}
    return kept, said


def _letter(
    handling: Handling, leading: Opened, member: Opened, facts: Mapping[str, Any], words: Mapping[str, str]
) -> str:
    """Hers with her own number and day; of one that was changed by hand, her number."""

    def written(one: Opened) -> str:
        return letter.written(
            handling.rules,
            one.terms,
            Decision(facts["outcome"], words["result"], words["reasons"]),
            number=one.row.number,
            opened_at=one.row.opened_at,
            brand=handling.pack.brand.in_language(facts["language"]),
            language=facts["language"],
        )

    if words["letter"] == written(leading):
        return written(member)
    return words["letter"].replace(leading.row.number, member.row.number)


async def _is_there(session: AsyncSession, ring: KeyRing, row: ComplaintRow) -> bool:
    try:
        await ring.load(session, KeyId(row.key_id))
    except KeyDestroyed:
        return False
    return True
