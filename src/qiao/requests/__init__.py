"""What can be accepted: flows as data, and the interpreter that carries a customer through them.

This is the pure heart of the room: no session, no clock, no network. Everything arrives as an argument, and
everything that is to be said, read or done leaves as a value.
"""

from qiao.requests.dialogue.heard import Heard, Said, said
from qiao.requests.dialogue.interpreter import advance, begun, next_silence, performed, proceed, silent, told
from qiao.requests.dialogue.outputs import (
    WAITING,
    Ask,
    BriefLine,
    Button,
    CardLine,
    ConfirmCard,
    Digress,
    HandOver,
    Offer,
    Output,
    Perform,
    Receipt,
    Refusal,
    ShowCard,
    StepUp,
    Tell,
    Verification,
    Want,
)
from qiao.requests.dialogue.scene import Row
from qiao.requests.dialogue.state import DialogueState, StateUnreadable, dump, load
from qiao.requests.dialogue.turn import Answer, Outcome, Step
from qiao.requests.dialogue.walking import POLICY, House
from qiao.requests.drawing import draw
from qiao.requests.flows.book import FlowBook, NamedHandOver
from qiao.requests.flows.catalogue import Catalogue, EffectSpec, FactType, ReadSpec
from qiao.requests.flows.definition import Flow, SlotType
from qiao.requests.flows.section import flows_section
from qiao.requests.flows.words import Words
from qiao.requests.lender import LENDER, Asking, Order, Place, Register, Registry
from qiao.requests.ports import Caller, RuleApplied, Rules, Sealer, Verdict
from qiao.requests.values import Value

__all__ = [
    "LENDER",
    "POLICY",
    "WAITING",
    "Answer",
    "Ask",
    "Asking",
    "BriefLine",
    "Button",
    "Caller",
    "CardLine",
    "Catalogue",
    "ConfirmCard",
    "DialogueState",
    "Digress",
    "EffectSpec",
    "FactType",
    "Flow",
    "FlowBook",
    "HandOver",
    "Heard",
    "House",
    "NamedHandOver",
    "Offer",
    "Order",
    "Outcome",
    "Output",
    "Perform",
    "Place",
    "ReadSpec",
    "Receipt",
    "Refusal",
    "Register",
    "Registry",
    "Row",
    "RuleApplied",
    "Rules",
    "Said",
    "Sealer",
    "ShowCard",
    "SlotType",
    "StateUnreadable",
    "Step",
    "StepUp",
    "Tell",
    "Value",
    "Verdict",
    "Verification",
    "Want",
    "Words",
    "advance",
    "begun",
    "draw",
    "dump",
    "flows_section",
    "load",
    "next_silence",
    "performed",
    "proceed",
    "said",
    "silent",
    "told",
]
