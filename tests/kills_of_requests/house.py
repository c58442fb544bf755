"""What the server keeps of requests, read beside it with a driver and a connection of its own."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from qiao.backoffice.model import EffectRow
from qiao.requests.model import RequestRow
from tests.kills_of_requests.history import Kept


def kept_requests(engine: Engine, conversations: Iterable[str]) -> list[Kept]:
    """The requests of these conversations with the states of their effects."""
    with Session(engine) as session:
        rows = session.scalars(select(RequestRow).where(RequestRow.conversation_id.in_(map(UUID, conversations)))).all()
        wanted = [UUID(one) for row in rows for one in row.effects]
        effects = {one.id: one for one in session.scalars(select(EffectRow).where(EffectRow.id.in_(wanted)))}
        return [
            Kept(
                row.number,
                str(row.conversation_id),
                row.flow,
                row.state,
                row.trouble,
                row.submitted_at is not None,
                {effects[UUID(one)].key: effects[UUID(one)].state for one in row.effects},
            )
            for row in rows
        ]
