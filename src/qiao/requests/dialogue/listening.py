"""What a message does to a dialogue. The order is the policy: buttons, a person, a complaint, words about the dialogue
itself, yes or no at a card, values, another request, a question in between; and only then not understood.
"""

from collections.abc import Iterable
from dataclasses import replace

from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.fitting import Fits, Misfits, fit
from qiao.requests.dialogue.heard import Author, Heard
from qiao.requests.dialogue.outputs import Digress, Offer, Tell
from qiao.requests.dialogue.state import Hint
from qiao.requests.dialogue.turn import Turn
from qiao.requests.flows.definition import Flow, SlotType
from qiao.requests.flows.words import plain
from qiao.requests.phrases.asides import Aside, aside_in
from qiao.requests.phrases.clauses import asks
from qiao.requests.phrases.corrections import corrects, valid_from
from qiao.requests.phrases.yes_no import yes_or_no

_COMPLAINT = "complaint_register"
_HINTS = ("loan_ref", "card_tail", "amount")
_BARE = (SlotType.AMOUNT, SlotType.DAY, SlotType.COUNT, SlotType.CHOICE, SlotType.CARD_TAIL)


def hear(turn: Turn, heard: Heard) -> bool:
    """Take a message into the turn; false when it was none of the dialogue's business."""
    if heard.button is not None:
        return _pressed(turn, heard.button, heard)
    aside = aside_in(heard.text)
    if heard.wants_person or aside == "person":
        return _to_person(turn)
    if heard.complains or aside == "complaint":
        return _to_complaint(turn, heard)
    if not turn.state.frames:
        return _begin(turn, heard, heard.intents)
    if turn.frame.submitted is not None:
        return _under_way(turn, heard)
    if turn.paused and _after_a_pause(turn, heard, aside):
        return True
    if aside is not None and _said_aside(turn, aside, heard):
        return True
    if turn.frame.carded is not None and _answered_card(turn, heard):
        return True
    return _answered(turn, heard) or _others(turn, heard) or _missed(turn)


def _begin(turn: Turn, heard: Heard, intents: tuple[str, ...]) -> bool:
    """Begin the first request named, keep the others for afterwards."""
    requests = _requests(turn, intents)
    if not requests:
        return _named_hand_over(turn, intents)
    (first, flow), *rest = requests.items()
    turn.push(flow, first)
    turn.change(hints=_hints(heard))
    _fill_all(turn, heard, asked=None)
    if rest:
        _keep_for_later(turn, [intent for intent, _ in rest])
        turn.tell("several_requests", first=plain(flow.name), then=plain(rest[0][1].name))
    turn.settle()
    return True


def _keep_for_later(turn: Turn, intents: Iterable[str]) -> None:
    turn.state = turn.state.with_(later=tuple(dict.fromkeys((*turn.state.later, *intents))))


def _named_hand_over(turn: Turn, intents: tuple[str, ...]) -> bool:
    """A request that no flow takes yet goes to the person the pack names for it."""
    named = next((turn.house.book.hand_overs[one] for one in intents if one in turn.house.book.hand_overs), None)
    if named is None:
        return False
    turn.hand_over("no_flow", plain(named.text))
    return True


def _requests(turn: Turn, intents: tuple[str, ...]) -> dict[str, Flow]:
    """By intent, the flows that are asked for: each once, without those that are begun already."""
    begun = {frame.flow for frame in turn.state.frames}
    found: dict[str, Flow] = {}
    for intent in intents:
        flow = turn.house.book.flow_of(intent)
        if flow is not None and flow.id not in begun:
            begun.add(flow.id)
            found[intent] = flow
    return found


def _under_way(turn: Turn, heard: Heard) -> bool:
    """An effect is being carried out: nothing changes it, and nothing else has to wait for it."""
    if _requests(turn, heard.intents):
        return _begin(turn, heard, heard.intents)
    flow = turn.house.book.flows.get(turn.frame.flow)
    strange = [one for one in heard.intents if flow is None or one not in flow.intents]
    if strange:
        turn.outputs.append(Digress(strange[0]))
    return _restate(turn)


