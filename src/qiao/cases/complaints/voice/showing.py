"""A complaint as its maker sees it: how it stands, what comes next, and what happened that she may know."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints import letters, reading
from qiao.cases.complaints.kinds import Asked, Kind, RedressState
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.rules import last_day_to_ask
from qiao.cases.complaints.voice.reading import all_of, hers
from qiao.cases.complaints.voice.rules import possible
from qiao.cases.complaints.writing import act_of
from qiao.cases.model import RUNNING, ComplaintActRow, ComplaintRow, Subject
from qiao.cases.rules import SUBJECTS
from qiao.conversations import ChannelSession
from qiao.foundation.business_calendar import business_date

_Words = Mapping[UUID, Mapping[str, str]]

_STEPS = {
    Kind.OPENED: "received",
    Kind.CONTACTED: "contacted",
    Kind.FACT_ASKED: "asked",
    Kind.CARRIED_ON: "carried_on",
    Kind.OPINION_ASKED: "checking",
    Kind.FACTS_ADDED: "added",
    Kind.DELIVERED: "decided",
    Kind.REDRESS_PAID: "redressed",
    Kind.RATED: "rated",
    Kind.WITHDRAWN: "withdrawn",
    Kind.REOPENED: "reopened",
    Kind.VERIFICATION_ASKED: "verification",
}
_WITH_WORDS = frozenset({Kind.FACT_ASKED, Kind.FACTS_ADDED})
"""Those whose words she wrote, or was told."""


def item(row: ComplaintRow) -> dict[str, Any]:
    """The protocol's `OwnComplaint`; `due_on` is the day by which she has an answer, while one is owed."""
    subject = SUBJECTS[Subject(row.subject)]
    return {
        "id": str(row.id),
        "number": row.number,
        "subject": {"zh": subject.zh, "en": subject.en},
        "state": row.state,
        "opened_at": row.opened_at.isoformat(),
        "due_on": business_date(row.due_at).isoformat() if row.state in RUNNING else None,
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
    }


async def listed(session: AsyncSession, live: ChannelSession) -> list[dict[str, Any]]:
    return [item(row) for row in await all_of(session, live)]


async def whole(
    session: AsyncSession, handling: Handling, live: ChannelSession, complaint_id: UUID, *, now: datetime
) -> dict[str, Any]:
    """The protocol's `OwnComplaintWhole`. Raises ComplaintNotFound."""
    found = await hers(session, handling, live, complaint_id)
    details = await reading.details_of(session, handling.ring, found.row)
    words = await reading.words_of(session, handling.ring, found.acts)
    can = possible(found.case, [*map(act_of, found.acts)], found.terms, now=now)
    asks_until = None
    if Kind.VERIFICATION_ASKED in can and found.case.ended_at is not None:
        asks_until = last_day_to_ask(found.case.ended_at, found.terms).isoformat()
    offer = letters.offer_of(found)
    return {
        **item(found.row),
        "facts": details.get("facts"),
        "demand": details.get("demand"),
        "steps": list(_steps(found, words)),
        "can": [one.value for one in can],
        "verification_until": asks_until,
        "letter": dict(offer) if offer else None,
        "rating": found.case.rating,
        "redress": [
            {"amount_fen": one.amount_fen, "is_paid": one.state is RedressState.PAID} for one in found.case.redresses
        ],
    }


def _steps(found: Opened, words: _Words) -> Iterator[dict[str, Any]]:
    """The protocol's `OwnStep`s. Who asked whom stays inside: that departments look into it is said once in a row."""
    last = None
    for act in found.acts:
        step = _step_of(act)
        if step is None or (step == last == "checking"):
            continue
        last, kind = step, Kind(act.kind)
        said = words.get(act.id, {}) if kind in _WITH_WORDS or _is_own(act) else {}
        if step == "extended":
            said = words.get(_asked_before(found, act).id, {})
        yield {
            "step": step,
            "at": act.at.isoformat(),
            "own": _is_own(act),
            "words": said.get("words"),
            "files": [one["name"] for one in act.facts.get("files", ())],
            "score": act.facts.get("score"),
            "letter": act.facts.get("letter"),
            "amount_fen": act.facts.get("amount_fen"),
        }


def _step_of(act: ComplaintActRow) -> str | None:
    """What an act is to her; None for what is none of hers."""
    kind = Kind(act.kind)
    if kind is Kind.AGREED and act.facts.get("what") == Asked.EXTENSION:
        return "extended"
    if kind is Kind.PAUSED and act.facts.get("stops_the_law"):
        return "paused"
    return _STEPS.get(kind)


def _asked_before(found: Opened, agreed: ComplaintActRow) -> ComplaintActRow:
    return next(act for act in reversed(found.acts) if act.kind == Kind.EXTENSION_ASKED and act.seq < agreed.seq)


def _is_own(act: ComplaintActRow) -> bool:
    return act.by == "customer"
