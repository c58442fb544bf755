"""One turn in the making: the state as it becomes, and what is said until the dialogue waits for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, assert_never

from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.heard import Author
from qiao.requests.dialogue.outputs import HandOver, Output, Receipt, Tell, Want
from qiao.requests.dialogue.scene import Row, Scene, digest_of, given
from qiao.requests.dialogue.state import DialogueState, Fetched, Frame
from qiao.requests.dialogue.walking import (
    POLICY,
    Asking,
    AtEnd,
    Confirming,
    House,
    Needing,
    Performing,
    Reading,
    Ruled,
    Stand,
    Walk,
    held_for,
    slot_kind,
)
from qiao.requests.flows.definition import Flow
from qiao.requests.flows.words import Words, filled, plain, written
from qiao.requests.ports import Caller, RuleApplied
from qiao.requests.values import Value


@dataclass(frozen=True, slots=True)
class Step:
    """The state after a turn, what to render and carry out in this order, and the reads to make.

    `taken` is false when nothing in the message was the dialogue's business.
    """

    state: DialogueState
    outputs: tuple[Output, ...]
    wants: tuple[Want, ...]
    taken: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a read came back with; no rows at all (`None`) when it could not be made.

    `refused` is the lender's reason where it will not do what was to be worked out: asking again changes nothing.
    """

    want: Want
    rows: Sequence[Row] | None
    refused: RuleApplied | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the effect of a frame ended. `done` is its own answer, `number` that of the request, for people."""

    frame: int
    kind: Literal["completed", "pending", "refused", "handed_over"]
    number: str
    done: Mapping[str, Value | None] = field(default_factory=dict[str, Value | None])
    reasons: tuple[RuleApplied, ...] = ()


@dataclass
class Turn:
    """The working state of one turn."""

    state: DialogueState
    house: House
    who: Caller
    now: datetime
    outputs: list[Output] = field(default_factory=list[Output])
    wants: list[Want] = field(default_factory=list[Want])
    paused: bool = False

    @property
    def frame(self) -> Frame:
        frame = self.state.top
        assert frame is not None
        return frame

    @property
    def flow(self) -> Flow:
        return self.house.book.flows[self.frame.flow]

    @property
    def name(self) -> Words:
        """What the request on top is called, also when the pack knows it no longer."""
        flow = self.house.book.flows.get(self.frame.flow)
        return plain(flow.name) if flow else self.house.book.text("a_request")

    @property
    def scene(self) -> Scene:
        return Scene(self.house.book, self.flow, self.frame, self.now)

    def step(self, *, taken: bool = True) -> Step:
        state = self.state.with_(touched_at=self.now, reminded=False) if taken else self.state
        return Step(state, tuple(self.outputs), tuple(self.wants), taken)

    def tell(self, key: str, **values: Words) -> None:
        self.outputs.append(Tell(key, self.house.book.text(key, **values)))

    def change(self, **changes: object) -> None:
        """Of the frame on top."""
        self.state = self.state.with_top(self.frame.with_(**changes))

    def fill(self, name: str, value: Value, by: Author) -> None:
        """Take a value; whatever was agreed to before is no longer agreed."""
        self.state = self.state.with_top(self.frame.holding(name, given(self.flow.slots[name], value, by)))
        self.change(
            skipped=tuple(one for one in self.frame.skipped if one != name),
            last=name,
            reasked=None,
            misses=0,
            accepted=None,
            doubted=False,
            policy={},
            policy_asked=(),
        )

    def clear(self, name: str) -> None:
        """Have a slot asked again; what was known from elsewhere does not fill it a second time."""
        self.state = self.state.with_top(self.frame.without(name))
        self.change(hints=(), reasked=name, accepted=None, misses=0, doubted=False, policy={}, policy_asked=())

    def push(self, flow: Flow, intent: str) -> None:
        frame = Frame(id=self.state.next_frame, flow=flow.id, intent=intent, fingerprint=flow.digest)
        self.state = self.state.with_(frames=(*self.state.frames, frame), next_frame=frame.id + 1)

    def pop(self) -> None:
        """End the frame on top; what is worth it is remembered for the next request."""
        remembered = {
            name: held.model_copy(update={"digest": slot_kind(self.flow, name), "by": "assumed"})
            for name, held in self.frame.slots.items()
            if self.flow.slots[name].remember
        }
        self.state = self.state.with_(frames=self.state.frames[:-1], known={**self.state.known, **remembered})

    def walk(self) -> Stand:
        walk = Walk(self.house, self.flow, self.frame, self.state.known, self.who, self.now)
        stand = walk.stand()
        self.state = self.state.with_top(walk.frame)
        return stand

    def settle(self) -> None:
        """Go on until the dialogue waits: for the customer, a read, an effect, or nothing at all."""
        while self.state.frames:
            if self.frame.submitted is not None:
                self.tell("in_progress", flow=self.name)
                return
            if self._waits(self.walk()):
                return
            self.go_on()

    def go_on(self) -> None:
        """After an end: back to what was interrupted, or to what was asked for as well."""
        if self.state.frames:
            self.tell("back_to", flow=self.name)
            return
        while self.state.later:
            first, *rest = self.state.later
            self.state = self.state.with_(later=tuple(rest))
            flow = self.house.book.flow_of(first)
            if flow is not None:
                self.tell("next_request", flow=plain(flow.name))
                self.push(flow, first)
                return

    def _waits(self, stand: Stand) -> bool:
        """Say what a stand means; false when the frame came to its end."""
        match stand:
            case Asking():
                self._ask(stand)
            case Reading():
                self.wants.append(stand.want)
            case Needing():
                self.outputs.append(speaking.step_up(self.house.book, self.flow, stand.level))
            case Confirming():
                self._confirm(stand)
            case Performing():
                self.change(submitted=stand.plan.digest, carded=None)
                self.outputs.append(speaking.perform(stand.plan, self.flow, self.frame))
            case Ruled():
                return self._ruled(stand)
            case AtEnd():
                return self._end(stand.end)
            case _:
                assert_never(stand)
        return True

    def _ask(self, stand: Asking) -> None:
        if stand.misfit:
            self.change(misses=self.frame.misses + 1)
            self.outputs.append(Tell("expects", self.scene.filled(self.flow.slots[stand.slot].expects)))
        self.change(asked=stand.slot, carded=None)
        self.outputs.append(speaking.ask(self.scene, stand.slot))

    def _confirm(self, stand: Confirming) -> None:
        """Show the card; a yes that was given to another card does not count for this one."""
        if self.frame.accepted is not None:
            self.tell("card_changed")
        self.change(carded=stand.plan.digest, accepted=None, asked=None, doubted=False)
        self.outputs.append(speaking.confirm_card(self.scene, stand.plan))

    def _ruled(self, stand: Ruled) -> bool:
        if stand.verdict.outcome == "refused":
            self.outputs.append(speaking.refusal(self.house.book, self.flow, stand.verdict.reasons))
            self.pop()
            return False
        self.hand_over("rules", speaking.to_person_text(self.house.book, stand.verdict))
        self.pop()
        return True

    def _end(self, name: str) -> bool:
        end = self.flow.ends[name]
        match end.state:
            case "shown":
                self.outputs.append(speaking.show_card(self.scene, end))
            case "refused":
                self.outputs.append(speaking.refusal_of_end(self.scene, end))
            case "handed_over":
                assert end.text is not None
                self.hand_over("end", self.scene.filled(end.text))
                self.pop()
                return True
        self.pop()
        return False

    def hand_over(
        self, reason: Literal["asked", "complaint", "rules", "end", "outcome", "no_flow", "flow_gone"], text: Words
    ) -> None:
        """To a person, with everything the frame on top knows. Frames stay, so that they can be given back."""
        top = self.state.top
        known = top is not None and top.flow in self.house.book.flows
        self.outputs.append(
            HandOver(reason, text, top.flow if top else None, speaking.brief(self.scene) if known else ())
        )

    def refuse(self, reason: RuleApplied) -> None:
        """End the frame on top with what the lender gave as its reason."""
        self.outputs.append(speaking.refusal(self.house.book, self.flow, (reason,)))
        self.pop()
        self.go_on()

    def receive(self, answer: Answer) -> None:
        """Take up what a read brought, for the frame that asked, wherever it is in the stack."""
        rows = tuple(dict(row) for row in answer.rows or ())
        self.state = self.state.with_(
            frames=tuple(
                with_answer(frame, answer.want, rows, self.now) if frame.id == answer.want.frame else frame
                for frame in self.state.frames
            )
        )

    def finish(self, outcome: Outcome) -> None:
        """Tell how an effect ended, and end its frame."""
        others = tuple(frame for frame in self.state.frames if frame.id != outcome.frame)
        mine = next((frame for frame in self.state.frames if frame.id == outcome.frame), None)
        if mine is None:
            return
        self.state = self.state.with_(frames=(*others, mine))
        flow = self.house.book.flows.get(mine.flow)
        if flow is None:
            self.state = self.state.with_(frames=others)
            self.hand_over("flow_gone", self.house.book.text("flow_gone"))
            return
        self.change(slots=held_for(mine, flow))
        match outcome.kind:
            case "completed":
                self.outputs.append(self._receipt(flow, outcome))
                if flow.receipt is not None and flow.receipt.hand_over is not None:
                    self.hand_over("end", self.scene.filled(flow.receipt.hand_over))
            case "pending":
                name, number = plain(flow.name), Words(outcome.number, outcome.number)
                text = self.house.book.text("pending", flow=name, number=number)
                assert flow.receipt is not None
                self.outputs.append(Receipt(flow.id, outcome.number, text, plain(flow.receipt.within), pending=True))
            case "refused":
                self.outputs.append(speaking.refusal(self.house.book, flow, outcome.reasons))
            case "handed_over":
                self.hand_over("outcome", self.house.book.text("to_person"))
        self.pop()

    def _receipt(self, flow: Flow, outcome: Outcome) -> Receipt:
        assert flow.receipt is not None
        assert flow.effect is not None
        gives = self.house.book.catalogue.effects[flow.effect.name].gives

        def path(name: str) -> Words:
            where, _, part = name.partition(".")
            if where == "receipt":
                return Words(outcome.number, outcome.number)
            return written(outcome.done.get(part), gives[part]) if where == "done" else self.scene.written(name)

        text, within = filled(flow.receipt.text, path), filled(flow.receipt.within, path)
        return Receipt(flow.id, outcome.number, text, within)


def with_answer(frame: Frame, want: Want, rows: tuple[dict[str, Value | None], ...], now: datetime) -> Frame:
    """The frame with a read's answer. Answers for the rules are facts of their own."""
    if want.alias == POLICY:
        asked = want.arguments["facts"]
        names = asked if isinstance(asked, tuple) else ()
        facts = {name: value for row in rows for name, value in row.items() if value is not None}
        return frame.with_(policy={**frame.policy, **facts}, policy_asked=(*frame.policy_asked, *names))
    got = Fetched(asked=digest_of(want.arguments), rows=rows, at=now)
    return frame.with_(facts={**frame.facts, want.alias: got})
