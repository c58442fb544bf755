"""How likely a complaint is in a conversation that waits or is in hand: counted when something changed, and kept."""

from collections.abc import Callable, Container
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.access import Form, Look
from qiao.conversations import AuthorKind, content
from qiao.conversations.model import ContactRow
from qiao.desk import alerts, owed
from qiao.desk.announcing import tell_floor, tell_of_dealings
from qiao.desk.foresight import FIELDS, THREATS, Amounts, Factor, Foresight, Level, foresee, seen
from qiao.desk.model import AlertKind, ItemState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind

_SAID = 60
_MINUTE_S = 60
_FELT = (Factor.FEELS, Factor.RISING)
_OF_WORDS = frozenset({Factor.COMPLAINS, Factor.MONEY, *THREATS})
_SOME_COMPLAINTS = frozenset({Form.AGGREGATE, Form.POSTLOAN_RELATED})
"""Forms in which not every complaint of a customer is told."""


async def look(session: AsyncSession, desk: Desk, item: WorkItemRow, *, now: datetime) -> None:
    """Count anew what speaks for a complaint; whoever sees the conversation sees it, and leaders are told where the
    pack says so.
    """
    contact = (await conversations.contacts(session, [item.contact_id])).get(item.contact_id)
    if item.kind != Kind.CONVERSATION or contact is None:
        return
    amounts = await _amounts(session, desk, item, contact, now=now)
    kept = {str(factor): amount for factor, amount in amounts.items() if amount > 0}
    if kept != (item.risk or {}):
        item.risk = kept
        await session.flush()
        tell_floor(session)
        tell_of_dealings(session, item.conversation_id)
    least, levels = desk.floor.alerts.risk, list(Level)
    if least is not None and levels.index(foresee(desk.risk, amounts).level) >= levels.index(least):
        await alerts.raise_alert(session, item, AlertKind.RISK, now=now)


async def hear(session: AsyncSession, desk: Desk, item: WorkItemRow, text: str, *, now: datetime) -> None:
    """Count anew after one more message of hers: not for one that brings nothing, as most do."""
    kept = item.risk or {}
    felt = {str(factor): amount for factor, amount in _felt(item).items() if amount > 0}
    is_as_before = felt == {factor: kept[factor] for factor in _FELT if factor in kept}
    said_nothing = _OF_WORDS.isdisjoint(kept) and not any(desk.hearing.amounts([text], now=now).values())
    if is_as_before and said_nothing:
        # A promise breaks by itself; the rest is counted anew when it changes.
        whose, since = await conversations.selves(session, item.customer_id), now - desk.risk.broken_within
        if await owed.broken(session, whose, since=since, now=now) == kept.get(Factor.BROKEN, 0):
            return
    await look(session, desk, item, now=now)


def foreseen(
    desk: Desk, item: WorkItemRow, *, shown: Container[str], unanswered: datetime | None, now: datetime
) -> Foresight:
    """As it stands now for somebody who is shown these fields; `unanswered`: since when she waits for an answer."""
    amounts = {Factor(factor): amount for factor, amount in (item.risk or {}).items()}
    since = unanswered if item.state == ItemState.ASSIGNED else item.waiting_since
    if since is not None:
        amounts[Factor.WAITS] = int((now - since).total_seconds() // _MINUTE_S)
    return foresee(desk.risk, seen(amounts, shown))


def fields_of(look: Look, may: Callable[[str], bool]) -> frozenset[str]:
    """The fields of which foresight may tell this look something; `may` asks it about one."""
    told = frozenset(field for field in FIELDS if may(field))
    is_whole = look.form_of("complaint_file") not in _SOME_COMPLAINTS
    return told if is_whole else told - {"complaint_file"}


async def _amounts(
    session: AsyncSession, desk: Desk, item: WorkItemRow, contact: ContactRow, *, now: datetime
) -> Amounts:
    """All but the wait, which grows by itself."""
    rules = desk.risk
    said = [
        content.plain(content.parse(one.content))
        for one in await conversations.said_in_contact(session, contact.id, limit=_SAID)
        if one.author_kind == AuthorKind.CUSTOMER and one.content.get("kind") == "text"
    ]
    whose = await conversations.selves(session, item.customer_id)
    complained = await desk.complained(session, whose, now - rules.complained_within)
    return {
        **desk.hearing.amounts(said[-rules.heard :], now=now),
        **_felt(item),
        Factor.AGAIN: await conversations.times_before(session, contact, of=whose, within=rules.again_within),
        Factor.BROKEN: await owed.broken(session, whose, since=now - rules.broken_within, now=now),
        Factor.COMPLAINED: complained.lately,
        Factor.OPEN_COMPLAINT: complained.open,
    }


def _felt(item: WorkItemRow) -> Amounts:
    felt = [int(one["intensity"]) for one in item.moods or ()] or [0]
    return {Factor.FEELS: max(felt), Factor.RISING: felt[-1] - felt[0]}
