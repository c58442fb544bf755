"""Proving to an outsider that one record is in the trail a head speaks of, without showing any other record."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit import queries
from qiao.access.audit.encoding import BEFORE_ALL, Batch, chained, leaf_of, record_bytes
from qiao.access.audit.heads import Head, is_signed
from qiao.access.audit.merkle import leaf_hash, path_to, root_by
from qiao.foundation.errors import Conflict, NotFound


class RecordNotFound(NotFound):
    """The trail holds no such record."""


class NotUnderAHead(Conflict):
    """No head covers this record yet; the next one will, within a minute."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A record, its path to the root of its batch, the chain from there to a signed head."""

    record: str
    seq: int
    path: tuple[str, ...]
    before: str
    """The chain's value before the record's batch."""
    batches: tuple[Batch, ...]
    """The record's batch, and those up to the head's."""
    head: Head

    def wire(self) -> dict[str, Any]:
        return {
            "record": self.record,
            "seq": self.seq,
            "path": list(self.path),
            "before": self.before,
            "batches": [
                {
                    "number": one.number,
                    "first_seq": one.first_seq,
                    "count": one.count,
                    "sealed_at": one.sealed_at,
                    "root": one.root.hex(),
                }
                for one in self.batches
            ],
            "head": self.head.model_dump(),
        }


async def prove(session: AsyncSession, record_id: UUID, heads: Iterable[Head]) -> Proof:
    """By the first of `heads` that covers the record and fits. Raises RecordNotFound or NotUnderAHead."""
    place = await queries.place_of(session, record_id)
    if place is None:
        raise RecordNotFound
    seq, number = place
    if seq is None or number is None:
        raise NotUnderAHead
    head = await _first_fitting(session, (one for one in heads if one.batch >= number))
    chain = await queries.batches_by_number(session, range(max(1, number - 1), head.batch + 1))
    batch = chain[number]
    contents = [record_bytes(record) for record in await queries.records_of(session, batch)]
    leaves = [leaf_of(content, batch.first_seq + at) for at, content in enumerate(contents)]
    at = seq - batch.first_seq
    return Proof(
        record=contents[at].decode(),
        seq=seq,
        path=tuple(step.hex() for step in path_to(leaves, at)),
        before=(chain[number - 1].chain if number > 1 else BEFORE_ALL).hex(),
        batches=tuple(chain[one] for one in range(number, head.batch + 1)),
        head=head,
    )


async def _first_fitting(session: AsyncSession, heads: Iterable[Head]) -> Head:
    """Heads of a life that was lost by a restore fit nothing. Raises NotUnderAHead."""
    for head in heads:
        found = await queries.batches_by_number(session, [head.batch])
        if head.batch in found and found[head.batch].chain.hex() == head.chain:
            return head
    raise NotUnderAHead


def holds(proof: dict[str, Any], public_key: bytes) -> bool:
    """Whether `proof` (as `Proof.wire` gives it) shows its record to be under a head signed by `public_key`.

    Raises KeyError, TypeError or ValueError for what is no proof.
    """
    head, batches, seq = Head.model_validate(proof["head"]), proof["batches"], int(proof["seq"])
    first = batches[0]
    leaf = leaf_hash(struct.pack(">q", seq) + str(proof["record"]).encode())
    path = [bytes.fromhex(step) for step in proof["path"]]
    root = root_by(leaf, path, place=seq - int(first["first_seq"]), count=int(first["count"]))
    if root is None or root.hex() != first["root"]:
        return False
    chain = bytes.fromhex(proof["before"])
    for one in batches:
        chain = chained(
            chain,
            number=one["number"],
            first_seq=one["first_seq"],
            count=one["count"],
            sealed_at=one["sealed_at"],
            root=bytes.fromhex(one["root"]),
        )
    return chain.hex() == head.chain and batches[-1]["number"] == head.batch and is_signed(head, public_key)
