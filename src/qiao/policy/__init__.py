"""Policy is data: the domain pack, loaded, checked and versioned."""

from qiao.policy.emotion_lines import FeltLine
from qiao.policy.lanes import Lane, sooner
from qiao.policy.loading import FEWEST_UTTERANCES, load_pack
from qiao.policy.pack import Pack, Utterance
from qiao.policy.problems import PackInvalid, Problem
from qiao.policy.reading import PackFolder
from qiao.policy.schema import (
    ACKNOWLEDGED,
    FACT,
    LANGUAGES,
    OUT_OF_SCOPE,
    Article,
    InBoth,
    Intent,
    IntentType,
    Term,
)
from qiao.policy.sections import Section
from qiao.policy.yaml_lines import YamlFile

__all__ = [
    "ACKNOWLEDGED",
    "FACT",
    "FEWEST_UTTERANCES",
    "LANGUAGES",
    "OUT_OF_SCOPE",
    "Article",
    "FeltLine",
    "InBoth",
    "Intent",
    "IntentType",
    "Lane",
    "Pack",
    "PackFolder",
    "PackInvalid",
    "Problem",
    "Section",
    "Term",
    "Utterance",
    "YamlFile",
    "load_pack",
    "sooner",
]
