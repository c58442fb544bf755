"""Background work of the trail: sealing every second, a head outside the database every minute and at a clean stop."""

import asyncio
import contextlib
from collections.abc import Sequence

import structlog

from qiao.access.audit import queries, sealing
from qiao.access.audit.encoding import State, TrailKeys, as_text
from qiao.access.audit.heads import Head, HeadSink, HeadsUnwritable, key_id, line_of, signed
from qiao.foundation import telemetry
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database

log = structlog.get_logger(__name__)

SEAL_EVERY_S = 1.0
HEAD_EVERY_S = 60.0
_AFTER_TROUBLE_S = 5.0


class Sealer:
    """Seals what was committed, and tells the sinks outside where the chain stands. Every process may run one."""

    def __init__(self, database: Database, keys: TrailKeys, clock: Clock, sinks: Sequence[HeadSink]) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._sinks = tuple(sinks)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Seal the rest and let the sinks know."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._task = None
        try:
            await self.seal()
            await self.put_head()
        except Exception:
            log.warning("the audit trail could not be sealed at the stop", exc_info=True)

    async def seal(self) -> int:
        """Seal everything that is committed by now; returns how many records."""
        total = 0
        while True:
            async with self._database.reading() as session:
                if not await queries.has_unsealed(session):
                    break
            async with self._database.transaction() as session:
                count = await sealing.seal_some(session, self._keys, now=self._clock.now())
            if count == 0:
                break
            total += count
        return total

    async def put_head(self) -> Head | None:
        """Write a head of the chain as it stands; None where the last one says it already.

        Raises HeadsUnwritable when the first sink fails, which is the one that is verified; TrailBroken.
        """
        async with self._database.reading() as session:
            row = await queries.state_row(session)
            state = queries.state_of(row) if row is not None and sealing.is_sound(self._keys, row) else None
        if state is None:
            raise sealing.TrailBroken(state="altered")
        if state.batch == state.head_batch:
            return None
        head = signed(self._keys, self._head(state))
        await put(self._sinks, head)
        async with self._database.transaction() as session:
            await sealing.note_head(session, self._keys, head.batch)
        return head

    def _head(self, state: State) -> Head:
        return head_of(self._keys, state, at=as_text(self._clock.now()))

    async def _run(self) -> None:
        head_at_s = self._clock.monotonic() + HEAD_EVERY_S
        while True:
            await asyncio.sleep(SEAL_EVERY_S)
            try:
                await self.seal()
                if self._clock.monotonic() >= head_at_s:
                    head_at_s = self._clock.monotonic() + HEAD_EVERY_S
                    await self.put_head()
                telemetry.audit_troubled.set(0)
            except Exception:
                telemetry.audit_troubled.set(1)
                log.warning("the audit trail could not be sealed", exc_info=True)
                await asyncio.sleep(_AFTER_TROUBLE_S)


def head_of(keys: TrailKeys, state: State, *, at: str) -> Head:
    """What a head of `state` says, not signed yet."""
    return Head(at=at, batch=state.batch, seq=state.seq, chain=state.chain.hex(), key=key_id(keys.public_key))


async def put(sinks: Sequence[HeadSink], head: Head) -> None:
    """Hand a head to every sink. Raises HeadsUnwritable when the first fails; of the others, failing is logged."""
    line = line_of(head)
    await sinks[0].put(line)
    for sink in sinks[1:]:
        try:
            await sink.put(line)
        except HeadsUnwritable as trouble:
            log.warning("a second keeper of heads did not take one", batch=head.batch, **trouble.params)
