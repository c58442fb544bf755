"""The governor's pure judgement with counts kept in memory, as the tables keep them."""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from qiao.foundation.business_calendar import business_date
from qiao.outreach import Candidate, Facts, GovernorRules, Kind, Verdict, counting
from qiao.outreach import judge as judged
from qiao.outreach.book import Cap, Window
from qiao.outreach.counting import Place
from qiao.outreach.rules import StandingHold
from tests.governed.judge import Judged
from tests.governed.lives import CALLS, Fact, Life, Touch

_PEOPLE = (UUID(int=1), UUID(int=2))


class InMemory:
    def __init__(self, rules: GovernorRules) -> None:
        self._rules = rules
        self._counts = Counter[Place]()
        self._taken: dict[int, list[Place]] = {}

    async def learns(self, life: Life, fact: Fact, *, now: datetime) -> None:
        """Read from the life when it is asked."""

    async def hears(self, life: Life, told: Touch, *, now: datetime) -> None:
        _ = (life, now)
        assert told.left_at is not None
        day = business_date(told.left_at)
        for cap, subject in self._caps(told, day):
            if told.answered or not cap.rule.connected:
                self._counts.update(counting.places(cap, subject, day))

    async def judges(self, life: Life, touch: Touch, *, now: datetime) -> Judged:
        verdict = judged(_candidate(touch), self._facts(life, touch, now), self._rules, now)
        found = said(verdict)
        if found.ruling == "send":
            day = business_date(now)
            taken = [place for cap, subject in self._caps(touch, day) for place in counting.places(cap, subject, day)]
            self._taken[id(touch)] = taken
            self._counts.update(taken)
        return found

    async def answered(self, touch: Touch, *, now: datetime) -> None:
        _ = now
        if touch.answered is False:
            self._counts.subtract(place for place in self._taken[id(touch)] if place.is_connected)
            self._taken[id(touch)] = [place for place in self._taken[id(touch)] if not place.is_connected]

    async def gives_back(self, touch: Touch, *, now: datetime) -> None:
        _ = now
        self._counts.subtract(self._taken.pop(id(touch)))

    def _caps(self, touch: Touch, day: date) -> list[tuple[Cap, str]]:
        caps = self._rules.on(day).caps_of(Kind(touch.kind), touch.channel, about_debt=touch.about_debt)
        found = [(cap, counting.subject_of(cap, _PEOPLE[touch.who], touch.number)) for cap in caps]
        return [(cap, subject) for cap, subject in found if subject is not None]

    def _facts(self, life: Life, touch: Touch, now: datetime) -> Facts:
        who, day = touch.who, business_date(now)
        others = [one for one in life.touches if one is not touch and one.who == who]
        same = [one for one in others if one.topic == touch.topic]
        hours = life.holding(who, "her_hours", now)
        knows = life.loans_known[who]
        stopped = [one for one in life.facts if one.what == "no_calls"]
        refuses = any((one.who == who and not one.scope) or one.scope == touch.number for one in stopped)
        return Facts(
            is_customer=life.known[who],
            flags=frozenset(one.name for one in life.holding(who, "flag", now)),
            holds=tuple(StandingHold(one.name, one.scope, one.until) for one in life.holding(who, "hold", now)),
            consents={(one.name, one.scope): one.value for one in life.holding(who, "consent", now)},
            refuses_calls=None if touch.channel in CALLS and touch.number is None and not refuses else refuses,
            has_complaint=bool(life.holding(who, "complaint", now)),
            is_overdue=bool(life.holding(who, "overdue", now)) if knows else None,
            is_in_hardship=bool(life.holding(who, "hardship", now)) if knows else None,
            used={
                cap.rule.id: self._counts[Place(cap.rule.id, subject, day, cap.rule.connected)]
                for cap, subject in self._caps(touch, day)
            },
            her_hours=Window.read(hours[0].name) if hours else None,
            more_pressing_due_at=max(
                (
                    one.due_at
                    for one in others
                    if one.state == "held"
                    and one.due_at is not None
                    and one.due_at <= now
                    and Kind(one.kind).rank < Kind(touch.kind).rank
                ),
                default=None,
            ),
            same_topic_at=max((one.left_at for one in same if one.left_at is not None), default=None),
            newer_of_topic_at=min(
                (one.asked_at for one in same if one.state in {"held", "left"} and one.asked_at > touch.asked_at),
                default=None,
            ),
        )


def said(verdict: Verdict) -> Judged:
    """In the words of the other judge."""
    gates = tuple(dict.fromkeys(reason.gate.value for reason in verdict.reasons))
    return Judged(verdict.ruling.value, verdict.until, gates)


def _candidate(touch: Touch) -> Candidate:
    return Candidate(
        kind=Kind(touch.kind),
        channel=touch.channel,
        topic=touch.topic,
        asked_at=touch.asked_at,
        is_about_debt=touch.about_debt,
        loan=touch.loan,
        number=touch.number,
        good_until=touch.good_until,
    )
