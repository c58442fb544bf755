"""Signing in: tries and steps, one-time codes, single sign-on, sessions that end by themselves, posts, teams, shifts.

Everything is added and nothing needs a value, so that the version before runs on this schema: accounts it makes have no
row among `staff_posts`, and sessions it makes have no end of idleness; both are read as what they were.
"""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OF_STAFF = ("rights_version", "must_change_password", "email", "team_id")
_OF_SESSIONS = ("post", "rights_version", "seen_at", "idle_until", "device", "source", "ended_because", "way")


def upgrade() -> None:
    op.add_column("staff", sa.Column("rights_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("staff", sa.Column("email", sa.String(length=200), nullable=True))
    op.add_column("staff", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.create_index("uq_staff_email", "staff", ["email"], unique=True)
    op.add_column("staff_sessions", sa.Column("post", sa.String(length=32), nullable=True))
    op.add_column("staff_sessions", sa.Column("rights_version", sa.Integer(), nullable=True))
    op.add_column("staff_sessions", sa.Column("seen_at", Moment(), nullable=True))
    op.add_column("staff_sessions", sa.Column("idle_until", Moment(), nullable=True))
    op.add_column("staff_sessions", sa.Column("device", sa.String(length=60), nullable=True))
    op.add_column("staff_sessions", sa.Column("source", sa.String(length=64), nullable=True))
    op.add_column("staff_sessions", sa.Column("ended_because", sa.String(length=20), nullable=True))
    op.add_column("staff_sessions", sa.Column("way", sa.String(length=10), nullable=True))
    op.create_table(
        "staff_posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("from_at", Moment(), nullable=False),
        sa.Column("until_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_posts_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_posts")),
    )
    op.create_index("ix_staff_posts_staff_id", "staff_posts", ["staff_id"])
    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tries", Document(), nullable=False),
        sa.Column("touched_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
    )
    op.create_table(
        "sign_in_steps",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("rights_version", sa.Integer(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("proved_code", sa.Boolean(), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_steps_staff_id_staff")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in_steps")),
    )
    op.create_table(
        "used_passwords",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_used_passwords_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_passwords")),
    )
    op.create_index("ix_used_passwords_staff_id", "used_passwords", ["staff_id"])
    op.create_table(
        "code_secrets",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_code_secrets_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_code_secrets")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_codes_staff_id_staff")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index("ix_recovery_codes_staff_id", "recovery_codes", ["staff_id"])
    op.create_table(
        "sso_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("linked_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sso_links_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sso_links")),
    )
    op.create_index("uq_sso_links_issuer_subject", "sso_links", ["issuer", "subject"], unique=True)
    op.create_index("uq_sso_links_staff_id_issuer", "sso_links", ["staff_id", "issuer"], unique=True)
    op.create_table(
        "sso_flows",
        sa.Column("state_digest", sa.String(length=64), nullable=False),
        sa.Column("back", sa.String(length=200), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_sso_flows")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["leader_id"], ["staff.id"], name=op.f("fk_teams_leader_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=8), nullable=False),
        sa.Column("from_minute", sa.SmallInteger(), nullable=False),
        sa.Column("to_minute", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_shifts_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_staff_id", "shifts", ["staff_id"])
    op.create_table(
        "shift_exceptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("from_minute", sa.SmallInteger(), nullable=True),
        sa.Column("to_minute", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_shift_exceptions_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_exceptions")),
    )
    op.create_index("ix_shift_exceptions_staff_id_on_date", "shift_exceptions", ["staff_id", "on_date"])
    op.create_table(
        "post_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.String(length=8), nullable=False),
        sa.Column("post", sa.String(length=32), nullable=False),
        sa.Column("from_at", Moment(), nullable=True),
        sa.Column("until_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_post_requests_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_requests")),
    )
    op.create_index("ix_post_requests_staff_id", "post_requests", ["staff_id"])
    op.create_index("ix_post_requests_state_expires_at", "post_requests", ["state", "expires_at"])


def downgrade() -> None:
    op.drop_table("post_requests")
    op.drop_table("shift_exceptions")
    op.drop_table("shifts")
    op.drop_table("teams")
    op.drop_table("sso_flows")
    op.drop_table("sso_links")
    op.drop_table("recovery_codes")
    op.drop_table("code_secrets")
    op.drop_table("used_passwords")
    op.drop_table("sign_in_steps")
    op.drop_table("sign_in_tries")
    op.drop_table("staff_posts")
    op.drop_index("uq_staff_email", "staff")
    for name in _OF_SESSIONS:
        op.drop_column("staff_sessions", name)
    for name in _OF_STAFF:
        op.drop_column("staff", name)
