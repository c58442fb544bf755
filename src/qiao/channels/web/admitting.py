"""Which of a customer's messages are let in when there is more than can be done, and how many of one session.

A complaint and the way to a person are never shed, nor held up by the pace of everything else: where the ordinary way
is closed they have a pace of their own, enough for anybody who means it.
"""

from collections import OrderedDict
from uuid import UUID

from qiao.foundation import telemetry
from qiao.foundation.admission import NEVER_SHED, Admission, Load, RateLimit, WorkClass, WorkShed
from qiao.foundation.errors import TooMany

_WORK_OF_CHOICE = {"human": WorkClass.WAY_TO_A_PERSON, "complaint": WorkClass.COMPLAINT}
_COMPLAINS_FOR_S = 900.0
"""So long after she began it, what she sends is taken for her complaint: a form is of no use without its answers."""
_MOST_COMPLAINING = 100_000
_SPARED_PER_S, _SPARED_AT_ONCE = 0.5, 12.0
"""A complaint is seven messages where every question is answered."""


class SlowDown(TooMany):
    """More than anybody needs in so short a time; nothing was stored, try again after `retry_after_s`."""


def require_pace(limit: RateLimit, key: str, *, now_s: float, cost: float = 1.0) -> None:
    """Raises SlowDown where `key` has used up what it may."""
    wait_s = limit.wait_s(key, now_s=now_s, cost=cost)
    if wait_s > 0:
        raise SlowDown(retry_after_s=round(wait_s, 1))


class Gate:
    """Lets messages of customers in; `messages_per_s` is the ordinary pace of one session."""

    def __init__(self, messages_per_s: float) -> None:
        self.admission = Admission(full_depth=5_000, full_lag_s=10.0)
        self._pace = RateLimit(rate_per_s=messages_per_s, burst=max(messages_per_s * 10, 10))
        self._spared = RateLimit(rate_per_s=_SPARED_PER_S, burst=_SPARED_AT_ONCE)
        self._complaining = OrderedDict[UUID, float]()

    def work_of(self, session_id: UUID, button: str | None, *, now_s: float) -> WorkClass:
        """What kind of work a message is, by the button that was pressed and what was begun before it."""
        work = _WORK_OF_CHOICE.get(button or "")
        if work is WorkClass.COMPLAINT:
            self._complaining[session_id] = now_s
            self._complaining.move_to_end(session_id)
            if len(self._complaining) > _MOST_COMPLAINING:
                self._complaining.popitem(last=False)
        began_s = self._complaining.get(session_id)
        if work is None and began_s is not None and now_s - began_s <= _COMPLAINS_FOR_S:
            return WorkClass.COMPLAINT
        return work or WorkClass.CUSTOMER_MESSAGE

    def admit(self, session_id: UUID, work: WorkClass, load: Load, *, now_s: float) -> None:
        """Raises WorkShed or SlowDown."""
        key = str(session_id)
        if work not in NEVER_SHED:
            self.require(work, load)
            require_pace(self._pace, key, now_s=now_s)
        elif not self.admission.admits(WorkClass.CUSTOMER_MESSAGE, load) or self._pace.wait_s(key, now_s=now_s) > 0:
            require_pace(self._spared, key, now_s=now_s)

    def require(self, work: WorkClass, load: Load) -> None:
        """Raises WorkShed, and counts it."""
        try:
            self.admission.require(work, load)
        except WorkShed:
            telemetry.requests_shed.labels(work).inc()
            raise
