"""What the customer, or the agent for her, did: words as they were understood, or a button."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qiao.language import Entity, EntityValue

Author = Literal["customer", "agent"]


@dataclass(frozen=True, slots=True)
class Said:
    """An entity of the message: its type, value and unit as `language.entities` names them, and where it begins."""

    type: str
    value: "EntityValue"
    start: int = 0
    unit: str | None = None


def said(entities: "Iterable[Entity]") -> tuple[Said, ...]:
    """What was found in a message, as a dialogue takes it."""
    return tuple(Said(str(one.type), one.value, one.start, one.unit) for one in entities)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message. `intents`: those accepted of each of its parts, in order; `entities` of the whole of it.

    `button` is the id of what was pressed, and wins over the words; `file` that of a file, which has none.
    `wants_person` and `complains` are signals, both at once in 我要投诉，叫领导来; `may_complain` is one that cannot
    be ruled out; `upset`: a person is thought of for how she feels, without a word of hers about one. `knows`: by the
    names of slots, what she has said before it came to a request that asks for it.
    `briefly`: nobody takes up answers in words just now, so whatever a request may leave out is left out.
    """

    text: str = ""
    entities: tuple[Said, ...] = ()
    intents: tuple[str, ...] = ()
    button: str | None = None
    file: str | None = None
    wants_person: bool = False
    complains: bool = False
    may_complain: bool = False
    upset: bool = False
    by: Author = "customer"
    knows: "Mapping[str, str]" = field(default_factory=dict[str, str])
    briefly: bool = False
