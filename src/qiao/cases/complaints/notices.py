"""Which acts a complainant is told of, and in which words."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints import letters, reading
from qiao.cases.complaints.case import Act
from qiao.cases.complaints.clocks import Clock, readings
from qiao.cases.complaints.history import fold
from qiao.cases.complaints.kinds import Asked, Kind
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.section import Told
from qiao.cases.complaints.telling import by_officer, language_of, tell
from qiao.cases.complaints.wishes import Wish
from qiao.cases.complaints.writing import act_of
from qiao.foundation.business_calendar import business_date
from qiao.policy import InBoth

_TOLD = {
    Kind.FACT_ASKED: Told.FACT_ASKED,
    Kind.REOPENED: Told.REOPENED,
    Kind.VERIFICATION_ASKED: Told.VERIFICATION,
    Kind.WITHDRAWN: Told.WITHDRAWN,
}


async def told_with(
    session: AsyncSession, handling: Handling, found: Opened, wish: Wish, *, now: datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    """Tell her of the act that is about to be added; the facts that prove it, nothing where it is not for her.

    Beside them the words to be sealed, for the officer where it is she who tells.
    """
    news, row = len(found.acts) + 1, found.row
    if wish.kind is Kind.DELIVERED:
        return await letters.deliver(session, handling, found, news=news, now=now)
    chosen = await _notice(session, handling, found, wish)
    if chosen is None:
        return {}, {}
    what, text, words = chosen
    language = await language_of(session, row)
    filled = {"number": row.number, "date": _due_on(found, wish, now=now), "words": words}
    said = text.in_language(language)
    for name, value in filled.items():
        said = said.replace(f"{{{name}}}", value)
    told = await tell(session, handling, row, what, said, news=news, now=now)
    return {"told": told}, {"notice": said} if by_officer(told) else {}


async def _notice(
    session: AsyncSession, handling: Handling, found: Opened, wish: Wish
) -> tuple[str, InBoth, str] | None:
    rules, ask = handling.rules, found.case.ask
    if wish.kind in _TOLD:
        what = _TOLD[wish.kind]
        return what.value, rules.notices[what], wish.words or ""
    if wish.kind is Kind.PAUSED and wish.reason is not None:
        told = rules.pause_reasons[wish.reason].told
        return ("paused", told, "") if told is not None else None
    if wish.kind is Kind.AGREED and ask is not None and ask.what is Asked.EXTENSION:
        asked = next(act for act in reversed(found.acts) if act.kind == Kind.EXTENSION_ASKED)
        words = (await reading.words_of(session, handling.ring, [asked])).get(asked.id, {})
        return Told.EXTENDED.value, rules.notices[Told.EXTENDED], words.get("words", "")
    return None


def _due_on(found: Opened, wish: Wish, *, now: datetime) -> str:
    """The last day for an answer, as it is with the act."""
    acts = [*map(act_of, found.acts)]
    if wish.kind in {Kind.AGREED, Kind.REOPENED, Kind.VERIFICATION_ASKED}:
        acts.append(Act(wish.kind, now, "house"))
    case = fold(acts, found.terms)
    legal = next(one for one in readings(case, found.terms, now=now) if one.clock is Clock.LEGAL)
    return business_date(legal.due_at).isoformat()
