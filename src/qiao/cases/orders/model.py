"""The tables of work orders: the orders, what was done about them, who may not see them, and saved views."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class WorkOrderRow(Base):
    """One order. `details` are sealed: what is asked, and what of the form may hold her words.

    It is sealed with the customer's key, or with one of its own where it is about no customer. What follows `state`
    stands here for lists alone and follows from the history.
    """

    __tablename__ = "work_orders"
    __retention__: ClassVar[Retention] = Retention(
        kind="work_order",
        since="closed_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="that departments were asked, and how fast they answered, is counted; words, form and subject go",
        owns_keys=True,
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    type: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(200))
    """Identifiers in it are masked; lists show it and it is searched."""
    customer_id: Mapped[UUID | None] = mapped_column(Uuid)
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    complaint_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The complaint that asked: the answer is an opinion in its history."""
    links: Mapped[Any] = mapped_column(Document)
    """Ids of requests and complaints it has to do with."""
    form: Mapped[Any] = mapped_column(Document)
    """What of the form is not sealed."""
    details: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    opened_by: Mapped[UUID] = mapped_column(Uuid)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(12))
    department: Mapped[str] = mapped_column(String(24))
    owner_id: Mapped[UUID | None] = mapped_column(Uuid)
    priority: Mapped[int] = mapped_column(SmallInteger)
    pressing: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime] = mapped_column(Moment)
    promised_at: Mapped[datetime | None] = mapped_column(Moment)
    """What was promised to the customer."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    merged_into: Mapped[UUID | None] = mapped_column(Uuid)

    __table_args__ = (
        # Holds everything that lists filter, sort, count and search by, so that no row is read but those shown: rows
        # are wide by what is sealed in them, and who may see one is a condition over many columns.
        Index(
            "ix_work_orders_listed",
            *("state", "due_at", "id", "opened_at", "department", "opened_by", "complaint_id", "owner_id", "type"),
            *("priority", "pressing", "number", "subject"),
        ),
        Index("ix_work_orders_customer_id_type", "customer_id", "type"),
    )


class WorkOrderActRow(Base):
    """One act of an order's history, to which is only added. `words` are sealed like the order's details."""

    __tablename__ = "work_order_acts"
    __retention__: ClassVar[Retention] = Retention(
        kind="work_order",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="how an order was handled, and in what time, is recomputed from its acts; their words go",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("work_orders.id"))
    customer_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    seq: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(44))
    facts: Mapped[Any] = mapped_column(Document)
    words: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (UniqueConstraint("order_id", "seq"),)


class WorkOrderBarRow(Base):
    """Who is complained about in a complaint that an order belongs to: for her and her leaders there is no order."""

    __tablename__ = "work_order_bars"
    __retention__: ClassVar[Retention] = Retention(
        kind="work_order", since="at", on_erase=OnErase.NOBODY, why="ids of an order and a member of staff"
    )

    staff_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class WorkOrderFileRow(Base):
    """A file that a colleague added to an order. The bytes lie sealed under the order's key at `stored_id`.

    `name` is masked. The same file added twice to an order has one address.
    """

    __tablename__ = "work_order_files"
    __retention__: ClassVar[Retention] = Retention(
        kind="work_order",
        since="added_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="the row goes and her key with it, so the bytes open nowhere; they are removed from the disk within a day",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("work_orders.id"))
    customer_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    client_id: Mapped[str] = mapped_column(String(64))
    stored_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    size_bytes: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    added_by: Mapped[UUID] = mapped_column(Uuid)
    added_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("order_id", "client_id"),)


class OrderViewRow(Base):
    """A way to look at the list that somebody keeps. It gives nobody a right: everybody sees her own orders by it."""

    __tablename__ = "work_order_views"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff", on_erase=OnErase.NOBODY, why="what a member of staff looks at; about no customer"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    name: Mapped[str] = mapped_column(String(40))
    wanted: Mapped[Any] = mapped_column(Document)
    is_shared: Mapped[bool] = mapped_column(Boolean, index=True)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("staff_id", "name"),)
