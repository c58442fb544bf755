"""Histories of calls, plans of days, and their trials on simulated days."""

import sqlalchemy as sa
from alembic import op

from qiao.foundation.database import Document, Moment

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_histories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first_slot", sa.Integer(), nullable=False),
        sa.Column("calls", Document(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("loaded_by", sa.Uuid(), nullable=False),
        sa.Column("loaded_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_histories")),
    )
    op.create_table(
        "day_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("figures", Document(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_plans")),
    )
    op.create_index(op.f("ix_day_plans_on_date"), "day_plans", ["on_date"])
    op.create_table(
        "plan_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("trial", Document(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("lived", Document(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_checks")),
    )
    op.create_index(op.f("ix_plan_checks_on_date"), "plan_checks", ["on_date"])


def downgrade() -> None:
    for table in ("plan_checks", "day_plans", "call_histories"):
        op.drop_table(table)
