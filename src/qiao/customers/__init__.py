"""The customer: who she is to the lender, and the visitor she is before anyone knows.

Identifying values are sealed under the customer's own key; everybody gets the masked form.
"""

from qiao.customers.actions import become_customer, data_key, identify, new_visitor, open_reference
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
from qiao.customers.model import CustomerField, CustomerKind
from qiao.customers.people import PeopleHere
from qiao.customers.personal_data import CustomersHolder
from qiao.customers.queries import Customer, CustomerNotFound, find, find_many

__all__ = [
    "Customer",
    "CustomerField",
    "CustomerKind",
    "CustomerNotFound",
    "CustomersHolder",
    "FieldNotFound",
    "FieldValue",
    "PeopleHere",
    "TooManyValues",
    "become_customer",
    "data_key",
    "fields_of",
    "find",
    "find_by_field",
    "find_field",
    "find_many",
    "identify",
    "matches",
    "new_visitor",
    "open_field",
    "open_reference",
    "put_field",
]
