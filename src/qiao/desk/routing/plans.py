"""Of whom an item may be taken, and when less is asked for: compiled once for each queue and what an item asks for."""

from dataclasses import dataclass

from qiao.desk.routing.rules import Needs, Queue, Rules
from qiao.desk.routing.work import Skills

Wanted = tuple[Skills, ...]
"""Alternatives: who has all skills of one of them can take it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is wanted from this wait on, in seconds."""

    after_s: float
    wanted: Wanted


def stages_of(rules: Rules, queue: Queue, own: Skills) -> tuple[Stage, ...]:
    """What is wanted at first, and each time it becomes less, the shortest wait first."""
    steps = [(0.0, queue.skills, True), *((one.after_s, one.skills, one.own) for one in queue.relax)]
    overflow = queue.overflow
    moments = sorted({step[0] for step in steps} | ({overflow.after_s} if overflow else set()))
    stages: list[Stage] = []
    for moment in moments:
        _, needs, keeps_own = next(step for step in reversed(steps) if step[0] <= moment)
        wanted = [_together(needs, own if keeps_own else ())]
        if overflow is not None and moment >= overflow.after_s:
            wanted.append(_together(rules.by_id[overflow.to].skills, ()))
        stage = Stage(moment, _simplest(wanted))
        if not stages or stages[-1].wanted != stage.wanted:
            stages.append(stage)
    return tuple(stages)


def fit(wanted: Wanted, skills: Skills | None) -> int:
    """How well these skills serve what is wanted: the sum of the proficiencies asked for, -1 where they do not."""
    best = -1
    has = dict(skills) if skills is not None else None
    for needs in wanted:
        if has is None:
            best = max(best, sum(level for _, level in needs))
        elif all(has.get(skill, 0) >= level for skill, level in needs):
            best = max(best, sum(has[skill] for skill, _ in needs))
    return best


def _together(needs: Needs, own: Skills) -> Skills:
    levels = dict(needs)
    for skill, level in own:
        levels[skill] = max(level, levels.get(skill, 0))
    return tuple(sorted(levels.items()))


def _simplest(wanted: list[Skills]) -> Wanted:
    return ((),) if () in wanted else tuple(sorted(set(wanted)))
