"""What the governor let pass and what it stopped, in numbers: by trigger, channel and reason. Nobody is named."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import standing
from qiao.customers.standing import StandingBook
from qiao.foundation.business_calendar import business_date, start_of
from qiao.outreach import queries
from qiao.outreach.queries import Count
from qiao.outreach.shapes import GovernorFile
from qiao.outreach.showing import words_of
from qiao.outreach.terms import State
from qiao.policy import InBoth

_TOLD = {
    State.SENT: "sent",
    State.PERMITTED: "sent",
    State.HELD: "held",
    State.DROPPED: "dropped",
    State.NOT_USED: "given_back",
}
"""What may leave counts as sent: it is about to."""
_MOST_REASONS = 12


async def figures(
    session: AsyncSession,
    file: GovernorFile,
    book: StandingBook,
    names: Mapping[str, InBoth],
    *,
    days: int,
    now: datetime,
) -> dict[str, Any]:
    """Of the touches wanted today in Beijing and on the days before, as many as `days` with today.

    A touch is dropped for every reason that was given together, so reasons add up to more than the dropped ones.
    """
    today = business_date(now)
    since = start_of(today - timedelta(days=days - 1)).astimezone(UTC)
    until = start_of(today + timedelta(days=1)).astimezone(UTC)
    counts = await queries.counts(session, since, until)
    ours = [one for one in counts if one.is_ours]
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "totals": _by_state(ours),
        "reported": sum(one.number for one in counts if not one.is_ours),
        "triggers": [
            {"id": name, "name": _both(names.get(name)), **of}
            for name, of in _grouped((one.trigger, one) for one in ours)
        ],
        "channels": [
            {"id": name, "name": _both(file.channels[name].name if name in file.channels else None), **of}
            for name, of in _grouped((one.channel, one) for one in ours)
        ],
        "reasons": _reasons(await queries.drops(session, since, until), file, book),
        "opt_outs": await standing.withdrawn_between(session, since, until),
    }


def _by_state(counts: Iterable[Count]) -> dict[str, int]:
    found = dict.fromkeys(_TOLD.values(), 0)
    for one in counts:
        found[_TOLD[State(one.state)]] += one.number
    return found


def _grouped(counts: Iterable[tuple[str, Count]]) -> list[tuple[str, dict[str, int]]]:
    """Those with the most first."""
    groups: defaultdict[str, list[Count]] = defaultdict(list)
    for name, one in counts:
        groups[name].append(one)
    found = [(name, _by_state(each)) for name, each in groups.items()]
    return sorted(found, key=lambda one: (-sum(one[1].values()), one[0]))


def _reasons(
    drops: Iterable[tuple[list[dict[str, Any]], int]], file: GovernorFile, book: StandingBook
) -> list[dict[str, Any]]:
    counted: Counter[tuple[str, str]] = Counter()
    for given, number in drops:
        # Those that would only have held it are not why it was dropped.
        counted.update({(one["gate"], one["rule"]): number for one in given if one["then"] == "drop"})
    return [
        {"gate": gate, "rule": rule, "words": _both(words_of(book, file, rule)), "number": number}
        for (gate, rule), number in counted.most_common(_MOST_REASONS)
    ]


def _both(name: InBoth | None) -> dict[str, str] | None:
    return {"zh": name.zh, "en": name.en} if name is not None else None
