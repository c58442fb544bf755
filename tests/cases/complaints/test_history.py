"""Complaints over random histories: every clock equals an independent calculator, and none closes without an answer."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from qiao.cases.complaints.case import Act, Case
from qiao.cases.complaints.clocks import Clock, readings, stages
from qiao.cases.complaints.history import fold
from qiao.cases.complaints.kinds import Asked, Kind
from qiao.cases.complaints.rules import Because, Who, possible, why_not
from qiao.cases.complaints.terms import HIGHER, LEADER, Terms
from qiao.foundation.ids import new_id
from tests.cases.complaints.reference import stands

TERMS = Terms(15, 30, 60, 10, 24, 3, 30, 30, 50_000, 90, 10, 2, 5, 5, 50)
HISTORIES = 1_200
STEPS = 70
OFFICERS = [Who(new_id(), handles=True, level=0) for _ in range(3)]
LEADERS = [Who(new_id(), handles=False, level=LEADER), Who(new_id(), handles=False, level=HIGHER)]
Told = tuple[str, datetime, dict[str, object]]
_NAMES = {
    Kind.TAKEN: "taken",
    Kind.HANDED_ON: "taken",
    Kind.RESUMED: "resumed",
    Kind.EXTENSION_ASKED: "asked",
    Kind.DECISION_PROPOSED: "proposed",
    Kind.REFUSED: "refused",
    Kind.DELIVERED: "delivered",
    Kind.WITHDRAWN: "withdrawn",
    Kind.REOPENED: "reopened",
    Kind.VERIFICATION_ASKED: "verification",
}

_WEIGHTS = {
    Kind.WITHDRAWN: 1,
    Kind.HANDED_ON: 3,
    Kind.REOPENED: 1,
    Kind.NOTED: 1,
    Kind.LINKED: 1,
    Kind.JOINED: 1,
    Kind.CARRIED_ON: 1,
    Kind.CONTACTED: 1,
    Kind.FACT_ASKED: 1,
    Kind.OPINION_ASKED: 1,
    Kind.OPINION_GIVEN: 1,
}


class Story:
    """A complaint to which people do what they may, at random; told a second time for the reference."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  (a story, not a secret)
        # Any hour of three years: over the Spring Festival, the golden weeks and the ends of years.
        self.now = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=self.chance.randrange(24 * 1_000))
        self.acts = [Act(Kind.OPENED, self.now, "customer")]
        self.told: list[Told] = [("opened", self.now, {})]

    @property
    def case(self) -> Case:
        return fold(self.acts, TERMS)

    def goes_on(self) -> None:
        self.now += timedelta(hours=self.chance.choice([0, 1, 3, 11, 24, 60, 100]))
        case = self.case
        people = [*OFFICERS, *LEADERS]
        choices = [(who, kind) for who in people for kind in possible(case, who, TERMS, now=self.now)]
        if not choices:
            return
        # The end of it comes soon enough by itself, and words among colleagues move nothing.
        who, kind = self.chance.choices(choices, [_WEIGHTS.get(kind, 8) for _, kind in choices])[0]
        by = "customer" if kind is Kind.WITHDRAWN and self.chance.random() < 0.5 else f"staff:{who.id}"
        act = Act(kind, self.now, by, self._facts(case, kind, who))
        self.acts.append(act)
        self._tell(case, act)

    def _facts(self, case: Case, kind: Kind, who: Who) -> dict[str, Any]:
        match kind:
            case Kind.TAKEN:
                return {"to": str(who.id)}
            case Kind.HANDED_ON:
                free = [one for one in OFFICERS if one.id not in case.barred]
                return {"to": str(self.chance.choice(free or OFFICERS).id)}
            case Kind.PAUSED:
                return {"reason": "records", "stops_the_law": self.chance.random() < 0.5}
            case Kind.EXTENSION_ASKED:
                return {"level": HIGHER if case.extensions else LEADER, "days": TERMS.more_days(case.extensions)}
            case Kind.DECISION_PROPOSED:
                return {"level": self.chance.choice([LEADER, HIGHER])}
            case Kind.CLASSIFIED:
                return {"classes": {"business": "other"}}
            case Kind.LINKED:
                by = self.now + timedelta(days=self.chance.randrange(20))
                return {"answer_by": by.isoformat()} if self.chance.random() < 0.5 else {}
            case Kind.CARRIED_ON:
                return {"relation": self.chance.choice(["heir", "proxy"])}
            case Kind.OPINION_ASKED:
                return {"department": "legal"}
            case Kind.OPINION_GIVEN:
                return {"department": next(iter(case.opinions))}
            case _:
                return {}

    def _tell(self, before: Case, act: Act) -> None:
        if act.kind is Kind.PAUSED:
            self.told.append(("paused", act.at, {"law": act.facts["stops_the_law"]}))
        elif act.kind is Kind.AGREED:
            assert before.ask is not None
            is_time = before.ask.what is Asked.EXTENSION
            self.told.append(("extended" if is_time else "agreed", act.at, {"days": before.ask.days}))
        elif act.kind is Kind.CARRIED_ON:
            self.told.append(("carried_on", act.at, dict(act.facts)))
        elif act.kind in _NAMES:
            self.told.append((_NAMES[act.kind], act.at, {}))


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    found: list[Story] = []
    for seed in range(HISTORIES):
        story = Story(seed)
        for _ in range(story.chance.randrange(1, STEPS)):
            story.goes_on()
        found.append(story)
    return found


