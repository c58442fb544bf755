"""Resets by two, locked accounts, and customers of whom every look is noticed."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Moment

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
    op.drop_table("marked_customers")
    op.drop_table("reset_requests")
    op.drop_column("staff", "locked_at")
