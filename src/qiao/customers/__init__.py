"""The customer: who she is to the lender, and the visitor she is before anyone knows.

Identifying values are sealed under the customer's own key; everybody gets the masked form.
"""

from qiao.customers.actions import become_customer, data_key, identify, new_visitor
from qiao.customers.model import CustomerKind
from qiao.customers.personal_data import CustomersHolder
from qiao.customers.queries import Customer, CustomerNotFound, find, find_many

__all__ = [
    "Customer",
    "CustomerKind",
    "CustomerNotFound",
    "CustomersHolder",
    "become_customer",
    "data_key",
    "find",
    "find_many",
    "identify",
    "new_visitor",
]
