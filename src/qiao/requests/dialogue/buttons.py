"""Buttons: each does what its words would do, and an old one does nothing but show what is new."""

from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.heard import Author, Heard
from qiao.requests.dialogue.moves import (
    agree,
    begin,
    cancel,
    come_back_to,
    offer_change,
    restate,
    show_what_is_new,
    skip_question,
    to_complaint,
    to_person,
)
from qiao.requests.dialogue.turn import Turn


def pressed(turn: Turn, button: str, heard: Heard) -> bool:
    """A button does what its words would do."""
    if button == speaking.HUMAN:
        return to_person(turn)
    if button == speaking.COMPLAINT:
        return to_complaint(turn, heard)
    if button.startswith(speaking.INTENT):
        return _intent_pressed(turn, button.removeprefix(speaking.INTENT), heard)
    given = turn.state.receipt
    if given is not None and button == f"{speaking.YES}{given.card}" and not _is_asked_anew(turn, given.card):
        return turn.tell_receipt_again()
    if not turn.state.frames:
        return False
    if turn.frame.submitted is not None:
        return restate(turn)
    return _pressed_in_flow(turn, button, heard.by)


def _is_asked_anew(turn: Turn, card: str) -> bool:
    """Whether she has gone through the form once more and given the same answers: it is another request."""
    return bool(turn.state.frames) and turn.frame.carded == card and turn.frame.submitted is None


def _pressed_in_flow(turn: Turn, button: str, by: Author) -> bool:
    match button.partition(":")[0]:
        case speaking.CANCEL:
            return cancel(turn)
        case speaking.SKIP:
            return skip_question(turn)
        case speaking.CHANGE:
            return offer_change(turn)
        case "yes":
            return agree(turn, button.removeprefix(speaking.YES), by)
        case "alter":
            return _alter(turn, button.removeprefix(speaking.ALTER))
        case "pick":
            return _option_pressed(turn, button, by)
        case speaking.RESUME:
            return restate(turn)
        case _:
            return show_what_is_new(turn)


def _intent_pressed(turn: Turn, intent: str, heard: Heard) -> bool:
    if come_back_to(turn, (intent,)) or begin(turn, heard, (intent,)):
        return True
    return bool(turn.state.frames) and turn.house.book.flow_of(intent) is not None and restate(turn)


def _option_pressed(turn: Turn, button: str, by: Author) -> bool:
    """An option, also of a question answered before: pressing another one there is a correction."""
    name = button.removeprefix(speaking.PICK).partition(".")[2].rpartition(".")[0]
    value = speaking.option_values(turn.scene, name).get(button) if name in turn.flow.slots else None
    if value is None:
        return show_what_is_new(turn)
    turn.fill(name, value, by)
    return restate(turn)


def _alter(turn: Turn, name: str) -> bool:
    if name not in turn.frame.slots:
        return show_what_is_new(turn)
    turn.clear(name)
    return restate(turn)
