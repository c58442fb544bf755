"""The flows of a pack, as the interpreter uses them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from qiao.policy import InBoth, Intent
from qiao.requests.flows.catalogue import Catalogue, FactType, ReadSpec
from qiao.requests.flows.definition import Flow, OfRead, Slot, SlotType
from qiao.requests.flows.words import Words, filled

SLOT_FACTS: Mapping[SlotType, FactType] = {
    SlotType.AMOUNT: FactType.MONEY,
    SlotType.DATE: FactType.DATE,
    SlotType.COUNT: FactType.COUNT,
    SlotType.DAY: FactType.COUNT,
    SlotType.PHONE: FactType.PHONE,
    SlotType.EMAIL: FactType.EMAIL,
    SlotType.CARD_NUMBER: FactType.CARD_NUMBER,
    SlotType.ID_NUMBER: FactType.ID_NUMBER,
    SlotType.FILE: FactType.FILE,
}
"""How slots are written where it is not as text."""


COMPLAINT = "complaint_register"
"""The intent of whoever complains."""


@dataclass(frozen=True, slots=True)
class NamedHandOver:
    """Requests that no flow takes yet: a person does, and this is said first."""

    intents: tuple[str, ...]
    text: InBoth


@dataclass(frozen=True, slots=True)
class NamedRefusal:
    """What is said when an effect is refused with the code `id`; `alternative` is the intent of what can be done."""

    id: str
    text: InBoth
    alternative: str | None = None


@dataclass(frozen=True)
class FlowBook:
    """The section `flows` of a pack. Every intent leads to at most one flow."""

    flows: Mapping[str, Flow]
    hand_overs: Mapping[str, NamedHandOver]
    texts: Mapping[str, InBoth]
    intents: Mapping[str, Intent]
    catalogue: Catalogue
    refusals: Mapping[str, NamedRefusal] = field(default_factory=dict[str, NamedRefusal])
    """What is said when an effect is refused, by the code of the refusal."""

    @cached_property
    def _by_intent(self) -> dict[str, Flow]:
        return {intent: flow for flow in self.flows.values() for intent in flow.intents}

    @property
    def begun_by(self) -> AbstractSet[str]:
        """The intents that begin a flow."""
        return self._by_intent.keys()

    def flow_of(self, intent: str) -> Flow | None:
        return self._by_intent.get(intent)

    @property
    def complaint(self) -> Flow | None:
        """The flow that takes up complaints; without one a person does."""
        return self.flow_of(COMPLAINT)

    def read_of(self, flow: Flow, alias: str) -> ReadSpec:
        return self.catalogue.reads[flow.reads[alias].name]

    def text(self, key: str, **values: Words) -> Words:
        """One of the texts of `flows/texts.yaml`. Raises KeyError for an unknown one."""
        return filled(self.texts[key], lambda path: values[path])


def picks_from(slot: Slot) -> OfRead | None:
    """The read that offers a slot's options, where one does."""
    return slot.options if isinstance(slot.options, OfRead) else None
