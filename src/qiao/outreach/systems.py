"""Others report over HTTP: collectors and vendors their touches, gateways what was answered to ours, each signed with
the secret of its own webhook.

What they say is done once for each delivery id: whoever lost the answer says it again.
"""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.delivery import signing, webhooks
from qiao.delivery.webhooks import TargetId, TargetNotFound
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden, Invalid
from qiao.foundation.http import REFUSALS, Parts
from qiao.outreach.opting_out import is_opt_out, opt_out
from qiao.outreach.parts import Governor
from qiao.outreach.reporting import Report, report
from qiao.outreach.terms import Kind

_LONGEST_ID = 80
_Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]


class NotAReporter(Forbidden):
    """The pack does not name this system among those that report touches."""


class DeliveryUnnamed(Invalid):
    """A report carries an id of its own in `Qiao-Delivery`: at most 80 signs, the same on every try."""


class ReportedTouch(Body):
    """What was done, and to whom: `customer` is what the lender calls her; a call names its number and its outcome."""

    customer: str = Field(min_length=1, max_length=64)
    kind: Kind
    channel: _Code
    at: AwareDatetime
    topic: Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9_:\-]*$")] = ""
    about_debt: bool = False
    loan: Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_:\-]+$")] | None = None
    number: Annotated[str, Field(min_length=3, max_length=24, pattern=r"^[0-9+\- ]+$")] | None = None
    connected: bool | None = None


class Reply(Body):
    """What was answered to a message: by whom, as the lender calls her or by the number it came from, and the words."""

    channel: _Code
    customer: str | None = Field(default=None, min_length=1, max_length=64)
    number: Annotated[str, Field(min_length=7, max_length=24, pattern=r"^[0-9+\- ]+$")] | None = None
    text: str = Field(max_length=1_000)


def routes(parts: Parts, governor: Governor) -> APIRouter:
    """The routes under `/api/v1/systems`."""
    router = APIRouter(prefix="/api/v1/systems", tags=["outreach"], responses=REFUSALS)
    names = {one.system: name for name, one in governor.rules.file.reporters.items()}

    async def signed(session: AsyncSession, target_id: UUID, request: Request, now: datetime) -> str:
        """The id of a delivery that one of the reporters signed. Raises NotSigned, NotAReporter or DeliveryUnnamed."""
        delivery = request.headers.get(signing.DELIVERY, "")
        signature = request.headers.get(signing.SIGNATURE, "")
        try:
            secret = await webhooks.secret_of(session, parts.ring, TargetId(target_id))
        except TargetNotFound:
            raise signing.NotSigned from None
        signing.check([secret], delivery, signature, await request.body(), now_s=now.timestamp())
        if target_id not in names:
            raise NotAReporter
        if not 0 < len(delivery) <= _LONGEST_ID:
            raise DeliveryUnnamed
        return delivery

    @router.post("/{target_id}/touches", status_code=201)
    @declared(Who.ANYBODY)
    async def reported(target_id: UUID, body: ReportedTouch, request: Request) -> dict[str, str]:
        """Report a touch that was made, so that it counts; signed, and counted once however often it is said."""
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            delivery = await signed(session, target_id, request, now)
            told = Report(
                once=f"{target_id}:{delivery}",
                source=f"system:{target_id}",
                reporter=names[target_id],
                reference=body.customer,
                kind=body.kind,
                channel=body.channel,
                at=body.at.astimezone(UTC),
                topic=body.topic,
                is_about_debt=body.about_debt,
                loan=body.loan,
                number=body.number,
                is_connected=body.connected,
            )
            touch_id = await report(session, governor, told, now=now)
        return {"touch": str(touch_id)}

    @router.post("/{target_id}/replies")
    @declared(Who.ANYBODY)
    async def replied(target_id: UUID, body: Reply, request: Request) -> dict[str, bool]:
        """Report what was answered to a message. T or 退订 ends offers by that channel at once; else nothing is done.

        The answer is the same whether anybody here knows her or not.
        """
        now, is_wish = parts.clock.now(), is_opt_out(body.text)
        async with parts.database.transaction() as session:
            await signed(session, target_id, request, now)
            if is_wish:
                await opt_out(
                    session,
                    governor,
                    channel=body.channel,
                    reference=body.customer,
                    number=body.number,
                    by=f"system:{target_id}",
                    now=now,
                )
        return {"is_opt_out": is_wish}

    _ = reported, replied
    return router
