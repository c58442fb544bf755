"""The other judge: naive, over everything that ever happened, from the rules as people state them.

Order: law, then death, courts and danger, then opt-out, then holds, then marketing while there is trouble, then quiet
hours of Beijing, then caps, then what presses more, then the same topic within half an hour. Unknown means no.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from tests.governed.lives import CALLS, Life, Touch

BEIJING = timezone(timedelta(hours=8))
ORDER = ("law", "stop", "opt_out", "hold", "silence", "quiet", "cap", "priority", "merge", "time")
PRESSING = "ETSM"
_CONSENT_OF = {
    "app": "push",
    "wechat": "push",
    "sms": "sms",
    "email": "email",
    "robot_call": "call",
    "agent_call": "call",
}
_ALL_BUT_E_AND_T = ("S", "M")


@dataclass(frozen=True)
class Judged:
    """`gates` in order, each once."""

    ruling: str
    until: datetime | None
    gates: tuple[str, ...]


def judge(life: Life, touch: Touch, now: datetime) -> Judged:
    no: list[str] = []
    later: list[tuple[str, datetime]] = []
    for gate in (_law(life, touch, now), _stop(life, touch, now), _opt_out(life, touch, now), _hold(life, touch, now)):
        no += gate
    no += _silence(life, touch, now)
    later += [("quiet", until) for until in _quiet(life, touch, now)]
    capped, waits = _caps(life, touch, now)
    no += capped
    later += waits
    later += [("priority", until) for until in _priority(life, touch, now)]
    merged, again = _merge(life, touch, now)
    no += merged
    later += again
    gates = {*no, *(gate for gate, _ in later)}
    if not gates:
        if touch.good_until is not None and now >= touch.good_until:
            return Judged("drop", None, ("time",))
        return Judged("send", None, ())
    in_order = tuple(gate for gate in ORDER if gate in gates)
    if no:
        return Judged("drop", None, in_order)
    until = max(moment for _, moment in later)
    if touch.good_until is not None and until >= touch.good_until:
        return Judged("drop", None, (*in_order, "time"))
    return Judged("hold", until, in_order)


def _flags(life: Life, touch: Touch, now: datetime) -> set[str]:
    return {one.name for one in life.holding(touch.who, "flag", now)}


def _consent(life: Life, touch: Touch, purpose: str, now: datetime) -> bool | None:
    said = [
        one
        for one in life.facts
        if one.who == touch.who
        and one.what == "consent"
        and one.name == purpose
        and one.scope == _CONSENT_OF[touch.channel]
        and one.at <= now
    ]
    return said[-1].value if said else None


def _law(life: Life, touch: Touch, now: datetime) -> list[str]:
    if not life.known[touch.who]:
        return ["law"]
    if touch.kind == "M" and _consent(life, touch, "marketing", now) is None:
        return ["law"]
    if touch.kind == "T" and touch.channel == "robot_call" and _consent(life, touch, "service_details", now) is None:
        return ["law"]
    if "minor_suspected" in _flags(life, touch, now) and (touch.kind == "M" or touch.about_debt):
        return ["law"]
    return []


def _stop(life: Life, touch: Touch, now: datetime) -> list[str]:
    flags = _flags(life, touch, now)
    if "deceased_reported" in flags or "something_new" in flags:
        return ["stop"]
    if flags & {"litigation", "self_harm_risk", "bereaved"} and (touch.kind in _ALL_BUT_E_AND_T or touch.about_debt):
        return ["stop"]
    return []


def _opt_out(life: Life, touch: Touch, now: datetime) -> list[str]:
    if touch.kind == "M" and (
        _consent(life, touch, "marketing", now) is False or "do_not_market" in _flags(life, touch, now)
    ):
        return ["opt_out"]
    if touch.kind != "M" and _consent(life, touch, "service_details", now) is False:
        return ["opt_out"]
    if touch.channel in CALLS:
        if touch.number is None:
            return ["opt_out"]
        for one in life.facts:
            if one.what != "no_calls" or one.at > now or (one.until is not None and now >= one.until):
                continue
            # Her own wish on all numbers, or anybody's on this one.
            if (one.scope == "" and one.who == touch.who) or one.scope == touch.number:
                return ["opt_out"]
    return []


def _hold(life: Life, touch: Touch, now: datetime) -> list[str]:
    flags = _flags(life, touch, now)
    if "collection_hold" in flags and touch.about_debt:
        return ["hold"]
    if "fraud_victim_claim" in flags and (touch.kind == "M" or touch.about_debt):
        return ["hold"]
    if flags & {"fraud_suspected", "vulnerable"} and touch.kind == "M":
        return ["hold"]
    if "vulnerable" in flags and touch.channel == "robot_call" and touch.about_debt:
        return ["hold"]
    if "elder" in flags and touch.kind == "M" and touch.channel in CALLS:
        return ["hold"]
    for one in life.holding(touch.who, "hold", now):
        if one.scope and touch.loan is not None and one.scope != touch.loan:
            continue
        if one.name == "contact":
            return ["hold"]
        if one.name == "outreach" and touch.kind in _ALL_BUT_E_AND_T:
            return ["hold"]
        if one.name == "collection" and touch.about_debt:
            return ["hold"]
        if one.name in {"account", "draw"} and touch.kind == "M":
            return ["hold"]
    return []


def _silence(life: Life, touch: Touch, now: datetime) -> list[str]:
    if touch.kind != "M":
        return []
    if not life.loans_known[touch.who]:
        return ["silence"]
    if any(life.holding(touch.who, what, now) for what in ("complaint", "overdue", "hardship")):
        return ["silence"]
    return ["silence"] if _flags(life, touch, now) & {"complaint_open", "regulator_case", "disaster_affected"} else []


def _quiet(life: Life, touch: Touch, now: datetime) -> list[datetime]:
    is_call = touch.channel in CALLS
    hours: list[str] = []
    if touch.about_debt:
        hours.append("22:00-08:00")
    if touch.about_debt and touch.channel == "robot_call":
        hours.append("19:00-10:00")
    if touch.kind == "M":
        hours.append("20:00-09:00")
    if touch.kind == "S" or is_call:
        hours.append("21:00-08:00")
    if touch.kind == "E" and touch.channel != "app" and not is_call:
        hours.append("21:00-08:00")
    if touch.kind in _ALL_BUT_E_AND_T or is_call:
        hours += [one.name for one in life.holding(touch.who, "her_hours", now)]
    return [end for one in hours if (end := _end_of(one, now)) is not None]


def _end_of(hours: str, now: datetime) -> datetime | None:
    """Minute by minute would be slower and no clearer: the window that began yesterday, or today."""
    here = now.astimezone(BEIJING)
    begins, ends = (time.fromisoformat(one) for one in hours.split("-"))
    for day in (here.date() - timedelta(days=1), here.date()):
        start = datetime.combine(day, begins, BEIJING)
        end = datetime.combine(day if ends > begins else day + timedelta(days=1), ends, BEIJING)
        if start <= here < end:
            return end
    return None


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def _caps(life: Life, touch: Touch, now: datetime) -> tuple[list[str], list[tuple[str, datetime]]]:
    today = _day(now)
    others = [one for one in life.touches if one is not touch and one.left_at is not None]
    hers = [one for one in others if one.who == touch.who]
    of_today = [one for one in hers if _day(one.left_at or now) == today]
    no: list[str] = []
    later: list[tuple[str, datetime]] = []
    tomorrow = datetime.combine(today + timedelta(days=1), time(0), BEIJING)
    if touch.kind == "S" and sum(one.kind == "S" for one in of_today) >= 2:
        later.append(("cap", tomorrow))
    if touch.kind == "M":
        week = [one for one in hers if one.kind == "M" and 0 <= (today - _day(one.left_at or now)).days < 7]
        if week:
            no.append("cap")
    if touch.channel == "robot_call" and any(one.channel == "robot_call" for one in of_today):
        later.append(("cap", tomorrow))
    if touch.channel in CALLS:
        connected = [one for one in of_today if one.channel in CALLS and one.about_debt and one.answered is not False]
        if touch.about_debt and len(connected) >= 3:
            later.append(("cap", tomorrow))
        if touch.number is None:
            no.append("cap")
        else:
            dials = [
                one
                for one in others
                if one.channel in CALLS and one.number == touch.number and _day(one.left_at or now) == today
            ]
            if len(dials) >= 6:
                later.append(("cap", tomorrow))
    return no, later


def _priority(life: Life, touch: Touch, now: datetime) -> list[datetime]:
    due = [
        one.due_at
        for one in life.touches
        if one is not touch
        and one.who == touch.who
        and one.state == "held"
        and one.due_at is not None
        and one.due_at <= now
        and PRESSING.index(one.kind) < PRESSING.index(touch.kind)
    ]
    if due and now < max(due) + timedelta(minutes=10):
        return [max(due) + timedelta(minutes=10)]
    return []


def _merge(life: Life, touch: Touch, now: datetime) -> tuple[list[str], list[tuple[str, datetime]]]:
    half_an_hour = timedelta(minutes=30)
    same = [one for one in life.touches if one is not touch and one.who == touch.who and one.topic == touch.topic]
    no: list[str] = []
    later: list[tuple[str, datetime]] = []
    if any(
        one.state in {"held", "left"} and timedelta(0) < one.asked_at - touch.asked_at < half_an_hour for one in same
    ):
        no.append("merge")
    left = [one.left_at for one in same if one.state == "left" and one.left_at is not None and one.left_at <= now]
    if left and now - max(left) < half_an_hour:
        if touch.kind == "T":
            later.append(("merge", max(left) + half_an_hour))
        else:
            no.append("merge")
    return no, later
