"""What requests need from outside: the verdict of the rules, and a way to seal what nobody may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from qiao.policy import InBoth
from qiao.policy.rules import Level, Party
from qiao.requests.values import Value


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the level of the session, for whom she speaks, and the post that carries it out."""

    level: Level = "A0"
    party: Party = "self"
    post: str = "bot"


@dataclass(frozen=True, slots=True)
class At:
    """Whose dialogue is moved, and by whom: the level is that of the session that spoke.

    `actor` is the agent (`agent:ID`) who moves it for the customer; None where she does so herself.
    """

    conversation_id: UUID
    customer_id: UUID
    who: Caller
    language: str
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class RuleApplied:
    """A rule that made a refusal or calls a person; `alternative` is the intent of what can be done instead."""

    id: str
    text: InBoth
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say. With `not_known_yet`, `missing` names the facts that would decide."""

    outcome: Literal["allowed", "refused", "to_person", "needs_level", "not_known_yet"]
    reasons: tuple[RuleApplied, ...] = ()
    level: Level = "A0"
    missing: frozenset[str] = frozenset()


class Rules(Protocol):
    """The one engine over the dated rule table."""

    def verdict(self, request: str, facts: Mapping[str, Value], who: Caller, now: datetime) -> Verdict:
        """Pure. `request` is the intent that began the flow.

        `facts`: what the customer gave by slot (`request.amount`), what was picked and read as `loan.field`,
        `quote.field`, under the names that the rules of the pack know.
        """
        ...


class Sealer(Protocol):
    """Seals a value to its place. The key and its owner are the caller's business."""

    def seal(self, place: str, value: str) -> str: ...

    def open(self, place: str, sealed: str) -> str:
        """Raises an error of its own when the value was sealed elsewhere or its key is gone."""
        ...
