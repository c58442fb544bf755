"""Tables of the customer."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class CustomerKind(StrEnum):
    """A visitor is someone nobody has vouched for yet."""

    VISITOR = "visitor"
    CUSTOMER = "customer"


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
