"""What can be accepted: flows as data, and the interpreter that carries a customer through them.

The heart is pure (`dialogue`, `flows`, `phrases`): everything arrives as an argument, and everything that is to be
said, read or done leaves as a value. `Acceptance` moves it with real reads and keeps what comes of it; `LENDER` is
everything that can be read and done at the lender.
"""

from qiao.requests.acceptance import (
    PROCEED_JOB,
    SILENCE_JOB,
    Acceptance,
    DialogueChanged,
    Ending,
    Move,
    Moved,
    NotProven,
    wake,
)
from qiao.requests.actions import carry_over, keep_receipt
from qiao.requests.beside import hear_beside, is_beside, is_of_a_request, order_beside
from qiao.requests.dealings import tellers
from qiao.requests.dialogue.heard import Heard, Said, said
from qiao.requests.dialogue.interpreter import advance, begun, next_silence, performed, proceed, silent, told
from qiao.requests.dialogue.listening import AGREES_AGAIN_WITHIN
from qiao.requests.dialogue.outputs import (
    WAITING,
    Ask,
    Button,
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
from qiao.requests.events import REQUEST_ENDED, REQUEST_ENTERED, REQUEST_EVENTS, REQUEST_NEWS
from qiao.requests.flows.book import COMPLAINT, FlowBook
from qiao.requests.flows.catalogue import Catalogue, EffectSpec, FactType, ReadSpec
from qiao.requests.flows.definition import Flow, SlotType
from qiao.requests.flows.news import facts_waited_for
from qiao.requests.flows.section import flows_section
from qiao.requests.flows.words import Words
from qiao.requests.known_here import HERE, PROVEN_FOR
from qiao.requests.lender import LENDER, Asking, Order, Place, Register, Registry
from qiao.requests.lender.answering import PackRules
from qiao.requests.model import RequestId, RequestRow
from qiao.requests.news import Happening, ToTell, happenings, may_have_news, take_up
from qiao.requests.notices import send_there_is_news, way_to_tell
from qiao.requests.personal_data import RequestsHolder
from qiao.requests.phrases.asides import aside_in
from qiao.requests.phrases.wishes import asks_or_wishes, is_wish
from qiao.requests.phrases.yes_no import yes_or_no
from qiao.requests.ports import At, Caller, RuleApplied, Rules, Sealer, Verdict
from qiao.requests.proving import Proving
from qiao.requests.queries import dialogue, intents_in, is_open, made_in, of_customer, stands
from qiao.requests.records import Records
from qiao.requests.rendering import rendered
from qiao.requests.standing import Given, Standing, names_waiting, newly_given, standing
from qiao.requests.standing_orders import order_as_standing
from qiao.requests.values import Value

__all__ = [
    "AGREES_AGAIN_WITHIN",
    "COMPLAINT",
    "HERE",
    "LENDER",
    "POLICY",
    "PROCEED_JOB",
    "PROVEN_FOR",
    "REQUEST_ENDED",
    "REQUEST_ENTERED",
    "REQUEST_EVENTS",
    "REQUEST_NEWS",
    "SILENCE_JOB",
    "WAITING",
    "Acceptance",
    "Answer",
    "Ask",
    "Asking",
    "At",
    "Button",
    "Caller",
    "Catalogue",
    "ConfirmCard",
    "DialogueChanged",
    "DialogueState",
    "Digress",
    "EffectSpec",
    "Ending",
    "FactType",
    "Flow",
    "FlowBook",
    "Given",
    "HandOver",
    "Happening",
    "Heard",
    "House",
    "Move",
    "Moved",
    "NotProven",
    "Offer",
    "Order",
    "Outcome",
    "Output",
    "PackRules",
    "Perform",
    "Place",
    "Proving",
    "ReadSpec",
    "Receipt",
    "Records",
    "Refusal",
    "Register",
    "Registry",
    "RequestId",
    "RequestRow",
    "RequestsHolder",
    "Row",
    "RuleApplied",
    "Rules",
    "Said",
    "Sealer",
    "ShowCard",
    "SlotType",
    "Standing",
    "StateUnreadable",
    "Step",
    "StepUp",
    "Tell",
    "ToTell",
    "Value",
    "Verdict",
    "Verification",
    "Want",
    "Words",
    "advance",
    "aside_in",
    "asks_or_wishes",
    "begun",
    "carry_over",
    "dialogue",
    "draw",
    "dump",
    "facts_waited_for",
    "flows_section",
    "happenings",
    "hear_beside",
    "intents_in",
    "is_beside",
    "is_of_a_request",
    "is_open",
    "is_wish",
    "keep_receipt",
    "load",
    "made_in",
    "may_have_news",
    "names_waiting",
    "newly_given",
    "next_silence",
    "of_customer",
    "order_as_standing",
    "order_beside",
    "performed",
    "proceed",
    "rendered",
    "said",
    "send_there_is_news",
    "silent",
    "standing",
    "stands",
    "take_up",
    "tellers",
    "told",
    "wake",
    "way_to_tell",
    "yes_or_no",
]