def _to_person(turn: Turn) -> bool:
    turn.hand_over("asked", turn.house.book.text("to_person"))
    return True


def _to_complaint(turn: Turn, heard: Heard) -> bool:
    """A complaint is taken up at once: by its flow where the pack has one, by a person otherwise."""
    if turn.house.book.flow_of(_COMPLAINT) is not None and _requests(turn, (_COMPLAINT,)):
        return _begin(turn, replace(heard, entities=()), (_COMPLAINT,))
    turn.hand_over("complaint", turn.house.book.text("to_complaint"))
    return True


def _restate(turn: Turn) -> bool:
    turn.settle()
    return True


def _after_a_pause(turn: Turn, heard: Heard, aside: Aside | None) -> bool:
    """Back after silence: what answers the question goes on; anything vague is asked first whether to go on."""
    if aside == "go_on" or yes_or_no(heard.text) == "yes":
        turn.tell("welcome_back", flow=turn.name)
        return _restate(turn)
    if yes_or_no(heard.text) == "no":
        return _cancel(turn)
    if aside is not None or heard.intents or _values(turn, heard, asked=turn.frame.asked):
        return False
    turn.outputs.append(_resume_offer(turn))
    return True


def _resume_offer(turn: Turn) -> Offer:
    book = turn.house.book
    button = speaking.Button(speaking.RESUME, book.text("button_resume"))
    return Offer(book.text("resume_which", flow=turn.name), (button,), speaking.ways(book, speaking.CANCEL))


def _pressed(turn: Turn, button: str, heard: Heard) -> bool:
    """A button does what its words would do."""
    if button == speaking.HUMAN:
        return _to_person(turn)
    if button == speaking.COMPLAINT:
        return _to_complaint(turn, heard)
    if button.startswith(speaking.INTENT):
        return _intent_pressed(turn, button.removeprefix(speaking.INTENT), heard)
    if not turn.state.frames:
        return False
    if turn.frame.submitted is not None:
        return _restate(turn)
    return _pressed_in_flow(turn, button, heard.by)


def _pressed_in_flow(turn: Turn, button: str, by: Author) -> bool:
    match button.partition(":")[0]:
        case speaking.CANCEL:
            return _cancel(turn)
        case speaking.SKIP:
            return _skip(turn)
        case speaking.CHANGE:
            return _change(turn)
        case "yes":
            return _yes(turn, button.removeprefix(speaking.YES), by)
        case "alter":
            return _alter(turn, button.removeprefix(speaking.ALTER))
        case "pick":
            return _option_pressed(turn, button, by)
        case speaking.RESUME:
            return _restate(turn)
        case _:
            return _stale(turn)


def _intent_pressed(turn: Turn, intent: str, heard: Heard) -> bool:
    if _begin(turn, heard, (intent,)):
        return True
    return bool(turn.state.frames) and turn.house.book.flow_of(intent) is not None and _restate(turn)


def _option_pressed(turn: Turn, button: str, by: Author) -> bool:
    """An option, also of a question answered before: pressing another one there is a correction."""
    name = button.removeprefix(speaking.PICK).partition(".")[2].rpartition(".")[0]
    value = speaking.option_values(turn.scene, name).get(button) if name in turn.flow.slots else None
    if value is None:
        return _stale(turn)
    turn.fill(name, value, by)
    return _restate(turn)


def _stale(turn: Turn) -> bool:
    turn.tell("stale_button")
    return _restate(turn)


def _cancel(turn: Turn) -> bool:
    if turn.frame.submitted is not None:
        return _restate(turn)
    turn.tell("cancelled", flow=turn.name)
    turn.pop()
    if turn.state.frames:
        turn.tell("back_to", flow=turn.name)
    elif turn.state.later:
        turn.begin_later()
    turn.settle()
    return True


