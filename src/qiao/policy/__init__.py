"""Policy is data: the domain pack, loaded, checked and versioned."""

from qiao.policy.emotion_lines import FeltLine
from qiao.policy.loading import FEWEST_UTTERANCES, load_pack
from qiao.policy.pack import Pack, PackInvalid, Problem, Utterance
from qiao.policy.schema import ACKNOWLEDGED, OUT_OF_SCOPE, Article, InBoth, Intent, IntentType, Term

__all__ = [
    "ACKNOWLEDGED",
    "FEWEST_UTTERANCES",
    "OUT_OF_SCOPE",
    "Article",
    "FeltLine",
    "InBoth",
    "Intent",
    "IntentType",
    "Pack",
    "PackInvalid",
    "Problem",
    "Term",
    "Utterance",
    "load_pack",
]
