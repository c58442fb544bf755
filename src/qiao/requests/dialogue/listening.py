"""What a message does to a dialogue. The order is the policy: buttons, a person, a complaint, words about the dialogue
itself, yes or no at a card, values, another request, a question in between; and only then not understood.
"""

from dataclasses import replace
from datetime import timedelta

from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.buttons import pressed
from qiao.requests.dialogue.choosing import Misfits, counts, only_number, place_in
from qiao.requests.dialogue.fitting import Fits, fit
from qiao.requests.dialogue.heard import Author, Heard
from qiao.requests.dialogue.moves import (
    agree,
    ask_again,
    begin,
    cancel,
    come_back_to,
    fill_all,
    hints_of,
    is_complaining,
    keep_for_later,
    named_hand_over,
    offer_change,
    open_values,
    requests_in,
    restate,
    skip_question,
    to_complaint,
    to_person,
    with_first,
)
from qiao.requests.dialogue.outputs import Digress, Offer, Tell
from qiao.requests.dialogue.scene import digest_of
from qiao.requests.dialogue.turn import Turn
from qiao.requests.flows.book import picks_from
from qiao.requests.flows.definition import SlotType
from qiao.requests.flows.words import plain
from qiao.requests.phrases.asides import Aside, aside_in
from qiao.requests.phrases.clauses import asks
from qiao.requests.phrases.corrections import corrects, valid_from
from qiao.requests.phrases.wishes import adds, asks_or_wishes, is_wish, letters
from qiao.requests.phrases.yes_no import yes_or_no

_BARELY = 6
_CALLED = 4
"""Digits by which a card or loan is called; fewer are a place or a day."""
AGREES_AGAIN_WITHIN = timedelta(minutes=10)
"""So long a bare yes is a second one to what has been done, and a bare answer another one to what was shown."""
_BARE = (SlotType.AMOUNT, SlotType.DAY, SlotType.COUNT, SlotType.CHOICE, SlotType.CARD_TAIL)
_PICKED = (SlotType.PICK, SlotType.PICKS)
_CLOSED = (*_PICKED, SlotType.CHOICE, SlotType.CHOICES)


def hear(turn: Turn, heard: Heard) -> bool:
    """Take a message into the turn; false when it was none of the dialogue's business."""
    if heard.button is not None:
        return pressed(turn, heard.button, heard)
    if heard.file is not None:
        return _handed_in(turn, heard)
    aside = aside_in(heard.text)
    if heard.wants_person or aside == "person" or (heard.upset and not is_complaining(turn)):
        to_person(turn)
        if heard.wants_person and heard.complains and not is_complaining(turn):
            # The person begins with what was open before; the complaint stands beside it, to be agreed to at a tap.
            to_complaint(turn, replace(heard, briefly=True))
        return True
    if aside == "complaint" and is_complaining(turn):
        return ask_again(turn)
    if (heard.complains and not is_complaining(turn)) or aside == "complaint":
        return to_complaint(turn, heard)
    if not turn.state.frames:
        return _shown_again(turn, heard) or begin(turn, heard, heard.intents) or _agreed_again(turn, heard)
    if turn.frame.submitted is not None:
        return _under_way(turn, heard)
    if turn.paused and _after_a_pause(turn, heard, aside):
        return True
    if aside is not None and _said_aside(turn, aside, heard):
        return True
    if turn.frame.carded is not None and _answered_card(turn, heard):
        return True
    return _answered(turn, heard) or _others(turn, heard) or _missed(turn)


def _handed_in(turn: Turn, heard: Heard) -> bool:
    """A file answers the question for one, and no other: what it shows is for people alone."""
    top = turn.state.top
    name = top.asked if top is not None and top.carded is None and top.submitted is None else None
    if name is None or turn.flow.slots[name].type is not SlotType.FILE or name in turn.frame.slots:
        return False
    fill_all(turn, heard, asked=name, only=name)
    turn.tell("file_taken")
    return restate(turn)


def _shown_again(turn: Turn, heard: Heard) -> bool:
    """24期呢, soon after a card was shown: the same once more with that answer, and nothing asked that was told."""
    shown = turn.state.shown
    flow = turn.house.book.flows.get(shown.flow) if shown is not None else None
    if shown is None or flow is None or flow.digest != shown.fingerprint or turn.now - shown.at > AGREES_AGAIN_WITHIN:
        return False
    if not set(heard.intents).issubset(flow.intents):
        return False
    before = turn.state
    turn.push(flow, shown.intent)
    turn.change(slots=shown.slots)
    if _corrected(turn, heard):
        return restate(turn)
    picked = [name for name in shown.slots if flow.slots[name].type in _PICKED]
    if picked and (hints := hints_of(heard)):
        # 第一笔呢: what there is to choose from has to be read before it means anything.
        turn.change(slots={name: one for name, one in shown.slots.items() if name not in picked}, hints=hints)
        return restate(turn)
    if not heard.intents and _says_the_same(turn, heard):
        return restate(turn)
    turn.state = before
    return False


