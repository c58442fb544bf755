"""What looks odd, over HTTP, and the customers of whom every look is noticed: for auditors."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from qiao.access import audit
from qiao.access.queries import Staff, staff_names
from qiao.access.reveals import marking, queries
from qiao.access.reveals.anomalies import Act, Around, Thresholds, find_anomalies
from qiao.access.reveals.model import Mark
from qiao.access.views import Rota
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import Parts, source_of

_LONGEST_LOOK_BACK_H = 24 * 31


class Marking(Body):
    """Why looks at this customer are noticed."""

    because: Mark


def add_routes(router: APIRouter, parts: Parts, rota: Rota, auditor: Callable[[Request], Awaitable[Staff]]) -> None:
    """The routes of anomalies and marks; `auditor` raises for everybody else."""
    _add_marks(router, parts, auditor)

    @router.get("/anomalies")
    @declared(Who.DUTY)
    async def anomalies(
        request: Request, hours: Annotated[int, Query(ge=1, le=_LONGEST_LOOK_BACK_H)] = 24
    ) -> dict[str, Any]:
        """What looks odd in the trail of the last hours; asking is itself on record."""
        staff = await auditor(request)
        now, settings = parts.clock.now(), parts.settings
        async with parts.database.transaction() as session:
            act = audit.Record(
                f"staff:{staff.id}",
                audit.Action.SEARCHED,
                post=staff.post,
                purpose="audit",
                source=source_of(request),
                detail={"for": "anomalies", "hours": hours},
            )
            await audit.record(session, act, now=now)
        thresholds = Thresholds(
            settings.anomaly_customers_per_hour, settings.anomaly_refusals_per_hour, settings.anomaly_sequence
        )
        async with parts.database.reading() as session:
            looks = await audit.looks_since(session, now - timedelta(hours=hours))
            acts = [
                Act(at, UUID(actor.removeprefix("staff:")), customer, refused)
                for at, actor, customer, refused in looks
                if actor.startswith("staff:")
            ]
            at_work = await rota.at_work(session, {act.staff_id for act in acts}, now=now)
            marked = {row.customer_id for row in await queries.marked(session)}
            found = find_anomalies(acts, thresholds, Around(at_work, marked))
            names = await staff_names(session, {one.staff_id for one in found})
        return {
            "anomalies": [
                {
                    "sign": one.sign,
                    "staff": str(one.staff_id),
                    "name": names.get(one.staff_id),
                    "count": one.count,
                    "first_at": one.first_at.isoformat(),
                    "last_at": one.last_at.isoformat(),
                }
                for one in found
            ]
        }

    _ = anomalies


def _add_marks(router: APIRouter, parts: Parts, auditor: Callable[[Request], Awaitable[Staff]]) -> None:
    @router.get("/marked-customers")
    @declared(Who.DUTY)
    async def marked(request: Request) -> dict[str, Any]:
        """Whom looks are noticed of, the newest first."""
        await auditor(request)
        async with parts.database.reading() as session:
            rows = await queries.marked(session)
            names = await staff_names(session, {row.marked_by for row in rows})
        return {
            "customers": [
                {
                    "customer": str(row.customer_id),
                    "because": row.because,
                    "by": names.get(row.marked_by),
                    "at": row.marked_at.isoformat(),
                }
                for row in rows
            ]
        }

    @router.put("/marked-customers/{customer_id}", status_code=204)
    @declared(Who.DUTY)
    async def mark(customer_id: UUID, marking_: Marking, request: Request) -> Response:
        """Notice every look at her. Whether there is such a customer is not told."""
        staff = await auditor(request)
        async with parts.database.transaction() as session:
            await marking.mark(session, customer_id, marking_.because, by=staff, now=parts.clock.now())
        return Response(status_code=204)

    @router.delete("/marked-customers/{customer_id}", status_code=204)
    @declared(Who.DUTY)
    async def unmark(customer_id: UUID, request: Request) -> Response:
        staff = await auditor(request)
        async with parts.database.transaction() as session:
            await marking.unmark(session, customer_id, by=staff, now=parts.clock.now())
        return Response(status_code=204)

    _ = (marked, mark, unmark)
