"""Reading `desk/steps.yaml` of a pack, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qiao.desk.steps.rules import DANGERS, Do, Rank, StepRule, Steps, When
from qiao.language import SignalName
from qiao.policy import FACT, LANGUAGES, Intent, PackFolder, Section

FILE = "desk/steps.yaml"
VARIABLES: Mapping[str, frozenset[str]] = {
    "matter": frozenset({"intents", "begins", "wants"}),
    "request": frozenset({"request", "ended"}),
    "heard": frozenset({"signals"}),
    "call": frozenset({"call"}),
    "standing": frozenset({"holds_now"}),
}
"""What `why` may tell, each with the conditions of which one makes sure that it is known."""
_VARIABLE = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
_ALONE = frozenset({"signals"})
_MUST_BE_HEARD: Mapping[SignalName, Rank] = {
    **dict.fromkeys(DANGERS, Rank.DANGER),
    SignalName.COMPLAINT: Rank.COMPLAINT,
}
_Wrong = tuple[tuple[str | int, ...], str, str]


@dataclass(frozen=True, slots=True)
class _Names:
    """What other files of the pack name; None where a file cannot be read, which is told elsewhere."""

    intents: frozenset[str]
    begun: frozenset[str]
    answered: frozenset[str]
    skills: frozenset[str] | None
    standing: Mapping[str, frozenset[str]] | None
    facts: frozenset[str] | None


def _read(folder: PackFolder, intents: Mapping[str, Intent]) -> Steps | None:
    """What the file says; every problem is named on `folder`."""
    found = folder.model(FILE, Steps)
    if found is None:
        return None
    file, steps = found
    for place, what, remedy in _wrong(steps, _names(folder, intents)):
        folder.problem(file.path, file.line(place), what, remedy)
    return steps


def _names(folder: PackFolder, intents: Mapping[str, Intent]) -> _Names:
    def data(name: str) -> Any | None:  # noqa: ANN401  (YAML of any shape)
        file = folder.yaml(folder.path / name)
        return file.data if file is not None else None

    def intents_in(place: str) -> frozenset[str]:
        """Those of every file of a folder that is about some; files of texts are about none."""
        files = (data(f"{place}/{path.name}") for path in sorted((folder.path / place).glob("*.yaml")))
        return frozenset(one for file in files if isinstance(file, dict) for one in file.get("intents", ()))

    routing, standing, lender = data("desk/routing.yaml"), data("standing.yaml"), data("lender.yaml")
    return _Names(
        frozenset(intents),
        intents_in("flows"),
        intents_in("articles"),
        frozenset(routing.get("skills", ())) if routing is not None else None,
        {kind: frozenset(one.get("id", "") for one in standing.get(f"{kind}s", ())) for kind in ("flag", "hold")}
        if standing is not None
        else None,
        frozenset(lender.get("facts", ())) if lender is not None else None,
    )


def _wrong(steps: Steps, names: _Names) -> Iterator[_Wrong]:
    ids = [one.id for one in steps.steps]
    for place, rule in enumerate(steps.steps):
        here = ("steps", place)
        if ids.index(rule.id) != place:
            yield (*here, "id"), f"{rule.id} stands twice", "give it another id"
        if not rule.when.said:
            yield (*here, "when"), f"{rule.id} would always be advised", "say when"
        yield from _wrong_names(here, rule, names)
        yield from _wrong_words(here, rule, names)
        yield from _wrong_rank(here, rule)
    for signal, rank in _MUST_BE_HEARD.items():
        heard = [one for one in steps.steps if one.rank is rank and signal in one.when.signals]
        if not any(one.when.said == _ALONE for one in heard):
            what = f"whoever says something of {signal} may be met with other steps first"
            yield ("steps",), what, f"add a step of the rank {rank} that asks for this signal alone"
        elif not any(_is_for_everybody(one) for one in heard):
            what = f"not every post can do what is advised to {signal}"
            yield ("steps",), what, f"add a step of the rank {rank} for where no request can be begun (requests: false)"


def _is_for_everybody(rule: StepRule) -> bool:
    """Whether something is left to whoever can begin no request and set no hold."""
    return rule.act.do not in {Do.BEGIN, Do.STANDING} and (
        rule.when.said == _ALONE or (rule.when.said == _ALONE | {"requests"} and rule.when.requests is False)
    )


def _wrong_names(here: tuple[str | int, ...], rule: StepRule, names: _Names) -> Iterator[_Wrong]:
    yield from _wrong_conditions((*here, "when"), rule.when, names)
    yield from _wrong_act((*here, "act"), rule, names)


def _wrong_conditions(here: tuple[str | int, ...], when: When, names: _Names) -> Iterator[_Wrong]:
    for name in ("intents", "last"):
        for intent in sorted(getattr(when, name) - names.intents):
            yield (*here, name), f"{intent} is no intent", "use one of the pack's intents"
    for name in ("skill", "lacks"):
        skill = getattr(when, name)
        if skill is not None and names.skills is not None and skill not in names.skills:
            yield (*here, name), f"{skill} is no skill", "use one of the skills of desk/routing.yaml"
    held = names.standing["flag"] | names.standing["hold"] if names.standing is not None else None
    for name in ("holds_now", "without"):
        for one in sorted(getattr(when, name) - held) if held is not None else ():
            yield (*here, name), f"{one} is no flag and no hold", "use one of standing.yaml"


def _wrong_act(here: tuple[str | int, ...], rule: StepRule, names: _Names) -> Iterator[_Wrong]:
    act = rule.act
    if act.skill is not None and names.skills is not None and act.skill not in names.skills:
        yield (*here, "skill"), f"{act.skill} is no skill", "use one of the skills of desk/routing.yaml"
    if act.do is Do.ARTICLE and act.intent is not None and act.intent not in names.answered:
        yield (*here, "intent"), f"{act.intent} has no article", "use an intent of one of the articles"
    if act.do is Do.BEGIN and act.intent is not None and act.intent not in names.begun:
        yield (*here, "intent"), f"{act.intent} begins no request", "use an intent of one of the flows"
    if act.do is Do.BEGIN and act.intent is None and rule.when.begins is not True:
        yield here, "nothing says which request begins", "name an intent, or say begins: true under when"
    if act.kind is not None and names.standing is not None and act.name not in names.standing[act.kind]:
        yield (*here, "name"), f"{act.name} is no {act.kind}", "use one of standing.yaml"


def _wrong_words(here: tuple[str | int, ...], rule: StepRule, names: _Names) -> Iterator[_Wrong]:
    for part, written in (("step", rule.step), ("why", rule.why), ("act", rule.act.words)):
        for language in LANGUAGES if written is not None else ():
            text = written.in_language(language) if written is not None else ""
            place = (*here, "act", "words", language) if part == "act" else (*here, part, language)
            for name in sorted(set(_VARIABLE.findall(text))):
                if part != "why" or name not in VARIABLES:
                    known = ", ".join(VARIABLES)
                    yield place, f"{{{name}}} is no variable here", f"leave it out; under why there are {known}"
                elif not VARIABLES[name] & _sure(rule):
                    yield place, f"{{{name}}} may be unknown", f"ask for {' or '.join(sorted(VARIABLES[name]))}"
            for fact in sorted(set(FACT.findall(text)) - (names.facts or set())):
                if names.facts is not None:
                    yield place, f"{{{{{fact}}}}} is no fact of lender.yaml", "correct the name"


def _sure(rule: StepRule) -> frozenset[str]:
    """The conditions that say that something is known, not that it is missing."""
    when = rule.when
    denied = {name for name in ("begins", "wants", "call") if getattr(when, name) is False}
    return when.said - denied - ({"request"} if "none" in when.request else set[str]())


def _wrong_rank(here: tuple[str | int, ...], rule: StepRule) -> Iterator[_Wrong]:
    """The first two ranks come before everything, so only what they are for may stand there."""
    asked = {Rank.DANGER: frozenset(DANGERS), Rank.COMPLAINT: frozenset({SignalName.COMPLAINT})}.get(rule.rank)
    if asked is not None and not (rule.when.signals and rule.when.signals <= asked):
        wanted = " or ".join(sorted(asked))
        yield (*here, "rank"), f"{rule.id} would come before {rule.rank}", f"ask for the signal {wanted}"
    if rule.act.do in {Do.RETURN, Do.CLOSE} and rule.rank is not Rank.END:
        yield (*here, "rank"), "a conversation would end before its matter", "give it the rank end"


STEPS = Section("steps", _read)
"""The section of the pack in which the steps stand: `pack.section(STEPS)`."""
