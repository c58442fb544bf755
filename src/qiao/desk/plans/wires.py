"""A reckoned day in the words of the protocol."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from qiao.desk import planning
from qiao.desk.planning import Outlook
from qiao.desk.plans.asked import Asked
from qiao.desk.plans.reckoning import Reckoned, day_wire, unsure
from qiao.foundation.business_calendar import BusinessCalendar


def reckoned_wire(found: Reckoned, calendar: BusinessCalendar) -> dict[str, Any]:
    """The protocol's `DayOutlook`."""
    asked, assumed = found.asked, found.asked.assumed
    past = sorted(asked.past)
    return {
        "on": asked.on.isoformat(),
        "kind": planning.kind_of(asked.on, calendar),
        "history": {"from": past[0].isoformat(), "to": past[-1].isoformat(), "days": len(past)},
        "unsure": unsure(asked, calendar),
        "assumed": _assumed_wire(asked),
        "usual_days": found.usual.days if found.usual else 0,
        "slots": [_slot_wire(found, number) for number in range(len(found.calls))],
        "day": day_wire(assumed, found.needed),
        "by_shifts": day_wire(assumed, found.by_shifts) if found.by_shifts else None,
        "otherwise": _otherwise_wire(found),
        "so_far": _so_far_wire(found),
    }


def _assumed_wire(asked: Asked) -> dict[str, Any]:
    assumed, targets = asked.assumed, asked.targets
    measured = asked.came.service_s is not None
    return {
        "service_s": assumed.service_s,
        "service_from": "given" if asked.service_s else "measured" if measured else "usual",
        "patience_s": assumed.patience.mean_s,
        "shape": assumed.patience.shape,
        "at_once": assumed.at_once,
        "shrinkage": assumed.shrinkage,
        "answered": targets.answered,
        "in_time": targets.in_time,
        "within_s": targets.answer_within_s,
        "sure": targets.sure,
    }


def _slot_wire(found: Reckoned, number: int) -> dict[str, Any]:
    asked, needed = found.asked, found.needed[number]
    came = _came(asked, asked.came.first + number)
    shifts, usual, rest = asked.rostered(), found.usual, found.rest
    later = number - rest.first if rest else -1
    return {
        "start": asked.came.slot(number),
        **asdict(needed),
        "rostered": asked.assumed.rostered([needed.agents])[0],
        "usual": [usual.low[number], usual.high[number]] if usual else None,
        "shifts": shifts[number] if shifts is not None else None,
        "by_shifts": _asdict(found.by_shifts, number),
        "otherwise": _asdict(found.otherwise, number),
        "came": came,
        "now": {"calls": rest.calls[later], "agents": rest.needed[later]} if rest and later >= 0 else None,
    }


def _came(asked: Asked, slot: int) -> float | None:
    """None where it has not passed, or nobody counted by half hour."""
    if asked.so_far is None or asked.so_far.by_slot is None or slot >= asked.so_far.until:
        return None
    return asked.so_far.by_slot.get(slot, 0.0)


def _asdict(slots: Sequence[Outlook] | None, number: int) -> dict[str, Any] | None:
    return asdict(slots[number]) if slots is not None else None


def _otherwise_wire(found: Reckoned) -> dict[str, Any] | None:
    """With the hours that would keep the targets then."""
    if found.otherwise is None or found.otherwise_needs is None:
        return None
    return {**day_wire(found.asked.assumed, found.otherwise), "needs_hours": sum(found.otherwise_needs) / 2}


def _so_far_wire(found: Reckoned) -> dict[str, Any] | None:
    so_far, rest = found.asked.so_far, found.rest
    if so_far is None:
        return None
    shown = {"at": planning.clock_of(so_far.until), "came": so_far.came, "rest": None}
    if rest is None:
        return shown
    before = sum(slot.agents for slot in found.needed[rest.first :]) / 2
    return shown | {
        "rest": {
            "expected": rest.expected,
            "factor": rest.factor,
            "hours": sum(rest.needed) / 2,
            "planned_hours": before,
        },
    }
