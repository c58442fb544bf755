"""What happens to two people who share a telephone: everything on record, and how more of it is invented."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

START = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # Midnight in Beijing.
CHANNELS = ("app", "sms", "email", "wechat", "robot_call", "agent_call")
CALLS = ("robot_call", "agent_call")
FLAGS = (
    "deceased_reported", "litigation", "self_harm_risk", "bereaved", "minor_suspected", "do_not_market",
    "collection_hold", "fraud_victim_claim", "fraud_suspected", "vulnerable", "elder", "complaint_open",
    "regulator_case", "disaster_affected", "third_party_forbidden", "something_new",
)  # fmt: skip
HOLDS = ("contact", "outreach", "collection", "account", "draw", "deduction", "card_change")
HOURS = ("20:00-09:00", "21:00-08:00", "12:00-14:00")
TOPICS = ("due:L1", "due:L2", "node:A1", "offer", "storm")
LOANS = ("L1", "L2")
SHARED = "shared"


@dataclass
class Touch:
    """A touch of somebody: `left_at` once it was permitted, or when others made it. `answered`: of a call."""

    who: int
    kind: str
    channel: str
    topic: str
    asked_at: datetime
    about_debt: bool = False
    loan: str | None = None
    number: str | None = None
    good_until: datetime | None = None
    by_others: bool = False
    state: str = "held"
    due_at: datetime | None = None
    left_at: datetime | None = None
    answered: bool | None = None
    log: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list[tuple[datetime, dict[str, Any]]])
    """From when on what of it was so."""

    def becomes(self, at: datetime, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self.log.append(
            (at, {"state": self.state, "due_at": self.due_at, "left_at": self.left_at, "answered": self.answered})
        )

    def as_of(self, moment: datetime) -> "Touch | None":
        """As it stood then; None before anybody knew of it."""
        known = [was for at, was in self.log if at <= moment]
        return replace(self, **known[-1]) if known else None


@dataclass
class Fact:
    """Something that holds of somebody from `at` until, and without, `until`; `value` of a consent: whether given."""

    who: int
    what: str
    name: str
    at: datetime
    until: datetime | None = None
    scope: str = ""
    value: bool = True


@dataclass
class Life:
    """All of it. Somebody nobody knows is no customer; of one of them nobody knows how her loans stand."""

    known: tuple[bool, bool]
    loans_known: tuple[bool, bool]
    facts: list[Fact] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)

    def holding(self, who: int, what: str, moment: datetime) -> list[Fact]:
        return [
            one
            for one in self.facts
            if one.who == who and one.what == what and one.at <= moment and (one.until is None or moment < one.until)
        ]


def a_life(random: Random) -> Life:
    """Two people, mostly in good standing, with consents."""
    life = Life((random.random() < 0.97, random.random() < 0.97), (random.random() < 0.9, random.random() < 0.9))
    for who in (0, 1):
        for purpose, likely in (("marketing", 0.7), ("service_details", 0.6)):
            for scope in ("push", "sms", "email", "call"):
                if random.random() < likely:
                    given = random.random() < 0.85
                    life.facts.append(Fact(who, "consent", purpose, START, scope=scope, value=given))
        if random.random() < 0.25:
            life.facts.append(Fact(who, "her_hours", random.choice(HOURS), START))
        if random.random() < 0.1:
            life.facts.append(Fact(who, "no_calls", "", START, scope=random.choice(("", SHARED, f"own{who}"))))
    return life


def pause(random: Random) -> timedelta:
    """Until something happens again: seconds in a rush, hours at rest."""
    return timedelta(seconds=random.choice((0, 1, 40, 300, 900, 1_799, 1_800, 3_600, 9_000, 20_000)))


def a_fact(random: Random, now: datetime) -> Fact:
    """Something comes to hold of somebody, for a while or until it is ended."""
    who = random.randrange(2)
    until = now + timedelta(hours=random.choice((1, 5, 20, 60))) if random.random() < 0.85 else None
    what = random.choice(("flag", "flag", "hold", "hold", "complaint", "overdue", "hardship"))
    match what:
        case "flag":
            return Fact(who, what, random.choice(FLAGS), now, until)
        case "hold":
            scope = random.choice(("", "", *LOANS)) if random.random() < 0.6 else ""
            return Fact(who, what, random.choice(HOLDS), now, until, scope)
        case _:
            return Fact(who, what, what, now, until)


def a_touch(random: Random, now: datetime) -> Touch:
    """Somebody wants to reach one of them."""
    who = random.randrange(2)
    channel = random.choice(CHANNELS)
    about_debt = random.random() < 0.4
    number = random.choice((SHARED, SHARED, f"own{who}", None)) if channel in CALLS else None
    return Touch(
        who,
        random.choices("ETSM", (1, 3, 4, 3))[0],
        channel,
        random.choice(TOPICS),
        now,
        about_debt=about_debt,
        loan=random.choice((*LOANS, None)) if about_debt else None,
        number=number,
        good_until=now + timedelta(hours=random.choice((1, 6, 16, 40))) if random.random() < 0.6 else None,
    )


def a_report(random: Random, now: datetime) -> Touch:
    """Others reached one of them, and say so at once or hours later."""
    told = a_touch(random, now)
    told.asked_at = now - timedelta(minutes=random.choice((0, 0, 5, 200, 1_500)))
    told.by_others, told.state, told.left_at, told.good_until = True, "left", told.asked_at, None
    if told.channel in CALLS:
        told.number = told.number or SHARED
        told.answered = random.random() < 0.6
    return told
