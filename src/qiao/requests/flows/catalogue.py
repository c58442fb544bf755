"""What flows may read and have done: names, arguments, and the facts that come back.

A flow that names anything else does not pass the check of its pack, so a fact in a text is a fact that arrives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qiao.policy.rules import Level


class FactType(StrEnum):
    """What a fact is, which decides how it is written. Money is fen; dates and moments are ISO; an id is never shown;
    phones, e-mail addresses, card and identity numbers are shown masked; of a file, that there is one.
    """

    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    COUNT = "count"
    FLAG = "flag"
    TEXT = "text"
    PHONE = "phone"
    EMAIL = "email"
    CARD_NUMBER = "card_number"
    ID_NUMBER = "id_number"
    FILE = "file"
    ID = "id"


Facts = Mapping[str, FactType]
PROVEN = "is_proven"
"""The flag by which a read of proofs says that what was to be proven is."""


@dataclass(frozen=True, slots=True)
class ReadSpec:
    """A read. `many`: it answers with rows. `level` is what a session needs before it may see the answer.

    `of_proofs`: its answer changes when somebody proves something, and is asked for anew then.
    """

    takes: frozenset[str]
    gives: Facts
    many: bool = False
    level: Level = "A1"
    of_proofs: bool = False


@dataclass(frozen=True, slots=True)
class EffectSpec:
    """An effect; `optional` arguments may stay unknown. `refuses` are the codes it may be refused with."""

    takes: frozenset[str]
    gives: Facts
    optional: frozenset[str] = frozenset()
    refuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is registered, by name. The composition root joins the parts that the rooms bring."""

    reads: Mapping[str, ReadSpec] = field(default_factory=dict[str, ReadSpec])
    effects: Mapping[str, EffectSpec] = field(default_factory=dict[str, EffectSpec])

    def joined(self, other: "Catalogue") -> "Catalogue":
        """Both together. Raises ValueError for a name that stands in both."""
        twice = (self.reads.keys() & other.reads.keys()) | (self.effects.keys() & other.effects.keys())
        if twice:
            raise ValueError(f"registered twice: {', '.join(sorted(twice))}")
        return Catalogue({**self.reads, **other.reads}, {**self.effects, **other.effects})
