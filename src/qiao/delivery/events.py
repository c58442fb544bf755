"""What the room announces of deliveries. Subject is the delivery; payloads hold ids, codes and states."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

_KIND = "delivery"

DELIVERY_SENT = declare(
    "DeliverySent", kind=_KIND, on_erase=OnErase.KEEP, why="what a carrier took is counted; ids alone"
)
DELIVERY_ARRIVED = declare(
    "DeliveryArrived", kind=_KIND, on_erase=OnErase.KEEP, why="what arrived is counted; ids alone"
)
DELIVERY_FAILED = declare(
    "DeliveryFailed", kind=_KIND, on_erase=OnErase.KEEP, why="failures and what ran out are counted by their code"
)
DELIVERY_UNCERTAIN = declare(
    "DeliveryUncertain", kind=_KIND, on_erase=OnErase.KEEP, why="how often nobody knows whether it went is counted"
)
