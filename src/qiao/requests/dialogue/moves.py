"""What a customer can do to a dialogue, by words or by a button: each ends with what is said next."""

from collections.abc import Iterable
from dataclasses import replace

from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.choosing import Misfits
from qiao.requests.dialogue.fitting import Fits, fit
from qiao.requests.dialogue.heard import Author, Heard
from qiao.requests.dialogue.outputs import Tell
from qiao.requests.dialogue.scene import digest_of
from qiao.requests.dialogue.state import Frame, Hint
from qiao.requests.dialogue.turn import Turn
from qiao.requests.flows.book import COMPLAINT
from qiao.requests.flows.definition import Flow
from qiao.requests.flows.words import plain
from qiao.requests.phrases.wishes import letters

_REPEATS_BEFORE_A_PERSON = 2
_HINTS = ("loan_ref", "card_tail", "amount")


def begin(turn: Turn, heard: Heard, intents: tuple[str, ...]) -> bool:
    """Begin the first request named, keep the others for afterwards."""
    requests = requests_in(turn, intents)
    if not requests:
        return named_hand_over(turn, intents)
    (first, flow), *rest = requests.items()
    turn.push(flow, first)
    turn.change(hints=hints_of(heard), opened_by=digest_of(letters(heard.text)) if heard.text else None)
    for name in flow.slots.keys() & heard.knows.keys():
        turn.fill(name, heard.knows[name], heard.by)
    fill_all(turn, heard, asked=None)
    ask_what_cannot_be(turn, heard)
    if heard.briefly:
        _leave_out(turn)
    if rest:
        keep_for_later(turn, [intent for intent, _ in rest])
        turn.tell("several_requests", first=plain(flow.name), then=plain(rest[0][1].name))
    turn.settle()
    return True


def come_back_to(turn: Turn, intents: tuple[str, ...]) -> bool:
    """Go on with a request that was interrupted, where it is asked for again."""
    flows = turn.house.book.flows
    waiting = [frame for frame in turn.state.frames[:-1] if frame.submitted is None and frame.flow in flows]
    again = next((frame for frame in reversed(waiting) if set(intents) & set(flows[frame.flow].intents)), None)
    if again is None or turn.frame.submitted is not None:
        return False
    return _go_on_with(turn, again, briefly=False)


def ask_what_cannot_be(turn: Turn, heard: Heard) -> None:
    """A day beyond what is possible was named: it is asked for, never replaced by what would be assumed."""
    for name, slot in turn.flow.slots.items():
        if slot.default is None or name in turn.frame.slots:
            continue
        if isinstance(fit(name, turn.scene, heard, asked=False), Misfits):
            turn.outputs.append(Tell("expects", turn.scene.filled(slot.expects)))
            turn.change(reasked=name)
            return


def keep_for_later(turn: Turn, intents: Iterable[str]) -> None:
    turn.state = turn.state.with_(later=tuple(dict.fromkeys((*turn.state.later, *intents))))


def named_hand_over(turn: Turn, intents: tuple[str, ...]) -> bool:
    """A request that no flow takes yet goes to the person the pack names for it."""
    named = next((turn.house.book.hand_overs[one] for one in intents if one in turn.house.book.hand_overs), None)
    if named is None:
        return False
    turn.hand_over("no_flow", plain(named.text))
    return True


def requests_in(turn: Turn, intents: tuple[str, ...]) -> dict[str, Flow]:
    """By intent, the flows that are asked for: each once, without those that are begun already."""
    begun = {frame.flow for frame in turn.state.frames}
    found: dict[str, Flow] = {}
    for intent in intents:
        flow = turn.house.book.flow_of(intent)
        if flow is not None and flow.id not in begun:
            begun.add(flow.id)
            found[intent] = flow
    return found


def to_person(turn: Turn) -> bool:
    turn.hand_over("asked", turn.house.book.text("to_person"))
    return True


def to_complaint(turn: Turn, heard: Heard) -> bool:
    """A complaint is taken up at once: by its flow where the pack has one, by a person otherwise.

    One that was begun already goes on, whatever stands above it.
    """
    if requests_in(turn, (COMPLAINT,)):
        return begin(turn, replace(heard, entities=()), (COMPLAINT,))
    flow = turn.house.book.complaint
    begun = next((one for one in turn.state.frames if flow is not None and one.flow == flow.id), None)
    if begun is not None and begun.submitted is None:
        return _go_on_with(turn, begun, briefly=heard.briefly)
    turn.hand_over("complaint", turn.house.book.text("to_complaint"))
    return True


def _go_on_with(turn: Turn, frame: Frame, *, briefly: bool) -> bool:
    if frame is not turn.state.top:
        _bring_up(turn, frame)
    if briefly:
        _leave_out(turn)
    return restate(turn)


