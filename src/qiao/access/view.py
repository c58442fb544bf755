"""The one door through which a customer's fields reach a person.

Today every field is masked for every post; grants by post, field and purpose grow behind this same door.
"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """What a member of staff sees of a customer at work: nothing in clear."""

    id: UUID
    kind: str
    name: str
    level: str


def customer_card(customer_id: UUID, *, kind: str, masked_name: str | None, level: str) -> CustomerCard:
    """The card; a visitor is named by the tail of the id so that two of them can be told apart."""
    return CustomerCard(customer_id, kind, masked_name or f"访客 {customer_id.hex[-4:].upper()}", level)
