"""How it came to this: what people did with an incident, and what began because of it, in one line of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from qiao.emergencies.command.queries import Holds, Needs
from qiao.emergencies.incidents.machine import Act, State
from qiao.emergencies.incidents.model import IncidentRow
from qiao.foundation.events import Event
from qiao.policy.overlays import Period

_AGENT = "agent:"


class What(StrEnum):
    """What happened."""

    WRITTEN = "written"
    CHANGED = "changed"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    SENT_BACK = "sent_back"
    TAKEN_BACK = "taken_back"
    RESUMED = "resumed"
    WOUND_DOWN = "wound_down"
    CLOSED = "closed"
    DISCARDED = "discarded"
    SHOWN = "shown"
    """Customers see it from then on."""
    SHOWN_NO_MORE = "shown_no_more"
    FIRST_TOLD = "first_told"
    FIRST_NEED = "first_need"
    FIRST_ARRIVED = "first_arrived"
    FIRST_DECIDED = "first_decided"
    LAST_NEED = "last_need"
    HOLDS_OVER = "holds_over"


_OF_ACTS = {
    Act.SUBMIT: What.SUBMITTED,
    Act.AGREE: What.AGREED,
    Act.SEND_BACK: What.SENT_BACK,
    Act.WIND_DOWN: What.WOUND_DOWN,
    Act.CLOSE: What.CLOSED,
    Act.DISCARD: What.DISCARDED,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """`by`: who did it; None for the house itself, and for what customers brought about."""

    at: datetime
    what: What
    by: UUID | None = None


def moments(  # noqa: PLR0917  (each of them tells some of it)
    row: IncidentRow,
    acts: Sequence[Event],
    shown: Sequence[Period],
    needs: Needs,
    holds: Holds,
    first_arrived_at: datetime | None,
    *,
    now: datetime,
) -> list[Moment]:
    """What has happened up to `now`, the oldest first."""
    happened = [
        *_acted(acts),
        *_shown(shown),
        *_once(What.FIRST_TOLD, row.first_told_at),
        *_once(What.FIRST_NEED, needs.first_at),
        *_once(What.FIRST_ARRIVED, first_arrived_at),
        *_once(What.FIRST_DECIDED, needs.first_decided_at),
        *_once(What.LAST_NEED, needs.last_at if row.state == State.CLOSED and needs.all > 1 else None),
        *_once(What.HOLDS_OVER, holds.last_ends_at),
    ]
    # Of what happened in one moment the acts come first, in their order.
    return sorted((one for one in happened if one.at <= now), key=lambda one: one.at)


def _acted(acts: Sequence[Event]) -> Iterator[Moment]:
    is_written = False
    for one in acts:
        act = one.payload["act"]
        by = UUID(one.actor.removeprefix(_AGENT)) if one.actor.startswith(_AGENT) else None
        if act == "written":
            what, is_written = What.CHANGED if is_written else What.WRITTEN, True
        elif act == Act.UNDO:
            what = What.RESUMED if one.payload["after"] == State.ACTIVE else What.TAKEN_BACK
        else:
            what = _OF_ACTS[Act(act)]
        yield Moment(one.occurred_at, what, by)


def _shown(periods: Sequence[Period]) -> Iterator[Moment]:
    for one in periods:
        yield Moment(one.from_at, What.SHOWN)
        yield Moment(one.until, What.SHOWN_NO_MORE)


def _once(what: What, at: datetime | None) -> Iterator[Moment]:
    if at is not None:
        yield Moment(at, what)
