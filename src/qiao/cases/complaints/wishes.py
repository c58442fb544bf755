"""What somebody wants to do to a complaint, and what she has to say with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.speaking import People
from qiao.cases.model import Source
from qiao.foundation.errors import Invalid

_NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.HANDED_ON: ("to",),
    Kind.CONTACTED: ("words",),
    Kind.NOTED: ("words",),
    Kind.FACT_ASKED: ("words",),
    Kind.LINKED: ("source", "reference"),
    Kind.CARRIED_ON: ("people",),
    Kind.CLASSIFIED: ("classes",),
    Kind.OPINION_ASKED: ("department", "words"),
    Kind.OPINION_GIVEN: ("department", "words"),
    Kind.PAUSED: ("reason",),
    Kind.EXTENSION_ASKED: ("words",),
    Kind.DECISION_PROPOSED: ("outcome", "result", "reasons", "redress_fen"),
    Kind.REFUSED: ("words",),
    Kind.REDRESS_PAID: ("words",),
    Kind.WITHDRAWN: ("words",),
    Kind.REOPENED: ("words",),
    Kind.VERIFICATION_ASKED: ("words",),
}


class ActIncomplete(Invalid):
    """Something that belongs to this act is `missing`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`words` go to the complainant where she is asked or told something, and else stay inside."""

    kind: Kind
    words: str | None = None
    to: UUID | None = None
    department: str | None = None
    reason: str | None = None
    outcome: str | None = None
    result: str | None = None
    reasons: str | None = None
    redress_fen: int | None = None
    letter: str | None = None
    source: Source | None = None
    reference: str | None = None
    answer_by: date | None = None
    classes: Mapping[str, Any] | None = None
    people: People | None = None


def require(wish: Wish) -> None:
    """Raises ActIncomplete."""
    missing = [name for name in _NEEDED.get(wish.kind, ()) if _is_empty(getattr(wish, name))]
    if missing:
        raise ActIncomplete(missing=missing)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
