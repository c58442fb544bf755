"""Walking records and batches side by side, in the order of their numbers, and naming what does not fit.

It sees pages, never the whole trail. After a finding it goes on from what stands there, so that one break is not
reported again by everything after it.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qiao.access.audit.encoding import BEFORE_ALL, Batch, State, TrailKeys, chained, leaf_of, record_bytes
from qiao.access.audit.findings import Finding, Kind, Verification
from qiao.access.audit.merkle import root_of


@dataclass(frozen=True, slots=True)
class _Entry:
    """A batch; `is_sound` is off when its own entry was tampered with, and its figures say nothing."""

    batch: Batch
    is_sound: bool

    @property
    def first(self) -> int:
        return self.batch.first_seq

    @property
    def last(self) -> int:
        return self.batch.first_seq + self.batch.count - 1


class ChainCheck:
    """Feed it batches and records, both by number, the batches first; then `finish`."""

    def __init__(self, keys: TrailKeys, result: Verification) -> None:
        self._keys = keys
        self._result = result
        self._entries: deque[_Entry] = deque()
        self._chain = BEFORE_ALL
        self._next_batch, self._known_until = 1, 0
        self._next_seq = 1
        self._leaves: list[bytes] = []
        self._has_strangers = False
        self._gap: tuple[int, int] | None = None

    @property
    def known_until(self) -> int:
        """The last record number that some batch holds."""
        return self._known_until

    def add_batches(self, batches: Iterable[Batch]) -> None:
        """The batches that come next, before any record of theirs."""
        for batch in batches:
            entry = _Entry(batch, is_sound=self._check_link(batch))
            self._entries.append(entry)
            self._known_until = max(self._known_until, entry.last)

    def add_records(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows of `queries.sealed_pages`: their batches are known, unless nobody sealed them."""
        keys = self._keys
        for row in rows:
            seq: int = row[13]
            content = record_bytes(row[:12])
            is_genuine = row[12] == keys.record_mac(content)
            self._result.records += 1
            if not is_genuine and (seq < 1 or seq > self._known_until):
                said = f"record {row[0]} was not written by the house (number {seq})"
                self._add(Kind.INSERTED, said, row[14], first=seq, last=seq, record=str(row[0]))
                continue
            if seq != self._next_seq:
                self._miss(seq)
            self._next_seq = seq + 1
            while self._entries and seq > self._entries[0].last:
                self._close()
            leaf = leaf_of(content, seq)
            if not is_genuine:
                self._blame(row, Kind.EDITED, "is not as it was written")
            elif row[15] != keys.seal(leaf, row[14]):
                self._blame(row, Kind.SWAPPED, "does not stand where it was sealed")
            if self._entries and seq >= self._entries[0].first:
                self._leaves.append(leaf)

    def finish(self, state: State | None) -> None:
        """All records and batches were seen; `state` is None where it is missing or forged."""
        while self._entries:
            self._close()
        self._tell_gap(at_the_end=True)
        last = self._next_batch - 1
        if state is None:
            self._add(Kind.BATCH_ALTERED, "the state of the chain is gone, or was not written by the house")
        elif state.batch > last:
            self._add(
                Kind.TRUNCATED,
                f"batches {last + 1}–{state.batch} (records up to {state.seq}) are gone from the end",
                batch=last + 1,
                last=state.seq,
            )
        elif state.batch < last:
            self._add(Kind.BATCH_ALTERED, f"the state of the chain stands at batch {state.batch}, before the last one")
        elif state.chain != self._chain:
            self._add(Kind.BATCH_ALTERED, "the state of the chain does not fit the last batch", batch=last)

    def _check_link(self, batch: Batch) -> bool:
        """Does the batch follow the one before, and did the house say so?"""
        self._result.batches += 1
        expected = batch.chain
        if batch.number == self._next_batch:
            expected = chained(
                self._chain,
                number=batch.number,
                first_seq=batch.first_seq,
                count=batch.count,
                sealed_at=batch.sealed_at,
                root=batch.root,
            )
        else:
            said = f"batches {self._next_batch}–{batch.number - 1} are gone"
            self._add(Kind.DELETED, said, self._next_batch, first=self._known_until + 1, last=batch.first_seq - 1)
        self._next_batch = batch.number + 1
        # Where the chain's value alone was changed, what follows hangs on the true one.
        is_value_alone = batch.mac == self._keys.batch_mac(expected)
        self._chain = expected if is_value_alone else batch.chain
        if batch.chain != expected:
            said = f"the entry of batch {batch.number} is not as it was written"
            self._add(Kind.BATCH_ALTERED, said, batch.number)
            return False
        if not is_value_alone:
            self._add(Kind.RECHAINED, f"batch {batch.number} was not sealed by the house", batch.number)
            return False
        return True

    def _close(self) -> None:
        """Every record of the oldest batch was seen."""
        entry = self._entries.popleft()
        if entry.is_sound:
            if self._next_seq <= entry.last:
                self._miss(entry.last + 1)
                self._next_seq = entry.last + 1
            is_whole = len(self._leaves) == entry.batch.count and not self._has_strangers
            if is_whole and root_of(self._leaves) != entry.batch.root:
                said = f"the records of batch {entry.batch.number} are not those it was sealed over"
                self._add(Kind.BATCH_ALTERED, said, entry.batch.number, first=entry.first, last=entry.last)
        self._leaves, self._has_strangers = [], False

    def _miss(self, seq: int) -> None:
        """The records from the expected one up to `seq - 1` are not there."""
        if self._gap is not None and self._gap[1] + 1 == self._next_seq:
            self._gap = (self._gap[0], seq - 1)
        else:
            self._tell_gap(at_the_end=False)
            self._gap = (self._next_seq, seq - 1)

    def _tell_gap(self, *, at_the_end: bool) -> None:
        if self._gap is None:
            return
        first, last = self._gap
        self._gap = None
        which = f"record {first} is" if first == last else f"records {first}–{last} are"
        if at_the_end and last + 1 >= self._next_seq:
            self._add(Kind.TRUNCATED, f"{which} gone from the end", first=first, last=last)
        else:
            self._add(Kind.DELETED, f"{which} gone", first=first, last=last)

    def _blame(self, row: tuple[Any, ...], kind: Kind, said: str) -> None:
        self._has_strangers = True
        record, at, seq, batch = str(row[0]), row[1], row[13], row[14]
        self._add(
            kind,
            f"record {record} of {at} {said} (number {seq}, batch {batch})",
            batch,
            first=seq,
            last=seq,
            record=record,
        )

    def _add(
        self,
        kind: Kind,
        said: str,
        batch: int | None = None,
        *,
        first: int | None = None,
        last: int | None = None,
        record: str | None = None,
    ) -> None:
        self._result.findings.add(Finding(kind, said, batch, first, last, record))