def _says_the_same(turn: Turn, heard: Heard) -> bool:
    """今天 where it was worked out for today: it is shown once more."""
    fitting = {name: fit(name, turn.scene, heard, asked=False) for name in turn.frame.slots}
    return any(isinstance(one, Fits) and one.value == turn.frame.slots[name].value for name, one in fitting.items())


def _agreed_again(turn: Turn, heard: Heard) -> bool:
    """A second yes, when it has been done: her receipt, and nothing more."""
    given = turn.state.receipt
    lately = given is not None and turn.now - given.at <= AGREES_AGAIN_WITHIN
    return lately and yes_or_no(heard.text) == "yes" and turn.tell_receipt_again()


def _under_way(turn: Turn, heard: Heard) -> bool:
    """An effect is being carried out: nothing changes it, and nothing else has to wait for it."""
    if requests_in(turn, heard.intents):
        return begin(turn, heard, heard.intents)
    flow = turn.house.book.flows.get(turn.frame.flow)
    strange = [one for one in heard.intents if flow is None or one not in flow.intents]
    if strange:
        turn.outputs.append(Digress(strange[0]))
    return restate(turn)


def _after_a_pause(turn: Turn, heard: Heard, aside: Aside | None) -> bool:
    """Back after silence: what answers the question goes on; anything vague is asked first whether to go on."""
    if aside == "go_on" or yes_or_no(heard.text) == "yes":
        turn.tell("welcome_back", flow=turn.name)
        return restate(turn)
    if yes_or_no(heard.text) == "no":
        return cancel(turn)
    if aside is not None or heard.intents or open_values(turn, heard, asked=turn.frame.asked):
        return False
    turn.outputs.append(_resume_offer(turn))
    return True


def _resume_offer(turn: Turn) -> Offer:
    book = turn.house.book
    button = speaking.Button(speaking.RESUME, book.text("button_resume"))
    return Offer(book.text("resume_which", flow=turn.name), (button,), speaking.ways(book, speaking.CANCEL))


def _answered_card(turn: Turn, heard: Heard) -> bool:
    """Yes or no to a card. An agent agrees for the customer by the button alone, never by words."""
    answer = yes_or_no(heard.text)
    if answer == "yes" and heard.by == "customer" and not heard.entities and turn.frame.carded is not None:
        # Asked which answer shall be another one, a yes may mean anything: the card is shown, and asked, once more.
        return restate(turn) if turn.frame.doubted else agree(turn, turn.frame.carded, heard.by)
    if answer == "no":
        return cancel(turn) if turn.frame.doubted else offer_change(turn)
    return False


def _said_aside(turn: Turn, aside: Aside, heard: Heard) -> bool:
    """Words about the dialogue; false where an aside is an answer after all."""
    asked = turn.flow.slots.get(turn.frame.asked or "")
    match aside:
        case "cancel":
            return cancel(turn)
        case "repeat" | "go_on":
            return restate(turn)
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
            return asked is not None and skip_question(turn)
        case "change":
            return bool(turn.frame.slots) and offer_change(turn)
        case "other_one":
            return _other_one(turn, heard.by)
        case "person" | "complaint":
            return False
    return restate(turn)


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
    return restate(turn)


def _answered(turn: Turn, heard: Heard) -> bool:
    """Values: of the question asked, of others on the way, or instead of ones given before."""
    asked = turn.frame.asked if turn.frame.carded is None else None
    others = requests_in(turn, heard.intents)
    strange = [one for one in heard.intents if one not in turn.flow.intents]
    is_an_account = is_complaining(turn) and asked is not None and _only_text(turn, asked)
    if strange and asks(heard.text) and not is_an_account:
        return False
    if asked is not None and _tells_nothing(turn, heard, asked):
        return _missed(turn)
    if asked is not None and _only_asks_again(turn, heard, asked):
        return ask_again(turn)
    if asked is not None and others and _wants_something_else(turn, heard, asked):
        return False
    if asked is not None and _only_answers(turn, heard, asked):
        others = {}  # 全部 answers the question; that it reminds of another request means nothing.
    if others and corrects(heard.text) and _corrected(turn, heard):
        return restate(turn)
    if others and (asked is None or not isinstance(fit(asked, turn.scene, heard, asked=True), Fits)):
        return False
    if others or (asked is not None and _only_text(turn, asked)):
        filled = fill_all(turn, heard, asked=asked, only=asked)
    elif corrects(heard.text) or asked is None:
        filled = _corrected(turn, heard) or fill_all(turn, heard, asked=asked)
    else:
        filled = fill_all(turn, heard, asked=asked)
    if others and filled and asked is not None and not _only_text(turn, asked):
        keep_for_later(turn, others)
        turn.tell("noted_for_later", flow=plain(next(iter(others.values())).name))
    if (
        not filled
        and not heard.intents
        and asked is not None
        and isinstance(fit(asked, turn.scene, heard, asked=True), Misfits)
    ):
        return _missed(turn, misfit=True)
    return filled and restate(turn)


