"""Where a frame stands: its flow walked past everything that is known, to the first thing that is not.

Pure and finite: flows have no circles (the pack's check sees to it), and every step either lets pass or stops.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from qiao.policy.rules import Level
from qiao.requests.dialogue.cards import Planned, planned
from qiao.requests.dialogue.fitting import Fits, bound_of, fit, satisfies
from qiao.requests.dialogue.heard import Heard, Said
from qiao.requests.dialogue.outputs import Want
from qiao.requests.dialogue.scene import Scene, digest_of, given, holds
from qiao.requests.dialogue.state import By, Filled, Frame
from qiao.requests.flows.book import FlowBook, picks_from
from qiao.requests.flows.catalogue import PROVEN
from qiao.requests.flows.definition import (
    AskStep,
    BranchStep,
    ConfirmStep,
    Flow,
    PerformStep,
    ProveStep,
    ReadStep,
    RulesStep,
    Slot,
    SlotType,
    Step,
)
from qiao.requests.ports import Caller, Rules, Verdict
from qiao.requests.values import Value

POLICY = "policy"
"""Under this alias come the facts that the rules ask for and no step of the flow reads."""


_ABOUT_HER = ("customer.", "session.")


@dataclass(frozen=True, slots=True)
class Asking:
    slot: str
    misfit: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    want: Want


@dataclass(frozen=True, slots=True)
class Needing:
    level: Level


@dataclass(frozen=True, slots=True)
class Unproven:
    """The phone number in a slot has to be proven; without one, a face."""

    slot: str | None


@dataclass(frozen=True, slots=True)
class Ruled:
    """Refused, or to a person, by the rules."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Confirming:
    plan: Planned


@dataclass(frozen=True, slots=True)
class Performing:
    plan: Planned


@dataclass(frozen=True, slots=True)
class AtEnd:
    end: str


Stand = Asking | Reading | Needing | Unproven | Ruled | Confirming | Performing | AtEnd


@dataclass(frozen=True, slots=True)
class House:
    """What a dialogue is carried on with: the flows of the pack, and the rules."""

    book: FlowBook
    rules: Rules


