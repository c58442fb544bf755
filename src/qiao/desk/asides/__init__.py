"""An agent puts a conversation of hers aside until a time or an event, and the customer is told what is promised.

It stays hers: nobody is offered it, and it fills her hands only as far as the pack says. It is back in her hands before
the promised moment, or with the event; where she is not here by then it is offered to the next, who reads what was
promised. Leaders are told before a promise breaks, and the customer when it has.
"""

from qiao.desk.asides.keeping import event_came, keep, take_back
from qiao.desk.asides.putting import Plan, put_aside

__all__ = ["Plan", "event_came", "keep", "put_aside", "take_back"]
