"""What the room announces of requests: ids, codes and stages, from which the funnel and every figure is recomputed."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

_KIND = "request"
_WHY = "requests are counted by flow, stage and end; ids and codes alone"

REQUEST_ENTERED = declare("RequestEntered", kind=_KIND, on_erase=OnErase.KEEP, why=_WHY)
REQUEST_ADVANCED = declare("RequestAdvanced", kind=_KIND, on_erase=OnErase.KEEP, why=_WHY)
REQUEST_ENDED = declare("RequestEnded", kind=_KIND, on_erase=OnErase.KEEP, why=_WHY)
REQUEST_NEWS = declare("RequestNews", kind=_KIND, on_erase=OnErase.KEEP, why=_WHY)
"""The lender said what became of it, and the customer was told."""

REQUEST_EVENTS = (REQUEST_ENTERED, REQUEST_ENDED, REQUEST_NEWS)
"""What a customer's list of requests changes by."""
