"""What became of each request in a turn: pure, from the states and outputs of its steps."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qiao.policy.rules import Level
from qiao.requests.dialogue.outputs import (
    Ask,
    ConfirmCard,
    HandOver,
    Output,
    Perform,
    Receipt,
    Refusal,
    ShowCard,
    Tell,
)
from qiao.requests.dialogue.state import DialogueState, Frame
from qiao.requests.dialogue.turn import Step
from qiao.requests.flows.book import FlowBook
from qiao.requests.model import STAGES, RequestState, Stage

_GONE = {"cancelled": RequestState.CANCELLED, "expired": RequestState.EXPIRED}


@dataclass(frozen=True, slots=True)
class Track:
    """One request as a turn leaves it; `state` OPEN goes on."""

    frame: int
    flow: str
    intent: str
    stage: Stage = Stage.ENTERED
    state: RequestState = RequestState.OPEN
    asked: str | None = None
    rules: tuple[str, ...] = ()

    def at_least(self, stage: Stage) -> "Track":
        return self if STAGES.index(stage) <= STAGES.index(self.stage) else replace(self, stage=stage)


@dataclass
class Tracks:
    """Every request that a turn touched, by its frame."""

    book: FlowBook
    level: Level
    found: dict[int, Track]

    def follow(self, before: DialogueState, step: Step) -> None:
        """Take in one step."""
        after = {frame.id for frame in step.state.frames}
        for frame in (*before.frames, *step.state.frames):
            self._seen(frame)
        for output in step.outputs:
            self._heard(output, step.state)
        gone = [one for one in self.found if one not in after and self.found[one].state is RequestState.OPEN]
        told = [one.key for one in step.outputs if isinstance(one, Tell) and one.key in _GONE]
        handed = any(isinstance(one, HandOver) for one in step.outputs)
        for frame_id in gone:
            ended = RequestState.HANDED_OVER if handed else _GONE[told[0]] if told else RequestState.CANCELLED
            self.found[frame_id] = replace(self.found[frame_id], state=ended)

    def _seen(self, frame: Frame) -> None:
        track = self.found.get(frame.id) or Track(frame.id, frame.flow, frame.intent)
        flow = self.book.flows.get(frame.flow)
        if flow is not None and self.level >= flow.level:
            track = track.at_least(Stage.IDENTIFIED)
        self.found[frame.id] = replace(track, asked=frame.asked or track.asked)

    def _heard(self, output: Output, state: DialogueState) -> None:
        match output:
            case Ask():
                self._of(output.flow, state, asked=output.slot)
            case ConfirmCard():
                self._of(output.flow, state, stage=Stage.ELIGIBLE, asked="confirm")
            case Perform():
                self._of(output.flow, state, stage=Stage.CONFIRMED)
            case ShowCard():
                self._of(output.flow, state, stage=Stage.VERIFIED, ended=RequestState.SHOWN)
            case Refusal():
                self._of(output.flow, state, stage=Stage.SLOTS, ended=RequestState.REFUSED, rules=output.rules)
            case Receipt() if not output.pending:
                ended = RequestState.HELD if output.held else RequestState.COMPLETED
                self._of(output.flow, state, stage=Stage.VERIFIED, ended=ended)
            case _:
                pass

    def _of(
        self,
        flow: str,
        state: DialogueState,
        *,
        stage: Stage = Stage.ENTERED,
        ended: RequestState | None = None,
        asked: str | None = None,
        rules: Iterable[str] = (),
    ) -> None:
        """The newest request of that flow; one that began and ended within a step stands in no state."""
        mine = [one for one in self.found.values() if one.flow == flow and one.state is RequestState.OPEN]
        if not mine:
            frame, definition = state.next_frame - 1, self.book.flows[flow]
            if frame in self.found:
                return
            mine = [Track(frame, flow, definition.intents[0])]
        track = mine[-1].at_least(stage)
        track = replace(track, state=ended or track.state, asked=asked or track.asked, rules=(*track.rules, *rules))
        self.found[track.frame] = track
