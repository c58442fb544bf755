"""Where a dialogue stands, as one value that can be kept for days and read elsewhere.

No position is stored. What is known (slots, facts, the card that was accepted) decides where a flow stands: so a
correction needs no way back, and a digression none either.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from qiao.requests.ports import Sealer
from qiao.requests.values import Value

VERSION: Literal[1] = 1
By = Literal["customer", "agent", "assumed"]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Filled(_Kept):
    """A slot's value, who gave it, and the definition it was given for; `assumed` are defaults and only choices."""

    value: Value
    by: By
    digest: str
    sensitive: bool = False
    sealed: bool = False


class Fetched(_Kept):
    """The answer to a read, the arguments it answers, and when it arrived."""

    asked: str
    rows: tuple[dict[str, Value | None], ...]
    at: datetime


class Hint(_Kept):
    """Something heard before there was anything to choose from: which loan, which card."""

    type: str
    value: Value


class Frame(_Kept):
    """A flow that was begun, and the intent that began it.

    `carded`, `accepted` and `submitted` are digests of a confirm card's content, `opened_by` that of her first words.
    `repeats`: how often she has asked for it again instead of answering. `may_complain`: what she said last may have
    been a complaint.
    """

    id: int
    flow: str
    intent: str
    fingerprint: str
    opened_by: str | None = None
    slots: dict[str, Filled] = {}
    skipped: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    facts: dict[str, Fetched] = {}
    policy: dict[str, Value] = {}
    policy_asked: tuple[str, ...] = ()
    asked: str | None = None
    last: str | None = None
    reasked: str | None = None
    misses: int = 0
    repeats: int = 0
    carded: str | None = None
    accepted: str | None = None
    accepted_by: Literal["customer", "agent"] = "customer"
    submitted: str | None = None
    doubted: bool = False
    may_complain: bool = False

    def with_(self, **changes: object) -> "Frame":
        return self.model_copy(update=changes)

    def holding(self, name: str, held: Filled) -> "Frame":
        return self.with_(slots={**self.slots, name: held})

    def without(self, name: str) -> "Frame":
        return self.with_(slots={one: held for one, held in self.slots.items() if one != name})


class LastReceipt(_Kept):
    """What was given last, to be told again where she agrees once more; `card` is the digest that she agreed to."""

    card: str
    frame: int
    flow: str
    number: str
    text: tuple[str, str]
    within: tuple[str, str]
    pending: bool
    held: bool = False
    at: datetime


class LastShown(_Kept):
    """What was shown last and for which answers, to be shown again where she gives another one; none is sensitive."""

    flow: str
    intent: str
    fingerprint: str
    slots: dict[str, Filled]
    at: datetime


class DialogueState(_Kept):
    """The frames, the last on top; the requests to begin afterwards; values worth remembering until the end."""

    version: Literal[1] = VERSION
    frames: tuple[Frame, ...] = ()
    later: tuple[str, ...] = ()
    known: dict[str, Filled] = {}
    receipt: LastReceipt | None = None
    shown: LastShown | None = None
    next_frame: int = 1
    touched_at: datetime
    reminded: bool = False

    @property
    def top(self) -> Frame | None:
        return self.frames[-1] if self.frames else None

    def with_(self, **changes: object) -> "DialogueState":
        return self.model_copy(update=changes)

    def with_top(self, frame: Frame) -> "DialogueState":
        return self.with_(frames=(*self.frames[:-1], frame))


class StateUnreadable(ValueError):
    """What was kept is no state of this version. The dialogue begins anew."""


def dump(state: DialogueState, sealer: Sealer) -> str:
    """As JSON, with every sensitive value sealed to its place in the dialogue."""
    return _with_sensitive(state, lambda place, value: (sealer.seal(place, value), True)).model_dump_json()


def load(text: str, sealer: Sealer) -> DialogueState:
    """The same state again. Raises StateUnreadable; errors of the sealer pass through."""
    try:
        kept = DialogueState.model_validate_json(text)
    except ValidationError as trouble:
        raise StateUnreadable(str(trouble)) from None
    return _with_sensitive(kept, lambda place, value: (sealer.open(place, value), False))


_Change = Callable[[str, str], tuple[str, bool]]


def _with_sensitive(state: DialogueState, change: _Change) -> DialogueState:
    frames = tuple(frame.with_(slots=_changed(frame.slots, f"frame{frame.id}", change)) for frame in state.frames)
    return state.with_(frames=frames, known=_changed(state.known, "known", change))


def _changed(slots: Mapping[str, Filled], place: str, change: _Change) -> dict[str, Filled]:
    def one(name: str, filled: Filled) -> Filled:
        if not filled.sensitive or not isinstance(filled.value, str):
            return filled
        value, sealed = change(f"{place}.{name}", filled.value)
        return filled.model_copy(update={"value": value, "sealed": sealed})

    return {name: one(name, filled) for name, filled in slots.items()}