@dataclass
class Walk:
    """One walk; `frame` takes up what needs no asking: defaults, remembered values, an only option."""

    house: House
    flow: Flow
    frame: Frame
    known: dict[str, Filled]
    who: Caller
    now: datetime
    _passed: set[str] = field(default_factory=set[str])

    @property
    def scene(self) -> Scene:
        return Scene(self.house.book, self.flow, self.frame, self.now)

    def stand(self) -> Stand:
        """The first thing that is not known, or the end."""
        at: str | None = self.flow.steps[0].id
        while at is not None and at in self.flow.by_id:
            step = self.flow.by_id[at]
            met = self._meet(step)
            if not isinstance(met, str) and met is not None:
                return met
            at = met or self.flow.order[at]
        assert at is not None, f"{self.flow.id} falls off its last step"
        return AtEnd(at)

    def _meet(self, step: Step) -> Stand | str | None:
        """What stops here; or the step to go to; or None to go on."""
        match step:
            case AskStep():
                return self._ask(step)
            case ReadStep():
                return self._read(step.read) or self._where_none(step.read, step.none)
            case ProveStep():
                return self._read(step.read) or self._unless_proven(step)
            case BranchStep():
                return step.then if is_one_of(self.scene.value(step.of), step.is_) else None
            case RulesStep():
                return self._rules()
            case ConfirmStep():
                plan = self._planned()
                return None if self.frame.accepted == plan.digest else Confirming(plan)
            case PerformStep():
                return Performing(self._planned())
            case _:
                assert_never(step)

    def _planned(self) -> Planned:
        """The effect, out of what stands on this way: an answer to a question that is asked no longer is dropped."""
        slots = {name: held for name, held in self.frame.slots.items() if name in self._passed}
        self.frame = self.frame.with_(slots=slots)
        return planned(self.house.book, self.flow, self.frame, self.now)

    def _ask(self, step: AskStep) -> Stand | str | None:
        slot = self.flow.slots[step.slot]
        if step.when is not None and not is_one_of(self.scene.value(step.when), step.is_):
            return None
        self._passed.add(step.slot)
        options = picks_from(slot)
        if options is not None:
            stop = self._read(options.read) or self._where_none(options.read, step.none)
            if stop is not None:
                return stop
            self._drop_unless_offered(step.slot)
        if step.slot in self.frame.skipped:
            return None
        if step.slot not in self.frame.slots and step.slot != self.frame.reasked and not self._assume(step.slot):
            self.frame = self.frame.with_(reasked=step.slot, hints=())
            return Asking(step.slot, misfit=True)
        if step.slot not in self.frame.slots:
            return self._barred() or Asking(step.slot)
        return self._checked(step.slot)

    def _checked(self, name: str) -> Stand | None:
        """A value that does not, or no longer, satisfy its check is asked for again."""
        slot, value = self.flow.slots[name], self.frame.slots[name].value
        wrong = not satisfies(slot, value, self.scene)
        if not wrong and slot.check.read and slot.check.field:
            stop = self._read(slot.check.read)
            if stop is not None:
                return stop
            wrong = self.scene.value(f"{slot.check.read}.{slot.check.field}") is not True
        if not wrong:
            return None
        self.frame = self.frame.without(name).with_(reasked=name, hints=())
        return Asking(name, misfit=True)

    def _drop_unless_offered(self, name: str) -> None:
        if name in self.frame.slots and not self.scene.is_offered(name):
            self.frame = self.frame.without(name)

    def _assume(self, name: str) -> bool:
        """A value nobody has to be asked for: heard before, the only one there is, known from just now, the default.

        False where one was heard that is not offered: then no other is taken in its place.
        """
        slot = self.flow.slots[name]
        picks = picks_from(slot) is not None
        hinted = fit(name, self.scene, Heard(entities=_heard_early(self.frame)), asked=False) if picks else None
        if isinstance(hinted, Fits):
            self._take(name, hinted.value, "customer")
        if hinted is not None:
            return isinstance(hinted, Fits)
        sources = (self._only_option(slot), self._remembered(name), bound_of(slot.default, self.scene))
        value = next((one for one in sources if one is not None), None)
        if value is not None and satisfies(slot, value, self.scene):
            self._take(name, value, "assumed")
            if picks:
                self._drop_unless_offered(name)
        return True

    def _only_option(self, slot: Slot) -> Value | None:
        options = picks_from(slot)
        rows = self.scene.rows(options.read) if options else ()
        if options is None or len(rows) != 1 or not slot.required:
            return None
        only = rows[0].get(options.id)
        return (str(only),) if only is not None and slot.type is SlotType.PICKS else only

    def _remembered(self, name: str) -> Value | None:
        held = self.known.get(name)
        fits = held is not None and self.flow.slots[name].remember and held.digest == slot_kind(self.flow, name)
        return held.value if held is not None and fits else None

    def _take(self, name: str, value: Value, by: By) -> None:
        self.frame = self.frame.holding(name, given(self.flow.slots[name], value, by))

    def _read(self, alias: str) -> Reading | Needing | None:
        """Nothing where the answer is at hand; else more proof of identity, or the question."""
        if self.scene.fetched(alias) is not None:
            return None
        spec = self.house.book.read_of(self.flow, alias)
        if spec.level > self.who.level:
            return Needing(spec.level)
        read = self.flow.reads[alias]
        return Reading(Want(self.frame.id, alias, read.name, self.scene.arguments(read.with_)))

    def _where_none(self, alias: str, none: str | None) -> str | None:
        return none if none is not None and not self.scene.rows(alias) else None

    def _barred(self) -> Stand | None:
        """What the rules say already: nobody answers questions only to hear no, or that a person has to see to it.

        What is true of her whatever she asks for is read for that; what no answer can tell yet stays open.
        """
        facts = self.scene.for_rules()
        verdict = self.house.rules.verdict(self.frame.intent, facts, replace(self.who, level="A3"), self.now)
        if verdict.outcome in {"refused", "to_person"}:
            return Ruled(verdict)
        known = self.who.level > "A0"
        about_her = tuple(sorted(one for one in verdict.missing - set(self.frame.policy_asked) if is_about_her(one)))
        return self._asking_for(about_her) if known and about_her else None

    def _asking_for(self, missing: tuple[str, ...]) -> Reading:
        asked = {"facts": missing, "intent": self.frame.intent, "loan": self.scene.slot("loan")}
        return Reading(Want(self.frame.id, POLICY, POLICY, asked))

    def _unless_proven(self, step: ProveStep) -> Unproven | None:
        return None if self.scene.value(f"{step.read}.{PROVEN}") is True else Unproven(step.slot)

    def _rules(self) -> Stand | None:
        """The verdict; a fact it misses is asked for once, and a person decides where nobody knows it."""
        verdict = self.house.rules.verdict(self.frame.intent, self.scene.for_rules(), self.who, self.now)
        match verdict.outcome:
            case "allowed":
                return Needing(self.flow.level) if self.flow.level > self.who.level else None
            case "needs_level":
                return Needing(max(verdict.level, self.flow.level))
            case "not_known_yet":
                missing = tuple(sorted(verdict.missing - set(self.frame.policy_asked)))
                return self._asking_for(missing) if missing else Ruled(verdict)
            case "refused" | "to_person":
                return Ruled(verdict)


def is_about_her(fact: str) -> bool:
    """Whether a fact of the rules stays true whatever is answered."""
    return fact.startswith(_ABOUT_HER)


def is_one_of(value: Value | None, wanted: tuple[bool | int | str, ...]) -> bool:
    """Whether a fact is one of these; of several chosen, whether one of them is. True is never 1."""
    if isinstance(value, tuple):
        return any(one in wanted for one in value)
    return any(type(value) is type(one) and value == one for one in wanted)


def slot_kind(flow: Flow, name: str) -> str:
    """By what a remembered value is known again in another flow: the kind of slot and where it was chosen from."""
    slot = flow.slots[name]
    options = picks_from(slot)
    return digest_of([slot.type, flow.reads[options.read].name if options else None, options.id if options else None])


def held_for(frame: Frame, flow: Flow) -> dict[str, Filled]:
    """The values that were given for questions as this definition asks them."""
    return {name: one for name, one in frame.slots.items() if name in flow.slots and holds(one, flow.slots[name])}


def moved_to(frame: Frame, flow: Flow) -> Frame:
    """A frame begun under an older definition: what was given for an unchanged slot stays, nothing else does.

    What was submitted is under way and is no longer the definition's business.
    """
    return frame.with_(
        fingerprint=flow.digest,
        intent=frame.intent if frame.intent in flow.intents else flow.intents[0],
        slots=held_for(frame, flow),
        skipped=tuple(name for name in frame.skipped if name in flow.slots and not flow.slots[name].required),
        facts={},
        policy={},
        policy_asked=(),
        asked=None,
        last=None,
        reasked=None,
        carded=None,
        accepted=None,
    )


def _heard_early(frame: Frame) -> tuple[Said, ...]:
    return tuple(Said(hint.type, hint.value) for hint in frame.hints if not isinstance(hint.value, tuple))
