"""Faults that are switched on, and what they do to a request."""

from qiao.backoffice.sandbox.lender import Lender
from qiao.backoffice.sandbox.records import FaultKind, FaultRecord

DEFAULT_DELAY_MS = {FaultKind.SLOW: 2_000, FaultKind.TIMEOUT_AFTER: 60_000}


def switch_on(
    lender: Lender, kind: FaultKind, operation: str, *, delay_ms: int | None = None, times: int | None = None
) -> FaultRecord:
    """Let an operation (`payments.repay`), a group (`payments.`) or all (`*`) go wrong, `times` times or until off."""
    return lender.keep(
        FaultRecord(
            id=lender.number("FT"),
            kind=kind,
            operation=operation,
            delay_ms=DEFAULT_DELAY_MS.get(kind, 0) if delay_ms is None else delay_ms,
            left=times,
        )
    )


def switch_off(lender: Lender, identifier: str) -> None:
    lender.store.drop(lender.need(FaultRecord, identifier))


def switch_all_off(lender: Lender) -> None:
    for one in list(lender.store.all(FaultRecord)):
        lender.store.drop(one)


def hits(lender: Lender, operation: str) -> list[FaultRecord]:
    """The faults that hit this request; those that are counted have one less left. Within a transaction."""
    found = [one for one in lender.store.all(FaultRecord) if _matches(one.operation, operation)]
    for one in found:
        if one.left is None:
            continue
        if one.left <= 1:
            lender.store.drop(one)
        else:
            lender.change(one, left=one.left - 1)
    return found


def any_for(lender: Lender, operation: str) -> bool:
    return any(_matches(one.operation, operation) for one in lender.store.all(FaultRecord))


def _matches(pattern: str, operation: str) -> bool:
    return pattern in {"*", operation} or (pattern.endswith(".") and operation.startswith(pattern))
