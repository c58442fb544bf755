"""What the lender tells of customers' lives, where they stand, and what could not be taken."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lifecycle_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=72), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("loan", sa.String(length=60), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("facts", Document(), nullable=False),
        sa.Column("content", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=48), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_lifecycle_events_event_id")),
    )
    op.create_index("ix_lifecycle_events_customer_id_at", "lifecycle_events", ["customer_id", "at"])
    op.create_table(
        "lifecycle_states",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("marks", Document(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("last_at", Moment(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("last_event_id", sa.String(length=80), nullable=False),
        sa.Column("machines", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_lifecycle_states")),
    )
    op.create_index(op.f("ix_lifecycle_states_stage"), "lifecycle_states", ["stage"])
    op.create_index(op.f("ix_lifecycle_states_next_on"), "lifecycle_states", ["next_on"])
    op.create_table(
        "lifecycle_loans",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("loan", sa.String(length=60), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("marks", Document(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "loan", name=op.f("pk_lifecycle_loans")),
    )
    op.create_index(op.f("ix_lifecycle_loans_stage"), "lifecycle_loans", ["stage"])
    op.create_table(
        "lifecycle_alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("loan", sa.String(length=60), nullable=False),
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("raised_at", Moment(), nullable=False),
        sa.Column("cleared_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_alerts")),
    )
    op.create_index(
        "uq_lifecycle_alerts_customer_id_loan_event_id",
        "lifecycle_alerts",
        ["customer_id", "loan", "event_id"],
        unique=True,
    )
    op.create_index("ix_lifecycle_alerts_cleared_at_raised_at", "lifecycle_alerts", ["cleared_at", "raised_at"])
    op.create_table(
        "lifecycle_shelf",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("once", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=48), nullable=False),
        sa.Column("put_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_shelf")),
        sa.UniqueConstraint("once", name=op.f("uq_lifecycle_shelf_once")),
    )
    op.create_index(op.f("ix_lifecycle_shelf_customer_id"), "lifecycle_shelf", ["customer_id"])
    op.create_table(
        "lifecycle_imports",
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("manifest", name=op.f("pk_lifecycle_imports")),
    )
    op.create_table(
        "lifecycle_parts",
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("shelved", sa.Integer(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("manifest", "part", name=op.f("pk_lifecycle_parts")),
    )


def downgrade() -> None:
    for table in ("parts", "imports", "shelf", "alerts", "loans", "states", "events"):
        op.drop_table(f"lifecycle_{table}")
