"""The one door through which a customer's data reaches a person.

Whoever shows something of a customer takes a `Look` first: the decision of the table of rights on every field, for
this post, this purpose and what is in hand now. What the look does not show is left out of the answer, and the look is
on record before anything is read.
"""

from qiao.access.views.dealings import Dealing, DealingKind, Stretch, Teller, told
from qiao.access.views.looking import About, Look, NotRecorded, Views, with_record
from qiao.access.views.ports import Rota
from qiao.access.views.queries import Held
from qiao.access.views.rules import CustomerCard, Reach, clear_right, customer_card

__all__ = [
    "About",
    "CustomerCard",
    "Dealing",
    "DealingKind",
    "Held",
    "Look",
    "NotRecorded",
    "Reach",
    "Rota",
    "Stretch",
    "Teller",
    "Views",
    "clear_right",
    "customer_card",
    "told",
    "with_record",
]
