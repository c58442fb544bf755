"""The paths that texts, branches and arguments of a flow may use, and what each of them is."""

from collections.abc import Mapping

from qiao.requests.flows.book import SLOT_FACTS, picks_from
from qiao.requests.flows.catalogue import Catalogue, FactType
from qiao.requests.flows.definition import Flow, SlotType

Paths = Mapping[str, FactType]


def paths_of(flow: Flow, catalogue: Catalogue) -> Paths:
    """By path. Reads with many rows have none of their own: a slot picks a row, a card shows them all."""
    paths: dict[str, FactType] = {}
    for alias, read in flow.reads.items():
        spec = catalogue.reads.get(read.name)
        if spec is not None and not spec.many:
            paths |= {f"{alias}.{field}": kind for field, kind in spec.gives.items()}
    for name, slot in flow.slots.items():
        paths[name] = SLOT_FACTS.get(slot.type, FactType.TEXT)
        options = picks_from(slot)
        gives = fields_of(flow, options.read, catalogue) if options and slot.type is SlotType.PICK else {}
        paths |= {f"{name}.{field}": kind for field, kind in gives.items()}
    return paths


def fields_of(flow: Flow, alias: str, catalogue: Catalogue) -> Paths:
    """The fields of a read's rows; none where the read is not known, which is told elsewhere."""
    read = flow.reads.get(alias)
    spec = catalogue.reads.get(read.name) if read else None
    return spec.gives if spec else {}


def of_receipt(flow: Flow, catalogue: Catalogue) -> Paths:
    """What a receipt may say besides: its number, and the effect's own answer."""
    spec = catalogue.effects.get(flow.effect.name) if flow.effect else None
    return {"receipt.number": FactType.TEXT} | {
        f"done.{field}": kind for field, kind in (spec.gives if spec else {}).items()
    }
