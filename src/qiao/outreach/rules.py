"""The governor's judgement on one unasked touch: pure, without database and clock.

Every gate is asked, so that whoever wants to know is told all the reasons, in the order of the gates. One that drops
it drops it; else one that holds it holds it until the last of them is over, and it is judged again then. What nobody
knows counts against the touch.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from qiao.foundation.business_calendar import business_date, start_of
from qiao.outreach.book import DayRules, GovernorRules, Window
from qiao.outreach.shapes import Those, covered
from qiao.outreach.terms import Code, Gate, Kind, Medium, Ruling, Subject, Then

_GATES = {gate: place for place, gate in enumerate(Gate)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A touch that somebody wants to make. `number` is the blind index of what would be dialled.

    `asked_at` is when it was first wanted; after `good_until` it is of no use any more.
    """

    kind: Kind
    channel: str
    topic: str
    asked_at: datetime
    is_about_debt: bool = False
    loan: str | None = None
    number: str | None = None
    good_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StandingHold:
    """A hold that stands on her, or on one `loan` of hers."""

    name: str
    loan: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the person at the moment; None, or a cap that `used` does not name: nobody knows.

    `consents` by purpose and channel: whether she gave it, or took it back. `used`: places taken under each cap that
    is on the day. `more_pressing_due_at`: since when a more pressing touch of hers waits to be judged.
    `same_topic_at`: when the last other touch about the same left, or was permitted. `newer_of_topic_at`: when the
    earliest other touch about the same was wanted after this one. `is_paused`: somebody has paused its trigger.
    """

    is_customer: bool
    flags: frozenset[str] | None
    holds: tuple[StandingHold, ...] | None
    consents: Mapping[tuple[str, str], bool]
    refuses_calls: bool | None
    has_complaint: bool | None
    is_overdue: bool | None
    is_in_hardship: bool | None
    used: Mapping[str, int]
    her_hours: Window | None = None
    more_pressing_due_at: datetime | None = None
    same_topic_at: datetime | None = None
    newer_of_topic_at: datetime | None = None
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it may not leave now. `rule` is that of the pack, or a `Code`; `until`: until when it holds the touch."""

    gate: Gate
    rule: str
    then: Then
    until: datetime | None = None
    is_unknown: bool = False
    """It is so because nobody knows."""
    source: str | None = None
    """Where the figure is from."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of it, and why, in the order of the gates. `until`: when a held one is to be judged again."""

    ruling: Ruling
    reasons: tuple[Reason, ...] = ()
    until: datetime | None = None


def judge(candidate: Candidate, facts: Facts, rules: GovernorRules, now: datetime) -> Verdict:
    """Whether the touch may leave at `now`."""
    day = rules.on(business_date(now))
    medium = rules.medium(candidate.channel)
    if medium is None:
        return Verdict(Ruling.DROP, (Reason(Gate.LAW, Code.UNKNOWN_RULE, Then.DROP, is_unknown=True),))
    asked = _Asked(candidate, facts, day, medium, now)
    reasons = sorted(asked.reasons(), key=lambda one: _GATES[one.gate])
    if not reasons:
        late = candidate.good_until is not None and now >= candidate.good_until
        return _dropped(_TOO_LATE) if late else Verdict(Ruling.SEND)
    if any(one.then is Then.DROP for one in reasons):
        return _dropped(*reasons)
    until = max(one.until for one in reasons if one.until is not None)
    if candidate.good_until is not None and until >= candidate.good_until:
        return _dropped(*reasons, _TOO_LATE)
    return Verdict(Ruling.HOLD, tuple(reasons), until)


_TOO_LATE = Reason(Gate.TIME, Code.TOO_LATE, Then.DROP)


def _dropped(*reasons: Reason) -> Verdict:
    return Verdict(Ruling.DROP, reasons)