def _skip(turn: Turn) -> bool:
    """Leave an optional question open. A required one says why it cannot be left."""
    name = turn.frame.asked
    if name is None:
        return _restate(turn)
    if turn.flow.slots[name].required:
        turn.outputs.append(Tell("why", turn.scene.filled(turn.flow.slots[name].why)))
    else:
        turn.change(skipped=(*turn.frame.skipped, name), misses=0)
    return _restate(turn)


def _change(turn: Turn) -> bool:
    turn.change(accepted=None, doubted=True)
    turn.outputs.append(speaking.change_offer(turn.scene))
    return True


def _alter(turn: Turn, name: str) -> bool:
    if name not in turn.frame.slots:
        return _stale(turn)
    turn.clear(name)
    return _restate(turn)


def _yes(turn: Turn, digest: str, by: Author) -> bool:
    """Accept the card that was shown, and none other. What the rules counted is counted again before it is done."""
    if turn.frame.carded is None or turn.frame.carded != digest:
        return _stale(turn)
    turn.change(accepted=digest, accepted_by=by, policy={}, policy_asked=())
    return _restate(turn)


def _answered_card(turn: Turn, heard: Heard) -> bool:
    """Yes or no to a card. An agent agrees for the customer by the button alone, never by words."""
    answer = yes_or_no(heard.text)
    if answer == "yes" and heard.by == "customer" and not heard.entities and turn.frame.carded is not None:
        return _yes(turn, turn.frame.carded, heard.by)
    if answer == "no":
        return _cancel(turn) if turn.frame.doubted else _change(turn)
    return False


def _said_aside(turn: Turn, aside: Aside, heard: Heard) -> bool:
    """Words about the dialogue; false where an aside is an answer after all."""
    asked = turn.flow.slots.get(turn.frame.asked or "")
    match aside:
        case "cancel":
            return _cancel(turn)
        case "repeat" | "go_on":
            return _restate(turn)
        case "what_asked":
            turn.tell("where_we_are", flow=turn.name)
        case "why":
            turn.outputs.append(
                Tell("why", turn.scene.filled(asked.why)) if asked else Tell("why", turn.house.book.text("why_confirm"))
            )
        case "wait":
            turn.tell("take_your_time")
            return True
        case "skip":
            return asked is not None and _skip(turn)
        case "change":
            return bool(turn.frame.slots) and _change(turn)
        case "other_one":
            return _other_one(turn, heard.by)
        case "person" | "complaint":
            return False
    return _restate(turn)


def _other_one(turn: Turn, by: Author) -> bool:
    """另一笔: of two the other; of more, the question again."""
    offered = {
        name: list(speaking.option_values(turn.scene, name).values())
        for name in turn.flow.asked
        if turn.flow.slots[name].type is SlotType.PICK and name in turn.frame.slots
    }
    choosable = [name for name, values in offered.items() if len(values) > 1]
    if not choosable:
        return False
    name = turn.frame.last if turn.frame.last in choosable else choosable[-1]
    others = [value for value in offered[name] if value != turn.frame.slots[name].value]
    if len(others) == 1:
        turn.fill(name, others[0], by)
    else:
        turn.clear(name)
    return _restate(turn)


def _answered(turn: Turn, heard: Heard) -> bool:
    """Values: of the question asked, of others on the way, or instead of ones given before."""
    asked = turn.frame.asked if turn.frame.carded is None else None
    others = _requests(turn, heard.intents)
    strange = [one for one in heard.intents if one not in turn.flow.intents]
    if strange and asks(heard.text):
        return False
    if others and (asked is None or not isinstance(fit(asked, turn.scene, heard, asked=True), Fits)):
        return False
    if others or (asked is not None and _only_text(turn, asked)):
        filled = _fill_all(turn, heard, asked=asked, only=asked)
    elif corrects(heard.text) or asked is None:
        filled = _corrected(turn, heard) or _fill_all(turn, heard, asked=asked)
    else:
        filled = _fill_all(turn, heard, asked=asked)
    if others and filled and asked is not None and not _only_text(turn, asked):
        _keep_for_later(turn, others)
        turn.tell("noted_for_later", flow=plain(next(iter(others.values())).name))
    if (
        not filled
        and not heard.intents
        and asked is not None
        and isinstance(fit(asked, turn.scene, heard, asked=True), Misfits)
    ):
        return _missed(turn)
    return filled and _restate(turn)


