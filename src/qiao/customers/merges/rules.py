"""Which of two persons goes on as the other, and what forbids it: pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from qiao.customers.model import CustomerKind

PART_ALONE_FOR = timedelta(hours=24)
"""How long one member of staff may part again what was merged; afterwards somebody else has to."""


class Trouble(StrEnum):
    """Why two records cannot be one person."""

    NOBODY_KNOWN = "nobody_known"
    """Two visitors: there is nobody whom the lender knows to merge into."""
    OTHER_IDENTITY = "other_identity"
    BOTH_HAVE_LOANS = "both_have_loans"


@dataclass(frozen=True, slots=True)
class Side:
    """Of one person what decides. `identity`: blind indexes of her certified identity numbers."""

    id: UUID
    kind: CustomerKind
    identity: frozenset[str] = frozenset()
    has_loans: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Who goes on as whom. Two whom the lender knows are joined by two members of staff, whatever was proven."""

    merged: UUID
    into: UUID
    needs_second: bool


def plan(here: Side, other: Side) -> Plan | Trouble:
    """The lender's customer goes on, of two the one whose loans run, else the one in hand."""
    both = here.kind == other.kind
    if both and here.kind is CustomerKind.VISITOR:
        return Trouble.NOBODY_KNOWN
    if here.identity and other.identity and here.identity.isdisjoint(other.identity):
        return Trouble.OTHER_IDENTITY
    if here.has_loans and other.has_loans:
        return Trouble.BOTH_HAVE_LOANS
    stays_here = not other.has_loans if both else here.kind is CustomerKind.CUSTOMER
    merged, into = (other, here) if stays_here else (here, other)
    return Plan(merged.id, into.id, needs_second=both)
