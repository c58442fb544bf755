"""The bytes that are authenticated: every column of a row, in one fixed form that other programs can make too.

A record is the JSON array `["qiao-audit-1", id, at, actor, …]` without spaces and in UTF-8, ids as 32 hexadecimal
signs, moments as `2026-11-23 04:00:00.000000` in UTC. Keys are derived from the root of the key ring, so none of them
is in the database: MACs are HMAC-SHA-256, heads are signed with Ed25519 (RFC 8032).
"""

import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from qiao.access.audit.merkle import leaf_hash
from qiao.foundation.keys import KeyRing

_RECORD, _STATE = "qiao-audit-1", "qiao-audit-state-1"
BEFORE_ALL = bytes(32)
"""What the first batch is chained to."""

RawRecord = tuple[str | None, ...]
"""A record's columns `id` to `detail`, in the form that is authenticated."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch says of itself."""

    number: int
    first_seq: int
    count: int
    sealed_at: str
    root: bytes
    chain: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class State:
    """Where the chain stands, what vouches for it outside, and how the last verification ended."""

    batch: int = 0
    seq: int = 0
    chain: bytes = BEFORE_ALL
    head_batch: int = 0
    verified_at: datetime | None = None
    verified_batch: int | None = None
    findings: int | None = None


def as_text(moment: datetime) -> str:
    """A moment as it is authenticated."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def record_bytes(record: RawRecord) -> bytes:
    # What is no text here was put there by somebody else, and shall be named, not stop the one who names it.
    return orjson.dumps([_RECORD, *record], default=repr)


def leaf_of(content: bytes, seq: int) -> bytes:
    """The Merkle leaf of the record with number `seq`."""
    return leaf_hash(struct.pack(">q", seq) + content)


def chained(before: bytes, *, number: int, first_seq: int, count: int, sealed_at: str, root: bytes) -> bytes:
    """The chain's value after a batch: it depends on every batch before."""
    header = struct.pack(">qqq", number, first_seq, count) + sealed_at.encode()
    return hashlib.sha256(b"\x02" + before + root + header).digest()


class TrailKeys:
    """The keys of the trail: what makes MACs, and what signs heads."""

    def __init__(self, ring: KeyRing) -> None:
        self._records = ring.derive(b"audit records")
        self._seals = ring.derive(b"audit seals")
        self._signing = Ed25519PrivateKey.from_private_bytes(ring.derive(b"audit heads"))
        self.public_key = self._signing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def record_mac(self, content: bytes) -> bytes:
        return hmac.digest(self._records, content, "sha256")

    def seal(self, leaf: bytes, batch: int) -> bytes:
        """What proves that the house itself gave a record its number and its batch."""
        return hmac.digest(self._seals, b"record" + leaf + struct.pack(">q", batch), "sha256")

    def batch_mac(self, chain: bytes) -> bytes:
        return hmac.digest(self._seals, b"batch" + chain, "sha256")

    def state_mac(self, state: State) -> bytes:
        values = (
            state.batch,
            state.seq,
            state.chain.hex(),
            state.head_batch,
            as_text(state.verified_at) if state.verified_at else None,
            state.verified_batch,
            state.findings,
        )
        return hmac.digest(self._seals, orjson.dumps([_STATE, *values]), "sha256")

    def sign(self, statement: bytes) -> bytes:
        return self._signing.sign(statement)
