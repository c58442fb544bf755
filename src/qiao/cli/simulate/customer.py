"""The simulated customer: she has something to settle, sees a page, and decides what to do next.

She knows nothing of the service's inside: a question is recognised by its words, a button by its label.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from qiao.cli.simulate.noise import worded
from qiao.cli.simulate.personas import PERSONAS, Persona
from qiao.cli.simulate.props import Props
from qiao.cli.simulate.seen import Button, Message, holds, plainly
from qiao.cli.simulate.tasks import Slot, Task

_YES = {"zh": ("确认办理", "对，确认办理", "同意，办吧"), "en": ("Yes, go ahead", "I confirm, go ahead")}
_NO = {"zh": ("算了，不办了", "先不办了，取消吧"), "en": ("Cancel it please", "No, I do not want it any more")}
_YES_LABELS = ("确认办理", "确认", "同意", "yes")
_NO_LABELS = ("取消", "cancel")
_GO_ON_LABELS = ("再试一次", "继续办理", "try again", "go on")
_HERE_LABELS = ("现在就办", "do it now")
"""Under an answer about what she wants."""
_PROOFS = 3
_SAME_ANSWERS = 3
"""As often as anybody would answer the same question."""


@dataclass(frozen=True, slots=True)
class Say:
    """Messages in a row, as one turn."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Press:
    button: Button
    times: int = 1
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class Prove:
    """Show the page who she is, as far as it asks."""

    level: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing that she could answer yet."""


@dataclass(frozen=True, slots=True)
class Leave:
    """She has what she came for, or gives up."""

    end: str


Act = Say | Press | Prove | Wait | Leave


@dataclass(slots=True)
class Customer:
    """One conversation's state of mind. `chance` decides wording, typing and noise."""

    task: Task
    props: Props
    chance: random.Random
    answered: dict[str, int] = field(default_factory=dict[str, int])
    repeated: int = 0
    agreements: int = 0
    asked: str | None = None
    """The slot, or `confirm`, that her last act answers."""
    _slots: dict[str, Slot] = field(default_factory=dict[str, Slot])
    _openings: list[str] = field(default_factory=list[str])
    _corrected: set[int] = field(default_factory=set[int])
    _aside: set[int] = field(default_factory=set[int])
    _then: list[str] = field(default_factory=list[str])
    _unhelped: int = 0
    _last_slot: str | None = None
    _looked_for: set[str] = field(default_factory=set[str])
    _received: str | None = None
    _proofs: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        """She begins with one of the openings; the others are for saying it again."""
        self._slots = dict(self.task.slots)
        first = self.chance.choice(self.task.opens)
        again = self.task.again or tuple(one for one in self.task.opens if one != first)
        self._openings = [first, *self.chance.sample(again, len(again))]
        self._then = list(self.task.then)

    @property
    def persona(self) -> Persona:
        return PERSONAS[self.task.persona]

    def open(self) -> Say:
        """What she says first."""
        return self._say(self._openings.pop(0), dressed=True)

    def react(self, page: Sequence[Message], *, handed_over: bool, waited: bool) -> Act:
        """Her next act upon what is new on the page; `waited` when nothing more came for a while."""
        self.asked = None
        if handed_over:
            return Leave("handed_over")
        receipt = next((message for message in reversed(page) if message.shape == "receipt"), None)
        if receipt is not None:
            # What the robot would like to do next is no matter of hers.
            return self._at_receipt(receipt, waited=waited)
        if self._received is not None:
            return self._after_receipt(self._received)
        for message in reversed(page):
            match message.shape:
                case "step_up":
                    return self._at_step_up(message)
                case "confirm":
                    return self._at_confirm(message)
                case _:
                    pass
        if (end := self._end_in_words(page)) is not None:
            return Leave(end)
        if (act := self._at_question(page)) is not None:
            return act
        if "shown" in self.task.expected.end and any(message.shape == "facts" for message in page):
            return Leave("shown")
        if (button := self._leads_on(page)) is not None:
            return Press(button)
        return self._unhelpful() if waited else Wait()

    def leaves_open(self) -> None:
        """She does something else than her last act: what it answers is still to be answered."""
        if self.asked == "confirm":
            self.agreements -= 1
        elif self.asked is not None:
            self.answered[self.asked] -= 1
            if not self.answered[self.asked]:
                del self.answered[self.asked]
        self.asked = None

    def _at_receipt(self, message: Message, *, waited: bool) -> Act:
        state = message.state or "completed"
        if state == "pending" and "completed" in self.task.expected.end and not waited:
            return Wait()
        self._received = state
        return self._after_receipt(state)

    def _after_receipt(self, state: str) -> Act:
        return self._say(self._then.pop(0)) if self._then else Leave(state)

    def _at_step_up(self, message: Message) -> Act:
        level = message.level or "A1"
        asked_for = f"{level} {' '.join(message.methods)}"
        tries = self._proofs.get(asked_for, 0)
        if self.task.proves == "never" or tries >= (1 if self.task.proves == "wrongly" else _PROOFS):
            return Leave("unproven")
        self._proofs[asked_for] = tries + 1
        return Prove(level, message.methods)

    def _at_confirm(self, card: Message) -> Act:
        if (act := self._diverted("confirm")) is not None:
            return act
        if (missed := self._missing_on(card)) is not None:
            return missed
        if self.task.decides == "no":
            return self._pressed(card, _NO_LABELS) or self._say(self.chance.choice(_NO[self.task.language]))
        self.asked = "confirm"
        self.agreements += 1
        yes = next((one for one in card.buttons if one.id.startswith("yes:")), None) or _labelled(card, _YES_LABELS)
        if yes is None or (self._types() and self.task.decides == "yes"):
            return self._say(self.chance.choice(_YES[self.task.language]))
        return Press(yes, times=2 if self.task.decides == "yes_twice" else 1, agrees=True)

    def _missing_on(self, card: Message) -> Act | None:
        """Her own value, once, where the card stands on another that she never gave."""
        for name, slot in self._slots.items():
            if (
                slot.on_card
                and name not in self._looked_for
                and not holds(card.text, map(self.props.fill, slot.on_card))
            ):
                self._looked_for.add(name)
                return self._say(self.chance.choice(slot.say))
        return None

    def _end_in_words(self, page: Sequence[Message]) -> str | None:
        ends = [one for one in self.task.expected.end if one in {"answered", "refused", "cancelled"}]
        if not ends or self._has_more_to_say():
            return None
        says = [self.props.fill(one) for one in self.task.expected.says]
        return ends[0] if any(holds(message.text, says) for message in page) else None

    def _has_more_to_say(self) -> bool:
        return len(self._corrected) < len(self.task.corrections) or len(self._aside) < len(self.task.asides)

    def _at_question(self, page: Sequence[Message]) -> Act | None:
        for message in reversed(page):
            name = self._asked(message)
            if name is None:
                continue
            if (act := self._diverted(name)) is not None:
                return act
            # What a correction changed may be asked again; the same question after an answer is a repetition.
            self.repeated += name in self.answered
            self.answered[name] = self.answered.get(name, 0) + 1
            self._last_slot = self.asked = name
            if self.answered[name] > _SAME_ANSWERS:
                return Leave("gave_up")
            return self._answer(name, message)
        return None

    def _asked(self, message: Message) -> str | None:
        """The slot whose words stand last in what was asked: questions end a message."""
        if message.shape not in {"words", "notice", "facts"}:
            return None
        readable = plainly(message.text)
        found = [
            (readable.rfind(plainly(words)), len(words), name)
            for name, slot in self._slots.items()
            for words in slot.asks
            if plainly(words) in readable
        ]
        return max(found)[2] if found else None

    def _diverted(self, point: str) -> Act | None:
        """Something else first: a question of her own, or a change of mind about what was said before."""
        for index, aside in enumerate(self.task.asides):
            if aside.instead_of == point and index not in self._aside:
                self._aside.add(index)
                return self._say(self.chance.choice(aside.say))
        for index, correction in enumerate(self.task.corrections):
            is_time = correction.after == point == "confirm" or self._last_slot == correction.after
            if is_time and index not in self._corrected:
                self._corrected.add(index)
                self._slots |= correction.slots
                for name in correction.slots:
                    self.answered.pop(name, None)
                return self._say(self.chance.choice(correction.say))
        return None

    def _answer(self, name: str, message: Message) -> Act:
        slot = self._slots[name]
        if not self._types() and (pressed := self._pressed(message, tuple(map(self.props.fill, slot.press)))):
            return pressed
        says = sorted(slot.say, key=len) if self.persona.terse else list(slot.say)
        wanted = says[0] if self.persona.terse else self.chance.choice(says)
        if len(says) > 1 and self.answered[name] > 1:
            wanted = says[(says.index(wanted) + 1) % len(says)]
        return self._say(wanted)

    def _leads_on(self, page: Sequence[Message]) -> Button | None:
        """A button that names what she wants, among those the robot offers."""
        for message in reversed(page):
            if (button := _labelled(message, (*self.task.called, *_GO_ON_LABELS))) is not None:
                return button
            if holds(message.text, self.task.called) and (button := _labelled(message, _HERE_LABELS)) is not None:
                return button
        return None

    def _unhelpful(self) -> Act:
        self._unhelped += 1
        if self._unhelped > self.persona.patience:
            return Leave("gave_up")
        if not self._openings:
            self._openings = list(self.task.again or self.task.opens)
        return self._say(self._openings.pop(0))

    def _pressed(self, message: Message, labels: Sequence[str]) -> Press | None:
        button = _labelled(message, labels)
        return Press(button) if button is not None else None

    def _types(self) -> bool:
        return self.persona.types > self.chance.random()

    def _say(self, template: str, *, dressed: bool = False) -> Say:
        persona = self.persona
        if dressed and self.task.language == "zh":
            before = self.chance.choice(persona.before) if persona.before else ""
            after = self.chance.choice(persona.after) if persona.after else ""
            template = f"{before}{template}{after}"
        return Say(worded(template, self.props, persona, self.chance))


def _labelled(message: Message, labels: Sequence[str]) -> Button | None:
    """The first button that holds the first of the labels that any button holds."""
    for label in labels:
        for button in message.buttons:
            if plainly(label) in plainly(button.label):
                return button
    return None
