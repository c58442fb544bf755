"""Which steps are advised: pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qiao.desk.steps.known import Known
from qiao.desk.steps.rules import Act, Do, Rank, StepRule, Steps, When
from qiao.policy import LANGUAGES, InBoth, Pack

AT_MOST = 3
_ORDER = {rank: place for place, rank in enumerate(Rank)}


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, why, and the action that does it."""

    id: str
    rank: Rank
    step: InBoth
    why: InBoth
    act: Act

    def wire(self, pack: Pack, language: str) -> dict[str, Any]:
        """The protocol's `Step`; words to say are in the customer's language."""
        act, words = self.act, self.act.words
        if act.do is Do.ARTICLE and act.intent is not None:
            words = pack.articles[act.intent].title
        return {
            "id": self.id,
            "rank": self.rank,
            "step": {one: pack.filled(self.step, one) for one in LANGUAGES},
            "why": {one: pack.filled(self.why, one) for one in LANGUAGES},
            "act": {
                "do": act.do,
                "intent": act.intent,
                "skill": act.skill,
                "kind": act.kind,
                "name": act.name,
                "words": pack.filled(words, language) if words is not None else None,
            },
        }


def next_steps(rules: Steps, known: Known) -> list[Step]:
    """At most three, the gravest first; each action once, by the first rule that advises it."""
    found: list[Step] = []
    for rule in sorted(rules.steps, key=lambda one: _ORDER[one.rank]):
        act = _act(rule, known)
        if act is None or not holds(rule.when, known) or any(one.act == act for one in found):
            continue
        found.append(Step(rule.id, rule.rank, rule.step, _told(rule, known), act))
    return found[:AT_MOST]


def holds(when: When, known: Known) -> bool:
    """Whether all that the rule asks for is so."""
    return all(_ASKED[name](when, known) for name in when.said)


def _act(rule: StepRule, known: Known) -> Act | None:
    """The action with what is missing in it; None where whoever serves cannot take it."""
    act = rule.act
    match act.do:
        case Do.BEGIN:
            intent = act.intent or known.begins
            return act.model_copy(update={"intent": intent}) if intent in known.can_begin else None
        case Do.ARTICLE:
            intent = act.intent or known.wants
            return act.model_copy(update={"intent": intent}) if intent in known.with_article else None
        case Do.STANDING:
            return act if act.name is None or (act.kind, act.name) in known.can_set else None
        case _:
            return act


def _feels(when: When, known: Known) -> bool:
    return any(one.intensity >= when.feels.get(one.feeling, one.intensity + 1) for one in known.felt_lately)


_ASKED: Mapping[str, Callable[[When, Known], bool]] = {
    "signals": lambda when, known: bool(when.signals & known.signals.keys()),
    "feels": _feels,
    "rising": lambda when, known: when.rising == known.is_rising,
    "intents": lambda when, known: known.wants in when.intents,
    "wants": lambda when, known: when.wants == (known.wants is not None),
    "last": lambda when, known: known.last in when.last,
    "begins": lambda when, known: when.begins == (known.begins is not None),
    "requests": lambda when, known: when.requests == known.can_request,
    "request": lambda when, known: known.request.stands in when.request if known.request else "none" in when.request,
    "ended": lambda when, known: bool(when.ended & known.ended.keys()),
    "holds_now": lambda when, known: bool(when.holds_now & known.standing.keys()),
    "without": lambda when, known: known.sees_standing and not when.without & known.standing.keys(),
    "news": lambda when, known: bool(when.news & known.news),
    "complaint": lambda when, known: when.complaint == known.has_complaint,
    "call": lambda when, known: when.call == (known.call is not None),
    "open": lambda when, known: when.open == known.is_open,
    "skill": lambda when, known: known.can(when.skill or ""),
    "lacks": lambda when, known: not known.can(when.lacks or ""),
    "waits": lambda when, known: when.waits == known.waits,
    "came": lambda when, known: known.came in when.came,
}


def _told(rule: StepRule, known: Known) -> InBoth:
    zh, en = rule.why.zh, rule.why.en
    for name, value in known.told(rule.when.signals).items():
        zh, en = zh.replace(f"{{{name}}}", value.zh), en.replace(f"{{{name}}}", value.en)
    return InBoth(zh=zh, en=en)