@dataclass(frozen=True, slots=True)
class _Asked:
    touch: Candidate
    facts: Facts
    day: DayRules
    medium: Medium
    now: datetime

    def reasons(self) -> Iterator[Reason]:
        if not self.facts.is_customer:
            yield Reason(Gate.LAW, Code.NOT_A_CUSTOMER, Then.DROP)
        yield from self._consents()
        yield from self._flags()
        yield from self._calls()
        yield from self._holds()
        yield from self._silence()
        yield from self._quiet()
        yield from self._caps()
        yield from self._priority()
        yield from self._merge()
        if self.facts.is_paused:
            yield Reason(Gate.SWITCH, Code.PAUSED, Then.DROP)

    def _is_about(self, about: Sequence[Those]) -> bool:
        touch = self.touch
        return covered(about, touch.kind, touch.channel, about_debt=touch.is_about_debt)

    def _consents(self) -> Iterator[Reason]:
        channel = self.day.file.channels[self.touch.channel].consent
        for rule in self.day.file.consents:
            if not self._is_about(rule.about):
                continue
            given = self.facts.consents.get((rule.purpose, channel))
            if rule.needed and given is None:
                yield Reason(Gate.LAW, rule.id, Then.DROP, is_unknown=True, source=rule.source)
            elif given is False:
                yield Reason(Gate.OPT_OUT, rule.id, Then.DROP, source=rule.source)

    def _flags(self) -> Iterator[Reason]:
        if self.facts.flags is None:
            yield _unknown(Gate.STOP)
            return
        for name in sorted(self.facts.flags):
            rule = self.day.file.flags.get(name)
            if rule is None:
                yield _unknown(Gate.STOP)
            elif self._is_about(rule.about):
                yield Reason(rule.gate, name, Then.DROP)

    def _holds(self) -> Iterator[Reason]:
        if self.facts.holds is None:
            yield _unknown(Gate.HOLD)
            return
        for hold in self.facts.holds:
            # A touch about no loan may be about the one that is held.
            if hold.loan and self.touch.loan is not None and hold.loan != self.touch.loan:
                continue
            rule = self.day.file.holds.get(hold.name)
            if rule is None:
                yield _unknown(Gate.HOLD)
            elif self._is_about(rule.about):
                waits = rule.then is Then.HOLD and hold.until is not None
                yield Reason(Gate.HOLD, hold.name, Then.HOLD if waits else Then.DROP, hold.until if waits else None)

    def _calls(self) -> Iterator[Reason]:
        if self.medium is Medium.CALL and self.facts.refuses_calls is not False:
            yield Reason(Gate.OPT_OUT, Code.NO_CALLS, Then.DROP, is_unknown=self.facts.refuses_calls is None)

    def _silence(self) -> Iterator[Reason]:
        known = {
            Code.COMPLAINT: self.facts.has_complaint,
            Code.OVERDUE: self.facts.is_overdue,
            Code.HARDSHIP: self.facts.is_in_hardship,
        }
        for code, about in self.day.file.silence.each():
            is_so = known[code]
            if is_so is not False and self._is_about(about):
                yield Reason(Gate.SILENCE, code, Then.DROP, is_unknown=is_so is None)

    def _quiet(self) -> Iterator[Reason]:
        for one in self.day.quiet:
            ends_at = one.window.ends_after(self.now) if self._is_about(one.rule.about) else None
            if ends_at is not None:
                yield _timed(Gate.QUIET, one.rule.id, one.rule.then, ends_at, one.source)
        hers, rule = self.facts.her_hours, self.day.file.her_hours
        ends_at = hers.ends_after(self.now) if hers is not None and self._is_about(rule.about) else None
        if ends_at is not None:
            yield _timed(Gate.QUIET, Code.HER_HOURS, rule.then, ends_at)

    def _caps(self) -> Iterator[Reason]:
        for one in self.day.caps:
            if not self._is_about(one.rule.about):
                continue
            used = self.facts.used.get(one.rule.id)
            if used is None or (one.rule.per is Subject.NUMBER and self.touch.number is None):
                yield Reason(Gate.CAP, one.rule.id, Then.DROP, is_unknown=True, source=one.source)
            elif used >= one.most:
                tomorrow = start_of(business_date(self.now) + timedelta(days=1)).astimezone(UTC)
                yield _timed(Gate.CAP, one.rule.id, one.rule.then, tomorrow, one.source)

    def _priority(self) -> Iterator[Reason]:
        due_at = self.facts.more_pressing_due_at
        if due_at is not None and self.now < due_at + self.day.waits_for:
            yield Reason(Gate.PRIORITY, Code.MORE_PRESSING, Then.HOLD, due_at + self.day.waits_for)

    def _merge(self) -> Iterator[Reason]:
        within, then = self.day.merge_within, self.day.file.merge.then[self.touch.kind]
        newer, last = self.facts.newer_of_topic_at, self.facts.same_topic_at
        if newer is not None and newer - self.touch.asked_at < within:
            yield Reason(Gate.MERGE, Code.NEWER_OF_TOPIC, Then.DROP)
        if last is not None and self.now - last < within:
            yield _timed(Gate.MERGE, Code.SAME_TOPIC, then, last + within)


def _timed(gate: Gate, rule: str, then: Then, until: datetime, source: str | None = None) -> Reason:
    return Reason(gate, rule, then, until if then is Then.HOLD else None, source=source)


def _unknown(gate: Gate) -> Reason:
    return Reason(gate, Code.UNKNOWN_RULE, Then.DROP, is_unknown=True)
