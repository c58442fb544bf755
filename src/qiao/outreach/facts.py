"""What is known of the person about whom the governor decides, read in the transaction that decides."""

import contextlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import cases, customers
from qiao.customers import Person
from qiao.customers.standing import GRANTED, NO_CALLS
from qiao.foundation.business_calendar import business_date
from qiao.foundation.keys import KeyDestroyed, KeyRing
from qiao.outreach import counting, queries
from qiao.outreach.book import Cap, GovernorRules, Window
from qiao.outreach.model import TouchRow
from qiao.outreach.parts import Governor
from qiao.outreach.rules import Candidate, Facts, StandingHold
from qiao.outreach.terms import Kind, Medium, Subject

_HER_HOURS = "quiet_hours"


def candidate_of(row: TouchRow) -> Candidate:
    return Candidate(
        kind=Kind(row.kind),
        channel=row.channel,
        topic=row.topic,
        asked_at=row.asked_at,
        is_about_debt=row.is_about_debt,
        loan=row.loan,
        number=row.number,
        good_until=row.good_until,
    )


async def facts_of(session: AsyncSession, governor: Governor, row: TouchRow, person: Person, *, now: datetime) -> Facts:
    """Everything the rules ask about, of all records that are hers; not whether the trigger is paused."""
    about, kind, rules = person.id, Kind(row.kind), governor.rules
    preferences = await customers.preferences_at(session, about, now)
    situation = await governor.situations.of(session, person, now=now)
    hours = next((one.value for one in preferences if one.key.name == _HER_HOURS), None)
    hers, topic = person.records, row.topic
    return Facts(
        is_customer=await _is_customer(session, governor.ring, person),
        flags=frozenset(one.key.name for one in await customers.flags_at(session, about, now)),
        holds=tuple(
            StandingHold(one.key.name, one.key.scope, one.until)
            for one in await customers.holds_at(session, about, now)
        ),
        consents={
            (one.key.name, one.key.scope): one.value == GRANTED
            for one in await customers.consents_at(session, about, now)
        },
        refuses_calls=await _refuses_calls(
            session, row, {one.key.scope for one in preferences if one.key.name == NO_CALLS}, rules, now=now
        ),
        has_complaint=await _has_complaint(session, person),
        is_overdue=situation.is_overdue,
        is_in_hardship=situation.is_in_hardship,
        used=await used_under(session, rules, row, person, now=now),
        her_hours=Window.read(hours) if hours is not None else None,
        more_pressing_due_at=await queries.more_pressing_due(session, hers, kind, now=now),
        same_topic_at=await queries.last_of_topic(session, hers, topic, besides=row.id, until=now),
        newer_of_topic_at=await queries.next_of_topic(session, hers, topic, besides=row.id, after=row.asked_at),
    )


def caps_of(rules: GovernorRules, row: TouchRow, *, now: datetime) -> list[Cap]:
    """The caps under which the touch takes a place, as of today."""
    return rules.on(business_date(now)).caps_of(Kind(row.kind), row.channel, about_debt=row.is_about_debt)


async def used_under(
    session: AsyncSession, rules: GovernorRules, row: TouchRow, person: Person, *, now: datetime
) -> Mapping[str, int]:
    """The places taken under each of its caps today, under all records that are hers."""
    by_cap = {one.rule.id: _subjects(one, row, person) for one in caps_of(rules, row, now=now)}
    wanted = {(cap, subject) for cap, subjects in by_cap.items() for subject in subjects}
    counts = await counting.used(session, wanted, business_date(now))
    # A cap on a number that nobody knows is left out: nobody knows how often it was dialled.
    return {cap: sum(counts.get((cap, one), 0) for one in subjects) for cap, subjects in by_cap.items() if subjects}


async def used_elsewhere(session: AsyncSession, caps: list[Cap], person: Person, *, now: datetime) -> Mapping[str, int]:
    """Those of them that stand under records of hers that are joined to the one that goes on."""
    others = [one.hex for one in person.records if one != person.id]
    of_hers = [one.rule.id for one in caps if one.rule.per is Subject.CUSTOMER]
    counts = await counting.used(session, {(cap, other) for cap in of_hers for other in others}, business_date(now))
    return {cap: sum(counts.get((cap, other), 0) for other in others) for cap in of_hers}


def _subjects(cap: Cap, row: TouchRow, person: Person) -> list[str]:
    found = (counting.subject_of(cap, record, row.number) for record in person.records)
    return sorted({one for one in found if one is not None})


async def _is_customer(session: AsyncSession, ring: KeyRing, person: Person) -> bool:
    """Whether the lender knows her under one of her records; whoever was erased is nobody any more."""
    for record in person.records:
        with contextlib.suppress(KeyDestroyed):
            if await customers.open_reference(session, ring, record) is not None:
                return True
    return False


async def _refuses_calls(
    session: AsyncSession, row: TouchRow, stopped: set[str], rules: GovernorRules, *, now: datetime
) -> bool | None:
    """Whether she, or whoever has the number, wishes no calls; None for a call of which nobody knows the number."""
    if rules.medium(row.channel) is not Medium.CALL:
        return False
    if "" in stopped or row.number in stopped:
        return True
    return await customers.is_index_stopped(session, row.number, now) if row.number is not None else None


async def _has_complaint(session: AsyncSession, person: Person) -> bool:
    for record in person.records:
        if await cases.complaints_of(session, record, only_open=True):
            return True
    return False
