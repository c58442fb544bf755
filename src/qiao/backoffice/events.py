"""What the room announces of effects, and of the lender. Payloads hold ids, codes and states."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

_KIND = "effect"

EFFECT_VERIFIED = declare(
    "EffectVerified", kind=_KIND, on_erase=OnErase.KEEP, why="effects are counted; ids and the operation alone"
)
EFFECT_REFUSED = declare(
    "EffectRefused", kind=_KIND, on_erase=OnErase.KEEP, why="refusals are counted by the contract's code"
)
EFFECT_PENDING = declare(
    "EffectPending", kind=_KIND, on_erase=OnErase.KEEP, why="how long an outcome stays unknown is counted"
)
EFFECT_STUCK = declare("EffectStuck", kind=_KIND, on_erase=OnErase.KEEP, why="what a person had to mend is counted")

EFFECT_EVENTS = (EFFECT_VERIFIED, EFFECT_REFUSED, EFFECT_PENDING, EFFECT_STUCK)
"""Whatever is told of an effect."""

LENDER_TOLD = declare(
    "LenderTold",
    kind=_KIND,
    on_erase=OnErase.KEEP,
    why="what became of an effect at the lender, by the lender's own numbers and states; it names nobody",
)
"""An event of the lender's feed that somebody in the house asked for. Subject is what it is about."""

LOAN_OVERDUE = declare(
    "LoanOverdue", kind=_KIND, on_erase=OnErase.KEEP, why="that a loan fell due unpaid, by the lender's number of it"
)
DEDUCTION_FAILED = declare(
    "DeductionFailed", kind=_KIND, on_erase=OnErase.KEEP, why="failed deductions are counted, by the contract's code"
)
LOAN_DISBURSED = declare(
    "LoanDisbursed", kind=_KIND, on_erase=OnErase.KEEP, why="that money went out, by the lender's number of the loan"
)
LOAN_SETTLED = declare(
    "LoanSettled", kind=_KIND, on_erase=OnErase.KEEP, why="that a loan is paid, by the lender's number of it"
)
LOAN_EVENTS = (LOAN_OVERDUE, DEDUCTION_FAILED, LOAN_DISBURSED, LOAN_SETTLED)
"""What befell a loan at the lender of its own accord. Subject is the loan; nobody is told of it unasked by these."""


def subject_of(resource_id: str) -> str:
    """Under which subject events about this are told, one after the other."""
    return f"lender:{resource_id}"
