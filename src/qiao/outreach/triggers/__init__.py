"""Triggers and journeys: when the house comes to a customer by itself, with what, by which ways, and when it stops.

Triggers are data of the pack (`book`). What begins a journey, what is next and why it ends are pure (`occasions`,
`steps`); a journey is a row with a time (`beginning`, `running`), each of its touches passes the governor, and what
may leave is handed over in that transaction (`carrying`).
"""

from qiao.outreach.triggers.beginning import JOURNEY_JOB
from qiao.outreach.triggers.book import TRIGGERS, TriggerBook
from qiao.outreach.triggers.definition import Trigger
from qiao.outreach.triggers.dry_run import Past, Would, wanted_on, would_leave
from qiao.outreach.triggers.jobs import ROOM, event_handler, failed_handler, journey_handler, subscribe, unheard_handler
from qiao.outreach.triggers.model import JourneyRow, JourneyState
from qiao.outreach.triggers.occasions import Ended, Known, Occasion, occasions, why_ended
from qiao.outreach.triggers.parts import Journeys
from qiao.outreach.triggers.steps import Ask, Over, Stop, Wait, is_held_out, moment, next_step

__all__ = [
    "JOURNEY_JOB",
    "ROOM",
    "TRIGGERS",
    "Ask",
    "Ended",
    "JourneyRow",
    "JourneyState",
    "Journeys",
    "Known",
    "Occasion",
    "Over",
    "Past",
    "Stop",
    "Trigger",
    "TriggerBook",
    "Wait",
    "Would",
    "event_handler",
    "failed_handler",
    "is_held_out",
    "journey_handler",
    "moment",
    "next_step",
    "occasions",
    "subscribe",
    "unheard_handler",
    "wanted_on",
    "why_ended",
    "would_leave",
]
