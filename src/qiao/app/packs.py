"""The pack, read and checked against what this deployment can read and have done."""

from pathlib import Path

import qiao
from qiao import access, cases, customers, desk, emergencies, outreach, policy, requests
from qiao.access import reveals
from qiao.customers.lifecycle import LIFECYCLE
from qiao.customers.profile import PROFILE
from qiao.desk.aside_rules import ASIDES
from qiao.desk.composing import CHECKS, SNIPPETS
from qiao.desk.floor_rules import FLOOR
from qiao.desk.foresight import RISK
from qiao.desk.routing import ROUTING
from qiao.desk.steps import STEPS
from qiao.foundation.settings import Settings
from qiao.outreach.triggers import TRIGGERS
from qiao.policy import Pack, rules

REQUESTS = (
    requests.LENDER.joined(requests.HERE).joined(desk.REQUESTS).joined(cases.REQUESTS).joined(emergencies.REQUESTS)
)
"""What flows can read and have done: at the lender, and in the rooms of the house."""
FLOWS = requests.flows_section(REQUESTS.catalogue)
"""The section of the pack in which flows stand, checked against what this deployment can read and have done."""


def load_pack(settings: Settings) -> Pack:
    """The deployment's pack. Raises PackInvalid."""
    return read_pack(settings.pack or shipped_pack())


def read_pack(folder: Path) -> Pack:
    """The pack in `folder`, with the files of every room. Raises PackInvalid."""
    of_the_desk = (ROUTING, FLOOR, ASIDES, CHECKS, SNIPPETS, STEPS, RISK)
    of_cases = (cases.COMPLAINTS, cases.CLASSES, cases.IMPORT, cases.orders.ORDERS)
    of_customers = (customers.STANDING, LIFECYCLE, PROFILE, outreach.GOVERNOR, TRIGGERS, emergencies.PLAYBOOKS)
    rooms = (access.GRANTS, reveals.REVEALS, rules.RULES, FLOWS, *of_customers, *of_cases, *of_the_desk)
    return policy.load_pack(folder, sections=rooms)


def shipped_pack() -> Path:
    """The consumer-credit pack: inside the wheel, or beside the sources."""
    inside = Path(qiao.__file__).parent / "packs" / "consumer_credit"
    return inside if inside.is_dir() else Path(qiao.__file__).parents[2] / "packs" / "consumer_credit"
