"""After a backup was put back: an operator declares that the trail goes on from what the database holds now."""

from datetime import datetime

from qiao.access.audit import queries, sealing
from qiao.access.audit.encoding import TrailKeys, as_text
from qiao.access.audit.heads import Head, HeadSink, signed
from qiao.access.audit.jobs import head_of, put
from qiao.access.audit.model import Action
from qiao.access.audit.recording import Record, record
from qiao.foundation.database import Database


async def accept_as_it_is(
    database: Database, keys: TrailKeys, sink: HeadSink, *, by: str, reason: str, now: datetime
) -> Head:
    """Write a head that says so, and a record; heads that speak of what was lost are no finding from then on.

    Raises TrailBroken where the chain in the database is itself not sound: that cannot be accepted.
    """
    async with database.transaction() as session:
        act = Record(by, Action.RESTORED, reason=reason, detail={"accepted": "the trail as it is"})
        await record(session, act, now=now)
        await sealing.seal_some(session, keys, now=now)
        row = await queries.lock_state(session, wait=True)
        if row is None or not sealing.is_sound(keys, row):
            raise sealing.TrailBroken(state="altered" if row else "missing")
        state = queries.state_of(row)
    head = signed(keys, head_of(keys, state, at=as_text(now)).model_copy(update={"kind": "restored"}))
    await put([sink], head)
    async with database.transaction() as session:
        await sealing.note_head(session, keys, head.batch)
    return head
