"""How the trail stands, for a page and for the command line, without proving it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit import queries
from qiao.access.audit.encoding import State, TrailKeys
from qiao.access.audit.queries import Tail
from qiao.access.audit.sealing import is_sound


@dataclass(frozen=True, slots=True)
class Standing:
    """The chain's state (None where it is missing or forged) and the tail that is not sealed yet."""

    state: State | None
    tail: Tail

    def wire(self) -> dict[str, Any]:
        """The protocol's `AuditState`."""
        state, tail = self.state, self.tail
        return {
            "sound": state is not None,
            "batch": state.batch if state else None,
            "records": state.seq if state else None,
            "head_batch": state.head_batch if state else None,
            "verified": {
                "at": state.verified_at.isoformat(),
                "batch": state.verified_batch,
                "findings": state.findings,
            }
            if state is not None and state.verified_at is not None
            else None,
            "tail": {
                "count": tail.count,
                "first_at": tail.first_at.isoformat() if tail.first_at else None,
                "last_at": tail.last_at.isoformat() if tail.last_at else None,
            },
        }


async def standing(session: AsyncSession, keys: TrailKeys) -> Standing:
    row = await queries.state_row(session)
    state = queries.state_of(row) if row is not None and is_sound(keys, row) else None
    return Standing(state, await queries.tail(session))
