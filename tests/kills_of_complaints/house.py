"""What the server keeps of complaints, read beside it with a driver and a connection of its own."""

from datetime import UTC, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from qiao.cases.complaints.history import Kind
from qiao.cases.model import ComplaintActRow, ComplaintRow
from qiao.foundation.jobs import PENDING, JobRow
from qiao.requests.model import RequestRow
from tests.kills_of_complaints.history import Asked, Kept

FLOW = "complaint_register"


def kept_complaints(engine: Engine) -> list[Kept]:
    opened = (
        select(ComplaintActRow.complaint_id, func.count().label("times"))
        .where(ComplaintActRow.kind == Kind.OPENED)
        .group_by(ComplaintActRow.complaint_id)
        .subquery()
    )
    query = select(ComplaintRow, opened.c.times).outerjoin(opened, opened.c.complaint_id == ComplaintRow.id)
    with Session(engine) as session:
        return [
            Kept(
                row.number,
                times or 0,
                str(row.conversation_id) if row.conversation_id else None,
                str(row.request_id) if row.request_id else None,
                # The key is the officer's own; before it stands who she is.
                row.client_key.partition(":")[2] if row.client_key else None,
            )
            for row, times in session.execute(query)
        ]


def is_idle(engine: Engine) -> bool:
    """Whether every message that was taken has had its turn: what still waits to be done is neither lost nor untold."""
    now = datetime.now(UTC)
    with Session(engine) as session:
        waiting = select(JobRow.id).where(JobRow.kind.startswith("on:"), JobRow.state == PENDING, JobRow.due_at <= now)
        return session.scalar(waiting.limit(1)) is None


def asked_for(engine: Engine) -> list[Asked]:
    """Every request to register a complaint."""
    with Session(engine) as session:
        rows = session.scalars(select(RequestRow).where(RequestRow.flow == FLOW))
        return [Asked(str(one.id), str(one.conversation_id), one.state, one.submitted_at is not None) for one in rows]
