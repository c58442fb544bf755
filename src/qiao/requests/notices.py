"""A message that there is news of a request, for a customer who has left: the receipt number, and where to look.

The house knows neither her number nor her device, and does not ask for them: the lender sends it, by its own template.
It goes out once for each news, by the log of effects, on a way that she has not taken back.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, customers
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.customers.standing import WITHDRAWN, Change
from qiao.foundation.keys import KeyRing
from qiao.requests.model import RequestId

TEMPLATE = "request_news"
Way = Literal["app", "sms"]
_CHANNELS: dict[Way, str] = {"app": "push", "sms": "sms"}
_PURPOSE, _NO_CONTACT, _WAY_SHE_CHOSE = "service_details", "contact", "channel"


def way_to_tell(consents: Iterable[Change], holds: Iterable[Change], preferences: Iterable[Change]) -> Way | None:
    """How she may be told that there is news of what she asked for: in the app first, unless she prefers SMS.

    None where nobody is to contact her, or where she has taken both back. Of a consent that nobody has told the house
    about the lender decides: it refuses to send where she has given none.
    """
    if any(one.key.name == _NO_CONTACT for one in holds):
        return None
    off = {one.key.scope for one in consents if one.key.name == _PURPOSE and one.value == WITHDRAWN}
    prefers_sms = any(one.key.name == _WAY_SHE_CHOSE and one.value == "sms" for one in preferences)
    ways: tuple[Way, Way] = ("sms", "app") if prefers_sms else ("app", "sms")
    return next((way for way in ways if _CHANNELS[way] not in off), None)


async def send_there_is_news(
    session: AsyncSession,
    ring: KeyRing,
    customer_id: UUID,
    *,
    request_id: RequestId,
    number: str,
    news: int,
    now: datetime,
) -> None:
    """Have the lender tell her, once for each `news` (the lender's number of the event); nothing for a visitor.

    Raises KeyDestroyed.
    """
    reference = await customers.open_reference(session, ring, customer_id)
    way = way_to_tell(
        await customers.consents_at(session, customer_id, now),
        await customers.holds_at(session, customer_id, now),
        await customers.preferences_at(session, customer_id, now),
    )
    if reference is None or way is None:
        return
    await backoffice.perform(
        session,
        ring,
        backoffice.Intended(
            key=f"news-{request_id}-{news}",
            operation=c.SEND_MESSAGE,
            subject=reference,
            body=cu.MessageOrder(channel=way, template=TEMPLATE, number=number),
            customer_id=customer_id,
            data_key=await customers.data_key(session, ring, customer_id, now=now),
            cause=f"news:{request_id}",
        ),
        now=now,
    )
