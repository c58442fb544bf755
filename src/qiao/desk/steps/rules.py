"""Which steps are advised when, as data: `desk/steps.yaml` of the pack."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qiao.customers.standing import Kind
from qiao.desk.floor_rules import Strength
from qiao.desk.routing.rules import Id
from qiao.language import Feeling, SignalName
from qiao.policy import InBoth

DANGERS = (SignalName.SELF_HARM, SignalName.THREAT_TO_OTHERS)
"""Somebody's life may be at risk: what is advised then comes before everything else."""


class Rank(StrEnum):
    """What comes before what, whatever the order in the file."""

    DANGER = "danger"
    COMPLAINT = "complaint"
    CARE = "care"
    PROMISE = "promise"
    WORK = "work"
    END = "end"


class Do(StrEnum):
    """The one action by which a step is taken."""

    BEGIN = "begin"
    """A request, at its first step: that of `intent`, or of what the customer wants."""
    REQUEST = "request"
    """Go to the request in hand, where it stands."""
    IDENTITY = "identity"
    """Make sure who is there."""
    STANDING = "standing"
    """Set the flag or hold `name`; without a name, look at what holds of her."""
    SAY = "say"
    """Put words into the box; she sends them herself."""
    ARTICLE = "article"
    """Look for the article of `intent`, or of what the customer wants."""
    HISTORY = "history"
    """Look at what she has had to do with the house."""
    HAND_ON = "hand_on"
    CONSULT = "consult"
    RETURN = "return"
    CLOSE = "close"


_TAKES: Mapping[Do, frozenset[str]] = {
    Do.BEGIN: frozenset({"intent"}),
    Do.ARTICLE: frozenset({"intent"}),
    Do.STANDING: frozenset({"kind", "name"}),
    Do.SAY: frozenset({"words"}),
    Do.HAND_ON: frozenset({"skill"}),
    Do.CONSULT: frozenset({"skill"}),
}
_NEEDS: Mapping[Do, frozenset[str]] = {Do.SAY: frozenset({"words"})}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(_Part):
    """What is done, and with what."""

    do: Do
    intent: Id | None = None
    skill: Id | None = None
    kind: Literal[Kind.FLAG, Kind.HOLD] | None = None
    name: Id | None = None
    words: InBoth | None = None

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        given = {one for one in ("intent", "skill", "kind", "name", "words") if getattr(self, one) is not None}
        if more := sorted(given - _TAKES.get(self.do, frozenset())):
            raise ValueError(f"{self.do} takes no {', '.join(more)}")
        if missing := sorted(_NEEDS.get(self.do, frozenset()) - given):
            raise ValueError(f"{self.do} needs {', '.join(missing)}")
        if (self.kind is None) != (self.name is None):
            raise ValueError("kind and name go together")
        return self


Request = Literal["none", "asks", "proof", "runs"]
Ended = Literal["completed", "held", "refused", "stuck", "cancelled", "handed_over"]


class When(_Part):
    """All that is said must hold; of a list, one is enough.

    `signals`: heard in this contact. `feels`: felt so strongly in her last three messages; `rising`: and getting worse.
    `intents`: what she wants last; `wants`: that is known at all. `last`: her very last message. `begins`: something
    she wants begins a request which this post can begin; `requests`: it can begin any at all. `request`: how the one in
    hand stands: none, it asks for something, it needs proof of who is there, or its effect is under way. `ended`: how a
    request of this contact ended. `holds_now`, `without`: flags and holds. `news`: what the lender said lately.
    `complaint`, `call`: whether one is open or promised. `open`: people are at work. `skill`, `lacks`: of whoever
    serves. `waits`: she has written and nobody has answered. `came`: why she came to a person.
    """

    signals: frozenset[SignalName] = frozenset()
    feels: Mapping[Feeling, Strength] = Field(default_factory=dict[Feeling, Strength])
    rising: bool | None = None
    intents: frozenset[str] = frozenset()
    wants: bool | None = None
    last: frozenset[str] = frozenset()
    begins: bool | None = None
    requests: bool | None = None
    request: frozenset[Request] = frozenset()
    ended: frozenset[Ended] = frozenset()
    holds_now: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    news: frozenset[str] = frozenset()
    complaint: bool | None = None
    call: bool | None = None
    open: bool | None = None
    skill: Id | None = None
    lacks: Id | None = None
    waits: bool | None = None
    came: frozenset[str] = frozenset()

    @property
    def said(self) -> frozenset[str]:
        """The names of the conditions there are."""
        return frozenset(
            name
            for name, value in ((one, getattr(self, one)) for one in type(self).model_fields)
            if value is not None and value not in (frozenset(), {})
        )


class StepRule(_Part):
    """One piece of advice: `step` says what to do, `why` what speaks for it, with `{variables}` of what is known."""

    id: Id
    rank: Rank
    when: When
    step: InBoth
    why: InBoth
    act: Act


class Steps(_Part):
    """The section `steps` of a pack."""

    steps: Annotated[tuple[StepRule, ...], Field(min_length=1)]
