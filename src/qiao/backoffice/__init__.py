"""The lender's own systems, seen from the house: what can be asked of them, and what is done to them exactly once.

`contract` is the written agreement (operations, shapes, signatures); a lender implements it in front of its core
systems. Everything done to them goes through `perform`: recorded in the transaction that wants it, carried out by a
job, reconciled where an answer is lost, proven by reading back. What the lender tells of itself is read by `feed`.
`http` speaks the contract; `sandbox` is a lender that does not exist, for trying and testing everything.
"""

from qiao.backoffice import contract
from qiao.backoffice.actions import EffectKeyReused, EffectNotStuck, Intended, perform, take_up_again
from qiao.backoffice.dealings import LOANS_TELLER
from qiao.backoffice.events import (
    DEDUCTION_FAILED,
    EFFECT_EVENTS,
    EFFECT_PENDING,
    EFFECT_REFUSED,
    EFFECT_STUCK,
    EFFECT_VERIFIED,
    LENDER_TOLD,
    LOAN_DISBURSED,
    LOAN_EVENTS,
    LOAN_OVERDUE,
    LOAN_SETTLED,
    subject_of,
)
from qiao.backoffice.model import EffectId, EffectState
from qiao.backoffice.personal_data import BackOfficeHolder
from qiao.backoffice.ports import (
    BackOffice,
    BackOfficeAway,
    BackOfficeRefused,
    ContractBroken,
    NoBackOffice,
    OutcomeUnknown,
)
from qiao.backoffice.queries import (
    Arrival,
    Effect,
    EffectNotFound,
    answer_of,
    arrivals,
    effect,
    effect_by_key,
    effects_that_made,
    not_arrived,
    unfinished,
)
from qiao.backoffice.rules import befell

__all__ = [
    "DEDUCTION_FAILED",
    "EFFECT_EVENTS",
    "EFFECT_PENDING",
    "EFFECT_REFUSED",
    "EFFECT_STUCK",
    "EFFECT_VERIFIED",
    "LENDER_TOLD",
    "LOANS_TELLER",
    "LOAN_DISBURSED",
    "LOAN_EVENTS",
    "LOAN_OVERDUE",
    "LOAN_SETTLED",
    "Arrival",
    "BackOffice",
    "BackOfficeAway",
    "BackOfficeHolder",
    "BackOfficeRefused",
    "ContractBroken",
    "Effect",
    "EffectId",
    "EffectKeyReused",
    "EffectNotFound",
    "EffectNotStuck",
    "EffectState",
    "Intended",
    "NoBackOffice",
    "OutcomeUnknown",
    "answer_of",
    "arrivals",
    "befell",
    "contract",
    "effect",
    "effect_by_key",
    "effects_that_made",
    "not_arrived",
    "perform",
    "subject_of",
    "take_up_again",
    "unfinished",
]
