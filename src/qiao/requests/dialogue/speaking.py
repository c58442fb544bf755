"""Outputs out of stands: questions with their options, cards, and the ways that are always open."""

from qiao.policy.rules import Level
from qiao.requests.dialogue.cards import Planned, card_lines
from qiao.requests.dialogue.outputs import (
    Ask,
    BriefLine,
    Button,
    ConfirmCard,
    Offer,
    Perform,
    Refusal,
    ShowCard,
    StepUp,
)
from qiao.requests.dialogue.scene import Scene, choices_of, digest_of
from qiao.requests.dialogue.state import Frame
from qiao.requests.flows.book import COMPLAINT as COMPLAINT_INTENT
from qiao.requests.flows.book import FlowBook, picks_from
from qiao.requests.flows.definition import ON_FILE, End, Flow, SlotType
from qiao.requests.flows.words import Words, plain
from qiao.requests.ports import RuleApplied, Verdict
from qiao.requests.values import Value

HUMAN, COMPLAINT, CANCEL, SKIP, RESUME, CHANGE = "human", "complaint", "cancel", "skip", "resume", "change"
YES, PICK, ALTER, INTENT = "yes:", "pick:", "alter:", "intent:"
MISSES_BEFORE_HELP = 2


def ways(book: FlowBook, *also: str) -> tuple[Button, ...]:
    """The buttons that lead elsewhere: to a person first, whatever comes after."""
    return tuple(Button(key, book.text(f"button_{key}")) for key in (HUMAN, *also))


def option_id(frame: Frame, slot: str, value: Value) -> str:
    """The id of an option: which question of which frame, and a digest of the value."""
    return f"{PICK}{frame.id}.{slot}.{digest_of(value)}"


def option_values(scene: Scene, name: str) -> dict[str, Value]:
    """What each option's id stands for."""
    return {option_id(scene.frame, name, value): value for value, _ in _options(scene, name)}


def _options(scene: Scene, name: str) -> list[tuple[Value, Words]]:
    slot = scene.flow.slots[name]
    options = picks_from(slot)
    if options is not None:
        rows = [(row.get(options.id), scene.label(name, row)) for row in scene.rows(options.read)]
        one_each = [(value, label) for value, label in rows if value is not None]
        if slot.type is not SlotType.PICKS:
            return one_each
        every = tuple(str(value) for value, _ in one_each)
        return [*(((str(value),), label) for value, label in one_each), (every, scene.book.text("button_all"))]
    if slot.on_file is not None and scene.value(slot.on_file):
        return [(ON_FILE, scene.book.text("button_on_file", value=scene.written(slot.on_file)))]
    choices = choices_of(slot)
    if slot.type is SlotType.CHOICES:
        every = tuple(choice.id for choice in choices)
        return [*(((choice.id,), plain(choice.name)) for choice in choices), (every, scene.book.text("button_all"))]
    return [(choice.id, plain(choice.name)) for choice in choices]


def ask(scene: Scene, name: str) -> Ask:
    """The question of a slot."""
    slot, frame = scene.flow.slots[name], scene.frame
    also = (*_in_doubt(scene.book, frame), *(() if slot.required else (SKIP,)), CANCEL)
    options = tuple(Button(option_id(frame, name, value), label) for value, label in _options(scene, name))
    return Ask(scene.flow.id, name, scene.filled(slot.question), options, ways(scene.book, *also))


def _in_doubt(book: FlowBook, frame: Frame) -> tuple[str, ...]:
    """What may have been a complaint has it offered beside the person, but in a complaint itself."""
    is_one = book.complaint is not None and frame.flow == book.complaint.id
    return (COMPLAINT,) if (frame.misses or frame.may_complain) and not is_one else ()


def confirm_card(scene: Scene, plan: Planned) -> ConfirmCard:
    yes = Button(f"{YES}{plan.digest}", scene.book.text("button_yes"))
    human, *others = ways(scene.book, *_in_doubt(scene.book, scene.frame), CHANGE, CANCEL)
    return ConfirmCard(scene.flow.id, plan.title, plan.lines, plan.consent, plan.digest, (yes, *others, human))


