"""The tables of profiles: what happened in the house, what that and the lender's log leave of a customer, her tags."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column

_KIND = "profile"


class ProfileEventRow(Base):
    """Something that happened between a customer and the house, by its type and a few facts; rows are only added."""

    __tablename__ = "profile_events"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, whose=by_column("customer_id"), on_erase=OnErase.DELETE, why="what is known of nobody any more"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    """That of the event of the house."""
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    type: Mapped[str] = mapped_column(String(72))
    at: Mapped[datetime] = mapped_column(Moment)
    facts: Mapped[Any] = mapped_column(Document)

    __table_args__ = (Index("ix_profile_events_customer_id_at", "customer_id", "at"),)


class ProfileRow(Base):
    """What is known of a customer. `next_on`: when a tag or a consent changes by itself.

    `rules` names the rules that made it; under others it is made anew from the logs.
    """

    __tablename__ = "profiles"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, whose=by_column("customer_id"), on_erase=OnErase.DELETE, why="nobody is served by it any more"
    )

    customer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    traits: Mapped[Any] = mapped_column(Document)
    days: Mapped[Any] = mapped_column(Document)
    next_on: Mapped[date | None] = mapped_column(Date, index=True)
    rules: Mapped[str] = mapped_column(String(16))


class ProfileTagRow(Base):
    """A tag that a customer has now."""

    __tablename__ = "profile_tags"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, whose=by_column("customer_id"), on_erase=OnErase.DELETE, why="nobody is served by it any more"
    )

    customer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
