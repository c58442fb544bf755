"""A dialogue for whoever looks at it from outside: what is being asked for, and what is known of it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from qiao.policy.rules import Level
from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.scene import Scene
from qiao.requests.dialogue.state import By, DialogueState, Frame
from qiao.requests.flows.book import FlowBook
from qiao.requests.flows.words import Words, plain


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as people may read it, and who gave it; or that the question was skipped."""

    slot: str
    name: Words
    value: Words
    by: By | Literal["skipped"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One request that is open. `is_submitted`: agreed to, and its effect is under way."""

    frame: int
    flow: str
    name: Words
    level: Level
    slots: tuple[Given, ...]
    is_submitted: bool


def standing(state: DialogueState, book: FlowBook, now: datetime) -> tuple[Standing, ...]:
    """The open requests, the one on top first."""
    return tuple(_of(frame, book, now) for frame in reversed(state.frames))


def names_waiting(state: DialogueState, book: FlowBook) -> tuple[Words, ...]:
    """What waits until the request on top has ended: interrupted ones first, then those not yet begun."""
    interrupted = [_name(frame.flow, book) for frame in reversed(state.frames[:-1])]
    flows = (book.flow_of(intent) for intent in state.later)
    return (*interrupted, *(plain(flow.name) for flow in flows if flow is not None))


def newly_given(before: DialogueState, after: DialogueState, book: FlowBook, now: datetime) -> tuple[Given, ...]:
    """The answers of one step: those that are new, or other ones than before."""
    held = {frame.id: frame.slots for frame in before.frames}
    return tuple(
        given
        for frame in after.frames
        for given in _of(frame, book, now).slots
        if given.by not in {"assumed", "skipped"} and held.get(frame.id, {}).get(given.slot) != frame.slots[given.slot]
    )


def _of(frame: Frame, book: FlowBook, now: datetime) -> Standing:
    flow = book.flows.get(frame.flow)
    given: tuple[Given, ...] = ()
    if flow is not None:
        lines = speaking.brief(Scene(book, flow, frame, now))
        given = tuple(
            Given(line.slot, line.name, line.value, "skipped" if line.is_skipped else frame.slots[line.slot].by)
            for line in lines
        )
    level = flow.level if flow else "A0"
    return Standing(frame.id, frame.flow, _name(frame.flow, book), level, given, frame.submitted is not None)


def _name(flow_id: str, book: FlowBook) -> Words:
    flow = book.flows.get(flow_id)
    return plain(flow.name) if flow else book.text("a_request")