def _only_text(turn: Turn, name: str) -> bool:
    return turn.flow.slots[name].type is SlotType.TEXT


def _values(turn: Turn, heard: Heard, *, asked: str | None) -> dict[str, Fits]:
    """The slots that still need a value and find one in the message; the one asked for first."""
    open_slots = [name for name in _with_first(turn.flow.slots, asked) if name == asked or name not in turn.frame.slots]
    found: dict[str, Fits] = {}
    used: set[object] = set()
    for name in open_slots:
        fitting = fit(name, turn.scene, heard, asked=name == asked)
        if isinstance(fitting, Fits) and (turn.flow.slots[name].type, fitting.value) not in used:
            used.add((turn.flow.slots[name].type, fitting.value))
            found[name] = fitting
    return found


def _with_first(names: Iterable[str], first: str | None) -> list[str]:
    return sorted(names, key=lambda name: name != first)


def _fill_all(turn: Turn, heard: Heard, *, asked: str | None, only: str | None = None) -> bool:
    values = _values(turn, heard, asked=asked)
    if only is not None:
        values = {name: one for name, one in values.items() if name == only}
    for name in reversed(values):
        turn.fill(name, values[name].value, heard.by)
    return bool(values)


def _corrected(turn: Turn, heard: Heard) -> bool:
    """Another value for what was given: the last thing said first, then whatever the value can only be."""
    start = valid_from(heard.text)
    kept = tuple(one for one in heard.entities if one.start >= start)
    meant = replace(heard, text=heard.text[start:], entities=kept)
    given = [name for name in turn.flow.asked if name in turn.frame.slots]
    order = _with_first(dict.fromkeys(given), turn.frame.last)
    for bare in (False, True):
        for name in order:
            slot = turn.flow.slots[name]
            by_itself = slot.type in _BARE and (name == turn.frame.last or bare)
            if slot.type is SlotType.TEXT:
                continue
            fitting = fit(name, turn.scene, meant, asked=by_itself)
            if isinstance(fitting, Fits) and fitting.value != turn.frame.slots[name].value:
                turn.fill(name, fitting.value, heard.by)
                return True
            if isinstance(fitting, Misfits) and not bare:
                turn.outputs.append(Tell("expects", turn.scene.filled(slot.expects)))
                turn.clear(name)
                return True
    return False


def _others(turn: Turn, heard: Heard) -> bool:
    """Another request goes on top of this one; a question is answered, and this one asked again."""
    if _requests(turn, heard.intents):
        turn.tell("first_this", flow=turn.name)
        return _begin(turn, heard, heard.intents)
    strange = [one for one in heard.intents if one not in turn.flow.intents]
    if not strange:
        return bool(heard.intents) and _restate(turn)
    if strange[0] in turn.house.book.hand_overs:
        return _named_hand_over(turn, (strange[0],))
    turn.outputs.append(Digress(strange[0]))
    return _restate(turn)


def _missed(turn: Turn) -> bool:
    """Not understood: say what is expected; the second time offer a person and a complaint beside the choices."""
    if turn.frame.carded is not None:
        turn.tell("confirm_unclear")
        return _restate(turn)
    name = turn.frame.asked
    if name is None:
        return _restate(turn)
    turn.change(misses=turn.frame.misses + 1)
    turn.outputs.append(Tell("expects", turn.scene.filled(turn.flow.slots[name].expects)))
    if turn.frame.misses >= speaking.MISSES_BEFORE_HELP:
        turn.tell("help_offered")
    return _restate(turn)


def _hints(heard: Heard) -> tuple[Hint, ...]:
    return tuple(
        Hint(type=one.type, value=one.value)
        for one in heard.entities
        if one.type in _HINTS and isinstance(one.value, (int, str))
    )
