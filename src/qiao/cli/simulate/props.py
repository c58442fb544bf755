"""The values a customer has at hand, and how they are put into her words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDERS = frozenset(
    """
    customer.id customer.name customer.phone customer.phone_tail customer.email customer.id_number
    customer.id_tail customer.region
    loan.id loan.number loan.product loan.product_short loan.principal loan.outstanding loan.next_due loan.due_now
    loan.overdue loan.penalty loan.due_day loan.next_due_on loan.settled_on loan.months loan.last_paid
    loan.last_paid_on loan.interest_month loan.interest_month_iso
    card.id card.tail card.bank other_card.id other_card.tail other_card.bank
    application.id application.amount
    limit.now limit.lower limit.higher
    new.phone new.phone_2 new.card new.card_tail new.bank new.due_day new.due_day_2 new.address new.email new.id_expiry
    day.today day.tomorrow day.in_2 day.in_3 day.in_5 day.in_20 day.today_iso day.tomorrow_iso day.in_3_iso
    day.in_5_iso
    other.name other.phone other.id other.phone_tail
    """.split()  # noqa: SIM905  (names of a language of its own read best as words)
)

_HOLE = re.compile(r"\{([a-z_]+\.[a-z_0-9]+)\}")


def placeholders(text: str) -> set[str]:
    """The names of the placeholders in a text."""
    return set(_HOLE.findall(text))


class PropMissing(KeyError):
    """A task names something that the customer cast for it does not have."""


@dataclass(frozen=True, slots=True)
class Props:
    values: Mapping[str, str]

    def fill(self, template: str) -> str:
        """The template with its placeholders filled. Raises PropMissing."""
        return _HOLE.sub(lambda hole: self._value(hole[1]), template)

    def _value(self, name: str) -> str:
        if name not in self.values:
            raise PropMissing(name)
        return self.values[name]
