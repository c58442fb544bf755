"""What the desk's actions stand on, and the names under which it is heard."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from qiao import access
from qiao.desk.routing import Rules
from qiao.foundation.keys import KeyRing
from qiao.policy import Pack

TOPIC = "desk"
LEASE = timedelta(seconds=15)
OFFER_JOB = "desk.offer"
CALL_JOB = "desk.call"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's actions need: the key ring, the pack's texts, the table of rights and
    what may be opened by it, the rules of routing, and how much an agent holds of whom nothing else is said.
    """

    ring: KeyRing
    pack: Pack
    views: access.Views
    reveals: access.Reveals
    routing: Rules
    capacity: int


def presence_topic(staff_id: UUID) -> str:
    """The bus topic of one agent's own presence."""
    return f"{TOPIC}:presence:{staff_id.hex}"
