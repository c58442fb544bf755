"""The lender behind the flows: every read, effect and fact of the catalogue, by the back-office contract."""

from qiao.requests.lender import (
    account,
    applications,
    cards,
    disbursements,
    limits,
    loans,
    papers,
    payments,
    people,
    refunds,
    registered,
    service,
)
from qiao.requests.lender.registry import (
    Asking,
    NobodyKnown,
    Order,
    Ordered,
    Place,
    ReadOnce,
    Register,
    Registry,
)

LENDER: Registry = (
    loans.register.registry()
    .joined(people.register.registry())
    .joined(service.register.registry())
    .joined(disbursements.register.registry())
    .joined(payments.register.registry())
    .joined(refunds.register.registry())
    .joined(applications.register.registry())
    .joined(limits.register.registry())
    .joined(account.register.registry())
    .joined(cards.register.registry())
    .joined(papers.register.registry())
    .joined(registered.register.registry())
)

__all__ = ["LENDER", "Asking", "NobodyKnown", "Order", "Ordered", "Place", "ReadOnce", "Register", "Registry"]
