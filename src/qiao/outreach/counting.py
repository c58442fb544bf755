"""Places under caps: taken and freed in single statements, so that no number of parallel senders passes a cap.

A touch takes a place on the day on which it leaves and, under a cap over several days, on each day after it on which
it still counts. A day's count is then all that the cap looks back on, and the database itself holds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.business_calendar import start_of
from qiao.foundation.database import insert_into
from qiao.outreach.book import Cap
from qiao.outreach.model import TouchCountRow
from qiao.outreach.terms import Subject

_of = TouchCountRow


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place under a cap on one day. `is_connected`: it counts only if the call comes through."""

    cap: str
    subject: str
    day: date
    is_connected: bool = False

    def written(self) -> list[str | bool]:
        return [self.cap, self.subject, self.day.isoformat(), self.is_connected]

    @classmethod
    def read(cls, written: Sequence[Any]) -> "Place":
        cap, subject, day, is_connected = written
        return cls(str(cap), str(subject), date.fromisoformat(day), bool(is_connected))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Places that are wanted under one cap; `elsewhere`: what is taken under other records of the same person."""

    cap: Cap
    places: tuple[Place, ...]
    elsewhere: int = 0


def subject_of(cap: Cap, customer_id: UUID, number: str | None) -> str | None:
    """Under whom the cap counts a touch; None where it is about a number that nobody knows."""
    return number if cap.rule.per is Subject.NUMBER else customer_id.hex


def places(cap: Cap, subject: str, day: date) -> tuple[Place, ...]:
    """What a touch that leaves on `day` takes under the cap: that day, and those on which it still counts."""
    rule = cap.rule
    return tuple(Place(rule.id, subject, day + timedelta(days=ahead), rule.connected) for ahead in range(rule.days))


async def used(session: AsyncSession, caps: Iterable[tuple[str, str]], day: date) -> dict[tuple[str, str], int]:
    """How many places are taken on that day, by cap and subject; those of which nothing is counted are not named."""
    wanted = set(caps)
    if not wanted:
        return {}
    rows = await session.execute(
        select(_of.cap, _of.subject, _of.ours + _of.others + _of.over).where(
            _of.day == day, _of.cap.in_({cap for cap, _ in wanted}), _of.subject.in_({subject for _, subject in wanted})
        )
    )
    return {(cap, subject): count for cap, subject, count in rows if (cap, subject) in wanted}


class _Full(Exception):
    """A place could not be had."""

    def __init__(self, cap: str) -> None:
        super().__init__(cap)
        self.cap = cap


async def reserve(session: AsyncSession, wanted: Sequence[Wanted]) -> str | None:
    """Take all of these places or none; returns a cap that is full, where there is one."""
    # In one order everywhere, so that two that want the same places wait for each other instead of for ever.
    ordered = sorted(((place, one) for one in wanted for place in one.places), key=lambda pair: pair[0])
    try:
        async with session.begin_nested():
            await _take_all(session, ordered)
    except _Full as full:
        return full.cap
    return None


async def _take_all(session: AsyncSession, ordered: Sequence[tuple[Place, Wanted]]) -> None:
    """Raises _Full at the first that cannot be had."""
    for place, one in ordered:
        if not await _take(session, place, one):
            raise _Full(place.cap)


async def _take(session: AsyncSession, place: Place, wanted: Wanted) -> bool:
    most = max(wanted.cap.most - wanted.elsewhere, 0)
    if most == 0:
        return False
    statement = (
        insert_into(session, _of)
        .values(**_row(place, wanted.cap.most), ours=1, others=0, over=0)
        .on_conflict_do_update(
            index_elements=["cap", "subject", "day"],
            set_={"ours": _of.ours + 1},
            # The figure that is stricter counts: that of now, or that with which the day began.
            where=(_of.ours + _of.others + _of.over < most) & (_of.ours + _of.others < _of.most),
        )
        .returning(_of.ours)
    )
    return await session.scalar(statement) is not None


async def count_report(session: AsyncSession, caps: Mapping[Place, Cap]) -> None:
    """Count what others did; what is beyond the cap is counted as over it."""
    is_free = (_of.over == 0) & (_of.ours + _of.others < _of.most)
    for place in sorted(caps):
        most = caps[place].most
        fits = most > 0
        await session.execute(
            insert_into(session, _of)
            .values(**_row(place, most), ours=0, others=int(fits), over=int(not fits))
            .on_conflict_do_update(
                index_elements=["cap", "subject", "day"],
                set_={
                    "others": case((is_free, _of.others + 1), else_=_of.others),
                    "over": case((is_free, _of.over), else_=_of.over + 1),
                },
            )
        )


async def free(session: AsyncSession, taken: Iterable[Place]) -> None:
    """Give places of the house back; what others did beyond the cap moves up into them."""
    moves = case((_of.over > 0, 1), else_=0)
    for place in sorted(taken):
        await session.execute(
            update(_of)
            .where(_of.cap == place.cap, _of.subject == place.subject, _of.day == place.day)
            .values(ours=_of.ours - 1, others=_of.others + moves, over=_of.over - moves)
            .execution_options(synchronize_session=False)
        )


def _row(place: Place, most: int) -> dict[str, object]:
    since: datetime = start_of(place.day)
    return {"cap": place.cap, "subject": place.subject, "day": place.day, "most": most, "since": since}
