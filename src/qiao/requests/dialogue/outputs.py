"""What a dialogue wants said, shown or done: typed values that a channel renders and the house carries out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from qiao.policy import Lane
from qiao.policy.rules import Level
from qiao.requests.dialogue.heard import Author
from qiao.requests.flows.words import Words
from qiao.requests.values import Value


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press; its id comes back in `Heard.button`. Never holds a value, only a digest of it."""

    id: str
    label: Words


@dataclass(frozen=True, slots=True)
class Tell:
    """Something said in passing; `key` names the text."""

    key: str
    text: Words


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, with what can be pressed: `options` answer it, `ways` lead elsewhere, always to a person."""

    flow: str
    slot: str
    text: Words
    options: tuple[Button, ...]
    ways: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class CardLine:
    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class ShowCard:
    """Facts at once; `offers` are what can be asked for next."""

    flow: str
    title: Words
    lines: tuple[CardLine, ...]
    note: Words | None
    offers: tuple[Button, ...]
    ways: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class ConfirmCard:
    """Exactly what will happen. Only a yes to this `digest` lets it happen."""

    flow: str
    title: Words
    lines: tuple[CardLine, ...]
    consent: Words
    digest: str
    ways: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class StepUp:
    """More proof of identity is needed; when the session has it, `proceed`.

    `of_number`: what is to be proven is the phone number that was given, by a code that goes there.
    """

    flow: str
    level: Level
    text: Words
    ways: tuple[Button, ...]
    of_number: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice about the dialogue itself: go on, change something, leave."""

    text: Words
    options: tuple[Button, ...]
    ways: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """The read that proves an effect; `expect`: each field with the values it may have, None where it is to be empty.

    Arguments and values `{done.field}` are filled from the effect's own answer by whoever verifies.
    """

    read: str
    arguments: Mapping[str, Value | None]
    expect: Mapping[str, tuple[Value | None, ...]]


@dataclass(frozen=True, slots=True)
class Perform:
    """Have an effect carried out, once. `card` is the digest that was agreed to, `consent` the words agreed to.

    Request, `target` and business day (or `frame`, where there is no target) make its idempotency key. `files`: the ids
    of what she sent with it.
    """

    frame: int
    flow: str
    effect: str
    arguments: Mapping[str, Value | None]
    target: tuple[str, ...]
    verify: Verification
    card: str
    consent: Words
    by: Author
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """It is done and proved, or (`pending`) accepted and still being proved. `number` is the request's.

    `held`: it stands on record at the lender, where a person looks at it before anything changes.
    """

    flow: str
    number: str
    text: Words
    within: Words
    pending: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """It cannot be done: why, and what can be done instead."""

    flow: str
    reasons: tuple[Words, ...]
    rules: tuple[str, ...]
    alternatives: tuple[Button, ...]
    ways: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A slot for the person who takes over; a sensitive value is masked here too.

    One that she would rather not answer stands there as well, or it would be asked again.
    """

    slot: str
    name: Words
    value: Words
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """To a person who is waited for in `lane`, with what is known already, so that nothing is asked twice."""

    reason: Literal["asked", "complaint", "rules", "end", "outcome", "no_flow", "flow_gone"]
    text: Words
    flow: str | None
    brief: tuple[BriefLine, ...]
    lane: Lane = Lane.NORMAL


@dataclass(frozen=True, slots=True)
class Digress:
    """Answer this first; what follows in the same step comes back to the question."""

    intent: str


Output = Tell | Ask | ShowCard | ConfirmCard | StepUp | Offer | Perform | Receipt | Refusal | HandOver | Digress
WAITING = (Ask, ConfirmCard, StepUp, Offer, ShowCard, Refusal)
"""What leaves the turn with the customer: each has `ways`, and one of them leads to a person."""


@dataclass(frozen=True, slots=True)
class Want:
    """A read to be made outside. Its answer comes back by `told` under `(frame, alias)`."""

    frame: int
    alias: str
    read: str
    arguments: Mapping[str, Value | None]
