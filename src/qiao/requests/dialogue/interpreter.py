"""The interpreter of flows: pure functions from a state and what happened to the next state and what is to be done.

    Step = advance(state, heard)      a message or a button
         | told(state, answers)       reads that were wanted
         | proceed(state)             the session proved more, or an agent gives the dialogue back
         | performed(state, outcome)  an effect that was asked for
         | silent(state)              time passed

Everything is handed in, also the time. The state is kept by the caller (`state.dump`, `state.load`) and may move to
another channel between any two steps.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from qiao.requests.dialogue import speaking
from qiao.requests.dialogue.heard import Heard
from qiao.requests.dialogue.listening import hear
from qiao.requests.dialogue.outputs import Offer
from qiao.requests.dialogue.state import DialogueState, Frame
from qiao.requests.dialogue.turn import Answer, Outcome, Step, Turn
from qiao.requests.dialogue.walking import House, moved_to
from qiao.requests.flows.words import plain
from qiao.requests.ports import Caller


def begun(now: datetime) -> DialogueState:
    """A dialogue in which nothing has been asked for yet."""
    return DialogueState(touched_at=now)


def advance(state: DialogueState, heard: Heard, house: House, who: Caller, now: datetime) -> Step:
    """Take in a message. With `taken` false the state is as it was, but for what time or a new pack did to it."""
    turn = _woken(state, house, who, now)
    turn.may_complain = heard.may_complain
    if turn.state.frames:
        turn.change(may_complain=heard.may_complain)
    return turn.step(taken=hear(turn, heard) or bool(turn.outputs))


def told(state: DialogueState, answers: Iterable[Answer], house: House, who: Caller, now: datetime) -> Step:
    """Go on with what was read. A read that could not be made leaves everything as it is, and is offered again."""
    turn = _woken(state, house, who, now)
    failed = False
    for answer in answers:
        if answer.refused is not None and turn.state.top is not None and turn.frame.id == answer.want.frame:
            turn.refuse(answer.refused)
            turn.settle()
            return turn.step()
        failed = failed or answer.rows is None
        if answer.rows is not None:
            turn.receive(answer)
    if failed and turn.state.frames:
        retry = speaking.Button(speaking.RESUME, house.book.text("button_retry"))
        ways = speaking.ways(house.book, speaking.CANCEL)
        turn.change(accepted=None)
        turn.outputs.append(Offer(house.book.text("read_failed"), (retry,), ways))
    else:
        turn.settle()
    return turn.step()


def proceed(state: DialogueState, house: House, who: Caller, now: datetime) -> Step:
    """Go on from where it stands: after a step-up, on another channel, or back from a person."""
    turn = _woken(state, house, who, now)
    if turn.state.frames and turn.frame.flow in house.book.flows:
        turn.look_again()
    turn.settle()
    return turn.step()


def performed(state: DialogueState, outcome: Outcome, house: House, who: Caller, now: datetime) -> Step:
    """An effect ended. Told twice is told once: a frame that is gone says nothing more."""
    turn = Turn(state, house, who, now)
    was_on_top = state.top is not None and state.top.id == outcome.frame
    turn.finish(outcome)
    if turn.state != state:
        _take_up_pack(turn)
        if was_on_top or not turn.state.frames:
            turn.go_on()
        turn.settle()
    return turn.step()


def silent(state: DialogueState, house: House, who: Caller, now: datetime) -> Step:
    """Time passed without a word: one reminder, and after the flow's limit an end that says so."""
    turn = Turn(state, house, who, now)
    if turn.state.top is None or turn.frame.flow not in house.book.flows:
        return turn.step(taken=False)
    _expire(turn)
    waiting = turn.state.frames == state.frames and not state.reminded and turn.frame.submitted is None
    if waiting and now - state.touched_at >= timedelta(minutes=turn.flow.silence_minutes):
        turn.tell("still_there", flow=turn.name, hours=_hours(turn.flow.kept_hours))
        turn.state = turn.state.with_(reminded=True)
    return Step(turn.state, tuple(turn.outputs), tuple(turn.wants), taken=bool(turn.outputs))


def next_silence(state: DialogueState, house: House) -> datetime | None:
    """When `silent` will have something to say; None while nothing is open."""
    frame = state.top
    flow = house.book.flows.get(frame.flow) if frame else None
    if frame is None or flow is None or frame.submitted is not None:
        return None
    wait = timedelta(hours=flow.kept_hours) if state.reminded else timedelta(minutes=flow.silence_minutes)
    return state.touched_at + wait


def _woken(state: DialogueState, house: House, who: Caller, now: datetime) -> Turn:
    """The dialogue as it is today: what is over has ended, and another pack's flows are taken up."""
    turn = Turn(state, house, who, now)
    _expire(turn)
    _take_up_pack(turn)
    top = turn.state.top
    if top is None or top.submitted is not None:
        return turn
    if now - state.touched_at >= timedelta(minutes=turn.flow.silence_minutes):
        turn.paused = True
        turn.change(carded=None, accepted=None)
    return turn


def _take_up_pack(turn: Turn) -> None:
    """The frames as the pack of today knows them."""
    turn.state = turn.state.with_(
        frames=tuple(_current(turn, frame) for frame in turn.state.frames if _lives(turn, frame))
    )


def _lives(turn: Turn, frame: Frame) -> bool:
    """A flow that the pack no longer has cannot go on, unless its effect is under way."""
    if frame.flow in turn.house.book.flows or frame.submitted is not None:
        return True
    turn.hand_over("flow_gone", turn.house.book.text("flow_gone"))
    return False


def _current(turn: Turn, frame: Frame) -> Frame:
    flow = turn.house.book.flows.get(frame.flow)
    if flow is None or frame.submitted is not None or frame.fingerprint == flow.digest:
        return frame
    turn.tell("flow_changed", flow=plain(flow.name))
    return moved_to(frame, flow)


def _expire(turn: Turn) -> None:
    idle = turn.now - turn.state.touched_at
    flows = turn.house.book.flows
    kept: list[Frame] = []
    for frame in turn.state.frames:
        flow = flows.get(frame.flow)
        if flow is None or frame.submitted is not None or idle < timedelta(hours=flow.kept_hours):
            kept.append(frame)
        else:
            turn.tell("expired", flow=plain(flow.name))
    if len(kept) < len(turn.state.frames):
        turn.state = turn.state.with_(frames=tuple(kept), known={}, later=())


def _hours(hours: int) -> speaking.Words:
    return speaking.Words(f"{hours}小时", f"{hours} hours")
