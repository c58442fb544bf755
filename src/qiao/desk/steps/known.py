"""What may decide about a step: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qiao.language import Emotion, SignalName, mood_of
from qiao.policy import InBoth

_LATELY = 3
Stands = Literal["asks", "proof", "runs"]


@dataclass(frozen=True, slots=True)
class InHand:
    """The request on top: it asks for something, needs proof of who is there, or its effect is under way."""

    flow: str
    name: InBoth
    stands: Stands


@dataclass(frozen=True, slots=True)
class Felt:
    """How she felt in one message, by its number."""

    seq: int
    emotion: Emotion


@dataclass(frozen=True, slots=True)
class Known:
    """What may decide about a step. What may not be seen is not known: it is neither so nor otherwise.

    `signals`: the words in which each was heard. `wants`: what she wants last; `begins`: the matter of hers that
    begins a request which can be begun here, of those in `can_begin`. `ended`: the requests of this contact by how
    they ended. `standing`: flags and holds by name; `can_set`: those that this post may set. `skills`: None is every.
    `last`: the intent of her last message, small talk too. `words`: what she said last.
    """

    signals: Mapping[SignalName, str] = field(default_factory=dict[SignalName, str])
    felt: tuple[Felt, ...] = ()
    wants: str | None = None
    last: str | None = None
    begins: str | None = None
    can_begin: frozenset[str] = frozenset()
    can_request: bool = False
    request: InHand | None = None
    ended: Mapping[str, InBoth] = field(default_factory=dict[str, InBoth])
    standing: Mapping[str, InBoth] = field(default_factory=dict[str, InBoth])
    sees_standing: bool = False
    can_set: frozenset[tuple[str, str]] = frozenset()
    news: frozenset[str] = frozenset()
    has_complaint: bool | None = None
    call: InBoth | None = None
    is_open: bool = True
    skills: frozenset[str] | None = None
    waits: bool = False
    came: str | None = None
    words: str = ""
    matters: Mapping[str, InBoth] = field(default_factory=dict[str, InBoth])
    with_article: frozenset[str] = frozenset()

    @property
    def felt_lately(self) -> tuple[Emotion, ...]:
        return tuple(one.emotion for one in self.felt[-_LATELY:])

    @property
    def is_rising(self) -> bool:
        return mood_of([one.emotion for one in self.felt]).is_rising

    def can(self, skill: str) -> bool:
        return self.skills is None or skill in self.skills

    def told(self, signals: frozenset[SignalName]) -> Mapping[str, InBoth]:
        """What may be told beside a step that these signals advise, by the variable."""
        wanted = self.matters.get(self.begins or self.wants or "")
        request = self.request.name if self.request else next(iter(self.ended.values()), None)
        heard = next((words for name, words in self.signals.items() if name in signals), None)
        holds = list(self.standing.values())
        found = {
            "matter": wanted,
            "request": request,
            "heard": InBoth(zh=heard, en=heard) if heard else None,
            "call": self.call,
            "standing": InBoth(zh="、".join(one.zh for one in holds), en=", ".join(one.en for one in holds))
            if holds
            else None,
        }
        return {name: value for name, value in found.items() if value is not None}
