"""The tables of what holds of a customer: every change of it, and changes that wait for a second person."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class Kind(StrEnum):
    """What sort of thing holds of her."""

    FLAG = "flag"
    """A fact about her that named posts, or the lender, have stated."""
    HOLD = "hold"
    """What must not be done to her or to one of her loans."""
    CONSENT = "consent"
    """What she allowed or took back: a purpose (`name`) on a channel (`scope`)."""
    PREFERENCE = "preference"
    """How she wants to be served."""


class Act(StrEnum):
    SET = "set"
    END = "end"


class Source(StrEnum):
    """Who says so."""

    STAFF = "staff"
    ROBOT = "robot"
    LENDER = "lender"
    CUSTOMER = "customer"


class StandingChangeRow(Base):
    """One change. Rows are only ever added: what held at a moment follows from those before it (`rules.intervals`)."""

    __tablename__ = "standing_changes"
    __retention__: ClassVar[Retention] = Retention(
        kind="preference",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it describes the person; only that a number is not to be called stays, by an index nobody can read",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(40))
    """Which flag, hold or preference of the pack; of a consent, its purpose."""
    scope: Mapped[str] = mapped_column(String(60))
    """A loan, a channel, or the blind index of a number; empty where it is about all of her."""
    origin: Mapped[str] = mapped_column(String(80))
    """What it was set for, where several of one name may stand beside each other: each is ended by itself."""
    act: Mapped[str] = mapped_column(String(4))
    value: Mapped[str | None] = mapped_column(String(40))
    from_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    ordinal: Mapped[int] = mapped_column(BigInteger)
    """The lender's own number of the event, which orders what it says of one moment; else 0."""
    source: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(80))
    agreed_by: Mapped[str | None] = mapped_column(String(80))
    """The second person, where the pack wants one."""
    reason: Mapped[str] = mapped_column(String(40))
    cause: Mapped[str | None] = mapped_column(String(80))
    """The request or event it came by, such as `request:<id>`."""
    version: Mapped[str | None] = mapped_column(String(40))
    """Of which text she was told when she consented."""
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The number that a preference is about, sealed."""
    key_id: Mapped[UUID | None] = mapped_column(Uuid)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    """What makes the same telling known again, such as the lender's number of the event."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_standing_changes_customer_id_kind", "customer_id", "kind"),
        Index("ix_standing_changes_name_scope", "name", "scope"),
        Index("ix_standing_changes_kind_recorded_at", "kind", "recorded_at"),
    )


class StandingProposalRow(Base):
    """A change that one person has proposed and a second has to agree to. `change` holds ids and codes."""

    __tablename__ = "standing_proposals"
    __retention__: ClassVar[Retention] = Retention(
        kind="preference",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it describes the person, and nothing is counted by it",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    change: Mapped[Any] = mapped_column(Document)
    proposed_by: Mapped[UUID] = mapped_column(Uuid)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    is_agreed: Mapped[bool | None] = mapped_column(Boolean)
