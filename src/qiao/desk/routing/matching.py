"""Between events nobody who is free could take anything that waits: the moves that keep it so."""

from collections.abc import Iterable
from heapq import heappop, heappush

from qiao.desk.routing.hands import Floor, Hands
from qiao.desk.routing.lines import Entry, Line, Lines, QueueLoad, Standing, Waiting, in_turn, stand_in, step_out
from qiao.desk.routing.reasons import Reason
from qiao.desk.routing.rules import Rules
from qiao.desk.routing.work import Act, Decision

_OFFER, _KEEP, _STAGE, _AGAIN, _OPENING, _CLEAR, _TEAM, _OVERDUE = range(8)
_SHORTLY_S = 5.0
_Timer = tuple[float, int, int, Waiting, int]
"""When, a number of its own, what, of which item, in which of its versions."""


class Matching:
    """Agents and lines, and how an item finds an agent, an agent an item, and what happens by time alone.

    What is decided is added to `decided`, in order.
    """

    def __init__(self, rules: Rules) -> None:
        self.floor = Floor(rules)
        self.lines = Lines()
        self.timers: list[_Timer] = []
        self._again_s = rules.missed_again_s
        self._numbers = 0
        self._freed: list[Hands] = []
        """Whose hands need not be kept clear any more: they are served when the event is dealt with."""

    def fall_due(self, now: float, decided: list[Decision]) -> None:
        """Whatever was to happen by now."""
        while self.timers and self.timers[0][0] <= now:
            _, _, what, work, version = heappop(self.timers)
            if what == _OVERDUE:
                self._tell_overdue(work, now, decided)
            elif work.version == version:
                self._time_is_up(what, work, now, decided)

    def dealt_with(self, now: float, decided: list[Decision]) -> list[Decision]:
        """What an event decided, and what follows from hands that need not be kept clear."""
        while self._freed:
            self.serve(self._freed.pop(), now, decided)
        return decided

    def _time_is_up(self, what: int, work: Waiting, now: float, decided: list[Decision]) -> None:
        hands = self.floor.get(work.holder)
        if what == _OFFER and hands is not None:
            decided += self.missed(work, hands, Reason("no_reply", (work.plan.lane.offer_s,)), now)
        elif what == _STAGE:
            self._relax(work, Reason("relax", (work.plan.lane.name, now - work.since)), now, decided)
        elif what == _AGAIN:
            self._match(work, now, decided)
        elif what == _CLEAR:
            self._clear_hands_for(work, now, decided)
        elif what == _TEAM and work.team is not None:
            self._relax(work, Reason("team_enough", (work.plan.lane.name, work.team.name)), now, decided)
        elif what in {_KEEP, _OPENING}:
            self.step_out(work)
            if what == _KEEP:
                why = Reason("kept_enough", (work.plan.lane.name,))
                decided.append(Decision(Act.RELAX, work.item.id, None, None, why))
            self.place(work, now, decided)

    def place_each(self, works: Iterable[Waiting], now: float, decided: list[Decision]) -> None:
        """Each at its turn; a line that nobody can serve any more is not asked about again."""
        spent: set[Line] = set()
        for work in in_turn(works):
            self.place(work, now, decided, spent)

    def place(self, work: Waiting, now: float, decided: list[Decision], spent: set[Line] | None = None) -> None:
        """Offer it to who is best, or let it wait."""
        opens_at = self._opening(work, now)
        if opens_at is not None:
            self._wait_for_opening(work, opens_at, decided)
            return
        work.reach_stage(now - work.queued_at, last=work.plan.load.in_surge)
        if work.plan.load.in_surge:
            work.team = None
        last = self.floor.get(work.preferred)
        if last is not None and last.is_ready and self.floor.allows(last, work, now):
            if last.entry is not None and last.has_room(work.line):
                self._offer(work, last, "last_agent", now, decided)
                return
            if self._keep(work, last, now, decided):
                return
        best = self.floor.best_for(work, now) if spent is None or work.line not in spent else None
        if best is not None:
            self._offer(work, best, "relaxed" if work.stage else "least_loaded", now, decided)
            return
        if spent is not None and not work.item.exclude and not work.missed and work.team is None:
            spent.add(work.line)
        self._stand_in(work, now)
        decided.append(Decision(Act.WAIT, work.item.id, None, None, self._why_it_waits(work, now)))
        if work.line.units > 1 and now >= work.queued_at + work.line.clear_after_s:
            # At its turn, before anything that comes after it fills the hands it needs.
            self._clear_hands_for(work, now, decided)
        self._look_for_surge(work.plan.load, now, decided)

    def _why_it_waits(self, work: Waiting, now: float) -> Reason:
        if work.team is None or work.is_for(None, now):
            return Reason("nobody_free", (work.plan.lane.name,))
        return Reason("team_busy", (work.plan.lane.name, work.team.name, work.plan.lane.team_s))

    def _opening(self, work: Waiting, now: float) -> float | None:
        """When its queue opens, where it is held until then."""
        queue = work.plan.queue
        if queue.hours is None or queue.after_hours == "offer":
            return None
        opens_at = queue.hours.opens_at(now)
        return opens_at if opens_at > now else None

    def _wait_for_opening(self, work: Waiting, opens_at: float, decided: list[Decision]) -> None:
        work.standing = Standing.CLOSED
        work.version += 1
        work.plan.load.waiting.pop(work.item.id, None)
        self._remind(opens_at, _OPENING, work)
        why = Reason("closed", (work.plan.lane.name,))
        decided.append(Decision(Act.WAIT, work.item.id, None, opens_at, why))

    def _keep(self, work: Waiting, last: Hands, now: float, decided: list[Decision]) -> bool:
        """Let it wait for who served last, as long as its lane allows; whether it does."""
        until = work.queued_at + work.plan.lane.last_agent_s
        if until <= now or work.plan.load.in_surge:
            return False
        work.standing = Standing.KEPT
        work.holder = None
        work.version += 1
        stand_in(last.kept, work)
        work.plan.load.waiting[work.item.id] = work
        self._remind(until, _KEEP, work)
        why = Reason("kept", (work.plan.lane.name, until - now))
        decided.append(Decision(Act.KEEP, work.item.id, last.id, until, why))
        return True

    def _stand_in(self, work: Waiting, now: float) -> None:
        """It waits in its line until somebody can take it."""
        work.standing = Standing.WAITING
        work.version += 1
        stand_in(work.line.waiting, work)
        work.plan.load.waiting[work.item.id] = work
        self._remind_of_stage(work)
        if work.line.units > 1:
            self._remind(max(now, work.queued_at + work.line.clear_after_s), _CLEAR, work)
        if work.team is not None and work.team_until > now:
            self._remind(work.team_until, _TEAM, work)
        for at in work.missed.values():
            if at + self._again_s > now:
                self._remind(at + self._again_s, _AGAIN, work)

    def wait_anew(self, work: Waiting, now: float) -> None:
        """It was in somebody's hands: its turn is by the whole time, what is asked for by this wait."""
        work.queued_at, work.stage, work.is_told = now, 0, False
        self.remind_of_leader(work)

    def remind_of_leader(self, work: Waiting) -> None:
        within_s = work.plan.lane.within_s
        if within_s is not None:
            self._remind(work.queued_at + within_s, _OVERDUE, work)

    def _remind_of_stage(self, work: Waiting) -> None:
        stages = work.plan.stages
        if work.stage + 1 < len(stages):
            self._remind(work.queued_at + stages[work.stage + 1].after_s, _STAGE, work)

    def step_out(self, work: Waiting) -> None:
        """It waits no longer where it did."""
        work.version += 1
        work.plan.load.waiting.pop(work.item.id, None)
        if work.standing is Standing.WAITING:
            step_out(work.line.waiting, work)
            if work.cleared_by is not None:
                self._no_longer_clearing(work)
        elif work.standing is Standing.KEPT:
            keeper = self.floor.get(work.preferred)
            assert keeper is not None, "whoever is waited for is here"
            step_out(keeper.kept, work)

    def look_for_calm(self, load: QueueLoad, decided: list[Decision]) -> None:
        surge_at = load.queue.surge_at
        if load.in_surge and surge_at is not None and len(load.waiting) * 2 <= surge_at:
            load.in_surge = False
            why = Reason("calm", (load.queue.name, len(load.waiting)))
            decided.append(Decision(Act.CALM, None, None, None, why))

    def _relax(self, work: Waiting, why: Reason, now: float, decided: list[Decision]) -> None:
        self.step_out(work)
        work.reach_stage(now - work.queued_at, last=work.plan.load.in_surge)
        decided.append(Decision(Act.RELAX, work.item.id, None, None, why))
        self._stand_in(work, now)
        self._match(work, now, decided)

    def _clear_hands_for(self, work: Waiting, now: float, decided: list[Decision]) -> None:
        """It takes several units, and small things would fill every hand for ever: somebody's are kept clear for it."""
        if work.standing is Standing.WAITING and work.cleared_by is None:
            hands = self.floor.clearest_for(work, now)
            if hands is None:
                self._remind(now + max(_SHORTLY_S, work.line.clear_after_s), _CLEAR, work)
            else:
                hands.clearing, work.cleared_by = work, hands.id
                why = Reason("clear", (work.plan.lane.name, now - work.since, hands.load, hands.capacity))
                decided.append(Decision(Act.CLEAR, work.item.id, hands.id, None, why))

    def _no_longer_clearing(self, work: Waiting) -> None:
        hands = self.floor.get(work.cleared_by)
        work.cleared_by = None
        if hands is not None:
            hands.clearing = None
            self._freed.append(hands)

    def _match(self, work: Waiting, now: float, decided: list[Decision]) -> None:
        """Something about a waiting item has changed: perhaps somebody can take it now."""
        if work.standing is not Standing.WAITING:
            return
        best = self.floor.best_for(work, now)
        if best is not None:
            self.step_out(work)
            self._offer(work, best, "relaxed" if work.stage else "least_loaded", now, decided)

    def serve(self, hands: Hands, now: float, decided: list[Decision]) -> None:
        """Something about an agent has changed: perhaps she can take what waits now."""
        if hands.is_ready and hands.offered is None and hands.load < hands.capacity:
            entry = self._best_item(hands, now)
            if entry is not None:
                work = entry[3]
                is_hers = work.standing is Standing.KEPT
                self.step_out(work)
                self._offer(work, hands, "last_agent" if is_hers else "next_in_turn", now, decided)
                return
        self.floor.relist(hands)

    def _best_item(self, hands: Hands, now: float) -> Entry | None:
        """What is next in turn of all that she can take."""
        best: Entry | None = None
        allows = self.floor.allows
        for line in self.lines:
            if not line.waiting or hands.crew.fit(line) < 0 or not hands.has_room(line):
                continue
            for entry in line.waiting:
                if best is not None and entry >= best:
                    break
                if allows(hands, entry[3], now):
                    best = entry
                    break
        for entry in hands.kept:
            if best is not None and entry >= best:
                break
            if hands.has_room(entry[3].line) and allows(hands, entry[3], now):
                return entry
        return best

    def _offer(self, work: Waiting, hands: Hands, because: str, now: float, decided: list[Decision]) -> None:
        lane = work.plan.lane
        why = Reason(because, (lane.name, now - work.since, hands.load, hands.capacity))
        if work.team is not None:
            code = "in_team" if hands.team == work.team.id else "past_team"
            why = Reason(code, (*why.facts, work.team.name))
        hands.hold(work)
        hands.offered = work
        work.plan.load.waiting.pop(work.item.id, None)
        work.standing = Standing.OFFERED
        work.version += 1
        self.floor.relist(hands)
        self._remind(now + lane.offer_s, _OFFER, work)
        decided.append(Decision(Act.OFFER, work.item.id, hands.id, now + lane.offer_s, why))
        self.look_for_calm(work.plan.load, decided)

    def missed(self, work: Waiting, hands: Hands, why: Reason, now: float) -> list[Decision]:
        """She let an offer pass: it goes on to the next, and she is asked about something else."""
        decided = [Decision(Act.WITHDRAW, work.item.id, hands.id, None, why)]
        hands.let_go(work)
        work.missed[hands.id] = now
        self.place(work, now, decided)
        hands.idle_since = now
        self.serve(hands, now, decided)
        return decided

    def stand_down(self, hands: Hands, now: float, decided: list[Decision]) -> None:
        """She is offered nothing more; what was offered to her or waited for her is anybody's."""
        hands.is_ready = False
        if hands.clearing is not None:
            hands.clearing.cleared_by = None
            self._remind(now, _CLEAR, hands.clearing)
            hands.clearing = None
        free: list[Waiting] = []
        if hands.offered is not None:
            work = hands.offered
            decided.append(Decision(Act.WITHDRAW, work.item.id, hands.id, None, Reason("away")))
            hands.let_go(work)
            free.append(work)
        for entry in list(hands.kept):
            self.step_out(entry[3])
            free.append(entry[3])
        self.floor.relist(hands)
        self.place_each(free, now, decided)

    def _look_for_surge(self, load: QueueLoad, now: float, decided: list[Decision]) -> None:
        surge_at = load.queue.surge_at
        if load.in_surge or surge_at is None or len(load.waiting) < surge_at:
            return
        load.in_surge = True
        why = Reason("surge", (load.queue.name, len(load.waiting)))
        decided.append(Decision(Act.SURGE, None, None, None, why))
        works = [
            work
            for work in load.waiting.values()
            if work.standing is Standing.KEPT or work.team or work.stage + 1 < len(work.plan.stages)
        ]
        for work in works:
            self.step_out(work)
        self.place_each(works, now, decided)

    def _tell_overdue(self, work: Waiting, now: float, decided: list[Decision]) -> None:
        lane = work.plan.lane
        waits = work.standing not in {Standing.IN_HAND, Standing.GONE}
        if waits and not work.is_told and lane.within_s is not None and now >= work.queued_at + lane.within_s:
            work.is_told = True
            why = Reason("overdue", (lane.name, now - work.queued_at, lane.within_s))
            decided.append(Decision(Act.ALERT, work.item.id, None, None, why))

    def _remind(self, at: float, what: int, work: Waiting) -> None:
        self._numbers += 1
        heappush(self.timers, (at, self._numbers, what, work, work.version))

    def remind_of_offer(self, until: float, work: Waiting) -> None:
        """Let an offer end then, if it still stands."""
        self._remind(until, _OFFER, work)
