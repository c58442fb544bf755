"""What the house itself knows of a customer, for flows and rules: what she has proven, and what was done for her."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.keys import KeyRing
from qiao.requests import queries
from qiao.requests.flows.catalogue import PROVEN
from qiao.requests.lender.kinds import FLAG, ID
from qiao.requests.lender.people import flags_at_the_lender
from qiao.requests.lender.registry import LONG_AGO, Asking, Register, Row
from qiao.requests.values import Value

register = Register()

PROVEN_FOR = timedelta(minutes=15)
"""How long a proof counts."""
_FACES_BEFORE_A_PERSON = 3
_FACES_WITHIN = timedelta(hours=24)


def digest_of_number(ring: KeyRing, number: str) -> str:
    """By which a phone number is known again without being kept."""
    return ring.blind_index("customer_proofs.number", number)


async def is_hopeless(session: AsyncSession, customer_id: UUID, *, now: datetime) -> bool:
    """Whether face checks have failed so often that a person has to look."""
    return await queries.faces_failed(session, customer_id, since=now - _FACES_WITHIN) >= _FACES_BEFORE_A_PERSON


@register.read("proofs.face", {"id": ID, PROVEN: FLAG, "is_hopeless": FLAG}, of_proofs=True)
async def face(asking: Asking) -> Sequence[Row]:
    """Whether she has just passed a face check; hopeless, where it has failed again and again."""
    async with asking.database.reading() as session:
        passed = await queries.passed_face(session, asking.customer_id, since=asking.now - PROVEN_FOR)
        hopeless = await is_hopeless(session, asking.customer_id, now=asking.now)
    return [{"id": passed, PROVEN: passed is not None, "is_hopeless": hopeless and passed is None}]


@register.read("proofs.number", {"id": ID, PROVEN: FLAG}, takes="number", of_proofs=True)
async def number(asking: Asking) -> Sequence[Row]:
    """Whether this number has just been proven to be hers, for this request and in this dialogue."""
    assert asking.ring is not None, "a number is known here by its digest alone"
    assert asking.conversation_id is not None, "a number is proven in a dialogue"
    digest = digest_of_number(asking.ring, asking.text("number"))
    async with asking.database.reading() as session:
        code = await queries.proven_number(
            session,
            asking.customer_id,
            asking.conversation_id,
            asking.frame,
            digest,
            since=asking.now - PROVEN_FOR,
        )
    return [{"id": code, PROVEN: code is not None}]


@register.fact("customer.flags")
async def flags(asking: Asking) -> Value:
    """Those of the house and those of the lender, which are looked at there: rules may not decide by old ones."""
    seen = await flags_at_the_lender(asking)
    async with asking.database.reading() as session:
        standing = await customers.flags_at(session, asking.customer_id, asking.now)
    if asking.reference is not None and seen != frozenset(customers.lenders_flags(standing)):
        async with asking.database.transaction() as session:
            await customers.keep_seen_flags(session, asking.customer_id, seen, now=asking.now)
            standing = await customers.flags_at(session, asking.customer_id, asking.now)
    return tuple(sorted({one.key.name for one in standing}))


@register.fact("customer.password_reset_on")
async def password_reset_on(asking: Asking) -> Value:
    """The day on which a link for a new password was last sent on her request."""
    async with asking.database.reading() as session:
        last = await queries.last_done(session, asking.customer_id, "reset_password")
    return (last or asking.now - LONG_AGO).astimezone(SHANGHAI).date().isoformat()


HERE = register.registry()
