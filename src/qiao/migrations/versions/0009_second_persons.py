"""Resets by two, locked accounts, customers of whom every look is noticed, and copies made for a person."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rights_requests", sa.Column("started_by", sa.String(length=80), nullable=True))
    op.add_column("rights_requests", sa.Column("started_at", Moment(), nullable=True))
    op.add_column("rights_requests", sa.Column("progress", Document(), nullable=True))
    op.create_table(
        "rights_exports",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["rights_requests.id"], name=op.f("fk_rights_exports_request_id_rights_requests")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_rights_exports")),
    )
    op.create_index("ix_rights_exports_customer_id", "rights_exports", ["customer_id"])
    op.add_column("staff", sa.Column("locked_at", Moment(), nullable=True))
    op.create_table(
        "reset_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("codes", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reset_requests_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_requests")),
    )
    op.create_index(op.f("ix_reset_requests_staff_id"), "reset_requests", ["staff_id"])
    op.create_index("ix_reset_requests_state_expires_at", "reset_requests", ["state", "expires_at"])
    op.create_table(
        "marked_customers",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.String(length=16), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["marked_by"], ["staff.id"], name=op.f("fk_marked_customers_marked_by_staff")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_marked_customers")),
    )


def downgrade() -> None:
    op.drop_table("rights_exports")
    op.drop_column("rights_requests", "progress")
    op.drop_column("rights_requests", "started_at")
    op.drop_column("rights_requests", "started_by")
    op.drop_table("marked_customers")
    op.drop_table("reset_requests")
    op.drop_column("staff", "locked_at")
