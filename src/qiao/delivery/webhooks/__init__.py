"""Signed webhooks: events of the house, told to addresses that the operator has added.

A target hears of an event at least once, under the same delivery id on every try. Each target has its own queue, worked
off one call at a time, so that one that hangs holds up nobody else. What no try brought there is kept as a dead letter
and can be replayed. Payloads hold ids and codes alone.
"""

from qiao.delivery.webhooks.actions import (
    AddedTarget,
    EventUnknown,
    NothingToReplay,
    TargetGone,
    add_target,
    remove_target,
    replay,
)
from qiao.delivery.webhooks.catalogue import Catalogue
from qiao.delivery.webhooks.model import TargetId, WebhookId, WebhookState
from qiao.delivery.webhooks.queries import DeadLetter, Target, TargetNotFound, dead_letters, secret_of, targets
from qiao.delivery.webhooks.wanted import Wanted

__all__ = [
    "AddedTarget",
    "Catalogue",
    "DeadLetter",
    "EventUnknown",
    "NothingToReplay",
    "Target",
    "TargetGone",
    "TargetId",
    "TargetNotFound",
    "Wanted",
    "WebhookId",
    "WebhookState",
    "add_target",
    "dead_letters",
    "remove_target",
    "replay",
    "secret_of",
    "targets",
]
