"""A word that ends offers: T or 退订, answered to a message. It holds from that moment on, without a sign-in."""

import re
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import Because, By, CustomerField, Source, standing
from qiao.outreach.deciding import ChannelUnknown
from qiao.outreach.parts import Governor
from qiao.outreach.shapes import covered
from qiao.outreach.terms import Kind

_WORDS = re.compile(r"(?:回复)?(?:t|td|r|n|退订|拒收|取消订阅|stop|unsubscribe)[\s。.!！]*", re.IGNORECASE)
_ASKED = Because("customer_asked", cause="reply")


def is_opt_out(text: str) -> bool:
    """Whether a reply says that she wants no more of it, and nothing else."""
    return _WORDS.fullmatch(text.strip()) is not None


async def opt_out(
    session: AsyncSession,
    governor: Governor,
    *,
    channel: str,
    reference: str | None,
    number: str | None,
    by: str,
    now: datetime,
) -> None:
    """Take back every consent that offers by this channel need, of whom the lender calls so and whoever has the number.

    Of whom nobody here knows nothing is kept: without a consent on record she gets none. Raises ChannelUnknown.
    """
    rule = governor.rules.file.channels.get(channel)
    if rule is None:
        raise ChannelUnknown(channel=channel[:40])
    found = [await customers.known_as(session, governor.ring, reference)] if reference is not None else []
    if number is not None:
        found += await customers.find_by_field(session, governor.ring, CustomerField.PHONE, number)
    purposes = [
        one.purpose
        for one in governor.rules.file.consents
        if one.needed and covered(one.about, Kind.MARKETING, channel, about_debt=False)
    ]
    for customer_id in sorted({one for one in found if one is not None}):
        await customers.lock_person(session, customer_id)
        for purpose in purposes:
            await standing.record_consent(
                session,
                customer_id,
                purpose,
                rule.consent,
                granted=False,
                by=By(Source.CUSTOMER, by),
                because=_ASKED,
                now=now,
            )
