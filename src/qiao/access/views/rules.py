"""Pure decisions about what is shown: the mask of a field, its parts, and the way to its clear value."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from qiao.access.grants import Because, Form, GrantBook, Hidden, Right, Shown

_CLEAR = frozenset({Right.FULL, Right.WRITE})
# Of an address the mask leaves the district, so the part `region` and the mask are the same words. No other part of an
# identifying field can be made from its mask, and nothing else is opened to show a part.
_PARTS_IN_MASK = frozenset({("address", Form.REGION)})


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Who the customer is, as one member of staff may know it: `name` is her masked name, or what tells two apart."""

    id: UUID
    kind: str
    name: str
    level: str

    def wire(self) -> dict[str, str]:
        """The protocol's `Customer`."""
        return {"id": str(self.id), "kind": self.kind, "name": self.name, "level": self.level}


def customer_card(customer_id: UUID, *, kind: str, masked_name: str | None, level: str) -> CustomerCard:
    """The card; without a name the tail of the id stands for it, which says nothing about her."""
    word = "客户" if kind == "customer" else "访客"
    return CustomerCard(customer_id, kind, masked_name or f"{word} {customer_id.hex[-4:].upper()}", level)


def mask_is_shown(field: str, answer: Shown | Hidden) -> bool:
    """Whether the mask of an identifying value is for this viewer: the same mask for all who see any of it."""
    if isinstance(answer, Hidden):
        return False
    if answer.right is Right.PARTIAL:
        return (field, answer.form) in _PARTS_IN_MASK or any(grant.right is Right.MASKED for grant in answer.also)
    return True


@dataclass(frozen=True, slots=True)
class Reach:
    """The clear value can be had: for these purposes, and after proving again who one is where `step_up` says so."""

    purposes: tuple[str, ...]
    step_up: bool


def clear_right(book: GrantBook, post: str, field: str, purposes: Iterable[str]) -> Reach | Hidden:
    """Whether the table lets this post see the field in clear for one of these purposes, what is in hand left aside."""
    allowed = frozenset(purposes)
    reached: list[str] = []
    step_up = True
    others: list[str] = []
    for purpose in book.table.purposes(post, field):
        grants = [one for one in book.table.offers(post, field, purpose) if one.right in _CLEAR and one.form is None]
        if not grants:
            continue
        (reached if purpose in allowed else others).append(purpose)
        if purpose in allowed:
            step_up = step_up and all(one.step_up for one in grants)
    if reached:
        return Reach(tuple(reached), step_up)
    if others:
        return Hidden(Because.SUBJECT, purposes=tuple(others))
    return Hidden(Because.NEVER if book.table.is_nobodys(field) else Because.NO_GRANT)