def _bring_up(turn: Turn, frame: Frame) -> None:
    others = tuple(one for one in turn.state.frames if one is not frame)
    turn.state = turn.state.with_(frames=(*others, frame))
    turn.tell("back_to", flow=turn.name)


def _leave_out(turn: Turn) -> None:
    """Ask for nothing that the request can do without."""
    slots = turn.flow.slots.items()
    turn.change(skipped=tuple(name for name, slot in slots if not slot.required and name not in turn.frame.slots))


def is_complaining(turn: Turn) -> bool:
    """Whether her complaint is being taken up: anger belongs to it, and is no reason to leave it unregistered."""
    complaint = turn.house.book.complaint
    return bool(turn.state.frames) and complaint is not None and turn.frame.flow == complaint.id


def restate(turn: Turn) -> bool:
    turn.settle()
    return True


def show_what_is_new(turn: Turn) -> bool:
    turn.tell("stale_button")
    return restate(turn)


def cancel(turn: Turn) -> bool:
    if turn.frame.submitted is not None:
        return restate(turn)
    turn.tell("cancelled", flow=turn.name)
    turn.pop()
    turn.go_on()
    return restate(turn)


def skip_question(turn: Turn) -> bool:
    """Leave an optional question open. A required one says why it cannot be left."""
    name = turn.frame.asked
    if name is None:
        return restate(turn)
    if turn.flow.slots[name].required:
        turn.outputs.append(Tell("why", turn.scene.filled(turn.flow.slots[name].why)))
    else:
        turn.change(skipped=(*turn.frame.skipped, name), misses=0)
    return restate(turn)


def ask_again(turn: Turn) -> bool:
    """She asks for what is open already: no answer, and no miss. Once she is told how she can go on; after that an
    optional question is left open, and of a required one she hears what is expected, then a person answers.
    """
    name = turn.frame.asked
    if name is None or name in turn.frame.slots or turn.frame.carded is not None:
        return restate(turn)
    turn.change(repeats=turn.frame.repeats + 1)
    is_required = turn.flow.slots[name].required
    if turn.frame.repeats == 1:
        turn.tell("open_already" if is_required else "open_already_optional", flow=turn.name)
        return restate(turn)
    if not is_required:
        return skip_question(turn)
    if turn.frame.repeats > _REPEATS_BEFORE_A_PERSON:
        return to_person(turn)
    question = speaking.ask(turn.scene, name)
    turn.outputs.append(replace(question, text=turn.scene.filled(turn.flow.slots[name].expects)))
    return True


def offer_change(turn: Turn) -> bool:
    turn.change(accepted=None, doubted=True)
    turn.outputs.append(speaking.change_offer(turn.scene))
    return True


def agree(turn: Turn, digest: str, by: Author) -> bool:
    """Accept the card that was shown, and none other. What the rules counted is counted again before it is done.

    The card may be one of a request that was set aside since: words that crossed it began another one, and she still
    sees it. After a long silence it is shown again first.
    """
    if turn.frame.carded is None or turn.frame.carded != digest:
        aside = next((one for one in turn.state.frames[:-1] if one.carded == digest and one.submitted is None), None)
        if aside is None or aside.flow not in turn.house.book.flows:
            return show_what_is_new(turn)
        _bring_up(turn, aside)
        if turn.paused:
            return restate(turn)
    turn.change(accepted=digest, accepted_by=by, policy={}, policy_asked=())
    return restate(turn)


def open_values(turn: Turn, heard: Heard, *, asked: str | None) -> dict[str, Fits]:
    """The slots that no answer was given for and that find one in the message; the one asked for first."""
    given = {name for name, filled in turn.frame.slots.items() if filled.by != "assumed"}
    open_slots = [name for name in with_first(turn.flow.slots, asked) if name == asked or name not in given]
    found: dict[str, Fits] = {}
    used: set[object] = set()
    for name in open_slots:
        fitting = fit(name, turn.scene, heard, asked=name == asked)
        if isinstance(fitting, Fits) and (turn.flow.slots[name].type, fitting.value) not in used:
            used.add((turn.flow.slots[name].type, fitting.value))
            found[name] = fitting
    return found


def with_first(names: Iterable[str], first: str | None) -> list[str]:
    return sorted(names, key=lambda name: name != first)


def fill_all(turn: Turn, heard: Heard, *, asked: str | None, only: str | None = None) -> bool:
    values = open_values(turn, heard, asked=asked)
    if only is not None:
        values = {name: one for name, one in values.items() if name == only}
    for name in reversed(values):
        turn.fill(name, values[name].value, heard.by)
    return bool(values)


def hints_of(heard: Heard) -> tuple[Hint, ...]:
    return tuple(
        Hint(type=one.type, value=one.value)
        for one in heard.entities
        if one.type in _HINTS and isinstance(one.value, (int, str))
    )
