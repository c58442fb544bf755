"""The states of an incident and who may move it: pure decisions.

draft ── submit ──► proposed ── agree ──► active ── wind_down ──► winding_down ── close ──► closed
▲                    │                    │  ▲                        │
└──── send_back ─────┘        undo ───────┘  └──────── undo ──────────┘
"""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from qiao.foundation.errors import Conflict, Forbidden


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    """One person has answered for it; a second has to."""
    ACTIVE = "active"
    WINDING_DOWN = "winding_down"
    """It is no longer announced; who was affected may still register a need."""
    CLOSED = "closed"


class Act(StrEnum):
    SUBMIT = "submit"
    AGREE = "agree"
    SEND_BACK = "send_back"
    UNDO = "undo"
    WIND_DOWN = "wind_down"
    CLOSE = "close"
    DISCARD = "discard"


TAKES_NEEDS = frozenset({State.ACTIVE, State.WINDING_DOWN})
_STEPS: Mapping[tuple[State, Act], State] = {
    (State.DRAFT, Act.SUBMIT): State.PROPOSED,
    (State.DRAFT, Act.DISCARD): State.CLOSED,
    (State.PROPOSED, Act.AGREE): State.ACTIVE,
    (State.PROPOSED, Act.SEND_BACK): State.DRAFT,
    (State.ACTIVE, Act.UNDO): State.DRAFT,
    (State.ACTIVE, Act.WIND_DOWN): State.WINDING_DOWN,
    (State.WINDING_DOWN, Act.UNDO): State.ACTIVE,
    (State.WINDING_DOWN, Act.CLOSE): State.CLOSED,
}


class ActNotOpen(Conflict):
    """In this `state` the incident cannot be moved so; somebody may have moved it before."""


class SecondPersonNeeded(Forbidden):
    """Whoever wrote or submitted an incident cannot also agree to it."""


def step(state: State, act: Act, *, by: UUID | None, answered: frozenset[UUID]) -> State:
    """The state after `act`. `answered`: who has written and submitted it; `by` is None for the house itself.

    Raises ActNotOpen or SecondPersonNeeded.
    """
    after = _STEPS.get((state, act))
    if after is None:
        raise ActNotOpen(state=state, act=act)
    if act is Act.AGREE and by in answered:
        raise SecondPersonNeeded
    return after


def open_acts(state: State, *, by: UUID, answered: frozenset[UUID]) -> tuple[Act, ...]:
    """What this person can do with it now."""
    return tuple(act for (before, act) in _STEPS if before is state and not (act is Act.AGREE and by in answered))
