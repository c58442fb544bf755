"""The contract of the lender's back office, version 1: operations, shapes, signatures.

A catalogue of typed operations (`OPERATIONS`) from which everything else follows: the OpenAPI document, the sandbox
lender's routes, a client. Nothing here does anything.
"""

from qiao.backoffice.contract import catalogue, customers, happenings, loans, payments, service, signing
from qiao.backoffice.contract.catalogue import DOCUMENT_CONTENT_PATH, OPERATIONS
from qiao.backoffice.contract.operation import (
    VERSION,
    Listed,
    Nothing,
    Operation,
    Order,
    Refusal,
    Resource,
    Shape,
    System,
)

__all__ = [
    "DOCUMENT_CONTENT_PATH",
    "OPERATIONS",
    "VERSION",
    "Listed",
    "Nothing",
    "Operation",
    "Order",
    "Refusal",
    "Resource",
    "Shape",
    "System",
    "catalogue",
    "customers",
    "happenings",
    "loans",
    "payments",
    "service",
    "signing",
]
