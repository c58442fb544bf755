"""What journeys stand on."""

from dataclasses import dataclass

from qiao.customers.lifecycle import LifecycleBook
from qiao.outreach.parts import Governor
from qiao.outreach.triggers.book import TriggerBook
from qiao.policy import Pack
from qiao.requests import FlowBook


@dataclass(frozen=True, slots=True)
class Journeys:
    """`has_sms`: the house has a carrier of its own. `has_lender`: the lender can be asked to send one of its texts."""

    governor: Governor
    pack: Pack
    book: TriggerBook
    life: LifecycleBook
    flows: FlowBook
    has_sms: bool
    has_lender: bool
