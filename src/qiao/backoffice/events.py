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


def subject_of(resource_id: str) -> str:
    """Under which subject events about this are told, one after the other."""
    return f"lender:{resource_id}"
