"""Short messages over SMPP 3.4, the protocol that carriers and aggregators speak.

One connection a process, bound as a transceiver: messages go out and delivery receipts come in over it.
"""

from qiao.delivery.sms.carrier import SmppCarrier
from qiao.delivery.sms.session import SmppAddress

__all__ = ["SmppAddress", "SmppCarrier"]
