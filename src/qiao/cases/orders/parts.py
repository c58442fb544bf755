"""What work orders stand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qiao import access
from qiao.access import Post
from qiao.cases.complaints.section import Department
from qiao.cases.orders.clocks import Terms
from qiao.cases.orders.rules import SERVICE
from qiao.cases.orders.section import OrderRules, Type
from qiao.foundation.business_calendar import business_date
from qiao.foundation.errors import Invalid
from qiao.foundation.keys import KeyRing
from qiao.policy import Pack
from qiao.policy.rules import RuleBook

LOOK_JOB: Final = "cases.orders.look"


class TypeUnknown(Invalid):
    """An order has one of the types of the pack."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """`sends_word`: there is a lender who tells her on her telephone that there is something to read."""

    ring: KeyRing
    pack: Pack
    book: RuleBook
    rules: OrderRules
    departments: Mapping[str, Department]
    views: access.Views
    sends_word: bool

    def type_of(self, name: str) -> Type:
        """Raises TypeUnknown."""
        try:
            return self.rules.types[name]
        except KeyError:
            raise TypeUnknown(types=sorted(self.rules.types)) from None

    def terms(self, type_name: str, opened_at: datetime) -> Terms:
        """By the figures of the day on which it was opened, in Shanghai."""
        return Terms.on(self.book, self.type_of(type_name), business_date(opened_at))

    def serves(self, post: Post) -> bool:
        """Whether it opens orders and closes them."""
        return post in SERVICE and any(self.views.book.table.offers(post, "complaint_file", "complaint"))

    def works_with(self, post: Post) -> bool:
        return self.serves(post) or bool(self.departments_of(post))

    def departments_of(self, post: Post) -> frozenset[str]:
        """Those for which the post answers."""
        return frozenset(name for name, one in self.departments.items() if post in one.posts)
