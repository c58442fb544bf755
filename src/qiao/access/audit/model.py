"""Tables of the audit trail: the records, the batches they are sealed into, and where the chain stands."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, SmallInteger, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.access.model import Post
from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column

AUDITORS = frozenset({Post.DPO_AUDITOR, Post.COMPLIANCE})
"""The posts that may search the trail."""


class Action(StrEnum):
    """What was done, as the trail names it."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    LOCKED_OUT = "locked_out"
    LOCK_LIFTED = "lock_lifted"
    SIGN_IN_CHANGED = "sign_in_changed"
    """What somebody signs in with changed: password, one-time codes, the link to an identity provider."""
    STEPPED_UP = "stepped_up"
    HELD = "held"
    SUBJECT_SET = "subject_set"
    VIEWED = "viewed"
    REVEALED = "revealed"
    MATCHED = "matched"
    SEARCHED = "searched"
    EXPORTED = "exported"
    DENIED = "denied"
    BROKE_GLASS = "broke_glass"
    APPROVED = "approved"
    RIGHTS_PROPOSED = "rights_proposed"
    RIGHTS_REFUSED = "rights_refused"
    RIGHTS_CHANGED = "rights_changed"
    POLICY_CHANGED = "policy_changed"
    ROBOT_READ = "robot_read"
    KEY_ROTATED = "key_rotated"
    ERASED = "erased"
    CORRECTED = "corrected"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DATA_RIGHTS = "data_rights"
    """A step of a person's request about her data, or a legal hold that was placed or lifted."""
    RETENTION_RUN = "retention_run"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    MASKED_LATER = "masked_later"
    """Messages turned out to hold parts of an identifier when a later one completed it."""
    STANDING_CHANGED = "standing_changed"
    """A flag, hold, consent or preference of a customer: set, ended, proposed, or agreed to."""
    MERGED = "merged"
    """Two records were found to be one person: proposed, agreed to, turned down, or parted again."""
    MARKED = "marked"
    """A customer of whom every look is noticed, or is not any more."""
    PARTY_SET = "party_set"
    """Somebody was seen to speak who is not the customer, or the customer herself again."""
    IDENTITY_CHECKED = "identity_checked"
    """A person made sure who is there; her session is known by it for a while."""
    COMPLAINT_HANDLED = "complaint_handled"
    """Something was done to a complaint by whoever handles it or agrees."""
    ORDER_HANDLED = "order_handled"
    """Something was done to a work order by the service or the department that has it."""
    LED = "led"
    """A leader stepped into the work of her team: whispered, took over, sent on, emptied somebody's hands."""
    SPOKE_BESIDE = "spoke_beside"
    """Somebody began or ceased to speak to a customer beside whoever serves her."""
    PLANNED = "planned"
    """Teams and shifts, by which it is judged whether somebody is on duty."""
    WEBHOOKS_CHANGED = "webhooks_changed"
    """Where events of the house are told outside: an address added or removed, what failed sent anew."""


class AuditRecordRow(Base):
    """One act. Written once, with the act; `seq`, `batch` and `seal` are empty until the sealer has numbered it."""

    __tablename__ = "audit_records"
    __retention__: ClassVar[Retention] = Retention(
        kind="audit_trail",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="who saw what must stay provable; it names the customer by pseudonym alone and holds no personal data",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(80))
    post: Mapped[str | None] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(32))
    customer_id: Mapped[UUID | None] = mapped_column(Uuid)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    purpose: Mapped[str | None] = mapped_column(String(40))
    fields: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[str | None] = mapped_column(Text)
    mac: Mapped[bytes] = mapped_column(LargeBinary)
    seq: Mapped[int | None] = mapped_column(BigInteger)
    batch: Mapped[int | None] = mapped_column(BigInteger)
    seal: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("uq_audit_records_seq", "seq", unique=True),
        # The sealer's work list. The migration makes it partial, as long as what the last second brought; said here,
        # that would load PostgreSQL's dialect into every start.
        Index("ix_audit_records_unsealed", "id"),
        Index("ix_audit_records_customer_id_at", "customer_id", "at"),
        Index("ix_audit_records_actor_at", "actor", "at"),
        Index("ix_audit_records_at", "at"),
    )


class AuditBatchRow(Base):
    """Records `first_seq` to `first_seq + count - 1`, under one Merkle root; `chain` binds every batch before it."""

    __tablename__ = "audit_batches"
    __retention__: ClassVar[Retention] = Retention(
        kind="audit_trail", on_erase=OnErase.NOBODY, why="proves the records of the trail; about nobody"
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_seq: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(Integer)
    sealed_at: Mapped[datetime] = mapped_column(Moment)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    chain: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class AuditStateRow(Base):
    """Where the chain stands: one row, locked by whoever seals. Newer than the batches, it betrays a truncation."""

    __tablename__ = "audit_state"
    __retention__: ClassVar[Retention] = Retention(
        kind="audit_trail", on_erase=OnErase.NOBODY, why="where the trail's chain stands; about nobody"
    )

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    batch: Mapped[int] = mapped_column(BigInteger)
    seq: Mapped[int] = mapped_column(BigInteger)
    chain: Mapped[bytes] = mapped_column(LargeBinary)
    head_batch: Mapped[int] = mapped_column(BigInteger)
    verified_at: Mapped[datetime | None] = mapped_column(Moment)
    verified_batch: Mapped[int | None] = mapped_column(BigInteger)
    findings: Mapped[int | None] = mapped_column(Integer)
    mac: Mapped[bytes] = mapped_column(LargeBinary)
