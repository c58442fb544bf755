"""What goes out of the house: messages to people, and events told to other systems.

`send` records a message to a person (a code, a document, a touch) in the transaction that wants it; a job hands it
to a carrier once, and a report says whether it arrived. What may have gone is never sent again blindly. Carriers speak
SMPP (`sms`), SMTP (`email`) and signed HTTP (`push`). `webhooks` tells events to addresses of the lender's systems.
"""

from qiao.delivery import webhooks
from qiao.delivery.actions import DeliveryKeyReused, Outgoing, send
from qiao.delivery.events import DELIVERY_ARRIVED, DELIVERY_FAILED, DELIVERY_SENT, DELIVERY_UNCERTAIN
from qiao.delivery.model import DeliveryId, DeliveryState, Kind, Purpose
from qiao.delivery.personal_data import DeliveryHolder
from qiao.delivery.ports import Attachment, Carrier, CarrierAway, CarrierRefused, Content, MaybeSent, Message, Report
from qiao.delivery.queries import Delivery, DeliveryNotFound, deliveries_of, delivery, unfinished
from qiao.delivery.rules import ContentRefused, DestinationRefused

__all__ = [
    "DELIVERY_ARRIVED",
    "DELIVERY_FAILED",
    "DELIVERY_SENT",
    "DELIVERY_UNCERTAIN",
    "Attachment",
    "Carrier",
    "CarrierAway",
    "CarrierRefused",
    "Content",
    "ContentRefused",
    "Delivery",
    "DeliveryHolder",
    "DeliveryId",
    "DeliveryKeyReused",
    "DeliveryNotFound",
    "DeliveryState",
    "DestinationRefused",
    "Kind",
    "MaybeSent",
    "Message",
    "Outgoing",
    "Purpose",
    "Report",
    "deliveries_of",
    "delivery",
    "send",
    "unfinished",
    "webhooks",
]