def change_offer(scene: Scene) -> Offer:
    """Which of the answers shall be another one."""
    options = tuple(
        Button(f"{ALTER}{name}", plain(scene.flow.slots[name].name))
        for name in scene.flow.asked
        if name in scene.frame.slots
    )
    return Offer(scene.book.text("change_which"), options, ways(scene.book, CANCEL))


def step_up(book: FlowBook, flow: Flow, frame: Frame, level: Level) -> StepUp:
    text = book.text(f"step_up_{level.lower()}", flow=plain(flow.name))
    return StepUp(flow.id, level, text, ways(book, *_in_doubt(book, frame), CANCEL))


def number_step_up(scene: Scene, slot: str) -> StepUp:
    """The number itself is shown masked; another one can be given."""
    text = scene.book.text("step_up_number", number=scene.slot_written(slot))
    return StepUp(
        scene.flow.id,
        scene.flow.level,
        text,
        ways(scene.book, *_in_doubt(scene.book, scene.frame), CHANGE, CANCEL),
        of_number=True,
    )


def perform(plan: Planned, flow: Flow, frame: Frame) -> Perform:
    assert flow.effect is not None
    return Perform(
        frame.id,
        flow.id,
        flow.effect.name,
        plan.arguments,
        plan.target,
        plan.verify,
        plan.digest,
        plan.consent,
        frame.accepted_by,
        tuple(str(held.value) for name, held in frame.slots.items() if flow.slots[name].type is SlotType.FILE),
    )


def show_card(scene: Scene, end: End) -> ShowCard:
    assert end.card is not None
    card = end.card
    note = scene.filled(card.note) if card.note else None
    offers = intents_as_buttons(scene.book, end.offers)
    beside = ways(scene.book, *_in_doubt(scene.book, scene.frame))
    return ShowCard(scene.flow.id, scene.filled(card.title), card_lines(scene, card), note, offers, beside)


def refusal_of_end(scene: Scene, end: End) -> Refusal:
    assert end.text is not None
    instead = ((end.alternative,) if end.alternative else ()) + end.offers
    buttons = intents_as_buttons(scene.book, instead)
    return Refusal(scene.flow.id, (scene.filled(end.text),), (), buttons, _ways_beside(scene.book, instead))


def refusal(book: FlowBook, flow: Flow, reasons: tuple[RuleApplied, ...]) -> Refusal:
    """Every broken rule's sentence, and what can be done instead."""
    instead = tuple(dict.fromkeys(one.alternative for one in reasons if one.alternative))
    said = tuple(plain(one.text) for one in reasons) or (book.text("refused", flow=plain(flow.name)),)
    rules = tuple(one.id for one in reasons)
    return Refusal(flow.id, said, rules, intents_as_buttons(book, instead), _ways_beside(book, instead))


def _ways_beside(book: FlowBook, instead: tuple[str, ...]) -> tuple[Button, ...]:
    """A complaint is offered once, also where it is what can be done instead."""
    return ways(book) if COMPLAINT_INTENT in instead else ways(book, COMPLAINT)


def to_person_text(book: FlowBook, verdict: Verdict) -> Words:
    """The rules' own sentence where they have one."""
    return plain(verdict.reasons[0].text) if verdict.reasons else book.text("to_person")


def brief(scene: Scene) -> tuple[BriefLine, ...]:
    lines: list[BriefLine] = []
    for name, slot in scene.flow.slots.items():
        if name in scene.frame.slots:
            lines.append(BriefLine(name, plain(slot.name), scene.slot_written(name)))
        elif name in scene.frame.skipped:
            lines.append(BriefLine(name, plain(slot.name), scene.book.text("skipped"), is_skipped=True))
    return tuple(lines)


def intents_as_buttons(book: FlowBook, intents: tuple[str, ...]) -> tuple[Button, ...]:
    return tuple(Button(f"{INTENT}{one}", plain(book.intents[one].name)) for one in intents if one in book.intents)
