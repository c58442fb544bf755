"""Tables of the customer."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class CustomerKind(StrEnum):
    """A visitor is someone nobody has vouched for yet."""

    VISITOR = "visitor"
    CUSTOMER = "customer"


class CustomerField(StrEnum):
    """The identifying fields this room keeps; each is a field of the grant table."""

    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"
    WORKPLACE = "workplace"
    BANK_CARD = "bank_card"


WITH_A_COMPLAINT: Final = "complaint"
"""The source of what somebody whom nobody here knows said of herself when she complained."""


class CustomerRow(Base):
    """One person. `reference_index` finds the lender's own reference without storing it in clear."""

    __tablename__ = "customers"
    __retention__: ClassVar[Retention] = Retention(
        kind="visitor",
        since="created_at",
        only=lambda table: table.c.kind == CustomerKind.VISITOR,
        whose=by_column("id"),
        on_erase=OnErase.SHRED,
        why="the id stays as a pseudonym; name, reference and key go",
        owns_keys=True,
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    reference_index: Mapped[str | None] = mapped_column(String(40), unique=True)
    reference_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    name_masked: Mapped[str | None] = mapped_column(String(40))
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(Moment)


class CustomerFieldRow(Base):
    """One value of one field. `lookup` and `tail` are blind indexes of the whole value and of its last four signs."""

    __tablename__ = "customer_fields"
    __retention__: ClassVar[Retention] = Retention(
        # Those of customers stay as long as she is one; what somebody nobody knows said with a complaint goes with it,
        # and only then her record, whose key her complaint is sealed under.
        kind="complaint",
        since="as_of",
        only=lambda table: table.c.source == WITH_A_COMPLAINT,
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it identifies the person and nothing is counted by it",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("customers.id"))
    field: Mapped[str] = mapped_column(String(16))
    masked: Mapped[str] = mapped_column(String(120))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    lookup: Mapped[str] = mapped_column(String(40))
    tail: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(24))
    as_of: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_customer_fields_customer_id_field_lookup", "customer_id", "field", "lookup", unique=True),
        Index("ix_customer_fields_field_lookup", "field", "lookup"),
        Index("ix_customer_fields_field_tail", "field", "tail"),
    )


class CustomerRegionRow(Base):
    """In which region she is, by one source. A code of GB/T 2260 and nothing finer than a county."""

    __tablename__ = "customer_regions"
    __retention__: ClassVar[Retention] = Retention(
        kind="preference",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it tells where somebody is, and nothing is counted by it later",
    )

    customer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    source: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(6), index=True)
    as_of: Mapped[datetime] = mapped_column(Moment)