def test_every_clock_equals_the_independent_calculator(stories: list[Story]) -> None:
    for seed, story in enumerate(stories):
        for now in (story.now, story.now + timedelta(hours=37)):
            case, due = story.case, {}
            for one in readings(case, TERMS, now=now):
                due[one.clock] = one.due_at
            expected = stands(story.told, now)
            assert (due[Clock.LEGAL], due[Clock.HOUSE]) == (expected.legal_due, expected.house_due), seed
            assert (case.phase, case.extensions) == (expected.phase, expected.extensions), seed
            assert case.relation == expected.complains, seed


def test_the_stories_hold_what_matters(stories: list[Story]) -> None:
    kinds = [act.kind for story in stories for act in story.acts]
    for kind in (
        Kind.HANDED_ON,
        Kind.PAUSED,
        Kind.RESUMED,
        Kind.WITHDRAWN,
        Kind.REOPENED,
        Kind.VERIFICATION_ASKED,
        Kind.DELIVERED,
        Kind.CARRIED_ON,
    ):
        assert kinds.count(kind) > 100, kind
    assert sum(story.case.extensions > 1 for story in stories) > 10


def test_none_closes_without_a_decision_agreed_by_somebody_else_or_her_own_will(stories: list[Story]) -> None:
    for story in stories:
        for before, after in pairwise(fold(story.acts[: number + 1], TERMS) for number in range(len(story.acts))):
            if after.is_over and not before.is_over:
                assert after.ended_by in {Kind.DELIVERED, Kind.WITHDRAWN}
                assert after.ended_by is Kind.WITHDRAWN or before.is_agreed


def test_heirs_move_no_clock_and_whoever_it_is_keeps_her_part(stories: list[Story]) -> None:
    for story in stories:
        for number, act in enumerate(story.acts):
            if act.kind is Kind.CARRIED_ON:
                before, after = (fold(story.acts[:end], TERMS) for end in (number, number + 1))
                assert readings(after, TERMS, now=act.at) == readings(before, TERMS, now=act.at)
                assert (after.phase, after.handler, after.hands) == (before.phase, before.handler, before.hands)


def test_handing_on_moves_no_clock_and_whoever_had_it_keeps_her_part(stories: list[Story]) -> None:
    for story in stories[:300]:
        for number, act in enumerate(story.acts):
            if act.kind is Kind.HANDED_ON:
                before, after = (fold(story.acts[:end], TERMS) for end in (number, number + 1))
                assert after.handler == UUID(act.facts["to"])
                assert {before.handler, after.handler} - {None} <= after.hands
                assert readings(after, TERMS, now=act.at) == readings(before, TERMS, now=act.at)


