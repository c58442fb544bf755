"""What a verification found, in words an auditor can act on."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from qiao.access.audit.heads import Head

_MOST_LISTED = 100


class Kind(StrEnum):
    """How the trail was tampered with."""

    EDITED = "edited"
    """A record is not as it was written."""
    DELETED = "deleted"
    """Records are gone from between others."""
    INSERTED = "inserted"
    """A record that the house did not write."""
    SWAPPED = "swapped"
    """A genuine record does not stand where it was sealed."""
    TRUNCATED = "truncated"
    """The end of the trail is gone."""
    ROLLED_BACK = "rolled_back"
    """The database is an older one than a head outside speaks of, or went on from an older one."""
    RECHAINED = "rechained"
    """Batches were sealed by somebody without the key."""
    BATCH_ALTERED = "batch_altered"
    """A batch's entry, or the state of the chain, is not as it was written."""
    HEAD_ALTERED = "head_altered"
    """A line of the file of heads is not as it was written."""
    HEADS_CUT = "heads_cut"
    """Heads that the database remembers are gone from the file."""
    UNREADABLE = "unreadable"
    """The database cannot read what stands there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the trail is not as the house made it."""

    kind: Kind
    said: str
    batch: int | None = None
    first: int | None = None
    last: int | None = None
    record: str | None = None


@dataclass(slots=True)
class Findings:
    """All of them counted, the first hundred listed: memory stays bounded when everything is wrong."""

    counts: Counter[Kind] = field(default_factory=Counter[Kind])
    listed: list[Finding] = field(default_factory=list[Finding])

    def add(self, finding: Finding) -> None:
        self.counts[finding.kind] += 1
        if len(self.listed) < _MOST_LISTED:
            self.listed.append(finding)

    @property
    def count(self) -> int:
        return self.counts.total()


@dataclass(slots=True)
class Verification:
    """How a verification ended. The trail is proven when nothing was found."""

    findings: Findings = field(default_factory=Findings)
    records: int = 0
    batches: int = 0
    head: Head | None = None
    """The last head that fits the database: what it covers is vouched for from outside."""
    heads: int = 0
    lost_knowingly: int = 0
    """Heads of a life that an operator declared lost after a restore."""
    torn_heads: int = 0
    after_head: int = 0
    """Sealed records younger than `head`: vouched for by their MACs alone."""
    tail: int = 0
    tail_first: str | None = None
    tail_last: str | None = None

    @property
    def is_proven(self) -> bool:
        return self.findings.count == 0
