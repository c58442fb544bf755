"""Calls to addresses that somebody else gave us, such as webhooks and link previews: nothing inside is ever reached.

A name is resolved once, every address it has is looked at, and the connection goes to the address that was looked at:
a name that answers differently the next time (DNS rebinding) changes nothing. Addresses that the operator has set, such
as an identity provider's, are the operator's own decision and do not come this way.
"""

from qiao.foundation.outbound.addresses import AddressRefused, Allowed, Target, is_inner, read_target
from qiao.foundation.outbound.calling import Answer, AnswerTooLarge, Outbound, OutsideAway

__all__ = [
    "AddressRefused",
    "Allowed",
    "Answer",
    "AnswerTooLarge",
    "Outbound",
    "OutsideAway",
    "Target",
    "is_inner",
    "read_target",
]
