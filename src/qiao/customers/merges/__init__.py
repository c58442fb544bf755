"""Two records that are one person: linked, never rewritten, so that parting them gives back exactly what was.

Each record keeps its conversations, its key and its words. Who reads of a person reads all of them (`person_of`), and
of what holds of her the stricter wins.
"""

from qiao.customers.merges.actions import (
    AlreadyOnePerson,
    MergedMeanwhile,
    MergeNotFound,
    NotMerged,
    NotToBeMerged,
    OwnMerge,
    PartingNeedsAnother,
    Wish,
    decide,
    part,
    propose,
)
from qiao.customers.merges.dealings import MERGES_TELLER
from qiao.customers.merges.events import CUSTOMERS_MERGED, CUSTOMERS_PARTED
from qiao.customers.merges.model import MergeRow, MergeState
from qiao.customers.merges.queries import Person, lock_person, merges_of, person_of, persons_of, side_of
from qiao.customers.merges.rules import PART_ALONE_FOR, Plan, Side, Trouble, plan

__all__ = [
    "CUSTOMERS_MERGED",
    "CUSTOMERS_PARTED",
    "MERGES_TELLER",
    "PART_ALONE_FOR",
    "AlreadyOnePerson",
    "MergeNotFound",
    "MergeRow",
    "MergeState",
    "MergedMeanwhile",
    "NotMerged",
    "NotToBeMerged",
    "OwnMerge",
    "PartingNeedsAnother",
    "Person",
    "Plan",
    "Side",
    "Trouble",
    "Wish",
    "decide",
    "lock_person",
    "merges_of",
    "part",
    "person_of",
    "persons_of",
    "plan",
    "propose",
    "side_of",
]
