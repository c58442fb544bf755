"""Which function serves which operation of the contract."""

from collections.abc import Callable
from typing import Any

from qiao.backoffice.contract.operation import Gives, Operation, Takes
from qiao.backoffice.sandbox.lender import Lender

Handler = Callable[[Lender, str, Takes], Gives]

HANDLERS: dict[str, Handler[Any, Any]] = {}


def serves(operation: Operation[Takes, Gives]) -> Callable[[Handler[Takes, Gives]], Handler[Takes, Gives]]:
    """Let the function serve the operation: it is given the lender, the identifier in the path, and what was asked."""

    def mark(handler: Handler[Takes, Gives]) -> Handler[Takes, Gives]:
        HANDLERS[operation.id] = handler
        return handler

    return mark
