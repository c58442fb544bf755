"""Tables of signing in: tries, steps, passwords that were used, one-time codes, single sign-on, and who works when."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention

_ABOUT_STAFF = "about staff, not about customers"


class TriesRow(Base):
    """The tries at one account or from one address, kept under a keyed digest: a name may be a mistyped password."""

    __tablename__ = "sign_in_tries"
    __retention__: ClassVar[Retention] = Retention(
        kind="token", since="touched_at", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF
    )

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[Any] = mapped_column(Document)
    """Moments as seconds, the oldest first."""
    touched_at: Mapped[datetime] = mapped_column(Moment)


class Step(StrEnum):
    """What is still to be done before there is a session."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105  (the name of a step)
    ENROL = "enrol"


class StepRow(Base):
    """Somebody on the way in: her password fitted, or the identity provider vouched, and something is still to do."""

    __tablename__ = "sign_in_steps"
    __retention__: ClassVar[Retention] = Retention(
        kind="token", since="expires_at", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    step: Mapped[str] = mapped_column(String(10))
    way: Mapped[str] = mapped_column(String(10))
    rights_version: Mapped[int] = mapped_column(Integer)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    proved_code: Mapped[bool] = mapped_column(default=False)
    post: Mapped[str | None] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class UsedPasswordRow(Base):
    """A password somebody had; the newest few may not come back."""

    __tablename__ = "used_passwords"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)


class CodeSecretRow(Base):
    """The secret of somebody's one-time codes, sealed under a key of her own; `last_step` was the last code taken."""

    __tablename__ = "code_secrets"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), primary_key=True)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCodeRow(Base):
    """A code for the day the telephone is lost. Only a keyed digest is kept, and it serves once."""

    __tablename__ = "recovery_codes"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class SsoLinkRow(Base):
    """Under which name an identity provider knows a member of staff."""

    __tablename__ = "sso_links"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    linked_at: Mapped[datetime] = mapped_column(Moment)
    linked_by: Mapped[str] = mapped_column(String(80))
    agreed_by: Mapped[str | None] = mapped_column(String(80))
    """The second person; without one nobody comes in by this link."""

    __table_args__ = (
        Index("uq_sso_links_issuer_subject", "issuer", "subject", unique=True),
        Index("uq_sso_links_staff_id_issuer", "staff_id", "issuer", unique=True),
    )


class SsoFlowRow(Base):
    """A browser that was sent to the identity provider and is awaited back, once."""

    __tablename__ = "sso_flows"
    __retention__: ClassVar[Retention] = Retention(
        kind="token", since="expires_at", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF
    )

    state_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    back: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class TeamRow(Base):
    """A team on the floor, with its leader."""

    __tablename__ = "teams"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    leader_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)


class ShiftRow(Base):
    """Hours of work that come back, on a day of the week or on every working day or day of rest of the calendar.

    Minutes count from midnight in Shanghai; a night shift ends past 1,440.
    """

    __tablename__ = "shifts"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), index=True)
    day: Mapped[str] = mapped_column(String(8))
    from_minute: Mapped[int] = mapped_column(SmallInteger)
    to_minute: Mapped[int] = mapped_column(SmallInteger)


class ShiftExceptionRow(Base):
    """One day that is unlike the plan: other hours, or none where they are empty."""

    __tablename__ = "shift_exceptions"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    on_date: Mapped[date] = mapped_column(Date)
    from_minute: Mapped[int | None] = mapped_column(SmallInteger)
    to_minute: Mapped[int | None] = mapped_column(SmallInteger)

    __table_args__ = (Index("ix_shift_exceptions_staff_id_on_date", "staff_id", "on_date"),)


class PostChange(StrEnum):
    GIVE = "give"
    END = "end"


class RequestState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"


class PostRequestRow(Base):
    """A change of somebody's posts that one person asked for and another decides. Past `expires_at` nobody may."""

    __tablename__ = "post_requests"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff", on_erase=OnErase.NOBODY, why="who gave whom which rights explains what was looked at"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), index=True)
    change: Mapped[str] = mapped_column(String(8))
    post: Mapped[str] = mapped_column(String(32))
    from_at: Mapped[datetime | None] = mapped_column(Moment)
    until_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_post_requests_state_expires_at", "state", "expires_at"),)


class ResetRequestRow(Base):
    """Somebody's password, and perhaps her codes, to be set anew: asked for by one, done by another.

    Neither half of the password that serves once is kept. Past `expires_at` nobody may decide.
    """

    __tablename__ = "reset_requests"
    __retention__: ClassVar[Retention] = Retention(kind="staff", on_erase=OnErase.NOBODY, why=_ABOUT_STAFF)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), index=True)
    codes: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[str] = mapped_column(String(80))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_reset_requests_state_expires_at", "state", "expires_at"),)
