"""What the effect log needs of the lender's systems, and how asking them can go wrong."""

from typing import Any, Protocol

from pydantic import BaseModel

from qiao.backoffice.contract.happenings import Outcome
from qiao.backoffice.contract.operation import Gives, Operation, Shape, Takes
from qiao.foundation.errors import Conflict, Unavailable


class BackOfficeAway(Unavailable):
    """The lender was not reached, so nothing has happened there; asking again is safe."""


class OutcomeUnknown(Unavailable):
    """The lender was asked, and its answer did not come or cannot be trusted: it may have happened."""


class BackOfficeRefused(Conflict):
    """The lender refused. Nothing has happened, and the same request is refused again.

    `reason` is the code of the contract, `facts` what it says about this case.
    """

    def __init__(self, reason: str, facts: dict[str, Any]) -> None:
        super().__init__(reason=reason, facts=facts)
        self.reason, self.facts = reason, facts


class ContractBroken(Conflict):
    """The lender and the house do not understand each other: an answer or a refusal that the contract does not know."""


class BackOffice(Protocol):
    """The lender's systems. Every call carries a deadline; none is made inside a database transaction."""

    async def read(
        self, operation: Operation[Takes, Gives], subject: str = "", query: BaseModel | None = None
    ) -> Gives:
        """Raises BackOfficeAway when there is no answer, BackOfficeRefused when there is no such thing."""
        ...

    async def order(self, operation: Operation[Any, Any], subject: str, body: BaseModel, *, key: str) -> Shape:
        """Let something happen, once for each `key`.

        Raises BackOfficeRefused, BackOfficeAway, OutcomeUnknown or ContractBroken.
        """
        ...

    async def outcome(self, key: str) -> Outcome | None:
        """What became of an order; None when the lender has never seen the key. Raises BackOfficeAway."""
        ...


class NoBackOffice:
    """Where no lender is set up: never reached, so nothing ever happens there. Fulfils `BackOffice`."""

    async def read(
        self, operation: Operation[Takes, Gives], subject: str = "", query: BaseModel | None = None
    ) -> Gives:
        _ = (subject, query)
        raise BackOfficeAway(operation=operation.id)

    async def order(self, operation: Operation[Any, Any], subject: str, body: BaseModel, *, key: str) -> Shape:
        _ = (subject, body, key)
        raise BackOfficeAway(operation=operation.id)

    async def outcome(self, key: str) -> Outcome | None:
        _ = key
        raise BackOfficeAway(operation="outcomes.read")

    async def document(self, document_id: str) -> bytes:
        _ = document_id
        raise BackOfficeAway(operation="documents.content")
