"""What the desk's actions stand on, and the names under which it is heard."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from qiao import access
from qiao.bot import Briefs
from qiao.desk.aside_rules import AsideRules
from qiao.desk.composing import Checker, Snippets
from qiao.desk.floor_rules import FloorRules
from qiao.desk.foresight import ComplaintCounter, Hearing, RiskRules
from qiao.desk.routing import Rules
from qiao.desk.steps import Steps
from qiao.foundation.keys import KeyRing
from qiao.foundation.measures import Measure
from qiao.policy import Pack
from qiao.requests import FlowBook

TOPIC = "desk"
FLOOR_TOPIC = "desk:floor"
"""Something changed that leaders see and no work item shows: a presence, a mood, an answer."""
ALERT_TOPIC = "desk:alerts"
"""Leaders are told of something, or one of them has taken notice."""
LEASE = timedelta(seconds=15)
OFFER_JOB = "desk.offer"
CALL_JOB = "desk.call"
WRAP_UP_JOB = "desk.wrap_up"
ASIDE_JOB = "desk.aside"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk's actions need: the key ring, the pack's texts, the table of rights and what may be opened by it,
    the rules of routing, of the floor and of putting aside, the check of what is said, ready texts, which steps are
    advised when, what makes a complaint likely, what customers can request, and how much an agent holds of whom nothing
    else is said.

    `briefs`: what was said so far, for whoever takes over from the robot. `measures`: what rooms tell the wallboard,
    in the order in which it shows it. `complained`: counts the complaints of a customer. `books_calls`: a call can be
    promised. `tellers`: what rooms tell of a customer's dealings with the house.
    """

    ring: KeyRing
    pack: Pack
    views: access.Views
    reveals: access.Reveals
    routing: Rules
    floor: FloorRules
    asides: AsideRules
    checker: Checker
    snippets: Snippets
    steps: Steps
    risk: RiskRules
    hearing: Hearing
    complained: ComplaintCounter
    flows: FlowBook
    capacity: int
    briefs: Briefs
    measures: tuple[Measure, ...]
    books_calls: bool
    tellers: tuple[access.Teller, ...]


def dealings_topic(conversation_id: UUID) -> str:
    """The bus topic under which is told that there is something new of the customer of a conversation."""
    return f"{TOPIC}:dealings:{conversation_id.hex}"


def onlookers_topic(conversation_id: UUID) -> str:
    """The bus topic of who has a conversation open and what they write there that no customer hears of."""
    return f"{TOPIC}:onlookers:{conversation_id.hex}"


def mentions_topic(staff_id: UUID) -> str:
    """The bus topic of how many mentions somebody has not read."""
    return f"{TOPIC}:mentions:{staff_id.hex}"


def presence_topic(staff_id: UUID) -> str:
    """The bus topic of one agent's own presence."""
    return f"{TOPIC}:presence:{staff_id.hex}"
