"""Complaints as they would stand after weeks of work, written straight into the tables so that many are quick."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from qiao.cases.complaints.writing import act_of
from qiao.cases.model import ComplaintActRow, ComplaintRow
from qiao.cases.queries import details_place
from qiao.foundation.ids import new_id, short_number
from tests.conftest import TestHouse

CLASSES = {"business": "pricing", "cause": "fees_and_rates", "channel": "own_online", "responsibility": "ours"}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Made:
    """Days and hours count from its opening; without `decided` it is still open."""

    days_ago: float
    subject: str = "fees"
    source: str = "self"
    classes: dict[str, Any] | None = field(default_factory=lambda: dict(CLASSES))
    contacted_h: float | None = 2
    decided: float | None = 5
    withdrawn: float | None = None
    outcome: str = "upheld"
    redress_fen: int = 0
    verified: float | None = None
    """When it was asked for; it is decided two days later, with `changed_to`."""
    changed_to: str = "upheld"
    rating: int | None = None
    repeats: bool = False
    facts: str = "上月多收利息，打13912345678找我"
    customer: UUID | None = None
    about: Sequence[UUID] = ()

    def acts(self, opened: datetime) -> list[tuple[str, datetime, dict[str, Any]]]:
        found: list[tuple[str, datetime, dict[str, Any]]] = [("opened", opened, {})]
        if self.contacted_h is not None:
            found.append(("contacted", opened + timedelta(hours=self.contacted_h), {}))
        if self.classes is not None:
            found.append(("classified", opened + timedelta(hours=3), {"classes": self.classes}))
        if self.withdrawn is not None:
            return [*found, ("withdrawn", opened + self.withdrawn * _DAY, {})]
        if self.decided is None:
            return found
        end = opened + self.decided * _DAY
        found += _decision(end, self.outcome, self.redress_fen)
        if self.rating is not None:
            found.append(("rated", end, {"score": self.rating, "follow_up": False}))
        if self.verified is not None:
            again = opened + self.verified * _DAY
            found += [("verification_asked", again, {}), *_decision(again + 2 * _DAY, self.changed_to, 0)]
        return found


def _decision(end: datetime, outcome: str, redress_fen: int) -> list[tuple[str, datetime, dict[str, Any]]]:
    minutes = [end - timedelta(minutes=one) for one in (2, 1, 0)]
    facts = {"outcome": outcome, "redress_fen": redress_fen, "level": 1, "language": "zh"}
    return [("decision_proposed", minutes[0], facts), ("agreed", minutes[1], {}), ("delivered", minutes[2], {})]


async def make(house: TestHouse, *wanted: Made) -> list[UUID]:
    """Their ids, in this order."""
    ring, now = house.house.parts.ring, house.clock.now()
    found: list[UUID] = []
    async with house.database.transaction() as session:
        for one in wanted:
            complaint_id, opened = new_id(), now - one.days_ago * _DAY
            customer = one.customer or new_id()
            key = await ring.create(session, customer, now=now)
            await session.flush()
            await ring.load(session, key)
            plain = json.dumps({"facts": one.facts}, ensure_ascii=False).encode()
            acts = [
                ComplaintActRow(
                    id=new_id(),
                    complaint_id=complaint_id,
                    customer_id=customer,
                    seq=seq,
                    kind=kind,
                    at=at,
                    by="house",
                    facts=facts,
                    key_id=key,
                )
                for seq, (kind, at, facts) in enumerate(one.acts(opened), 1)
            ]
            over = acts[-1].kind in {"delivered", "withdrawn", "rated"}
            row = ComplaintRow(
                id=complaint_id,
                number=short_number("T", complaint_id),
                customer_id=customer,
                channel="web",
                subject=one.subject,
                source=one.source,
                details=ring.seal(key, plain, bound_to=details_place(complaint_id)),
                key_id=key,
                not_handled_by=[str(staff) for staff in one.about],
                state="decided" if over else "open",
                phase="decided" if over else "working",
                opened_at=opened,
                registered_at=opened,
                due_at=opened + 15 * _DAY,
                closed_at=act_of(acts[-1]).at if over else None,
                earlier_id=new_id() if one.repeats else None,
            )
            session.add(row)
            await session.flush()
            session.add_all(acts)
            found.append(complaint_id)
    return found
