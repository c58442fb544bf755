"""The customer: who she is to the lender, the visitor she is before anyone knows, and what holds of her.

Identifying values are sealed under the customer's own key; everybody gets the masked form.
"""

from qiao.customers.actions import become_customer, data_key, identify, known_as, new_visitor, open_reference
from qiao.customers.fields import (
    FieldNotFound,
    FieldValue,
    TooManyValues,
    fields_of,
    find_by_field,
    find_field,
    matches,
    open_field,
    put_field,
)
from qiao.customers.masks import mask
from qiao.customers.merges import CUSTOMERS_MERGED, CUSTOMERS_PARTED, Person, person_of, persons_of
from qiao.customers.model import CustomerField, CustomerKind
from qiao.customers.people import PeopleHere
from qiao.customers.personal_data import CustomersHolder
from qiao.customers.queries import Customer, CustomerNotFound, find, find_many
from qiao.customers.standing import (
    STANDING,
    STANDING_CHANGED,
    Because,
    By,
    LenderSaid,
    Source,
    consents_at,
    flags_at,
    holds_at,
    is_kept,
    is_stopped,
    keep_said,
    keep_seen_flags,
    lenders_flags,
    place_hold,
    preferences_at,
    set_flag,
    stop_calls,
    wants_no_calls,
)

__all__ = [
    "CUSTOMERS_MERGED",
    "CUSTOMERS_PARTED",
    "STANDING",
    "STANDING_CHANGED",
    "Because",
    "By",
    "Customer",
    "CustomerField",
    "CustomerKind",
    "CustomerNotFound",
    "CustomersHolder",
    "FieldNotFound",
    "FieldValue",
    "LenderSaid",
    "PeopleHere",
    "Person",
    "Source",
    "TooManyValues",
    "become_customer",
    "consents_at",
    "data_key",
    "fields_of",
    "find",
    "find_by_field",
    "find_field",
    "find_many",
    "flags_at",
    "holds_at",
    "identify",
    "is_kept",
    "is_stopped",
    "keep_said",
    "keep_seen_flags",
    "known_as",
    "lenders_flags",
    "mask",
    "matches",
    "new_visitor",
    "open_field",
    "open_reference",
    "person_of",
    "persons_of",
    "place_hold",
    "preferences_at",
    "put_field",
    "set_flag",
    "stop_calls",
    "wants_no_calls",
]
