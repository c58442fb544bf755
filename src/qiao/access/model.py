"""Tables of staff and their rights."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Uuid, false
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class Post(StrEnum):
    """The job that carries rights (岗位). Their names and their rights stand in the pack."""

    BOT = "bot"
    """The robot, and nobody else: no account of a person has this post."""
    ONLINE_AGENT = "online_agent"
    PHONE_AGENT = "phone_agent"
    VIP_CARE_AGENT = "vip_care_agent"
    COMPLAINT_OFFICER = "complaint_officer"
    POSTLOAN_OFFICER = "postloan_officer"
    COLLECTION_VENDOR = "collection_vendor"
    QA_INSPECTOR = "qa_inspector"
    TEAM_LEADER = "team_leader"
    WFM_PLANNER = "wfm_planner"
    KNOWLEDGE_TRAINER = "knowledge_trainer"
    COMPLIANCE = "compliance"
    BUSINESS_ANALYST = "business_analyst"
    RISK_FRAUD = "risk_fraud"
    OPERATIONS_ACTIVATOR = "operations_activator"
    DPO_AUDITOR = "dpo_auditor"
    SYSADMIN = "sysadmin"
    INCIDENT_MANAGER = "incident_manager"


class StaffRow(Base):
    """A member of staff with an account of this deployment. `demo` accounts exist only in the demo."""

    __tablename__ = "staff"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff",
        on_erase=OnErase.NOBODY,
        why="the audit trail must be able to say who it was; an account that ended stays, disabled",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(32))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    rights_version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Rises with every change after which earlier sessions are worth nothing: of posts, password, or the account."""
    must_change_password: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    email: Mapped[str | None] = mapped_column(String(200))
    """Where the identity provider knows her under; only for linking the two once."""
    team_id: Mapped[UUID | None] = mapped_column(Uuid)
    locked_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when somebody keeps her out, posts and all; until it is lifted."""

    @property
    def may_sign_in(self) -> bool:
        return self.active and self.locked_at is None

    __table_args__ = (Index("uq_staff_email", "email", unique=True),)


class StaffPostRow(Base):
    """A post that a member of staff has from then until then. Whoever has no row at all has the post of her account."""

    __tablename__ = "staff_posts"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff", on_erase=OnErase.NOBODY, why="who had which rights when explains what was looked at"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), index=True)
    post: Mapped[str] = mapped_column(String(32))
    from_at: Mapped[datetime] = mapped_column(Moment)
    until_at: Mapped[datetime | None] = mapped_column(Moment)


class StaffSessionRow(Base):
    """A signed-in browser. Only a digest of its secret is kept."""

    __tablename__ = "staff_sessions"
    __retention__: ClassVar[Retention] = Retention(
        kind="session", since="expires_at", on_erase=OnErase.NOBODY, why="about staff, not about customers"
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    post: Mapped[str | None] = mapped_column(String(32))
    """In which of her posts she works here; empty for the post of her account."""
    rights_version: Mapped[int | None] = mapped_column(Integer)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    idle_until: Mapped[datetime | None] = mapped_column(Moment)
    device: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str | None] = mapped_column(String(64))
    ended_because: Mapped[str | None] = mapped_column(String(20))
    way: Mapped[str | None] = mapped_column(String(10))
    """By password or by the identity provider."""


class HoldingRow(Base):
    """Who held whose contact, for what, from when to when: the root of every look at customer data.

    `seen` names the fields that her work list shows of it, as they were put on record when it began. `beside`: another
    has the contact in hand and asked her to look at it with her, which is her own affair and not her team's.
    """

    __tablename__ = "holdings"
    __retention__: ClassVar[Retention] = Retention(
        kind="audit",
        since="to_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="who had whose contact in hand answers for every look; it names the customer by pseudonym alone",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    seen: Mapped[str | None] = mapped_column(String(400))
    beside: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    from_at: Mapped[datetime] = mapped_column(Moment)
    to_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_holdings_staff_id_customer_id", "staff_id", "customer_id"),)