def _tells_nothing(turn: Turn, heard: Heard, asked: str) -> bool:
    """Whether free text is asked for and she says what she began with; said a third time it is her answer."""
    again = digest_of(letters(heard.text)) == turn.frame.opened_by
    return again and _only_text(turn, asked) and turn.frame.misses == 0


def _only_asks_again(turn: Turn, heard: Heard, asked: str) -> bool:
    """Whether free text is asked for and she asks for this very request: 地址不对，帮我更正 is no new address.

    Where a figure or a place is named there may be an answer in it; to a complaint all is its story.
    """
    mine = bool(heard.intents) and set(heard.intents).issubset(turn.flow.intents)
    has_value = any(sign.isdigit() for sign in heard.text) or any(one.type == "region" for one in heard.entities)
    only_asks = asks_or_wishes(heard.text) and not has_value
    return _only_text(turn, asked) and mine and only_asks and not is_complaining(turn)


def _wants_something_else(turn: Turn, heard: Heard, asked: str) -> bool:
    """Whether free text is asked for and she says no more than what else she wants; to a complaint all is its story."""
    return _only_text(turn, asked) and not is_complaining(turn) and is_wish(heard.text)


def _only_answers(turn: Turn, heard: Heard, asked: str) -> bool:
    """Whether a message that answers the question says nothing beside it."""
    if not isinstance(fit(asked, turn.scene, heard, asked=True), Fits):
        return False
    return len(heard.text) <= _BARELY or (turn.flow.slots[asked].type in _CLOSED and not adds(heard.text))


def _only_text(turn: Turn, name: str) -> bool:
    return turn.flow.slots[name].type is SlotType.TEXT


def _corrected(turn: Turn, heard: Heard) -> bool:
    """Another value for what was given: the last thing said first, then whatever the value can only be."""
    start = valid_from(heard.text)
    kept = tuple(one for one in heard.entities if one.start >= start)
    meant = replace(heard, text=heard.text[start:], entities=kept)
    given = [name for name in turn.flow.asked if name in turn.frame.slots]
    order = with_first(dict.fromkeys(given), turn.frame.last)
    as_it_is = False  # 不是电话，是短信 where it is 短信 already: nothing changes, and nothing else is asked for.
    called = len(only_number(meant.text) or "") >= _CALLED
    for bare in (False, True):
        # 0611那张 is the card that is called so before it could be a sum.
        picks_first = sorted(order, key=lambda name: turn.flow.slots[name].type not in _PICKED) if called else order
        for name in picks_first if bare else order:
            slot = turn.flow.slots[name]
            by_itself = (slot.type in _BARE and (name == turn.frame.last or bare)) or (
                slot.type in _PICKED and bare and (called or _counts(turn, name, meant.text))
            )
            if slot.type is SlotType.TEXT:
                continue
            fitting = fit(name, turn.scene, meant, asked=by_itself)
            if isinstance(fitting, Fits) and fitting.value != turn.frame.slots[name].value:
                turn.fill(name, fitting.value, heard.by)
                return True
            as_it_is = as_it_is or (isinstance(fitting, Fits) and start > 0)
            if isinstance(fitting, Misfits) and not bare:
                turn.say_what_fits(name)
                turn.clear(name)
                return True
    return as_it_is


def _counts(turn: Turn, name: str, text: str) -> bool:
    """Whether a text names a place in the list of this slot: 换第一张 is the first card, and no loan."""
    options = picks_from(turn.flow.slots[name])
    return options is not None and place_in(text) is not None and counts(turn.scene.rows(options.read), text)


def _others(turn: Turn, heard: Heard) -> bool:
    """Another request goes on top of this one; a question is answered, and this one asked again."""
    if come_back_to(turn, heard.intents):
        return True
    if requests_in(turn, heard.intents):
        turn.tell("first_this", flow=turn.name)
        return begin(turn, heard, heard.intents)
    strange = [one for one in heard.intents if one not in turn.flow.intents]
    if not strange:
        return bool(heard.intents) and (ask_again(turn) if is_wish(heard.text) else _missed(turn))
    if strange[0] in turn.house.book.hand_overs:
        return named_hand_over(turn, (strange[0],))
    turn.outputs.append(Digress(strange[0]))
    return restate(turn)


def _missed(turn: Turn, *, misfit: bool = False) -> bool:
    """Not understood: say what is expected, with a person and a complaint beside the choices; the second time so.

    She may have asked for one of them in words that were not heard.
    """
    turn.change(misses=min(turn.frame.misses + 1, speaking.MISSES_BEFORE_HELP))
    if turn.frame.carded is not None:
        turn.tell("confirm_unclear")
        return restate(turn)
    name = turn.frame.asked
    if name is None:
        return restate(turn)
    turn.say_what_fits(name, misfit=misfit)
    if turn.frame.misses >= speaking.MISSES_BEFORE_HELP:
        turn.tell("help_offered")
    return restate(turn)
