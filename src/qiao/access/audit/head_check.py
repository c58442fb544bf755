"""Comparing the heads outside with the chain in the database."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit import queries
from qiao.access.audit.encoding import State, TrailKeys
from qiao.access.audit.findings import Finding, Kind, Verification
from qiao.access.audit.heads import Head, read_heads

_PAGE = 500


class HeadCheck:
    """Compares a file of heads with one state of the database.

    The file is measured when this is made, which must be before the database's snapshot is taken: a running service
    adds heads of batches that the snapshot does not hold yet.
    """

    def __init__(self, path: Path, keys: TrailKeys, result: Verification) -> None:
        self._path = path
        self._keys = keys
        self._result = result
        self._lines = _lines_in(path)
        self._others: list[Head] = []
        """Heads that speak of another chain: the first, the last and how many."""
        self._other_count = 0

    async def run(self, session: AsyncSession, state: State | None) -> None:
        newest = await queries.last_batch(session)
        at_hand = newest.number if newest else 0
        newest_named, page = 0, list[Head]()
        for line in read_heads(self._path, self._keys.public_key) if self._path.is_file() else ():
            if line.head is not None:
                newest_named = max(newest_named, line.head.batch)
            if line.number > self._lines:
                continue
            if line.head is not None:
                page.append(line.head)
            elif line.is_torn:
                self._result.torn_heads += 1
            else:
                self._add(Kind.HEAD_ALTERED, f"line {line.number} of the heads is not as it was written")
            if len(page) == _PAGE:
                await self._compare(session, page, at_hand)
                page = []
        await self._compare(session, page, at_hand)
        if state is not None and state.head_batch > newest_named:
            what = f"heads up to batch {state.head_batch} were written, the file {self._path} "
            self._add(Kind.HEADS_CUT, what + (f"ends with {newest_named}" if newest_named else "holds none"))
        await self._tell_others(session, state, at_hand)

    async def _compare(self, session: AsyncSession, heads: Sequence[Head], at_hand: int) -> None:
        known = await queries.batches_by_number(session, {head.batch for head in heads})
        for head in heads:
            self._result.heads += 1
            batch = known.get(head.batch)
            if batch is not None and batch.chain.hex() == head.chain:
                self._result.head = head
                if head.kind == "restored":
                    self._result.lost_knowingly += self._other_count
                    self._others, self._other_count = [], 0
            elif batch is not None or head.batch > at_hand:  # A batch gone from the middle has been named already.
                self._others = [*self._others[:1], head]
                self._other_count += 1

    async def _tell_others(self, session: AsyncSession, state: State | None, at_hand: int) -> None:
        if not self._others:
            return
        first, last = self._others[0], self._others[-1]
        which = f"{self._other_count} heads, of batch {first.batch} ({first.at}) to {last.batch} ({last.at})"
        went_on = await queries.batches_by_number(session, [first.batch])
        if any(batch.mac != self._keys.batch_mac(batch.chain) for batch in went_on.values()):
            self._add(Kind.RECHAINED, f"{which}, vouch for other batches than those in the database", first.batch)
        elif state is not None and state.batch == at_hand:
            self._add(
                Kind.ROLLED_BACK,
                f"{which}, speak of a later or another trail: the database was rolled back, to batch "
                f"{min(at_hand, first.batch - 1)} or before",
                first.batch,
            )
        else:
            self._add(
                Kind.TRUNCATED,
                f"{which}, speak of batches that are gone from the end after batch {at_hand}",
                at_hand + 1,
            )

    def _add(self, kind: Kind, said: str, batch: int | None = None) -> None:
        self._result.findings.add(Finding(kind, said, batch))


def _lines_in(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(1 for _ in file)
    except FileNotFoundError:
        return 0
