"""Whom an incident concerns: by what she said of herself, or by where the house knows her to be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import KnownRegion, RegionSource
from qiao.emergencies.incidents import queries
from qiao.emergencies.incidents.model import AffectedRow, IncidentRow
from qiao.foundation import regions

FEWEST_SHOWN = 20
"""A smaller number of people is not shown: it would tell of somebody."""
Because = Literal["said", "everywhere", "unknown"] | RegionSource


class Confidence(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


_OF_SOURCE = {
    RegionSource.ADDRESS: Confidence.SURE,
    RegionSource.CONTRACT: Confidence.LIKELY,
    RegionSource.PHONE: Confidence.POSSIBLE,
}


@dataclass(frozen=True, slots=True)
class Concern:
    """Whether an incident concerns somebody, how sure that is, and how it is known."""

    concerns: bool
    confidence: Confidence
    because: Because


def concern(row: IncidentRow, said: bool | None, known: Sequence[KnownRegion]) -> Concern:  # noqa: FBT001
    """What she says counts more than what is on file. Of whom nothing is known it may concern anybody."""
    if said is not None:
        return Concern(said, Confidence.SURE, "said")
    if not row.regions:
        return Concern(concerns=True, confidence=Confidence.SURE, because="everywhere")
    for one in known:
        if any(customers.is_within(one.code, code) for code in row.regions):
            return Concern(concerns=True, confidence=_OF_SOURCE[one.source], because=one.source)
    for one in known:
        if any(customers.is_within(code, one.code) for code in row.regions):
            return Concern(concerns=True, confidence=Confidence.POSSIBLE, because=one.source)
    if known:
        return Concern(concerns=False, confidence=_OF_SOURCE[known[0].source], because=known[0].source)
    return Concern(concerns=True, confidence=Confidence.POSSIBLE, because="unknown")


async def concern_of(session: AsyncSession, row: IncidentRow, customer_id: UUID) -> Concern:
    """As `concern`, of everything that is known of the person under each of her records."""
    records = (await customers.person_of(session, customer_id)).records
    said = await queries.said(session, row.id, records)
    return concern(row, said, await customers.regions_of(session, records))


def takes_in(row: IncidentRow, region: str) -> bool:
    """Whether a place lies in the incident's regions, or around one of them; where it has none, every place does."""
    return not row.regions or any(
        customers.is_within(region, code) or customers.is_within(code, region) for code in row.regions
    )


async def preview(session: AsyncSession, row: IncidentRow) -> dict[str, Any]:
    """How many it would concern, by how they are known; None for numbers that are too small to be shown."""
    said = await _said(session, row.id)
    if not row.regions:
        return {"within": None, "by": {}, "around": None, **said, "fewest_shown": FEWEST_SHOWN}
    by = await customers.count_within(session, row.regions)
    return {
        "within": _shown(sum(by.values())),
        "by": {
            source.value: {"count": _shown(count), "confidence": _OF_SOURCE[source]} for source, count in by.items()
        },
        "around": _shown(await customers.count_around(session, row.regions)),
        **said,
        "fewest_shown": FEWEST_SHOWN,
    }


async def _said(session: AsyncSession, incident_id: UUID) -> Mapping[str, int | None]:
    rows = await session.execute(
        select(AffectedRow.is_affected, func.count())
        .where(AffectedRow.incident_id == incident_id)
        .group_by(AffectedRow.is_affected)
    )
    counted = {bool(is_affected): count for is_affected, count in rows}
    return {"say_affected": _shown(counted.get(True, 0)), "say_not_affected": _shown(counted.get(False, 0))}


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= FEWEST_SHOWN else None


def known_codes(codes: Collection[str]) -> list[dict[str, str]]:
    """The regions with their names."""
    return [{"code": code, "name": regions.full_name(code)} for code in codes]
