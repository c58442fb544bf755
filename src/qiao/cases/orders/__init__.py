"""Work orders go from the service to another department and come back with an answer, in time.

Everything that is done is a row of a history to which is only added; where an order stands, and until when it is
answered, follow from it. A department sees what it was asked, and nothing else of the customer.
"""

from qiao.cases.orders.files import named_files
from qiao.cases.orders.model import OrderViewRow, WorkOrderActRow, WorkOrderBarRow, WorkOrderFileRow, WorkOrderRow
from qiao.cases.orders.opinions import OpinionOrders
from qiao.cases.orders.parts import LOOK_JOB, Ordering
from qiao.cases.orders.section import ORDERS
from qiao.cases.orders.settling import look_handler
from qiao.cases.orders.writing import details_place, words_place

__all__ = [
    "LOOK_JOB",
    "ORDERS",
    "OpinionOrders",
    "OrderViewRow",
    "Ordering",
    "WorkOrderActRow",
    "WorkOrderBarRow",
    "WorkOrderFileRow",
    "WorkOrderRow",
    "details_place",
    "look_handler",
    "named_files",
    "words_place",
]
