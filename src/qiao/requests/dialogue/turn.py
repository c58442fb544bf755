"""One turn in the making: the state as it becomes, and what is said until the dialogue waits for somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, assert_never

from qiao.policy import Lane
from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.heard import Author
from qiao.requests.dialogue.outputs import HandOver, Output, Receipt, Tell, Want
from qiao.requests.dialogue.scene import Row, Scene, digest_of, given
from qiao.requests.dialogue.state import DialogueState, Fetched, Filled, Frame, LastReceipt, LastShown
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
    Unproven,
    Walk,
    held_for,
    is_about_her,
    slot_kind,
)
from qiao.requests.flows.book import picks_from
from qiao.requests.flows.definition import Flow, ReceiptForm
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
    kind: Literal["completed", "held", "pending", "refused", "handed_over"]
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
    may_complain: bool = False

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
            repeats=0,
            accepted=None,
            doubted=False,
            **self._still_true(),
        )

    def _still_true(self) -> dict[str, object]:
        """What the rules were told that no answer changes. It is all read anew before anything is done."""
        kept = {name: value for name, value in self.frame.policy.items() if is_about_her(name)}
        return {"policy": kept, "policy_asked": tuple(name for name in self.frame.policy_asked if is_about_her(name))}

    def clear(self, name: str) -> None:
        """Have a slot asked again; what was known from elsewhere does not fill it a second time."""
        self.state = self.state.with_top(self.frame.without(name))
        self.change(hints=(), reasked=name, accepted=None, misses=0, doubted=False, **self._still_true())

    def push(self, flow: Flow, intent: str) -> None:
        """Begin a flow. What she answered for the one it interrupts, perhaps a wish taken amiss, is not asked again."""
        if self.state.frames and self.frame.flow in self.house.book.flows:
            answers = {name: held for name, held in self.frame.slots.items() if held.by != "assumed"}
            self._remember(answers)
        frame = Frame(
            id=self.state.next_frame,
            flow=flow.id,
            intent=intent,
            fingerprint=flow.digest,
            may_complain=self.may_complain,
        )
        self.state = self.state.with_(frames=(*self.state.frames, frame), next_frame=frame.id + 1)

    def pop(self) -> None:
        """End the frame on top; what is worth it is remembered for the next request."""
        self._remember(self.frame.slots)
        self.state = self.state.with_(frames=self.state.frames[:-1])

    def _remember(self, slots: Mapping[str, Filled]) -> None:
        remembered = {
            name: held.model_copy(update={"digest": slot_kind(self.flow, name), "by": "assumed"})
            for name, held in slots.items()
            if self.flow.slots[name].remember
        }
        self.state = self.state.with_(known={**self.state.known, **remembered})

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
                self.outputs.append(speaking.step_up(self.house.book, self.flow, self.frame, stand.level))
            case Unproven():
                self._have_proven(stand.slot)
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

    def _have_proven(self, slot: str | None) -> None:
        """A face, or the number in a slot. A card shown before is over: a yes now means none."""
        self.change(carded=None)
        if slot is None:
            self.outputs.append(speaking.step_up(self.house.book, self.flow, self.frame, "A3"))
        else:
            self.outputs.append(speaking.number_step_up(self.scene, slot))

    def say_what_fits(self, name: str, *, misfit: bool = True) -> None:
        """What an answer has to be; where one was named that cannot be chosen, that and what can."""
        options = picks_from(self.flow.slots[name])
        if options is None or not misfit:
            self.outputs.append(Tell("expects", self.scene.filled(self.flow.slots[name].expects)))
        elif options.others is not None:
            self.outputs.append(Tell("not_offered", plain(options.others)))
        else:
            self.tell("not_offered", flow=self.name)

    def _ask(self, stand: Asking) -> None:
        if stand.misfit:
            self.change(misses=self.frame.misses + 1)
            self.say_what_fits(stand.slot)
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
                self._remember_what_was_shown()
            case "refused":
                self.outputs.append(speaking.refusal_of_end(self.scene, end))
            case "handed_over":
                assert end.text is not None
                self.hand_over("end", self.scene.filled(end.text), lane=end.lane)
                self.pop()
                return True
        self.pop()
        return False

    def _remember_what_was_shown(self) -> None:
        frame = self.frame
        slots = {name: filled for name, filled in frame.slots.items() if not filled.sensitive}
        shown = LastShown(flow=frame.flow, intent=frame.intent, fingerprint=frame.fingerprint, slots=slots, at=self.now)
        self.state = self.state.with_(shown=shown)

    def hand_over(
        self,
        reason: Literal["asked", "complaint", "rules", "end", "outcome", "no_flow", "flow_gone"],
        text: Words,
        *,
        lane: Lane | None = None,
    ) -> None:
        """To a person, with everything the frame on top knows. Frames stay, so that they can be given back."""
        top = self.state.top
        flow = self.house.book.flows.get(top.flow) if top else None
        known = speaking.brief(self.scene) if flow else ()
        lane = lane or (flow.lane if flow else Lane.NORMAL)
        self.outputs.append(HandOver(reason, text, top.flow if top else None, known, lane))

    def refuse(self, reason: RuleApplied) -> None:
        """End the frame on top with what the lender gave as its reason."""
        self.outputs.append(speaking.refusal(self.house.book, self.flow, (reason,)))
        self.pop()
        self.go_on()

    def look_again(self) -> None:
        """What was proven may have changed since it was read."""
        proofs = {
            alias for alias, read in self.flow.reads.items() if self.house.book.catalogue.reads[read.name].of_proofs
        }
        self.change(facts={alias: got for alias, got in self.frame.facts.items() if alias not in proofs})

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
            self._settle_receipt(outcome)
            return
        self.state = self.state.with_(frames=(*others, mine))
        flow = self.house.book.flows.get(mine.flow)
        if flow is None:
            self.state = self.state.with_(frames=others)
            self.hand_over("flow_gone", self.house.book.text("flow_gone"))
            return
        self.change(slots=held_for(mine, flow))
        match outcome.kind:
            case "completed" | "held":
                assert flow.receipt is not None
                form = flow.receipt.form_for(outcome.done)
                self._give(self._receipt(flow, form, outcome), mine)
                if form.hand_over is not None:
                    self.hand_over("end", self.scene.filled(form.hand_over))
            case "pending":
                name, number = plain(flow.name), Words(outcome.number, outcome.number)
                text = self.house.book.text("pending", flow=name, number=number)
                assert flow.receipt is not None
                self._give(Receipt(flow.id, outcome.number, text, plain(flow.receipt.within), pending=True), mine)
            case "refused":
                self.outputs.append(speaking.refusal(self.house.book, flow, outcome.reasons))
            case "handed_over":
                self.hand_over("outcome", self.house.book.text("to_person"))
        self.pop()

    def _give(self, receipt: Receipt, frame: Frame) -> None:
        self.outputs.append(receipt)
        given = LastReceipt(
            card=frame.submitted or "",
            frame=frame.id,
            flow=receipt.flow,
            number=receipt.number,
            text=(receipt.text.zh, receipt.text.en),
            within=(receipt.within.zh, receipt.within.en),
            pending=receipt.pending,
            held=receipt.held,
            at=self.now,
        )
        self.state = self.state.with_(receipt=given)

    def _settle_receipt(self, outcome: Outcome) -> None:
        """What was still open when the receipt was given has its result; whoever tells it stands outside."""
        given = self.state.receipt
        if given is None or given.frame != outcome.frame:
            return
        flow = self.house.book.flows.get(given.flow)
        if outcome.kind != "completed" or flow is None:
            self.state = self.state.with_(receipt=None)
            return
        number = Words(given.number, given.number)
        text = self.house.book.text("done_after_all", flow=plain(flow.name), number=number)
        self.state = self.state.with_(receipt=given.model_copy(update={"text": (text.zh, text.en), "pending": False}))

    def tell_receipt_again(self) -> bool:
        """The last receipt, and nothing else; false where there is none."""
        given = self.state.receipt
        if given is None:
            return False
        text, within = Words(*given.text), Words(*given.within)
        self.outputs.append(Receipt(given.flow, given.number, text, within, pending=given.pending, held=given.held))
        return True

    def _receipt(self, flow: Flow, form: ReceiptForm, outcome: Outcome) -> Receipt:
        assert flow.effect is not None
        gives = self.house.book.catalogue.effects[flow.effect.name].gives

        def path(name: str) -> Words:
            where, _, part = name.partition(".")
            if where == "receipt":
                return Words(outcome.number, outcome.number)
            return written(outcome.done.get(part), gives[part]) if where == "done" else self.scene.written(name)

        text, within = filled(form.text, path), filled(form.within, path)
        return Receipt(flow.id, outcome.number, text, within, held=form.state == "held")


def with_answer(frame: Frame, want: Want, rows: tuple[dict[str, Value | None], ...], now: datetime) -> Frame:
    """The frame with a read's answer. Answers for the rules are facts of their own."""
    if want.alias == POLICY:
        asked = want.arguments["facts"]
        names = asked if isinstance(asked, tuple) else ()
        facts = {name: value for row in rows for name, value in row.items() if value is not None}
        return frame.with_(policy={**frame.policy, **facts}, policy_asked=(*frame.policy_asked, *names))
    got = Fetched(asked=digest_of(want.arguments), rows=rows, at=now)
    return frame.with_(facts={**frame.facts, want.alias: got})