def test_nobody_agrees_to_what_she_asked_for_or_handles(stories: list[Story]) -> None:
    for story in stories:
        for number, act in enumerate(story.acts):
            if act.kind is Kind.AGREED:
                before = fold(story.acts[:number], TERMS)
                assert before.ask is not None
                assert act.staff not in {before.ask.by, before.handler}


def test_whoever_had_a_hand_in_a_decision_takes_no_part_in_its_verification(stories: list[Story]) -> None:
    seen = 0
    for story in stories:
        for number, act in enumerate(story.acts):
            before = fold(story.acts[:number], TERMS)
            if before.is_verification and act.kind in {Kind.TAKEN, Kind.AGREED}:
                assert act.staff not in before.barred
                seen += 1
    assert seen > 50


def test_all_time_that_passes_raises_each_stage_once(stories: list[Story]) -> None:
    for story in stories[:200]:
        acts, later = [*story.acts], story.now + timedelta(days=200)
        for _ in range(2):
            for due in [*stages(fold(acts, TERMS), TERMS, now=later)]:
                facts = {"clock": due.clock.value, "stage": due.stage.value, "days": due.days}
                acts.append(Act(Kind.BREACHED, later, "house", facts))
            assert not [*stages(fold(acts, TERMS), TERMS, now=later)]
        told = [tuple(act.facts.values()) for act in acts if act.kind is Kind.BREACHED]
        assert len(told) == len(set(told))


def _of(*kinds: tuple[Kind, dict[str, Any]], by: UUID | None = None) -> tuple[Case, datetime]:
    start = datetime(2026, 11, 23, 4, tzinfo=UTC)
    acts = [Act(Kind.OPENED, start, "customer")]
    acts += [Act(kind, start + timedelta(hours=1), f"staff:{by or OFFICERS[0].id}", facts) for kind, facts in kinds]
    return fold(acts, TERMS), start + timedelta(hours=2)


TAKEN = (Kind.TAKEN, {"to": str(OFFICERS[0].id)})
PROPOSED = (Kind.DECISION_PROPOSED, {"level": HIGHER})


@pytest.mark.parametrize(
    ("acts", "kind", "who", "because"),
    [
        ((), Kind.TAKEN, LEADERS[0], Because.NOT_AN_OFFICER),
        ((), Kind.NOTED, OFFICERS[0], Because.NOT_YOURS),
        ((TAKEN,), Kind.TAKEN, OFFICERS[1], Because.HAS_HANDLER),
        ((TAKEN,), Kind.DELIVERED, OFFICERS[0], Because.NOT_AGREED),
        ((TAKEN,), Kind.AGREED, LEADERS[1], Because.NOTHING_ASKED),
        ((TAKEN,), Kind.REOPENED, OFFICERS[0], Because.NOT_OVER),
        ((TAKEN, PROPOSED), Kind.AGREED, OFFICERS[0], Because.OWN_ASK),
        ((TAKEN, PROPOSED), Kind.AGREED, LEADERS[0], Because.POST_TOO_LOW),
        ((TAKEN, PROPOSED), Kind.EXTENSION_ASKED, OFFICERS[0], Because.ASKED_ALREADY),
        ((TAKEN, (Kind.WITHDRAWN, {})), Kind.NOTED, OFFICERS[0], Because.OVER),
        ((TAKEN, (Kind.WITHDRAWN, {})), Kind.VERIFICATION_ASKED, OFFICERS[0], Because.NOT_DECIDED),
    ],
)
def test_what_may_not_be_done_is_refused_with_its_reason(
    acts: tuple[tuple[Kind, dict[str, Any]], ...], kind: Kind, who: Who, because: Because
) -> None:
    case, now = _of(*acts)
    assert why_not(case, kind, who, TERMS, now=now) is because


def test_a_withdrawal_ends_it_the_same_day_and_its_clocks_stand() -> None:
    case, now = _of(TAKEN, (Kind.WITHDRAWN, {}))
    assert case.is_over
    assert not [*stages(case, TERMS, now=now + timedelta(days=100))]


def test_time_that_is_over_is_not_extended() -> None:
    case, now = _of(TAKEN)
    late = now + timedelta(days=16)
    assert why_not(case, Kind.EXTENSION_ASKED, OFFICERS[0], TERMS, now=late) is Because.TOO_LATE
