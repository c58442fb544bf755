"""Reports of complaints over HTTP: the figures, what most complainants say, and both as files."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Doorkeeper, Staff, audit
from qiao.cases.complaints import Handling
from qiao.cases.reports import lines, names, paper, queries, reading, showing
from qiao.cases.reports.asked import Asked
from qiao.cases.reports.themes import themes
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.policy import InBoth

_PDF, _CSV = "application/pdf", "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PaperBody(Body):
    """The page of a report as PDF, in this language."""

    asked: Asked
    language: Literal["zh", "en"] = "zh"


class LinesBody(PaperBody):
    """One line for each complaint, as a workbook or as plain text."""

    kind: Literal["xlsx", "csv"] = "xlsx"


def routes(parts: Parts, handling: Handling, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/complaint-reports` that show."""
    router = APIRouter(prefix="/api/v1/staff/complaint-reports", tags=["complaint-reports"], responses=REFUSALS)

    @router.get("")
    @declared(Who.DUTY)
    async def reported(request: Request, asked: Annotated[Asked, Query()]) -> dict[str, Any]:
        """The figures of a period, each with its formula; numbers that could be somebody are left out."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            found = await reading.report(session, handling, staff, asked, now=now)
        return showing.wire(handling, found, staff.post)

    @router.get("/themes")
    @declared(Who.DUTY)
    async def said(request: Request, asked: Annotated[Asked, Query()]) -> dict[str, Any]:
        """By cause, what most complainants say; that their words were counted is on record."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            found = await reading.report(session, handling, staff, asked, now=now)
            await record(session, staff, audit.Action.VIEWED, request, asked, what="themes", lines=0)
            facts = await queries.facts_of(session, handling.ring, [one.kept.id for one in found.received])
        spoken = [
            (one.kept.customer_id, one.code("cause"), facts[one.kept.id])
            for one in found.received
            if one.kept.id in facts
        ]
        formula = InBoth(zh=names.THEMES.zh.format(n=found.fewest), en=names.THEMES.en.format(n=found.fewest))
        return {
            "items": [
                {
                    "id": cause,
                    "name": names.code_name(handling.classes, "cause", cause).model_dump(),
                    "themes": [{"words": one.words, "customers": one.customers} for one in told],
                }
                for cause, told in themes(spoken, fewest=found.fewest).items()
            ],
            "formula": formula.model_dump(),
        }

    @router.post("/lines", response_class=Response)
    @declared(Who.DUTY)
    async def exported(body: LinesBody, request: Request) -> Response:
        """One line for each complaint, without names or words; who took them is on record before they are made."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            found = await reading.report(session, handling, staff, body.asked, now=now)
            if staff.post not in reading.EXPORTERS:
                raise reading.ExportNotForThisPost
            count = len(found.told)
            await record(session, staff, audit.Action.EXPORTED, request, body.asked, what=body.kind, lines=count)
        made, media = (lines.as_workbook, _XLSX) if body.kind == "xlsx" else (lines.as_csv, _CSV)
        content = await asyncio.to_thread(made, handling, found, body.language)
        return Response(content, media_type=media, headers=attachment(f"{_name(body.asked)}.{body.kind}"))

    @router.post("/paper", response_class=Response)
    @declared(Who.DUTY)
    async def printed(body: PaperBody, request: Request) -> Response:
        """The figures on one sheet of A4."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            found = await reading.report(session, handling, staff, body.asked, now=now)
            await record(session, staff, audit.Action.EXPORTED, request, body.asked, what="paper", lines=0)
        content = await asyncio.to_thread(paper.drawn, handling, found, body.language, now=now)
        return Response(content, media_type=_PDF, headers=attachment(f"{_name(body.asked)}.pdf"))

    async def record(
        session: AsyncSession,
        staff: Staff,
        action: audit.Action,
        request: Request,
        asked: Asked,
        *,
        what: str,
        lines: int,
    ) -> None:
        detail = {"report": what, "since": asked.since.isoformat(), "until": asked.until.isoformat(), "lines": lines}
        one = audit.Record(f"staff:{staff.id}", action, post=staff.post, source=source_of(request), detail=detail)
        await audit.record(session, one, now=parts.clock.now())

    _ = (reported, said, exported, printed)
    return router


def _name(asked: Asked) -> str:
    return f"complaints-{asked.since}-{asked.until}"
